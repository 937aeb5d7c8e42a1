package dev.holdfast.verify.worker;

import static dev.holdfast.verify.worker.WorkerWorld.eventually;
import static dev.holdfast.verify.worker.WorkerWorld.get;
import static dev.holdfast.verify.worker.WorkerWorld.getAndKeep;
import static dev.holdfast.verify.worker.WorkerWorld.kept;
import static dev.holdfast.verify.worker.WorkerWorld.post;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import dev.holdfast.verify.harness.Backend;
import dev.holdfast.verify.harness.Backend.Reply;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which answers are kept and found again, with backends and pages as they are. */
class KeepingTest {
  private WorkerWorld world;
  private Backend elsewhere;
  private Page page;
  private final AtomicInteger answers = new AtomicInteger();

  @BeforeEach
  void open(@TempDir Path folder) throws Exception {
    elsewhere = Backend.start();
    world =
        new WorkerWorld(
            folder,
            """
            .precache(self.__PRECACHE)
            .intercept('GET /api/tasks', holdfast.networkFirst({ ignoreCacheControl: true, maxAge: 60000 }))
            .intercept('POST /api/tasks', holdfast.queue())
            .intercept('GET ELSEWHERE/*', holdfast.networkFirst({ cacheable: () => true }))
            .intercept('GET /api/*', holdfast.networkFirst())
            .start()"""
                .replace("ELSEWHERE", elsewhere.url()));
    world.app.file(
        "sw.js",
        "console.warn = text => caches.open('said').then(kept => kept.put('/' + Math.random(), new"
            + " Response(text)));"
            + Files.readString(world.app.folder().resolve("sw.js")));
    page = world.open();
  }

  @AfterEach
  void close() {
    world.close();
    elsewhere.close();
  }

  private void answers(String... headers) {
    world.backend.answer(
        got ->
            new Reply(
                200,
                "application/json",
                "{\"n\":" + answers.incrementAndGet() + "}",
                Map.of(headers[0], headers[1])));
  }

  @Test
  void backendSaysNoStoreOfEverything_theRouteThatIgnoresItIsThereOffline() {
    answers("Cache-Control", "no-cache, no-store, max-age=0, must-revalidate");
    assertThat(getAndKeep(page, "holdfast", "/api/tasks")).isEqualTo("200 {\"n\":1}");
    world.server.kill();

    assertThat(get(page, "/api/tasks")).isEqualTo("200 {\"n\":1}");
    post(page, "/api/tasks", "{}");
    world.server.start();
    WorkerWorld.awaitQueue(page, "");
    world.server.kill();
    assertThat(get(page, "/api/tasks")).as("read anew after the write").isEqualTo("200 {\"n\":3}");
  }

  @Test
  void backendSaysNoStoreAndTheRouteObeys_aWarningNamesTheUrlAndTheHeader() {
    answers("Cache-Control", "no-store");

    get(page, "/api/other?a=1");
    get(page, "/api/other?a=1");

    eventually(1, () -> said().size());
    assertThat((String) said().get(0))
        .contains("/api/other?a=1")
        .contains("Cache-Control: no-store")
        .contains("ignoreCacheControl");
    assertThat(kept(page, "holdfast")).isEqualTo("");
  }

  /** What the worker has written on its console. */
  private List<?> said() {
    return (List<?>)
        page.evaluate(
            "async () => { const kept = await caches.open('said'); return Promise.all((await"
                + " kept.keys()).map(async key => (await kept.match(key)).text())); }");
  }

  private String getWith(String url, String name, String value) {
    return (String)
        page.evaluate(
            "([url, name, value]) => fetch(url, {headers: {[name]: value}}).then(async r => r.status"
                + " + ' ' + await r.text()).catch(() => 'failed')",
            List.of(url, name, value));
  }

  @Test
  void answerVariesByAHeaderThatIsNeverStored_itIsFoundAgain() {
    answers("Vary", "Accept-Encoding, Authorization, X-Language");
    assertThat(getWith("/api/mine", "authorization", "Bearer one")).isEqualTo("200 {\"n\":1}");
    eventually("/api/mine", () -> kept(page, "holdfast"));
    world.server.kill();

    assertThat(getWith("/api/mine", "authorization", "Bearer one")).isEqualTo("200 {\"n\":1}");
    assertThat(getWith("/api/mine", "authorization", "Bearer fresh")).isEqualTo("200 {\"n\":1}");
    assertThat(getWith("/api/mine", "x-language", "fr")).isEqualTo("failed");
  }

  @Test
  void answerVariesByAuthorization_otherSubjectsNeverSeeIt() {
    answers("Vary", "Authorization");
    Page anna = named("anna");
    assertThat(get(anna, "/api/mine")).isEqualTo("200 {\"n\":1}");
    eventually("/api/mine", () -> kept(anna, "holdfast@anna"));
    Page bert = named("bert");
    world.server.kill();

    assertThat(get(anna, "/api/mine")).isEqualTo("200 {\"n\":1}");
    assertThat(get(bert, "/api/mine")).isEqualTo("failed");
  }

  private Page named(String subject) {
    Page tab = world.open();
    tab.evaluate(
        "who => new Promise(ok => { const c = new MessageChannel(); c.port1.onmessage = ok;"
            + " navigator.serviceWorker.controller.postMessage({ type: 'subject', subject: who },"
            + " [c.port2]); })",
        subject);
    return tab;
  }

  @Test
  void opaqueAnswerIsKept_aPageThatMayReadItGetsAReadableOne() {
    elsewhere.answer(
        got -> new Reply(200, "text/plain", "seen", Map.of("Access-Control-Allow-Origin", "*")));
    world.backend.answer(got -> new Reply(200, "text/html", "<title>free</title>", Map.of()));
    page.navigate(world.server.url() + "/api/free"); // a page whose policy allows other origins
    String url = elsewhere.url() + "/logo";
    assertThat(page.evaluate("url => fetch(url, {mode: 'no-cors'}).then(r => r.type)", url))
        .isEqualTo("opaque");
    eventually(true, () -> kept(page, "holdfast").toString().contains(url));
    world.server.kill(); // offline, the cache is asked first
    eventually(true, () -> get(page, "/api/nothing").equals("failed"));

    assertThat(get(page, url)).isEqualTo("200 seen");
    eventually("cors", () -> page.evaluate("url => caches.match(url).then(r => r.type)", url));
    elsewhere.close();

    assertThat(get(page, url)).isEqualTo("200 seen");
    assertThat(page.evaluate("url => fetch(url, {mode: 'no-cors'}).then(r => r.status)", url))
        .isEqualTo(200);
  }
}
