package dev.holdfast.verify.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.core.json.Json;
import dev.holdfast.verify.harness.Apps;
import dev.holdfast.verify.harness.Await;
import dev.holdfast.verify.harness.BrowserTest;
import dev.holdfast.verify.harness.OnDisk;
import dev.holdfast.verify.harness.Profile;
import dev.holdfast.verify.harness.Tab;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The data on the browser's disk is older, newer, damaged, lost or another subject's. */
class OnDiskTest extends BrowserTest {
  private static final Path LAYOUT_1 =
      Apps.lab().resolveSibling("../../../fixtures/layout-1.json").normalize();

  private String database() {
    return "holdfast//" + space();
  }

  /** A tab of the site in which the app does not run. */
  private Tab besides(Profile browser) {
    return browser.open(server.url() + "/sw.js");
  }

  // --- older ---

  /** Fault 8: the release that wrote this data had no table for damaged records. */
  @Tag("fault-8")
  @Test
  void layout1WithAFullOutbox_allEntriesSameOrderSameIds() throws IOException {
    String fixture = Files.readString(LAYOUT_1);
    Profile browser = browser();
    OnDisk disk = OnDisk.of(besides(browser));
    disk.restore(fixture);
    assertThat(disk.version("holdfast/ada/kitchen")).isEqualTo(1);

    Tab tab =
        browser.open(server.url() + "/?space=kitchen&subject=ada&sync=none&worker=no&restore=no");
    tab.until("the app has started", "app.started");

    Json tables = Json.get(Json.parse(fixture), "holdfast/ada/kitchen");
    List<String> work = ids(Json.get(Json.get(tables, "tables"), "outbox"));
    Json queue = Json.get(Json.parse(fixture), "holdfast-requests");
    List<String> requests = ids(Json.get(Json.get(queue, "tables"), "requests"));
    List<String> pending = new ArrayList<>(work.subList(2, 7));
    pending.addAll(requests);
    assertThat(tab.evaluate("offlineStorage.parked.map(e => e.id)")).isEqualTo(work.subList(0, 1));
    assertThat(tab.evaluate("offlineStorage.conflicts.map(e => e.id)"))
        .isEqualTo(work.subList(1, 2));
    Await.until(
        "the requests are shown too",
        () -> tab.evaluate("offlineStorage.pending.map(e => e.id)"),
        pending::equals);
    assertThat(tab.json("offlineStorage.collection('shopping').get('bread')"))
        .isEqualTo("{\"amount\":5}");
    assertThat(tab.json("offlineStorage.lastError")).isEqualTo("undefined");
    assertThat(disk.version("holdfast/ada/kitchen")).isEqualTo(2);
    assertThat(disk.version("holdfast-requests")).isEqualTo(2);
    assertThat(tab.is("offlineStorage.collection('shopping').put('salt', 1).then(() => true)"))
        .isTrue();
  }

