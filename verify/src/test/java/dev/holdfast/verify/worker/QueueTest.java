package dev.holdfast.verify.worker;

import static dev.holdfast.verify.worker.WorkerWorld.audit;
import static dev.holdfast.verify.worker.WorkerWorld.awaitQueue;
import static dev.holdfast.verify.worker.WorkerWorld.drain;
import static dev.holdfast.verify.worker.WorkerWorld.post;
import static dev.holdfast.verify.worker.WorkerWorld.queue;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import dev.holdfast.verify.harness.Await;
import dev.holdfast.verify.harness.Backend.Reply;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * {@code holdfast.queue()}: contract §3, and faults 11–17 as far as they concern requests.
 *
 * <p>One file, since all cases share one worker and its routes.
 */
class QueueTest {
  private WorkerWorld world;
  private Page page;

  @BeforeEach
  void open(@TempDir Path folder) throws Exception {
    world =
        new WorkerWorld(
            folder,
            ".precache(self.__PRECACHE).intercept('POST /api/tasks',"
                + " holdfast.queue()).intercept('POST /api/notes', holdfast.queue({ reply: ({ id })"
                + " => Response.json({ queued: id.length }) })).intercept('POST /api/echo',"
                + " holdfast.queue({ reply: async ({ request: r }) => new Response([r.method,"
                + " r.referrer, r.headers.get('content-type'), await r.text()].join(' ')) }))"
                + ".intercept('POST /api/thrown', holdfast.queue({ reply: () => { throw new"
                + " Error('own'); } })).intercept('POST /api/none', holdfast.queue({ reply: () =>"
                + " {} })).intercept('POST /api/risky',"
                + " holdfast.queue({ onUnknown: 'park' })).beforeSend(request => { const h = new"
                + " Headers(request.headers); h.set('authorization', 'Bearer fresh'); return new"
                + " Request(request, { headers: h }); }).start()");
    page = world.open();
  }

  @AfterEach
  void close() {
    world.close();
  }

  @Test
  void online_theRequestGoesThroughWithAKeyAndThePageGetsTheRealAnswer() throws Exception {
    world.backend.answer(
        request -> new Reply(201, "application/json", "{\"id\":7}", java.util.Map.of()));

    assertThat(post(page, "/api/tasks?x=1", "a")).isEqualTo("201 {\"id\":7}");

    assertThat(world.backend.requests()).hasSize(1);
    assertThat(world.backend.requests().get(0).path()).isEqualTo("/api/tasks?x=1");
    assertThat(world.backend.requests().get(0).key()).hasSize(32);
    assertThat(world.backend.requests().get(0).headers())
        .containsEntry("authorization", "Bearer secret");
    assertThat(queue(page)).isEmpty();
    assertThat(audit(page, "acknowledged")).isEqualTo(1);
  }

  @Test
  void offline_itIsDurableAndAnswered202_andSentInOrderWhenTheServerIsBack() throws Exception {
    world.server.kill();
    assertThat(post(page, "/api/tasks", "a")).isEqualTo("202 {}");
    assertThat(post(page, "/api/tasks", "b")).isEqualTo("202 {}");
    assertThat(queue(page)).contains("a").contains("b");

    world.server.start();

    WorkerWorld.eventually(List.of("a", "b"), () -> world.backend.effects());
    awaitQueue(page, "");
    assertThat(audit(page, "total")).isEqualTo(2);
    assertThat(audit(page, "acknowledged")).isEqualTo(2);
  }

  @Test
  void credentialsAreNotStored_butMadeAgainAtSendTime() throws Exception {
    world.server.kill();
    post(page, "/api/tasks", "a");
    assertThat(stored()).doesNotContain("secret").doesNotContain("csrf").contains("x-tenant");

    world.server.start();

    WorkerWorld.eventually(List.of("a"), () -> world.backend.effects());
    var sent = world.backend.requests().get(0);
    assertThat(sent.headers()).containsEntry("authorization", "Bearer fresh");
    assertThat(sent.headers()).containsEntry("x-tenant", "t1").doesNotContainKey("x-csrf-token");
  }

