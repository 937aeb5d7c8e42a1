package dev.holdfast.verify.engines;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.verify.harness.OtherBrowser;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The page in an engine that is not Chromium's: sync, many tabs, signing out, eviction. */
abstract class PageInEngineTest extends EngineTest {
  private static final int TABS = 4;

  static String put(String id) {
    return "offlineStorage.collection('tasks').put('" + id + "', { n: 1 })";
  }

  static String space(OtherBrowser.Page page) {
    return page.json("'engine' + location.port").replace("\"", "");
  }

  @Test
  void editedOnline_anotherTabAndTheServerHaveIt_withNobodyAsking() {
    OtherBrowser.Page one = page("/");
    OtherBrowser.Page two = page("/");

    one.json(put("a"));

    two.until("the other tab has it", "all()", "[[\"a\",{\"n\":1}]]");
    isSent(one);
    assertThat(server.documents(space(one))).containsKey("tasks/a");
  }

  @Test
  void editedOfflineAndTheBrowserEnds_itIsThereAndIsSentLater() {
    OtherBrowser.Page page = controlled();
    goOffline(page);
    page.json(put("a"));
    browser = browser.again();

    OtherBrowser.Page next = page("/");
    assertThat(next.json("all()")).isEqualTo("[[\"a\",{\"n\":1}]]");
    way.heal();

    isSent(next);
    assertThat(server.documents(space(next))).containsKey("tasks/a");
  }

  @Test
  void restBackendGivesTheIds_createdOfflineAndEditedAfterwards_oneTask() {
    OtherBrowser.Page page = controlled("/?rest");
    goOffline(page);
    page.json("offlineStorage.collection('tasks').put('mine', { id: 'mine', title: 'milk' })");
    reload(page, "/?rest");
    way.heal();
    isSent(page);

    page.json(
        "offlineStorage.collection('tasks').update('mine', (task) => ({ ...task, done: true }))");
    isSent(page);

    assertThat(service.tasks())
        .containsOnlyOnce("\"title\":\"milk\"")
        .contains("\"done\":true")
        .doesNotContain("mine");
    assertThat(page.json("all()")).startsWith("[[\"mine\",").doesNotContain("],[");
  }

  @Test
  void manyTabsEdit_oneSyncAtATime_andAllConverge() {
    List<OtherBrowser.Page> tabs = new ArrayList<>();
    IntStream.range(0, TABS).forEach(n -> tabs.add(page("/")));

    for (int n = 0; n < TABS * 5; n++) {
      tabs.get(n % TABS).json(put("e" + n));
    }

    for (OtherBrowser.Page tab : tabs) {
      isSent(tab);
      tab.until("the tab has all", "all().then((all) => all.length)", "" + TABS * 5);
    }
    String space = space(tabs.get(0));
    assertThat(server.head(space)).as("each edit had one effect").isEqualTo(TABS * 5);
    assertThat(way.collisions("/v1/spaces/" + space + "/sync")).isZero();
  }

  @Test
  void signOutThatDiscards_leavesNothingOfTheSubject() {
    OtherBrowser.Page page = controlled("/?subject=anna");
    get(page, "/api/mine");
    kept(page, "/api/mine");
    goOffline(page);
    page.json(put("secret"));
    page.json("send('POST', '/api/orders', 'secret')");
    page.until("the page knows both", "offlineStorage.pending.length", "2");

    assertThat(page.json("offlineStorage.signOut({ unsent: 'discard' })")).isEqualTo("2");

    assertThat(
            page.json(
                "Promise.all([caches.keys(), indexedDB.databases()]).then((both) =>"
                    + " both.flat().map((one) => one.name || one).filter((name) =>"
                    + " name.includes('anna')))"))
        .isEqualTo("[]");
    assertThat(get(page, "/api/mine")).isEqualTo("\"failed\"");
    reload(page, "/?subject=anna");
    assertThat(page.json("all()")).isEqualTo("[]");
  }

  @Test
  void signOutThatKeeps_theNextOneSeesNothing_andTheWorkComesBackToItsSubject() {
    OtherBrowser.Page page = controlled("/?subject=anna");
    goOffline(page);
    page.json(put("a"));
    page.json("send('POST', '/api/orders', 'queued')");
    page.until("the page knows both", "offlineStorage.pending.length", "2");
    assertThat(page.json("offlineStorage.signOut({ unsent: 'keep' })")).isEqualTo("2");

    reload(page, "/?subject=bert");
    assertThat(page.json("all()")).isEqualTo("[]");
    way.heal();
    page.until("bert is online", "networkStatus.check()", "\"online\"");
    assertThat(page.json("offlineStorage.syncLocalChangesToServer()")).isEqualTo("true");
    assertThat(backend.effects()).isEmpty();
    reload(page, "/?subject=anna");

    arrives("queued");
    isSent(page);
    assertThat(page.json("all()")).isEqualTo("[[\"a\",{\"n\":1}]]");
  }

  /** The driver has no eviction. A page without Holdfast deletes what one would take. */
  @Test
  void evictedWhileNoPageWasOpen_saidAtTheNextStart_andPulledAfresh() {
    OtherBrowser.Page page = controlled();
    page.json(put("a"));
    isSent(page);
    page.open(way.url() + "/part.js");
    page.json(
        "Promise.all([caches.keys().then((all) => Promise.all(all.map((name) =>"
            + " caches.delete(name)))), indexedDB.databases().then((all) => Promise.all(all.map(("
            + "{ name }) => new Promise((done, failed) => Object.assign("
            + "indexedDB.deleteDatabase(name), { onsuccess: done, onerror: failed })))))])"
            + ".then(() => 1)");

    reload(page, "/");

    page.until("it is said", "errors.filter((error) => error.code === 'EVICTED').length", "1");
    page.until("it is pulled afresh", "all()", "[[\"a\",{\"n\":1}]]");
  }
}
