package dev.holdfast.verify.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.verify.harness.BrowserTest;
import dev.holdfast.verify.harness.FaultyServer;
import dev.holdfast.verify.harness.FaultyServer.Fault;
import dev.holdfast.verify.harness.Tab;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code syncLocalChangesToServer()} in each situation, and what the app's function receives. */
class SyncingTest extends BrowserTest {
  @ParameterizedTest
  @ValueSource(strings = {"server", "own"})
  void offline_falseAndNothingChanged(String sync) {
    Tab tab = lab(browser(), "sync=" + sync);
    goOffline(tab);
    tab.evaluate("offlineStorage.updateLocalChanges({ text: 'kept' })");
    String before = tab.json("offlineStorage.audit()");

    assertThat(tab.is("offlineStorage.syncLocalChangesToServer()")).isFalse();

    assertThat(tab.json("offlineStorage.lastError.code")).isEqualTo("\"OFFLINE\"");
    assertThat(tab.json("offlineStorage.audit()")).isEqualTo(before);
    assertThat(tab.json("app.calls")).isEqualTo("[]");
  }

  @Test
  void online_pushesPullsAndMergesInOneCall() {
    Tab tab = lab(browser(), "");
    tab.untilSynced();
    server.write(space(), "tasks", "theirs", "{\"title\":\"y\"}");
    tab.evaluate("void offlineStorage.collection('tasks').put('mine', { title: 'x' })");

    assertThat(tab.is("offlineStorage.syncLocalChangesToServer()")).isTrue();

    assertThat(tab.is("offlineStorage.hasConflicts")).isFalse();
    assertThat(server.documents(space())).containsKeys("tasks/mine", "tasks/theirs");
    assertThat(tab.json("offlineStorage.collection('tasks').get('theirs')"))
        .isEqualTo("{\"title\":\"y\"}");
  }

  @Test
  void whileASyncRuns_theCallJoinsItAndLaterEditsGetAFollowUp() {
    FaultyServer way = faulty();
    Tab tab = lab(browser(), way.url(), "");
    tab.untilSynced();
    int before = way.count("/sync");
    way.fault("/sync", Fault.HOLD_ANSWER);
    tab.evaluate("offlineStorage.collection('tasks').put('a', { n: 1 })");
    tab.evaluate("void (app.first = offlineStorage.syncLocalChangesToServer())");
    way.await("/sync", before + 1);
    int underWay = way.count("/sync");
    tab.evaluate("void (app.second = offlineStorage.syncLocalChangesToServer())");
    tab.evaluate("offlineStorage.collection('tasks').put('b', { n: 2 })");
    tab.evaluate("void (app.third = offlineStorage.syncLocalChangesToServer())");
    assertThat(way.count("/sync")).as("none overlaps the one under way").isEqualTo(underWay);
    assertThat(tab.json("Promise.race([app.second, app.third, 'still waiting'])"))
        .isEqualTo("\"still waiting\"");

    way.heal();

    assertThat(tab.json("Promise.all([app.first, app.second, app.third])"))
        .isEqualTo("[true,true,true]");
    assertThat(server.documents(space())).containsKeys("tasks/a", "tasks/b");
    assertThat(server.head(space())).as("each edit had one effect").isEqualTo(2);
  }

  @ParameterizedTest
  @EnumSource(
      value = Fault.class,
      names = {"STATUS", "HTML_200", "DROP_BEFORE_COMMIT", "DROP_AFTER_COMMIT"})
  @Tag("fault-12")
  @Tag("fault-27")
  void failure_falseTheWorkIsKeptAndHasOneEffectInTheEnd(Fault fault) {
    FaultyServer way = faulty();
    Tab tab = lab(browser(), way.url(), "");
    tab.untilSynced();
    way.fault("/sync", fault);
    tab.evaluate("offlineStorage.collection('tasks').put('a', { n: 1 })");

    assertThat(tab.is("offlineStorage.syncLocalChangesToServer()")).isFalse();

    assertThat(tab.is("offlineStorage.hasConflicts")).isTrue();
    assertThat(tab.is("offlineStorage.pending.length === 1")).isTrue();
    way.heal();
    tab.until("it goes through by itself", "offlineStorage.hasConflicts", "false");
    tab.until("nothing is wrong any more", "offlineStorage.lastError", "undefined");
    assertThat(server.head(space())).isEqualTo(1);
    assertThat(tab.json("offlineStorage.audit().then(a => [a.acknowledged, a.total])"))
        .isEqualTo("[1,1]");
  }

