package dev.holdfast.verify.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import dev.holdfast.core.json.Json;
import dev.holdfast.verify.harness.Await;
import dev.holdfast.verify.harness.BrowserTest;
import dev.holdfast.verify.harness.FaultyServer;
import dev.holdfast.verify.harness.Server;
import dev.holdfast.verify.harness.Tab;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The demo as a user sees it: only what can be seen and clicked. */
class DemoTest extends BrowserTest {
  private static final String NOTES = "#detail textarea[name=notes]";

  @Override
  protected Server startServer(Path data) {
    return Server.demo(data);
  }

  @Test
  void editReloadAndEditWithoutTheServer_arriveInAnotherBrowserWithoutAClick() {
    Tab mine = inspection(server.url(), "i0003");
    controlled(mine);
    goOffline(mine);
    type(mine, "written offline");
    pillSays(mine, "unsent");
    mine.reload();
    mine.page().waitForSelector(NOTES);
    assertThat(mine.page().inputValue(NOTES)).isEqualTo("written offline");
    pillSays(mine, "offline");
    type(mine, "written offline, after a reload");
    pillSays(mine, "unsent");

    goOnline();

    arrives("i0003", "written offline, after a reload");
    Tab theirs = inspection(server.url(), "i0003");
    assertThat(theirs.page().inputValue(NOTES)).isEqualTo("written offline, after a reload");
    assertThat(mine.complaints()).noneMatch(text -> text.contains("Content Security Policy"));
  }

  @Test
  void bothSidesChangedTheNotes_theUserChoosesSideBySide() {
    FaultyServer way = faulty();
    Tab mine = inspection(way.url(), "i0005");
    exposed(mine);
    way.breakOff(mine);
    type(mine, "my words");
    pillSays(mine, "unsent");
    change("i0005", "their words");
    way.heal();

    mine.until("the conflict is known", "offlineStorage.conflicts.length === 1");
    mine.page().click("text=Compare");
    mine.until(
        "both sides are shown",
        "['Notes', 'my words', 'their words'].every(w => document.querySelector("
            + "'holdfast-conflicts').shadowRoot.firstChild.innerText.includes(w))");
    mine.page().click("holdfast-conflicts [part~=server]");
    mine.page().click("holdfast-conflicts [part~=primary]");

    mine.until("it is decided", "offlineStorage.hasConflicts", "false");
    mine.until(
        "their words show", "document.querySelector('" + NOTES + "').value", "\"their words\"");
    arrives("i0005", "their words");
  }

  @Test
  void thePanelsButtons_syncSaveAndReset() {
    Tab tab = inspection(server.url(), "i0007");
    type(tab, "for the panel");
    tab.page().click("holdfast-status [part~=pill]");
    tab.page().click("text=Sync now");
    tab.until("all is sent", "offlineStorage.hasConflicts", "false");
    arrives("i0007", "for the panel");

    Tab.Saved file = tab.save(() -> tab.page().click("text=Save a file"));
    assertThat(file.name()).startsWith("holdfast-demo-").endsWith(".json");
    assertThat(file.text()).contains("for the panel");

    tab.page().click("#reset");
    tab.page().click("#reset-yes");
    tab.until(
        "everything comes anew",
        "offlineStorage.loadAppState({ peek: true }).then(s => s?.inspections.length > 250)");
    tab.page().keyboard().press("Escape");
    tab.until("and shows", "document.querySelector('" + NOTES + "').value", "\"for the panel\"");
  }

  /**
   * The first click after typing saves. That redrew the status display under the pressed button.
   */
  @Test
  void pillIsDrawnAnewWhileItIsPressed_theClickCounts() {
    Tab tab = inspection(server.url(), "i0009");
    goOffline(tab);
    type(tab, "typed just before");
    tab.page().hover("holdfast-status [part~=pill]");

    tab.page().mouse().down();
    pillSays(tab, "1 unsent");
    tab.page().mouse().up();

    tab.until(
        "the panel is open",
        "document.querySelector('holdfast-status').shadowRoot.querySelector('dialog').open");
  }

  /** The switch cuts the network of this device alone, for good: also after a reload. */
  @Test
  void switchedOff_thisDeviceAloneIsOffline_untilItIsSwitchedOn() {
    Tab mine = inspection(server.url(), "i0011");
    controlled(mine);
    mine.page().click("text=Go offline");
    pillSays(mine, "offline");
    type(mine, "written behind the switch");
    pillSays(mine, "1 unsent");
    mine.reload();
    mine.page().waitForSelector(NOTES);
    exposed(mine);
    pillSays(mine, "offline");
    assertThat(mine.json("fetch('/v1/spaces/demo/changes').then(() => 1, () => 0)")).isEqualTo("0");
    Tab theirs = inspection(server.url(), "i0012");
    pillSays(theirs, "online");

    mine.page().click("text=Go online");

    arrives("i0011", "written behind the switch");
    pillSays(mine, "online");
  }

  @Test
  void secondDeviceBesideTheFirst_hasTheServerInCommonAndNothingElse() {
    Tab mine = inspection(server.url(), "i0013");
    controlled(mine);
    mine.page().click("holdfast-status [part~=pill]");
    Page second = mine.page().waitForPopup(() -> mine.page().click("#second"));
    second.waitForSelector(".row");
    mine.page().keyboard().press("Escape");
    mine.page().click("text=Go offline");
    pillSays(mine, "offline");
    type(mine, "of the first device");
    pillSays(mine, "1 unsent");

    assertThat(second.innerText("holdfast-status [part~=network]")).isEqualTo("Online");
    second.navigate(second.url() + "#/i0013");
    second.waitForSelector(NOTES);
    assertThat(second.inputValue(NOTES)).isNotEqualTo("of the first device");
    mine.page().click("text=Go online");

    second.waitForCondition(() -> second.inputValue(NOTES).equals("of the first device"));
  }

