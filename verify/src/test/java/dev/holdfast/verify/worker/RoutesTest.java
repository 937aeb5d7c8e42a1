package dev.holdfast.verify.worker;

import static dev.holdfast.verify.worker.WorkerWorld.get;
import static dev.holdfast.verify.worker.WorkerWorld.getAndKeep;
import static dev.holdfast.verify.worker.WorkerWorld.kept;
import static dev.holdfast.verify.worker.WorkerWorld.post;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import dev.holdfast.verify.harness.Backend.Reply;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Routes, handlers and strategies: contract §3. */
class RoutesTest {
  private final AtomicInteger answers = new AtomicInteger();
  private WorkerWorld world;
  private Page page;

  @BeforeEach
  void open(@TempDir Path folder) throws Exception {
    world =
        new WorkerWorld(
            folder,
            worker(
                ".precache(self.__PRECACHE).intercept('GET /api/first',"
                    + " holdfast.networkFirst()).intercept('GET /api/slow', holdfast.networkFirst({"
                    + " timeout: 300 })).intercept('GET /api/cache',"
                    + " holdfast.cacheFirst()).intercept('GET /api/swr',"
                    + " holdfast.staleWhileRevalidate()).intercept('GET /api/only',"
                    + " holdfast.cacheOnly()).intercept('GET /api/net',"
                    + " holdfast.networkOnly()).intercept('GET /api/aged', holdfast.cacheFirst({"
                    + " cacheName: 'aged', maxAge: 60_000 })).intercept('GET /api/few/:n',"
                    + " holdfast.cacheFirst({ cacheName: 'few', maxEntries: 2 })).intercept('GET"
                    + " /api/picky', holdfast.cacheFirst({ cacheName: 'picky', cacheable: r =>"
                    + " r.headers.get('x-keep') === 'yes' })).intercept('GET /api/report/:year/*', ({"
                    + " params, online, request }) => Response.json({ year: params.year, rest:"
                    + " params[0], online, url: new URL(request.url).pathname })).intercept('GET"
                    + " /api/always/:x', ({ params, online }) => Response.json({ x: params.x, online"
                    + " }), { when: 'always' }).intercept('GET /api/never', () => new"
                    + " Response('handled'), { when: 'never' }).intercept('* /api/throws', () => {"
                    + " throw new Error('oops'); }, { when: 'always' }).intercept('* /api/nothing', () =>"
                    + " Promise.reject(), { when: 'always' }).intercept('GET /api/page',"
                    + " holdfast.networkFirst()).navigationPreload().start()"));
    page = world.open();
    world.backend.answer(request -> Reply.json("{\"n\":" + answers.incrementAndGet() + "}"));
  }

  /** The worker's script. Subclasses run these tests with another one. */
  String worker(String calls) {
    return calls;
  }

  @AfterEach
  void close() {
    world.close();
  }

  @Test
  void networkFirst_theNetworkWinsAndTheCacheStepsIn() throws Exception {
    assertThat(get(page, "/api/first")).isEqualTo("200 {\"n\":1}");
    assertThat(getAndKeep(page, "holdfast", "/api/first")).isEqualTo("200 {\"n\":2}");
    world.server.kill();

    assertThat(get(page, "/api/first")).isEqualTo("200 {\"n\":2}");
  }

  @Test
  void networkFirstWithTimeout_aSlowNetworkLosesToTheCache() throws Exception {
    assertThat(getAndKeep(page, "holdfast", "/api/slow")).isEqualTo("200 {\"n\":1}");
    CountDownLatch late = new CountDownLatch(1);
    world.backend.answer(
        request -> {
          late.await(10, TimeUnit.SECONDS);
          return Reply.json("{\"n\":\"late\"}");
        });

    assertThat(get(page, "/api/slow")).isEqualTo("200 {\"n\":1}");
    late.countDown();
  }

  @Test
  void cacheFirst_asksOnce() {
    assertThat(getAndKeep(page, "holdfast", "/api/cache")).isEqualTo("200 {\"n\":1}");
    assertThat(get(page, "/api/cache")).isEqualTo("200 {\"n\":1}");
    assertThat(get(page, "/api/cache?other=1")).isEqualTo("200 {\"n\":2}");
  }

  @Test
  void staleWhileRevalidate_answersTheOldAndFetchesTheNew() throws Exception {
    assertThat(getAndKeep(page, "holdfast", "/api/swr")).isEqualTo("200 {\"n\":1}");
    assertThat(get(page, "/api/swr")).isEqualTo("200 {\"n\":1}");

    WorkerWorld.eventually(true, () -> !get(page, "/api/swr").equals("200 {\"n\":1}"));
    world.server.kill();
    assertThat(get(page, "/api/swr")).startsWith("200");
  }

  @Test
  void cacheOnlyAndNetworkOnly_haveNoSecondSource() throws Exception {
    assertThat(get(page, "/api/only")).isEqualTo("failed");
    assertThat(get(page, "/api/net")).isEqualTo("200 {\"n\":1}");
    world.server.kill();

    assertThat(get(page, "/api/net")).isEqualTo("failed");
  }

  @Test
  void maxAge_anOldAnswerIsNotGoodAnyMore() throws Exception {
    assertThat(getAndKeep(page, "aged", "/api/aged")).isEqualTo("200 {\"n\":1}");
    assertThat(get(page, "/api/aged")).isEqualTo("200 {\"n\":1}");
    page.evaluate(
        "async () => { const kept = await caches.open('aged'); const [key] = await kept.keys();"
            + " const old = await kept.match(key); const headers = new Headers(old.headers);"
            + " headers.set('holdfast-stored', Date.now() - 61_000);"
            + " await kept.put(key, new Response(await old.text(), { headers })); }");

    assertThat(get(page, "/api/aged")).isEqualTo("200 {\"n\":2}");
  }

