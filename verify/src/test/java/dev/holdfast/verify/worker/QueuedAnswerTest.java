package dev.holdfast.verify.worker;

import static dev.holdfast.verify.worker.WorkerWorld.awaitQueue;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import dev.holdfast.verify.harness.Backend.Reply;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a page gets for a write that has to wait, if it is an app that never heard of us. */
class QueuedAnswerTest {
  private WorkerWorld world;
  private Page page;

  @BeforeEach
  void open(@TempDir Path folder) throws Exception {
    world =
        new WorkerWorld(
            folder, ".precache(self.__PRECACHE).intercept('* /api/*', holdfast.queue()).start()");
    world.app.file(
        "form.html",
        "<!doctype html><title>form</title><script src=\"/app.js\" type=\"module\"></script>"
            + "<form method=\"post\" action=\"/api/tasks\"><input name=\"title\" value=\"milk\">"
            + "<button>Add</button></form>");
    page = world.open();
  }

  @AfterEach
  void close() {
    world.close();
  }

  /** Status, whether it names the entry, type and {@code response.json()}. */
  private Object posted(String init) {
    return page.evaluate(
        "async () => { const answer = await fetch('/api/tasks', Object.assign({ method: 'POST' },"
            + init
            + ")); return [answer.status, answer.headers.get('holdfast-queued').length,"
            + " answer.headers.get('content-type'), JSON.stringify(await answer.json())].join(' ');"
            + " }");
  }

  @Test
  void pageReadsTheAnswersJson_itGetsWhatItHasSent() {
    world.server.kill();

    assertThat(posted("{ body: JSON.stringify({ title: 'm\\u00fcsli', tags: [1] }) }"))
        .isEqualTo("202 32 application/json {\"title\":\"müsli\",\"tags\":[1]}");
    assertThat(posted("{ body: '[' }")).isEqualTo("202 32 application/json {}");
    assertThat(posted("{}")).isEqualTo("202 32 application/json {}");
    assertThat(posted("{ body: new Uint8Array([255, 216]) }"))
        .isEqualTo("202 32 application/json {}");
    assertThat(posted("{ body: new URLSearchParams({ a: 1 }) }"))
        .isEqualTo("202 32 application/json {}");
  }

  @Test
  void formIsSentAsAPageLoad_thePageItCameFromIsShown() {
    page.navigate(world.server.url() + "/form.html?list=1");
    world.server.kill();

    page.click("button");

    page.waitForURL(world.server.url() + "/form.html?list=1");
    assertThat(page.title()).isEqualTo("form");
    assertThat(WorkerWorld.queue(page)).isEqualTo("queued title=milk");
    world.server.start();
    WorkerWorld.eventually(List.of("title=milk"), () -> world.backend.effects());
  }

  @Test
  void formIsSentOnlineAndAnsweredSeeOther_thePageGetsThere_andItCountsAsTaken() {
    world.backend.answer(
        got -> new Reply(303, "text/plain", "", Map.of("Location", "/form.html?sent=1")));
    page.navigate(world.server.url() + "/form.html");

    page.click("button");

    page.waitForURL(world.server.url() + "/form.html?sent=1");
    awaitQueue(page, "");
    assertThat(WorkerWorld.audit(page, "acknowledged")).isEqualTo(1);
    assertThat(WorkerWorld.audit(page, "discarded")).isEqualTo(0);
    assertThat(world.backend.requests()).hasSize(1);
  }

  @Test
  void formsPageTellsNobodyWhereItIs_theAppsFirstPageIsShown() throws Exception {
    page.navigate(world.server.url() + "/form.html");
    page.evaluate(
        "() => document.head.insertAdjacentHTML('beforeend', '<meta name=referrer"
            + " content=no-referrer>')");
    world.server.kill();

    page.click("button");

    page.waitForURL(world.server.url() + "/");
    awaitQueue(page, "queued title=milk");
  }

  @Test
  void serverAnswersInTime_thePageGetsItsAnswer() {
    world.backend.answer(request -> new Reply(201, "text/plain", "made", Map.of()));

    assertThat(WorkerWorld.post(page, "/api/tasks", "{}")).isEqualTo("201 made");
  }
}
