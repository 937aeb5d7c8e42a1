package dev.holdfast.verify.network;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.core.json.Json;
import dev.holdfast.verify.harness.Apps;
import dev.holdfast.verify.harness.Await;
import dev.holdfast.verify.harness.Backend;
import dev.holdfast.verify.harness.Backend.Got;
import dev.holdfast.verify.harness.Backend.Reply;
import dev.holdfast.verify.harness.BrowserTest;
import dev.holdfast.verify.harness.OnDisk;
import dev.holdfast.verify.harness.Profile;
import dev.holdfast.verify.harness.Server;
import dev.holdfast.verify.harness.Tab;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The app's own sync function in the worker: {@code holdfast.sync(fn)} in {@code lab/sync-sw.js}.
 * It sends changes to a backend of the app.
 */
class WorkerSyncTest extends BrowserTest {
  private static final String TAKEN = "true";
  private Backend backend;
  private int before;

  @Override
  protected Server startServer(Path data) {
    backend = Backend.start();
    return Server.serve(Apps.lab(), data, "--proxy", "/api=" + backend.url());
  }

  @BeforeEach
  void takesAll() {
    backend.answer(request -> Reply.json(TAKEN));
    before = backend.requests().size();
  }

  @AfterAll
  void closeBackend() {
    backend.close();
  }

  private Tab open(Profile browser, String wiring) {
    return lab(browser, "sync=none&worker=/sync-sw.js&" + wiring);
  }

  private static void edit(Tab tab, String id) {
    tab.evaluate("offlineStorage.collection('tasks').put('" + id + "', { n: 1 })");
  }

  private static void isTaken(Tab tab) {
    tab.until("it is taken", "offlineStorage.hasConflicts", "false");
    tab.until("all is well", "offlineStorage.syncState", "\"idle\"");
  }

  /** The calls of this test, as they arrived. */
  private List<Got> calls() {
    List<Got> all = backend.requests();
    return all.subList(before, all.size());
  }

  private void calledUnderOneKey(String what) {
    assertThat(calls())
        .extracting(Got::key)
        .as("one list, one key")
        .containsOnly(calls().get(0).key());
    assertThat(backend.effects().stream().filter(body -> body.contains(what)))
        .as("one effect")
        .hasSize(1);
  }

  @Test
  void pageDefinesNone_theWorkersFunctionIsCalledAndItsWordCounts() {
    Tab tab = open(browser(), "");
    edit(tab, "a");
    isTaken(tab);

    edit(tab, "b");
    assertThat(tab.is("offlineStorage.syncLocalChangesToServer()")).isTrue();

    assertThat(calls()).hasSize(2);
    assertThat(calls().get(1).body())
        .isEqualTo(
            "{\"changes\":[{\"collection\":\"tasks\",\"id\":\"b\",\"after\":{\"n\":1}}],"
                + "\"base\":{\"tasks\":[{\"n\":1,\"id\":\"a\"}]},"
                + "\"local\":{\"tasks\":[{\"n\":1,\"id\":\"a\"},{\"n\":1,\"id\":\"b\"}]}}");
    assertThat(tab.json("app.events.filter(e => e.type === 'progress').length"))
        .as("its progress is the page's")
        .isEqualTo("2");
  }

