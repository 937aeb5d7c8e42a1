package dev.holdfast.verify.worker;

import static dev.holdfast.verify.worker.WorkerWorld.eventually;
import static dev.holdfast.verify.worker.WorkerWorld.get;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import dev.holdfast.verify.harness.Backend.Reply;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Event streams of an app whose routes match everything. */
class EventStreamTest {
  private WorkerWorld world;
  private Page page;

  @BeforeEach
  void open(@TempDir Path folder) throws Exception {
    world =
        new WorkerWorld(
            folder,
            ".precache(self.__PRECACHE).intercept('* /api/*', holdfast.networkFirst()).start()");
    page = world.open();
    world.backend.answer(
        got -> new Reply(200, "text/event-stream", "retry: 100\ndata: news\n\n", Map.of()));
  }

  @AfterEach
  void close() {
    world.close();
  }

  @Test
  void serverIsAwayForAWhile_theStreamComesBackByItself() {
    page.evaluate(
        "() => { self.heard = 0; self.stream = new EventSource('/api/news'); self.stream.onmessage ="
            + " () => self.heard++; }");
    eventually(true, () -> page.evaluate("() => self.heard > 0"));
    world.server.kill();
    eventually(true, () -> get(page, "/api/x").equals("failed"));
    eventually(0, () -> page.evaluate("() => self.stream.readyState"));
    page.evaluate("() => { self.heard = 0; }");

    world.server.start();

    eventually(true, () -> page.evaluate("() => self.heard > 0"));
    assertThat(WorkerWorld.kept(page, "holdfast").toString()).doesNotContain("news");
  }

  @Test
  void streamIsReadByFetch_itPassesToo() {
    assertThat(
            page.evaluate(
                "() => new Promise(ok => navigator.serviceWorker.ready.then(() => fetch('/api/news',"
                    + " {headers: {accept: 'text/event-stream'}}).then(r => r.text()).then(() =>"
                    + " ok(performance.getEntriesByType('resource').filter(e =>"
                    + " e.name.endsWith('/api/news')).map(e => e.workerStart > 0 &&"
                    + " e.fetchStart).length))))"))
        .isEqualTo(1);
    assertThat(WorkerWorld.kept(page, "holdfast")).isEqualTo("");
  }
}
