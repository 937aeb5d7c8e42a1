package dev.holdfast.verify.network;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.verify.harness.BrowserTest;
import dev.holdfast.verify.harness.FaultyServer;
import dev.holdfast.verify.harness.FaultyServer.Fault;
import dev.holdfast.verify.harness.Profile;
import dev.holdfast.verify.harness.Tab;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What the page is told during and after a sync, and about its storage. */
class TellingTest extends BrowserTest {
  private static final String PROGRESS = "app.events.filter(e => e.type === 'progress')";

  private Tab synced(String wiring) {
    Tab tab = lab(browser(), wiring);
    tab.untilSynced();
    return tab;
  }

  @Test
  void longPushAndLongPull_progressCountsUpToTheTotal() {
    Tab tab = synced("");
    goOffline(tab);
    tab.evaluate(
        "offlineStorage.updateLocalChanges({ tasks: Array.from({ length: 2600 }, (_, i) => ({ id:"
            + " 't' + i, n: i })) })");
    goOnline();
    tab.until("all is sent", "offlineStorage.hasConflicts", "false");

    countsUpTo(tab, 2601);

    Tab fresh = synced("");
    fresh.until("all is there", "app.state?.tasks?.length === 2600");
    countsUpTo(fresh, 2601);
  }

  private static void countsUpTo(Tab tab, int total) {
    tab.until("all is counted", "%s.at(-1)?.done >= %d".formatted(PROGRESS, total));
    assertThat(tab.is(PROGRESS + ".length >= 2")).as(tab.json(PROGRESS)).isTrue();
    assertThat(
            tab.is(
                PROGRESS
                    + ".every((e, i, all) => e.done > (all[i - 1]?.done ?? 0) && e.total >="
                    + " e.done)"))
        .as(tab.json(PROGRESS))
        .isTrue();
    assertThat(tab.is(PROGRESS + ".at(-1).done === " + PROGRESS + ".at(-1).total")).isTrue();
  }

  @Test
  void conflict_comesAsAnEventOnceAndStaysListedUntilItIsResolved() {
    FaultyServer way = faulty();
    Tab tab = lab(browser(), way.url(), "");
    tab.evaluate("offlineStorage.collection('tasks').put('a', { n: 1 })");
    tab.until("it is sent", "offlineStorage.hasConflicts", "false");
    way.breakOff(tab);
    tab.evaluate("offlineStorage.collection('tasks').put('a', { n: 2 })");
    server.write(space(), "tasks", "a", "{\"n\":3}");
    way.heal();

    tab.until(
        "it is told",
        "app.events.filter(e => e.type === 'conflict').map(e => e.key)",
        "[\"tasks/a\"]");

    tab.evaluate("offlineStorage.syncLocalChangesToServer()");
    assertThat(tab.json("offlineStorage.conflicts.map(c => c.key)")).isEqualTo("[\"tasks/a\"]");
    assertThat(tab.json("app.events.filter(e => e.type === 'conflict').length")).isEqualTo("1");
    tab.evaluate("offlineStorage.resolve('tasks/a', 'local')");
    tab.until("the decision is sent", "offlineStorage.hasConflicts", "false");
    assertThat(server.documents(space())).containsEntry("tasks/a", "{\"n\":2}");
  }

  @Test
  void syncStateTimeAndError_areExactFromFailureToSuccess() {
    FaultyServer way = faulty();
    Tab tab = lab(browser(), way.url(), "");
    tab.untilSynced();
    String before = tab.json("offlineStorage.lastSyncedTime");
    tab.evaluate(
        "void (app.states = [], offlineStorage.subscribe(() => { const s = offlineStorage.syncState;"
            + " if (app.states.at(-1) !== s) app.states.push(s); }))");
    way.fault("/sync", Fault.STATUS);
    tab.evaluate("offlineStorage.collection('tasks').put('a', { n: 1 })");
    tab.until("it failed", "offlineStorage.lastError?.code", "\"SERVER_BUSY\"");
    assertThat(tab.json("offlineStorage.lastSyncedTime")).isEqualTo(before);

    way.heal();

    tab.until("it is sent", "offlineStorage.hasConflicts", "false");
    tab.until("and over", "offlineStorage.syncState", "\"idle\"");
    assertThat(tab.is("offlineStorage.lastSyncedTime > " + before)).isTrue();
    assertThat(tab.is("Math.abs(Date.now() - offlineStorage.lastSyncedTime) < 60000")).isTrue();
    assertThat(tab.is("offlineStorage.lastError === undefined")).isTrue();
    assertThat(tab.json("[...new Set(app.states)].sort()"))
        .isEqualTo("[\"idle\",\"syncing\",\"waiting\"]");
  }