  @Test
  void saysWhatTheServerHolds_thatIsMerged() {
    backend.answer(
        request ->
            Reply.json(
                "{\"server\":{\"tasks\":[{\"id\":\"a\",\"n\":1},{\"id\":\"theirs\",\"n\":2}]}}"));
    Tab tab = open(browser(), "");
    tab.evaluate("offlineStorage.updateLocalChanges({ tasks: [{ id: 'a', n: 1 }] })");

    isTaken(tab);

    tab.until(
        "the app shows it",
        "app.state.tasks",
        "[{\"id\":\"a\",\"n\":1},{\"id\":\"theirs\",\"n\":2}]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"once", "periodic"})
  void noPageIsOpen_anEventBringsTheWorkHomeUnderTheSameKey(String event) {
    backend.answer(request -> Reply.status(503));
    Profile browser = browser();
    Tab tab = open(browser, "");
    edit(tab, event);
    tab.until(
        "it waits",
        "[offlineStorage.syncState, offlineStorage.lastError?.code]",
        "[\"waiting\",\"SERVER_BUSY\"]");
    tab.evaluate(
        "(Object.defineProperty(document, 'hidden', { get: () => true }),"
            + " document.dispatchEvent(new Event('visibilitychange')))");
    tab.until(
        "the browser is asked to wake the worker",
        "navigator.serviceWorker.ready.then(known => known.sync.getTags())"
            + ".then(tags => tags.includes('holdfast'))");
    tab.open("about:blank");
    backend.answer(request -> Reply.json(TAKEN));

    if (event.equals("once")) {
      browser.backgroundSync(server.url(), "holdfast", false);
    } else {
      browser.periodicSync(server.url(), "holdfast");
    }

    Await.until(
        "it arrives",
        () -> backend.effects().stream().anyMatch(body -> body.contains(event)),
        yes -> yes);
    calledUnderOneKey(event);
    Tab besides = browser.open(server.url() + "/sync-sw.js"); // the app does not run there
    Await.until(
        "it is recorded as sent",
        () -> Json.size(OnDisk.of(besides).rows("holdfast//" + space(), "outbox")),
        size -> size == 0);
    int calls = calls().size();
    Tab next = open(browser, "");
    isTaken(next);
    next.until(
        "it is here", "offlineStorage.collection('tasks').get('" + event + "')", "{\"n\":1}");
    assertThat(calls()).as("it was not called again").hasSize(calls);
  }

  /** Chromium grants it only to installed apps, so the test tells the page that it is granted. */
  @Test
  void periodicSync_isAskedForOnlyWhereItIsGranted() {
    Tab tab = browser().newTab();
    tab.page()
        .addInitScript(
            "self.wakes = []; PeriodicSyncManager.prototype.register = async (tag, how) =>"
                + " void wakes.push([tag, how.minInterval]);"
                + " const query = Permissions.prototype.query;"
                + " Permissions.prototype.query = async function (what) {"
                + " const known = await query.call(this, what); self.asked = what.name;"
                + " return location.hash === '#granted' ? { state: 'granted' } : known; };");
    String app = server.url() + "/?sync=none&worker=/sync-sw.js&space=" + space();
    tab.open(app);
    tab.until("it has looked", "self.asked === 'periodic-background-sync'");
    edit(tab, "a");
    isTaken(tab);
    assertThat(tab.json("wakes")).isEqualTo("[]");

    tab.open("about:blank");
    tab.open(app + "#granted");

    tab.until("it asks, for twice a day at most", "wakes", "[[\"holdfast\",43200000]]");
  }

  /** I3: work of a subject that is not known to be signed in is not sent. It stays. */
  @Test
  void noPageIsOpen_workOfASubjectStaysUntilAPageNamesIt() {
    backend.answer(request -> Reply.status(503));
    Profile browser = browser();
    Tab anns = open(browser, "subject=ann");
    edit(anns, "anns");
    anns.until("it waits", "offlineStorage.lastError?.code", "\"SERVER_BUSY\"");
    Tab nobodys = open(browser, "");
    edit(nobodys, "nobodys");
    nobodys.until("it waits", "offlineStorage.lastError?.code", "\"SERVER_BUSY\"");
    anns.close();
    nobodys.open("about:blank");
    backend.answer(request -> Reply.json(TAKEN));

    browser.backgroundSync(server.url(), "holdfast", false);

    Await.until(
        "nobody's arrives",
        () -> backend.effects().stream().anyMatch(body -> body.contains("nobodys")),
        yes -> yes);
    assertThat(backend.effects()).noneMatch(body -> body.contains("anns"));
    isTaken(open(browser, "subject=ann"));
    assertThat(backend.effects()).anyMatch(body -> body.contains("anns"));
  }

  @Test
  void workerIsStoppedMidWay_itIsCalledAgainUnderTheSameKey() {
    CountDownLatch gate = new CountDownLatch(1);
    backend.answer(
        request -> {
          gate.await(20, TimeUnit.SECONDS);
          return Reply.json(TAKEN);
        });
    Profile browser = browser();
    Tab tab = open(browser, "patience=2000");
    edit(tab, "stopped");
    Await.until("it is called", () -> calls().size(), size -> size > 0);

    browser.stopWorkers();
    gate.countDown();

    isTaken(tab);
    assertThat(calls()).hasSizeGreaterThan(1);
    calledUnderOneKey("stopped");
  }

  @Test
  void hangs_itIsGivenUpAndCalledAgainUnderTheSameKey() {
    CountDownLatch gate = new CountDownLatch(1);
    backend.answer(
        request -> {
          gate.await(20, TimeUnit.SECONDS);
          return Reply.json(TAKEN);
        });
    Tab tab = open(browser(), "patience=700");
    edit(tab, "hangs");
    tab.until("it is given up", "offlineStorage.syncState", "\"waiting\"");
    assertThat(tab.json("offlineStorage.lastError.code")).isEqualTo("\"SERVER_BUSY\"");

    gate.countDown();

    isTaken(tab);
    calledUnderOneKey("hangs");
  }

  @Test
  void throwsAStatus_isRetriedAsThatStatusAsks() {
    backend.answer(request -> Reply.status(401));
    Tab tab = open(browser(), "");
    edit(tab, "a");
    tab.until("a login", "offlineStorage.syncState", "\"needsLogin\"");
    backend.answer(request -> Reply.status(422));
    tab.until("a refusal", "offlineStorage.syncState", "\"blocked\"");
    assertThat(tab.json("offlineStorage.lastError.code")).isEqualTo("\"REFUSED\"");

    backend.answer(request -> Reply.json("false"));
    assertThat(tab.is("offlineStorage.syncLocalChangesToServer()")).isFalse();
    assertThat(tab.json("offlineStorage.lastError.code")).isEqualTo("\"NOT_NOW\"");

    backend.answer(request -> Reply.json(TAKEN));
    assertThat(tab.is("offlineStorage.syncLocalChangesToServer()")).isTrue();
  }

  @Test
  void throwsAnAnswerWithRetryAfter_pageAndSyncEventHonourIt() {
    List<Long> at = new ArrayList<>();
    backend.answer(
        request -> {
          at.add(System.nanoTime());
          return at.size() > 1 ? Reply.json(TAKEN) : Reply.status(503, "Retry-After", "4");
        });
    Profile browser = browser();
    Tab tab = open(browser, "");
    edit(tab, "a");
    tab.until("the pause is known", "offlineStorage.lastError?.code", "\"SERVER_BUSY\"");
    browser.backgroundSync(server.url(), "holdfast", false);
    isTaken(tab);

    assertThat(calls()).hasSize(2);
    assertThat((at.get(1) - at.get(0)) / 1e9).isGreaterThan(3.9);
  }

  @Test
  void threeTabsAndSyncEvents_callsNeverOverlap() {
    AtomicInteger now = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    backend.answer(
        request -> {
          most.accumulateAndGet(now.incrementAndGet(), Math::max);
          new CountDownLatch(1).await(100, TimeUnit.MILLISECONDS); // the backend takes some time
          now.decrementAndGet();
          return Reply.json(TAKEN);
        });
    Profile browser = browser();
    List<Tab> tabs = List.of(open(browser, ""), open(browser, ""), open(browser, ""));
    for (int i = 0; i < 9; i++) {
      edit(tabs.get(i % 3), "e" + i);
      if (i % 3 == 1) {
        browser.backgroundSync(server.url(), "holdfast", false);
      }
    }

    for (Tab tab : tabs) {
      isTaken(tab);
    }
    assertThat(most.get()).isEqualTo(1);
    String sent = String.join("", backend.effects());
    for (int i = 0; i < 9; i++) {
      assertThat(sent).containsOnlyOnce("\"id\":\"e" + i + "\",\"after\"");
    }
  }

  /** Without this, each call waited for its time-out until the page was reloaded. */
  @Test
  void nextReleaseHasNone_callsFailAtOnceUntilOneHasItAgain() {
    Tab tab = open(browser(), "");
    controlled(tab);
    edit(tab, "earlier");
    isTaken(tab);
    takeOver(tab, "/sw.js");

    edit(tab, "kept");

    tab.until(
        "it is said",
        "offlineStorage.lastError?.message.includes('has no sync function any more')");
    takeOver(tab, "/sync-sw.js");
    isTaken(tab);
    assertThat(
            backend.effects().stream().filter(body -> body.contains("\"id\":\"kept\",\"after\"")))
        .hasSize(1);
  }

  private static void takeOver(Tab tab, String script) {
    tab.evaluate(
        "navigator.serviceWorker.register('"
            + script
            + "').then(known => void (app.next = known))");
    tab.until("it waits", "!!app.next.waiting");
    tab.evaluate("app.next.waiting.postMessage({ type: 'skipWaiting' })");
    tab.until(
        "it controls the page",
        "navigator.serviceWorker.controller.scriptURL.endsWith('" + script + "')");
  }

  @Test
  void pageDefinesItsOwn_theWorkersIsNotCalled() {
    Tab tab = lab(browser(), "sync=own&worker=/sync-sw.js");
    controlled(tab);

    edit(tab, "a");

    isTaken(tab);
    assertThat(tab.json("app.calls.length")).isEqualTo("1");
    assertThat(calls()).isEmpty();
  }
}
