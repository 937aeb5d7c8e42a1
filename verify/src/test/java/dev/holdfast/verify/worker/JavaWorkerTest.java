package dev.holdfast.verify.worker;

import static dev.holdfast.verify.worker.WorkerWorld.eventually;
import static dev.holdfast.verify.worker.WorkerWorld.fetch;
import static dev.holdfast.verify.worker.WorkerWorld.get;
import static dev.holdfast.verify.worker.WorkerWorld.post;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import dev.holdfast.verify.harness.Backend;
import dev.holdfast.verify.harness.Backend.Reply;
import dev.holdfast.verify.harness.Chromium;
import dev.holdfast.verify.harness.Profile;
import dev.holdfast.verify.harness.Server;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The example of a worker in Java, {@code examples/java-worker}, as its build leaves it. */
class JavaWorkerTest {
  private static final Path APP =
      Path.of(System.getProperty("holdfast.home", ".."), "examples/java-worker/target/app");

  private Backend backend;
  private Server server;
  private Profile profile;
  private Page page;

  @BeforeEach
  void open(@TempDir Path data) throws Exception {
    backend = Backend.start();
    backend.answer(
        request ->
            Reply.json(
                request.path().startsWith("/api/tasks")
                    ? "[{\"title\":\"from the server\"}]"
                    : "{\"text\":\"from the server\"}"));
    server = Server.serve(APP, data, "--proxy", "/api=" + backend.url());
    profile = Chromium.profile();
    page = profile.open(server.url() + "/").page();
    WorkerWorld.awaitController(page);
  }

  @AfterEach
  void close() {
    profile.close();
    server.close();
    backend.close();
  }

  /** Waits until the tasks are in the cache, so that a test may kill the server. */
  private void keepTasks() {
    assertThat(get(page, "/api/tasks")).contains("from the server");
    eventually(
        true,
        () -> page.evaluate("() => caches.match('/api/tasks').then(found => found !== undefined)"));
  }

  @Test
  void online_theServerAnswers() {
    assertThat(get(page, "/api/reports/2026")).isEqualTo("200 {\"text\":\"from the server\"}");
    assertThat(get(page, "/api/tasks")).isEqualTo("200 [{\"title\":\"from the server\"}]");
  }

  @Test
  void serverGone_thePageItsTasksAndTheHandlersAnswerAreThere() {
    keepTasks();
    server.kill();

    page.reload();

    eventually("from the server", () -> page.locator("#tasks").textContent());
    eventually(
        "made by Java in the worker, without a network",
        () -> page.locator("#report").textContent());
    assertThat(get(page, "/api/reports/1999")).startsWith("200 ").contains("\"year\":\"1999\"");
    assertThat(page.navigate(server.url() + "/any/page").text()).contains("<title>Tasks</title>");
  }

  @Test
  void resource_whatWaitsShowsInTheListAndInItsItem() {
    backend.answer(
        request ->
            request.method().equals("POST")
                ? Reply.json("{\"note\":{\"id\":41,\"text\":\"new\"}}")
                : Reply.json(
                    request.path().equals("/api/notes")
                        ? "{\"notes\":[{\"id\":1,\"text\":\"one\"}]}"
                        : "{\"note\":{\"id\":1,\"text\":\"one\"}}"));
    WorkerWorld.getAndKeep(page, "holdfast", "/api/notes");
    WorkerWorld.getAndKeep(page, "holdfast", "/api/notes/1");
    server.kill();
    fetch(page, "PATCH", "/api/notes/1", "{\"text\":\"two\"}");
    String made = post(page, "/api/notes", "{\"text\":\"new\"}");

    assertThat(made).startsWith("202 {\"note\":{\"text\":\"new\",\"id\":");
    assertThat(get(page, "/api/notes"))
        .startsWith("200 {\"notes\":[{\"id\":1,\"text\":\"two\"},{\"text\":\"new\"");
    assertThat(get(page, "/api/notes/1")).isEqualTo("200 {\"note\":{\"id\":1,\"text\":\"two\"}}");
    server.start();
    WorkerWorld.awaitQueue(page, "");
  }

  @Test
  void taskAddedOffline_waitsAndArrivesOnce() {
    server.kill();
    assertThat(post(page, "/api/tasks", "{\"title\":\"milk\"}")).startsWith("202 ");
    assertThat(WorkerWorld.queue(page)).contains("milk");

    server.start();

    eventually(List.of("{\"title\":\"milk\"}"), () -> backend.effects());
    WorkerWorld.awaitQueue(page, "");
  }
}
