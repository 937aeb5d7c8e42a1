package dev.holdfast.verify.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.core.json.Json;
import dev.holdfast.verify.harness.Await;
import dev.holdfast.verify.harness.BrowserTest;
import dev.holdfast.verify.harness.FaultyServer;
import dev.holdfast.verify.harness.Server;
import dev.holdfast.verify.harness.Tab;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

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
        "['my words', 'their words'].every(w => document.querySelector('#decide').innerText.includes(w))");
    mine.page().click("#decide .side.theirs");
    mine.page().click("#decide-use");

    mine.until("it is decided", "offlineStorage.hasConflicts", "false");
    mine.until(
        "their words show", "document.querySelector('" + NOTES + "').value", "\"their words\"");
    arrives("i0005", "their words");
  }

  @Test
  void theDrawersButtons_syncDownloadAndReset() {
    Tab tab = inspection(server.url(), "i0007");
    exposed(tab);
    type(tab, "for the drawer");
    tab.page().click("#pill");
    tab.page().click("#sync-now");
    tab.until("all is sent", "offlineStorage.hasConflicts", "false");
    arrives("i0007", "for the drawer");

    Tab.Saved file = tab.save(() -> tab.page().click("#download"));
    assertThat(file.name()).startsWith("holdfast-demo-").endsWith(".json");
    assertThat(file.text()).contains("for the drawer");

    tab.page().click("#reset");
    tab.page().click("#reset-yes");
    tab.until(
        "everything comes anew",
        "offlineStorage.loadAppState({ peek: true }).then(s => s?.inspections.length > 250)");
    tab.page().keyboard().press("Escape");
    tab.until("and shows", "document.querySelector('" + NOTES + "').value", "\"for the drawer\"");
  }

  /**
   * The first click after typing saves. That redrew the status display under the pressed button.
   */
  @Test
  void pillIsDrawnAnewWhileItIsPressed_theClickCounts() {
    Tab tab = inspection(server.url(), "i0009");
    tab.evaluate("void (document.querySelector('#pill').firstElementChild.id = 'old')");
    type(tab, "typed just before");
    tab.page().hover("#pill .pill-network");

    tab.page().mouse().down();
    tab.until("it is drawn anew", "document.querySelector('#old') === null");
    tab.page().mouse().up();

    tab.until("the drawer is open", "document.querySelector('#sync').open");
  }

  private Tab inspection(String url, String id) {
    Tab tab = browser().open(url + "/#/" + id);
    tab.page().waitForSelector(NOTES);
    exposed(tab);
    return tab;
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
        "document.querySelector('#pill').textContent.toLowerCase().includes('" + word + "')");
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
