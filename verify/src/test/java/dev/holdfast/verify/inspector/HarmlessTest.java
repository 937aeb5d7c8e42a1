package dev.holdfast.verify.inspector;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.verify.harness.Apps;
import dev.holdfast.verify.harness.BrowserTest;
import dev.holdfast.verify.harness.FaultyServer;
import dev.holdfast.verify.harness.FaultyServer.Fault;
import dev.holdfast.verify.harness.Profile;
import dev.holdfast.verify.harness.Server;
import dev.holdfast.verify.harness.Tab;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * What the inspector must not do: change or block anything, run what people wrote, show or save it
 * to others.
 */
class HarmlessTest extends BrowserTest {
  private static final String POST =
      "fetch('/api/x', { method: 'POST', body: JSON.stringify(it), headers: { 'content-type':"
          + " 'application/json' } }).then(r => r.status)";

  private Tab synced(Profile browser, String more) {
    Tab tab = lab(browser, more);
    tab.untilSynced();
    return tab;
  }

  /** Everything a person can write is text here. */
  @Test
  void contentsAreMarkup_theyStayText() {
    Profile browser = browser();
    Tab app = synced(browser, "worker=/queue.js");
    Inspector.tell(app);
    controlled(app);
    String evil = "</pre><img src=x onerror=self.evil=1><script>self.evil=1</script>";
    app.evaluate("offlineStorage.collection('<b onclick=evil>').put(it, { [it]: it })", evil);
    app.until("it is sent", "offlineStorage.hasConflicts", "false");
    goOffline(app);
    app.evaluate("offlineStorage.collection('<b onclick=evil>').put(it, { [it]: [it] })", evil);
    app.evaluate(POST, evil);
    goOnline();
    Inspector inspector = Inspector.open(browser, server.url());
    inspector.shows("documents", "onclick=evil");

    inspector
        .tab()
        .evaluate("document.querySelectorAll('details').forEach(one => one.open = true)");

    inspector.shows("documents", evil.substring(0, 20));
    assertThat(inspector.tab().is("self.evil === undefined && !document.querySelector('main img')"))
        .isTrue();
    assertThat(inspector.tab().complaints()).isEmpty();
  }

  private static final String ALL_STORED =
      """
      (async () => {
        const plain = v => v instanceof ArrayBuffer ? [...new Uint8Array(v)] : v;
        const all = { local: { ...localStorage }, databases: {}, caches: {} };
        for (const { name, version } of await indexedDB.databases()) {
          const db = await new Promise((ok, no) => {
            const r = indexedDB.open(name); r.onsuccess = () => ok(r.result); r.onerror = no; });
          const tables = {};
          for (const table of db.objectStoreNames) {
            const store = db.transaction(table).objectStore(table);
            const read = how => new Promise(ok => { const q = store[how](); q.onsuccess = () => ok(q.result); });
            tables[table] = [await read('getAllKeys'), (await read('getAll')).map(plain)];
          }
          db.close();
          all.databases[name] = [version, tables];
        }
        for (const name of await caches.keys()) {
          all.caches[name] = (await (await caches.open(name)).keys()).map(one => one.url);
        }
        all.workers = (await navigator.serviceWorker.getRegistrations()).map(one => [one.scope,
          one.active?.state, one.waiting?.state, one.installing?.state]);
        return JSON.stringify(all);
      })()""";

  @Test
  void itIsOpenedUsedAndClosed_nothingStoredHasChanged() {
    Profile browser = browser();
    Tab app = synced(browser, "subject=ada&worker=/queue.js");
    controlled(app);
    app.evaluate("offlineStorage.collection('tasks').put('t', { n: 1 })");
    app.until("it is sent", "offlineStorage.hasConflicts", "false");
    app.close();
    Tab look = browser.open(server.url() + "/about.html");
    Object before = look.evaluate(ALL_STORED);

    Inspector inspector = Inspector.open(browser, server.url());
    inspector.tab().page().fill("#search", "t");
    inspector
        .tab()
        .evaluate("document.querySelectorAll('details').forEach(one => one.open = true)");
    inspector.tab().page().click("#routes");
    inspector.shows("route-table", "POST /api/*");
    inspector.report();
    inspector.tab().close();

    assertThat(look.evaluate(ALL_STORED)).isEqualTo(before);
  }

  /** An upgrade by a later release and a deletion do not wait for the inspector. */
  @Test
  void databaseIsUpgradedOrDeleted_theInspectorBlocksNeither() {
    Profile browser = browser();
    Tab app = lab(browser, "sync=none");
    app.evaluate("offlineStorage.collection('tasks').put('t', { n: 1 })");
    app.close();
    Inspector inspector = Inspector.open(browser, server.url());
    inspector.shows("outbox", "tasks/t");
    String name = "holdfast//" + space();
    String open =
        "new Promise((ok, no) => { const r = indexedDB.open(it, 9); r.onblocked = () => no('blocked');"
            + " r.onsuccess = () => { r.result.close(); ok('upgraded'); }; })";
    Tab other = browser.open(server.url() + "/about.html");

    assertThat(other.evaluate(open, name)).isEqualTo("upgraded");
    inspector.says("NEWER_DATA", "newer release of Holdfast");
    assertThat(
            other.evaluate(
                "new Promise((ok, no) => { const r = indexedDB.deleteDatabase(it); r.onblocked = () =>"
                    + " no('blocked'); r.onsuccess = () => ok('gone'); })",
                name))
        .isEqualTo("gone");
    inspector.tab().until("it is gone", "document.querySelectorAll('#space option').length", "0");
    assertThat(
            other.json(
                "indexedDB.databases().then(all => all.filter(one => one.name.startsWith('holdfast//')).length)"))
        .isEqualTo("0");
  }

