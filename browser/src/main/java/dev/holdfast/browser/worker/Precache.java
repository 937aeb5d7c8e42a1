package dev.holdfast.browser.worker;

import dev.holdfast.browser.js.Caches;
import dev.holdfast.browser.js.Messages;
import dev.holdfast.browser.js.Names;
import dev.holdfast.browser.js.Promise;
import dev.holdfast.browser.js.Script;
import dev.holdfast.browser.js.Url;
import dev.holdfast.browser.js.WorkerScope.ExtendableEvent;
import dev.holdfast.core.json.Json;
import org.jspecify.annotations.Nullable;
import org.teavm.jso.JSBody;
import org.teavm.jso.JSObject;

/**
 * The files of one release: all of them or none. If a file is missing, or its bytes do not have
 * their integrity, the install fails, the pages are told, and the previous release stays in use.
 *
 * <p>A revision is any text. Files are stored by URL and revision, so an update fetches only what
 * changed. A page gets the files of the release that it was loaded with, even after another release
 * has taken over. They are kept as long as such a page is open.
 *
 * <p>URLs that differ only in how they are escaped are one file, and so are those that differ in
 * parameters that only count visits or bypass caches.
 */
final class Precache implements Strategies.Files {
  /*
   * One cache, Names.FILES. A file's key is its URL with ?holdfast=REVISION. One more entry,
   * /?holdfast=releases, holds [{files: {url: key}, clients: [id]}], newest first: the releases
   * whose files are kept, each with the pages that were loaded with it. The newest has no list of
   * pages. Downloading and cleaning are JavaScript for the same reason as in AnswerCache.
   */
  /** URL without fragment, escaped in one way → key in the cache. */
  private final Json keys = Json.object();

  /** Key in the cache → {@code {url, integrity}}. */
  private final Json sources = Json.object();

  private String fallback = "";
  private Pattern[] allowed = {};
  private Pattern[] denied = {};

  /**
   * Resolves to the releases that are kept, newest first. Once read, they are also in {@code
   * known}.
   */
  private @Nullable Promise releases;

  private Json known = Json.absent();

  /**
   * @param entries {@code [{url, revision, integrity}]}
   */
  void add(Json entries) {
    add(keys, sources, entries, same());
  }

  /**
   * @param allow patterns of paths that get this answer; empty means all that look like a page
   * @param deny patterns of paths that do not get it
   */
  void navigationFallback(String url, Json allow, Json deny) {
    fallback = Url.of(url).getHref();
    allowed = patterns(allow);
    denied = patterns(deny);
  }

  static Pattern[] patterns(Json texts) {
    Pattern[] patterns = new Pattern[Json.size(texts)];
    for (int i = 0; i < patterns.length; i++) {
      patterns[i] = new Pattern(Json.text(Json.at(texts, i)));
    }
    return patterns;
  }

  static boolean matches(Pattern[] patterns, String path) {
    for (Pattern one : patterns) {
      if (!Json.isAbsent(one.match(path, path, true))) {
        return true;
      }
    }
    return false;
  }

  /** The key of the file that answers {@code url}; null if this release has none. */
  @Nullable String find(Url url, boolean navigation) {
    String path = plain(same(), url);
    String search = counted(url.getSearch());
    String found = key(path + url.getSearch());
    if (found == null) {
      found = key(path + search);
    }
    if (found == null && (navigation || search.isEmpty())) {
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
   * The key of the fallback page for a navigation to {@code path}; null if the path does not get
   * it. Without {@code allow}, a path does not get it if it looks like a file or belongs to the
   * sync server.
   */
  @Nullable String fallbackFor(String path) {
    boolean ours =
        !fallback.isEmpty()
            && !matches(denied, path)
            && (allowed.length == 0 ? !isNoPage(path, Home.elsewhere()) : matches(allowed, path));
    return ours ? find(Url.of(fallback), true) : null;
  }

  /** {@code (url) => text}: origin and path, escaped in one way. */
  @Script
  private static native JSObject same();

  @JSBody(
      params = {"same", "url"},
      script = "return same(url);")
  private static native String plain(JSObject same, Url url);

  /** A query without the parameters that make no other answer of a file. */
  @Script
  private static native String counted(String search);

  private @Nullable String key(String url) {
    Json key = Json.get(keys, url);
    return Json.isAbsent(key) ? null : Json.text(key);
  }

  /** Resolves to the cache. */
  static Promise files() {
    return Caches.open(Names.of(Names.FILES));
  }

  /** Resolves to this release's file at {@code url}; to nothing if there is none. */
  @Override
  public Promise file(String url) {
    return answer("", Url.of(url), find(Url.of(url), true));
  }

  /**
   * Downloads the files that are not stored yet. Rejects unless the whole release is stored then,
   * and tells the pages.
   */
  Promise install() {
    return orTell(
        InstallModule.load()
            .then(module -> ((InstallModule) module).install(files(), keys, sources)),
        Messages.channel(Names.of(Names.CHANNEL)));
  }

  /**
   * Makes this release the current one, and takes over the pages that have no worker. Deletes the
   * releases that no open page uses any more, and the files that only they had.
   *
   * @param replaced whose caches are deleted too, {@code [text]}
   */
  Promise activate(ExtendableEvent event, boolean preload, Json replaced) {
    releases = null;
    return InstallModule.load()
        .then(module -> ((InstallModule) module).activate(event, files(), keys, preload, replaced))
        .then(done -> learn());
  }

  /** Reads which releases are kept, and which pages use them. */
  Promise learn() {
    if (releases == null) {
      releases =
          releases(Names.of(Names.FILES))
              .then(
                  all -> {
                    known = (Json) all;
                    return all;
                  });
    }
    return releases;
  }

  /** Whether the page {@code client} may use an older release; true until the releases are read. */
  boolean mayRunOlder(String client) {
    return Json.isAbsent(known) || runsOlder(known, client);
  }

  /**
   * Resolves to what the page {@code client} gets at {@code url}: the file of its older release,
   * else the file under {@code key}, else nothing.
   */
  Promise answer(String client, Url url, @Nullable String key) {
    String whole = plain(same(), url) + url.getSearch();
    return answer(Names.of(Names.FILES), learn(), client, whole, key);
  }

  @Script
  private static native void add(Json keys, Json sources, Json entries, JSObject same);

  @Script
  private static native Promise orTell(Promise installed, Messages.Channel channel);

  @JSBody(
      params = "name",
      script =
          """
          return caches.match('/?holdfast=releases', {cacheName: name})
            .then(found => found ? found.json() : []);
          """)
  private static native Promise releases(String name);

  @JSBody(
      params = {"releases", "client"},
      script = "return releases.some(one => one.clients && one.clients.includes(client));")
  private static native boolean runsOlder(Json releases, String client);

  @Script
  private static native Promise answer(
      String name, Promise releases, String client, String url, @Nullable String key);

  @JSBody(
      params = {"path", "elsewhere"},
      script =
          "return /\\/[^/]*\\.[^/]*$/.test(path)"
              + " || elsewhere.some(one => (path + '/').startsWith(one + '/'));")
  private static native boolean isNoPage(String path, Json elsewhere);
}
