package dev.holdfast.verify.engines;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.verify.harness.Await;
import dev.holdfast.verify.harness.Backend.Got;
import dev.holdfast.verify.harness.Backend.Reply;
import dev.holdfast.verify.harness.FaultyServer;
import dev.holdfast.verify.harness.FaultyServer.Fault;
import dev.holdfast.verify.harness.OtherBrowser;
import dev.holdfast.verify.harness.Tab;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The worker in an engine that is not Chromium's: releases, routes, the queue. */
abstract class WorkerInEngineTest extends EngineTest {
  private static final String POST =
      "send('POST', '/api/orders', '{\"n\":1}', { 'content-type': 'application/json' })";

  private List<String> posts() {
    return backend.requests().stream()
        .filter(got -> got.method().equals("POST"))
        .map(Got::path)
        .toList();
  }

  @Test
  void belowAPathThatAProxyStrips_workerSyncAndQueueWork() {
    way.close();
    way = FaultyServer.before(server, "/tools/notes");
    OtherBrowser.Page page = controlled();
    page.json("offlineStorage.collection('tasks').put('a', { n: 1 })");
    isSent(page);
    goOffline(page);

    page.open(way.url() + "/notes/7");
    assertThat(page.json("document.title")).isEqualTo("\"first\"");
    reload(page, "/");
    assertThat(page.json("send('POST', 'api/orders', 'queued')")).isEqualTo("\"202 {}\"");
    way.heal();

    arrives("queued");
    isSent(page);
  }

  @Test
  void serverGone_listCreateEditDelete_alsoAfterAReload_andItsReplay() {
    service.write(1, "{\"title\":\"milk\"}");
    service.write(2, "{\"title\":\"bread\"}");
    OtherBrowser.Page page = controlled();
    get(page, "/api/tasks");
    kept(page, "/api/tasks");
    goOffline(page);

    page.json("send('PATCH', '/api/tasks/1', '{\"title\":\"oat milk\"}')");
    page.json("send('DELETE', '/api/tasks/2')");
    page.json(
        "send('POST', '/api/tasks', '{\"title\":\"eggs\"}').then(said => send('PATCH',"
            + " '/api/tasks/' + JSON.parse(said.slice(4)).id, '{\"done\":true}'))");
    reload(page, "/");

    assertThat(
            page.json(
                "send('GET', '/api/tasks').then(said => JSON.parse(said.slice(4)).map(one =>"
                    + " [one.title, one.done]))"))
        .isEqualTo("[[\"oat milk\",null],[\"eggs\",true]]");
    way.heal();
    isSent(page);
    assertThat(service.tasks())
        .contains("oat milk")
        .contains("\"title\":\"eggs\"")
        .contains("\"done\":true")
        .doesNotContain("bread");
  }

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
  void pageReadsTheQueuedAnswersJson_itGetsWhatItHasSent() {
    OtherBrowser.Page page = controlled();
    goOffline(page);

    assertThat(page.json(POST)).isEqualTo("\"202 {\\\"n\\\":1}\"");
  }

  @Test
  void replayIsRedirectedToALogin_waitsAndArrivesOnceAfterIt() {
    OtherBrowser.Page page = controlled();
    goOffline(page);
    page.json(POST);
    backend.answer(
        got ->
            got.method().equals("GET")
                ? new Reply(200, "text/html", "<title>Log in</title>", Map.of())
                : Reply.status(302, "Location", "/api/login"));
    way.heal();
    page.until(
        "it waits for the login",
        "offlineStorage.pending.map((entry) => entry.cause?.code)",
        "[\"NEEDS_LOGIN\"]");
    assertThat(backend.effects()).isEmpty();

    backend.answer(got -> Reply.json("{}"));
    page.json("offlineStorage.syncLocalChangesToServer()");

    arrives("{\"n\":1}");
    isSent(page);
  }

  @Test
  void replayIsAnsweredSeeOther_itWasTaken_andIsSentOnce() {
    OtherBrowser.Page page = controlled();
    goOffline(page);
    page.json(POST);
    backend.answer(
        got ->
            got.method().equals("GET")
                ? Reply.json("{}")
                : Reply.status(303, "Location", "/api/orders/7"));

    way.heal();

    isSent(page);
    assertThat(posts()).containsExactly("/api/orders");
  }

