package dev.holdfast.verify.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.verify.harness.BrowserTest;
import dev.holdfast.verify.harness.FaultyServer;
import dev.holdfast.verify.harness.Profile;
import dev.holdfast.verify.harness.Tab;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The disk is full at each kind of write: the write is refused, the earlier state stays, and all
 * works again once there is room.
 */
class DiskFullTest extends BrowserTest {
  private static final long ROOM = 2_000_000;

  /** Fault 3. */
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "a snapshot   | (app.state = { text: 'x'.repeat(3e6) },"
            + " offlineStorage.saveCurrentAppState())",
        "a state      | offlineStorage.updateLocalChanges({ text: 'x'.repeat(3e6) })",
        "a document   | offlineStorage.collection('c').put('d', 'x'.repeat(3e6)).then(() => true, e"
            + " => e.code !== 'QUOTA')",
        "an update    | offlineStorage.collection('text').update('~', v => v +"
            + " 'x'.repeat(3e6)).then(() => true, e => e.code !== 'QUOTA')",
      })
  @Tag("fault-3")
  void aWrite_isRefusedAndWorksOnceThereIsRoom(String kind, String write) {
    Profile browser = browser();
    Tab tab = lab(browser, ROOM, "restore=no&worker=no&sync=none");
    goOffline(tab);
    assertThat(tab.is("offlineStorage.updateLocalChanges({ text: 'before' })")).isTrue();
    String before = tab.json("offlineStorage.audit()");

    assertThat(tab.is(write)).as(kind).isFalse();

    assertThat(tab.json("offlineStorage.lastError.code")).isEqualTo("\"QUOTA\"");
    assertThat(tab.json("offlineStorage.loadAppState({ peek: true })"))
        .isEqualTo("{\"text\":\"before\"}");
    assertThat(tab.json("offlineStorage.audit()")).isEqualTo(before);
    assertThat(tab.is("offlineStorage.updateLocalChanges({ text: 'a small one fits' })")).isTrue();
    browser.quotaAsUsual(server.url());
    assertThat(tab.is(write)).as(kind + ", with room").isTrue();
  }

  @Test
  void aDecision_isRefusedAndTheConflictStays() {
    FaultyServer way = faulty();
    Profile browser = browser();
    browser.newTab();
    browser.quota(way.url(), ROOM);
    Tab tab = lab(browser, way.url(), "restore=no&worker=no");
    tab.evaluate("offlineStorage.collection('c').put('d', { n: 1 })");
    tab.until("in sync", "offlineStorage.syncLocalChangesToServer()");
    way.breakOff(tab);
    tab.evaluate("offlineStorage.collection('c').put('d', { n: 2 })");
    server.write(space(), "c", "d", "{\"n\":3}");
    way.heal();
    tab.until("a conflict", "offlineStorage.conflicts.length", "1");
    String before = tab.json("offlineStorage.conflicts.map(e => e.id)");
    String decide = "offlineStorage.resolve('c/d', { text: 'x'.repeat(3e6) })";

    assertThat(tab.is(decide)).isFalse();

    assertThat(tab.json("offlineStorage.lastError.code")).isEqualTo("\"QUOTA\"");
    assertThat(tab.json("offlineStorage.conflicts.map(e => e.id)")).isEqualTo(before);
    browser.quotaAsUsual(way.url());
    assertThat(tab.is("offlineStorage.resolve('c/d', { n: 4 })")).isTrue();
    tab.until("decided", "offlineStorage.hasConflicts", "false");
    assertThat(server.documents(space())).containsEntry("c/d", "{\"n\":4}");
  }

  /** A browser whose disk has no room for a second copy of its unsent work. */
  private Profile withMuchUnsentWork() {
    Path profile = folder.resolve("profile");
    Profile roomy = browser(profile);
    // Random, since Chromium compresses what it writes to a real disk.
    assertThat(
            lab(roomy, "restore=no&worker=no&sync=none")
                .is(
                    "offlineStorage.updateLocalChanges({ text:"
                        + " Array.from({ length: 2e5 }, () => String(Math.random())).join() })"))
        .isTrue();
    roomy.close();
    return browser(profile);
  }

  /** A bug: the database was deleted although its unsent work could not be sealed. */
  @Test
  @Tag("fault-43")
  void aSignOut_thatHasNoRoomForTheSeal_losesNoWork() {
    Profile browser = withMuchUnsentWork();
    Tab tab = lab(browser, ROOM, "restore=no&worker=no&sync=none");
    String before = tab.json("offlineStorage.audit()");
    String state = tab.json("offlineStorage.loadAppState()");

    assertThat(tab.json("offlineStorage.signOut({ unsent: 'keep' })")).isEqualTo("false");

    assertThat(tab.json("offlineStorage.lastError.code")).isEqualTo("\"QUOTA\"");
    Tab again = lab(browser, "restore=no&worker=no&sync=none");
    assertThat(again.json("offlineStorage.audit()")).isEqualTo(before);
    assertThat(again.json("offlineStorage.loadAppState()").equals(state)).isTrue();
    browser.quotaAsUsual(server.url());
    assertThat(again.json("offlineStorage.signOut({ unsent: 'keep' })")).isEqualTo("1");
    Tab back = lab(browser, "restore=no&worker=no&sync=none");
    assertThat(back.json("offlineStorage.loadAppState()").equals(state)).isTrue();
  }

  @Test
  void aReset_thatHasNoRoomForTheArchive_forgetsNothing() {
    Profile browser = withMuchUnsentWork();
    Tab tab = lab(browser, ROOM, "restore=no&worker=no&sync=none");
    String before = tab.json("offlineStorage.audit()");
    String state = tab.json("offlineStorage.loadAppState()");

    tab.evaluate("offlineStorage.resetVersions()");

    assertThat(tab.json("offlineStorage.lastError.code")).isEqualTo("\"QUOTA\"");
    assertThat(tab.json("offlineStorage.audit()")).isEqualTo(before);
    assertThat(tab.json("offlineStorage.loadAppState()").equals(state)).isTrue();
    browser.quotaAsUsual(server.url());
    tab.evaluate("offlineStorage.resetVersions()");
    assertThat(tab.json("offlineStorage.archives().then(a => a.length)")).isEqualTo("1");
  }

  @Test
  void anImport_isRefusedWhole() {
    Tab far = lab(browser(), "restore=no&worker=no&sync=none");
    far.evaluate("offlineStorage.collection('c').put('small', 1)");
    far.evaluate("offlineStorage.collection('c').put('large', 'x'.repeat(3e6))");
    Object file = far.evaluate("offlineStorage.exportChanges().then(b => b.text())");
    Profile browser = browser();
    Tab tab = lab(browser, ROOM, "restore=no&worker=no&sync=none");
    String take = "offlineStorage.importChanges(new Blob([it]))";

    assertThat(tab.evaluate(take, file)).isEqualTo(false);

    assertThat(tab.json("offlineStorage.lastError.code")).isEqualTo("\"QUOTA\"");
    assertThat(tab.is("offlineStorage.hasConflicts")).isFalse();
    browser.quotaAsUsual(server.url());
    assertThat(tab.evaluate(take, file)).isEqualTo(true);
    assertThat(tab.json("offlineStorage.pending.length")).isEqualTo("2");
  }

  @Test
  void aRequestThatCannotBeQueued_theAppIsTold() {
    Profile browser = browser();
    Tab tab = lab(browser, ROOM, "restore=no&worker=/queue.js");
    controlled(tab);
    goOffline(tab);
    String post =
        "fetch('/api/tasks', { method: 'POST', body: 'x'.repeat(%s) }).then(r => r.status)";
    assertThat(tab.json(post.formatted("10"))).isEqualTo("202");

    assertThat(tab.json(post.formatted("3e6"))).isEqualTo("503");

    tab.until("only the first waits", "offlineStorage.pending.length", "1");
    browser.quotaAsUsual(server.url());
    assertThat(tab.json(post.formatted("3e6"))).isEqualTo("202");
    tab.until("both wait", "offlineStorage.pending.length", "2");
  }

  /** Fault 4. */
  @Test
  @Tag("fault-4")
  void aPull_leavesTheCursorWhereItWasAndComesThroughOnceThereIsRoom() {
    FaultyServer way = faulty();
    Profile browser = browser();
    Tab tab = browser.newTab();
    browser.quota(way.url(), ROOM);
    tab.open(way.url() + "/?restore=no&worker=no&space=" + space());
    tab.until("the app has started", "app.started");
    tab.evaluate("offlineStorage.collection('c').put('mine', 1)");
    tab.until("in sync", "offlineStorage.syncLocalChangesToServer()");
    way.breakOff(tab);
    for (int i = 0; i < 6; i++) {
      server.write(space(), "c", "large" + i, "\"" + "x".repeat(600_000) + "\"");
    }
    String before = tab.json("offlineStorage.serverVersion");
    way.heal();

    tab.until(
        "the pull is refused by the disk",
        "offlineStorage.syncLocalChangesToServer().then(ok => !ok &&"
            + " offlineStorage.lastError.code === 'QUOTA')");

    assertThat(tab.json("offlineStorage.serverVersion")).isEqualTo(before);
    assertThat(tab.json("offlineStorage.collection('c').get('mine')")).isEqualTo("1");
    browser.quotaAsUsual(way.url());
    tab.until("it comes through", "offlineStorage.syncLocalChangesToServer()");
    assertThat(tab.json("offlineStorage.collection('c').getAll().then(all => all.length)"))
        .isEqualTo("7");
  }
}