  /** The second time is that of a user who is not sure whether it was done. */
  @Test
  void fileSavedOnOneDevice_isImportedOnAnother_withOneEffect() {
    Tab mine = switchedOff("i0015");
    type(mine, "carried in a file");
    pillSays(mine, "1 unsent");
    mine.page().click("holdfast-status [part~=pill]");
    Path file = saved(mine.save(() -> mine.page().click("text=Save a file")));
    long before = server.head("demo");
    Tab theirs = inspection(server.url(), "i0015");
    theirs.page().click("holdfast-status [part~=pill]");

    choose(theirs, file);
    told(theirs, "are on this device now");
    arrives("i0015", "carried in a file");
    choose(theirs, file);
    told(theirs, "are on this device now");
    mine.page().keyboard().press("Escape");
    mine.page().click("text=Go online");

    mine.until("its own is sent, too", "offlineStorage.hasConflicts", "false");
    theirs.until("all is sent", "offlineStorage.hasConflicts", "false");
    theirs.until(
        "it shows", "document.querySelector('" + NOTES + "').value", "\"carried in a file\"");
    assertThat(server.head("demo")).isEqualTo(before + 1);
  }

  @Test
  void fileThatIsNoneOfOurs_isRefusedInWordsForUsers() {
    Tab tab = inspection(server.url(), "i0017");
    tab.page().click("holdfast-status [part~=pill]");

    choose(tab, saved(new Tab.Saved("holiday.json", "{\"photos\":3}")));

    told(tab, "“holiday.json” was not imported. It is no file that “Save a file” has made here");
    assertThat(tab.json("offlineStorage.pending")).isEqualTo("[]");
  }

  @Test
  void linkToTheInspector_showsWhatThisDeviceHasNotSent() {
    Tab mine = switchedOff("i0019");
    type(mine, "for the inspector");
    pillSays(mine, "1 unsent");
    mine.page().click("holdfast-status [part~=pill]");

    Page inspector =
        mine.page().waitForPopup(() -> mine.page().click("text=For developers: the inspector"));

    inspector.waitForSelector("#outbox >> text=inspections/i0019");
  }

  @Test
  void onTheDayItIsFirstStarted_thereIsSomethingToDo() {
    Tab tab = browser().open(server.url());
    tab.page().waitForSelector(".overview h2");

    assertThat(tab.page().innerText(".overview h2")).matches("\\d+ inspections to do today");
  }

  /** Nothing is cut off or beside the screen, and the app's name is there. */
  @ParameterizedTest
  @ValueSource(ints = {320, 390, 1200})
  void atAnyWidth_allIsOnTheScreen(int width) {
    Tab tab = browser().newTab();
    tab.page().setViewportSize(width, 740);
    tab.open(server.url());
    tab.page().waitForSelector(".row");
    tab.page().waitForSelector("holdfast-status [part~=pill]");

    assertThat(tab.page().isVisible("h1")).isTrue();
    assertThat(
            tab.json(
                "[...document.querySelectorAll('h1, .chip, .bar > *, .row strong')].slice(0,"
                    + " 40).filter(one => { const box = one.getBoundingClientRect(); return box.width"
                    + " && (box.left < 0 || box.right > innerWidth || one.scrollWidth >"
                    + " one.clientWidth + 1 && getComputedStyle(one).overflow !== 'visible');"
                    + " }).map(one => one.textContent)"))
        .isEqualTo("[]");
    assertThat(tab.is("document.documentElement.scrollWidth <= innerWidth")).isTrue();
  }

  private Tab inspection(String url, String id) {
    Tab tab = browser().open(url + "/#/" + id);
    tab.page().waitForSelector(NOTES);
    exposed(tab);
    return tab;
  }

  /** The same on a device whose network the demo's own switch has cut. */
  private Tab switchedOff(String id) {
    Tab tab = inspection(server.url(), id);
    controlled(tab);
    tab.page().click("text=Go offline");
    pillSays(tab, "offline");
    return tab;
  }

  private Path saved(Tab.Saved file) {
    try {
      return Files.writeString(folder.resolve(file.name()), file.text());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void choose(Tab tab, Path file) {
    tab.page().waitForFileChooser(() -> tab.page().click("text=Import a file")).setFiles(file);
  }

  private static void told(Tab tab, String words) {
    tab.page().waitForSelector("#device [role=status]:has-text('" + words + "')");
  }

  private static void exposed(Tab tab) {
    tab.evaluate("import('/holdfast/holdfast.js').then(all => void Object.assign(window, all))");
  }

  private static void type(Tab tab, String words) {
    tab.page().fill(NOTES, words);
  }

  private static void pillSays(Tab tab, String word) {
    tab.until(
        "the pill says " + word,
        "document.querySelector('holdfast-status').shadowRoot.querySelector('[part~=pill]')"
            + ".textContent.toLowerCase().includes('"
            + word
            + "')");
  }

  private void arrives(String id, String notes) {
    Await.until(
        "the server has \"" + notes + "\"",
        Tab.PATIENCE,
        () -> String.valueOf(server.documents("demo").get("inspections/" + id)),
        document -> document.contains("\"" + notes + "\""));
  }

  private void change(String id, String notes) {
    Json document = Json.parse(server.documents("demo").get("inspections/" + id));
    Json.set(document, "notes", Json.of(notes));
    server.write("demo", "inspections", id, Json.stringify(document));
  }
}
