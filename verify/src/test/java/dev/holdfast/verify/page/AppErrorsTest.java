package dev.holdfast.verify.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.verify.harness.BrowserTest;
import dev.holdfast.verify.harness.Profile;
import dev.holdfast.verify.harness.Tab;
import org.junit.jupiter.api.Test;

/** What the app's own functions throw is reported in its words, and is on the console, once. */
class AppErrorsTest extends BrowserTest {
  private static final String LAST = "offlineStorage.lastError && offlineStorage.lastError.message";

  private void reported(Tab tab, String function, String code, String text) {
    tab.until("it is reported", LAST + " !== undefined");
    assertThat(tab.json(LAST))
        .startsWith("\"" + code + ": the app's " + function)
        .contains("Error: " + text);
  }

  /** With where it was thrown, so with more than its text. */
  private void onTheConsoleOnce(Tab tab, String text) {
    assertThat(tab.complaints().stream().filter(one -> one.contains("Error: " + text)))
        .singleElement()
        .asString()
        .contains("\n    at ");
  }

  @Test
  void restoreThrows() {
    Profile browser = browser();
    Tab before = lab(browser, "worker=no&sync=none");
    before.evaluate("offlineStorage.updateLocalChanges({ text: 'x' })");
    before.close();

    Tab tab = lab(browser, "worker=no&sync=none&restore=throws");

    reported(tab, "restore function", "NO_SNAPSHOT", "a bug of the app");
    onTheConsoleOnce(tab, "a bug of the app");
    assertThat(tab.json("offlineStorage.loadAppState()")).isEqualTo("{\"text\":\"x\"}");
  }

  @Test
  void snapshotThrows() {
    Tab tab = lab(browser(), "worker=no&sync=none");
    tab.evaluate(
        "void offlineStorage.setSnapshotFn(() => { throw new Error('no state of mine'); })");

    assertThat(tab.is("offlineStorage.saveCurrentAppState()")).isFalse();
    assertThat(tab.is("offlineStorage.saveCurrentAppState()")).isFalse();

    reported(tab, "snapshot function", "NO_SNAPSHOT", "no state of mine");
    onTheConsoleOnce(tab, "no state of mine");
  }

  @Test
  void updateThrows() {
    Tab tab = lab(browser(), "worker=no&sync=none");

    String thrown =
        tab.json(
            "offlineStorage.collection('tasks').update('t', () => { throw new Error('no edit');"
                + " }).catch(error => error.message)");

    assertThat(thrown).contains("the app's update function threw Error: no edit");
    onTheConsoleOnce(tab, "no edit");
  }

  @Test
  void migrateThrows() {
    Profile browser = browser();
    Tab before = lab(browser, "worker=no&sync=none");
    before.evaluate("offlineStorage.updateLocalChanges({ text: 'x' })");
    before.close();
    Tab tab = browser.open(server.url() + "/about.html");

    tab.evaluate(
        "import('/holdfast/holdfast.js').then(all => Object.assign(window, all) &&"
            + " offlineStorage.start({ space: it, schema: { version: 2, migrate: () => {"
            + " throw new Error('no migration'); } }, snapshot: () => undefined,"
            + " restore: () => {} })).then(() => undefined)",
        space());

    reported(tab, "migrate function", "MIGRATION_FAILED", "no migration");
    onTheConsoleOnce(tab, "no migration");
  }

  @Test
  void ownSyncFunctionThrows() {
    Tab tab = lab(browser(), "worker=no&sync=own");
    tab.evaluate("void (app.answer = () => { throw new Error('no sync of mine'); })");
    tab.evaluate("offlineStorage.collection('tasks').put('t', { n: 1 })");
    tab.until("it was called twice", "app.calls.length > 1");

    reported(tab, "sync function", "SERVER_BUSY", "no sync of mine");
    onTheConsoleOnce(tab, "no sync of mine");
  }

  @Test
  void headersThrow() {
    Tab tab = lab(browser(), "worker=no");
    tab.evaluate("void (app.headers = () => { throw new Error('no token'); })");
    tab.evaluate("offlineStorage.collection('tasks').put('t', { n: 1 })");

    tab.until("it needs a login", "offlineStorage.lastError?.code", "\"NEEDS_LOGIN\"");
    assertThat(tab.json(LAST)).contains("gave no headers: Error: no token");
    onTheConsoleOnce(tab, "no token");
  }
}
