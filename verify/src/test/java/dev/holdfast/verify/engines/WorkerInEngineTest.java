package dev.holdfast.verify.engines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.MAP;

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

/** The worker in an engine that is not Chromium's: routes, the queue, where an app lives. */
abstract class WorkerInEngineTest extends EngineTest {
  private static final String POST =
      "send('POST', '/api/orders', '{\"n\":1}', { 'content-type': 'application/json' })";

  private static final String LOGO =
      "<svg xmlns='http://www.w3.org/2000/svg' width='1' height='1'/>";

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

  /** Two apps with one copy of Holdfast. Each says in its requests which it is. */
  private void twoApps() throws IOException {
    for (String name : List.of("a", "b")) {
      file(name + "/index.html", html(name));
      file(name + "/app.js", PAGE.replace("./holdfast/", "/holdfast/"));
      file(
          name + "/sw.js",
          """
          importScripts('/holdfast/precache.js', '/holdfast/holdfast-worker.js');
          holdfast.precache(self.__PRECACHE.filter((it) => /^.(holdfast|NAME)/.test(it.url)))
            .beforeSend((request) => {
              const sent = new Request(request);
              sent.headers.set('x-app', 'NAME');
              return sent;
            })
            .intercept('GET /api/mine', holdfast.cacheFirst())
            .intercept('POST /api/orders', holdfast.queue())
            .start();
          """
              .replace("NAME", name));
    }
  }

