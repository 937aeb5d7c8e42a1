package dev.holdfast.browser.worker;

import dev.holdfast.browser.js.Promise;
import dev.holdfast.browser.js.Url;
import dev.holdfast.core.json.Json;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;
import org.teavm.jso.JSBody;

/**
 * The files of one release, all of them or none: an install that misses one, or whose bytes are not
 * those of its revision, fails, and the release before goes on serving.
 *
 * <p>A revision is the first 32 hex digits of the SHA-256 of the file's bytes. Files are kept by
 * URL and revision, so an update fetches only what changed. What only the release before had is
 * kept until the next one takes over, for the pages that still run it.
 */
@NullMarked
final class Precache {
  /*
   * One cache, 'holdfast-files'. A file's key is its URL with ?holdfast=REVISION. Two more entries,
   * /?holdfast=current and /?holdfast=previous, hold the manifests of the releases whose files are
   * kept. Downloading and cleaning are JavaScript for the same reason as in AnswerCache.
   */
  /** URL without fragment → key in the cache. */
  private final Json keys = Json.object();

  private String fallback = "";

  /** The same of the release before; absent until it is known. */
  private Json before = Json.absent();

  /**
   * @param entries {@code [{url, revision}]}
   */
  void add(Json entries) {
    for (int i = 0; i < Json.size(entries); i++) {
      Json entry = Json.at(entries, i);
      Url url = Url.of(Json.text(Json.get(entry, "url")));
      String revision = Json.text(Json.get(entry, "revision"));
      Json.set(keys, url.getHref(), Json.of(url.getHref().concat("?holdfast=").concat(revision)));
    }
  }

  void navigationFallback(String url) {
    fallback = Url.of(url).getHref();
  }

  /** The key of the file that answers {@code url}, null if this release has none. */
  @Nullable String find(Url url, boolean navigation) {
    String path = url.getOrigin().concat(url.getPathname());
    String found = key(path.concat(url.getSearch()));
    if (found == null && (navigation || url.getSearch().isEmpty())) {
      found = key(path);
      if (found == null && path.endsWith("/")) {
        found = key(path.concat("index.html"));
      }
      if (found == null && path.endsWith("/index.html")) {
        found = key(path.substring(0, path.length() - "index.html".length()));
      }
    }
    return found;
  }

  /**
   * The key of the page that answers a navigation to {@code path} which is no file: null for paths
   * that look like one, or belong to the sync server.
   */
  @Nullable String fallbackFor(String path) {
    return fallback.isEmpty() || isNoPage(path) ? null : key(fallback);
  }

  private @Nullable String key(String url) {
    Json key = Json.get(keys, url);
    return Json.isAbsent(key) ? null : Json.text(key);
  }

  /** The stored file; undefined if the browser has thrown it away. */
  @JSBody(
      params = "key",
      script = "return caches.open('holdfast-files').then(cache => cache.match(key));")
  static native Promise answer(String key);

  /** Downloads what is not here yet; rejects unless all of the release is here then. */
  Promise install() {
    return install(keys);
  }

  /** Makes this release the current one and removes files that neither it nor the last one has. */
  Promise activate() {
    return activate(keys).then(done -> learn());
  }

  /** Learns which files the release before had. */
  @Nullable Promise learn() {
    return previous()
        .then(
            files -> {
              before = (Json) files;
              return null;
            });
  }

  /** Whether {@code url} may be a file of the release before; true as long as nobody knows. */
  boolean mayBeOfPrevious(String url) {
    return Json.isAbsent(before) || !Json.isAbsent(Json.get(before, url));
  }

  @JSBody(
      params = "keys",
      script =
          """
          var fail = (url, got) => {
            throw new TypeError('Holdfast: install failed, the release before stays: ' + url
              + ' answered ' + got);
          };
          return caches.open('holdfast-files').then(cache => Promise.all(Object.keys(keys).map(url =>
            cache.match(keys[url]).then(here => here
              || fetch(url, {cache: 'no-store', credentials: 'same-origin'}).then(answer =>
                answer.status !== 200 ? fail(url, 'status ' + answer.status)
                : answer.arrayBuffer().then(bytes =>
                  crypto.subtle.digest('SHA-256', bytes).then(digest => {
                    var revision = Array.from(new Uint8Array(digest).slice(0, 16),
                      byte => (byte + 256).toString(16).slice(1)).join('');
                    if (keys[url].slice(-32) !== revision) fail(url, 'bytes of revision ' + revision);
                    var heads = new Headers(answer.headers);
                    heads.delete('content-encoding');
                    heads.delete('content-length');
                    return cache.put(keys[url], new Response(bytes, {headers: heads}));
                  })))))));
          """)
  private static native Promise install(Json keys);

  @JSBody(
      params = "keys",
      script =
          """
          return caches.open('holdfast-files').then(cache => {
            var read = name => cache.match(name).then(found => found ? found.json() : {});
            var write = (name, value) => cache.put(name, new Response(JSON.stringify(value)));
            var current = '/?holdfast=current', previous = '/?holdfast=previous';
            return Promise.all([read(current), read(previous)]).then(had => {
              var kept = JSON.stringify(had[0]) === JSON.stringify(keys) ? had[1] : had[0];
              var keep = new Set(Object.values(keys).concat(Object.values(kept)));
              return Promise.all([write(current, keys), write(previous, kept)])
                .then(() => cache.keys()).then(all => Promise.all(all.map(stored =>
                  keep.has(stored.url) || /\\?holdfast=(current|previous)$/.test(stored.url)
                    ? 0 : cache.delete(stored))));
            });
          });
          """)
  private static native Promise activate(Json keys);

  /** All files kept; until this release is active, those of the current one are the last one's. */
  @JSBody(
      script =
          """
          return caches.open('holdfast-files').then(cache =>
            Promise.all(['previous', 'current'].map(name => cache.match('/?holdfast=' + name)
              .then(found => found ? found.json() : {}))))
            .then(both => Object.assign(both[0], both[1]));
          """)
  private static native Promise previous();

  /** A file that only the release before had, for a page that still runs it: may be undefined. */
  Promise answerOfPrevious(String url) {
    return match(previous(), url);
  }

  @JSBody(
      params = {"previous", "url"},
      script =
          "return previous.then(files => files[url] && caches.open('holdfast-files')"
              + ".then(cache => cache.match(files[url])));")
  private static native Promise match(Promise previous, String url);

  @JSBody(params = "path", script = "return /^\\/(holdfast|v1)\\/|\\/[^/]*\\.[^/]*$/.test(path);")
  private static native boolean isNoPage(String path);
}
