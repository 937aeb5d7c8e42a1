package dev.holdfast.verify.examples;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import dev.holdfast.verify.harness.Await;
import dev.holdfast.verify.harness.Chromium;
import dev.holdfast.verify.harness.FaultyServer.Fault;
import dev.holdfast.verify.harness.Profile;
import dev.holdfast.verify.harness.Tab;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * The examples that a browser runs as they are in the repository. Those that npm builds are
 * HooksTest's, and the worker in Java is JavaWorkerTest's.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GalleryTest {
  private Chromium chromium;
  private Example example;
  private Profile browser;

  @BeforeAll
  void openChromium() {
    chromium = Chromium.open();
  }

  @AfterAll
  void closeChromium() {
    chromium.close();
  }

  @AfterEach
  void stop() {
    browser.close();
    example.close();
  }

  /** A tab of a new browser that shows the example. */
  private Tab started(String name, Path data) throws Exception {
    example = new Example(name, data);
    browser = chromium.profile();
    return browser.open(example.url() + "/");
  }

  private static void controlled(Tab tab) {
    tab.until("a worker controls the page", "navigator.serviceWorker.controller !== null");
  }

  private void offline() {
    example.way.fault("", Fault.DROP_BEFORE_COMMIT);
  }

  private static Locator field(Tab tab, String label) {
    return tab.page().getByLabel(label, new Page.GetByLabelOptions().setExact(true));
  }

  private static void write(Tab tab, String label, String text) {
    field(tab, label).fill(text);
    field(tab, label).press("Enter");
  }

  /** Waits until this many changes and requests are unsent. */
  private static void unsent(Tab tab, int number) {
    tab.until(
        number + " unsent",
        "import('/holdfast/holdfast.js').then(it => it.offlineStorage.pending.length)",
        String.valueOf(number));
  }

  /** The list's rows, each with what is chosen in it, as JSON. */
  private static void shows(Tab tab, String rows) {
    tab.until(
        "the list shows it",
        "[...document.querySelectorAll('li')].map(row =>"
            + " (row.querySelector('input')?.checked ? 'x ' : '')"
            + " + (row.querySelector('label') || row).textContent.trim())",
        rows);
  }

  @Test
  void crudFetchOnly_writtenAndReloadedOffline_arrivesOnceAlthoughAnAnswerIsLost(@TempDir Path data)
      throws Exception {
    Tab tab = started("crud-fetch-only", data);
    controlled(tab);
    shows(tab, "[\"Call the caretaker\"]");
    tab.until("the first visit's list is kept", "!!(await caches.match('/api/tasks'))");

    offline();
    write(tab, "New task", "Buy chalk");
    shows(tab, "[\"Call the caretaker\",\"Buy chalk\"]");
    tab.page().getByLabel("Call the caretaker").click();
    shows(tab, "[\"x Call the caretaker\",\"Buy chalk\"]");
    tab.reload();
    shows(tab, "[\"x Call the caretaker\",\"Buy chalk\"]");

    example.way.heal();
    example.way.fault("/api/tasks", Fault.DROP_AFTER_COMMIT);
    Await.until(
        "it has arrived",
        Tab.PATIENCE,
        () -> example.atTheBackend("/api/tasks"),
        tasks -> tasks.contains("Buy chalk"));
    example.way.heal();
    String both =
        "[{\"id\":1,\"title\":\"Call the caretaker\",\"done\":true},"
            + "{\"title\":\"Buy chalk\",\"done\":false,\"id\":2}]";
    tab.until("nothing waits", "fetch('/api/tasks').then(answer => answer.json())", both);
    assertThat(example.atTheBackend("/api/tasks")).isEqualTo(both);
  }

  @Test
  void formPosts_postedOffline_isAnsweredByAPageAndArrivesOnceAlthoughAnAnswerIsLost(
      @TempDir Path data) throws Exception {
    Tab tab = started("form-posts", data);
    controlled(tab);
    enterVisit(tab, "Anna", "Delivery");
    tab.page().waitForURL(example.url() + "/visits");
    shows(tab, "[\"Anna: Delivery\"]");
    tab.until("the list is kept", "!!(await caches.match('/visits'))");

    offline();
    tab.open(example.url() + "/");
    enterVisit(tab, "Bert", "Boiler");
    tab.page().waitForURL(example.url() + "/offline.html");
    assertThat(tab.page().title()).isEqualTo("Offline");
    unsent(tab, 1);
    tab.reload();
    unsent(tab, 1);
    tab.open(example.url() + "/visits");
    shows(tab, "[\"Anna: Delivery\"]");

    example.way.heal();
    example.way.fault("/visits", Fault.DROP_AFTER_COMMIT);
    Await.until(
        "it has arrived",
        Tab.PATIENCE,
        () -> example.atTheBackend("/visits"),
        page -> page.contains("Bert"));
    example.way.heal();
    unsent(tab, 0);
    tab.open(example.url() + "/visits");
    shows(tab, "[\"Anna: Delivery\",\"Bert: Boiler\"]");
  }

  private static void enterVisit(Tab tab, String name, String reason) {
    field(tab, "Name").fill(name);
    write(tab, "Reason", reason);
  }
}
