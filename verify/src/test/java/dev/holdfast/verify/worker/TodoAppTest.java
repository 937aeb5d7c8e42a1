package dev.holdfast.verify.worker;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.Page.ClickOptions;
import com.microsoft.playwright.options.KeyboardModifier;
import dev.holdfast.verify.harness.Apps;
import dev.holdfast.verify.harness.Await;
import dev.holdfast.verify.harness.Chromium;
import dev.holdfast.verify.harness.Profile;
import dev.holdfast.verify.harness.Server;
import dev.holdfast.verify.harness.Tab;
import dev.holdfast.verify.harness.TaskService;
import dev.holdfast.verify.harness.WebApp;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * An app that only fetches, {@code apps/todos}, on a backend that gives numbers as ids: both are as
 * they are without us. Only the worker beside them is ours.
 */
class TodoAppTest {

  private TaskService service;
  private Server server;
  private Profile profile;
  private Page page;

  @BeforeEach
  void open(@TempDir Path folder) throws Exception {
    service = TaskService.start();
    service.write(1, "{\"title\":\"milk\",\"done\":false,\"by\":\"anna\"}");
    service.write(2, "{\"title\":\"bread\",\"done\":false,\"by\":\"bert\"}");
    WebApp app = WebApp.in(folder.resolve("app"));
    for (String file : List.of("index.html", "app.js")) {
      app.file(file, Files.readString(Apps.named("todos").resolve(file)));
    }
    app.worker(".precache(self.__PRECACHE).resource('/api/tasks').start()");
    server = Server.serve(app.folder(), folder.resolve("data"), "--proxy", "/api=" + service.url());
    profile = Chromium.profile();
    page = profile.open(server.url() + "/").page();
    page.evaluate("() => navigator.serviceWorker.register('/sw.js')");
    WorkerWorld.awaitController(page);
    page.reload(); // from here on the worker sees what the app fetches
    shows("[ ] milk", "[ ] bread");
    WorkerWorld.eventually("/api/tasks", () -> WorkerWorld.kept(page, "holdfast"));
  }

  @AfterEach
  void close() {
    profile.close();
    server.close();
    service.close();
  }

  private void shows(String... items) {
    shows(page, items);
  }

  private static void shows(Page page, String... items) {
    Await.until(
        "the list shows " + List.of(items),
        Tab.PATIENCE,
        () -> List.of(page.locator("li").allTextContents(), page.textContent("#error")),
        List.of(List.of(items), "")::equals);
  }

  private void add(String title) {
    page.fill("#add input", title);
    page.press("#add input", "Enter");
  }

  private void click(String item, KeyboardModifier... keys) {
    page.click("li:text-is('" + item + "')", new ClickOptions().setModifiers(List.of(keys)));
  }

  private void reloadShows(String... items) {
    page.reload();
    shows(items);
  }

  private void awaitQueue(String left) {
    WorkerWorld.awaitQueue(page, left);
  }

  private void detail(String item, String text) {
    click(item, KeyboardModifier.ALT);
    WorkerWorld.eventually(text, () -> page.textContent("#detail"));
  }

  @Test
  void serverGone_listItemCreateEditAndDelete_alsoAfterAReloadAndInTheOtherTab() {
    detail("[ ] milk", "milk is open");
    WorkerWorld.eventually(
        true, () -> WorkerWorld.kept(page, "holdfast").toString().contains("/api/tasks/1"));
    server.kill();

    reloadShows("[ ] milk", "[ ] bread");
    click("[ ] milk");
    shows("[x] milk", "[ ] bread");
    add("eggs");
    shows("[x] milk", "[ ] bread", "[ ] eggs");
    click("[ ] eggs", KeyboardModifier.CONTROL);
    shows("[x] milk", "[ ] bread", "[ ] eggs!");
    click("[ ] bread", KeyboardModifier.SHIFT);
    shows("[x] milk", "[ ] eggs!");
    add("tea");
    detail("[x] milk", "milk is done");
    detail("[ ] eggs!", "eggs! is open");

    reloadShows("[x] milk", "[ ] eggs!", "[ ] tea");
    click("[ ] eggs!");
    shows("[x] milk", "[x] eggs!", "[ ] tea");
    click("[ ] tea", KeyboardModifier.SHIFT);
    shows("[x] milk", "[x] eggs!");
    shows(profile.open(server.url() + "/").page(), "[x] milk", "[x] eggs!");
    detail("[x] eggs!", "eggs! is done");

    server.start();
    awaitQueue("");
    assertThat(service.tasks())
        .isEqualTo(
            "[{\"title\":\"milk\",\"done\":true,\"by\":\"anna\",\"id\":1},"
                + "{\"title\":\"eggs!\",\"done\":true,\"id\":101}]");
    reloadShows("[x] milk", "[x] eggs!");
  }

