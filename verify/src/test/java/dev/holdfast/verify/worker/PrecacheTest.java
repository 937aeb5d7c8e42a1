package dev.holdfast.verify.worker;

import static dev.holdfast.verify.worker.WorkerWorld.applyUpdate;
import static dev.holdfast.verify.worker.WorkerWorld.awaitUpdate;
import static dev.holdfast.verify.worker.WorkerWorld.get;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The files of a release: contract §3, faults 18–22. */
class PrecacheTest {
  private static final String CALLS =
      ".precache(self.__PRECACHE).navigationFallback('/index.html', { deny: ['/admin/*'] }).start()";

  private WorkerWorld world;
  private Page page;

  @BeforeEach
  void open(@TempDir Path folder) throws Exception {
    world = new WorkerWorld(folder, worker(CALLS));
    page = world.open();
  }

  /** The worker's script. Subclasses run these tests with another one. */
  String worker(String calls) {
    return calls;
  }

  @AfterEach
  void close() {
    world.close();
  }

  private Object titleOf(String path) {
    page.navigate(world.server.url() + path);
    return page.title();
  }

  @Test
  @Tag("fault-19")
  void coldStartOffline_everyFileOfTheRelease(@TempDir Path disk) {
    world.browser(disk);
    world.open();
    world.browser(disk);
    world.server.kill();
    page = world.profile.open(world.server.url() + "/").page();

    assertThat(page.title()).isEqualTo("first");
    assertThat(titleOf("/index.html")).isEqualTo("first");
    assertThat(titleOf("/?utm=1")).isEqualTo("first");
    assertThat(titleOf("/docs/")).isEqualTo("docs");
    assertThat(get(page, "/part.js")).isEqualTo("200 export default 1;");
    assertThat(get(page, "/missing.js")).isEqualTo("failed");
  }

  @Test
  void navigationToNoFile_isAnsweredWithTheFallback() throws Exception {
    assertThat(titleOf("/tasks/7")).isEqualTo("first");
    world.server.kill();

    assertThat(titleOf("/tasks/8")).isEqualTo("first");
  }

  @Test
  @Tag("fault-22")
  void newRelease_waitsUntilAskedAndThenServesItsFiles() throws Exception {
    world.app.page("index.html", "second");
    awaitUpdate(page);

    assertThat(titleOf("/")).isEqualTo("first");

    takeOver();
    assertThat(titleOf("/")).isEqualTo("second");
    world.server.kill();
    assertThat(titleOf("/")).isEqualTo("second");
  }

  @Test
  @Tag("fault-22")
  void fileGoneInTheNewRelease_isStillThereForOldTabs() throws Exception {
    world.app.page("index.html", "second");
    java.nio.file.Files.delete(world.app.folder().resolve("part.js"));
    awaitUpdate(page);
    takeOver();

    assertThat(get(page, "/")).contains("second");
    assertThat(get(page, "/part.js")).isEqualTo("200 export default 1;");
  }

  /**
   * Lets the waiting release take over, as an app does that does not use our API. Nothing asks the
   * old worker for anything meanwhile. A request would keep it busy. Also, Chromium leaves a page
   * hanging if the worker goes while its answer from a cache is under way.
   */
  private void takeOver() {
    page.evaluate(
        "() => navigator.serviceWorker.getRegistration().then(r =>"
            + " r.waiting.postMessage({type: 'skipWaiting'}))");
    WorkerWorld.eventually(
        "activated",
        () ->
            page.evaluate(
                "() => navigator.serviceWorker.getRegistration().then(r =>"
                    + " r.waiting ? 'waiting' : r.active.state)"));
  }

  @Test
  @Tag("fault-22")
  void fileChangedInTheNewRelease_oldTabsGetTheirs_newOnesTheNew() throws Exception {
    release("second", "export default 2;");
    assertThat(applyUpdate(page)).isEqualTo(true);
    Page young = world.open();

    assertThat(get(page, "/part.js")).isEqualTo("200 export default 1;");
    assertThat(get(young, "/part.js")).isEqualTo("200 export default 2;");

    world.profile.stopWorkers();
    assertThat(get(page, "/part.js")).isEqualTo("200 export default 1;");
    release("third", "export default 3;");
    assertThat(applyUpdate(young)).isEqualTo(true);
    assertThat(get(page, "/part.js")).isEqualTo("200 export default 1;");
    assertThat(get(young, "/part.js")).isEqualTo("200 export default 2;");
    page.reload();
    assertThat(get(page, "/part.js")).isEqualTo("200 export default 3;");
  }

