package dev.holdfast.verify.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.verify.harness.Await;
import dev.holdfast.verify.harness.BrowserTest;
import dev.holdfast.verify.harness.FaultyServer;
import dev.holdfast.verify.harness.FaultyServer.Fault;
import dev.holdfast.verify.harness.Profile;
import dev.holdfast.verify.harness.Tab;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A page cannot undo what it never saw (faults 55 to 57). Also the edges of going on- and offline.
 */
class SnapshotTest extends BrowserTest {
  /** Fault 55. */
  @Test
  @Tag("fault-55")
  void aFreshPageSavesItsDefaultIntoASpaceThatHasData_refusedAndNothingIsLost() {
    server.write(space(), "tasks", "t1", "{\"id\":\"t1\",\"title\":\"theirs\"}");
    Tab tab = lab(browser(), "restore=no");
    tab.untilSynced();

    tab.evaluate("app.state = { tasks: [] }");
    assertThat(tab.is("offlineStorage.saveCurrentAppState()")).isFalse();

    assertThat(tab.json("offlineStorage.lastError.code")).isEqualTo("\"STATE_NOT_LOADED\"");
    assertThat(tab.is("offlineStorage.hasConflicts")).isFalse();
    assertThat(server.documents(space())).containsKey("tasks/t1");
  }

  @Test
  void aCopiedTaskWithTheIdOfAnother_thePageLoads_saysItOnce_andSavesOn() {
    server.write(space(), "tasks", "a", "{\"id\":\"a\"}");
    server.write(space(), "tasks", "c", "{\"id\":\"a\",\"copy\":true}");
    server.write(space(), "~order", "tasks", "[\"a\"]");
    Tab tab = lab(browser(), "restore=no");
    tab.untilSynced();

    assertThat(tab.json("offlineStorage.loadAppState()")).isEqualTo("{\"tasks\":[{\"id\":\"a\"}]}");
    assertThat(tab.json("offlineStorage.misfits.map(one => one.key)")).isEqualTo("[\"tasks/c\"]");
    assertThat(tab.json("offlineStorage.lastError.code")).isEqualTo("\"STATE_SHAPE\"");
    tab.evaluate("app.state = { tasks: [{ id: 'a' }, { id: 'b' }] }");
    assertThat(tab.is("offlineStorage.saveCurrentAppState()")).isTrue();
    tab.until("in sync", "offlineStorage.syncLocalChangesToServer()");
    assertThat(server.documents(space())).containsKeys("tasks/b", "tasks/c");
  }

  @Test
  void aFreshPageThatOnlyPeeked_hasNoBaselineYet() {
    server.write(space(), "tasks", "t1", "{\"id\":\"t1\"}");
    Tab tab = lab(browser(), "restore=no");
    tab.untilSynced();

    tab.evaluate("offlineStorage.loadAppState({ peek: true })");
    tab.evaluate("app.state = { tasks: [] }");
    assertThat(tab.is("offlineStorage.saveCurrentAppState()")).isFalse();

    tab.evaluate("offlineStorage.loadAppState()");
    assertThat(tab.is("offlineStorage.saveCurrentAppState()")).as("now it has seen it").isTrue();
  }

  /** Fault 56. */
  @Test
  @Tag("fault-56")
  void newsThatThisPageNeverApplied_staysWhenItSaves() {
    Tab tab = lab(browser(), "restore=no");
    tab.evaluate("app.state = { tasks: [{ id: 'mine', title: 'x' }] }");
    assertThat(tab.is("offlineStorage.saveCurrentAppState()")).isTrue();
    tab.until("in sync", "offlineStorage.syncLocalChangesToServer()");
    server.write(space(), "tasks", "theirs", "{\"id\":\"theirs\"}");
    tab.until(
        "their edit is here", "offlineStorage.collection('tasks').get('theirs').then(v => !!v)");

    tab.evaluate("app.state.tasks[0].title = 'y'");
    assertThat(tab.is("offlineStorage.saveCurrentAppState()")).isTrue();

    tab.until("in sync again", "offlineStorage.syncLocalChangesToServer()");
    assertThat(server.documents(space()))
        .containsEntry("tasks/theirs", "{\"id\":\"theirs\"}")
        .containsEntry("tasks/mine", "{\"id\":\"mine\",\"title\":\"y\"}");
  }

