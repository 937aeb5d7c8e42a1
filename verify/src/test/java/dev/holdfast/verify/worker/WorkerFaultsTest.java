package dev.holdfast.verify.worker;

import static dev.holdfast.verify.worker.WorkerWorld.audit;
import static dev.holdfast.verify.worker.WorkerWorld.awaitQueue;
import static dev.holdfast.verify.worker.WorkerWorld.eventually;
import static dev.holdfast.verify.worker.WorkerWorld.get;
import static dev.holdfast.verify.worker.WorkerWorld.post;
import static dev.holdfast.verify.worker.WorkerWorld.queue;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import dev.holdfast.verify.harness.FaultyServer;
import dev.holdfast.verify.harness.FaultyServer.Fault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The life of a worker: claims, releases, kills, a browser without Background Sync or without room.
 */
class WorkerFaultsTest {
  private static final String CALLS =
      ".precache(self.__PRECACHE).navigationFallback('/index.html')"
          + ".intercept('POST /api/tasks', holdfast.queue()).start()";
  private static final String UPDATE =
      "() => navigator.serviceWorker.getRegistration().then(r => r.update()).catch(() => {})";
  private static final String WAITING =
      "() => navigator.serviceWorker.getRegistration().then(r => !!r.waiting)";
  private static final String INSTALLING =
      "() => navigator.serviceWorker.getRegistration().then(r => !!r.installing)";

  private WorkerWorld world;

  @BeforeEach
  void open(@TempDir Path folder) throws Exception {
    world = new WorkerWorld(folder, CALLS);
  }

  @AfterEach
  void close() {
    world.close();
  }

  private void script(String before) throws IOException {
    Path script = world.app.folder().resolve("sw.js");
    Files.writeString(script, before + "\n" + Files.readString(script));
  }

  @Test
  @Tag("fault-5")
  void storeFullDuringInstall_theOldWorkerGoesOnServing() throws Exception {
    Page page = world.open();
    world.profile.quota(world.server.url(), 1_000_000);
    world.app.page("index.html", "second").file("large.txt", "x".repeat(5_000_000));

    page.evaluate(UPDATE);

    eventually(false, () -> page.evaluate(INSTALLING));
    assertThat(page.evaluate(WAITING)).isEqualTo(false);
    world.server.kill();
    page.reload();
    assertThat(page.title()).isEqualTo("first");
    assertThat(get(page, "/part.js")).isEqualTo("200 export default 1;");
    world.server.start();
    world.profile.quotaAsUsual(world.server.url());
    page.evaluate(UPDATE);
    eventually(true, () -> page.evaluate(WAITING));
  }

  @Test
  @Tag("fault-13")
  void newWorkerVersionWithWorkLeft_theOldEntriesGoOutOnce() throws Exception {
    Page page = world.open();
    world.server.kill();
    post(page, "/api/tasks", "a");
    post(page, "/api/tasks", "b");
    String before = queue(page);
    assertThat(before).contains("a").contains("b");
    world.backend.answer(request -> dev.holdfast.verify.harness.Backend.Reply.status(503));
    world.server.start();
    script("// the next release");
    page.evaluate(UPDATE);
    eventually(true, () -> page.evaluate(WAITING));
    page.evaluate(
        "() => navigator.serviceWorker.getRegistration().then(r =>"
            + " r.waiting.postMessage({type: 'skipWaiting'}))");
    eventually(false, () -> page.evaluate(WAITING));
    world.backend.answer(
        request -> dev.holdfast.verify.harness.Backend.Reply.json("{\"ok\":true}"));

    eventually(List.of("a", "b"), () -> world.backend.effects());
    awaitQueue(page, "");
    assertThat(audit(page, "total")).isEqualTo(2);
    assertThat(audit(page, "acknowledged")).isEqualTo(2);
    assertThat(world.backend.requests().stream().map(it -> it.key()).distinct()).hasSize(2);
  }

