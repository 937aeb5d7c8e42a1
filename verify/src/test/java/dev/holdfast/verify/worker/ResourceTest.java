package dev.holdfast.verify.worker;

import static dev.holdfast.verify.worker.WorkerWorld.fetch;
import static dev.holdfast.verify.worker.WorkerWorld.get;
import static dev.holdfast.verify.worker.WorkerWorld.getAndKeep;
import static dev.holdfast.verify.worker.WorkerWorld.post;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import dev.holdfast.verify.harness.Backend.Got;
import dev.holdfast.verify.harness.Backend.Reply;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code holdfast.resource()}: lists as backends have them. An app on it is TodoAppTest's. */
class ResourceTest {
  private WorkerWorld world;
  private Page page;

  @BeforeEach
  void open(@TempDir Path folder) throws Exception {
    world =
        new WorkerWorld(
            folder,
            ".precache(self.__PRECACHE).resource('/api/tasks')"
                + ".resource('/api/notes/', { id: '/key', items: '/data' }).start()");
    page = world.open();
    world.backend.answer(ResourceTest::answer);
  }

  private static Reply answer(Got got) {
    if (!got.method().equals("GET")) {
      return new Reply(201, "application/json", got.body(), Map.of());
    }
    return Reply.json(
        got.path().startsWith("/api/notes")
            ? "{\"data\":[{\"key\":\"a\",\"text\":\"one\"}],\"total\":1}"
            : "[{\"id\":1,\"done\":false,\"list\":{\"n\":1}},{\"id\":2,\"done\":true}]");
  }

  @AfterEach
  void close() {
    world.close();
  }

  private void keep(String... urls) {
    for (String url : urls) {
      getAndKeep(page, "holdfast", url);
    }
    world.server.kill();
  }

  @Test
  void pageGivesIdsOfItsOwn_theyStay() {
    keep("/api/tasks");

    assertThat(post(page, "/api/tasks", "{\"id\":7,\"done\":false}"))
        .isEqualTo("202 {\"id\":7,\"done\":false}");
    post(page, "/api/tasks", "{\"id\":\"own\"}");
    fetch(page, "PUT", "/api/tasks/own", "{\"done\":true}");

    assertThat(get(page, "/api/tasks"))
        .endsWith(",{\"id\":7,\"done\":false},{\"id\":\"own\",\"done\":true}]");
    assertThat(get(page, "/api/tasks/own")).isEqualTo("200 {\"id\":\"own\",\"done\":true}");
    assertThat(get(page, "/api/tasks/7")).isEqualTo("200 {\"id\":7,\"done\":false}");
  }

  @Test
  void listLiesInAnEnvelope_andItsUrlsEndWithASlash() {
    keep("/api/notes/");

    fetch(page, "PATCH", "/api/notes/a/", "{\"text\":\"two\"}");
    String made = post(page, "/api/notes/", "{\"text\":\"new\"}");

    assertThat(made).startsWith("202 {\"text\":\"new\",\"key\":\"");
    assertThat(get(page, "/api/notes/"))
        .isEqualTo(
            "200 {\"data\":[{\"key\":\"a\",\"text\":\"two\"},"
                + made.substring(4)
                + "],\"total\":1}");
  }

  @Test
  void listHasAFilter_whatDoesNotFitIsNotInIt() {
    keep("/api/tasks?done=false&page=1");

    fetch(page, "PATCH", "/api/tasks/1", "{\"done\":true}");
    post(page, "/api/tasks", "{\"id\":7,\"done\":false}");
    post(page, "/api/tasks", "{\"id\":8,\"done\":true}");

    assertThat(get(page, "/api/tasks?done=false&page=1"))
        .isEqualTo("200 [{\"id\":2,\"done\":true},{\"id\":7,\"done\":false}]");
  }

  @Test
  void mergePatch_isAppliedAsItsStandardSays() {
    keep("/api/tasks");

    page.evaluate(
        "() => fetch('/api/tasks/1', { method: 'PATCH', headers: { 'content-type':"
            + " 'application/merge-patch+json' }, body: '{\"done\":null,\"list\":{\"m\":2}}' })");

    assertThat(get(page, "/api/tasks"))
        .isEqualTo("200 [{\"id\":1,\"list\":{\"n\":1,\"m\":2}},{\"id\":2,\"done\":true}]");
  }

  @Test
  void pageReadsTheListWhileItsPostIsUnderWay_theListIsTheServers() throws Exception {
    CountDownLatch arrived = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    world.backend.answer(
        got -> {
          if (got.method().equals("POST")) {
            arrived.countDown();
            go.await();
          }
          return answer(got);
        });
    page.evaluate(
        "() => { self.made = fetch('/api/tasks', { method: 'POST', body: '{}' }).then(r => r.status);"
            + " }");
    arrived.await();

    assertThat(get(page, "/api/tasks")).endsWith("{\"id\":2,\"done\":true}]");
    go.countDown();

    assertThat(page.evaluate("() => self.made")).isEqualTo(201);
    assertThat(List.of(WorkerWorld.queue(page))).containsExactly("");
  }
}
