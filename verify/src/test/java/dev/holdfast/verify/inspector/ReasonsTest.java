package dev.holdfast.verify.inspector;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.verify.harness.Apps;
import dev.holdfast.verify.harness.BrowserTest;
import dev.holdfast.verify.harness.FaultyServer;
import dev.holdfast.verify.harness.FaultyServer.Fault;
import dev.holdfast.verify.harness.Profile;
import dev.holdfast.verify.harness.Server;
import dev.holdfast.verify.harness.Tab;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Each reason why work waits, brought about in a real browser: the inspector says it. */
class ReasonsTest extends BrowserTest {
  private static final String ADA = "ada-0123456789abcdef";
  private static final String GRACE = "grace-0123456789abcdef";
  private static final String PUT = "offlineStorage.collection('tasks').put('t', { n: 1 })";
  private static final String POST =
      "fetch('/api/x', { method: 'POST', body: '{}', headers: { 'content-type':"
          + " 'application/json' } }).then(r => r.status)";

  @Override
  protected Server startServer(Path data) {
    Path tokens = data.resolveSibling("tokens.txt");
    try {
      Files.writeString(tokens, ADA + " ada *\n" + GRACE + " grace *\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Server.serve(Apps.lab(), data, "--auth", "tokens=" + tokens);
  }

  private Tab synced(Profile browser, String url, String more) {
    Tab tab = lab(browser, url, "subject=ada&token=" + ADA + more);
    tab.untilSynced();
    return tab;
  }

  private Tab telling(Profile browser, String url) {
    Tab tab = synced(browser, url, "");
    Inspector.tell(tab);
    return tab;
  }

  @Test
  void allIsSent_itSaysSo() {
    Profile browser = browser();
    Tab app = telling(browser, server.url());
    app.evaluate(PUT);
    Inspector.open(browser, server.url()).says("NOTHING_WAITS", "Everything is sent");
  }

  /** What the tabs say to each other is enough: no page tells. */
  @Test
  void serverIsGone_itSaysByWhichVerdict() {
    Profile browser = browser();
    FaultyServer way = faulty();
    Tab app = synced(browser, way.url(), "");
    Inspector inspector = Inspector.open(browser, way.url());
    way.breakOff(app);

    app.evaluate(PUT);

    inspector.says("OFFLINE", "The server cannot be reached, so 1 change waits: its probe");
    inspector.shows("why", "as the tabs tell each other");
  }

  @Test
  void serverIsGone_andNothingWaits_itSaysSoBesides() {
    Profile browser = browser();
    FaultyServer way = faulty();
    Tab app = synced(browser, way.url(), "");
    Inspector inspector = Inspector.open(browser, way.url());
    way.breakOff(app);

    inspector.saysBesides("OFFLINE");
    inspector.says("NOTHING_WAITS", "Everything is sent");
    inspector.shows("why", "no news comes: its probe was not answered");
  }

  @Test
  void browserHasNoNetwork_itSaysThatTheBrowserSaysSo() {
    Profile browser = browser();
    Tab app = telling(browser, server.url());
    Inspector inspector = Inspector.open(browser, server.url());
    browser.context().setOffline(true);

    app.evaluate(PUT);

    inspector.says("OFFLINE", "the browser says that there is no network");
  }

  @Test
  void loginHasExpired_itAsksForTheSameSubject() {
    Profile browser = browser();
    Tab app = telling(browser, server.url());
    Inspector inspector = Inspector.open(browser, server.url());
    app.evaluate("void (app.token = 'old-0123456789abcdef')");

    app.evaluate(PUT);

    inspector.says("NEEDS_LOGIN", "1 change waits until the same subject is signed in again");
  }

  @Test
  void somebodyElseIsSignedIn_itSaysSo() {
    Profile browser = browser();
    Tab app = synced(browser, server.url(), "");
    Inspector inspector = Inspector.open(browser, server.url());
    app.evaluate("void (app.token = '" + GRACE + "')");

    app.evaluate(PUT);

    inspector.says("WRONG_SUBJECT", "somebody else is signed in");
  }

  @Test
  void serverRefusedAChange_somebodyHasToDecide() {
    Profile browser = browser();
    Tab app = telling(browser, server.url());
    Tab unlimited = lab(browser(), "sync=none&worker=no&subject=ada");
    unlimited.evaluate("offlineStorage.collection('tasks').put('big', 'x'.repeat(2e6))");
    Object file = unlimited.evaluate("offlineStorage.exportChanges().then(b => b.text())");
    Inspector inspector = Inspector.open(browser, server.url());

    app.evaluate("offlineStorage.importChanges(new Blob([it]))", file);

    inspector.says("DECISION", "somebody has to decide: 1 refused change to retry or discard");
    inspector.shows("why", "TOO_LARGE");
  }

  @Test
  void releaseIsOlderThanTheData_itSaysSo() {
    Profile browser = browser();
    String start =
        "import('/holdfast/holdfast.js').then(all => { Object.assign(window, all);"
            + " return offlineStorage.start({ space: it[1], schema: { version: it[0],"
            + " migrate: state => state }, snapshot: () => ({ tasks: [] }) }); })"
            + ".then(() => void (self.ready = true))";
    Tab older = browser.open(server.url() + "/about.html");
    older.page().evaluate("it => void " + start, new Object[] {1, space()});
    older.until("it has started", "self.ready === true");
    older.evaluate(PUT);
    Inspector.tell(older);
    Tab newer = browser.open(server.url() + "/about.html");
    newer.page().evaluate("it => void " + start, new Object[] {2, space()});
    newer.until("it has started", "self.ready === true");

    older.evaluate(PUT + ".catch(() => {})");

    Inspector.open(browser, server.url()).says("NEWER_STATE", "loaded anew");
  }

  @Test
  void newerReleaseOfHoldfastWroteTheData_itIsLeftAlone() {
    Profile browser = browser();
    Tab tab = browser.open(server.url() + "/about.html");
    tab.evaluate(
        "new Promise(done => { const r = indexedDB.open('holdfast//later', 3); r.onsuccess = () =>"
            + " { r.result.close(); done(); }; })");

    Inspector.open(browser, server.url()).says("NEWER_DATA", "leave it alone");

    assertThat(tab.json("indexedDB.databases().then(all => all.map(one => one.version))"))
        .isEqualTo("[3]");
  }

  @Test
  void oneTabHoldsTheLock_itIsNamed() {
    Profile browser = browser();
    FaultyServer way = faulty();
    Tab app = telling(browser, way.url());
    Inspector inspector = Inspector.open(browser, way.url());
    way.fault("/sync", Fault.FREEZE);

    app.evaluate(PUT);

    inspector.says("SENDING", "1 change is being sent now");
    inspector.says("LEADER_HOLDS", "One tab has been syncing for");
    inspector.shows("evidence", "leader");
    way.heal();
    inspector.says("NOTHING_WAITS", "Everything is sent");
  }

  @Test
  void appHasNoWayToSync_itSaysSo() {
    Profile browser = browser();
    Tab app = lab(browser, "sync=none&subject=ada");
    Inspector.tell(app);
    app.evaluate(PUT);

    Inspector.open(browser, server.url()).says("NO_SYNC", "the app has defined no way to sync");
  }

  @Test
  void serverIsBroken_itSaysWhenTheNextAttemptIsDue() {
    Profile browser = browser();
    FaultyServer way = faulty();
    Tab app = synced(browser, way.url(), "");
    Inspector inspector = Inspector.open(browser, way.url());
    way.status("/sync", 503, "Retry-After", "60");

    app.evaluate(PUT);

    inspector.says("SERVER_BUSY", "busy or broken; the next is due in");
  }

  @Test
  void serverRefusesEveryCall_itSaysSo() {
    Profile browser = browser();
    FaultyServer way = faulty();
    Tab app = telling(browser, way.url());
    Inspector inspector = Inspector.open(browser, way.url());
    way.fault("/sync", Fault.STATUS, 404);

    app.evaluate(PUT);
    app.evaluate("offlineStorage.syncLocalChangesToServer()");

    inspector.says("REFUSED", "The server refuses what it is sent");
  }

  @Test
  void scriptDoesNotCome_itSaysSo() {
    Profile browser = browser();
    FaultyServer way = faulty();
    way.fault("/holdfast/holdfast-more.js", Fault.STATUS, 500);
    Tab app = lab(browser, way.url(), "worker=no&subject=ada&token=" + ADA);
    Inspector.tell(app);
    app.until("it is said", "offlineStorage.lastError?.code", "\"NOT_LOADED\"");
    app.evaluate(PUT);

    Inspector.open(browser, way.url()).says("NOT_LOADED", "could not be loaded");
  }

  @Test
  void subjectHasSignedOut_theWorkIsSealed() {
    Profile browser = browser();
    FaultyServer way = faulty();
    Tab app = synced(browser, way.url(), "");
    Inspector inspector = Inspector.open(browser, way.url());
    way.fault("/sync", Fault.STATUS, 503);
    app.evaluate(PUT);

    app.evaluate("offlineStorage.signOut({ unsent: 'keep' })");

    inspector.says("SEALED", "sealed");
  }

  @Test
  void noPageIsOpen_itSaysThatOnlyAPageSends() {
    Profile browser = browser();
    Tab app = lab(browser, "sync=none");
    app.evaluate(PUT);
    app.close();

    Inspector.open(browser, server.url()).says("NO_PAGE", "only an open page sends");
  }

  @Test
  void releaseCannotBeInstalled_itSaysSoBesides() {
    Profile browser = browser();
    FaultyServer way = faulty();
    Inspector inspector = Inspector.open(browser, way.url());
    way.fault("/sync-sw.js", Fault.STATUS, 500);

    lab(browser, way.url(), "");

    inspector.saysBesides("INSTALL_FAILED");
    inspector.shows("why", "could not be installed");
  }

  @Test
  void serverAskedForAPause_theRequestsWaitForIt() {
    Profile browser = browser();
    FaultyServer way = faulty();
    Tab app = synced(browser, way.url(), "&worker=/queue.js");
    controlled(app);
    Inspector inspector = Inspector.open(browser, way.url());
    way.status("/api/x", 429, "Retry-After", "60");

    app.evaluate(POST);

    inspector.says("RETRY_AFTER", "asked for a pause");
  }

  @Test
  void workerIsGone_itSaysThatOnlyAWorkerSendsRequests() {
    Profile browser = browser();
    FaultyServer way = faulty();
    Tab app = lab(browser, way.url(), "worker=/queue.js");
    controlled(app);
    way.fault("/api/x", Fault.DROP_BEFORE_COMMIT);
    app.evaluate(POST);
    app.evaluate("navigator.serviceWorker.getRegistration().then(one => one.unregister())");
    app.close();

    Inspector.open(browser, way.url()).says("NO_WORKER", "only a worker sends queued requests");
  }

  @Test
  void diskIsFull_itSaysSoBesides() {
    Profile browser = browser();
    Tab app = lab(browser, 3_000_000, "sync=none");
    Inspector.tell(app);
    app.evaluate("offlineStorage.collection('c').put('d', 'x'.repeat(4e6)).catch(() => {})");

    Inspector.open(browser, server.url()).saysBesides("QUOTA");
  }

  /** As with "block all cookies" in the browser's settings. */
  @Test
  void storageIsBlocked_itSaysSo() throws IOException {
    Path preferences = folder.resolve("blocked/Default/Preferences");
    Files.createDirectories(preferences.getParent());
    Files.writeString(
        preferences, "{\"profile\":{\"default_content_setting_values\":{\"cookies\":2}}}");

    Inspector.open(browser(folder.resolve("blocked")), server.url())
        .says("STORAGE_BLOCKED", "gives this site no storage");
  }
}
