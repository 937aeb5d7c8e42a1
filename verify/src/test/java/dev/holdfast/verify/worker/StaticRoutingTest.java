package dev.holdfast.verify.worker;

import static dev.holdfast.verify.worker.WorkerWorld.get;
import static dev.holdfast.verify.worker.WorkerWorld.post;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import dev.holdfast.verify.harness.WebApp;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which requests the browser passes to the worker, with the Static Routing API and without. */
class StaticRoutingTest {
  private static final String CALLS =
      ".precache(self.__PRECACHE).intercept('GET /api/tasks/:id', holdfast.networkFirst())"
          + ".intercept('POST /api/*', holdfast.queue())OFF.start()";

  /** Comes before our listener, since no listener gets an event after it is answered. */
  private static final String LISTENER =
      "const seen = []; self.onfetch = event => seen.push(event.request.method + ' ' +"
          + " event.request.url.replace(location.origin, ''));"
          + " self.addEventListener('message', event => event.data === 'seen' &&"
          + " event.ports[0].postMessage(seen.splice(0).sort().join(', ')));\n";

  private WorkerWorld world;

  @AfterEach
  void close() {
    world.close();
  }

  private Page open(Path folder, String off) throws Exception {
    world = new WorkerWorld(folder, CALLS.replace("OFF", off));
    Path script = world.app.folder().resolve("sw.js");
    world.app.file("sw.js", LISTENER + Files.readString(script));
    Page page = world.open();
    page.evaluate(SEEN);
    return page;
  }

  /** The requests that came to the worker since the last call. */
  private static final String SEEN =
      "() => new Promise(ok => { const pair = new MessageChannel();"
          + " pair.port1.onmessage = event => ok(event.data);"
          + " navigator.serviceWorker.controller.postMessage('seen', [pair.port2]); })";

  private Object seenOf(Page page) {
    get(page, "/api/tasks/7");
    get(page, "/part.js");
    get(page, "/docs/");
    post(page, "/api/tasks", "{}");
    get(page, "/api/other");
    get(page, "/v1/spaces/x/changes?from=0");
    get(page, "/docs/none.js?x=1");
    post(page, "/v1/spaces/x/sync", "{}");
    return page.evaluate(SEEN);
  }

  @Test
  void onlyWhatTheWorkerMayAnswer_comesToIt(@TempDir Path folder) throws Exception {
    Page page = open(folder, "");

    assertThat(seenOf(page))
        .isEqualTo("GET /api/tasks/7, GET /docs/, GET /part.js, POST /api/tasks");
  }

  @Test
  void switchedOff_everythingComesToIt(@TempDir Path folder) throws Exception {
    Page page = open(folder, ".staticRouting(false)");

    assertThat(seenOf(page))
        .isEqualTo(
            "GET /api/other, GET /api/tasks/7, GET /docs/, GET /docs/none.js?x=1, GET /part.js, GET"
                + " /v1/spaces/x/changes?from=0, POST /api/tasks, POST /v1/spaces/x/sync");
  }

  /**
   * A browser refuses all rules if there are too many, so there is one for each folder of files.
   */
  @Test
  void thousandFiles_theRestStillDoesNotComeToTheWorker(@TempDir Path folder) throws Exception {
    WebApp app = WebApp.in(folder.resolve("app"));
    for (int i = 0; i < 1_000; i++) {
      app.file("assets/f" + i + ".js", "export default " + i + ";");
    }
    Page page = open(folder, "");
    get(page, "/assets/f7.js");

    assertThat(seenOf(page))
        .isEqualTo(
            "GET /api/tasks/7, GET /assets/f7.js, GET /docs/, GET /docs/none.js?x=1, GET /part.js,"
                + " POST /api/tasks");
  }

  @Test
  void fileThatOnlyAnOlderReleaseHas_comesToTheWorker(@TempDir Path folder) throws Exception {
    Page page = open(folder, "");
    world.app.page("index.html", "second");
    Files.delete(world.app.folder().resolve("part.js"));
    WorkerWorld.awaitUpdate(page);
    assertThat(WorkerWorld.applyUpdate(page)).isEqualTo(true);
    page.evaluate(SEEN);

    assertThat(get(page, "/part.js")).isEqualTo("200 export default 1;");
    assertThat(get(page, "/other.js")).startsWith("404");

    assertThat(page.evaluate(SEEN)).isEqualTo("GET /part.js");
  }
}
