package dev.holdfast.verify.engines;

import dev.holdfast.verify.harness.Await;
import dev.holdfast.verify.harness.Backend;
import dev.holdfast.verify.harness.FaultyServer;
import dev.holdfast.verify.harness.FaultyServer.Fault;
import dev.holdfast.verify.harness.OtherBrowser;
import dev.holdfast.verify.harness.Server;
import dev.holdfast.verify.harness.Tab;
import dev.holdfast.verify.harness.TaskService;
import dev.holdfast.verify.harness.WebApp;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * An app in a browser that is not Chromium, with its real server and two backends: {@link
 * TaskService} at {@code /api/tasks}, {@link Backend} below {@code /api} else. docs/browsers.md
 * says which tests run where. The app is written with relative paths.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class EngineTest {
  static final String PAGE =
      """
      import { offlineStorage, networkStatus, holdfastServer, rest } from './holdfast/holdfast.js';
      const wanted = new URLSearchParams(location.search);
      const space = 'engine' + location.port;
      const errors = [];
      offlineStorage.addEventListener('error', (event) => errors.push(event.error));
      offlineStorage.addEventListener('update', () => window.updates++);
      Object.assign(window, { offlineStorage, networkStatus, errors, updates: 0 });
      window.send = (method, url, body, headers) =>
        fetch(url, { method, body, headers }).then(
          (answer) => answer.text().then((text) => answer.status + ' ' + text), () => 'failed');
      window.all = () => offlineStorage.collection('tasks').entries();
      offlineStorage.defineSync(
        wanted.has('rest') ? rest({ collections: { tasks: '/api/tasks' } }) : holdfastServer({ space }));
      const options = { worker: 'sw.js', space };
      if (wanted.has('subject')) options.subject = wanted.get('subject');
      if (wanted.has('updates')) options.updates = Number(wanted.get('updates'));
      await offlineStorage.start(options);
      window.started = true;
      """;

  private static final String WORKER =
      """
      importScripts('holdfast/precache.js', 'holdfast/holdfast-worker.js');
      holdfast.precache(self.__PRECACHE).navigationFallback('index.html')
        .resource('/api/tasks')
        .intercept('GET /api/mine', holdfast.cacheFirst())
        .intercept('GET /api/shut', holdfast.networkFirst({ ignoreCacheControl: true }))
        .intercept('GET /api/*', holdfast.networkFirst())
        .intercept('GET BACKEND/*', holdfast.cacheFirst({ cacheable: () => true }))
        .intercept('POST */api/orders', holdfast.queue())
        .intercept('POST /api/keys', holdfast.queue({ keepHeaders: ['X-API-Key'] }))
        .replaces('workbox')
        .start();
      """;

  Backend backend;
  TaskService service;
  Server server;
  FaultyServer way;
  OtherBrowser browser;
  private WebApp app;

  /** The browser. Its output goes to {@code folder}. */
  abstract OtherBrowser open(Path folder);

  @BeforeAll
  void start(@TempDir Path folder) throws IOException {
    backend = Backend.start();
    service = TaskService.start();
    app = WebApp.in(folder.resolve("app")).file("app.js", PAGE);
    release("first");
    server =
        Server.serve(
            app.folder(),
            folder.resolve("data"),
            "--proxy",
            "/api=" + backend.url(),
            "--proxy",
            "/api/tasks=" + service.url());
    browser = open(folder.resolve("profile"));
  }

  @AfterAll
  void stop() {
    browser.close();
    server.close();
    service.close();
    backend.close();
  }

  /** Each test has its own port, and with it its own origin and space. */
  @BeforeEach
  void lead() throws IOException {
    release("first");
    backend.forget();
    backend.answer(got -> Backend.Reply.json("{\"ok\":true}"));
    service.clear();
    way = FaultyServer.before(server);
  }

  @AfterEach
  void end() {
    browser = browser.again(); // so that no page of this test is at work in the next
    way.close();
  }

  /** From now on the server has the app's release {@code title}. */
  final void release(String title) throws IOException {
    file("index.html", html(title));
    file("part.js", "export default '" + title + "';");
    file("sw.js", WORKER.replace("BACKEND", backend.url()));
  }

  static String html(String title) {
    return "<!doctype html><title>"
        + title
        + "</title><script src=\"app.js\" type=\"module\"></script>";
  }

  /** The next release has this file too, or with other content. */
  final void file(String path, String content) throws IOException {
    app.file(path, content);
  }

  /** A tab whose app has started. */
  final OtherBrowser.Page page(String path) {
    OtherBrowser.Page page = browser.open(way.url() + path);
    started(page);
    return page;
  }

  /** The same, under a worker's control. */
  final OtherBrowser.Page controlled(String path) {
    OtherBrowser.Page page = page(path);
    page.until("a worker controls it", "navigator.serviceWorker.controller !== null", "true");
    return page;
  }

  final OtherBrowser.Page controlled() {
    return controlled("/");
  }

  static void started(OtherBrowser.Page page) {
    page.until("the app has started", "self.started", "true");
  }

  final void reload(OtherBrowser.Page page, String path) {
    page.open(way.url() + path);
    started(page);
  }

  /** Breaks every connection and waits until the page knows it. */
  final void goOffline(OtherBrowser.Page page) {
    page.json("import('./holdfast/holdfast-more.js').then(() => 1, () => 0)");
    way.fault("", Fault.DROP_BEFORE_COMMIT);
    page.until("it is offline", "networkStatus.check()", "\"offline\"");
  }

  static void isSent(OtherBrowser.Page page) {
    page.until("all is sent", "offlineStorage.hasConflicts", "false");
  }

  /** What a request of the page's gets: {@code "status body"}, or {@code "failed"}. */
  static String get(OtherBrowser.Page page, String url) {
    return page.json("send('GET', '" + url + "')");
  }

  /**
   * Waits until a cache has an answer for {@code url}: the worker stores it after it has answered.
   */
  static void kept(OtherBrowser.Page page, String url) {
    page.until("it is kept", "caches.match('" + url + "').then((it) => !!it)", "true");
  }

  final void arrives(String... bodies) {
    Await.until(
        "it arrives", Tab.PATIENCE, () -> backend.effects(), java.util.List.of(bodies)::equals);
  }
}
