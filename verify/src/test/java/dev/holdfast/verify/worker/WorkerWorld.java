package dev.holdfast.verify.worker;

import com.microsoft.playwright.Page;
import dev.holdfast.verify.harness.Await;
import dev.holdfast.verify.harness.Backend;
import dev.holdfast.verify.harness.Chromium;
import dev.holdfast.verify.harness.Profile;
import dev.holdfast.verify.harness.Server;
import dev.holdfast.verify.harness.Tab;
import dev.holdfast.verify.harness.WebApp;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;

/** A small app with a worker, its real server and backend, and a user's browser. */
final class WorkerWorld implements AutoCloseable {
  final WebApp app;
  final Backend backend;
  final Server server;
  Profile profile;

  /**
   * @param calls what the worker's script calls on {@code holdfast}
   */
  WorkerWorld(Path folder, String calls) throws Exception {
    backend = Backend.start();
    app =
        WebApp.in(folder.resolve("app"))
            .page("index.html", "first")
            .page("docs/index.html", "docs")
            .file("part.js", "export default 1;")
            .file("app.js", "navigator.serviceWorker.register('/sw.js');")
            .worker(calls);
    server = Server.serve(app.folder(), folder.resolve("data"), "--proxy", "/api=" + backend.url());
    profile = Chromium.profile();
  }

  /** Continues with the browser whose profile is in {@code folder}. */
  void browser(Path folder) {
    profile.close();
    profile = Chromium.profile(folder);
  }

  /** Continues with a new browser and a backend without requests. */
  void anew() {
    profile.close();
    profile = Chromium.profile();
    backend.forget();
    server.start();
  }

  /** A tab that the worker controls. */
  Page open() {
    Page page = profile.open(server.url() + "/").page();
    awaitController(page);
    return page;
  }

  static void awaitController(Page page) {
    eventually(true, () -> page.evaluate("() => !!navigator.serviceWorker.controller"));
  }

  /** Makes the browser look for a new release, and waits until that release waits. */
  static void awaitUpdate(Page page) {
    page.evaluate("() => navigator.serviceWorker.getRegistration().then(r => r.update())");
    eventually(
        true,
        () ->
            page.evaluate(
                "() => navigator.serviceWorker.getRegistration().then(r => !!r.waiting)"));
  }

  /** Lets the waiting release take over. Returns whether there was one. */
  static Object applyUpdate(Page page) {
    return page.evaluate(
        "() => import('/holdfast/holdfast.js').then(it => it.offlineStorage.applyUpdate())");
  }

  static void eventually(Object expected, Callable<?> actual) {
    Await.until("it is " + expected, Tab.PATIENCE, actual::call, expected::equals);
  }

  /** Fetches in the page: {@code status body}, {@code failed}, or {@code no answer}. */
  static String fetch(Page page, String method, String url, String body) {
    return (String)
        page.evaluate(
            "([method, url, body, patience]) => Promise.race([new Promise(late => setTimeout(late,"
                + " patience, 'no answer')), fetch(url, {method, body: body || undefined,"
                + " headers: body ? {'content-type': 'application/json',"
                + " authorization: 'Bearer secret', 'x-csrf-token': 'c', 'x-tenant': 't1'} : {}})"
                + ".then(async r => r.status + ' ' + await r.text()).catch(() => 'failed')])",
            List.of(method, url, body, (double) Tab.PATIENCE.toMillis()));
  }

  static String get(Page page, String url) {
    return fetch(page, "GET", url, "");
  }

  /**
   * The same, but waits until the worker has stored the answer: it writes its cache after it
   * answered.
   */
  static String getAndKeep(Page page, String cache, String url) {
    String answer = get(page, url);
    eventually(answer, () -> kept(page, cache, url));
    return answer;
  }

  /** What a cache holds for a URL: {@code status body}, or null. */
  private static Object kept(Page page, String cache, String url) {
    return page.evaluate(
        "async ([cache, url]) => { const r = await (await caches.open(cache)).match(url);"
            + " return r ? r.status + ' ' + await r.text() : null; }",
        List.of(cache, url));
  }

  /** The URLs that a cache holds, oldest first. */
  static Object kept(Page page, String cache) {
    return page.evaluate(
        "async name => (await (await caches.open(name)).keys())"
            + ".map(r => r.url.replace(location.origin, '')).join(' ')",
        cache);
  }

  static String post(Page page, String url, String body) {
    return fetch(page, "POST", url, body);
  }

  /** What the worker's queue holds, {@code state body state body …}. */
  static String queue(Page page) {
    return (String) page.evaluate(QUEUE);
  }

  static void awaitQueue(Page page, String expected) {
    eventually(expected, () -> queue(page));
  }

  /** A counter of the queue's audit. */
  static Object audit(Page page, String name) {
    return page.evaluate(AUDIT, name);
  }

  private static final String OPEN =
      "const db = await new Promise((ok, no) => { const r = indexedDB.open('holdfast-requests');"
          + " r.onsuccess = () => ok(r.result); r.onerror = () => no(r.error);"
          + " r.onupgradeneeded = () => r.transaction.abort(); }).catch(() => null);"
          + " if (!db) return NONE;"
          + " const read = (table, how) => new Promise(ok => {"
          + " const q = how(db.transaction(table).objectStore(table));"
          + " q.onsuccess = () => ok(q.result); });";

  private static final String QUEUE =
      "async () => { "
          + OPEN.replace("NONE", "''")
          + " const all = await read('requests', s => s.getAll()); db.close();"
          + " return all.map(e => e.state + ' ' + new TextDecoder().decode(e.body)).join(' '); }";

  private static final String AUDIT =
      "async name => { "
          + OPEN.replace("NONE", "0")
          + " const all = await read('meta', s => s.get('audit')); db.close();"
          + " return all && all[name] || 0; }";

  @Override
  public void close() {
    profile.close();
    server.close();
    backend.close();
  }

  /** Makes the worker send what waits. Returns whether nothing is left. */
  static Object drain(Page page) {
    return page.evaluate(
        "() => new Promise(ok => { const c = new MessageChannel();"
            + " c.port1.onmessage = e => ok(e.data.ok);"
            + " navigator.serviceWorker.controller.postMessage({type: 'drain'}, [c.port2]); })");
  }
}
