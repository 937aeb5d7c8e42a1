package dev.holdfast.verify.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.verify.harness.Await;
import dev.holdfast.verify.harness.BrowserTest;
import dev.holdfast.verify.harness.FaultyServer;
import dev.holdfast.verify.harness.FaultyServer.Fault;
import dev.holdfast.verify.harness.Profile;
import dev.holdfast.verify.harness.Tab;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code saveCurrentAppState()} in each situation, for each way to sync. */
class SavingTest extends BrowserTest {
  @ParameterizedTest
  @ValueSource(strings = {"server", "own", "none"})
  void offline_trueAndTheSnapshotIsTheLocalVersionAfterAReload(String sync) {
    Tab tab = lab(browser(), "sync=" + sync);
    controlled(tab);
    goOffline(tab);

    tab.evaluate("app.state = { text: 'written offline' }");
    assertThat(tab.is("offlineStorage.saveCurrentAppState()")).isTrue();

    assertThat(tab.is("offlineStorage.hasConflicts")).isTrue();
    assertThat(tab.json("offlineStorage.serverVersion === offlineStorage.localVersion"))
        .isEqualTo("false");
    tab.reload();
    tab.until("it is given back", "app.state", "{\"text\":\"written offline\"}");
    assertThat(tab.is("offlineStorage.hasConflicts")).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"server", "own", "none"})
  void startHasResolved_thePageShowsWhatIsHere(String sync) {
    Tab tab = lab(browser(), "sync=" + sync);
    tab.evaluate("app.state = { tasks: [{ id: '1' }, { id: '2' }] }");
    assertThat(tab.is("offlineStorage.saveCurrentAppState()")).isTrue();

    tab.reload();
    tab.until("the app has started", "app.started");

    assertThat(tab.json("app.atStart")).isEqualTo("{\"tasks\":[{\"id\":\"1\"},{\"id\":\"2\"}]}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"own", "none"})
  void thePageCouldNotShowWhatIsHere_itsSnapshotOverwritesNothing(String sync) {
    Profile browser = browser();
    Tab tab = lab(browser, "sync=" + sync);
    tab.evaluate("app.state = { tasks: [{ id: '1' }, { id: '2' }] }");
    assertThat(tab.is("offlineStorage.saveCurrentAppState()")).isTrue();
    Tab broken = lab(browser, "restore=throws&sync=" + sync);
    broken.evaluate("app.state = { tasks: [{ id: 'new' }] }");

    // Read at once: the restore function is called again later, and throws again.
    String saved =
        "offlineStorage.saveCurrentAppState().then(ok => [ok, offlineStorage.lastError.code])";
    assertThat(broken.json(saved)).isEqualTo("[false,\"STATE_NOT_LOADED\"]");

    assertThat(broken.json("offlineStorage.loadAppState({ peek: true }).then(s => s.tasks.length)"))
        .isEqualTo("2");
  }

  @Test
  void onlineWithAServer_theSnapshotIsLocalUntilTheServerHasIt() {
    FaultyServer way = faulty();
    Tab tab = lab(browser(), way.url(), "");
    tab.untilSynced();
    String before = tab.json("offlineStorage.serverVersion");
    way.fault("/sync", Fault.HOLD_ANSWER);

    tab.evaluate("app.state = { text: 'x' }");
    assertThat(tab.is("offlineStorage.saveCurrentAppState()")).isTrue();

    assertThat(tab.json("offlineStorage.serverVersion")).isEqualTo(before);
    assertThat(tab.is("offlineStorage.hasConflicts")).isTrue();
    way.heal();
    tab.until("the server has it", "offlineStorage.hasConflicts", "false");
    assertThat(server.documents(space())).containsEntry("text/~", "\"x\"");
    assertThat(tab.is("offlineStorage.serverVersion === offlineStorage.localVersion")).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"own", "none"})
  void verifiedOnlineWithNothingUnsent_theSnapshotBecomesTheServerVersion(String sync) {
    Tab tab = lab(browser(), "sync=" + sync);

    tab.evaluate("app.state = { text: 'as the server has it' }");
    assertThat(tab.is("offlineStorage.saveCurrentAppState()")).isTrue();

    assertThat(tab.is("offlineStorage.hasConflicts")).isFalse();
    assertThat(tab.is("offlineStorage.serverVersion === offlineStorage.localVersion")).isTrue();
    assertThat(tab.json("offlineStorage.loadAppState({ peek: true })"))
        .isEqualTo("{\"text\":\"as the server has it\"}");
    assertThat(tab.json("app.calls")).isEqualTo("[]");
  }

  @Test
  void withAnythingUnsentAndAnOwnFunction_theSnapshotIsALocalChange() {
    Tab tab = lab(browser(), "sync=own");
    tab.evaluate("app.answer = () => false");
    tab.evaluate("offlineStorage.updateLocalChanges({ text: 'unsent', more: 1 })");

    tab.evaluate("app.state = { text: 'unsent', more: 2 }");
    assertThat(tab.is("offlineStorage.saveCurrentAppState()")).isTrue();

    assertThat(tab.is("offlineStorage.hasConflicts")).isTrue();
    assertThat(tab.json("offlineStorage.serverVersion")).isEqualTo("undefined");
    // Two entries, or three if the first was offered to the function before the second was made.
    assertThat(tab.is("offlineStorage.pending.filter(e => e.key === 'more/~').length > 0"))
        .isTrue();
  }

  @Test
  void whileASyncRuns_trueOnceDurableAndTheEditFollows() {
    FaultyServer way = faulty();
    Tab tab = lab(browser(), way.url(), "");
    tab.untilSynced();
    int before = way.count("/sync");
    way.fault("/sync", Fault.HOLD_ANSWER);
    tab.evaluate("app.state = { text: 'first' }");
    tab.evaluate("offlineStorage.saveCurrentAppState()");
    way.await("/sync", before + 1);

    tab.evaluate("app.state = { text: 'second' }");
    assertThat(tab.is("offlineStorage.saveCurrentAppState()")).isTrue();
    assertThat(tab.json("offlineStorage.loadAppState({ peek: true })"))
        .isEqualTo("{\"text\":\"second\"}");
    way.heal();

    Await.until(
        "the second edit follows the first",
        () -> server.documents(space()),
        docs -> "\"second\"".equals(docs.get("text/~")));
  }

  @Test
  void nothingToSnapshot_falseAndNothingChanged() {
    Tab tab = lab(browser(), "");
    String before = tab.json("offlineStorage.audit()");

    assertThat(tab.is("offlineStorage.saveCurrentAppState()")).isFalse();

    assertThat(tab.json("offlineStorage.lastError.code")).isEqualTo("\"NO_SNAPSHOT\"");
    assertThat(tab.json("offlineStorage.audit()")).isEqualTo(before);
  }

  @Test
  void nothingToSnapshotButCollectionsInUse_trueOnceDurable() {
    Tab tab = lab(browser(), "restore=no");
    tab.evaluate("void offlineStorage.collection('tasks').put('t', { title: 'x' })");

    assertThat(tab.is("offlineStorage.saveCurrentAppState()")).isTrue();

    assertThat(tab.json("offlineStorage.collection('tasks').get('t')"))
        .isEqualTo("{\"title\":\"x\"}");
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "the function throws   | offlineStorage.setSnapshotFn(() => { throw new Error() }) | NO_SNAPSHOT",
        "it throws no Error    | offlineStorage.setSnapshotFn(() => { throw 1 }) | NO_SNAPSHOT",
        "undefined             | app.state = undefined                          | NO_SNAPSHOT",
        "a getter throws       | app.state = { get text() { throw new Error() } } | NOT_JSON",
        "a function is no JSON | app.state = { text: () => 1 }                  | NOT_JSON",
        "NaN is no JSON        | app.state = { text: NaN }                      | NOT_JSON",
        "a circle is no JSON   | (app.state = { text: {} }).text.a = app.state | NOT_JSON",
        "a big integer         | app.state = { text: 1n }                       | NOT_JSON",
      })
  void failure_falseWithItsCauseAndTheStateBeforeIsIntact(
      String situation, String trigger, String code) {
    Tab tab = lab(browser(), "restore=no");
    tab.evaluate("app.state = { text: 'before' }");
    assertThat(tab.is("offlineStorage.saveCurrentAppState()")).isTrue();
    tab.until("in sync", "offlineStorage.syncLocalChangesToServer()");
    String before = tab.json("offlineStorage.audit()");

    tab.evaluate("void (" + trigger + ")");
    assertThat(tab.is("offlineStorage.saveCurrentAppState()")).as(situation).isFalse();

    assertThat(tab.json("offlineStorage.lastError.code")).isEqualTo("\"" + code + "\"");
    assertThat(tab.json("app.events.filter(e => e.type === 'error').at(-1).error.code"))
        .isEqualTo(tab.json("offlineStorage.lastError.code"));
    assertThat(tab.json("offlineStorage.audit()")).isEqualTo(before);
    assertThat(tab.json("offlineStorage.loadAppState({ peek: true })"))
        .isEqualTo("{\"text\":\"before\"}");
    assertThat(tab.is("offlineStorage.hasConflicts")).isFalse();
  }

  @Test
  void updateLocalChanges_setsTheLocalVersionEvenOnlineWithAnOwnFunction() {
    Tab tab = lab(browser(), "sync=own");
    tab.evaluate("app.answer = () => false");

    assertThat(tab.is("offlineStorage.updateLocalChanges({ text: 'mine' })")).isTrue();

    assertThat(tab.is("offlineStorage.hasConflicts")).isTrue();
    assertThat(tab.json("offlineStorage.serverVersion")).isEqualTo("undefined");
  }

  @Test
  void changedRightAfterPut_whatWasPassedIsStored() {
    Tab tab = lab(browser(), "");

    tab.evaluate(
        "(() => { const task = { n: 1, tags: ['a'] }; const stored ="
            + " offlineStorage.collection('tasks').put('t', task); task.n = 2; task.tags.push('b');"
            + " return stored; })()");

    assertThat(tab.json("offlineStorage.collection('tasks').get('t')"))
        .isEqualTo("{\"n\":1,\"tags\":[\"a\"]}");
  }

  /** The server takes no such text, so one id would hold up the whole sync for good. */
  @Test
  void anIdOrANameWithHalfACharacter_isMended_andSynced() {
    Tab tab = lab(browser(), "restore=no");

    tab.evaluate("offlineStorage.collection('tasks').put('\\ud83d', 1)");
    tab.evaluate("offlineStorage.collection('\\ude00').put('a', 2)");

    assertThat(tab.json("offlineStorage.collection('tasks').get('\\ud83d')")).isEqualTo("1");
    tab.until("synced", "offlineStorage.syncLocalChangesToServer()");
    assertThat(server.documents(space())).containsOnlyKeys("tasks/\ufffd", "\ufffd/a");
  }

  @Test
  void putOfWhatIsNoJson_toJsonIsAskedAndTheRestIsRefused() {
    Tab tab = lab(browser(), "");
    tab.evaluate(
        "offlineStorage.collection('tasks').put('t', { at: new Date(0), no: undefined, money: new"
            + " (class { toJSON() { return '1 EUR' } })() })");

    assertThat(tab.json("offlineStorage.collection('tasks').get('t')"))
        .isEqualTo("{\"at\":\"1970-01-01T00:00:00.000Z\",\"money\":\"1 EUR\"}");
    tab.evaluate("void (window.ring = [], window.ring.push(window.ring))");
    for (String value :
        new String[] {"{ n: NaN }", "{ f: () => 1 }", "window.ring", "[undefined]"}) {
      assertThat(
              tab.json(
                  "offlineStorage.collection('tasks').put('t', "
                      + value
                      + ").then(() => 'stored', e => e.code)"))
          .as(value)
          .isEqualTo("\"NOT_JSON\"");
    }
  }
}
