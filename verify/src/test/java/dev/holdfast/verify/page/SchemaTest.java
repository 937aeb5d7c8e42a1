package dev.holdfast.verify.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.verify.harness.BrowserTest;
import dev.holdfast.verify.harness.FaultyServer;
import dev.holdfast.verify.harness.FaultyServer.Fault;
import dev.holdfast.verify.harness.Profile;
import dev.holdfast.verify.harness.Tab;
import org.junit.jupiter.api.Test;

/** A release that changes the form of the state is opened where data of the release before is. */
class SchemaTest extends BrowserTest {
  private static final String START =
      """
      import('/holdfast/holdfast.js').then((all) => {
        const app = { errors: [], shown: [], state: it[1] && { tasks: [{ id: 'a', f1: it[1] }] } };
        const renamed = ({ id, f1 }) => ({ id, f2: f1 });
        Object.assign(window, all, { app });
        offlineStorage.addEventListener('error', (event) => app.errors.push(event.error.code));
        return offlineStorage.start({
          space: it[2],
          schema: { version: it[0], migrate: (state) => ({ tasks: state.tasks.map(renamed) }) },
          snapshot: () => app.state,
          restore: (state) => void app.shown.push((app.state = state)),
        });
      }).then(() => void (self.started = true))""";

  private Tab release(Profile browser, String url, int version, String typed) {
    Tab tab = browser.open(url + "/about.html");
    tab.page().evaluate("it => void " + START, new Object[] {version, typed, space()});
    return tab;
  }

  private Tab started(Profile browser, int version, String typed) {
    Tab tab = release(browser, server.url(), version, typed);
    tab.until("it has started", "self.started === true");
    return tab;
  }

  @Test
  void dataOfTheReleaseBeforeIsThere_itIsShownMigrated_andNoErrorIsTold() {
    Profile browser = browser();
    Tab before = started(browser, 1, "x");
    assertThat(before.is("offlineStorage.saveCurrentAppState()")).isTrue();
    before.close();

    Tab tab = started(browser, 2, "");

    tab.until("it is shown", "app.shown", "[{\"tasks\":[{\"f2\":\"x\",\"id\":\"a\"}]}]");
    assertThat(tab.json("[app.errors, offlineStorage.lastError ?? null]")).isEqualTo("[[],null]");
  }

  /** A tab of the older release may write nothing more: its user takes the edit away in a file. */
  @Test
  void newerReleaseHasMigrated_theFileOfAnOlderTabHasItsEdit_andTheNewerReleaseTakesIt() {
    Profile browser = browser();
    Tab before = started(browser, 1, "x");
    assertThat(before.is("offlineStorage.saveCurrentAppState()")).isTrue();
    Tab tab = started(browser, 2, "");
    tab.until("it is shown", "app.shown", "[{\"tasks\":[{\"f2\":\"x\",\"id\":\"a\"}]}]");

    before.evaluate("void (app.state = { tasks: [{ id: 'a', f1: 'mine' }] })");
    assertThat(before.is("offlineStorage.saveCurrentAppState()")).isFalse();
    assertThat(before.json("offlineStorage.lastError.code")).isEqualTo("\"NEWER_STATE\"");
    String file = (String) before.evaluate("offlineStorage.exportChanges().then(b => b.text())");
    assertThat(file).doesNotContain("incomplete");

    assertThat(tab.evaluate("offlineStorage.importChanges(new Blob([it]))", file)).isEqualTo(true);
    tab.until("it is shown", "app.shown.at(-1).tasks", "[{\"f2\":\"mine\",\"id\":\"a\"}]");
    assertThat(tab.json("offlineStorage.conflicts")).isEqualTo("[]");
  }

  @Test
  void startedOnNewerData_itsFileHasWhatIsUnsent() {
    Profile browser = browser();
    Tab newer = started(browser, 2, "");
    newer.evaluate("offlineStorage.collection('c').put('d', { n: 1 })");
    Tab older = started(browser, 1, "");

    String file = (String) older.evaluate("offlineStorage.exportChanges().then(b => b.text())");

    Tab elsewhere = started(browser(), 2, "");
    assertThat(elsewhere.evaluate("offlineStorage.importChanges(new Blob([it]))", file))
        .isEqualTo(true);
    assertThat(elsewhere.json("offlineStorage.collection('c').get('d')")).isEqualTo("{\"n\":1}");
  }

  /** Such a file says that it has no changes, and so does who is to take them. */
  @Test
  void fileWithoutTheChanges_isNotTakenAsIfItHadSome() {
    Tab tab = started(browser(), 1, "x");
    assertThat(tab.is("offlineStorage.saveCurrentAppState()")).isTrue();
    String signedOut =
        "offlineStorage.signOut({ unsent: 'keep' }).then(() => offlineStorage.exportChanges())"
            + ".then(b => b.text())";
    String file = (String) tab.evaluate(signedOut);

    Tab other = started(browser(), 1, "");
    assertThat(other.evaluate("offlineStorage.importChanges(new Blob([it]))", file))
        .isEqualTo(false);
    assertThat(other.json("offlineStorage.lastError.code")).isEqualTo("\"BAD_IMPORT\"");
  }

