package dev.holdfast.verify.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.core.json.Json;
import dev.holdfast.verify.harness.BrowserTest;
import dev.holdfast.verify.harness.FaultyServer;
import dev.holdfast.verify.harness.FaultyServer.Fault;
import dev.holdfast.verify.harness.Tab;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code downloadCurrentChanges()} in each situation: a real file that the browser saves. */
class DownloadingTest extends BrowserTest {
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aFileWithTheStateAndAllUnsentChanges(boolean offline) {
    Tab tab = lab(browser(), "sync=none");
    if (offline) {
      goOffline(tab);
    }
    tab.evaluate("offlineStorage.updateLocalChanges({ text: 'unsent' })");
    tab.evaluate("app.state = { text: 'typed, not saved' }");
    String before = tab.json("offlineStorage.audit()");

    Tab.Saved file = download(tab);

    assertThat(file.name()).matches("holdfast-" + space() + "-[0-9TZ-]+\\.json");
    assertThat(field(file, "state")).isEqualTo("{\"text\":\"typed, not saved\"}");
    assertThat(field(file, "mutations")).contains("\"unsent\"");
    assertThat(tab.json("offlineStorage.audit()")).as("work stays").isEqualTo(before);
    assertThat(tab.is("offlineStorage.hasConflicts")).isTrue();
  }

  @Test
  void whileASyncRuns_whatIsInFlightIsLabelled() {
    FaultyServer way = faulty();
    Tab tab = lab(browser(), way.url(), "");
    tab.untilSynced();
    way.fault("/sync", Fault.HOLD_ANSWER);
    tab.evaluate("offlineStorage.collection('tasks').put('a', { n: 1 })");
    tab.until("it is on its way", "offlineStorage.pending[0]?.state", "\"inFlight\"");

    Tab.Saved file = download(tab);

    assertThat(field(file, "mutations")).contains("\"inFlight\"");
    way.heal();
    tab.until("the sync goes on undisturbed", "offlineStorage.hasConflicts", "false");
  }

  @Test
  void nothingToSnapshot_theLocalVersionAndChangesOnly() {
    Tab tab = lab(browser(), "sync=none&restore=no");
    tab.evaluate("offlineStorage.collection('tasks').put('a', { n: 1 })");

    Tab.Saved file = download(tab);

    assertThat(field(file, "mutations")).contains("\"tasks/a\"");
  }

  @Test
  void theSnapshotFunctionThrows_errorEventAndNoStateChanges() {
    Tab tab = lab(browser(), "sync=none");
    tab.evaluate("offlineStorage.updateLocalChanges({ text: 'x' })");
    String before = tab.json("offlineStorage.audit()");
    tab.evaluate("offlineStorage.setSnapshotFn(() => { throw new Error('not now'); })");

    tab.evaluate("offlineStorage.downloadCurrentChanges()");

    assertThat(tab.is("app.events.some(e => e.type === 'error')")).isTrue();
    assertThat(tab.json("offlineStorage.audit()")).isEqualTo(before);
    assertThat(tab.json("offlineStorage.loadAppState({ peek: true })"))
        .isEqualTo("{\"text\":\"x\"}");
  }

  /**
   * Fault 59, as far as browsers are concerned. The importer continues from work that the origin
   * has sent. If the origin's request had a second effect, it would undo the later edits or
   * conflict with them.
   */
  @Test
  @Tag("fault-59")
  void anExportImportedOnAnotherDeviceAndSentByBoth_hasOneEffect() {
    FaultyServer way = faulty();
    Tab mine = lab(browser(), way.url(), "restore=no&worker=no");
    way.breakOff(mine);
    mine.evaluate("offlineStorage.collection('tasks').put('a', { n: 1 })");
    Tab.Saved file = download(mine);
    Tab theirs = lab(browser(), "restore=no&worker=no");

    assertThat(theirs.evaluate("offlineStorage.importChanges(new Blob([it]))", file.text()))
        .isEqualTo(true);
    theirs.until("the importer has sent it", "offlineStorage.hasConflicts", "false");
    theirs.evaluate("offlineStorage.collection('tasks').put('a', { n: 2 })");
    theirs.until("and has gone on from it", "offlineStorage.hasConflicts", "false");
    way.heal();

    mine.until("its origin has sent it too", "offlineStorage.pending.length", "0");
    assertThat(mine.json("offlineStorage.conflicts.length")).isEqualTo("0");
    assertThat(server.documents(space())).containsEntry("tasks/a", "{\"n\":2}");
    assertThat(server.head(space())).isEqualTo(2);
  }

  private static Tab.Saved download(Tab tab) {
    return tab.save(() -> tab.evaluate("void offlineStorage.downloadCurrentChanges()"));
  }

  private static String field(Tab.Saved file, String name) {
    Json value = Json.get(Json.parse(file.text()), name);
    return Json.isAbsent(value) ? "undefined" : Json.text(Json.canonical(value));
  }
}