  @Test
  void twoAppsOfOneOrigin_neitherTouchesWhatTheOtherKeeps() throws IOException {
    twoApps();
    OtherBrowser.Page first = controlled("/a/");
    get(first, "/api/mine");
    kept(first, "/api/mine");
    goOffline(first);
    first.json("offlineStorage.collection('tasks').put('a', { n: 1 })");
    first.json("send('POST', '/api/orders', 'of a')");
    first.until("the page knows both", "offlineStorage.pending.length", "2");
    first.open("about:blank");
    way.heal();

    OtherBrowser.Page second = controlled("/b/");
    assertThat(second.json("all()")).isEqualTo("[]");
    assertThat(second.json("offlineStorage.pending")).isEqualTo("[]");
    assertThat(second.json("offlineStorage.syncLocalChangesToServer()")).isEqualTo("true");
    goOffline(second);
    assertThat(get(second, "/api/mine")).isEqualTo("\"failed\"");

    reload(first, "/a/");
    assertThat(first.json("document.title")).isEqualTo("\"a\"");
    assertThat(get(first, "/api/mine")).isEqualTo("\"200 {\\\"ok\\\":true}\"");
    way.heal();
    arrives("of a");
    assertThat(backend.requests())
        .filteredOn(got -> got.method().equals("POST"))
        .extracting(got -> got.headers().get("x-app"))
        .containsExactly("a");
    isSent(first);
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
  void pageReadsTheQueuedAnswersJson_itGetsWhatItHasSent() {
    OtherBrowser.Page page = controlled();
    goOffline(page);

    assertThat(page.json(POST)).isEqualTo("\"202 {\\\"n\\\":1}\"");
  }

  @Test
  void formIsSentAsAPageLoad_thePageItCameFromIsShown() {
    OtherBrowser.Page page = controlled("/?form");
    goOffline(page);

    page.json(
        "void (self.before = true, document.body.innerHTML = '<form method=\"post\""
            + " action=\"/api/orders\"><input name=\"title\" value=\"milk\"></form>',"
            + " setTimeout(() => document.forms[0].submit()))");

    page.until(
        "it is shown",
        "[location.search, document.title, !!self.before, !!self.started]",
        "[\"?form\",\"first\",false,true]");
    way.heal();
    arrives("title=milk");
  }

  @Test
  void headersOfAQueuedWrite_areSentLater_butNoCredentialsThatItsRouteDoesNotName() {
    OtherBrowser.Page page = controlled();
    goOffline(page);
    page.json(
        "send('POST', '/api/keys', 'a', { 'X-Author': 'v', 'X-Sessions-Count': 'v', 'X-Tokenizer':"
            + " 'v', Authorization: 'v', 'X-CSRF-Token': 'v', 'X-API-Key': 'v' })");

    way.heal();

    arrives("a");
    assertThat(backend.requests())
        .filteredOn(got -> got.method().equals("POST"))
        .singleElement()
        .extracting(Got::headers, MAP)
        .containsKeys("x-author", "x-sessions-count", "x-tokenizer", "x-api-key")
        .doesNotContainKeys("authorization", "x-csrf-token");
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
  void opaqueAnswerIsKept_aPageThatMayReadItGetsAReadableOne() {
    backend.answer(
        got ->
            got.path().equals("/logo")
                ? new Reply(200, "image/svg+xml", LOGO, Map.of("Access-Control-Allow-Origin", "*"))
                : new Reply(200, "text/html", "<title>of any policy</title>", Map.of()));
    OtherBrowser.Page page = controlled();
    page.open(way.url() + "/api/page");
    String url = backend.url() + "/logo"; // of another origin

    assertThat(page.json(image(url, ""))).isEqualTo("\"shown\"");
    kept(page, url);
    assertThat(page.json(image(url, "crossOrigin: 'anonymous',"))).isEqualTo("\"shown\"");
    page.until("it is kept", "caches.match('" + url + "').then((it) => it.type)", "\"cors\"");
    backend.answer(
        got -> {
          throw new IOException("gone");
        });

    assertThat(page.json("fetch('" + url + "').then((it) => it.status)")).isEqualTo("200");
    assertThat(page.json("fetch('" + url + "', { mode: 'no-cors' }).then((it) => it.status)"))
        .isEqualTo("200");
  }

  private static String image(String url, String options) {
    return "new Promise((done) => Object.assign(new Image(), { onload: () => done('shown'),"
        + " onerror: () => done('failed'), "
        + options
        + " src: '"
        + url
        + "' }))";
  }

  @Test
  void routesPattern_matchesAsUrlPatternSays_andOneThatNeverMatchesFailsTheScript()
      throws IOException {
    String imports = "importScripts('holdfast/precache.js', 'holdfast/holdfast-worker.js');";
    file(
        "sw.js",
        imports
            + """
            const params = (call) => new Response(Object.entries(call.params).join(' '));
            holdfast.precache(self.__PRECACHE)
              .intercept('GET /api/über/:id', params, { when: 'always' })
              .intercept('GET /api/(lists|boards)/:id', params, { when: 'always' })
              .intercept('GET /api/year/:year(\\\\d{4})', params, { when: 'always' })
              .intercept('GET /api/deep/:parts+', params, { when: 'always' })
              .start();
            """);
    file(
        "other.js",
        imports
            + "holdfast.intercept('GET ' + new URL(location).searchParams.get('pattern'),"
            + " holdfast.cacheFirst()).start();");
    OtherBrowser.Page page = controlled();

    assertThat(get(page, "/api/%C3%BCber/7")).isEqualTo("\"200 id,7\"");
    assertThat(get(page, "/api/boards/7?a=1")).isEqualTo("\"200 0,boards id,7\"");
    assertThat(get(page, "/api/tables/7")).isEqualTo("\"200 {\\\"ok\\\":true}\"");
    assertThat(get(page, "/api/year/2026")).isEqualTo("\"200 year,2026\"");
    assertThat(get(page, "/api/year/20a6")).isEqualTo("\"200 {\\\"ok\\\":true}\"");
    assertThat(get(page, "/api/deep/a/b")).isEqualTo("\"200 parts,a/b\"");
    assertThat(registered(page, "/api/q")).isEqualTo("\"registered\"");
    for (String pattern : List.of("/api/q?status=open", "/api/q/:id?status=open", "api/tasks")) {
      assertThat(registered(page, pattern)).as(pattern).isEqualTo("\"TypeError\"");
    }
  }

  /** Registers another worker, which has this route. */
  private static String registered(OtherBrowser.Page page, String pattern) {
    return page.json(
        "navigator.serviceWorker.register('other.js?pattern=' + encodeURIComponent('"
            + pattern
            + "'), { scope: 'other/' }).then(() => 'registered', (error) => error.name)");
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