  /** Fault 57. */
  @Test
  @Tag("fault-57")
  void twoPagesOfOneProfileSaveDifferentSnapshots_eachCountsAndNoneRevertsTheOther() {
    Profile browser = browser();
    Tab one = lab(browser, "restore=no");
    one.evaluate("app.state = { tasks: [{ id: 'a', n: 0 }, { id: 'b', n: 0 }] }");
    assertThat(one.is("offlineStorage.saveCurrentAppState()")).isTrue();
    Tab two = lab(browser, "restore=no");
    two.evaluate("offlineStorage.loadAppState().then(s => { app.state = s; })");

    one.evaluate("app.state.tasks[0].n = 1");
    two.evaluate("app.state.tasks[1].n = 2");
    assertThat(one.is("offlineStorage.saveCurrentAppState()")).isTrue();
    assertThat(two.is("offlineStorage.saveCurrentAppState()")).isTrue();
    assertThat(one.is("offlineStorage.saveCurrentAppState()")).isTrue();

    String both = "{\"tasks\":[{\"id\":\"a\",\"n\":1},{\"id\":\"b\",\"n\":2}]}";
    one.until("one has both", "offlineStorage.loadAppState({ peek: true })", both);
    two.until("two has both", "offlineStorage.loadAppState({ peek: true })", both);
  }

  @Test
  void whatThePageHadTypedBeforeNewsIsShown_isMergedNotLost() {
    Tab tab = lab(browser(), "");
    tab.evaluate("app.state = { tasks: [{ id: 'a', title: 'x', done: false }] }");
    tab.evaluate("offlineStorage.saveCurrentAppState()");
    tab.until("in sync", "offlineStorage.syncLocalChangesToServer()");
    tab.evaluate("void (app.state.tasks[0].title = 'typed, not saved')");

    server.write(space(), "tasks", "a", "{\"id\":\"a\",\"title\":\"x\",\"done\":true}");

    tab.until(
        "both show",
        "app.state.tasks",
        "[{\"id\":\"a\",\"title\":\"typed, not saved\",\"done\":true}]");
  }

  /** A bug: text typed between the snapshot and the restore was overwritten. */
  @Test
  void typedWhileNewsIsFetched_isMergedNotLost() {
    Tab tab = lab(browser(), "");
    tab.evaluate("app.state = { tasks: [{ id: 'a', title: 'x', done: false }] }");
    tab.evaluate("offlineStorage.saveCurrentAppState()");
    tab.until("in sync", "offlineStorage.syncLocalChangesToServer()");
    tab.evaluate(
        "offlineStorage.setSnapshotFn(() => { const shown = structuredClone(app.state);"
            + " app.state.tasks[0].title = 'typed right after the snapshot'; return shown; })");

    server.write(space(), "tasks", "a", "{\"id\":\"a\",\"title\":\"x\",\"done\":true}");

    tab.until("the news shows", "app.state.tasks[0].done");
    assertThat(tab.json("app.state.tasks"))
        .isEqualTo("[{\"done\":true,\"id\":\"a\",\"title\":\"typed right after the snapshot\"}]");
  }