  @Test
  void pageStillHasTheIdThatWasMadeOffline_itWorksWithTheServersThing() {
    server.kill();
    add("eggs");
    shows("[ ] milk", "[ ] bread", "[ ] eggs");
    server.start();
    awaitQueue("");

    click("[ ] eggs");
    shows("[ ] milk", "[ ] bread", "[x] eggs");
    detail("[x] eggs", "eggs is done");
    click("[x] eggs", KeyboardModifier.CONTROL);
    shows("[ ] milk", "[ ] bread", "[x] eggs!");
    assertThat(service.tasks()).contains("{\"title\":\"eggs!\",\"done\":true,\"id\":101}");
    click("[x] eggs!", KeyboardModifier.SHIFT);

    shows("[ ] milk", "[ ] bread");
    WorkerWorld.eventually(false, () -> service.tasks().contains("eggs"));
  }

  @Test
  void serverRefusesOne_theRestArrives_andTheRefusedOneIsNotShownAnyMore() {
    service.refusesBeyond(70);
    server.kill();
    add("x".repeat(50));
    shows("[ ] milk", "[ ] bread", "[ ] " + "x".repeat(50));
    click("[ ] " + "x".repeat(50));
    add("eggs");
    shows("[ ] milk", "[ ] bread", "[x] " + "x".repeat(50), "[ ] eggs");

    server.start();

    WorkerWorld.eventually(true, () -> service.tasks().contains("eggs"));
    WorkerWorld.eventually(2, () -> WorkerWorld.queue(page).split("parked", -1).length - 1);
    reloadShows("[ ] milk", "[ ] bread", "[ ] eggs");
  }

  @Test
  void editedOnlineAndThenTheServerIsGone_theEditIsThere() {
    click("[ ] milk");
    shows("[x] milk", "[ ] bread");
    add("eggs");
    shows("[x] milk", "[ ] bread", "[ ] eggs");
    click("[ ] bread", KeyboardModifier.SHIFT);
    shows("[x] milk", "[ ] eggs");
    server.kill();

    reloadShows("[x] milk", "[ ] eggs");
    detail("[ ] eggs", "eggs is open");
  }

  @Test
  void sentLaterAndTheServerIsGoneAgain_whatWasSentIsThere() {
    server.kill();
    click("[ ] milk");
    click("[ ] bread", KeyboardModifier.SHIFT);
    shows("[x] milk");
    server.start();
    awaitQueue("");
    server.kill();

    reloadShows("[x] milk");
  }

  @Test
  void serverAnswersReadsButFailsWrites_whatWaitsIsShownOverWhatItAnswers() {
    service.fails("PATCH");
    service.fails("POST");
    click("[ ] milk");
    shows("[x] milk", "[ ] bread");
    add("eggs");
    shows("[x] milk", "[ ] bread", "[ ] eggs");
    service.write(3, "{\"title\":\"news\",\"done\":false}");

    reloadShows("[x] milk", "[ ] bread", "[ ] news", "[ ] eggs");

    service.answersAsUsual();
    awaitQueue("");
    reloadShows("[x] milk", "[ ] bread", "[ ] news", "[ ] eggs");
  }
}
