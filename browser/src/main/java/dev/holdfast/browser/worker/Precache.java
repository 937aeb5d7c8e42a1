package dev.holdfast.browser.worker;

import dev.holdfast.browser.js.Caches;
import dev.holdfast.browser.js.Errors;
import dev.holdfast.browser.js.Fetch;
import dev.holdfast.browser.js.Promise;
import dev.holdfast.browser.js.Response;
import dev.holdfast.browser.js.Url;
import dev.holdfast.core.json.Json;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;
import org.teavm.jso.JSBody;
import org.teavm.jso.JSObject;

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
   * One cache. A file's key is its URL with ?holdfast=REVISION. Two more entries, CURRENT and
   * PREVIOUS, hold the manifests of the releases whose files are kept.
   */
  private static final String CACHE = "holdfast-files";
  private static final String CURRENT = "/?holdfast=current";
  private static final String PREVIOUS = "/?holdfast=previous";

  /** URL without fragment → key in the cache. */
  private final Json keys = Json.object();

  private String fallback = "";

  /**
   * @param entries {@code [{url, revision}]}
   */
  void add(Json entries) {
    for (int i = 0; i < Json.size(entries); i++) {
      Json entry = Json.at(entries, i);
      Url url = Url.of(Json.text(Json.get(entry, "url")));
      String revision = Json.text(Json.get(entry, "revision"));
      Json.set(keys, url.getHref(), Json.of(url.getHref() + "?holdfast=" + revision));
    }
  }

  void navigationFallback(String url) {
    fallback = Url.of(url).getHref();
  }

  /** The key of the file that answers {@code url}, null if this release has none. */
  @Nullable String find(Url url, boolean navigation) {
    String path = url.getOrigin() + url.getPathname();
    String found = key(path + url.getSearch());
    if (found == null && (navigation || url.getSearch().isEmpty())) {
      found = key(path);
      if (found == null && path.endsWith("/")) {
        found = key(path + "index.html");
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
  Promise answer(String key) {
    return Caches.open(CACHE).then(cache -> ((Caches.Cache) cache).match(Json.of(key), null));
  }

  /** A file that only the release before had: a {@link Response} or undefined. */
  Promise answerOfPrevious(String url) {
    return Caches.open(CACHE)
        .then(
            found -> {
              Caches.Cache cache = (Caches.Cache) found;
              return read(cache, PREVIOUS)
                  .then(
                      before -> {
                        Json key = Json.get((Json) before, url);
                        return Json.isAbsent(key) ? null : cache.match(key, null);
                      });
            });
  }

  /** Downloads what is not here yet; rejects unless all of the release is here then. */
  Promise install() {
    return Caches.open(CACHE)
        .then(
            found -> {
              Caches.Cache cache = (Caches.Cache) found;
              Json all = Json.array();
              Json urls = Json.keys(keys);
              for (int i = 0; i < Json.size(urls); i++) {
                Json url = Json.at(urls, i);
                push(all, fetchMissing(cache, url, Json.get(keys, url)));
              }
              return Promise.all(all);
            });
  }

  private static Promise fetchMissing(Caches.Cache cache, Json url, Json key) {
    return cache
        .match(key, null)
        .then(here -> Response.is(here) ? null : download(cache, url, key));
  }

  private static Promise download(Caches.Cache cache, Json url, Json key) {
    return Fetch.fetch(url, RELOAD)
        .then(
            got -> {
              Response response = (Response) got;
              if (response.getStatus() != 200) {
                return refused(url, "status " + response.getStatus());
              }
              return response
                  .arrayBuffer()
                  .then(
                      bytes ->
                          Digests.sha256(bytes)
                              .then(
                                  digest -> {
                                    String revision = Json.text((Json) digest).substring(0, 32);
                                    return Json.text(key).endsWith("?holdfast=" + revision)
                                        ? cache.put(key, file(bytes, response))
                                        : refused(url, "bytes of revision " + revision);
                                  }));
            });
  }

  private static Promise refused(Json url, String got) {
    return Promise.reject(
        Errors.typeError(
            "Holdfast: install failed, the release before stays: "
                + Json.text(url)
                + " answered "
                + got));
  }

  /** Makes this release the current one and removes files that neither it nor the last one has. */
  Promise activate() {
    return Caches.open(CACHE)
        .then(
            found -> {
              Caches.Cache cache = (Caches.Cache) found;
              return read(cache, CURRENT)
                  .then(
                      before -> {
                        Json last = (Json) before;
                        boolean again = Json.equal(last, keys);
                        Promise kept = again ? read(cache, PREVIOUS) : write(cache, PREVIOUS, last);
                        return kept.then(previous -> write(cache, CURRENT, keys))
                            .then(done -> read(cache, PREVIOUS))
                            .then(previous -> clean(cache, keys, (Json) previous));
                      });
            });
  }

  private static Promise read(Caches.Cache cache, String name) {
    return cache
        .match(Json.of(name), null)
        .then(found -> Response.is(found) ? ((Response) found).json() : Json.object());
  }

  private static Promise write(Caches.Cache cache, String name, Json manifest) {
    return cache.put(Json.of(name), Response.of(Json.of(Json.stringify(manifest)), Json.object()));
  }

  @JSBody(script = "return {cache: 'no-store', credentials: 'same-origin'};")
  private static native Json reload();

  private static final Json RELOAD = reload();

  @JSBody(
      params = {"list", "item"},
      script = "list.push(item);")
  private static native void push(Json list, JSObject item);

  /** The file as it will be answered: what was decoded or redirected on the way is so no more. */
  @JSBody(
      params = {"bytes", "r"},
      script =
          "var h = new Headers(r.headers); h.delete('content-encoding');"
              + " h.delete('content-length'); return new Response(bytes, {headers: h});")
  private static native Response file(JSObject bytes, Response r);

  @JSBody(
      params = {"cache", "a", "b"},
      script =
          "var keep = new Set(Object.values(a).concat(Object.values(b)));"
              + " return cache.keys().then(function (all) { return Promise.all(all.map("
              + "function (q) { var u = q.url; return keep.has(u)"
              + " || /\\?holdfast=(current|previous)$/.test(u) ? 0 : cache.delete(q); })); });")
  private static native Promise clean(Caches.Cache cache, Json a, Json b);

  @JSBody(params = "path", script = "return /^\\/(holdfast|v1)\\/|\\/[^/]*\\.[^/]*$/.test(path);")
  private static native boolean isNoPage(String path);
}