  /** Nobody is signed in, for example. */
  @Test
  void beforeSendThrows_nothingWasSent_soNothingIsUnknownOrParked(@TempDir Path other)
      throws Exception {
    world.close();
    world =
        new WorkerWorld(
            other,
            ".intercept('POST /api/tasks', holdfast.queue()).intercept('POST /api/risky',"
                + " holdfast.queue({ onUnknown: 'park' })).beforeSend(async () => { if (!(await"
                + " caches.has('token'))) throw new Error('no token'); }).start()");
    page = world.open();
    world.server.kill();
    post(page, "/api/tasks", "a");
    post(page, "/api/risky", "b");
    world.server.start();
    WorkerWorld.eventually(true, () -> stored().split("NEEDS_LOGIN").length == 3);
    assertThat(queue(page)).isEqualTo("queued a queued b");
    assertThat(world.backend.requests()).isEmpty();

    page.evaluate("() => caches.open('token').then(() => 0)");

    WorkerWorld.eventually(true, () -> drain(page));
    assertThat(world.backend.effects()).containsExactlyInAnyOrder("a", "b");
  }

  private String stored() {
    return (String)
        page.evaluate(
            "() => new Promise(ok => { const r = indexedDB.open('holdfast-requests');"
                + " r.onsuccess = () => { const q = r.result.transaction('requests')"
                + ".objectStore('requests').getAll(); q.onsuccess = () => { r.result.close();"
                + " ok(JSON.stringify(q.result)); }; }; })");
  }

  @Test
  void replyOfTheRoute_answersThePage() throws Exception {
    world.server.kill();

    assertThat(post(page, "/api/notes", "a")).isEqualTo("200 {\"queued\":32}");
  }

  @Test
  void replyReadsTheRequest_itsBodyIsThere() throws Exception {
    world.server.kill();

    assertThat(post(page, "/api/echo", "{\"a\":1}"))
        .isEqualTo("200 POST " + world.server.url() + "/ application/json {\"a\":1}");
  }

  /** It was queued, so it must not be sent by itself beside that. */
  @ParameterizedTest
  @ValueSource(strings = {"/api/thrown", "/api/none"})
  void replyFails_thePageGetsTheUsualAnswer_andTheWriteIsSentOnce(String path) throws Exception {
    AtomicInteger seen = new AtomicInteger();
    world.backend.answer(
        request -> seen.getAndIncrement() == 0 ? Reply.status(503) : Reply.json("{}"));

    assertThat(post(page, path, "a")).isEqualTo("202 {}");
    WorkerWorld.eventually(true, () -> drain(page));

    assertThat(world.backend.requests()).hasSizeGreaterThan(1);
    assertThat(world.backend.requests().stream().map(one -> one.key()).distinct()).hasSize(1);
  }

  @Test
  void laneWithUnsentWork_laterWritesQueueToo_otherLanesDoNot() throws Exception {
    world.backend.answer(
        request -> request.body().equals("a") ? Reply.status(503) : Reply.json("{}"));
    assertThat(post(page, "/api/tasks", "a")).isEqualTo("202 {}");

    assertThat(post(page, "/api/tasks", "b")).isEqualTo("202 {}");
    assertThat(post(page, "/api/notes", "n")).isEqualTo("200 {}");
    assertThat(world.backend.effects()).containsExactly("n");

    world.backend.answer(request -> Reply.json("{}"));
    WorkerWorld.eventually(List.of("n", "a", "b"), () -> world.backend.effects());
  }

  @Test
  void answerLost_theSameKeyIsSentAgain_oneEffect() throws Exception {
    AtomicInteger calls = new AtomicInteger();
    world.backend.answer(
        request -> calls.incrementAndGet() == 1 ? Reply.status(500) : Reply.json("{}"));

    assertThat(post(page, "/api/tasks", "a")).isEqualTo("202 {}");

    awaitQueue(page, "");
    assertThat(world.backend.requests()).hasSize(2);
    assertThat(world.backend.requests().get(0).key())
        .hasSize(32)
        .isEqualTo(world.backend.requests().get(1).key());
    assertThat(world.backend.effects()).containsExactly("a");
  }