  @Test
  void replayIsAnswered307_itIsFollowedWithMethodBodyAndKey() {
    OtherBrowser.Page page = controlled();
    goOffline(page);
    page.json(POST);
    backend.answer(
        got ->
            got.path().equals("/api/orders")
                ? Reply.status(307, "Location", "/api/orders/")
                : Reply.json("{}"));

    way.heal();

    arrives("{\"n\":1}");
    isSent(page);
    assertThat(posts()).containsExactly("/api/orders", "/api/orders/");
    assertThat(backend.requests().stream().map(Got::key).filter(key -> !key.isEmpty()).distinct())
        .hasSize(1);
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
  void laterReleaseWaitsAndItsLastPageCloses_itTakesOverOffline() throws IOException {
    OtherBrowser.Page page = controlled();
    release("second");
    assertThat(page.json("offlineStorage.checkForUpdate()")).isEqualTo("true");
    way.fault("", Fault.DROP_BEFORE_COMMIT);
    browser.open("about:blank");
    page.close();

    OtherBrowser.Page next = page("/");

    next.until("it has taken over", "send('GET', '/part.js')", "\"200 export default 'second';\"");
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
    worker("importScripts('/holdfast/unregister.js')");

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

  @Test
  void backendSaysNoStore_theRouteThatIgnoresItIsThereOffline_theOtherIsNot() {
    backend.answer(
        got -> new Reply(200, "text/plain", "said", Map.of("Cache-Control", "no-store")));
    OtherBrowser.Page page = controlled();
    get(page, "/api/open");
    get(page, "/api/shut");
    kept(page, "/api/shut");
    goOffline(page);

    assertThat(get(page, "/api/shut")).isEqualTo("\"200 said\"");
    assertThat(get(page, "/api/open")).isEqualTo("\"failed\"");
  }

  @Test
  void answerVariesByAuthorization_itIsFoundAgain() {
    backend.answer(
        got -> new Reply(200, "text/plain", "said", Map.of("Vary", "Authorization, X-Language")));
    OtherBrowser.Page page = controlled();
    String asked = "send('GET', '/api/open', undefined, { authorization: 'Bearer a'%s })";
    page.json(asked.formatted(""));
    page.until(
        "it is kept", "caches.match('/api/open', { ignoreVary: true }).then((it) => !!it)", "true");
    goOffline(page);

    assertThat(page.json(asked.formatted(""))).isEqualTo("\"200 said\"");
    assertThat(page.json(asked.formatted(", 'x-language': 'fr'"))).isEqualTo("\"failed\"");
  }

  @Test
  void serverIsAwayForAWhile_anEventStreamComesBackByItself() {
    backend.answer(
        got -> new Reply(200, "text/event-stream", "retry: 100\ndata: news\n\n", Map.of()));
    OtherBrowser.Page page = controlled();
    page.json(
        "void (self.heard = 0, self.news = new EventSource('/api/news'), self.news.onmessage = () =>"
            + " self.heard++)");
    page.until("it is heard", "self.heard > 0", "true");
    way.fault("/api/news", Fault.DROP_BEFORE_COMMIT);
    int before = way.count("/api/news");
    Await.until(
        "it was asked in vain", Tab.PATIENCE, () -> way.count("/api/news"), n -> n > before + 1);
    page.json("void (self.heard = 0)");

    way.heal();

    page.until("it is heard again", "self.heard > 0", "true");
  }

  @Test
  void pathsOfABackend_doNotGetTheAppsPage() {
    backend.answer(got -> new Reply(200, "text/html", "<title>theirs</title>", Map.of()));
    OtherBrowser.Page page = controlled();

    page.open(way.url() + "/api/auth/login");
    assertThat(page.json("document.title")).isEqualTo("\"theirs\"");
    page.open(way.url() + "/apiary");
    assertThat(page.json("document.title")).isEqualTo("\"first\"");
  }
}
