package dev.holdfast.verify.examples;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.WaitUntilState;
import dev.holdfast.verify.harness.Await;
import dev.holdfast.verify.harness.Chromium;
import dev.holdfast.verify.harness.FaultyServer.Fault;
import dev.holdfast.verify.harness.Profile;
import dev.holdfast.verify.harness.Tab;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The examples that a browser runs as they are in the repository. Those that npm builds are
 * HooksTest's, and the worker in Java is JavaWorkerTest's.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GalleryTest {
  private Example example;
  private Profile browser;

  @AfterEach
  void stop() {
    browser.close();
    example.close();
  }

  /** A tab of a new browser that shows the example. */
  private Tab started(String name, Path data) throws Exception {
    example = new Example(name, data);
    browser = Chromium.profile();
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
    field(tab, label).locator("xpath=ancestor::form").getByRole(AriaRole.BUTTON).click();
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

  /** Forms without a handler, as they are until the page's script has come, load the page anew. */
  @ParameterizedTest
  @ValueSource(strings = {"crud-fetch-only", "rest-express", "kiosk"})
  void enteredBeforeTheScriptHasCome_theTextStaysInTheForm(String name, @TempDir Path data)
      throws Exception {
    example = new Example(name, data);
    browser = Chromium.profile();
    example.way.fault("/app.js", Fault.FREEZE);
    Tab tab = browser.newTab();
    tab.page()
        .navigate(
            example.url() + "/", new Page.NavigateOptions().setWaitUntil(WaitUntilState.COMMIT));
    tab.until("the forms are there", "document.readyState", "\"interactive\"");
    Locator early = tab.page().locator("form input:visible");
    int forms = early.count();
    for (int at = 0; at < forms; at++) {
      early.nth(at).fill("Early");
      early.nth(at).press("Enter");
    }
    example.way.heal(); // the script may not have been asked for yet
    Locator field = tab.page().locator("form input:visible").first();
    field.waitFor();
    tab.page().locator("form button:visible:enabled").first().waitFor();
    assertThat(tab.page().url()).isEqualTo(example.url() + "/");
    assertThat(field.inputValue()).isEqualTo(forms > 0 ? "Early" : "");
  }

  private static final String ANNA = "badge-anna-5e9b24a8";
  private static final String BERT = "badge-bert-7d1f0c63";

  @Test
  void kiosk_theOtherPersonSeesNothing_andWhatWasKeptArrivesOnceItsOwnerIsBack(@TempDir Path data)
      throws Exception {
    Tab tab = started("kiosk", data);
    signIn(tab, "anna", BERT);
    tab.until("it is refused", "document.querySelector('#error').textContent !== ''");
    signIn(tab, "anna", ANNA);
    controlled(tab);
    write(tab, "New note", "Sent by Anna");
    shows(tab, "[\"Sent by Anna\"]");
    unsent(tab, 0);

    offline();
    write(tab, "New note", "Kept for Anna");
    shows(tab, "[\"Sent by Anna\",\"Kept for Anna\"]");
    tab.reload();
    shows(tab, "[\"Sent by Anna\",\"Kept for Anna\"]");
    signOut(tab);
    assertThat(tab.page().content()).doesNotContain("Anna");

    example.way.heal();
    signIn(tab, "bert", BERT);
    write(tab, "New note", "Of Bert");
    shows(tab, "[\"Of Bert\"]");
    unsent(tab, 0);
    assertThat(tab.json(there("bert", BERT))).isEqualTo("[\"Of Bert\"]");
    assertThat(tab.json(there("anna", ANNA))).isEqualTo("[\"Sent by Anna\"]");
    signOut(tab);

    signIn(tab, "anna", ANNA);
    shows(tab, "[\"Sent by Anna\",\"Kept for Anna\"]");
    unsent(tab, 0);
    assertThat(tab.json(there("anna", ANNA))).isEqualTo("[\"Sent by Anna\",\"Kept for Anna\"]");
  }

  private static void signIn(Tab tab, String name, String badge) {
    field(tab, "Name").fill(name);
    write(tab, "Badge", badge);
  }

  private static void signOut(Tab tab) {
    tab.page().getByText("Sign out").click();
    field(tab, "Name").waitFor();
  }

  /** The notes that the server has of a space. */
  private static String there(String space, String badge) {
    return "fetch('/v1/spaces/"
        + space
        + "/changes?cursor=0', { headers: { authorization: 'Bearer "
        + badge
        + "' } }).then(answer => answer.json()).then(page => page.changes.map(it =>"
        + " it.value.text))";
  }

  private static final String IDS =
      "import('/holdfast/holdfast.js').then(it => it.offlineStorage.collection('tasks').entries())"
          + ".then(entries => entries.map(([id]) => id))";

  @Test
  void restExpress_writtenAndReloadedOffline_arrivesOnceAndKeepsItsId(@TempDir Path data)
      throws Exception {
    Tab tab = started("rest-express", data);
    controlled(tab);
    write(tab, "New task", "Oil the door");
    shows(tab, "[\"Oil the door\"]");
    unsent(tab, 0);

    offline();
    write(tab, "New task", "Buy chalk");
    field(tab, "Oil the door").check();
    tab.until("both are drawn", "document.querySelectorAll('li').length", "2");
    unsent(tab, 2);
    tab.reload();
    field(tab, "Oil the door").waitFor();
    assertThat(field(tab, "Oil the door").isChecked()).isTrue();
    assertThat(field(tab, "Buy chalk").isChecked()).isFalse();

    String ids = tab.json(IDS);
    example.way.heal();
    unsent(tab, 0);
    assertThat(tab.json(IDS)).isEqualTo(ids);
    assertThat(example.atTheBackend("/api/tasks").replaceAll(",\"_id\":\"[0-9a-f]+\"", ""))
        .isEqualTo(
            "{\"data\":[{\"full_title\":\"Oil the door\",\"done\":true},"
                + "{\"full_title\":\"Buy chalk\",\"done\":false}],\"cursor\":null}");
    field(tab, "Buy chalk").check();
    Await.until(
        "the change arrives",
        Tab.PATIENCE,
        () -> example.atTheBackend("/api/tasks"),
        tasks -> tasks.contains("\"Buy chalk\",\"done\":true"));
  }
}
