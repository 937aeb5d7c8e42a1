package dev.holdfast.verify.worker;

import static dev.holdfast.verify.worker.WorkerWorld.awaitQueue;
import static dev.holdfast.verify.worker.WorkerWorld.drain;
import static dev.holdfast.verify.worker.WorkerWorld.post;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import dev.holdfast.verify.harness.Backend;
import dev.holdfast.verify.harness.Backend.Got;
import dev.holdfast.verify.harness.Backend.Reply;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A backend that answers a queued request with a redirect: contract §3, Redirects on replay. */
class RedirectedReplayTest {
  private WorkerWorld world;
  private Backend elsewhere;
  private Page page;

  @BeforeEach
  void open(@TempDir Path folder) throws Exception {
    elsewhere = Backend.start();
    world =
        new WorkerWorld(
            folder,
            ".loginRoutes('/api/enter', '/api/who/*').intercept('POST /api/tasks',"
                + " holdfast.queue()).intercept('POST /api/risky', holdfast.queue({ onUnknown:"
                + " 'park' })).start()");
    page = world.open();
  }

  @AfterEach
  void close() {
    world.close();
    elsewhere.close();
  }

  private static Reply to(int status, String location) {
    return new Reply(status, "text/plain", "", Map.of("Location", location));
  }

  private List<String> arrived(String method) {
    return world.backend.requests().stream()
        .filter(one -> one.method().equals(method))
        .map(one -> one.path() + " " + one.body())
        .toList();
  }

  /** A write waits, and the server is back. */
  private void replay(String url, String body) {
    world.server.kill();
    post(page, url, body);
    world.server.start();
  }

  @Test
  void seeOther_theRequestWasTaken_andIsSentOnce() {
    world.backend.answer(
        got ->
            got.method().equals("GET")
                ? new Reply(200, "text/html", "<title>seven</title>", Map.of())
                : to(got.body().equals("found") ? 302 : 303, "/api/tasks/7"));

    replay("/api/tasks", "see other");
    awaitQueue(page, "");
    replay("/api/tasks", "found");
    awaitQueue(page, "");

    assertThat(arrived("POST")).containsExactly("/api/tasks see other", "/api/tasks found");
  }

  @Test
  void movedWithinTheOrigin_isFollowedWithMethodBodyAndKey() {
    world.backend.answer(
        got ->
            got.path().equals("/api/tasks/")
                ? Reply.json("{}")
                : to(got.body().equals("moved") ? 308 : 307, "/api/tasks/"));

    replay("/api/tasks", "there");
    awaitQueue(page, "");
    replay("/api/tasks", "moved");
    awaitQueue(page, "");

    assertThat(world.backend.effects()).containsExactly("there", "moved");
    List<Got> all = world.backend.requests();
    assertThat(all.get(1).key()).isNotEmpty().isEqualTo(all.get(0).key());
  }

  @Test
  void movedAndRefusedThere_isParked() {
    world.backend.answer(
        got -> got.path().equals("/api/tasks/") ? Reply.status(422) : to(307, "/api/tasks/"));

    replay("/api/tasks", "a");

    awaitQueue(page, "parked a");
  }

  /** Waits until one try is over, and lets in the next. */
  private void waitsForItsLogin(String body) {
    awaitQueue(page, "queued " + body);
    WorkerWorld.eventually(true, () -> cause().contains("NEEDS_LOGIN"));
    assertThat(drain(page)).isEqualTo(false);
    WorkerWorld.eventually(true, () -> cause().contains("NEEDS_LOGIN"));
    world.backend.answer(got -> Reply.json("{}"));
    WorkerWorld.eventually(true, () -> drain(page));
    assertThat(world.backend.effects()).containsExactly(body);
  }

  private String cause() {
    return (String)
        page.evaluate(
            "() => new Promise(ok => { const r = indexedDB.open('holdfast-requests');"
                + " r.onsuccess = () => { const q = r.result.transaction('requests')"
                + ".objectStore('requests').getAll(); q.onsuccess = () => { r.result.close();"
                + " ok(q.result.map(one => one.cause).join(' ')); }; }; })");
  }

  @Test
  void toALoginPage_waitsForTheLogin() {
    world.backend.answer(
        got ->
            got.method().equals("GET")
                ? new Reply(200, "text/html", "<title>Log in</title>", Map.of())
                : to(302, "/api/enter?next=/api/tasks"));

    replay("/api/tasks", "a");

    waitsForItsLogin("a");
  }

  @Test
  void toALoginPageThatTheAppHasNotNamed_itsPathTells(@TempDir Path other) throws Exception {
    world.close();
    world = new WorkerWorld(other, ".intercept('POST /api/tasks', holdfast.queue()).start()");
    page = world.open();
    world.backend.answer(
        got ->
            got.method().equals("GET")
                ? new Reply(200, "text/html", "<title>Log in</title>", Map.of())
                : to(303, "/api/oauth2/start"));

    replay("/api/tasks", "a");

    waitsForItsLogin("a");
  }

  @Test
  void toAnotherOrigin_waitsForTheLogin() {
    world.backend.answer(got -> to(302, elsewhere.url() + "/sign/on"));

    replay("/api/tasks", "a");

    waitsForItsLogin("a");
    assertThat(elsewhere.requests()).noneMatch(got -> got.method().equals("POST"));
  }

  @Test
  void toAnotherOriginThatAnswers_waitsForTheLoginToo() {
    elsewhere.answer(
        got -> new Reply(200, "text/plain", "", Map.of("Access-Control-Allow-Origin", "*")));
    world.backend.answer(got -> to(303, elsewhere.url() + "/sign/on"));

    replay("/api/tasks", "a");

    waitsForItsLogin("a");
  }

  @Test
  void toAnotherOriginAndTheRouteParksTheUnknown_waitsForTheLoginAndIsNotSentTwiceAtOnce() {
    world.backend.answer(got -> to(302, elsewhere.url() + "/sign/on"));

    replay("/api/risky", "a");

    waitsForItsLogin("a");
  }

  @Test
  void pageWaitsAndIsSentToALogin_nothingCountsAsAcknowledged() {
    world.backend.answer(
        got ->
            got.method().equals("GET")
                ? new Reply(200, "text/html", "<title>Log in</title>", Map.of())
                : to(302, "/api/enter"));

    assertThat(post(page, "/api/tasks", "a")).isEqualTo("200 <title>Log in</title>");

    assertThat(WorkerWorld.audit(page, "acknowledged")).isEqualTo(0);
  }
}