  @Test
  void aSaveThatFailed_isNotForgottenWhenASyncSucceeds() {
    Tab tab = lab(browser(), "restore=no");
    tab.evaluate("void (app.state = { text: NaN })");
    assertThat(tab.is("offlineStorage.saveCurrentAppState()")).isFalse();

    assertThat(tab.is("offlineStorage.syncLocalChangesToServer()")).isTrue();

    assertThat(tab.json("offlineStorage.lastError.code")).isEqualTo("\"NOT_JSON\"");
  }

  @Test
  void nothingToSnapshot_itSyncsAllTheSame() {
    Tab tab = lab(browser(), "restore=no");
    tab.evaluate("offlineStorage.setSnapshotFn(() => undefined)");
    tab.evaluate("void offlineStorage.collection('tasks').put('a', { n: 1 })");

    assertThat(tab.is("offlineStorage.syncLocalChangesToServer()")).isTrue();

    assertThat(server.documents(space())).containsKey("tasks/a");
  }

  @Test
  void noSyncDefined_falseAndNothingIsReset() {
    Tab tab = lab(browser(), "sync=none");
    tab.evaluate("offlineStorage.updateLocalChanges({ text: 'kept' })");

    assertThat(tab.is("offlineStorage.syncLocalChangesToServer()")).isFalse();

    assertThat(tab.json("offlineStorage.lastError.code")).isEqualTo("\"NO_SYNC\"");
    assertThat(tab.json("offlineStorage.loadAppState({ peek: true })"))
        .isEqualTo("{\"text\":\"kept\"}");
    assertThat(tab.is("offlineStorage.hasConflicts")).isTrue();
  }

  // --- the app's own function ---

  @Test
  void ownFunctionTakesTheChanges_whatWasOfferedIsTheServerVersion() {
    Tab tab = lab(browser(), "sync=own");
    tab.evaluate("offlineStorage.updateLocalChanges({ tasks: [{ id: 'a', n: 1 }], text: 'x' })");

    tab.until("it is taken", "offlineStorage.hasConflicts", "false");

    assertThat(tab.json("app.calls.length")).isEqualTo("1");
    assertThat(tab.json("app.calls[0].local"))
        .isEqualTo("{\"tasks\":[{\"id\":\"a\",\"n\":1}],\"text\":\"x\"}");
    assertThat(tab.json("app.calls[0].changes.find(c => c.collection === 'tasks')"))
        .isEqualTo("{\"after\":{\"id\":\"a\",\"n\":1},\"collection\":\"tasks\",\"id\":\"a\"}");
    assertThat(tab.json("app.calls[0].base")).isEqualTo("undefined");
    assertThat(tab.is("offlineStorage.serverVersion === offlineStorage.localVersion")).isTrue();
  }

  /** Fault 58. */
  @Test
  @Tag("fault-58")
  void ownFunctionAnswersTrueAfterTheUserWentOnTyping_theLaterEditIsOfferedNext() {
    Tab tab = lab(browser(), "sync=own");
    tab.evaluate("app.answer = () => new Promise(done => { app.done = done; })");
    tab.evaluate("offlineStorage.updateLocalChanges({ text: 'first' })");
    tab.until("the function is called", "app.calls.length === 1");
    tab.evaluate("offlineStorage.updateLocalChanges({ text: 'second' })");
    tab.evaluate("app.answer = () => true");

    tab.evaluate("app.done(true)");

    tab.until("it is called again", "app.calls.length === 2");
    assertThat(tab.json("app.calls[1].changes"))
        .isEqualTo(
            "[{\"after\":\"second\",\"before\":\"first\",\"collection\":\"text\",\"id\":\"~\"}]");
    assertThat(tab.json("app.calls[1].base")).isEqualTo("{\"text\":\"first\"}");
    tab.until("all is taken", "offlineStorage.hasConflicts", "false");
  }

