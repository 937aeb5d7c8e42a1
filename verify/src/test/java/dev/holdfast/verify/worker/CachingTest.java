package dev.holdfast.verify.worker;

import static dev.holdfast.verify.worker.WorkerWorld.get;
import static dev.holdfast.verify.worker.WorkerWorld.getAndKeep;
import static dev.holdfast.verify.worker.WorkerWorld.kept;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import dev.holdfast.verify.harness.Await;
import dev.holdfast.verify.harness.Backend;
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

/** The options of strategies: what is found, what is kept, for how long, and other options. */
class CachingTest {
  private final AtomicInteger answers = new AtomicInteger();
  private Backend elsewhere;
  private WorkerWorld world;
  private Page page;

  @BeforeEach
  void open(@TempDir Path folder) throws Exception {
    elsewhere = Backend.start();
    world =
        new WorkerWorld(
            folder,
            """
            .precache(self.__PRECACHE)
            .intercept('GET /api/search', holdfast.cacheFirst({ ignoreSearch: true }))
            .intercept('GET /api/fresh', holdfast.staleWhileRevalidate({
              cacheName: 'fresh', ignoreSearch: true }))
            .intercept('GET /api/vary', holdfast.cacheFirst())
            .intercept('GET /api/alike', holdfast.cacheFirst({ ignoreVary: true }))
            .intercept('GET /api/media', holdfast.cacheFirst())
            .intercept('GET /api/slow', holdfast.networkFirst({ timeout: 300 }))
            .intercept('GET /api/late', holdfast.networkOnly({ timeout: 300 }))
            .intercept('GET /api/page', holdfast.networkFirst({ fallback: '/docs/' }))
            .intercept('GET /api/made', holdfast.cacheOnly({
              fallback: ({ request }) => new Response('instead of ' + new URL(request.url).pathname) }))
            .intercept('GET ELSEWHERE/asked', holdfast.cacheFirst({ cacheable: () => true }))
            .intercept('GET ELSEWHERE/unasked', holdfast.cacheFirst())
            .intercept('GET ELSEWHERE/first', holdfast.networkFirst())
            .intercept('GET ELSEWHERE/swr', holdfast.staleWhileRevalidate())
            .intercept('GET /api/aged/:n', holdfast.cacheFirst({ cacheName: 'aged', maxAge: 60_000 }))
            .start()"""
                .replace("ELSEWHERE", elsewhere.url()));
    page = world.open();
    world.backend.answer(request -> Reply.json("{\"n\":" + answers.incrementAndGet() + "}"));
  }

  @AfterEach
  void close() {
    world.close();
    elsewhere.close();
  }

  private static String getWith(Page page, String url, String header, String value) {
    return (String)
        page.evaluate(
            "([url, name, value]) => fetch(url, {headers: {[name]: value}}).then(async r =>"
                + " [r.status, r.headers.get('content-range'), await r.text()].join(' '))"
                + ".catch(() => 'failed')",
            List.of(url, header, value));
  }

  private static String range(Page page, String range) {
    return getWith(page, "/api/media", "range", range);
  }

  @Test
  void ignoreSearch_findsTheAnswerOfAnotherSearch() {
    assertThat(get(page, "/api/search?a=1")).isEqualTo("200 {\"n\":1}");
    WorkerWorld.eventually("/api/search?a=1", () -> kept(page, "holdfast"));

    assertThat(get(page, "/api/search?a=2")).isEqualTo("200 {\"n\":1}");
  }

  @Test
  void ignoreSearch_theNewestAnswerReplacesThoseOfOtherSearches() {
    get(page, "/api/fresh?a=1");
    WorkerWorld.eventually("/api/fresh?a=1", () -> kept(page, "fresh"));

    get(page, "/api/fresh?a=2");

    WorkerWorld.eventually("/api/fresh?a=2", () -> kept(page, "fresh"));
    assertThat(get(page, "/api/fresh?a=3")).isEqualTo("200 {\"n\":2}");
  }

  @Test
  void ignoreVary_findsTheAnswerToOtherHeaders() {
    world.backend.answer(
        request ->
            new Reply(
                200, "text/plain", "" + answers.incrementAndGet(), Map.of("Vary", "X-Language")));
    assertThat(getWith(page, "/api/vary", "x-language", "de")).isEqualTo("200  1");
    WorkerWorld.eventually("/api/vary", () -> kept(page, "holdfast"));
    assertThat(getWith(page, "/api/alike", "x-language", "de")).isEqualTo("200  2");
    WorkerWorld.eventually("/api/vary /api/alike", () -> kept(page, "holdfast"));

    assertThat(getWith(page, "/api/vary", "x-language", "de")).isEqualTo("200  1");
    assertThat(getWith(page, "/api/vary", "x-language", "fr")).isEqualTo("200  3");
    assertThat(getWith(page, "/api/alike", "x-language", "fr")).isEqualTo("200  2");
  }

  @Test
  void credentialsOfARequest_areNotKeptWithItsAnswer() {
    world.backend.answer(
        request ->
            new Reply(200, "text/plain", "1", Map.of("Vary", "X-Language, Authorization, X-Csrf")));
    page.evaluate(
        "() => fetch('/api/vary', {headers: {authorization: 'Bearer secret', 'x-csrf': 'secret',"
            + " 'x-language': 'de', 'x-other': '1'}}).then(r => r.text())");
    WorkerWorld.eventually("/api/vary", () -> kept(page, "holdfast"));

    assertThat(
            page.evaluate(
                "async () => { const [key] = await (await caches.open('holdfast')).keys();"
                    + " return JSON.stringify([...key.headers]); }"))
        .isEqualTo("[[\"x-language\",\"de\"]]");
  }

