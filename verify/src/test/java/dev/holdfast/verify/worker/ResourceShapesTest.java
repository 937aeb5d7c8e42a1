package dev.holdfast.verify.worker;

import static dev.holdfast.verify.worker.WorkerWorld.awaitQueue;
import static dev.holdfast.verify.worker.WorkerWorld.eventually;
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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code holdfast.resource()} before backends of other shapes than ResourceTest's. */
class ResourceShapesTest {
  private static final String CAUSES =
      "() => new Promise(ok => { const r = indexedDB.open('holdfast-requests');"
          + " r.onsuccess = () => { const all = r.result.transaction('requests')"
          + ".objectStore('requests').getAll(); all.onsuccess = () => { r.result.close();"
          + " ok(all.result.map(e => e.state + ' ' + e.cause).join()); }; }; })";

  private WorkerWorld world;
  private Page page;

  @BeforeEach
  void open(@TempDir Path folder) throws Exception {
    world =
        new WorkerWorld(
            folder,
            ".precache(self.__PRECACHE).resource('/api/tasks')"
                + ".resource('/api/notes', { items: '/data', item: '/data' }).start()");
    page = world.open();
    world.backend.answer(ResourceShapesTest::answer);
  }

  private static Reply answer(Got got) {
    boolean notes = got.path().startsWith("/api/notes");
    return switch (got.method()) {
      case "POST" ->
          new Reply(
              201,
              "application/json",
              notes ? "{\"data\":{\"id\":41,\"text\":\"new\"}}" : "{\"id\":41}",
              Map.of());
      case "GET" ->
          Reply.json(
              notes
                  ? got.path().matches("/api/notes(\\?.*)?")
                      ? "{\"data\":[{\"id\":1,\"text\":\"one\"}]}"
                      : "{\"data\":{\"id\":1,\"text\":\"one\"}}"
                  : "[{\"id\":1,\"title\":\"milk\"},{\"id\":2}]");
      default -> Reply.json("{}");
    };
  }

  @AfterEach
  void close() {
    world.close();
  }

  private void keep(String... urls) {
    for (String url : urls) {
      getAndKeep(page, "holdfast", url);
    }
  }

  private void send() {
    world.server.start();
    eventually(true, () -> WorkerWorld.drain(page));
    awaitQueue(page, "");
  }

  private boolean backendGot(String method, String path) {
    return world.backend.requests().stream()
        .anyMatch(got -> got.method().equals(method) && got.path().equals(path));
  }

  @Test
  void pageChoosesANumber_andTheServerAnother_laterUrlsHaveTheServers() {
    keep("/api/tasks");
    world.server.kill();
    post(page, "/api/tasks", "{\"id\":7,\"title\":\"new\"}");
    assertThat(get(page, "/api/tasks/7")).isEqualTo("200 {\"id\":7,\"title\":\"new\"}");
    fetch(page, "PUT", "/api/tasks/7", "{\"id\":7,\"title\":\"newer\"}");
    fetch(page, "PUT", "/api/tasks/1", "{\"title\":\"bread\"}");

    send();

    assertThat(backendGot("PUT", "/api/tasks/41")).isTrue();
    assertThat(backendGot("PUT", "/api/tasks/7")).isFalse();
    assertThat(backendGot("PUT", "/api/tasks/1")).isTrue();
  }

  @Test
  void serverHasAnItemWithThePagesNumber_writesToItGoToIt() {
    post(page, "/api/tasks", "{\"id\":2,\"title\":\"mine\"}");
    keep("/api/tasks");

    fetch(page, "PUT", "/api/tasks/2", "{\"title\":\"theirs\"}");

    assertThat(backendGot("PUT", "/api/tasks/2")).isTrue();
  }

  @Test
  void singleItemsComeInAnEnvelope_whatWaitsShowsInIt_andTheServersIdIsFound() {
    keep("/api/notes", "/api/notes/1");
    world.server.kill();
    fetch(page, "PATCH", "/api/notes/1", "{\"text\":\"two\"}");
    assertThat(get(page, "/api/notes/1")).isEqualTo("200 {\"data\":{\"id\":1,\"text\":\"two\"}}");
    String made = post(page, "/api/notes", "{\"text\":\"new\"}");
    assertThat(made).startsWith("202 {\"data\":{\"text\":\"new\",\"id\":");
    String id = made.replaceAll("\\D*202\\D*(\\d+).*", "$1");
    fetch(page, "PUT", "/api/notes/" + id, "{\"text\":\"newer\"}");

    send();

    assertThat(backendGot("PUT", "/api/notes/41")).isTrue();
  }

  @Test
  void serverIsBroken_theKeptListAnswers_alsoForItsItems() {
    keep("/api/tasks", "/api/notes");
    world.backend.answer(got -> Reply.status(500));

    assertThat(get(page, "/api/tasks")).isEqualTo("200 [{\"id\":1,\"title\":\"milk\"},{\"id\":2}]");
    assertThat(get(page, "/api/tasks/1")).isEqualTo("200 {\"id\":1,\"title\":\"milk\"}");
    assertThat(get(page, "/api/notes/1")).isEqualTo("200 {\"data\":{\"id\":1,\"text\":\"one\"}}");
    assertThat(get(page, "/api/tasks/9")).startsWith("500");
    world.server.kill();
    assertThat(get(page, "/api/tasks/2")).isEqualTo("200 {\"id\":2}");
  }