  /** A bug: the load was measured against what {@code restore} had shown, which lacked the task. */
  @Test
  void loadEndsAfterRestoreHasShownAnOlderState_whatThePageThenRemovesIsRemoved() {
    Tab tab = lab(browser(), "");
    tab.evaluate("app.state = { tasks: [{ id: 'a' }] }");
    tab.evaluate("offlineStorage.saveCurrentAppState()");
    tab.until("in sync", "offlineStorage.syncLocalChangesToServer()");
    tab.evaluate(
        "void (app.restored.push = () => { delete app.restored.push;"
            + " return offlineStorage.collection('tasks').put('b', { id: 'b' }).then(() => {"
            + " app.removed = offlineStorage.loadAppState().then((state) => {"
            + " app.loaded = state.tasks.length;"
            + " app.state = { tasks: state.tasks.filter((task) => task.id !== 'b') };"
            + " return offlineStorage.saveCurrentAppState(); }); }); })");

    server.write(space(), "tasks", "c", "{\"id\":\"c\"}");
    tab.until("a restore and a load have begun", "app.removed !== undefined");

    assertThat(tab.is("app.removed")).isTrue();
    assertThat(tab.json("app.loaded")).isEqualTo("3");
    tab.until("in sync again", "offlineStorage.syncLocalChangesToServer()");
    assertThat(tab.json("app.state.tasks")).isEqualTo("[{\"id\":\"a\"},{\"id\":\"c\"}]");
    assertThat(server.documents(space()))
        .containsKeys("tasks/a", "tasks/c")
        .doesNotContainKey("tasks/b");
  }

  /** If only the app knows the server, a save waits for one check of the network. */
  @Test
  void newsLoadedWhileASaveWaitsForTheNetwork_theSaveDoesNotUndoIt() {
    Profile browser = browser();
    Tab one = lab(browser, "sync=none&restore=no");
    Tab two = lab(browser, "sync=none&restore=no");
    one.evaluate("app.state = { left: 0, right: 0 }");
    assertThat(one.is("offlineStorage.saveCurrentAppState()")).isTrue();
    two.evaluate("offlineStorage.loadAppState()");
    one.evaluate(
        "void (() => { const real = fetch; app.held = 0;"
            + " const free = new Promise(go => app.release = go);"
            + " self.fetch = async (url, how) => { if (String(url).includes('/ping')) {"
            + " app.held++; await free; } return real(url, how); }; })()");

    one.evaluate(
        "void (app.state = { left: 1, right: 0 }, app.saved = offlineStorage.saveCurrentAppState())");
    one.until("it asks for the network", "app.held > 0");
    two.evaluate("app.state = { left: 0, right: 2 }");
    assertThat(two.is("offlineStorage.saveCurrentAppState()")).isTrue();
    one.evaluate("offlineStorage.loadAppState()");
    one.evaluate("void app.release()");

    assertThat(one.is("app.saved")).isTrue();
    assertThat(one.json("offlineStorage.loadAppState({ peek: true })"))
        .isEqualTo("{\"left\":1,\"right\":2}");
  }

  /** For example, an app that shows the time. */
  @Test
  void stateIsNeverTheSameTwice_newsIsShownAllTheSame() {
    Tab tab = lab(browser(), "");
    tab.evaluate("app.state = { tasks: [{ id: 'a', done: false }] }");
    tab.evaluate("offlineStorage.saveCurrentAppState()");
    tab.until("in sync", "offlineStorage.syncLocalChangesToServer()");
    tab.evaluate(
        "void (() => { let looks = 0; offlineStorage.setSnapshotFn(() =>"
            + " ({ ...app.state, looks: ++looks })); })()");

    server.write(space(), "tasks", "a", "{\"id\":\"a\",\"done\":true}");

    tab.until("the news shows", "app.state.tasks[0].done");
  }

  @Test
  void afterAReset_noPageHasABaseline() {
    Tab tab = lab(browser(), "restore=no");
    tab.evaluate("app.state = { tasks: [{ id: 'a' }] }");
    tab.evaluate("offlineStorage.saveCurrentAppState()");
    tab.until("in sync", "offlineStorage.syncLocalChangesToServer()");

    tab.evaluate("offlineStorage.resetVersions()");
    tab.until("pulled anew", "offlineStorage.syncLocalChangesToServer()");
    tab.evaluate("app.state = { tasks: [] }");

    assertThat(tab.is("offlineStorage.saveCurrentAppState()")).isFalse();
    assertThat(tab.json("offlineStorage.lastError.code")).isEqualTo("\"STATE_NOT_LOADED\"");
  }

