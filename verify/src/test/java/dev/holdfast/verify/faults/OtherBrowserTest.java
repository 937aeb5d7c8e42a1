package dev.holdfast.verify.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.verify.harness.Await;
import dev.holdfast.verify.harness.Backend;
import dev.holdfast.verify.harness.FaultyServer;
import dev.holdfast.verify.harness.FaultyServer.Fault;
import dev.holdfast.verify.harness.OtherBrowser;
import dev.holdfast.verify.harness.Server;
import dev.holdfast.verify.harness.Tab;
import dev.holdfast.verify.harness.WebApp;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * What must hold in other engines too. None of them has Background Sync. Each has a service worker
 * of its own kind.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class OtherBrowserTest {
  private static final String PAGE =
      """
      import * as holdfast from '/holdfast/holdfast.js';
      import '/part.js';
      const { offlineStorage, networkStatus, holdfastServer } = holdfast;
      Object.assign(window, { offlineStorage, networkStatus });
      window.post = (body) => fetch('/api/tasks', { method: 'POST', body }).then((r) => r.status);
      window.controlled = () => navigator.serviceWorker.controller !== null;
      offlineStorage.defineSync(holdfastServer({ space: 'fox' + location.port }));
      await offlineStorage.start({ worker: '/sw.js', space: 'fox' + location.port });
      window.started = true;
      """;

  private WebApp app;
  private Backend backend;
  private Server server;
  private OtherBrowser browser;
  private FaultyServer way;

  @BeforeAll
  void start(@TempDir Path folder) throws IOException {
    backend = Backend.start();
    app =
        WebApp.in(folder.resolve("app"))
            .page("index.html", "first")
            .file("part.js", "window.part = 1;")
            .file("app.js", PAGE)
            .worker(
                ".precache(self.__PRECACHE).navigationFallback('/index.html')"
                    + ".intercept('POST /api/tasks', holdfast.queue()).start()");
    server = Server.serve(app.folder(), folder.resolve("data"), "--proxy", "/api=" + backend.url());
    browser = open(folder.resolve("profile"));
  }

  /** The browser. Its output goes to {@code folder}. */
  abstract OtherBrowser open(Path folder);

  /** A page of the app in a browser that was started just now. */
  OtherBrowser.Page coldStart() {
    browser = browser.again();
    return open();
  }

  @AfterAll
  void stop() {
    browser.close();
    server.close();
    backend.close();
  }

  /** Each test has its own port, and with it its own origin and space. */
  @BeforeEach
  void lead() {
    way = FaultyServer.before(server);
  }

  @AfterEach
  void end() {
    way.close();
  }

  final OtherBrowser.Page open() {
    OtherBrowser.Page page = browser.open(way.url() + "/");
    page.until("the app has started", "window.started", "true");
    return page;
  }

  private OtherBrowser.Page openControlled() {
    OtherBrowser.Page page = open();
    page.until("a worker controls the page", "controlled()", "true");
    return page;
  }

  private void goOffline(OtherBrowser.Page page) {
    way.fault("", Fault.DROP_BEFORE_COMMIT);
    page.until("the page knows that it is offline", "networkStatus.check()", "\"offline\"");
  }

  private List<String> effectsOf(String prefix) {
    return backend.effects().stream().filter(body -> body.startsWith(prefix)).toList();
  }

  @Test
  @Tag("fault-36")
  void onLineIsTrueWithNoNetwork_onlyAnAnswerIsBelieved() {
    OtherBrowser.Page page = openControlled();

    goOffline(page);

    assertThat(page.json("navigator.onLine")).isEqualTo("true");
    assertThat(page.json("offlineStorage.syncLocalChangesToServer()")).isEqualTo("false");
    way.heal();
    page.until("the answer is believed", "networkStatus.check()", "\"online\"");
  }

  @Test
  @Tag("fault-16")
  void noBackgroundSync_queuedWorkLeavesOnceTheServerIsVerified() {
    OtherBrowser.Page page = openControlled();
    assertThat(page.json("typeof SyncManager")).isEqualTo("\"undefined\"");
    goOffline(page);
    assertThat(page.json("post('verified')")).isEqualTo("202");

    way.heal();

    Await.until(
        "it arrives", Tab.PATIENCE, () -> effectsOf("verified"), List.of("verified")::equals);
  }

  @Test
  @Tag("fault-16")
  @Tag("fault-15")
  void noBackgroundSync_whatIsLeftLeavesAtTheNextStart() {
    OtherBrowser.Page page = openControlled();
    goOffline(page);
    assertThat(page.json("post('start')")).isEqualTo("202");
    page.close();
    way.heal();

    open();

    Await.until("it arrives", Tab.PATIENCE, () -> effectsOf("start"), List.of("start")::equals);
  }

  @Test
  @Tag("fault-17")
  void firstLoadThenClaim_nothingIsSentTwice() {
    OtherBrowser.Page page = browser.open(way.url() + "/");

    page.until("the app has started", "window.started", "true");
    page.json(
        "(async () => { for (let n = 0, after = 0; after < 3; n++) { after += controlled();"
            + " await post('claim' + n); await offlineStorage.collection('c').put('d' + n, n);"
            + " window.sent = n + 1; } })()");

    int sent = Integer.parseInt(page.json("sent"));
    page.until("all is acknowledged", "offlineStorage.hasConflicts", "false");
    Await.until("all have arrived", () -> effectsOf("claim").size(), size -> size >= sent);
    assertThat(effectsOf("claim")).doesNotHaveDuplicates().hasSize(sent);
    assertThat(backend.requests().stream().filter(one -> one.body().startsWith("claim")))
        .hasSize(sent);
    String space = page.json("'fox' + location.port").replace("\"", "");
    assertThat(server.head(space)).isEqualTo(sent);
  }

  @Test
  @Tag("fault-18")
  void workerUnregistered_thePageGoesDirect() throws IOException {
    OtherBrowser.Page page = openControlled();
    page.json("navigator.serviceWorker.getRegistration().then((r) => r.unregister())");
    app.file("direct.html", "<!doctype html><title>direct</title>"); // registers no worker

    page.open(way.url() + "/direct.html");

    assertThat(page.json("document.title")).isEqualTo("\"direct\"");
    assertThat(page.json("navigator.serviceWorker.controller")).isEqualTo("null");
  }

  @Test
  @Tag("fault-19")
  void coldStartOffline_everyFileOfTheRelease() {
    openControlled();
    way.fault("", Fault.DROP_BEFORE_COMMIT);

    OtherBrowser.Page page = coldStart();

    assertThat(page.json("document.title")).isEqualTo("\"first\"");
    assertThat(page.json("part")).isEqualTo("1");
    page.open(way.url() + "/no/such/page");
    assertThat(page.json("document.title")).isEqualTo("\"first\"");
    assertThat(page.json("fetch('/no.js').then(() => 'came', () => 'failed')"))
        .isEqualTo("\"failed\"");
  }

  @Test
  @Tag("fault-7")
  void aLaterReleaseUpgradesWhileThisTabIsOpen_itLetsGoAndAsksToReload() {
    OtherBrowser.Page old = open();
    old.json("offlineStorage.collection('c').put('a', 1)");
    OtherBrowser.Page later = browser.open(way.url() + "/part.js");

    assertThat(
            later.json(
                "new Promise((done) => { const asked = indexedDB.open('holdfast//fox' +"
                    + " location.port, 99); asked.onsuccess = () => { asked.result.close();"
                    + " done('upgraded'); }; })"))
        .isEqualTo("\"upgraded\"");

    old.until("it says so by itself", "offlineStorage.lastError?.code", "\"NEWER_DATA\"");
    assertThat(old.json("offlineStorage.lastError.message")).contains("reload");
    assertThat(old.json("offlineStorage.collection('c').put('b', 1).catch(e => e.code)"))
        .isEqualTo("\"NEWER_DATA\"");
  }
}
