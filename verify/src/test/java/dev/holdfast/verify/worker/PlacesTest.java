package dev.holdfast.verify.worker;

import static dev.holdfast.verify.worker.WorkerWorld.eventually;
import static dev.holdfast.verify.worker.WorkerWorld.fetch;
import static dev.holdfast.verify.worker.WorkerWorld.get;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import dev.holdfast.verify.harness.Backend;
import dev.holdfast.verify.harness.Chromium;
import dev.holdfast.verify.harness.FaultyServer;
import dev.holdfast.verify.harness.FaultyServer.Fault;
import dev.holdfast.verify.harness.Profile;
import dev.holdfast.verify.harness.Server;
import dev.holdfast.verify.harness.Tab;
import dev.holdfast.verify.harness.WebApp;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Where an app lives: below a path behind a proxy, or beside another app of its origin. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PlacesTest {
  private Profile profile;
  private Backend backend;
  private Server server;
  private FaultyServer proxy;
  private WebApp app;
  private Path data;

  @BeforeEach
  void begin(@TempDir Path folder) throws Exception {
    profile = Chromium.profile();
    backend = Backend.start();
    app = WebApp.in(folder.resolve("app"));
    data = folder.resolve("data");
  }

  @AfterEach
  void end() {
    profile.close();
    if (proxy != null) {
      proxy.close();
      proxy = null;
    }
    server.close();
    backend.close();
  }

  private void serve() {
    server = Server.serve(app.folder(), data, "--proxy", "/api=" + backend.url());
  }

  /** A page that starts Holdfast with {@code options}, from {@code holdfast}, and its module. */
  private static String script(String holdfast, String options) {
    return "import { offlineStorage, networkStatus, holdfastServer } from '"
        + holdfast
        + "';\nObject.assign(self, { offlineStorage, networkStatus });\n"
        + "offlineStorage.defineSync(holdfastServer({ space: 'shared' }));\n"
        + "offlineStorage.start("
        + options
        + ").then(() => { self.ready = true; });\n";
  }

  private static final String PAGE =
      "<!doctype html><title>an app</title><script src=\"app.js\" type=\"module\"></script>";

  /** Everything that an app written with relative paths needs is found below the proxy's path. */
  @Test
  void belowAPathThatAProxyStrips_workerSyncAndQueueWork() throws Exception {
    app.file("index.html", PAGE)
        .file("app.js", script("./holdfast/holdfast.js", "{ worker: 'sw.js' }"))
        .file(
            "sw.js",
            "importScripts('holdfast/precache.js', 'holdfast/holdfast-worker.js');\n"
                + "holdfast.precache(self.__PRECACHE).navigationFallback('index.html')"
                + ".intercept('POST */api/tasks', holdfast.queue())"
                + ".sync(() => true).start();\n");
    serve();
    proxy = FaultyServer.before(server, "/tools/notes");
    Tab tab = profile.open(proxy.url() + "/");
    tab.until("it has started", "self.ready");
    WorkerWorld.awaitController(tab.page());
    tab.untilSynced();
    tab.evaluate("offlineStorage.collection('notes').put('a', { text: 'x' })");
    tab.until("it is synced", "offlineStorage.hasConflicts", "false");
    assertThat(server.documents("shared")).containsKey("notes/a");

    proxy.fault("", Fault.DROP_BEFORE_COMMIT);
    tab.until("it is offline", "networkStatus.check()", "\"offline\"");
    tab.reload();
    assertThat(tab.page().title()).isEqualTo("an app");
    tab.until("it has started", "self.ready");
    tab.page().navigate(proxy.url() + "/notes/7");
    assertThat(tab.page().title()).as("the fallback").isEqualTo("an app");
    tab.page().navigate(proxy.url() + "/");
    tab.until("it has started", "self.ready");
    String url = proxy.url() + "/api/tasks";
    assertThat(fetch(tab.page(), "POST", url, "{\"n\":1}")).startsWith("202");
    tab.until("the page shows it", "offlineStorage.pending.length", "1");
    proxy.heal();
    tab.until("it was sent", "offlineStorage.hasConflicts", "false");
    assertThat(backend.requests()).hasSize(1);
  }

  /** Two apps, each below a path of its own, with one copy of Holdfast for both. */
  private void twoApps() throws Exception {
    for (String name : new String[] {"a", "b"}) {
      app.file(name + "/index.html", PAGE)
          .file(name + "/only-" + name + ".js", "export default 1;")
          .file(name + "/app.js", script("/holdfast/holdfast.js", "{ worker: 'sw.js' }"))
          .file(
              name + "/sw.js",
              "importScripts('/holdfast/precache.js', '/holdfast/holdfast-worker.js');\n"
                  + "holdfast.precache(self.__PRECACHE.filter(file =>"
                  + " /^.(holdfast|"
                  + name
                  + ")/.test(file.url)))"
                  + ".beforeSend(request => { const sent = new Request(request);"
                  + " sent.headers.set('x-app', '"
                  + name
                  + "'); return sent; })"
                  + ".intercept('GET /api/list', holdfast.networkFirst({ cacheName: 'list' }))"
                  + ".intercept('POST /api/tasks', holdfast.queue()).start();\n");
    }
    serve();
  }

  private Tab open(String path) {
    Tab tab = profile.open(server.url() + path);
    tab.until("it has started", "self.ready");
    WorkerWorld.awaitController(tab.page());
    return tab;
  }

  @Test
  void twoAppsOfOneOrigin_neitherTouchesWhatTheOtherKeeps() throws Exception {
    twoApps();
    Tab first = open("/a/");
    first.untilSynced();
    first.evaluate("offlineStorage.setSnapshotFn(() => ({}))");
    server.kill();
    first.until("it is offline", "networkStatus.check()", "\"offline\"");
    assertThat(WorkerWorld.post(first.page(), "/api/tasks", "{\"of\":\"a\"}")).startsWith("202");
    first.until("the page shows it", "offlineStorage.pending.length", "1");
    first.evaluate("offlineStorage.collection('notes').put('a', 1)");
    first.page().navigate("about:blank");

    server.start();
    Tab second = open("/b/");
    second.untilSynced();
    assertThat(second.json("offlineStorage.pending")).isEqualTo("[]");
    assertThat(second.json("offlineStorage.collection('notes').getAll()")).isEqualTo("[]");
    assertThat(WorkerWorld.drain(second.page())).isEqualTo(true);

    server.kill();
    Page back = first.page();
    back.navigate(server.url() + "/a/");
    assertThat(get(back, "/a/only-a.js")).isEqualTo("200 export default 1;");
    first.until("it has started", "self.ready");
    server.start();
    first.until("it was sent", "offlineStorage.hasConflicts", "false");
    assertThat(backend.requests())
        .singleElement()
        .satisfies(request -> assertThat(request.headers()).containsEntry("x-app", "a"));
    eventually(true, () -> server.documents("shared").containsKey("notes/a"));
  }

  @Test
  void twoAppsWithOneCacheName_eachHasItsOwn() throws Exception {
    twoApps();
    Tab first = open("/a/");
    assertThat(get(first.page(), "/api/list")).startsWith("200");
    eventually(true, () -> first.evaluate("caches.keys().then(all => all.includes('list /a/'))"));
    Tab second = open("/b/");
    server.kill();

    assertThat(get(first.page(), "/api/list")).startsWith("200");
    assertThat(get(second.page(), "/api/list")).doesNotStartWith("200");
  }
}
