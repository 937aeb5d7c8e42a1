package dev.holdfast.verify.worker;

import static dev.holdfast.verify.worker.WorkerWorld.eventually;
import static dev.holdfast.verify.worker.WorkerWorld.get;
import static dev.holdfast.verify.worker.WorkerWorld.getAndKeep;
import static dev.holdfast.verify.worker.WorkerWorld.kept;
import static dev.holdfast.verify.worker.WorkerWorld.post;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import dev.holdfast.verify.harness.Backend.Reply;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The strategies when one or both of their sources have nothing, and what they keep:
 * docs/workbox.md.
 */
class StrategiesTest {
  private final AtomicInteger answers = new AtomicInteger();
  private WorkerWorld world;
  private Page page;

  @BeforeEach
  void open(@TempDir Path folder) throws Exception {
    world =
        new WorkerWorld(
            folder,
            """
            .precache(self.__PRECACHE)
            .intercept('GET /api/first', holdfast.networkFirst({ cacheName: 'first', ignoreSearch: true }))
            .intercept('GET /api/slow', holdfast.networkFirst({ timeout: 100 }))
            .intercept('* /api/cache', holdfast.cacheFirst({ cacheName: 'cache' }))
            .intercept('GET /api/swr', holdfast.staleWhileRevalidate({ cacheName: 'swr' }))
            .intercept('GET /api/only', holdfast.cacheOnly({ cacheName: 'only', ignoreSearch: true }))
            .intercept('GET /api/else', holdfast.cacheOnly({ cacheName: 'else' }))
            .intercept('GET /api/net', holdfast.networkOnly({ cacheName: 'net' }))
            .intercept('GET /api/picky', holdfast.cacheFirst({ cacheName: 'picky',
              cacheable: answer => answer.headers.get('x-keep') === 'yes' }))
            .start()""");
    page = world.open();
    world.backend.answer(request -> Reply.json("{\"n\":" + answers.incrementAndGet() + "}"));
  }

  @AfterEach
  void close() {
    world.close();
  }

  private void put(String cache, String url) {
    page.evaluate(
        "async ([cache, url]) => (await caches.open(cache)).put(url, new Response('kept'))",
        List.of(cache, url));
  }

  @Test
  void neitherNetworkNorCache_eachStrategyFailsAsTheNetworkWould() {
    world.server.kill();

    for (String url : List.of("first", "slow", "cache", "swr", "only", "net")) {
      assertThat(get(page, "/api/" + url)).as(url).isEqualTo("failed");
    }
    for (String cache : List.of("first", "cache", "swr", "only", "net")) {
      assertThat(kept(page, cache)).as(cache).isEqualTo("");
    }
  }

  @Test
  void networkGone_whatIsKeptAnswersAndStaysAsItWas() {
    for (String cache : List.of("first", "cache", "swr", "only")) {
      put(cache, "/api/" + cache);
    }
    world.server.kill();

    for (String url : List.of("first", "cache", "swr", "only", "first?a=1", "only?a=1")) {
      assertThat(get(page, "/api/" + url)).as(url).isEqualTo("200 kept");
      assertThat(get(page, "/api/" + url)).as(url + ", again").isEqualTo("200 kept");
    }
    for (String cache : List.of("first", "cache", "swr", "only")) {
      assertThat(kept(page, cache)).as(cache).isEqualTo("/api/" + cache);
    }
  }

  @Test
  void cacheOnly_looksIntoItsOwnCacheAndNeverAsksTheNetwork() {
    put("only", "/api/only");
    put("only", "/api/else");

    assertThat(get(page, "/api/only")).isEqualTo("200 kept");
    assertThat(get(page, "/api/else")).isEqualTo("failed");
    assertThat(world.backend.requests()).isEmpty();
  }

  @Test
  void slowNetworkAndNothingKept_itsLateAnswerIsTaken() {
    CountDownLatch late = new CountDownLatch(1);
    world.backend.answer(
        request -> {
          late.await();
          return Reply.json("{\"n\":\"late\"}");
        });
    page.evaluate(
        "() => { self.answer = fetch('/api/slow').then(r => r.text()).catch(() => 'failed');"
            + " return new Promise(past => setTimeout(past, 300)); }");

    late.countDown();

    assertThat(page.evaluate("() => self.answer")).isEqualTo("{\"n\":\"late\"}");
  }

  @Test
  void answerThatComesInParts_thePageGetsThemBeforeItIsKept_andItIsKeptAllTheSame() {
    CountDownLatch rest = new CountDownLatch(1);
    world.backend.holdBodies(rest);

    for (String cache : List.of("first", "cache", "swr")) {
      page.evaluate(
          "cache => { self[cache] = 'nothing'; fetch('/api/' + cache).then(async answer => {"
              + " const reader = answer.body.getReader(); self[cache] = 'a part';"
              + " while (!(await reader.read()).done); self[cache] = 'all'; }); }",
          cache);
      eventually("a part", () -> page.evaluate("cache => self[cache]", cache));
      assertThat(kept(page, cache)).as(cache).isEqualTo("");
    }
    rest.countDown();

    for (String cache : List.of("first", "cache", "swr")) {
      eventually("/api/" + cache, () -> kept(page, cache));
      assertThat(page.evaluate("cache => self[cache]", cache)).isEqualTo("all");
    }
  }

  @Test
  void onlyAnswersToReadsAreKept_andOnlyThoseThatTheRouteWants() {
    world.backend.answer(
        request ->
            new Reply(
                200,
                "text/plain",
                "" + answers.incrementAndGet(),
                Map.of("X-Keep", request.path().endsWith("y") ? "yes" : "no")));
    assertThat(get(page, "/api/net")).isEqualTo("200 1");
    assertThat(post(page, "/api/cache", "a")).isEqualTo("200 2");
    assertThat(get(page, "/api/picky?n")).isEqualTo("200 3");
    getAndKeep(page, "picky", "/api/picky?y");
    assertThat(getAndKeep(page, "cache", "/api/cache")).isEqualTo("200 5");

    assertThat(get(page, "/api/picky?y")).isEqualTo("200 4");
    assertThat(get(page, "/api/cache")).isEqualTo("200 5");
    assertThat(post(page, "/api/cache", "a")).isEqualTo("200 6");
    assertThat(kept(page, "picky")).isEqualTo("/api/picky?y");
    assertThat(kept(page, "cache")).isEqualTo("/api/cache");
    assertThat(kept(page, "net")).isEqualTo("");
  }

  @Test
  void diskFull_thePageGetsTheAnswerAllTheSame() {
    List<String> caches = List.of("first", "cache", "swr");
    caches.forEach(cache -> put(cache, "/small"));
    world.profile.quota(world.server.url(), 1_000_000);
    world.backend.answer(request -> new Reply(200, "text/plain", "x".repeat(5_000_000), Map.of()));

    for (String cache : caches) {
      assertThat(
              page.evaluate(
                  "url => fetch(url).then(async r => r.status + ' ' + (await r.text()).length)",
                  "/api/" + cache))
          .as(cache)
          .isEqualTo("200 5000000");
    }
    for (String cache : caches) {
      assertThat(kept(page, cache)).as("no more and no less than before").isEqualTo("/small");
    }
  }
}
