package dev.holdfast.verify.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.verify.harness.BrowserTest;
import dev.holdfast.verify.harness.FaultyServer;
import dev.holdfast.verify.harness.FaultyServer.Fault;
import dev.holdfast.verify.harness.Server;
import dev.holdfast.verify.harness.Tab;
import dev.holdfast.verify.harness.WebApp;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How an open page hears of releases, and of those that cannot be installed. */
class ReleasesTest extends BrowserTest {
  private static final String HOLDFAST =
      "importScripts('/holdfast/precache.js', '/holdfast/holdfast-worker.js');\n";
  private static final String WORKER =
      HOLDFAST
          + "holdfast.precache(self.__PRECACHE).navigationFallback('/index.html')CALLS.start();\n";

  private WebApp app;

  @Override
  protected Server startServer(Path data) {
    try {
      app = WebApp.in(data.resolveSibling("app"));
      release("first", "");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Server.serve(app.folder(), data);
  }

  @BeforeEach
  void firstRelease() throws Exception {
    release("first", "");
  }

  private void release(String title, String calls) throws IOException {
    app.file(
            "index.html",
            "<!doctype html><title>"
                + title
                + "</title><script src=\"/app.js\" type=\"module\"></script>")
        .file("part.js", "export default '" + title + "';")
        .file("sw.js", WORKER.replace("CALLS", calls))
        .file(
            "app.js",
            """
            import { offlineStorage, networkStatus } from '/holdfast/holdfast.js';
            const errors = [];
            let updates = 0;
            offlineStorage.addEventListener('error', event => errors.push(event.error));
            offlineStorage.addEventListener('update', () => updates++);
            Object.assign(self, { offlineStorage, networkStatus, errors, heard: () => updates });
            const options = { worker: '/sw.js' };
            const wanted = new URLSearchParams(location.search).get('updates');
            if (wanted) options.updates = Number(wanted);
            offlineStorage.start(options).then(() => { self.ready = true; });
            """);
  }

  private Tab open(String url) {
    Tab tab = browser().open(url);
    tab.until("it has started", "self.ready");
    return tab;
  }

  private Tab controlled(String query) {
    Tab tab = open(server.url() + "/" + query);
    controlled(tab);
    return tab;
  }

  @Test
  void fileOfTheFirstReleaseFails_thePageHearsWhichAndWhy_andItIsTriedAgain() {
    FaultyServer network = faulty();
    network.fault("/part.js", Fault.STATUS, 500);
    Tab tab = open(network.url() + "/");

    tab.until("it is told", "offlineStorage.lastError?.code", "\"INSTALL_FAILED\"");
    assertThat(tab.json("errors[0].message"))
        .contains("no release is kept yet")
        .doesNotContain("the release before")
        .contains("/part.js")
        .contains("500");
    network.heal();

    controlled(tab);
  }

  @Test
  void fileOfALaterReleaseFails_thePageHearsOfIt_andOfTheReleaseOnceItIsThere() throws Exception {
    FaultyServer network = faulty();
    Tab tab = open(network.url() + "/");
    controlled(tab);
    release("second", "");
    network.fault("/part.js", Fault.DROP_BEFORE_COMMIT);

    assertThat(tab.is("offlineStorage.checkForUpdate()")).isFalse();
    tab.until("it is told", "offlineStorage.lastError?.code", "\"INSTALL_FAILED\"");
    assertThat(tab.json("errors[0].message"))
        .contains("/part.js")
        .contains("the release before goes on");
    network.heal();

    tab.until("it hears of the release", "heard()", "1");
    assertThat(tab.is("offlineStorage.applyUpdate()")).isTrue();
    tab.reload();
    assertThat(tab.page().title()).isEqualTo("second");
  }

  @Test
  void releaseWhileATabStaysOpen_isHeardOfByItself() throws Exception {
    Tab tab = controlled("?updates=300");

    release("second", "");

    tab.until("it hears of the release", "heard()", "1");
  }

  @Test
  void checkForUpdate_asksNow() throws Exception {
    Tab tab = controlled("");
    assertThat(tab.is("offlineStorage.checkForUpdate()")).isFalse();

    release("second", "");

    assertThat(tab.is("offlineStorage.checkForUpdate()")).isTrue();
    tab.until("it hears of the release", "heard()", "1");
    assertThat(tab.is("offlineStorage.checkForUpdate()")).as("it still waits").isTrue();
    server.kill();
    assertThat(tab.is("offlineStorage.checkForUpdate()")).as("nobody answers").isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"holdfast.precach(", "throw new Error('at start');", "importScripts('/no.js');"})
  void laterScriptCannotRun_thePageHearsOfIt_andTheReleaseBeforeGoesOn(String script)
      throws Exception {
    Tab tab = controlled("");
    app.file("sw.js", HOLDFAST + script);

    assertThat(tab.is("offlineStorage.checkForUpdate()")).isFalse();

    assertThat(tab.json("offlineStorage.lastError?.message"))
        .startsWith("\"INSTALL_FAILED: the worker's newer script cannot run: ")
        .contains("the release before goes on");
    server.kill();
    tab.reload();
    assertThat(tab.page().title()).isEqualTo("first");
  }