  @Test
  void storage_saysHowMuchAndWhatThreatensIt() {
    Profile browser = browser();
    Tab tab = lab(browser, 2_000_000, "restore=no&worker=no&sync=none");

    assertThat(
            tab.is(
                "offlineStorage.storage().then(s => s.usage >= 0 && s.quota > s.usage && s.risk"
                    + " === (s.persisted ? 'none' : 'eviction'))"))
        .as(tab.json("offlineStorage.storage()"))
        .isTrue();
    tab.evaluate(
        "offlineStorage.collection('tasks').put('a', { n: 'x'.repeat(3e6) }).catch(() => {})");
    tab.until(
        "it is full",
        "offlineStorage.storage().then(s => s.risk === 'full' ? s.risk : s)",
        "\"full\"");
  }

  @Test
  void firstUnsentChange_asksThatTheStorageBeKept() {
    Tab tab = synced("");
    tab.evaluate(
        "void (app.asked = 0, StorageManager.prototype.persist = async () => { app.asked++; return"
            + " true; })");
    assertThat(tab.json("app.asked")).isEqualTo("0");

    tab.evaluate("offlineStorage.collection('tasks').put('a', { n: 1 })");
    tab.evaluate("offlineStorage.collection('tasks').put('b', { n: 1 })");

    tab.until("it is asked once", "app.asked", "1");
  }

  @Test
  @Tag("fault-6")
  void evictedWhileThePageIsOpen_saidAndPulledAfresh() {
    Profile browser = browser();
    Tab tab = lab(browser, "");
    tab.evaluate("offlineStorage.collection('tasks').put('a', { n: 1 })");
    tab.until("it is sent", "offlineStorage.hasConflicts", "false");

    browser.evict(server.url());
    tab.until(
        "an edit is taken",
        "offlineStorage.collection('tasks').put('b', { n: 2 }).then(() => true, () => false)");

    evictionIsSaidAndHealed(tab);
  }

  @Test
  @Tag("fault-6")
  void evictedWhileNoPageWasOpen_saidAtTheNextStart() {
    Profile browser = browser();
    Tab tab = lab(browser, "");
    tab.evaluate("offlineStorage.collection('tasks').put('a', { n: 1 })");
    tab.evaluate("offlineStorage.collection('tasks').put('b', { n: 2 })");
    tab.until("it is sent", "offlineStorage.hasConflicts", "false");
    tab.open("about:blank");
    browser.evict(server.url());

    Tab next = lab(browser, "");

    evictionIsSaidAndHealed(next);
    next.reload();
    next.until("the app has started", "app.started");
    assertThat(next.json("app.events.filter(e => e.error?.code === 'EVICTED').length"))
        .as("once")
        .isEqualTo("0");
  }

  private void evictionIsSaidAndHealed(Tab tab) {
    tab.until("it is said", "app.events.filter(e => e.error?.code === 'EVICTED').length", "1");
    tab.until(
        "all is pulled afresh",
        "offlineStorage.collection('tasks').entries().then(all => all.map(e => e[0]))",
        "[\"a\",\"b\"]");
    tab.until("in step", "offlineStorage.hasConflicts", "false");
  }

  @Test
  void ownFunctionHangs_itIsTimedOutAndCalledAgainUnderTheSameKey() {
    Tab tab = lab(browser(), "sync=own&patience=700");
    tab.evaluate("void (app.answer = () => new Promise(() => {}))");
    tab.evaluate("offlineStorage.collection('tasks').put('a', { n: 1 })");
    tab.until("it is given up", "offlineStorage.syncState === 'waiting' && app.signal.aborted");
    tab.evaluate("void (app.answer = ({ progress }) => { progress(1, 2); return true; })");

    tab.until("it is taken", "offlineStorage.hasConflicts", "false");

    assertThat(tab.is("new Set(app.calls.map(c => c.idempotencyKey)).size === 1")).isTrue();
    assertThat(tab.json(PROGRESS)).isEqualTo("[{\"done\":1,\"total\":2,\"type\":\"progress\"}]");
  }