  @Test
  void rangeOfACachedAnswer_isItsPart() throws Exception {
    world.backend.answer(
        request -> new Reply(200, "audio/wav", "0123456789", Map.of("ETag", "\"e1\"")));
    assertThat(get(page, "/api/media")).isEqualTo("200 0123456789");
    WorkerWorld.eventually("/api/media", () -> kept(page, "holdfast"));
    world.server.kill();

    assertThat(range(page, "bytes=2-5")).isEqualTo("206 bytes 2-5/10 2345");
    assertThat(range(page, "bytes=7-")).isEqualTo("206 bytes 7-9/10 789");
    assertThat(range(page, "bytes=-3")).isEqualTo("206 bytes 7-9/10 789");
    assertThat(range(page, "bytes=-30")).isEqualTo("206 bytes 0-9/10 0123456789");
    assertThat(range(page, "bytes=8-30")).isEqualTo("206 bytes 8-9/10 89");
    assertThat(range(page, "bytes=10-")).isEqualTo("416 bytes */10 ");
    assertThat(range(page, "bytes=-0")).isEqualTo("416 bytes */10 ");
    assertThat(range(page, "bytes=5-2")).isEqualTo("200  0123456789");
    for (String none : List.of("bytes=0-1,3-4", "bytes=-", "bytes=a-b", "lines=0-1", "")) {
      assertThat(range(page, none)).as(none).isEqualTo("200  0123456789");
    }
    assertThat(
            page.evaluate(
                "() => fetch('/api/media', {headers: {range: 'bytes=2-5'}})"
                    + ".then(r => r.headers.get('content-length'))"))
        .isEqualTo("4");
    assertThat(
            page.evaluate(
                "() => Promise.all(['\"e1\"', '\"e2\"'].map(tag => fetch('/api/media', {headers:"
                    + " {range: 'bytes=0-1', 'if-range': tag}}).then(r => r.status))).then(String)"))
        .isEqualTo("206,200");
  }

  @Test
  void rangeThatIsNotCached_isTheNetworksAndNotKeptInPlaceOfTheWhole() {
    world.backend.answer(
        request ->
            request.headers().containsKey("range")
                ? new Reply(206, "audio/wav", "01", Map.of("Content-Range", "bytes 0-1/10"))
                : new Reply(200, "audio/wav", "0123456789", Map.of()));

    assertThat(range(page, "bytes=0-1")).isEqualTo("206 bytes 0-1/10 01");

    assertThat(get(page, "/api/media")).isEqualTo("200 0123456789");
    assertThat(get(page, "/api/media")).isEqualTo("200 0123456789");
  }

  @Test
  void bodyThatComesTooLate_losesToTheCacheAsAHeadWould() {
    assertThat(get(page, "/api/slow")).isEqualTo("200 {\"n\":1}");
    WorkerWorld.eventually("/api/slow", () -> kept(page, "holdfast"));
    CountDownLatch gate = new CountDownLatch(1);
    world.backend.holdBodies(gate);

    assertThat(get(page, "/api/slow")).isEqualTo("200 {\"n\":1}");
    assertThat(get(page, "/api/late")).isEqualTo("failed");

    gate.countDown();
    Await.until("it answers", () -> get(page, "/api/late"), late -> late.startsWith("200 "));
  }

  @Test
  void fallback_answersWhatNeitherNetworkNorCacheCan() throws Exception {
    assertThat(get(page, "/api/made")).isEqualTo("200 instead of /api/made");
    world.server.kill();

    assertThat(get(page, "/api/page")).startsWith("200 ").contains("<title>docs</title>");
    assertThat(get(page, "/api/page?x=1")).startsWith("200 ").contains("<title>docs</title>");
  }

  private void opaque(String path) {
    assertThat(
            page.evaluate(
                "url => fetch(url, {mode: 'no-cors'}).then(r => r.type)", elsewhere.url() + path))
        .isEqualTo("opaque");
  }

  @Test
  void opaqueAnswers_areKeptOnlyIfAskedFor() {
    world.backend.answer(request -> new Reply(200, "text/html", "<title>free</title>", Map.of()));
    page.navigate(world.server.url() + "/api/free"); // a page whose policy allows other origins
    for (String path : List.of("/first", "/swr", "/unasked", "/asked")) {
      opaque(path);
    }
    WorkerWorld.eventually(elsewhere.url() + "/asked", () -> kept(page, "holdfast"));

    opaque("/unasked");
    opaque("/asked");

    assertThat(elsewhere.requests().stream().map(Backend.Got::path))
        .containsExactly("/first", "/swr", "/unasked", "/asked", "/unasked");
  }

  @Test
  void maxAge_whatIsTooOldLeavesWithTheNextThatIsKept() {
    getAndKeep(page, "aged", "/api/aged/1");
    getAndKeep(page, "aged", "/api/aged/2");
    page.evaluate(
        "async () => { const kept = await caches.open('aged'); const [key, other] = await kept.keys();"
            + " const old = await kept.match(key), young = await kept.match(other);"
            + " const headers = new Headers(old.headers);"
            + " headers.set('holdfast-stored', Date.now() - 61_000);"
            + " await kept.put(key, new Response('old', { headers }));"
            + " await kept.put(other, young); }");

    get(page, "/api/aged/3");

    WorkerWorld.eventually("/api/aged/2 /api/aged/3", () -> kept(page, "aged"));
  }
}
