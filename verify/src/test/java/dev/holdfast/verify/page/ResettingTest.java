package dev.holdfast.verify.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.verify.harness.BrowserTest;
import dev.holdfast.verify.harness.FaultyServer;
import dev.holdfast.verify.harness.FaultyServer.Fault;
import dev.holdfast.verify.harness.Profile;
import dev.holdfast.verify.harness.Tab;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code resetVersions()} in each situation. */
class ResettingTest extends BrowserTest {
  @ParameterizedTest
  @ValueSource(strings = {"server", "own", "none"})
  void offline_unsentWorkIsArchivedThenBothVersionsAreForgotten(String sync) {
    Tab tab = lab(browser(), "sync=" + sync);
    goOffline(tab);
    tab.evaluate("offlineStorage.updateLocalChanges({ tasks: [{ id: 'a' }, { id: 'b' }] })");
    String total = tab.json("offlineStorage.audit().then(a => a.total)");

    assertThat(tab.json("offlineStorage.resetVersions()")).isEqualTo("undefined");

    assertForgotten(tab);
    assertThat(tab.json("offlineStorage.audit().then(a => a.total)")).isEqualTo(total);
    String changes = tab.json("offlineStorage.archives().then(all => all.map(a => a.changes))");
    assertThat(changes).isEqualTo("[2]"); // two tasks; that they are a list is ours to count

    assertThat(
            tab.is("offlineStorage.archives().then(a => offlineStorage.restoreArchive(a[0].id))"))
        .isTrue();
    assertThat(tab.json("offlineStorage.loadAppState({ peek: true })"))
        .isEqualTo("{\"tasks\":[{\"id\":\"a\"},{\"id\":\"b\"}]}");
    assertThat(tab.is("offlineStorage.hasConflicts")).isTrue();
  }

  @Test
  void online_forgottenAndTheServersStateComesAnew() {
    Tab tab = lab(browser(), "restore=no");
    tab.evaluate("offlineStorage.collection('tasks').put('a', { n: 1 })");
    tab.until("in sync", "offlineStorage.syncLocalChangesToServer()");

    assertThat(
            tab.json(
                "offlineStorage.resetVersions().then(() => [offlineStorage.serverVersion,"
                    + " offlineStorage.localVersion].map(v => v === undefined))"))
        .isEqualTo("[true,true]");

    assertThat(tab.json("offlineStorage.archives()")).as("nothing was unsent").isEqualTo("[]");
    assertThat(tab.is("offlineStorage.syncLocalChangesToServer()")).isTrue();
    assertThat(tab.json("offlineStorage.collection('tasks').get('a')")).isEqualTo("{\"n\":1}");
    assertThat(server.head(space())).isEqualTo(1);
  }

  @Test
  void whileASyncRuns_itsLateAnswerTouchesReceiptsOnly() {
    FaultyServer way = faulty();
    Tab tab = lab(browser(), way.url(), "restore=no");
    tab.untilSynced();
    way.fault("/sync", Fault.HOLD_ANSWER);
    tab.evaluate("offlineStorage.collection('tasks').put('a', { n: 1 })");
    tab.evaluate("void (app.syncing = offlineStorage.syncLocalChangesToServer())");
    way.awaitHeld("/sync", 1);

    tab.evaluate("offlineStorage.resetVersions()");
    assertForgotten(tab);
    assertThat(tab.json("offlineStorage.archives().then(all => all.map(a => a.changes))"))
        .isEqualTo("[1]");
    server.kill(); // so that nothing is pulled again
    way.heal();

    tab.until(
        "the receipt counts",
        "offlineStorage.audit().then(a => a.acknowledged === 1 && a.archived === 0 && a.total === 1)");
    assertThat(tab.json("offlineStorage.serverVersion")).isEqualTo("undefined");
    assertThat(tab.json("offlineStorage.collection('tasks').get('a')")).isEqualTo("undefined");
  }

  @Test
  void whileTheOwnFunctionRuns_itsSignalFiresAndItsLateAnswerIsIgnored() {
    Tab tab = lab(browser(), "sync=own");
    tab.evaluate("app.answer = () => new Promise(done => { app.done = done; })");
    tab.evaluate("offlineStorage.updateLocalChanges({ text: 'x' })");
    tab.until("the function is called", "app.calls.length === 1");

    tab.evaluate("offlineStorage.resetVersions()");
    assertThat(tab.is("app.signal.aborted")).isTrue();
    tab.evaluate("app.done(true)");

    tab.until("the sync is over", "offlineStorage.syncState", "\"idle\"");
    assertForgotten(tab);
    assertThat(tab.json("offlineStorage.archives().then(all => all.map(a => a.changes))"))
        .isEqualTo("[1]");
  }

  @Test
  void nothingToSnapshot_fine() {
    Tab tab = lab(browser(), "sync=none");

    assertThat(tab.json("offlineStorage.resetVersions()")).isEqualTo("undefined");

    assertThat(tab.json("offlineStorage.lastError")).isEqualTo("undefined");
    assertThat(tab.json("offlineStorage.archives()")).isEqualTo("[]");
  }

  @Test
  void diskFull_nothingIsForgotten() {
    Profile browser = browser();
    Tab tab = lab(browser, 2_000_000, "restore=no&worker=no&sync=none");
    goOffline(tab);
    tab.evaluate("offlineStorage.collection('c').put('a', 'x'.repeat(1.2e6))");
    tab.evaluate("offlineStorage.collection('c').put('b', 'x'.repeat(1.2e6))");
    String before = tab.json("offlineStorage.audit()");

    tab.evaluate("offlineStorage.resetVersions()"); // its archive would hold both

    assertThat(tab.json("offlineStorage.lastError?.code")).isEqualTo("\"QUOTA\"");
    assertThat(tab.json("offlineStorage.audit()")).isEqualTo(before);
    assertThat(tab.json("offlineStorage.collection('c').getAll().then(all => all.length)"))
        .isEqualTo("2");
    assertThat(tab.is("offlineStorage.hasConflicts")).isTrue();
  }

  private static void assertForgotten(Tab tab) {
    assertThat(tab.json("offlineStorage.loadAppState({ peek: true })")).isEqualTo("undefined");
    assertThat(tab.json("offlineStorage.localVersion")).isEqualTo("undefined");
    assertThat(tab.json("offlineStorage.serverVersion")).isEqualTo("undefined");
    assertThat(tab.is("offlineStorage.hasConflicts")).isFalse();
  }
}
