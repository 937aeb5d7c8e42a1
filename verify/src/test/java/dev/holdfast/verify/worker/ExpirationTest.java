package dev.holdfast.verify.worker;

import static dev.holdfast.verify.worker.WorkerWorld.get;
import static dev.holdfast.verify.worker.WorkerWorld.getAndKeep;
import static dev.holdfast.verify.worker.WorkerWorld.kept;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import dev.holdfast.verify.harness.Await;
import dev.holdfast.verify.harness.Backend.Reply;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is removed from a cache because of its number or its age: docs/workbox.md. */
class ExpirationTest {
  private static final AtomicInteger ANSWERS = new AtomicInteger();
  private static WorkerWorld world;
  private Page page;

  /** No test stops the server, so one world is enough for all. */
  @BeforeAll
  static void start(@TempDir Path folder) throws Exception {
    world =
        new WorkerWorld(
            folder,
            """
            .precache(self.__PRECACHE)
            .intercept('GET /api/few/:n', holdfast.networkFirst({ cacheName: 'few', maxEntries: 2 }))
            .intercept('GET /api/both/:n', holdfast.cacheFirst({ cacheName: 'both', maxEntries: 5, maxAge: 60_000 }))
            .intercept('GET /api/aged', holdfast.cacheFirst({ cacheName: 'aged', maxAge: 60_000 }))
            .start()""");
    world.backend.answer(
        request ->
            new Reply(
                200, "text/plain", "" + ANSWERS.incrementAndGet(), Map.of("Vary", "X-Language")));
  }

  @AfterAll
  static void close() {
    world.close();
  }

  @BeforeEach
  void open() {
    page = world.open();
  }

  @Test
  void manyAtOnceBeyondTheLimit_itHoldsInTheEnd_alsoForAnswersThatVary() {
    page.evaluate(
        "() => Promise.all([1, 2, 3, 4, 5, 6].map(n => fetch('/api/few/' + n,"
            + " {headers: {'x-language': 'de'}}).then(r => r.text())))");

    // If one of the six is stored late, the next stored answers remove it.
    Await.until(
        "only the last two are kept",
        () -> {
          get(page, "/api/few/7");
          get(page, "/api/few/8");
          return kept(page, "few");
        },
        List.of("/api/few/7 /api/few/8", "/api/few/8 /api/few/7")::contains);
  }

  @Test
  void belowTheLimit_allThatIsTooOldLeaves() {
    for (int n = 1; n <= 3; n++) {
      getAndKeep(page, "both", "/api/both/" + n);
    }
    keepAnew("both", "/api/both/1", "holdfast-stored", "Date.now() - 61_000");
    keepAnew("both", "/api/both/2", "holdfast-stored", "Date.now() - 61_000");
    keepAnew("both", "/api/both/3", "x-own", "1");

    get(page, "/api/both/4");

    WorkerWorld.eventually("/api/both/3 /api/both/4", () -> kept(page, "both"));
  }

  @Test
  void ageIsThatOfBeingKept_andADeletedCacheStartsAnew() {
    String first = getAndKeep(page, "aged", "/api/aged");
    keepAnew("aged", "/api/aged", "date", "'Wed, 01 Jan 2020 00:00:00 GMT'");
    assertThat(get(page, "/api/aged")).as("whatever its Date says").isEqualTo(first);

    page.evaluate("() => caches.delete('aged')");

    String second = getAndKeep(page, "aged", "/api/aged");
    assertThat(second).isNotEqualTo(first);
    assertThat(get(page, "/api/aged")).isEqualTo(second);
  }

  /** Stores an answer again, as the newest, with one header changed. */
  private void keepAnew(String cache, String url, String header, String value) {
    page.evaluate(
        "async ([cache, url, header]) => { const kept = await caches.open(cache);"
            + " const one = await kept.match(url), headers = new Headers(one.headers);"
            + " headers.set(header, VALUE);".replace("VALUE", value)
            + " await kept.put(url, new Response(await one.text(), { headers })); }",
        List.of(cache, url, header));
  }
}
