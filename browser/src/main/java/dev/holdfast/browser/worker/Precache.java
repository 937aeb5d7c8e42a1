package dev.holdfast.browser.worker;

import dev.holdfast.browser.js.Promise;
import dev.holdfast.browser.js.Url;
import dev.holdfast.core.json.Json;
import org.jspecify.annotations.Nullable;
import org.teavm.jso.JSBody;

/**
 * The files of one release, all of them or none: an install that misses one, or whose bytes are not
 * those of its revision, fails, and the release before goes on serving.
 *
 * <p>A revision is the first 32 hex digits of the SHA-256 of the file's bytes. Files are kept by
 * URL and revision, so an update fetches only what changed. A page gets the files of the release it
 * began with, also when another one has taken over; they are kept as long as such a page lives.
 */
final class Precache implements Strategies.Files {
  /*
   * One cache, 'holdfast-files'. A file's key is its URL with ?holdfast=REVISION. One more entry,
   * /?holdfast=releases, holds [{files: {url: key}, clients: [id]}], newest first: the releases
   * whose files are kept, and the pages that began with them; those of the newest are not listed.
   * Downloading and cleaning are JavaScript for the same reason as in AnswerCache.
   */
  /** URL without fragment → key in the cache. */
  private final Json keys = Json.object();

  private String fallback = "";
  private Pattern[] allowed = {};
  private Pattern[] denied = {};

  /** Promise of the releases kept, newest first; and the same once they are known. */
  private @Nullable Promise releases;

  private Json known = Json.absent();

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

  /**
   * @param allow patterns of paths that it answers; empty is all
   * @param deny patterns of paths that it does not
   */
  void navigationFallback(String url, Json allow, Json deny) {
    fallback = Url.of(url).getHref();
    allowed = patterns(allow);
    denied = patterns(deny);
  }

  private static Pattern[] patterns(Json texts) {
    Pattern[] patterns = new Pattern[Json.size(texts)];
    for (int i = 0; i < patterns.length; i++) {
      patterns[i] = new Pattern(Json.text(Json.at(texts, i)));
    }
    return patterns;
  }

  private static boolean matches(Pattern[] patterns, String path) {
    for (Pattern one : patterns) {
      if (!Json.isAbsent(one.match(path, path, true))) {
        return true;
      }
    }
    return false;
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
   * that look like one, belong to the sync server, or are not to be answered.
   */
  @Nullable String fallbackFor(String path) {
    boolean ours =
        !fallback.isEmpty()
            && !matches(denied, path)
            && (allowed.length == 0 ? !isNoPage(path) : matches(allowed, path));
    return ours ? key(fallback) : null;
  }

  private @Nullable String key(String url) {
    Json key = Json.get(keys, url);
    return Json.isAbsent(key) ? null : Json.text(key);
  }

  @Override
  public @Nullable Promise file(String url) {
    String key = find(Url.of(url), true);
    return key == null ? null : answer(key);
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
    releases = null;
    return activate(keys).then(done -> learn());
  }

  /** Learns which releases are kept, and who runs them. */
  Promise learn() {
    if (releases == null) {
      releases =
          releases()
              .then(
                  all -> {
                    known = (Json) all;
                    return all;
                  });
    }
    return releases;
  }

  /** Whether {@code client} may run an older release; true as long as nobody knows. */
  boolean mayRunOlder(String client) {
    return Json.isAbsent(known) || runsOlder(known, client);
  }

  /** What {@code client} gets at {@code url}: a file of its release, else {@code key}'s, if any. */
  Promise answer(String client, String url, @Nullable String key) {
    return answer(learn(), client, url, key);
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
          return Promise.all([caches.open('holdfast-files'),
            self.clients.matchAll({type: 'all', includeUncontrolled: true})]).then(both => {
              var cache = both[0], alive = both[1].map(client => client.id), at = '/?holdfast=releases';
              return cache.match(at).then(found => found ? found.json() : []).then(all => {
                if (!all[0] || JSON.stringify(all[0].files) !== JSON.stringify(keys)) {
                  if (all[0]) all[0].clients = alive.filter(id =>
                    !all.some(one => one.clients && one.clients.includes(id)));
                  all.unshift({files: keys});
                }
                all = all.filter((one, index) =>
                  !index || one.clients.some(id => alive.includes(id)));
                var keep = new Set(all.map(one => Object.values(one.files)).flat());
                return cache.put(at, new Response(JSON.stringify(all))).then(() => cache.keys())
                  .then(stored => Promise.all(stored.map(one =>
                    keep.has(one.url) || one.url.endsWith(at) || cache.delete(one))));
              });
            });
          """)
  private static native Promise activate(Json keys);

  @JSBody(
      script =
          """
          return caches.open('holdfast-files').then(cache => cache.match('/?holdfast=releases'))
            .then(found => found ? found.json() : []);
          """)
  private static native Promise releases();

  @JSBody(
      params = {"releases", "client"},
      script = "return releases.some(one => one.clients && one.clients.includes(client));")
  private static native boolean runsOlder(Json releases, String client);

  @JSBody(
      params = {"releases", "client", "url", "key"},
      script =
          """
          return releases.then(all => {
            var older = all.find(one => one.clients && one.clients.includes(client));
            var own = older && older.files[url] || key;
            return own && caches.open('holdfast-files').then(cache => cache.match(own));
          });
          """)
  private static native Promise answer(
      Promise releases, String client, String url, @Nullable String key);

  @JSBody(params = "path", script = "return /^\\/(holdfast|v1)\\/|\\/[^/]*\\.[^/]*$/.test(path);")
  private static native boolean isNoPage(String path);
}