  // --- edges ---

  /** The going-offline edge. Only with a server, the snapshot taken there is a local change. */
  @ParameterizedTest
  @CsvSource({"server, true", "own, false", "none, false"})
  void goingOffline_eachPagesSnapshotIsSavedByItself(String sync, boolean conflicts) {
    Profile browser = browser();
    Tab one = lab(browser, "sync=" + sync);
    Tab two = lab(browser, "sync=" + sync);
    one.evaluate("app.state = { left: 0, right: 0 }");
    assertThat(one.is("offlineStorage.saveCurrentAppState()")).isTrue();
    two.until("both pages show it", "app.state", "{\"left\":0,\"right\":0}");
    one.until("it is in sync", "offlineStorage.hasConflicts", "false");
    one.evaluate("app.state = { ...app.state, left: 1 }");
    two.evaluate("app.state = { ...app.state, right: 2 }");

    goOffline(one);
    two.until("the other page knows too", "networkStatus.current", "\"offline\"");

    String both = "{\"left\":1,\"right\":2}";
    one.until("both are saved", "offlineStorage.loadAppState({ peek: true })", both);
    if (sync.equals("server")) {
      assertThat(one.is("offlineStorage.hasConflicts")).isEqualTo(conflicts);
    }
  }

  @ParameterizedTest
  @CsvSource({"own", "none"})
  void goingOfflineWhereOnlyTheAppKnowsTheServer_theSnapshotIsTheServerVersion(String sync) {
    Tab tab = lab(browser(), "sync=" + sync);
    tab.until("it is verified online, by an answer", "networkStatus.lastVerifiedAt > 0");
    tab.evaluate("app.state = { text: 'as the server has it' }");

    goOffline(tab);

    tab.until(
        "it is saved",
        "offlineStorage.loadAppState({ peek: true })",
        "{\"text\":\"as the server has it\"}");
    assertThat(tab.is("offlineStorage.hasConflicts")).isFalse();
  }

  @Test
  void comingOnline_oneSyncPerBrowserHoweverManyTabs() {
    FaultyServer way = faulty();
    Profile browser = browser();
    Tab first = lab(browser, way.url(), "worker=no");
    first.until("in sync", "offlineStorage.syncLocalChangesToServer()");
    Tab second = lab(browser, way.url(), "worker=no");
    Tab third = lab(browser, way.url(), "worker=no");
    second.untilSynced();
    third.untilSynced();
    goOffline(first);
    for (Tab tab : new Tab[] {second, third}) {
      tab.until("all tabs know", "networkStatus.current", "\"offline\"");
    }
    first.evaluate("offlineStorage.collection('tasks').put('a', { n: 1 })");
    int before = way.count("/sync");
    way.fault("/sync", Fault.HOLD_ANSWER);

    goOnline();

    way.awaitHeld("/sync", 1);
    for (Tab tab : new Tab[] {first, second, third}) {
      tab.until("each wants to", "offlineStorage.syncState", "\"syncing\"");
      tab.evaluate("offlineStorage.audit()"); // by the time it is read, the tab waits for the lock
    }
    way.heal();
    Await.until(
        "the edit arrives by itself",
        () -> server.documents(space()),
        docs -> docs.containsKey("tasks/a"));
    for (Tab tab : new Tab[] {first, second, third}) {
      tab.until("all tabs are in sync", "offlineStorage.hasConflicts", "false");
      tab.until("and idle", "offlineStorage.syncState", "\"idle\"");
    }
    assertThat(way.count("/sync") - before).isEqualTo(1);
  }
}
