package dev.holdfast.verify.worker;

import static dev.holdfast.verify.worker.WorkerWorld.awaitQueue;
import static dev.holdfast.verify.worker.WorkerWorld.eventually;
import static dev.holdfast.verify.worker.WorkerWorld.get;
import static dev.holdfast.verify.worker.WorkerWorld.post;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import dev.holdfast.verify.harness.Backend.Reply;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A worker with a queue before a backend that knows no probe: contract §4. */
class NoProbeTest {
  private WorkerWorld world;
  private Page page;

  @BeforeEach
  void open(@TempDir Path folder) throws Exception {
    world =
        new WorkerWorld(
            folder,
            ".precache(self.__PRECACHE).ping('/api/none').intercept('GET /api/list',"
                + " holdfast.networkFirst()).intercept('POST /api/tasks',"
                + " holdfast.queue()).start()");
    world.app.file(
        "app.js",
        """
        import { offlineStorage, networkStatus } from '/holdfast/holdfast.js';
        Object.assign(self, { offlineStorage, networkStatus, said: [] });
        offlineStorage.addEventListener('error', it => said.push(it.error.code));
        offlineStorage.start({ worker: '/sw.js', network: { ping: '/api/none' } });
        """);
  }

  /** The page, before a backend that answers the probe with {@code reply}. */
  private void answeringProbes(Reply reply) {
    world.backend.answer(
        got -> got.path().startsWith("/api/none") ? reply : Reply.json("{\"ok\":true}"));
    page = world.open();
  }

  @AfterEach
  void close() {
    world.close();
  }

  @Test
  void probeIsNotFound_aRealAnswerProvesTheServer_andWhatWaitsIsSent() {
    answeringProbes(Reply.status(404));
    assertThat(post(page, "/api/tasks", "a")).isEqualTo("202 {}");

    assertThat(get(page, "/api/list")).startsWith("200");
    eventually(List.of("a"), world.backend::effects);
    awaitQueue(page, "");
    eventually("online", () -> page.evaluate("() => networkStatus.current"));

    world.server.kill();
    assertThat(post(page, "/api/tasks", "b")).isEqualTo("202 {}");
    world.server.start();
    eventually(List.of("a", "b"), world.backend::effects);
    awaitQueue(page, "");
    eventually("200 {\"ok\":true}", () -> post(page, "/api/tasks", "c"));
  }

  @Test
  void probeIsNotFound_andTheWorkerOnlyQueues_itsOwnScriptProvesTheServer() {
    answeringProbes(Reply.status(404));

    assertThat(post(page, "/api/tasks", "a")).isEqualTo("202 {}");

    eventually(List.of("a"), world.backend::effects);
    awaitQueue(page, "");
    eventually("200 {\"ok\":true}", () -> post(page, "/api/tasks", "b"));
    assertThat(page.evaluate("() => said")).isEqualTo(List.of());
  }

  @Test
  void probeIsNotFound_andTheScriptIsAPage_anErrorSaysSo() throws Exception {
    answeringProbes(Reply.status(404));
    Files.delete(world.app.folder().resolve("sw.js"));
    world.app.file("sw.js/index.html", "<title>Welcome</title>");

    assertThat(post(page, "/api/tasks", "a")).isEqualTo("202 {}");

    eventually("NO_PROBE", () -> page.evaluate("() => offlineStorage.lastError?.code"));
    assertThat(world.backend.effects()).isEmpty();
  }

  @Test
  void aPortalsPageAnswersTheProbe_aKeptAnswerProvesNothing() {
    answeringProbes(new Reply(200, "text/html", "<title>Welcome</title>", Map.of()));
    assertThat(get(page, "/api/list")).startsWith("200");

    assertThat(post(page, "/api/tasks", "a")).isEqualTo("202 {}");

    assertThat(WorkerWorld.drain(page)).isEqualTo(false);
    assertThat(world.backend.effects()).isEmpty();
  }

  @Test
  void nothingProvesTheServer_anErrorSaysSoOnce() {
    answeringProbes(new Reply(200, "text/html", "<title>The app</title>", Map.of()));

    assertThat(post(page, "/api/tasks", "a")).isEqualTo("202 {}");

    eventually("NO_PROBE", () -> page.evaluate("() => offlineStorage.lastError?.code"));
    assertThat(post(page, "/api/tasks", "b")).isEqualTo("202 {}");
    assertThat(WorkerWorld.drain(page)).isEqualTo(false);
    assertThat(page.evaluate("() => said")).isEqualTo(List.of("NO_PROBE"));
    awaitQueue(page, "queued a queued b");
  }
}