  /** Until an activation is over, all requests of all pages wait for it. */
  @Test
  void queueIsBeingSentElsewhere_theNewReleaseIsActivatedAllTheSame() throws Exception {
    Page page = world.open();
    page.evaluate(
        "() => new Promise(held => void navigator.locks.request('holdfast-drain', () => { held();"
            + " return new Promise(() => {}); }))");
    script("// the next release");
    page.evaluate(UPDATE);
    eventually(true, () -> page.evaluate(WAITING));

    page.evaluate(
        "() => navigator.serviceWorker.getRegistration().then(r =>"
            + " r.waiting.postMessage({type: 'skipWaiting'}))");

    eventually(false, () -> page.evaluate(WAITING));
    eventually(
        "activated",
        () ->
            page.evaluate(
                "() => navigator.serviceWorker.getRegistration().then(r => r.active.state)"));
  }

  @Test
  @Tag("fault-15")
  void backgroundSyncsLastChanceFails_entriesStayAndTheNextLoadSends() {
    Page page = world.open();
    world.server.kill();
    post(page, "/api/tasks", "a");
    String before = queue(page);

    world.profile.backgroundSync(world.server.url(), "holdfast", true);

    world.profile.stopWorkers();
    assertThat(queue(page)).isEqualTo(before).contains("a");
    page.close();
    world.server.start();
    Page next = world.open();
    eventually(List.of("a"), () -> world.backend.effects());
    awaitQueue(next, "");
  }

  @Test
  @Tag("fault-16")
  void noBackgroundSync_whatIsLeftLeavesAtTheNextStart() throws Exception {
    script("delete ServiceWorkerRegistration.prototype.sync;");
    Page page = world.open();
    world.server.kill();
    assertThat(post(page, "/api/tasks", "a")).isEqualTo("202 {}");
    world.profile.stopWorkers();
    page.close();
    world.server.start();

    Page next = world.open();

    eventually(List.of("a"), () -> world.backend.effects());
    awaitQueue(next, "");
  }

  @Test
  @Tag("fault-17")
  void firstUncontrolledLoadThenClaim_nothingIsSentTwice() throws IOException {
    world.app.file("app.js", ""); // registers nothing yet
    Page page = world.profile.open(world.server.url() + "/").page();

    Object sent =
        page.evaluate(
            "async () => { let n = 0; for (let after = 0; after < 3; n++) {"
                + " after += !!navigator.serviceWorker.controller;"
                + " await fetch('/api/tasks', {method: 'POST', body: 'w' + n});"
                + " if (!n) navigator.serviceWorker.register('/sw.js'); } return n; }");

    assertThat(world.backend.effects()).doesNotHaveDuplicates().hasSize((Integer) sent);
    assertThat(world.backend.requests()).hasSize((Integer) sent);
    assertThat(world.backend.requests().get(0).key()).as("uncontrolled").isEmpty();
    assertThat(world.backend.requests().get((Integer) sent - 1).key()).as("claimed").isNotEmpty();
    assertThat(queue(page)).isEmpty();
  }

  @Test
  @Tag("fault-20")
  void killedDuringInstall_theOldReleaseIsIntact(@TempDir Path disk) throws Exception {
    try (FaultyServer way = FaultyServer.before(world.server)) {
      world.browser(disk);
      Page page = world.profile.open(way.url() + "/").page();
      WorkerWorld.awaitController(page);
      world.app.page("index.html", "second").file("late.js", "export default 2;");
      way.fault("/late.js", Fault.FREEZE);
      page.evaluate("() => void navigator.serviceWorker.getRegistration().then(r => r.update())");
      way.await("/late.js", 1);
      eventually(true, () -> page.evaluate(INSTALLING));

      world.profile.kill();

      way.fault("/late.js", Fault.DROP_BEFORE_COMMIT);
      way.fault("", Fault.DROP_BEFORE_COMMIT);
      world.browser(disk);
      Page after = world.profile.open(way.url() + "/").page();
      assertThat(after.title()).isEqualTo("first");
      assertThat(get(after, "/part.js")).isEqualTo("200 export default 1;");
      assertThat(get(after, "/late.js")).isEqualTo("failed");
    }
  }
}