  @Test
  void ownFunctionThrowsAStatus_isRetriedAsThatStatusAsks() {
    Tab tab = lab(browser(), "sync=own");
    tab.evaluate("void (app.answer = () => { throw new Response('', { status: 401 }); })");
    tab.evaluate("offlineStorage.collection('tasks').put('a', { n: 1 })");
    tab.until("a login", "offlineStorage.syncState", "\"needsLogin\"");

    tab.evaluate("void (app.answer = () => { throw { status: 422 }; })");
    tab.until("a refusal", "offlineStorage.syncState", "\"blocked\"");
    assertThat(tab.json("offlineStorage.lastError.code")).isEqualTo("\"REFUSED\"");
    int calls = (Integer) tab.evaluate("app.calls.length");

    tab.evaluate("void (app.answer = () => true)");
    assertThat(tab.is("offlineStorage.syncLocalChangesToServer()")).isTrue();
    assertThat(tab.json("app.calls.length")).isEqualTo(String.valueOf(calls + 1));
  }

  @Test
  void ownFunctionThrowsAResponseWithRetryAfter_itIsHonoured() {
    Tab tab = lab(browser(), "sync=own");
    tab.evaluate(
        "void (app.at = [], app.answer = () => { app.at.push(performance.now()); if (app.at.length"
            + " > 1) return true; throw new Response('', { status: 503, headers: { 'Retry-After':"
            + " '4' } }); })");
    tab.evaluate("offlineStorage.collection('tasks').put('a', { n: 1 })");
    tab.until("it is busy", "offlineStorage.lastError?.code", "\"SERVER_BUSY\"");

    tab.until("it is taken", "offlineStorage.hasConflicts", "false");

    assertThat(tab.is("app.at[1] - app.at[0] >= 4000")).as(tab.json("app.at")).isTrue();
  }

  @Test
  void oneTabsHeadersNeverCome_theOthersGoOn() {
    Profile browser = browser();
    Tab hangs = lab(browser, "patience=1500");
    Tab other = lab(browser, "patience=1500");
    hangs.untilSynced();
    hangs.evaluate(
        "void (app.headers = () => { app.asked = true; return new Promise(() => {}); })");
    hangs.until( // repeated, since the other tab may just have done the work
        "it holds the lock", "(void offlineStorage.syncLocalChangesToServer(), app.asked)");

    other.evaluate("offlineStorage.collection('tasks').put('b', { n: 1 })");

    other.until("it is sent", "offlineStorage.hasConflicts", "false");
    assertThat(server.documents(space())).containsOnlyKeys("tasks/b");
  }

  /**
   * As on iOS, where a database may stop answering. A tab that waited for it kept the lock for
   * ever.
   */
  @Test
  void oneTabsDatabaseFallsSilentInTheMiddle_theOthersGoOn() {
    Profile browser = browser();
    Tab silent = browser.newTab();
    silent.page().clock().install();
    silent.open(server.url() + "/?space=" + space());
    silent.until("the app has started", "app.started");
    silent.until("the first sync is over", "offlineStorage.lastSyncedTime > 0");
    Tab other = lab(browser, "");
    silent.evaluate(
        "void (app.headers = () => { const deaf = { set() {}, configurable: true };"
            + " Object.defineProperties(IDBTransaction.prototype, { oncomplete: deaf, onabort: deaf"
            + " }); app.asked = true; return {}; })");
    silent.until( // repeated, since the other tab may just have done the work
        "it holds the lock", "(void offlineStorage.syncLocalChangesToServer(), app.asked)");
    other.evaluate("offlineStorage.collection('tasks').put('b', { n: 1 })");
    assertThat(other.is("offlineStorage.hasConflicts")).isTrue();

    silent.page().clock().fastForward(61_000);

    other.until("it is sent", "offlineStorage.hasConflicts", "false");
  }
}