  @Test
  void refusedWhileThePageListens_thePageGetsTheRefusalAndNothingIsKept() throws Exception {
    world.backend.answer(request -> Reply.status(422));

    assertThat(post(page, "/api/tasks", "a")).isEqualTo("422 ");

    assertThat(queue(page)).isEmpty();
    assertThat(audit(page, "discarded")).isEqualTo(1);
  }

  @Test
  @Tag("fault-25")
  void refusedInReplay_isParkedAndTheLaneGoesOn() throws Exception {
    world.backend.answer(
        request -> request.body().equals("a") ? Reply.status(422) : Reply.json("{}"));
    world.server.kill();
    post(page, "/api/tasks", "a");
    post(page, "/api/tasks", "b");

    world.server.start();

    awaitQueue(page, "parked a");
    assertThat(world.backend.effects()).containsExactly("b");
  }

  @Test
  void queuedBehindARequestThatIsUnderWay_goesOnceThatIsAnswered() throws Exception {
    CountDownLatch arrived = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    world.backend.answer(
        request -> {
          if (request.body().equals("a")) {
            arrived.countDown();
            go.await();
          }
          return Reply.json("{}");
        });
    page.evaluate("() => { self.first = fetch('/api/tasks', {method: 'POST', body: 'a'}); }");
    arrived.await();
    assertThat(post(page, "/api/tasks", "b")).isEqualTo("202 {}");
    assertThat(drain(page)).as("b was looked at and must wait").isEqualTo(false);

    go.countDown();

    WorkerWorld.eventually(List.of("a", "b"), () -> world.backend.effects());
  }

  @Test
  @Tag("fault-24")
  void retryAfter_isHonoured() throws Exception {
    AtomicInteger calls = new AtomicInteger();
    long[] at = new long[2];
    world.backend.answer(
        request -> {
          int call = calls.getAndIncrement();
          at[Math.min(1, call)] = System.nanoTime();
          return call == 0 ? Reply.status(503, "Retry-After", "3") : Reply.json("{}");
        });

    assertThat(post(page, "/api/tasks", "a")).isEqualTo("202 {}");

    WorkerWorld.eventually(List.of("a"), () -> world.backend.effects());
    assertThat((at[1] - at[0]) / 1_000_000).isGreaterThan(2_500);
  }

  @Test
  @Tag("fault-27")
  void captivePortalsPage_isNoAcknowledgement() throws Exception {
    world.server.kill();
    post(page, "/api/tasks", "a");
    assertThat(queue(page)).contains("a");
    // Not our server: something on its port that answers everything with HTML.
    try (var portal = Portal.on(world.server.url())) {
      Await.until(
          "the portal has answered",
          () -> {
            assertThat(drain(page)).isEqualTo(false);
            return portal.answered();
          },
          answered -> answered > 0);
      assertThat(drain(page)).isEqualTo(false);
      assertThat(queue(page)).contains("a");
    }
  }

  @Test
  @Tag("fault-11")
  @Tag("fault-12")
  void workerStoppedWhileTheRequestIsUnderWay_oneEntryOneEffect() throws Exception {
    CountDownLatch arrived = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    AtomicInteger calls = new AtomicInteger();
    world.backend.answer(
        request -> {
          if (calls.getAndIncrement() == 0) {
            arrived.countDown();
            go.await();
          }
          return Reply.json("{}");
        });
    page.evaluate(
        "() => { self.answer = fetch('/api/tasks', {method: 'POST', body: 'a'})"
            + ".then(r => r.status); }");
    arrived.await();
    world.profile.stopWorkers();
    go.countDown();

    assertThat(page.evaluate("() => self.answer")).isEqualTo(202);

    awaitQueue(page, "");
    assertThat(world.backend.effects()).containsExactly("a");
    assertThat(world.backend.requests().stream().map(it -> it.key()).distinct()).hasSize(1);
    assertThat(audit(page, "total")).isEqualTo(1);
  }