  @Test
  void pagesAndSearches_aNewItemIsNotOnEachOfThem() {
    keep("/api/tasks?page=1", "/api/tasks?page=2", "/api/tasks?q=egg", "/api/tasks?q=tea");
    world.server.kill();

    post(page, "/api/tasks", "{\"title\":\"Eggs\"}");

    assertThat(get(page, "/api/tasks?page=1")).contains("Eggs");
    assertThat(get(page, "/api/tasks?page=2")).doesNotContain("Eggs");
    assertThat(get(page, "/api/tasks?q=egg")).contains("Eggs");
    assertThat(get(page, "/api/tasks?q=tea")).doesNotContain("Eggs");
  }

  @Test
  void deleteIsAnswered404_itIsDone_andARefusalKeepsTheServersWords() {
    keep("/api/tasks");
    world.server.kill();
    fetch(page, "DELETE", "/api/tasks/1", "");
    fetch(page, "PUT", "/api/tasks/2", "{}");
    world.backend.answer(
        got ->
            got.method().equals("DELETE")
                ? Reply.status(404)
                : got.method().equals("PUT")
                    ? new Reply(
                        422,
                        "application/problem+json",
                        "{\"code\":\"NO_TITLE\",\"detail\":\"a title is missing\"}",
                        Map.of())
                    : answer(got));

    world.server.start();
    WorkerWorld.drain(page);

    eventually("parked NO_TITLE: HTTP 422: a title is missing", () -> page.evaluate(CAUSES));
  }

  /** The list's ids are numbers, and those that the worker makes have as many digits. */
  @Test
  void pageChoosesATextOfDigits_itStaysText() {
    keep("/api/tasks");
    world.server.kill();
    String made = post(page, "/api/tasks", "{\"id\":\"1234567890123456\",\"title\":\"new\"}");

    assertThat(made).isEqualTo("202 {\"id\":\"1234567890123456\",\"title\":\"new\"}");
    assertThat(get(page, "/api/tasks"))
        .endsWith("{\"id\":\"1234567890123456\",\"title\":\"new\"}]");
    assertThat(get(page, "/api/tasks/1234567890123456"))
        .isEqualTo("200 {\"id\":\"1234567890123456\",\"title\":\"new\"}");

    send();

    assertThat(world.backend.effects())
        .containsExactly("{\"id\":\"1234567890123456\",\"title\":\"new\"}");
  }

  @Test
  void listComesInAnotherEnvelope_thePagesAreToldWhatWasExpectedAndWhatCame() throws Exception {
    world.app.file(
        "app.js",
        """
        import { offlineStorage } from '/holdfast/holdfast.js';
        Object.assign(self, { offlineStorage, said: [] });
        offlineStorage.addEventListener('error', it => said.push(it.error));
        offlineStorage.start({ worker: '/sw.js' }).then(() => { self.started = true; });
        """);
    page.evaluate(
        "() => navigator.serviceWorker.getRegistration().then(found => found.unregister())");
    page.navigate(world.server.url() + "/");
    WorkerWorld.awaitController(page);
    eventually(true, () -> page.evaluate("() => self.started"));
    world.backend.answer(
        got -> Reply.json("{\"rows\":[{\"id\":1}],\"page\":{\"totalElements\":1}}"));

    assertThat(getAndKeep(page, "holdfast", "/api/notes")).startsWith("200 {\"rows\":");

    eventually(List.of("REFUSED"), () -> page.evaluate("() => said.map(it => it.code)"));
    assertThat((String) page.evaluate("() => said[0].message"))
        .startsWith(
            "REFUSED: resource('/api/notes'): GET "
                + world.server.url()
                + "/api/notes: expected an"
                + " array at /data (option items), got the fields [\"rows\",\"page\"]; ");
    world.server.kill();
    post(page, "/api/notes", "{\"text\":\"new\"}");
    assertThat(get(page, "/api/notes")).startsWith("200 {\"rows\":");
    assertThat(page.evaluate("() => said.length")).as("it is said once").isEqualTo(1);
    send();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "resource('/x', { itms: '/data' }) | resource(): \"itms\" is no option; known are cacheName,",
        "resource('/x', { items: 'data' }) | resource(): items must be a JSON Pointer such as /data, not \"data\"",
        "resource('/x', { items: 'data/rows' }) | JSON Pointer such as /data, not \"data/rows\"",
        "queue({ idFrm: '/id' }) | queue(): \"idFrm\" is no option; known are reply, lane",
        "queue({ onUnknown: 'drop' }) | onUnknown must be resend or park, not \"drop\"",
        "networkFirst({ timeout: '5' }) | timeout must be a number, not \"5\"",
        "cacheFirst({ maxentries: 5 }) | \"maxentries\" is no option",
        "intercept('GET /x', () => 0, { when: 'ofline' }) | when must be offline, always or never, not \"ofline\"",
        "navigationFallback('/index.html', { denny: ['/x'] }) | \"denny\" is no option; known are allow, deny",
        "cache('a', { fallback: 1 }) | fallback must be a string or a function, not 1",
      })
  void optionThatIsNotKnown_isATypeErrorAtOnce(String call, String said) throws Exception {
    world.app.file(
        "bad.js",
        "importScripts('/holdfast/holdfast-worker.js'); let said = 'nothing'; try { holdfast."
            + call
            + "; } catch (e) { said = String(e); } onmessage = e => e.ports[0].postMessage(said);");
    Object thrown =
        page.evaluate(
            "() => navigator.serviceWorker.register('/bad.js', { scope: '/bad/' }).then(r =>"
                + " new Promise(ok => { const c = new MessageChannel(); c.port1.onmessage = e =>"
                + " ok(e.data); (r.installing || r.waiting || r.active).postMessage(0, [c.port2]);"
                + " }))");
    assertThat(String.valueOf(thrown)).startsWith("TypeError: ").contains(said);
  }
}