  @Test
  void savedWhileTheStateIsBeingRead_itIsNotGivenBackToThePageThatSavedIt() {
    Tab tab = lab(browser(), "sync=own");

    tab.evaluate(
        "(async () => { let saved; offlineStorage.updateLocalChanges({ text: 'first' })"
            + ".then(ok => { saved = ok; });"
            + " while (!saved) { dispatchEvent(new Event('offline')); await new Promise(requestAnimationFrame);"
            + " dispatchEvent(new Event('online')); await new Promise(requestAnimationFrame); } })()");

    tab.until("it is taken", "offlineStorage.hasConflicts", "false");
    assertThat(tab.json("offlineStorage.loadAppState({ peek: true })"))
        .isEqualTo("{\"text\":\"first\"}");
    assertThat(tab.json("app.restored")).isEqualTo("[]");
  }

  @Test
  void ownFunctionSaysWhatTheServerHolds_thatIsTheServerVersionAndLaterEditsAreMerged() {
    Tab tab = lab(browser(), "sync=own");
    tab.evaluate("app.answer = () => new Promise(done => { app.done = done; })");
    tab.evaluate("offlineStorage.updateLocalChanges({ tasks: [{ id: 'a', n: 1, by: 'me' }] })");
    tab.until("the function is called", "app.calls.length === 1");
    tab.evaluate("offlineStorage.updateLocalChanges({ tasks: [{ id: 'a', n: 2, by: 'me' }] })");
    tab.evaluate("app.answer = () => true");

    tab.evaluate(
        "app.done({ server: { tasks: [{ id: 'a', n: 1, by: 'me', seen: true }, { id: 'z', n: 9 }] }"
            + " })");

    tab.until("the later edit is offered and taken", "offlineStorage.hasConflicts", "false");
    assertThat(tab.json("offlineStorage.loadAppState({ peek: true })"))
        .isEqualTo(
            "{\"tasks\":[{\"by\":\"me\",\"id\":\"a\",\"n\":2,\"seen\":true},{\"id\":\"z\",\"n\":9}]}");
    assertThat(tab.json("app.calls.at(-1).base.tasks.length")).isEqualTo("2");
  }

  @ParameterizedTest
  @CsvSource({"throws, () => { throw new Error() }", "answers false, () => false"})
  void ownFunctionDoesNotTakeTheList_theSameListComesUnderTheSameKeyAndLaterEditsInTheNext(
      String situation, String answer) {
    Tab tab = lab(browser(), "sync=own");
    tab.evaluate("app.answer = " + answer);
    tab.evaluate("offlineStorage.updateLocalChanges({ text: 'first' })");
    assertThat(tab.is("offlineStorage.syncLocalChangesToServer()")).as(situation).isFalse();
    tab.evaluate("offlineStorage.updateLocalChanges({ text: 'second' })");
    int before = (Integer) tab.evaluate("app.calls.length");
    tab.evaluate("app.answer = () => true");

    tab.until("all is taken", "offlineStorage.syncLocalChangesToServer()");

    assertThat(
            tab.is(
                "new Set(app.calls.slice(0, "
                    + (before + 1)
                    + ").map(c => c.idempotencyKey)).size === 1"))
        .isTrue();
    assertThat(tab.json("app.calls.map(c => c.changes[0].after).at(" + before + ")"))
        .isEqualTo("\"first\"");
    assertThat(tab.json("app.calls.at(-1).changes[0].after")).isEqualTo("\"second\"");
    assertThat(tab.is("app.calls.at(-1).idempotencyKey !== app.calls[0].idempotencyKey")).isTrue();
  }