  /** The worker asks every page to save before it answers the first write offline. */
  @Test
  void firstWriteOffline_theInspectorDoesNotHoldItUp() {
    Profile browser = browser();
    Tab app = lab(browser, "restore=no");
    controlled(app);
    Inspector inspector = Inspector.open(browser, server.url());
    inspector.tab().until("it is a page of the worker's", "!!navigator.serviceWorker.controller");

    assertThat(
            inspector
                .tab()
                .evaluate(
                    "new Promise((ok, no) => { const pair = new MessageChannel(); setTimeout(no, 400,"
                        + " 'no answer'); pair.port1.onmessage = e => ok(e.data.saved);"
                        + " navigator.serviceWorker.dispatchEvent(new MessageEvent('message', { data: {"
                        + " type: 'goingOffline' }, ports: [pair.port2] })); })"))
        .isEqualTo(false);
  }

  /** A shared device: somebody signed in, worked, and closed the page without signing out. */
  @Test
  void subjectThatNoPageWorksFor_whatItWroteIsHidden() {
    Profile browser = browser();
    Tab app = lab(browser, "sync=none&subject=ada.secret");
    app.evaluate("offlineStorage.collection('diary').put('secret-key', { text: 'secret-text' })");
    app.close();

    Inspector inspector = Inspector.open(browser, server.url());
    inspector.shows("why", "is not shown");
    inspector.shows("outbox", "a document");
    inspector
        .tab()
        .evaluate("document.querySelectorAll('details').forEach(one => one.open = true)");
    inspector.tab().page().fill("#search", "secret");

    inspector.tab().until("none is found", "document.querySelectorAll('#outbox li').length", "0");
    inspector.tab().page().fill("#search", "");
    assertThat((String) inspector.tab().evaluate("document.body.textContent"))
        .doesNotContain("secret");

    Tab back = lab(browser, "sync=none&subject=ada.secret");
    Inspector.tell(back);
    back.evaluate("offlineStorage.collection('diary').put('k2', { text: 'later' })");
    inspector.shows("outbox", "diary/secret-key");
  }

  @Test
  void anyContents_theReportHasNoneOfThem() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    Profile browser = browser();
    FaultyServer way = faulty();
    String subject = word(random);
    Tab app = lab(browser, way.url(), "worker=/queue.js&subject=" + subject);
    Inspector.tell(app);
    controlled(app);
    app.untilSynced();
    String[] words = new String[8];
    for (int i = 0; i < words.length; i++) {
      words[i] = word(random);
    }
    app.evaluate("offlineStorage.collection(it[0]).put(it[1], { [it[2]]: [it[3]] })", words);
    app.until("it is sent", "offlineStorage.hasConflicts", "false");
    way.fault("/sync", Fault.STATUS, 503);
    way.fault("/api/" + words[4], Fault.DROP_BEFORE_COMMIT);
    app.evaluate("offlineStorage.collection(it[0]).put(it[5], { [it[2]]: it[6] })", words);
    app.evaluate(
        "fetch('/api/' + it[4], { method: 'POST', body: JSON.stringify(it[7]), headers: {"
            + " 'content-type': 'application/json', 'x-note': it[3] } }).then(r => r.status)",
        words);
    Inspector inspector = Inspector.open(browser, way.url());
    inspector.shows("requests", words[4]);
    inspector.shows("outbox", words[5]);
    inspector.shows("documents", words[1]);
    inspector.tab().until("a page tells", "document.querySelector('#tabs table td') !== null");

    String report = inspector.report().text();

    assertThat(report)
        .as("seed " + seed)
        .contains("\"format\": \"holdfast-inspector-report\"", "\"state\": \"unknown\"")
        .doesNotContain(words)
        .doesNotContain(subject, space() + "\"");
  }

  /** A word that nothing else contains. */
  private static String word(Random random) {
    StringBuilder word = new StringBuilder();
    for (int i = 0; i < 12; i++) {
      word.append((char) ('g' + random.nextInt(20)));
    }
    return word.toString();
  }

  @Test
  void servedWithoutIt_itIsNotThere_andItIsInNoManifest() {
    assertThat(server.get("/holdfast/precache.js").body()).doesNotContain("inspector");
    var page = server.get("/holdfast/inspector.html");
    assertThat(page.headers().firstValue("Content-Security-Policy").orElse(""))
        .contains("script-src 'self'", "frame-ancestors 'none'", "default-src 'none'");
    try (Server without = Server.serve(Apps.lab(), folder.resolve("without"), "--no-inspector")) {
      assertThat(without.get("/holdfast/inspector.html").statusCode()).isEqualTo(404);
      assertThat(without.get("/holdfast/inspector/tell.js").statusCode()).isEqualTo(404);
    }
  }
}