  @Test
  void routeThatParksTheUnknown_isNotSentAgain() throws Exception {
    CountDownLatch arrived = new CountDownLatch(1);
    CountDownLatch never = new CountDownLatch(1);
    world.backend.answer(
        request -> {
          arrived.countDown();
          never.await();
          return Reply.json("{}");
        });
    page.evaluate(
        "() => { self.answer = fetch('/api/risky', {method: 'POST', body: 'a'})"
            + ".then(r => r.status); }");
    arrived.await();
    world.server.kill();

    assertThat(page.evaluate("() => self.answer")).isEqualTo(202);

    assertThat(queue(page)).isEqualTo("parked a");
    world.server.start();
    assertThat(drain(page)).isEqualTo(true);
    assertThat(world.backend.requests()).hasSize(1);
    never.countDown();
  }

  @Test
  void sameWriteTwice_isTwoWrites() throws Exception {
    world.server.kill();
    post(page, "/api/tasks", "a");
    world.profile.stopWorkers();
    post(page, "/api/tasks", "a");

    world.server.start();

    WorkerWorld.eventually(List.of("a", "a"), () -> world.backend.effects());
  }

  @Test
  void browserClosedWithWorkLeft_theNextStartSendsIt(@TempDir Path disk) {
    world.browser(disk);
    page = world.open();
    world.server.kill();
    post(page, "/api/tasks", "a");
    world.browser(disk);
    world.server.start();

    page = world.open();

    WorkerWorld.eventually(List.of("a"), () -> world.backend.effects());
    awaitQueue(page, "");
  }

  @Test
  @Tag("fault-14")
  void twoTabsAskForADrain_oneEffectEach() throws Exception {
    world.server.kill();
    for (int i = 0; i < 5; i++) {
      post(page, "/api/tasks", "w" + i);
    }
    world.server.start();
    Page other = world.open();
    other.evaluate("() => navigator.serviceWorker.controller.postMessage({type: 'drain'})");
    WorkerWorld.eventually(true, () -> drain(page));

    assertThat(world.backend.effects()).containsExactly("w0", "w1", "w2", "w3", "w4");
    assertThat(world.backend.requests()).hasSize(5);
  }

  @Test
  void goingOffline_eachPageIsAskedForItsSnapshotBeforeTheFirstWriteIsAnswered(
      @TempDir Path another) throws Exception {
    world.close();
    world =
        new WorkerWorld(
            another,
            ".precache(self.__PRECACHE).intercept('POST /api/tasks', holdfast.queue()).start()");
    Path script = world.app.folder().resolve("sw.js");
    world.app.file(
        "sw.js", // the page gets a minute instead of half a second
        "const after = setTimeout; self.setTimeout = (then, ms) => after(then, ms === 500 ? 60000 :"
            + " ms);\n"
            + Files.readString(script));
    page = world.open();
    page.evaluate(
        "() => { self.log = []; navigator.serviceWorker.addEventListener('message', e => { if"
            + " (e.data.type === 'goingOffline') { self.log.push('asked'); setTimeout(() => {"
            + " self.log.push('saved'); e.ports[0].postMessage({saved: true}); }, 100); } }); }");
    post(page, "/api/tasks", "before");
    world.server.kill();
    page.evaluate(
        "() => fetch('/api/tasks', {method: 'POST', body: 'a'}).then(() =>"
            + " self.log.push('answered'))");
    page.evaluate(
        "() => fetch('/api/tasks', {method: 'POST', body: 'b'}).then(() =>"
            + " self.log.push('answered'))");

    assertThat(page.evaluate("() => self.log.join()")).isEqualTo("asked,saved,answered,answered");
  }
}