  @Test
  void aCallThatSyncedHasResolved_theAppWasShownWhatCame() {
    Tab tab = lab(browser(), "sync=own&worker=no");
    tab.evaluate("void (app.answer = () => false)");
    tab.evaluate("offlineStorage.updateLocalChanges({ text: 'mine' })");
    tab.until("it was asked in vain", "offlineStorage.lastError?.code", "\"NOT_NOW\"");
    tab.evaluate("void (app.answer = () => ({ server: { text: 'theirs' } }))");

    assertThat(
            tab.json(
                "offlineStorage.syncLocalChangesToServer().then(ok => [ok, app.restored.at(-1)])"))
        .isEqualTo("[true,{\"text\":\"theirs\"}]");
  }

  /** The restore function may itself sync. */
  @Test
  void aSyncInsideTheRestoreFunction_endsAsWell() {
    Tab tab = lab(browser(), "sync=own&worker=no");
    tab.evaluate(
        "void (app.answer = () => ({ server: { text: 'theirs' } }), app.restored.push ="
            + " () => offlineStorage.syncLocalChangesToServer().then(ok => { app.inside = ok; }))");

    assertThat(tab.is("offlineStorage.updateLocalChanges({ text: 'mine' })")).isTrue();

    tab.until("it has ended", "app.inside", "true");
  }

  @Test
  void ownFunctionTakesTooLong_itIsGivenUpAndItsLateAnswerIsIgnored() {
    Tab tab = browser().newTab();
    tab.page().clock().install();
    tab.open(server.url() + "/?sync=own&space=" + space());
    tab.until("the app has started", "app.started");
    tab.evaluate("void (app.done = [], app.answer = () => new Promise(ok => app.done.push(ok)))");
    tab.evaluate("offlineStorage.updateLocalChanges({ text: 'first' })");
    tab.evaluate("void offlineStorage.syncLocalChangesToServer().then(ok => { app.first = ok; })");
    tab.until("the function is called", "app.calls.length === 1");
    tab.evaluate("void (app.signals = [app.signal])");

    tab.page().clock().fastForward(61_000);

    tab.until("the call is over", "app.first", "false");
    assertThat(tab.is("app.signals[0].aborted")).isTrue();
    tab.evaluate("offlineStorage.updateLocalChanges({ text: 'second' })");
    tab.page().clock().fastForward(61_000); // the back-off
    tab.until("it is called again", "app.calls.length === 2");
    assertThat(tab.json("app.calls[1].changes")).isEqualTo(tab.json("app.calls[0].changes"));
    assertThat(tab.is("app.calls[1].idempotencyKey === app.calls[0].idempotencyKey")).isTrue();
    tab.evaluate("app.done[0](true)");
    assertThat(tab.json("offlineStorage.serverVersion")).as("ignored").isEqualTo("undefined");
    assertThat(tab.is("offlineStorage.syncState === 'syncing'")).isTrue();
    tab.evaluate("void (app.answer = () => true, app.done[1](true))");
    tab.until("both edits are taken", "offlineStorage.hasConflicts", "false");
    assertThat(tab.json("app.calls.at(-1).changes[0].after")).isEqualTo("\"second\"");
  }

  @Test
  void ownFunctionIsStillBusy_callsNeverOverlap() {
    Tab tab = lab(browser(), "sync=own");
    tab.evaluate(
        "void (app.busy = app.most = 0, app.answer = async () => { app.most = Math.max(app.most,"
            + " ++app.busy); await new Promise(r => setTimeout(r, 50)); app.busy--; return true;"
            + " })");

    tab.evaluate(
        "Promise.all([1, 2, 3, 4, 5].map(async n => { await"
            + " offlineStorage.collection('tasks').put('t', { n }); return"
            + " offlineStorage.syncLocalChangesToServer(); }))");

    tab.until("all is taken", "offlineStorage.hasConflicts", "false");
    assertThat(tab.json("app.most")).isEqualTo("1");
    assertThat(tab.json("app.calls.at(-1).changes[0].after.n")).isEqualTo("5");
  }
}
