package dev.holdfast.verify.worker;

import static dev.holdfast.verify.worker.WorkerWorld.fetch;
import static dev.holdfast.verify.worker.WorkerWorld.get;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.Response;
import dev.holdfast.verify.harness.Backend;
import dev.holdfast.verify.harness.Backend.Got;
import dev.holdfast.verify.harness.Backend.Reply;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which route answers, what a handler receives, and which page loads: docs/workbox.md. */
class RoutingTest {
  private static Backend elsewhere;
  private static WorkerWorld world;
  private Page page;

  /** No test stops the server, so one world is enough for all. */
  @BeforeAll
  static void start(@TempDir Path folder) throws Exception {
    elsewhere = Backend.start();
    elsewhere.answer(
        request ->
            new Reply(200, "text/plain", "elsewhere", Map.of("Access-Control-Allow-Origin", "*")));
    world =
        new WorkerWorld(
            folder,
            """
            .precache(self.__PRECACHE)
            .navigationFallback('/index.html', { allow: ['/app/*', '/admin/*'], deny: ['/admin/secret*'] })
            .intercept('GET /api/twice', () => new Response('one'), { when: 'always' })
            .intercept('GET /api/twice', () => new Response('two'), { when: 'always' })
            .intercept('PUT /api/all/method', () => new Response('put'), { when: 'always' })
            .intercept('DELETE /api/all/method', () => new Response('delete'), { when: 'always' })
            .intercept('* /api/all/*', ({ request, params }) =>
              new Response('any ' + request.method + ' ' + params[0]), { when: 'always' })
            .intercept('GET /api/later', async () => { throw new Error('later'); }, { when: 'always' })
            .intercept('GET /api/told/:a/x/:b', ({ request, params, online, event }) => Response.json([
              params.a, params.b, event.constructor.name, event.request === request, online]), { when: 'always' })
            .intercept('GET /api/changed', ({ request }) =>
              fetch(new Request(request, { headers: { 'x-added': '1' }, credentials: 'omit' })), { when: 'always' })
            .intercept('GET /api/page/:name', ({ params }) => new Response('<title>' + params.name + '</title>',
              { headers: { 'content-type': 'text/html' } }), { when: 'always' })
            .intercept('GET ELSEWHERE/theirs', () => new Response('by route'), { when: 'always' })
            .intercept('GET http://localhost:*/wild/:x', ({ params }) =>
              new Response('wild ' + params.x), { when: 'always' })
            .start()"""
                .replace("ELSEWHERE", elsewhere.url()));
    world.backend.answer(RoutingTest::answer);
  }

  private static Reply answer(Got request) {
    return request.path().equals("/api/free")
        ? new Reply(200, "text/html", "<title>free</title>", Map.of())
        : Reply.json("{\"from\":\"network\"}");
  }

  @AfterAll
  static void close() {
    world.close();
    elsewhere.close();
  }

  @BeforeEach
  void open() {
    page = world.open();
  }

  private static String method(Page page, String method) {
    return fetch(page, method, "/api/all/method", "");
  }

  @Test
  void manyRoutesFit_theFirstAnswers() {
    assertThat(get(page, "/api/twice")).isEqualTo("200 one");
  }

  @Test
  void routeOfAMethod_isForItAlone_andALastOneForAllTheRest() {
    assertThat(method(page, "PUT")).isEqualTo("200 put");
    assertThat(method(page, "DELETE")).isEqualTo("200 delete");
    assertThat(method(page, "GET")).isEqualTo("200 any GET method");
    assertThat(method(page, "PATCH")).isEqualTo("200 any PATCH method");
    assertThat(get(page, "/api/all/deep/er")).isEqualTo("200 any GET deep/er");
    assertThat(fetch(page, "PUT", "/api/twice", "")).isEqualTo("200 {\"from\":\"network\"}");
  }

  @Test
  void pathIsOfOurOrigin_anotherOriginsRouteIsItsWholeUrl() {
    page.navigate(world.server.url() + "/api/free"); // a page whose policy allows other origins
    WorkerWorld.awaitController(page);

    assertThat(get(page, elsewhere.url() + "/api/twice")).isEqualTo("200 elsewhere");
    assertThat(get(page, elsewhere.url() + "/theirs?q=1")).isEqualTo("200 by route");
    assertThat(get(page, "/theirs")).startsWith("404 ");
    assertThat(get(page, elsewhere.url() + "/wild/7")).isEqualTo("200 wild 7");
    assertThat(get(page, elsewhere.url() + "/a/wild/7")).isEqualTo("200 wild 7");
    assertThat(get(page, elsewhere.url() + "/tame/7")).isEqualTo("200 elsewhere");
  }

  @Test
  void handler_hearsOfTheRequestItsPartsAndTheEvent() {
    assertThat(get(page, "/api/told/1/x/%C3%BC?q=2"))
        .isEqualTo("200 [\"1\",\"%C3%BC\",\"FetchEvent\",true,true]");
    assertThat(get(page, "/api/told/1/2/x/3")).isEqualTo("200 {\"from\":\"network\"}");
  }

  @Test
  void handlerThatAsksOtherwise_theServerHearsItsWay() {
    page.evaluate("() => { document.cookie = 'login=1; path=/'; }");

    assertThat(get(page, "/api/changed")).isEqualTo("200 {\"from\":\"network\"}");

    Got got = world.backend.requests().get(world.backend.requests().size() - 1);
    assertThat(got.headers()).containsEntry("x-added", "1").doesNotContainKey("cookie");
  }

  @Test
  void handlerThatFailsLater_theNetworkAnswers() {
    assertThat(get(page, "/api/later")).isEqualTo("200 {\"from\":\"network\"}");
  }

  @Test
  void pageLoad_isAnsweredByARouteElseByTheFallbackWhereItIsAllowed() {
    assertThat(titleOf("/api/page/made")).isEqualTo("made");
    assertThat(titleOf("/app/x?q=1")).isEqualTo("first");
    assertThat(titleOf("/admin/users")).isEqualTo("first");
    assertThat(load("/admin/secrets?q=1").fromServiceWorker()).as("denied").isFalse();
    assertThat(load("/elsewhere").fromServiceWorker()).as("not allowed").isFalse();
  }

  @Test
  void fallback_isForPageLoadsAlone() {
    assertThat(get(page, "/app/x")).startsWith("404 ");
    assertThat(fetch(page, "POST", "/app/x", "a")).doesNotContain("first");
  }

  private Response load(String path) {
    return page.navigate(world.server.url() + path);
  }

  private String titleOf(String path) {
    load(path);
    return page.title();
  }

  @Test
  void routeThatIsNone_failsTheWorkersScriptAndTheOneBeforeGoesOn() throws Exception {
    world.app.file(
        "bad.js",
        "importScripts('/holdfast/holdfast-worker.js');"
            + "holdfast.intercept('/api/twice', holdfast.cacheFirst()).start();");

    assertThat(
            page.evaluate(
                "() => navigator.serviceWorker.register('/bad.js').then(() => 'registered',"
                    + " error => error.name)"))
        .isEqualTo("TypeError");

    assertThat(get(page, "/api/twice")).isEqualTo("200 one");
  }
}