  private static List<String> ids(Json rows) {
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < Json.size(rows); i++) {
      ids.add(Json.text(Json.get(Json.at(Json.at(rows, i), 1), "id")));
    }
    return ids;
  }

  // --- newer ---

  /** Fault 7. */
  @Tag("fault-7")
  @Test
  void aLaterReleaseUpgradesWhileThisTabIsOpen_itLetsGoAndAsksToReload() {
    Profile browser = browser();
    Tab old = lab(browser, "sync=none&restore=no&worker=no");
    old.evaluate("offlineStorage.collection('c').put('a', 1)");

    OnDisk.of(besides(browser)).upgrade(database(), 99);

    old.until("it says so by itself", "offlineStorage.lastError?.code", "\"NEWER_DATA\"");
    assertThat(old.json("offlineStorage.lastError.message")).contains("reload");
    assertThat(old.json("offlineStorage.collection('c').put('b', 1).catch(e => e.code)"))
        .isEqualTo("\"NEWER_DATA\"");
    assertThat(old.is("offlineStorage.hasConflicts")).as("what it knew it still shows").isTrue();
  }

  /** Fault 9. */
  @Tag("fault-9")
  @Test
  void dataOfALaterRelease_readOnlyRefusal_nothingDeleted() {
    Profile browser = browser();
    Tab tab = lab(browser, "sync=none&restore=no&worker=no");
    tab.evaluate("offlineStorage.collection('c').put('a', 1)");
    tab.close();
    OnDisk disk = OnDisk.of(besides(browser));
    disk.upgrade(database(), 99);
    String outbox = Json.stringify(disk.rows(database(), "outbox"));

    Tab again = lab(browser, "restore=no&worker=no");

    assertThat(again.json("offlineStorage.lastError?.code")).isEqualTo("\"NEWER_DATA\"");
    assertThat(again.is("offlineStorage.updateLocalChanges({ a: 1 })")).isFalse();
    assertThat(again.is("offlineStorage.syncLocalChangesToServer()")).isFalse();
    assertThat(again.json("offlineStorage.resetVersions()")).isEqualTo("undefined");
    assertThat(again.json("offlineStorage.lastError.code")).isEqualTo("\"NEWER_DATA\"");
    assertThat(disk.version(database())).isEqualTo(99);
    assertThat(Json.stringify(disk.rows(database(), "outbox"))).isEqualTo(outbox);
  }

  // --- damaged ---

  /** Fault 10. */
  @Tag("fault-10")
  @ParameterizedTest
  @ValueSource(strings = {"'garbage'", "null", "[1]", "{ 'c/a': [new Date()] }"})
  void aDamagedPage_setAside_reported_pulledAgain_unsentWorkGoesOn(String garbage) {
    Profile browser = browser();
    Tab tab = lab(browser, "restore=no&worker=no");
    tab.evaluate("offlineStorage.collection('c').put('a', { n: 1 })");
    tab.until("in sync", "offlineStorage.syncLocalChangesToServer()");
    Tab besides = besides(browser);
    goOffline(tab);
    tab.evaluate("offlineStorage.collection('c').put('b', { n: 2 })");
    tab.close();
    OnDisk.of(besides).put(database(), "pages", "", garbage);
    server.start();

    Tab again = lab(browser, "restore=no&worker=no");

    again.until("pulled again", "offlineStorage.collection('c').get('a')", "{\"n\":1}");
    again.until("it is said", "app.events.some(e => e.error && e.error.code === 'CORRUPT_PAGE')");
    again.until("sent", "offlineStorage.hasConflicts", "false");
    assertThat(server.documents(space())).containsOnlyKeys("c/a", "c/b");
    assertThat(Json.size(OnDisk.of(besides).rows(database(), "damaged"))).isEqualTo(1);
    assertThat(again.json("offlineStorage.serverVersion"))
        .isEqualTo(again.json("offlineStorage.localVersion"));
  }

  /**
   * Fault 10 as it happens: Chromium keeps large values in separate files, and one of them is
   * missing.
   */
  @Test
  void aFileOfTheBrowsersOwnIsGone_setAside_reported_pulledAgain() throws IOException {
    Path profile = folder.resolve("profile");
    Profile browser = browser(profile);
    Tab tab = lab(browser, "restore=no&worker=no");
    // Random text: a value that compresses well would not be large.
    tab.evaluate(
        "offlineStorage.collection('c').put('large',"
            + " Array.from({ length: 30000 }, () => String(Math.random())).join())");
    tab.evaluate("offlineStorage.collection('c').put('small', 1)");
    tab.until("in sync", "offlineStorage.syncLocalChangesToServer()");
    browser.kill();
    deleteBlobs(profile);

    Tab again = lab(browser(profile), "restore=no&worker=no");

    again.until(
        "pulled again",
        "offlineStorage.collection('c').get('large').then(v => v?.length > 300000)");
    again.until("it is said", "app.events.some(e => e.error && e.error.code === 'CORRUPT_PAGE')");
    assertThat(again.json("offlineStorage.collection('c').get('small')")).isEqualTo("1");
  }

  static void deleteBlobs(Path profile) throws IOException {
    List<Path> blobs;
    try (Stream<Path> all = Files.walk(profile.resolve("Default/IndexedDB"))) {
      blobs =
          all.filter(file -> file.toString().contains(".blob/") && Files.isRegularFile(file))
              .toList();
    }
    assertThat(blobs).isNotEmpty();
    for (Path blob : blobs) {
      Files.delete(blob);
    }
  }

  // --- lost ---

  /** Fault 6: the browser may delete a site's data at any time, and closes the open databases. */
  @Tag("fault-6")
  @Test
  void evictedWithThePageOpen_said_openedAgain_registeredAgain_pulledAfresh() {
    Profile browser = browser();
    Tab tab = lab(browser, "restore=no");
    controlled(tab);
    tab.evaluate("offlineStorage.collection('c').put('a', { n: 1 })");
    tab.until("in sync", "offlineStorage.syncLocalChangesToServer()");

    browser.clear(server.url());

    tab.until("it is said", "app.events.some(e => e.error && e.error.code === 'EVICTED')");
    tab.until("pulled afresh", "offlineStorage.collection('c').get('a')", "{\"n\":1}");
    tab.until(
        "the worker is registered again",
        "navigator.serviceWorker.getRegistration().then(r => !!r && !!r.active)");
    assertThat(tab.is("offlineStorage.collection('c').put('b', { n: 2 }).then(() => true)"))
        .isTrue();
    tab.until("it goes on", "offlineStorage.syncLocalChangesToServer()");
    assertThat(server.documents(space())).containsOnlyKeys("c/a", "c/b");
  }

  /** Chromium says nothing of the transactions that it ends with a database. */
  @Test
  void clearedInTheMiddleOfManyWrites_allGoOnAtOnce() {
    Profile browser = browser();
    Tab tab = lab(browser, "restore=no&worker=no&sync=none");
    tab.evaluate(
        "void (app.puts = Promise.all(Array.from({ length: 150 }, (_, i) =>"
            + " offlineStorage.collection('c').put('d' + i, { i }))).then(all => all.length))");
    browser.evict(server.url());

    String soon = "new Promise(done => setTimeout(done, 30000, 'late'))";
    assertThat(tab.json("Promise.race([app.puts, " + soon + "])")).isEqualTo("150");
    assertThat(tab.is("offlineStorage.collection('c').put('last', {}).then(() => true)")).isTrue();
  }
}
