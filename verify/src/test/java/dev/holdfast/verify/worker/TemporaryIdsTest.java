package dev.holdfast.verify.worker;

import static dev.holdfast.verify.worker.WorkerWorld.audit;
import static dev.holdfast.verify.worker.WorkerWorld.awaitQueue;
import static dev.holdfast.verify.worker.WorkerWorld.fetch;
import static dev.holdfast.verify.worker.WorkerWorld.post;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import dev.holdfast.verify.harness.Backend.Reply;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code queue({ idFrom })}: ids that a page uses until the server has given the thing its own. */
class TemporaryIdsTest {
  private WorkerWorld world;
  private Page page;

  @BeforeEach
  void open(@TempDir Path folder) throws Exception {
    world =
        new WorkerWorld(
            folder,
            ".intercept('POST /api/tasks', holdfast.queue({ idFrom: '/id' }))"
                + ".intercept('* /api/*', holdfast.queue()).start()");
    page = world.open();
    world.backend.answer(
        request -> request.path().equals("/api/tasks") ? created("{\"id\":17}") : Reply.json("{}"));
  }

  private static Reply created(String body) {
    return new Reply(201, "application/json", body, Map.of());
  }

  @AfterEach
  void close() {
    world.close();
  }

  /** What arrived, {@code METHOD path body}, in order. */
  private List<String> arrived() {
    return world.backend.requests().stream()
        .map(it -> it.method() + " " + it.path() + " " + it.body())
        .toList();
  }

  @Test
  void queuedOffline_laterUrlsAndBodiesNameTheServersId_andNothingElseChanges() {
    world.server.kill();
    post(page, "/api/tasks", "{\"id\":\"t-1\",\"title\":\"t-1 and more\"}");
    fetch(page, "PUT", "/api/tasks/t-1?of=t-1&x=t-10+y", "{\"big\":12345678901234567890}");
    fetch(page, "PUT", "/api/tasks/t-10", "{\"t-1\":\"t-1\",\"x\":[\"t-1x\", \"t\\u002d1\"]}");
    fetch(page, "PUT", "/api/text", "t-1");

    world.server.start();

    awaitQueue(page, "");
    assertThat(arrived())
        .containsExactlyInAnyOrder(
            "POST /api/tasks {\"id\":\"t-1\",\"title\":\"t-1 and more\"}",
            "PUT /api/tasks/17?of=17&x=t-10+y {\"big\":12345678901234567890}",
            "PUT /api/tasks/t-10 {\"t-1\":17,\"x\":[\"t-1x\", 17]}",
            "PUT /api/text t-1");
  }

  @Test
  void onlineAndTheServersAnswerIsStillToCome_whatNamesTheThingWaitsForIt() throws Exception {
    CountDownLatch arrived = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    world.backend.answer(
        request -> {
          if (!request.path().equals("/api/tasks")) {
            return Reply.json("{}");
          }
          arrived.countDown();
          go.await();
          return created("{\"id\":\"k/9\"}");
        });
    page.evaluate(
        "() => { self.made = fetch('/api/tasks', {method: 'POST', body: '{\"id\":\"t-1\"}'})"
            + ".then(r => r.status); }");
    arrived.await();

    assertThat(fetch(page, "PUT", "/api/tasks/t-1", "{}")).isEqualTo("202 {}");
    assertThat(fetch(page, "PUT", "/api/other", "{}")).isEqualTo("200 {}");
    assertThat(world.backend.requests()).hasSize(2);
    go.countDown();

    assertThat(page.evaluate("() => self.made")).isEqualTo(201);
    awaitQueue(page, "");
    assertThat(arrived()).contains("PUT /api/tasks/k%2F9 {}");
  }

  @Test
  void bodyOfMegabytesInOneString_theIdBehindItIsExchangedToo() {
    world.server.kill();
    post(page, "/api/tasks", "{\"id\":\"t-1\"}");
    page.evaluate(
        "() => fetch('/api/notes', { method: 'POST', body: JSON.stringify({ text:"
            + " 'a\\n\"'.repeat(1e6), task: 't-1' }) })");

    world.server.start();

    awaitQueue(page, "");
    assertThat(world.backend.requests())
        .last()
        .satisfies(
            sent -> assertThat(sent.body()).hasSize(5_000_021).endsWith("\\\"\",\"task\":17}"));
  }

  @Test
  void workerStoppedAfterwards_theIdIsStillKnown_andWhatNamesItGoesAtOnce() {
    assertThat(post(page, "/api/tasks", "{\"id\":\"t-1\"}")).isEqualTo("201 {\"id\":17}");
    world.profile.stopWorkers();

    assertThat(fetch(page, "PATCH", "/api/tasks/t-1", "{\"done\":true}")).isEqualTo("200 {}");

    assertThat(arrived()).last().isEqualTo("PATCH /api/tasks/17 {\"done\":true}");
  }

  @Test
  void serverRefusesTheThing_whatNamesItIsParked_andItsLaneGoesOn() {
    world.backend.answer(
        request ->
            request.path().equals("/api/tasks") ? Reply.status(422) : Reply.json("{\"ok\":1}"));
    world.server.kill();
    post(page, "/api/tasks", "{\"id\":\"t-1\"}");
    fetch(page, "PUT", "/api/notes", "{\"task\":\"t-1\"}");
    fetch(page, "PUT", "/api/notes", "{\"task\":\"t-2\"}");

    world.server.start();

    awaitQueue(page, "parked {\"id\":\"t-1\"} parked {\"task\":\"t-1\"}");
    assertThat(world.backend.effects()).containsExactly("{\"task\":\"t-2\"}");
  }

  @Test
  void answerIsLost_theIdComesWithTheNextOne_oneEffect() {
    int[] calls = {0};
    world.backend.answer(
        request -> {
          if (request.path().equals("/api/tasks") && calls[0]++ == 0) {
            throw new IllegalStateException("the connection breaks off");
          }
          return created("{\"id\":17}");
        });

    assertThat(post(page, "/api/tasks", "{\"id\":\"t-1\"}")).isEqualTo("202 {\"id\":\"t-1\"}");
    fetch(page, "DELETE", "/api/tasks/t-1", "");

    awaitQueue(page, "");
    assertThat(arrived()).last().isEqualTo("DELETE /api/tasks/17 ");
    assertThat(audit(page, "acknowledged")).isEqualTo(2);
  }
}
