package dev.holdfast.verify.worker;

import static dev.holdfast.verify.worker.WorkerWorld.eventually;
import static dev.holdfast.verify.worker.WorkerWorld.post;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An app that only queues requests and defines no sync: what its pages see of them. */
class QueueAloneTest {
  private static final String SYNC = "() => offlineStorage.syncLocalChangesToServer()";
  private static final String STATE = "() => offlineStorage.syncState";

  private WorkerWorld world;
  private Page page;

  @BeforeEach
  void open(@TempDir Path folder) throws Exception {
    world =
        new WorkerWorld(
            folder,
            ".precache(self.__PRECACHE).intercept('POST /api/tasks', holdfast.queue()).start()");
    world.app.file(
        "app.js",
        """
        import { offlineStorage, networkStatus } from '/holdfast/holdfast.js';
        Object.assign(self, { offlineStorage, networkStatus });
        offlineStorage.start({ worker: '/sw.js' });
        """);
    page = world.open();
  }

  @AfterEach
  void close() {
    world.close();
  }

  @Test
  void requestsWait_syncStateSaysSo_andSyncingSendsThem() {
    world.server.kill();
    assertThat(post(page, "/api/tasks", "a")).isEqualTo("202 {}");
    eventually("waiting", () -> page.evaluate(STATE));
    assertThat(page.evaluate(SYNC)).isEqualTo(false);
    assertThat(page.evaluate("() => offlineStorage.lastError.code")).isEqualTo("OFFLINE");

    world.server.start();

    eventually(true, () -> page.evaluate(SYNC));
    assertThat(world.backend.effects()).isEqualTo(List.of("a"));
    eventually("idle", () -> page.evaluate(STATE));
  }

  @Test
  void nothingWaits_noSyncIsAnErrorAsBefore() {
    assertThat(page.evaluate(SYNC)).isEqualTo(false);

    assertThat(page.evaluate("() => offlineStorage.lastError.code")).isEqualTo("NO_SYNC");
  }
}
