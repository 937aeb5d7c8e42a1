package dev.holdfast.verify.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.verify.harness.Apps;
import dev.holdfast.verify.harness.Backend;
import dev.holdfast.verify.harness.Backend.Reply;
import dev.holdfast.verify.harness.BrowserTest;
import dev.holdfast.verify.harness.Profile;
import dev.holdfast.verify.harness.Server;
import dev.holdfast.verify.harness.Tab;
import dev.holdfast.verify.harness.WebApp;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What the page knows of writes that its worker intercepted, and the going-offline edge: each
 * page's snapshot is saved before the first write is answered.
 */
class InterceptedRequestsTest extends BrowserTest {
  /** A worker whose time-out of half a second never fires. */
  private static final String PATIENT =
      "const after = setTimeout; self.setTimeout = (then, ms) => ms === 500 ? 0 : after(then, ms);"
          + "\nimportScripts('/sw.js');\n";

  /** A worker that tells its pages when half a second is over. */
  private static final String TIMED =
      "const after = setTimeout; self.setTimeout = (then, ms) => after(() => { then();"
          + " if (ms === 500) self.clients.matchAll().then(all =>"
          + " all.forEach(page => page.postMessage({ type: 'late' }))); }, ms);"
          + "\nimportScripts('/sw.js');\n";

  /** A page that is not told that the worker's queue has changed. */
  private static final String DEAF =
      "self.BroadcastChannel = class extends BroadcastChannel { set onmessage(hear) {"
          + " super.onmessage = e => e.data.type === 'queue' || hear(e); } };";

  private Backend backend;
  private int before;

