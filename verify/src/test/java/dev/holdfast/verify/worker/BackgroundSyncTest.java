package dev.holdfast.verify.worker;

import static dev.holdfast.verify.worker.WorkerWorld.awaitQueue;
import static dev.holdfast.verify.worker.WorkerWorld.eventually;
import static dev.holdfast.verify.worker.WorkerWorld.post;
import static dev.holdfast.verify.worker.WorkerWorld.queue;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import dev.holdfast.verify.harness.Await;
import dev.holdfast.verify.harness.Backend.Got;
import dev.holdfast.verify.harness.Backend.Reply;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What the queue keeps of a request, how a replay ends early, and what wakes it: docs/workbox.md.
 */
class BackgroundSyncTest extends OneServerTest {
  @BeforeEach
  void open() throws Exception {
    world.backend.answer(request -> Reply.json("{}"));
    world.app.worker(".precache(self.__PRECACHE).intercept('* /api/*', holdfast.queue()).start()");
  }

  /** Fires a sync event. After many failed probes, the next probe would be far away. */
  private void sync() {
    world.profile.backgroundSync(world.server.url(), "holdfast", false);
  }

  @Test
  void queued_itArrivesAsThePageMadeIt() {
    Page page = world.open();
    world.server.kill();
    assertThat(
            page.evaluate(
                """
                async () => {
                  const form = new FormData();
                  form.set('field', 'ü');
                  form.set('file', new File(['content'], 'name.txt', {type: 'text/x-own'}));
                  const statuses = [];
                  for (const [path, init] of [
                    ['bytes?q=%C3%BC', {method: 'PUT', body: new Uint8Array([0, 1, 127])}],
                    ['text', {method: 'PATCH', body: 'text ü', headers: {'x-tenant': 't1'}}],
                    ['form', {method: 'POST', body: form}],
                    ['none', {method: 'DELETE'}]])
                    statuses.push((await fetch('/api/' + path, init)).status);
                  return statuses.join();
                }"""))
        .isEqualTo("202,202,202,202");

    world.server.start();
    sync();

    awaitQueue(page, "");
    Map<String, Got> got =
        world.backend.requests().stream()
            .collect(
                Collectors.toMap(
                    one -> one.method() + " " + one.path(), one -> one, (first, again) -> again));
    assertThat(got.keySet())
        .containsExactlyInAnyOrder(
            "PUT /api/bytes?q=%C3%BC", "PATCH /api/text", "POST /api/form", "DELETE /api/none");
    assertThat(got.get("PUT /api/bytes?q=%C3%BC").body()).isEqualTo("\0\u0001\u007f");
    assertThat(got.get("PATCH /api/text").body()).isEqualTo("text ü");
    assertThat(got.get("PATCH /api/text").headers()).containsEntry("x-tenant", "t1");
    assertThat(got.get("PATCH /api/text").headers().get("content-type"))
        .isEqualToIgnoringCase("text/plain;charset=UTF-8");
    assertThat(got.get("POST /api/form").body())
        .contains("name=\"field\"\r\n\r\nü\r\n")
        .contains("filename=\"name.txt\"\r\nContent-Type: text/x-own\r\n\r\ncontent\r\n");
    assertThat(got.get("POST /api/form").headers().get("content-type"))
        .startsWith("multipart/form-data; boundary=");
    assertThat(got.get("DELETE /api/none").body()).isEmpty();
  }

  @Test
  void replayFailsOnTheWay_whatWasSentIsGoneAndTheRestStaysInOrder() {
    Page page = world.open();
    world.backend.answer(
        request -> request.body().equals("w2") ? Reply.status(503) : Reply.json("{}"));
    world.server.kill();
    for (int n = 0; n < 5; n++) {
      post(page, "/api/tasks", "w" + n);
    }

    world.server.start();
    sync();

    Await.until(
        "the third was tried",
        () -> world.backend.requests().stream().map(Got::body).toList(),
        bodies -> bodies.contains("w2"));
    eventually("w2 w3 w4", () -> queue(page).replaceAll("(queued|inFlight|unknown) ", ""));
    assertThat(world.backend.effects()).containsExactly("w0", "w1");

    world.backend.answer(request -> Reply.json("{}"));
    sync();
    eventually(List.of("w0", "w1", "w2", "w3", "w4"), () -> world.backend.effects());
  }

  @Test
  void syncEvent_sendsWhatNobodyElseWouldWakeTheWorkerFor_howeverOldItIs() {
    Page page = world.open();
    world.server.kill();
    post(page, "/api/tasks", "a");
    eventually(
        "holdfast",
        () ->
            page.evaluate(
                "() => navigator.serviceWorker.ready.then(r => r.sync.getTags()).then(String)"));
    world.profile.stopWorkers();
    page.evaluate(A_YEAR_OLD);
    world.server.start();

    sync();

    eventually(List.of("a"), () -> world.backend.effects());
    awaitQueue(page, "");
  }

  private static final String A_YEAR_OLD =
      "() => new Promise((ok, no) => { const r = indexedDB.open('holdfast-requests');"
          + " r.onsuccess = () => { const tx = r.result.transaction('requests', 'readwrite');"
          + " tx.objectStore('requests').openCursor().onsuccess = e => { const at ="
          + " e.target.result; if (!at) return; at.value.at -= 365 * 86_400_000;"
          + " at.update(at.value); at.continue(); };"
          + " tx.oncomplete = () => { r.result.close(); ok(); }; tx.onabort = no; }; })";

  @Test
  void browserThatRefusesBackgroundSync_theWriteIsQueuedAndSentAllTheSame() throws Exception {
    Path script = world.app.folder().resolve("sw.js");
    Files.writeString(
        script,
        "SyncManager.prototype.register = () => Promise.reject(new Error('not allowed'));\n"
            + Files.readString(script));
    Page page = world.open();
    world.server.kill();

    assertThat(post(page, "/api/tasks", "a")).isEqualTo("202 {}");

    world.server.start();
    page.evaluate( // as a page does when it becomes visible
        "() => navigator.serviceWorker.controller.postMessage({type: 'drain'})");
    eventually(List.of("a"), () -> world.backend.effects());
  }
}