  @Test
  void maxEntries_theOldestGoFirst() throws Exception {
    String first = getAndKeep(page, "few", "/api/few/1");
    getAndKeep(page, "few", "/api/few/2");
    assertThat(get(page, "/api/few/1")).as("used, and as old as before").isEqualTo(first);
    getAndKeep(page, "few", "/api/few/3");

    WorkerWorld.eventually("/api/few/2 /api/few/3", () -> kept(page, "few"));
  }

  @Test
  void whatMayNotBeStored_isNot() {
    world.backend.answer(
        request ->
            new Reply(
                request.path().endsWith("e=1") ? 404 : 200,
                "application/json",
                "" + answers.incrementAndGet(),
                request.path().endsWith("s=1")
                    ? Map.of("Cache-Control", "no-store")
                    : request.path().endsWith("v=1") ? Map.of("Vary", "*") : Map.of()));
    for (String url : new String[] {"/api/cache?s=1", "/api/cache?v=1", "/api/cache?e=1"}) {
      String first = get(page, url);
      assertThat(get(page, url)).as(url).isNotEqualTo(first);
    }
    assertThat(get(page, "/api/picky")).isNotEqualTo(get(page, "/api/picky"));
    getAndKeep(page, "holdfast", "/api/cache"); // earlier answers would be stored by now
    assertThat(kept(page, "holdfast")).isEqualTo("/api/cache");
    assertThat(kept(page, "picky")).isEqualTo("");
  }

  @Test
  @Tag("fault-27")
  void captivePortalsPage_isNotCached() throws Exception {
    world.server.kill();
    try (var portal = Portal.on(world.server.url())) {
      get(page, "/api/cache");
      assertThat(portal.answered()).isPositive();
    }
    world.server.start();

    assertThat(get(page, "/api/cache")).isEqualTo("200 {\"n\":1}");
  }

  @Test
  void handler_runsOfflineOnlyUnlessTheRouteSays() throws Exception {
    assertThat(get(page, "/api/report/2024/q/1")).isEqualTo("200 {\"n\":1}");
    assertThat(get(page, "/api/always/7")).isEqualTo("200 {\"x\":\"7\",\"online\":true}");
    assertThat(get(page, "/api/never")).isEqualTo("200 {\"n\":2}");
    world.server.kill();

    assertThat(get(page, "/api/report/2024/q/1"))
        .isEqualTo(
            "200 {\"year\":\"2024\",\"rest\":\"q/1\",\"online\":false,\"url\":\"/api/report/2024/q/1\"}");
    assertThat(get(page, "/api/always/7")).isEqualTo("200 {\"x\":\"7\",\"online\":false}");
    assertThat(get(page, "/api/never")).isEqualTo("failed");
  }

  @Test
  void handlerThatThrows_theNetworkElseAProblem() throws Exception {
    assertThat(get(page, "/api/throws")).isEqualTo("200 {\"n\":1}");
    assertThat(post(page, "/api/throws", "a")).isEqualTo("200 {\"n\":2}");
    world.server.kill();

    assertThat(get(page, "/api/throws")).startsWith("503 ").contains("oops");
    assertThat(post(page, "/api/throws", "a")).startsWith("503 ");
  }

  @Test
  void handlerThatRejectsWithNothing_theNetworkElseAProblem() throws Exception {
    assertThat(get(page, "/api/nothing")).isEqualTo("200 {\"n\":1}");
    world.server.kill();

    assertThat(get(page, "/api/nothing")).startsWith("503 ").contains("OFFLINE");
  }

  @Test
  void noRoute_theBrowserDoesWhatItDoesWithoutUs() throws Exception {
    assertThat(get(page, "/api/other")).isEqualTo("200 {\"n\":1}");
    world.server.kill();

    assertThat(get(page, "/api/other")).isEqualTo("failed");
  }

  @Test
  void navigationPreload_thePageIsAskedForOnceByTheBrowserItself() throws Exception {
    world.backend.answer(request -> new Reply(200, "text/html", "<title>page</title>", Map.of()));
    WorkerWorld.eventually(
        true,
        () ->
            page.evaluate(
                "() => navigator.serviceWorker.ready.then(r => r.navigationPreload.getState())"
                    + ".then(s => s.enabled)"));

    page.navigate(world.server.url() + "/api/page");

    assertThat(page.title()).isEqualTo("page");
    assertThat(world.backend.requests()).hasSize(1);
    assertThat(world.backend.requests().get(0).headers())
        .containsEntry("service-worker-navigation-preload", "true");
    WorkerWorld.eventually(
        true, () -> page.evaluate("() => caches.match('/api/page').then(found => !!found)"));
    world.server.kill();
    page.navigate(world.server.url() + "/api/page");
    assertThat(page.title()).isEqualTo("page");
  }

  @Test
  void frozenServer_anOfflineHandlerAnswersWithinTheProbesDeadline() throws Exception {
    world.profile.stopWorkers();
    world.server.freeze();
    try {
      assertThat(get(page, "/api/report/2024/x")).startsWith("200 {\"year\"");
    } finally {
      world.server.thaw();
    }
  }
}
