package dev.holdfast.verify.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.verify.harness.BrowserTest;
import dev.holdfast.verify.harness.Tab;
import org.junit.jupiter.api.Test;

/** {@code start()} when something is not as it should be. */
class StartingTest extends BrowserTest {
  @Test
  void theWorkerCannotBeRegistered_lastErrorSaysWhyAndStoreAndSyncWork() {
    Tab tab = lab(browser(), "worker=/no-such-worker.js");

    tab.until("it is told", "offlineStorage.lastError?.code", "\"NO_SUPPORT\"");

    assertThat(tab.json("offlineStorage.lastError.message"))
        .contains("/no-such-worker.js")
        .as("the browser's reason")
        .contains("404");
    assertThat(tab.is("offlineStorage.updateLocalChanges({ text: 'x' })")).isTrue();
    tab.until("sync works", "offlineStorage.syncLocalChangesToServer()");
    assertThat(server.documents(space())).containsEntry("text/~", "\"x\"");
  }

  @Test
  void calledTwice_itStartsOnce() {
    Tab tab = lab(browser(), "");

    assertThat(
            tab.is(
                "Promise.all([offlineStorage.start({}), offlineStorage.start()]).then(() => true)"))
        .isTrue();

    tab.evaluate("app.restored.length = 0");
    tab.evaluate("offlineStorage.updateLocalChanges({ text: 'x' })");
    tab.until("it is in sync", "offlineStorage.hasConflicts", "false");
    assertThat(server.head(space())).isEqualTo(1);
  }

  @Test
  void calledBeforeStart_aMethodAnswersFalseAndSaysWhy() {
    Tab tab = browser().open(server.url() + "/about.html");
    tab.evaluate("import('/holdfast/holdfast.js').then(all => void Object.assign(window, all))");

    assertThat(tab.is("offlineStorage.saveCurrentAppState()")).isFalse();

    assertThat(tab.json("offlineStorage.lastError.code")).isEqualTo("\"STORE_CLOSED\"");
    assertThat(tab.is("offlineStorage.hasConflicts")).isFalse();
  }

  @Test
  void aCollectionIsUsedBeforeStart_itsCallsRejectAndNothingIsStored() {
    Tab tab = browser().open(server.url() + "/about.html");
    tab.evaluate("import('/holdfast/holdfast.js').then(all => void Object.assign(window, all))");

    assertThat(code(tab, "offlineStorage.collection('tasks').put('t', { n: 1 })"))
        .isEqualTo("\"STORE_CLOSED\"");
    assertThat(code(tab, "offlineStorage.collection('tasks').get('t')"))
        .isEqualTo("\"STORE_CLOSED\"");

    assertThat(tab.json("offlineStorage.lastError.code")).isEqualTo("\"STORE_CLOSED\"");
    assertThat(tab.json("indexedDB.databases()")).isEqualTo("[]");
  }

  @Test
  void theNetworkIsAskedBeforeStart_theSubjectsWorkGoesIntoTheSubjectsStore() {
    Tab tab = browser().open(server.url() + "/about.html");
    tab.evaluate("import('/holdfast/holdfast.js').then(all => void Object.assign(window, all))");

    assertThat(tab.json("networkStatus.check()")).isEqualTo("\"online\"");
    assertThat(tab.json("[offlineStorage.pending, offlineStorage.hasConflicts]"))
        .isEqualTo("[[],false]");
    tab.evaluate("offlineStorage.start({ space: '" + space() + "', subject: 'ann' })");
    tab.evaluate("offlineStorage.collection('tasks').put('t', { n: 1 })");

    assertThat(tab.json("indexedDB.databases().then(all => all.map(one => one.name))"))
        .contains("ann")
        .doesNotContain("\"holdfast//");
    assertThat(tab.json("offlineStorage.pending.map(one => one.key)")).isEqualTo("[\"tasks/t\"]");
  }

  private static String code(Tab tab, String call) {
    return tab.json(call + ".then(() => 'it was done', error => error.code)");
  }
}