  /** A migration that fails stops all that comes after it. */
  @Test
  void migrationFails_itIsToldOnce() {
    Profile browser = browser();
    Tab before = started(browser, 1, "x");
    assertThat(before.is("offlineStorage.saveCurrentAppState()")).isTrue();
    before.close();

    Tab tab = browser.open(server.url() + "/about.html");
    tab.page()
        .evaluate(
            "it => void "
                + START
                    .replace(
                        "space: it[2],",
                        "space: it[2], sync: all.holdfastServer({ space: it[2] }),")
                    .replace("({ tasks: state.tasks.map(renamed) })", "null"),
            new Object[] {2, "", space()});

    tab.until("it cannot sync either", "offlineStorage.syncState", "\"blocked\"");
    assertThat(tab.json("app.errors")).isEqualTo("[\"MIGRATION_FAILED\"]");
    assertThat(tab.json("offlineStorage.lastError.message")).contains("got null");
    assertThat(tab.json("app.shown")).isEqualTo("[]");
  }

  private void oldDataAndTheScriptThatMigratesHeld(Profile browser, FaultyServer way) {
    Tab before = release(browser, way.url(), 1, "x");
    before.until("it has started", "self.started === true");
    assertThat(before.is("offlineStorage.saveCurrentAppState()")).isTrue();
    before.loadAll(); // or its own request might be the one that is held
    before.close();
    way.fault("/holdfast/holdfast-more.js", Fault.HOLD_ANSWER);
  }

  /** The second script migrates. Until it is there, what is kept in the older form is not shown. */
  @Test
  void scriptThatMigratesIsOnItsWay_nothingIsShownOrTold() {
    Profile browser = browser();
    FaultyServer way = faulty();
    oldDataAndTheScriptThatMigratesHeld(browser, way);

    Tab tab = release(browser, way.url(), 2, "");
    way.awaitHeld("/holdfast/holdfast-more.js", 1);
    assertThat(tab.json("[app.shown, app.errors]")).isEqualTo("[[],[]]");
    way.heal();

    tab.until("it is shown", "app.shown", "[{\"tasks\":[{\"f2\":\"x\",\"id\":\"a\"}]}]");
    assertThat(tab.json("app.errors")).isEqualTo("[]");
  }

  /** The browser waits for ever where a server takes a request and does not answer. */
  @Test
  void serverHangsOverTheScriptThatMigrates_startSettles_andItMigratesOnceItIsThere() {
    Profile browser = browser();
    FaultyServer way = faulty();
    oldDataAndTheScriptThatMigratesHeld(browser, way);

    Tab tab = browser.newTab();
    tab.page().clock().install();
    tab.open(way.url() + "/about.html");
    tab.page().evaluate("it => void " + START, new Object[] {2, "", space()});
    way.awaitHeld("/holdfast/holdfast-more.js", 1);
    way.fault("/holdfast/holdfast-more.js?1", Fault.HOLD_ANSWER);
    tab.page().clock().fastForward(61_000);
    tab.until("it has started", "self.started === true");
    assertThat(tab.json("[app.shown, [...new Set(app.errors)]]"))
        .isEqualTo("[[],[\"NOT_LOADED\"]]");
    way.letGo();
    way.heal();

    tab.until("it is shown", "app.shown", "[{\"tasks\":[{\"f2\":\"x\",\"id\":\"a\"}]}]");
  }

  /** What the network does before the data was read must not show it either. */
  @Test
  void networkChangesBeforeTheDataWasRead_nothingIsShownOrTold() {
    Profile browser = browser();
    FaultyServer way = faulty();
    oldDataAndTheScriptThatMigratesHeld(browser, way);
    String flicker =
        """
        () => {
          const { port1, port2 } = new MessageChannel();
          port1.onmessage = () => {
            self.flickers = (self.flickers || 0) + 1;
            dispatchEvent(new Event(self.flickers % 2 ? 'offline' : 'online'));
            self.calm || port2.postMessage(0);
          };
          port2.postMessage(0);
        }""";

    Tab tab = browser.open(way.url() + "/about.html");
    tab.page().evaluate(flicker);
    tab.page().evaluate("it => void " + START, new Object[] {2, "", space()});
    way.awaitHeld("/holdfast/holdfast-more.js", 1);
    assertThat(tab.json("[app.shown, app.errors, flickers > 10]")).isEqualTo("[[],[],true]");
    tab.page().evaluate("self.calm = true");
    way.heal();

    tab.until("it is shown", "app.shown", "[{\"tasks\":[{\"f2\":\"x\",\"id\":\"a\"}]}]");
    assertThat(tab.json("app.errors")).isEqualTo("[]");
  }
}
