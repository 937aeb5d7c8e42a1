package dev.holdfast.verify.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.verify.harness.Await;
import dev.holdfast.verify.harness.BrowserTest;
import dev.holdfast.verify.harness.Profile;
import dev.holdfast.verify.harness.Tab;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The product's main promise: without the server, work goes on; when the server is back, the work
 * arrives.
 */
class MainStoryTest extends BrowserTest {
  @Test
  void editsMadeWithoutTheServer_arriveThereAndInAnotherBrowserByThemselves() {
    Tab mine = lab(browser(), "");
    controlled(mine);
    Tab theirs = lab(browser(), "");
    mine.evaluate("app.state = { notes: [{ id: 'a', text: 'online' }] }");
    assertThat(mine.is("offlineStorage.saveCurrentAppState()")).isTrue();
    theirs.until("the first edit shows", "app.state?.notes[0].text", "\"online\"");

    goOffline(mine);
    mine.evaluate("app.state.notes.push({ id: 'b', text: 'offline' })");
    assertThat(mine.is("offlineStorage.saveCurrentAppState()")).isTrue();
    mine.reload();
    mine.until("the edit survives a reload", "app.state?.notes.map(n => n.id)", "[\"a\",\"b\"]");
    mine.evaluate("app.state.notes.push({ id: 'c', text: 'after the reload' })");
    assertThat(mine.is("offlineStorage.saveCurrentAppState()")).isTrue();
    assertThat(mine.is("offlineStorage.hasConflicts")).isTrue();
    goOnline();

    Await.until(
        "both edits are on the server",
        Tab.PATIENCE,
        () -> server.documents(space()),
        docs -> docs.containsKey("notes/b") && docs.containsKey("notes/c"));
    mine.until("nothing is left to send", "offlineStorage.hasConflicts", "false");
    theirs.until(
        "they show in the other browser", "app.state?.notes.map(n => n.id)", "[\"a\",\"b\",\"c\"]");
    Profile third = browser();
    Tab late = lab(third, "");
    late.until("and in one that comes late", "app.state?.notes.length", "3");
  }

  @Test
  void workerStoppedMidWay_thePageGoesOnAndAReloadWorks() {
    Profile browser = browser();
    Tab tab = lab(browser, "");
    controlled(tab);
    goOffline(tab);
    tab.evaluate("app.state = { text: 'before' }");
    assertThat(tab.is("offlineStorage.saveCurrentAppState()")).isTrue();

    browser.stopWorkers();

    tab.evaluate("app.state = { text: 'after' }");
    assertThat(tab.is("offlineStorage.saveCurrentAppState()")).isTrue();
    tab.reload();
    tab.until("the page and the edit are there", "app.state", "{\"text\":\"after\"}");
    browser.stopWorkers();
    goOnline();
    Await.until(
        "it arrives",
        Tab.PATIENCE,
        () -> server.documents(space()),
        docs -> "\"after\"".equals(docs.get("text/~")));
  }

  /** Fault 37. */
  @Test
  @Tag("fault-37")
  void twoTabsEditOneDocument_bothSeeOneFinalValue() {
    Profile browser = browser();
    Tab one = lab(browser, "");
    Tab two = lab(browser, "");

    one.evaluate(
        "Promise.all([1, 2, 3].map(n => offlineStorage.collection('tasks').update('t', v => ({"
            + " ...v, one: n }))))");
    two.evaluate(
        "Promise.all([1, 2, 3].map(n => offlineStorage.collection('tasks').update('t', v => ({"
            + " ...v, two: n }))))");

    String last = "{\"one\":3,\"two\":3}";
    for (Tab tab : new Tab[] {one, two}) {
      tab.until("in sync", "offlineStorage.hasConflicts", "false");
      tab.until("the final value", "offlineStorage.collection('tasks').get('t')", last);
    }
    assertThat(server.documents(space())).containsEntry("tasks/t", last);
  }
}
