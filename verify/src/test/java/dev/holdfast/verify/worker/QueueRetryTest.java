package dev.holdfast.verify.worker;

import static dev.holdfast.verify.worker.WorkerWorld.awaitQueue;
import static dev.holdfast.verify.worker.WorkerWorld.drain;
import static dev.holdfast.verify.worker.WorkerWorld.post;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import dev.holdfast.verify.harness.Await;
import dev.holdfast.verify.harness.Backend.Reply;
import dev.holdfast.verify.harness.Tab;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When {@code holdfast.queue()} retries what could not be sent. */
class QueueRetryTest {
  private WorkerWorld world;
  private Page page;

  @BeforeEach
  void open(@TempDir Path folder) throws Exception {
    world = queueing(folder, "");
    page = world.open();
  }

  private static WorkerWorld queueing(Path folder, String also) throws Exception {
    return new WorkerWorld(
        folder,
        also
            + ".precache(self.__PRECACHE)"
            + ".intercept('POST /api/tasks', holdfast.queue()).start()");
  }

  @AfterEach
  void close() {
    world.close();
  }

  @Test
  void loginNeeded_theWorkWaits() throws Exception {
    world.backend.answer(request -> Reply.status(401));
    world.server.kill();
    post(page, "/api/tasks", "a");
    world.server.start();
    Await.until("it was tried", Tab.PATIENCE, () -> world.backend.requests().size(), n -> n > 0);
    awaitQueue(page, "queued a");
    int tried = world.backend.requests().size();
    assertThat(drain(page)).isEqualTo(false);
    assertThat(drain(page)).isEqualTo(false);
    assertThat(world.backend.requests())
        .as("no storm against the login")
        .hasSizeBetween(tried + 2, tried + 5);

    world.backend.answer(request -> Reply.json("{}"));
    assertThat(drain(page)).isEqualTo(true);
    assertThat(world.backend.effects()).containsExactly("a");
  }

  @Test
  void loginNeededAndNobodyStirs_itGoesOnByItself() throws Exception {
    world.backend.answer(request -> Reply.status(401));
    world.server.kill();
    post(page, "/api/tasks", "a");
    world.server.start();
    Await.until("it was tried", Tab.PATIENCE, () -> world.backend.requests().size(), n -> n > 0);
    awaitQueue(page, "queued a");

    world.backend.answer(request -> Reply.json("{}"));

    Await.until(
        "it went on", Tab.PATIENCE, () -> world.backend.effects(), all -> all.equals(List.of("a")));
  }

  @Test
  void serverIsNotOurs_theWorkerProbesWhereTheAppSays(@TempDir Path another) throws Exception {
    world.close();
    world = queueing(another, ".ping('/api/echo')");
    world.backend.answer(
        request ->
            request.path().startsWith("/api/echo")
                ? new Reply(200, "text/plain", request.path().replaceAll(".*n=", ""), Map.of())
                : Reply.json("{}"));
    page = world.open();
    world.server.kill();
    assertThat(post(page, "/api/tasks", "a")).isEqualTo("202 {}");

    world.server.start();

    WorkerWorld.eventually(List.of("a"), () -> world.backend.effects());
    assertThat(world.backend.requests()).anyMatch(one -> one.path().startsWith("/api/echo?n="));
  }

  /** A bug: each drain that left work set a timer of its own. */
  @Test
  void manyDrainsLeaveWork_theyAreFollowedByOneAndNotByOneEach() throws Exception {
    List<Long> at = new CopyOnWriteArrayList<>();
    world.backend.answer(
        request -> {
          at.add(System.nanoTime());
          return Reply.status(503);
        });
    post(page, "/api/tasks", "a");
    awaitQueue(page, "queued a");
    while (at.size() < 4) {
      assertThat(drain(page)).isEqualTo(false);
    }
    int tried = at.size();

    Await.until("again", Tab.PATIENCE, at::size, now -> now > tried);

    assertThat((at.get(tried) - at.get(tried - 1)) / 1_000_000)
        .as("the pause has grown to 4 s at least, of which half is dice")
        .isGreaterThan(1_900);
  }
}
