package dev.holdfast.verify.engines;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.verify.harness.FaultyServer.Fault;
import dev.holdfast.verify.harness.OtherBrowser;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** An app's files and releases in an engine that is not Chromium's. */
abstract class ReleasesInEngineTest extends EngineTest {
  @Test
  void fileOfTheRelease_withAVersionInItsUrl_itsHead_andAPartOfIt() {
    OtherBrowser.Page page = controlled();
    goOffline(page);

    assertThat(get(page, "/part.js?v=12")).isEqualTo("\"200 export default 'first';\"");
    assertThat(get(page, "/part.js?lang=de")).isEqualTo("\"failed\"");
    assertThat(page.json("send('HEAD', '/part.js')")).isEqualTo("\"200 \"");
    assertThat(page.json("send('GET', '/part.js', undefined, { range: 'bytes=0-5' })"))
        .isEqualTo("\"206 export\"");
  }

  @Test
  void namesWithCharactersOfOtherMeaning_areFilesHoweverTheyAreWritten() throws IOException {
    file("[slug]-1.js", "export default 'slug';");
    file("a;b.js", "export default 'ab';");
    OtherBrowser.Page page = controlled();
    goOffline(page);

    for (String url : List.of("/[slug]-1.js", "/%5Bslug%5D-1.js", "/%5bslug]-1.js")) {
      assertThat(get(page, url)).as(url).isEqualTo("\"200 export default 'slug';\"");
    }
    assertThat(get(page, "/a;b.js")).isEqualTo("\"200 export default 'ab';\"");
    assertThat(get(page, "/a%3Bb.js")).isEqualTo("\"200 export default 'ab';\"");
  }

  @Test
  void fileOfALaterReleaseFails_thePageHearsWhich_andTheReleaseBeforeGoesOn() throws IOException {
    OtherBrowser.Page page = controlled();
    release("second");
    way.fault("/part.js", Fault.STATUS, 500);

    assertThat(page.json("offlineStorage.checkForUpdate()")).isEqualTo("false");

    page.until("it is told", "offlineStorage.lastError?.code", "\"INSTALL_FAILED\"");
    assertThat(page.json("offlineStorage.lastError.message")).contains("/part.js").contains("500");
    goOffline(page);
    assertThat(get(page, "/part.js")).isEqualTo("\"200 export default 'first';\"");
    reload(page, "/");
    assertThat(page.json("document.title")).isEqualTo("\"first\"");
  }

  /** Without it nothing can be installed: holdfast-install.js is loaded by the install event. */
  @Test
  void scriptThatInstallsFails_thePageHearsOfIt_andItIsTriedAgain() {
    way.fault("/holdfast-install.js", Fault.STATUS, 500);
    OtherBrowser.Page page = page("/");

    page.until("it is told", "errors[0]?.code", "\"INSTALL_FAILED\"");
    way.heal();

    page.until("it is installed", "navigator.serviceWorker.controller !== null", "true");
  }

  @Test
  void laterRelease_waitsUntilThePageTakesIt() throws IOException {
    OtherBrowser.Page page = controlled();
    release("second");

    assertThat(page.json("offlineStorage.checkForUpdate()")).isEqualTo("true");
    assertThat(get(page, "/part.js")).isEqualTo("\"200 export default 'first';\"");
    assertThat(page.json("offlineStorage.applyUpdate()")).isEqualTo("true");
    goOffline(page);
    reload(page, "/");

    assertThat(page.json("document.title")).isEqualTo("\"second\"");
    assertThat(get(page, "/part.js")).isEqualTo("\"200 export default 'second';\"");
  }

  @Test
  void releaseWhileAPageStaysOpen_isHeardOfByItself() throws IOException {
    OtherBrowser.Page page = controlled("/?updates=300");

    release("second");

    page.until("it hears of the release", "updates", "1");
  }

  @Test
  void onlyAHeaderOfItsFilesIsAnother_isALaterRelease() {
    OtherBrowser.Page page = controlled();
    server.kill();
    server.start("--header", "X-Release: second");

    assertThat(page.json("offlineStorage.checkForUpdate()")).isEqualTo("true");
    assertThat(page.json("offlineStorage.applyUpdate()")).isEqualTo("true");
    goOffline(page);
    reload(page, "/");

    assertThat(page.json("fetch('/part.js').then((it) => it.headers.get('x-release'))"))
        .isEqualTo("\"second\"");
  }

  @Test
  void workerOfAnotherMake_itsCachesGo() {
    OtherBrowser.Page page = browser.open(way.url() + "/part.js");
    page.json(
        "Promise.all(['workbox-runtime', 'mine'].map((name) => caches.open(name)"
            + ".then((cache) => cache.put('/x', new Response('x')))))");

    page.open(way.url() + "/");

    page.until(
        "they are gone",
        "caches.keys().then((all) => all.filter((name) => !name.startsWith('holdfast')))",
        "[\"mine\"]");
  }

  @Test
  void killSwitch_theWorkerAndItsCachesGo_whatIsUnsentStays() throws IOException {
    OtherBrowser.Page page = controlled();
    goOffline(page);
    page.json("offlineStorage.collection('tasks').put('a', { n: 1 })");
    way.heal();
    way.fault("/sync", Fault.STATUS, 503);
    file("sw.js", "importScripts('/holdfast/unregister.js')");

    page.json("void offlineStorage.checkForUpdate()");

    page.until(
        "it is loaded anew without a worker",
        "!navigator.serviceWorker.controller && !!self.started",
        "true");
    page.until(
        "its files are gone",
        "caches.keys().then((all) => all.some((name) => name.startsWith('holdfast-files')))",
        "false");
    assertThat(page.json("all()")).isEqualTo("[[\"a\",{\"n\":1}]]");
  }
}
