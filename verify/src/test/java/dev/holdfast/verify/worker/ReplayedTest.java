package dev.holdfast.verify.worker;

import static dev.holdfast.verify.worker.WorkerWorld.awaitQueue;
import static dev.holdfast.verify.worker.WorkerWorld.eventually;
import static dev.holdfast.verify.worker.WorkerWorld.get;
import static dev.holdfast.verify.worker.WorkerWorld.post;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import dev.holdfast.verify.harness.Await;
import dev.holdfast.verify.harness.Backend.Reply;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What happens with the late answer to a queued request: pages, the app's hook, caches. */
class ReplayedTest {
  private WorkerWorld world;
  private Page page;
  private final AtomicInteger version = new AtomicInteger(1);

  @BeforeEach
  void open(@TempDir Path folder) throws Exception {
    world =
        new WorkerWorld(
            folder,
            ".onReplayed(async ({ id, ok, response }) => { const kept = await caches.open('hook');"
                + " await kept.put('/hook/' + id, new Response(ok + ' ' + response.status + ' ' +"
                + " await response.text())); if (!ok) throw new Error('the hook is ill'); })"
                + ".intercept('GET /api/tasks', holdfast.cacheFirst({ maxAge: 60_000 }))"
                + ".intercept('POST /api/tasks', holdfast.queue({ maxBody: 100 })).start()");
    page = world.open();
    world.backend.answer(
        request ->
            request.method().equals("GET")
                ? Reply.json("{\"version\":" + version.get() + "}")
                : request.body().equals("bad")
                    ? new Reply(422, "text/plain", "no", Map.of("X-Why", "rule"))
                    : new Reply(201, "text/plain", "made " + request.body(), Map.of()));
  }

  @AfterEach
  void close() {
    world.close();
  }

  private long reads() {
    return world.backend.requests().stream().filter(it -> it.method().equals("GET")).count();
  }

  private Object hook() {
    return page.evaluate(
        "async () => { const kept = await caches.open('hook'); return (await Promise.all((await"
            + " kept.keys()).map(async key => (await kept.match(key)).text()))).join(', '); }");
  }

  private void keepAnAnswer(String url) {
    assertThat(get(page, url)).isEqualTo("200 {\"version\":1}");
    eventually(true, () -> page.evaluate("url => caches.match(url).then(found => !!found)", url));
  }

  @Test
  void sentLater_theHookHearsEachAnswer_andAnIllHookHoldsNothingUp() {
    world.server.kill();
    post(page, "/api/tasks", "bad");
    post(page, "/api/tasks", "a");

    world.server.start();

    awaitQueue(page, "parked bad");
    assertThat(hook()).isEqualTo("false 422 no, true 201 made a");
  }

  @Test
  void sentWhileThePageWaits_theHookHearsNothing() {
    assertThat(post(page, "/api/tasks", "a")).isEqualTo("201 made a");
    world.server.kill();
    post(page, "/api/tasks", "later");

    world.server.start();

    awaitQueue(page, "");
    assertThat(hook()).isEqualTo("true 201 made later");
  }

  @Test
  void sentLater_whatIsCachedOfTheSamePathIsFetchedAgain_onceForAllThatWaited() {
    keepAnAnswer("/api/tasks");
    keepAnAnswer("/api/tasks?page=2");
    world.server.kill();
    post(page, "/api/tasks", "a");
    post(page, "/api/tasks", "b");
    version.set(2);

    world.server.start();

    awaitQueue(page, "");
    assertThat(reads()).as("two answers, each read twice").isEqualTo(4);
    assertThat(get(page, "/api/tasks")).isEqualTo("200 {\"version\":2}");
    assertThat(get(page, "/api/tasks?page=2")).isEqualTo("200 {\"version\":2}");
  }

  @Test
  void sentLater_whatWasFetchedAgainGrowsOldLikeAnyAnswer() {
    keepAnAnswer("/api/tasks");
    world.server.kill();
    post(page, "/api/tasks", "a");
    version.set(2);
    world.server.start();
    awaitQueue(page, "");
    assertThat(get(page, "/api/tasks")).isEqualTo("200 {\"version\":2}");
    version.set(3);

    aMinutePasses();

    assertThat(get(page, "/api/tasks")).isEqualTo("200 {\"version\":3}");
  }

  /** Every cached answer that has a time was stored a minute earlier. */
  private void aMinutePasses() {
    page.evaluate(
        "async () => { for (const name of await caches.keys()) { const cache = await"
            + " caches.open(name); for (const key of await cache.keys()) { const old = await"
            + " cache.match(key), headers = new Headers(old.headers); const at ="
            + " headers.get('holdfast-stored'); if (at) headers.set('holdfast-stored', at - 61_000);"
            + " await cache.put(key, new Response(await old.text(), { headers })); } } }");
  }

  @Test
  void sentLater_andTheReadFails_theCachedAnswerStays() {
    keepAnAnswer("/api/tasks");
    world.backend.answer(
        request -> request.method().equals("GET") ? Reply.status(503) : Reply.json("{}"));
    world.server.kill();
    post(page, "/api/tasks", "a");

    world.server.start();

    awaitQueue(page, "");
    assertThat(reads()).isEqualTo(2);
    assertThat(get(page, "/api/tasks")).isEqualTo("200 {\"version\":1}");
  }

  @Test
  void bodyLargerThanTheRouteKeeps_getsTheNetworkOnly() {
    String large = "x".repeat(101);
    assertThat(post(page, "/api/tasks", large)).isEqualTo("201 made " + large);
    assertThat(world.backend.requests().get(0).key()).as("not ours").isEmpty();
    world.server.kill();

    Await.until("it fails", () -> post(page, "/api/tasks", large), "failed"::equals);

    awaitQueue(page, "");
    assertThat(post(page, "/api/tasks", "x".repeat(100))).isEqualTo("202 {}");
  }

  @Test
  void streamAsABody_isKeptWhole() {
    world.server.kill();
    Object status =
        page.evaluate(
            "() => fetch('/api/tasks', { method: 'POST', duplex: 'half', body: new Blob(['ab',"
                + " 'cd']).stream() }).then(answer => answer.status)");
    assertThat(status).isEqualTo(202);

    world.server.start();

    eventually(List.of("abcd"), () -> world.backend.effects());
  }
}
