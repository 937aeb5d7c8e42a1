package dev.holdfast.browser.queue;

import org.teavm.jso.JSBody;
import org.teavm.jso.JSObject;

/**
 * What a request names: whole segments of its path, whole values of its query, and whole strings in
 * a JSON body, never a part of one. A body is JSON if it can be read as JSON.
 */
final class Names {
  private Names() {}

  /*
   * rewrite(url, body, swap) calls swap with each text and puts what it answers, if anything, in its
   * place: {url, body, json}, json being the body as it was read. All else stays byte for byte, large
   * numbers too, since strings are exchanged in the text; one expression for a whole string would
   * overflow the stack at some megabytes.
   * rewrite.value(json, pointer) is the value at a JSON Pointer (RFC 6901).
   */
  @JSBody(
      script =
          """
          var part = (text, space, swap) => {
            var now;
            try { now = swap(decodeURIComponent(text.replace(/\\+/g, space))); } catch (none) {}
            return now === void 0 ? text : encodeURIComponent(now);
          };
          return Object.assign((url, body, swap) => {
            var to = new URL(url), text, json;
            to.pathname = to.pathname.split('/').map(one => part(one, '+', swap)).join('/');
            to.search = to.search.replace(/=([^&]*)/g, (all, value) => '=' + part(value, ' ', swap));
            try {
              json = JSON.parse(text = new TextDecoder('utf-8', {fatal: true}).decode(body));
              var find = /["\\\\]/g, key = new RegExp('\\\\s*:', 'y'), made = '', from = 0, open = -1, hit;
              while ((hit = find.exec(text))) {
                if (hit[0] !== '"') find.lastIndex++;
                else if (open < 0) open = hit.index;
                else {
                  key.lastIndex = hit.index + 1;
                  var now = key.test(text) ? void 0 : swap(JSON.parse(text.slice(open, hit.index + 1)));
                  if (now !== void 0) {
                    made += text.slice(from, open) + JSON.stringify(now);
                    from = hit.index + 1;
                  }
                  open = -1;
                }
              }
              body = new TextEncoder().encode(made + text.slice(from));
            } catch (none) {}
            return {url: to.href, body: body, json: json};
          }, {
            value: (json, pointer) => pointer.split('/').slice(1).reduce((value, key) => value == null ? value
              : value[key.replace(/~1/g, '/').replace(/~0/g, '~')], json)
          });
          """)
  static native JSObject rewrite();
}