  @Override
  protected Server startServer(Path data) {
    try {
      backend = Backend.start();
      WebApp app =
          WebApp.in(data.resolveSibling("app"))
              .worker(
                  ".precache(self.__PRECACHE).navigationFallback('/index.html')"
                      + ".intercept('POST /api/*', holdfast.queue()).start()");
      for (String file : List.of("index.html", "app.js", "backends.js")) {
        app.file(file, Files.readString(Apps.lab().resolve(file)));
      }
      app.file("patient.js", PATIENT);
      app.file("timed.js", TIMED);
      return Server.serve(app.folder(), data, "--proxy", "/api=" + backend.url());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @BeforeEach
  void aFreshBackend() {
    backend.answer(request -> Reply.json("{}"));
    before = backend.requests().size();
  }

  @AfterAll
  void closeBackend() {
    backend.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"server", "own", "none"})
  void unsent_itCountsAsALocalChange(String sync) {
    Tab tab = lab(browser(), "sync=" + sync);
    controlled(tab);
    goOffline(tab);
    assertThat(tab.is("offlineStorage.hasConflicts")).isFalse();

    assertThat(tab.json(post("/api/tasks", "a"))).isEqualTo("202");

    tab.until("the page knows of it", "offlineStorage.hasConflicts");
    tab.until(
        "it is shown as it is",
        "offlineStorage.pending.map(e => [e.kind, e.state, e.method, e.url, e.lane])",
        "[[\"request\",\"queued\",\"POST\",\"" + server.url() + "/api/tasks\",\"/api/tasks\"]]");
    goOnline();
    tab.until("the server has it", "offlineStorage.hasConflicts", "false");
    assertThat(bodies()).containsExactly("a");
  }

  @Test
  void aSync_isTrueOnlyOnceTheRequestsAreThereToo() {
    Tab tab = lab(browser(), "");
    controlled(tab);
    tab.until("in sync", "offlineStorage.syncLocalChangesToServer()");
    backend.answer(request -> Reply.status(503));
    assertThat(tab.json(post("/api/tasks", "a"))).isEqualTo("202");
    tab.until("the page knows of it", "offlineStorage.hasConflicts");

    assertThat(tab.is("offlineStorage.syncLocalChangesToServer()")).isFalse();

    backend.answer(request -> Reply.json("{}"));
    tab.until("now it is", "offlineStorage.syncLocalChangesToServer()");
    assertThat(tab.is("offlineStorage.hasConflicts")).isFalse();
  }

  /**
   * The worker's message that its queue has changed may come late or never. So a sync looks itself.
   */
  @Test
  void aSync_knowsOfTheRequestsWithoutBeingTold() {
    Profile browser = browser();
    browser.context().addInitScript(DEAF);
    Tab tab = lab(browser, "");
    controlled(tab);
    tab.until("in sync", "offlineStorage.syncLocalChangesToServer()");
    backend.answer(request -> Reply.status(503));
    assertThat(tab.json(post("/api/tasks", "a"))).isEqualTo("202");

    assertThat(tab.is("offlineStorage.syncLocalChangesToServer()")).isFalse();
    assertThat(tab.is("offlineStorage.hasConflicts")).isTrue();

    backend.answer(request -> Reply.json("{}"));
    tab.until("now it is", "offlineStorage.syncLocalChangesToServer()");
    assertThat(tab.is("offlineStorage.hasConflicts")).isFalse();
  }

  @Test
  void parked_itIsShownAndRetriedUnderANewKey() {
    Tab tab = withOneParked();
    String key = backend.requests().get(before).key();
    backend.answer(request -> Reply.json("{}"));
    tab.reload();
    tab.until("it is shown after a reload", "offlineStorage.parked.length === 1");
    assertThat(tab.json("offlineStorage.parked.map(e => [e.kind, e.url, e.attempts])"))
        .isEqualTo("[[\"request\",\"" + server.url() + "/api/tasks\",1]]");
    assertThat(tab.json("offlineStorage.pending")).isEqualTo("[]");

    assertThat(tab.is("offlineStorage.retry(offlineStorage.parked[0].id)")).isTrue();

    tab.until("it is through", "offlineStorage.hasConflicts", "false");
    assertThat(bodies()).containsExactly("refused", "refused");
    assertThat(backend.requests().get(before + 1).key()).hasSize(32).isNotEqualTo(key);
    assertThat(
            tab.json("offlineStorage.audit().then(a => [a.superseded, a.acknowledged, a.total])"))
        .isEqualTo("[1,1,2]");
  }

  @Test
  void parked_itIsEditedAndTheNewOneIsSent() {
    Tab tab = withOneParked();
    backend.answer(request -> Reply.json("{}"));
    String retry = "offlineStorage.retry(offlineStorage.parked[0].id, ";

    assertThat(tab.json(retry + "() => { throw new Error('no'); }).catch(e => e.message)"))
        .isEqualTo("\"no\"");
    assertThat(tab.json("offlineStorage.parked.length")).isEqualTo("1");
    assertThat(
            tab.is(
                retry
                    + "async was => new Request(was.url + '?new', { method: 'PUT', body:"
                    + " 'not ' + await was.text(), headers: { 'content-type': 'text/x',"
                    + " authorization: 'secret' } }))"))
        .isTrue();

    tab.until("it is through", "offlineStorage.hasConflicts", "false");
    Backend.Got sent = backend.requests().get(before + 1);
    assertThat(sent.method() + " " + sent.path() + " " + sent.body())
        .isEqualTo("PUT /api/tasks?new not refused");
    assertThat(sent.headers())
        .containsEntry("content-type", "text/x")
        .doesNotContainKey("authorization");
  }

  @Test
  void sentLater_allPagesHearTheAnswer_butNoOtherSubjects() {
    Profile browser = browser();
    Tab tab = lab(browser, "subject=ann");
    controlled(tab);
    Tab other = lab(browser, "subject=ann");
    Tab stranger = lab(browser, "subject=bob");
    String listen =
        "void (app.told = [], offlineStorage.addEventListener('sync', e => e.replayed &&"
            + " app.told.push([e.ok, e.replayed.id.length, e.replayed.method,"
            + " e.replayed.url.slice(-10), e.replayed.status, e.replayed.headers['x-mark'],"
            + " e.replayed.body])))";
    tab.evaluate(listen);
    other.evaluate(listen);
    stranger.evaluate(listen);
    tab.evaluate("offlineStorage.start({ subject: 'ann' })"); // the last page that names a subject
    backend.answer(
        request -> new Reply(201, "text/plain", "made", java.util.Map.of("X-Mark", "m")));
    goOffline(tab);
    assertThat(tab.json(post("/api/tasks", "a"))).isEqualTo("202");

    goOnline();

    String told = "[[true,32,\"POST\",\"/api/tasks\",201,\"m\",\"made\"]]";
    tab.until("it is told", "app.told", told);
    other.until("the other tab too", "app.told", told);
    tab.until("it is through", "offlineStorage.pending.length", "0");
    assertThat(stranger.json("app.told")).isEqualTo("[]");
  }

  @Test
  void parked_itIsGivenUpForGood() {
    Tab tab = withOneParked();
    assertThat(tab.is("offlineStorage.hasConflicts")).as("parked work counts").isTrue();

    assertThat(tab.is("offlineStorage.discard(offlineStorage.parked[0].id)")).isTrue();

    assertThat(tab.is("offlineStorage.hasConflicts")).isFalse();
    tab.reload();
    tab.until("the app has started", "app.started");
    assertThat(tab.json("offlineStorage.parked")).isEqualTo("[]");
    assertThat(tab.json("offlineStorage.audit().then(a => [a.parked, a.discarded, a.total])"))
        .isEqualTo("[0,1,1]");
    assertThat(bodies()).containsExactly("refused");
  }

  private Tab withOneParked() {
    Tab tab = lab(browser(), "");
    controlled(tab);
    backend.answer(request -> Reply.status(422));
    goOffline(tab);
    assertThat(tab.json(post("/api/tasks", "refused"))).isEqualTo("202");
    goOnline();
    tab.until("it is refused", "offlineStorage.parked.length === 1");
    return tab;
  }

  @Tag("fault-16")
  @Test
  void nobodyToWakeTheWorker_itIsSentWhenThePageBecomesVisible() {
    Tab tab = lab(browser(), "");
    controlled(tab);
    backend.answer(request -> Reply.status(401));
    goOffline(tab);
    assertThat(tab.json(post("/api/tasks", "a"))).isEqualTo("202");
    goOnline();
    tab.until("it waits for a login", "offlineStorage.pending[0]?.cause?.code === 'NEEDS_LOGIN'");
    // Attempts run one after the other, so all earlier ones have ended with this one.
    assertThat(tab.is("offlineStorage.syncLocalChangesToServer()")).isFalse();
    backend.answer(request -> Reply.json("{}"));

    tab.evaluate("void document.dispatchEvent(new Event('visibilitychange'))");

    tab.until("it is through", "offlineStorage.hasConflicts", "false");
    assertThat(backend.effects().get(backend.effects().size() - 1)).isEqualTo("a");
  }

  // --- the going-offline edge ---

  @Test
  void goingOffline_theFirstWriteIsAnsweredOnceEachPagesSnapshotIsOnDisk() {
    Profile browser = browser();
    Tab one = withState(browser, "worker=/patient.js");
    Tab two = lab(browser, "worker=/patient.js");
    two.until("both pages show it", "app.state", "{\"left\":0,\"right\":0}");
    one.evaluate("void (app.state.left = 1)");
    two.evaluate("void (app.state.right = 2)");
    listen(one);
    two.evaluate(HOLD, "/" + space());
    server.kill(); // no page has noticed yet

    one.evaluate(
        "void fetch('/api/tasks', { method: 'POST', body: 'a' }).then(r => app.got = r.status)");
    one.until("the pages are asked", "app.asked", "1");
    one.evaluate(DRAIN); // an answer that does not wait would be here by now
    assertThat(one.json("app.got")).as("nothing can be saved yet").isEqualTo("undefined");
    two.evaluate("void (app.release = true)");

    one.until("it is answered", "app.got", "202");
    assertThat(one.json("offlineStorage.loadAppState({ peek: true })"))
        .isEqualTo("{\"left\":1,\"right\":2}");
  }

  @Test
  void goingOfflineWithAFrozenPage_itIsWaitedForHalfASecond() {
    Profile browser = browser();
    Tab one = withState(browser, "worker=/timed.js");
    Tab two = lab(browser, "worker=/timed.js");
    two.until("both pages show it", "app.state", "{\"left\":0,\"right\":0}");
    listen(one);
    browser.freeze(two);
    server.kill();

    assertThat(write(one)).as("0: never").isGreaterThan(490);
    assertThat(one.json("app.asked")).isEqualTo("1");
    one.until("and no longer than that", "app.late", "1");
    write(one);
    assertThat(one.json("app.asked")).as("only the first write waits").isEqualTo("1");
  }

  /** Counts the worker's messages about going offline. */
  private static void listen(Tab tab) {
    tab.evaluate(
        "void (app.asked = 0, app.late = 0, navigator.serviceWorker.addEventListener('message', e =>"
            + " { app.asked += e.data.type === 'goingOffline'; app.late += e.data.type === 'late';"
            + " }))");
  }

  /** Keeps all tabs from writing to the space's database until {@code app.release}. */
  private static final String HOLD =
      "indexedDB.databases().then(all => new Promise(held => {"
          + " const open = indexedDB.open(all.find(one => one.name.endsWith(it)).name);"
          + " open.onsuccess = () => { const db = open.result;"
          + " const table = db.transaction(db.objectStoreNames, 'readwrite')"
          + ".objectStore(db.objectStoreNames[0]);"
          + " const hold = () => { held(); if (app.release) db.close();"
          + " else table.get('none').onsuccess = hold; }; hold(); }; }))";

  /** Makes the worker probe the server once more, and waits until it has. */
  private static final String DRAIN =
      "new Promise(done => { const pair = new MessageChannel(); pair.port1.onmessage = done;"
          + " navigator.serviceWorker.controller.postMessage({ type: 'drain' }, [pair.port2]); })";

  /** The ms that a write takes; 0 if it is never answered. */
  private static double write(Tab tab) {
    return ((Number)
            tab.evaluate(
                "Promise.race([new Promise(late => setTimeout(late, 60000, 0)), (async () => {"
                    + " const from = performance.now();"
                    + " await fetch('/api/tasks', { method: 'POST', body: 'a' });"
                    + " return performance.now() - from; })()])"))
        .doubleValue();
  }

  private Tab withState(Profile browser, String wiring) {
    Tab tab = lab(browser, wiring);
    controlled(tab);
    tab.evaluate("app.state = { left: 0, right: 0 }");
    assertThat(tab.is("offlineStorage.saveCurrentAppState()")).isTrue();
    tab.until("in sync", "offlineStorage.hasConflicts", "false");
    return tab;
  }

  private static String post(String url, String body) {
    return "fetch('" + url + "', { method: 'POST', body: '" + body + "' }).then(r => r.status)";
  }

  /** The bodies of this test's requests to the backend. */
  private List<String> bodies() {
    List<Backend.Got> all = backend.requests();
    return all.subList(before, all.size()).stream().map(Backend.Got::body).toList();
  }
}