  @Test
  void laterScriptCannotRun_theCheckThatComesByItselfSaysSo() throws Exception {
    Tab tab = controlled("?updates=300");

    app.file("sw.js", "throw new Error('at start');");

    tab.until("it is told", "offlineStorage.lastError?.code", "\"INSTALL_FAILED\"");
  }

  @Test
  void onlyAHeaderOfItsFilesIsAnother_isALaterRelease() {
    Tab tab = controlled("");
    server.kill();
    server.start("--header", "X-Release: second");

    assertThat(tab.is("offlineStorage.checkForUpdate()")).isTrue();
    assertThat(tab.is("offlineStorage.applyUpdate()")).isTrue();
    server.kill();
    tab.reload();

    assertThat(tab.json("fetch('/part.js').then(answer => answer.headers.get('x-release'))"))
        .isEqualTo("\"second\"");
  }

  /** The browser waits for ever where a server takes a request and does not answer. */
  @ParameterizedTest
  @ValueSource(strings = {"/sw.js", "/part.js"})
  void serverHangs_checkForUpdateStillSettles(String hangs) throws Exception {
    FaultyServer network = faulty();
    Tab tab = browser().newTab();
    tab.page().clock().install();
    tab.open(network.url() + "/");
    tab.until("it has started", "self.ready");
    controlled(tab);
    release("second", "");
    network.fault(hangs, Fault.HOLD_ANSWER);
    tab.evaluate(
        "void offlineStorage.checkForUpdate().then(installed => (self.installed = installed))");
    network.awaitHeld(hangs, 1);

    tab.page().clock().fastForward(61_000);

    tab.until("it settles", "self.installed", "false");
  }

  @Test
  void tabIsLookedAtAgain_asksForARelease() throws Exception {
    Tab tab = browser().newTab();
    tab.page().clock().install();
    tab.open(server.url() + "/");
    tab.until("it has started", "self.ready");
    controlled(tab);
    release("second", "");

    tab.page().clock().fastForward(61_000);
    tab.evaluate("document.dispatchEvent(new Event('visibilitychange'))");

    tab.until("it hears of the release", "heard()", "1");
  }

  @Test
  void workerOfAnotherMake_itsCachesGoAfterTheTakeOver_othersStay() throws Exception {
    Tab tab = browser().open(server.url() + "/part.js");
    tab.evaluate(
        "Promise.all(['workbox-precache-v2-' + location.origin + '/', 'workbox-runtime',"
            + " 'workbox-precache-v2-' + location.origin + '/other/', 'mine'].map(name =>"
            + " caches.open(name).then(cache => cache.put('/x', new Response('x')))))");
    release("first", ".replaces('workbox')");
    tab.open(server.url() + "/");
    tab.until("it has started", "self.ready");
    controlled(tab);

    tab.until(
        "they are gone",
        "caches.keys().then(all => all.filter(name => !name.startsWith('holdfast')).sort().map(name"
            + " => name.replace(location.origin, '')))",
        "[\"mine\",\"workbox-precache-v2-/other/\"]");
  }

  @Test
  void handlersCache_keepsAndFindsAnswers() throws Exception {
    release(
        "first",
        ".intercept('GET /report', async call => { const kept = holdfast.cache('reports');"
            + " const found = await kept.find(call); if (found) return found;"
            + " const made = new Response('made'); kept.keep(call, Promise.resolve(made.clone()));"
            + " return made; }, { when: 'always' })");
    Tab tab = controlled("");

    assertThat(tab.json("fetch('/report').then(answer => answer.text())")).isEqualTo("\"made\"");
    tab.until(
        "it is kept", "caches.match('/report', { cacheName: 'reports' }).then(found => !!found)");
  }

  @Test
  void killSwitch_theWorkerAndItsCachesGo_whatIsUnsentStays() throws Exception {
    Tab tab = controlled("");
    assertThat(tab.is("offlineStorage.updateLocalChanges({ text: 'x' })")).isTrue();
    app.file("sw.js", "importScripts('/holdfast/unregister.js');").file("part.js", "1");

    tab.evaluate("offlineStorage.checkForUpdate()");

    tab.until("it is loaded anew", "!navigator.serviceWorker.controller && !!self.ready");
    assertThat(tab.json("caches.keys().then(all => all.includes('holdfast-files'))"))
        .isEqualTo("false");
    assertThat(tab.json("offlineStorage.loadAppState()")).isEqualTo("{\"text\":\"x\"}");
  }
}