  @Test
  void olderReleases_leaveOnceNoPageRunsThem() throws Exception {
    Page other = world.open();
    release("second", "export default 2;");
    assertThat(applyUpdate(page)).isEqualTo(true);
    assertThat(page.evaluate(KEPT)).isEqualTo("1 2");
    page.reload();
    other.close();
    WorkerWorld.eventually(
        1, () -> page.context().pages().stream().filter(one -> !one.isClosed()).toList().size());
    release("third", "export default 3;");

    assertThat(applyUpdate(page)).isEqualTo(true);

    assertThat(page.evaluate(KEPT)).isEqualTo("2 3");
  }

  /** The contents of all files kept for /part.js. */
  private static final String KEPT =
      "async () => { const kept = await caches.open('holdfast-files'); const found = [];"
          + " for (const key of await kept.keys()) if (key.url.includes('/part.js'))"
          + " found.push((await (await kept.match(key)).text()).slice(15, 16));"
          + " return found.sort().join(' '); }";

  /** Installs a release, which then waits. */
  private void release(String title, String part) throws Exception {
    world.app.page("index.html", title).file("part.js", part);
    awaitUpdate(page);
  }

  @Test
  void applyUpdate_theEventSaysThatAReleaseWaits_andFalseWithoutOne() throws Exception {
    page.evaluate(
        "async () => { const { offlineStorage } = await import('/holdfast/holdfast.js');"
            + " self.updates = 0; offlineStorage.addEventListener('update', () => self.updates++);"
            + " await offlineStorage.start({ worker: '/sw.js' }); }");
    assertThat(applyUpdate(page)).isEqualTo(false);

    release("second", "export default 1;");

    WorkerWorld.eventually(1, () -> page.evaluate("() => self.updates"));
    assertThat(titleOf("/")).isEqualTo("first");
    assertThat(applyUpdate(page)).isEqualTo(true);
    assertThat(titleOf("/")).isEqualTo("second");
  }

  @Test
  void deniedPath_isNotAnsweredWithTheFallback() throws Exception {
    assertThat(page.navigate(world.server.url() + "/admin/users").fromServiceWorker()).isFalse();
    assertThat(page.navigate(world.server.url() + "/users").fromServiceWorker()).isTrue();
  }

  @Test
  @Tag("fault-21")
  void bytesThatDoNotHaveTheirIntegrity_failTheInstall() throws Exception {
    world.app.file(
        "sw2.js",
        "importScripts('/holdfast/precache.js', '/holdfast/holdfast-worker.js');"
            + "holdfast.precache(self.__PRECACHE).precache([{url: '/part.js', revision: '1',"
            + " integrity: 'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='}]).start();");

    Object state =
        page.evaluate(
            "() => navigator.serviceWorker.register('/sw2.js').then(r => new Promise(ok => {"
                + " const w = r.installing; w.onstatechange = () => ok(w.state); }))");

    assertThat(state).isEqualTo("redundant");
    assertThat(titleOf("/")).isEqualTo("first");
  }

  @Test
  void missingFile_failsTheInstallAndTheReleaseBeforeGoesOn() throws Exception {
    world.app.file(
        "sw2.js",
        "importScripts('/holdfast/holdfast-worker.js');"
            + "holdfast.precache([{url: '/none.js', revision: '"
            + "0".repeat(32)
            + "'}]).start();");

    Object state =
        page.evaluate(
            "() => navigator.serviceWorker.register('/sw2.js').then(r => new Promise(ok => {"
                + " const w = r.installing; w.onstatechange = () => ok(w.state); }))");

    assertThat(state).isEqualTo("redundant");
    world.server.kill();
    assertThat(titleOf("/")).isEqualTo("first");
  }

  @Test
  @Tag("fault-18")
  void workerUnregistered_thePageGoesDirect() throws Exception {
    page.evaluate("() => navigator.serviceWorker.getRegistration().then(r => r.unregister())");
    world.app.page("index.html", "direct").file("app.js", "");

    WorkerWorld.eventually("direct", () -> titleOf("/"));
  }

  @Test
  void firstWorker_claimsTheOpenPage() throws Exception {
    world.anew();

    Page first = world.open();

    assertThat(
            first.evaluate("() => performance.getEntriesByType('navigation')[0].workerStart === 0"))
        .as("it was there before the worker")
        .isEqualTo(true);
  }
}
