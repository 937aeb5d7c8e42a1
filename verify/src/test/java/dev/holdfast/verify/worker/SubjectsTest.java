package dev.holdfast.verify.worker;

import static dev.holdfast.verify.worker.WorkerWorld.eventually;
import static dev.holdfast.verify.worker.WorkerWorld.get;
import static dev.holdfast.verify.worker.WorkerWorld.post;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import dev.holdfast.verify.harness.Backend.Reply;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two people and one browser: what is kept for one is neither shown to the other nor sent as
 * theirs.
 */
class SubjectsTest {
  private static final String CALLS =
      ".precache(self.__PRECACHE).intercept('GET /api/mine', holdfast.cacheFirst())"
          + ".intercept('POST /api/tasks', holdfast.queue())";

  private final AtomicInteger answers = new AtomicInteger();
  private @TempDir Path folder;
  private WorkerWorld world;

  @BeforeEach
  void open() throws Exception {
    open(CALLS + ".start()");
  }

  private void open(String calls) throws Exception {
    world = new WorkerWorld(folder.resolve("w" + calls.length()), calls);
    world.backend.answer(request -> Reply.json("" + answers.incrementAndGet()));
  }

  @AfterEach
  void close() {
    world.close();
  }

  /** A page that the worker controls, started for a subject; for nobody if that is empty. */
  private Page open(String subject, String space) {
    Page page = world.open();
    if (!subject.isEmpty()) {
      page.evaluate(
          "async ([subject, space]) => { const { offlineStorage } = await"
              + " import('/holdfast/holdfast.js'); self.storage = offlineStorage;"
              + " offlineStorage.defineSync(async ({ changes }) => (await fetch('/api/sync',"
              + " {method: 'POST', body: JSON.stringify(changes)})).ok);"
              + " await offlineStorage.start({ worker: '/sw.js', subject, space }); }",
          List.of(subject, space));
    }
    return page;
  }

  private Page page(String subject) {
    return open(subject, "home");
  }

  private static Object signOut(Page page, String unsent) {
    return page.evaluate("unsent => self.storage.signOut({ unsent })", unsent);
  }

  /** Everything that this browser keeps for the origin, as text. */
  private static String kept(Page page) {
    return (String)
        page.evaluate(
            "async () => { const all = [JSON.stringify(Object.entries(localStorage))];"
                + " for (const name of await caches.keys()) { const cache = await caches.open(name);"
                + " for (const key of await cache.keys()) if (!name.includes('files'))"
                + " all.push(name, key.url, await (await cache.match(key)).text()); }"
                + " for (const { name } of await indexedDB.databases()) { const db = await new"
                + " Promise(ok => { const r = indexedDB.open(name); r.onsuccess = () => ok(r.result);"
                + " }); all.push(name); for (const table of db.objectStoreNames) { all.push(await new"
                + " Promise(ok => { const q = db.transaction(table).objectStore(table).getAll();"
                + " q.onsuccess = () => ok(JSON.stringify(q.result, (k, v) => v instanceof"
                + " ArrayBuffer ? new TextDecoder().decode(v) : v)); })); } db.close(); }"
                + " return all.join(' '); }");
  }

  @Test
  void cachedAnswers_areForPagesThatHaveNamedTheirSubject() throws Exception {
    Page anna = page("anna");
    Page bert = page("bert");
    Page nobody = page("");
    assertThat(get(anna, "/api/mine")).isEqualTo("200 1");
    eventually(true, () -> kept(anna).contains("holdfast@anna"));
    assertThat(get(bert, "/api/mine")).isEqualTo("200 2");
    eventually(true, () -> kept(anna).contains("holdfast@bert"));
    assertThat(get(nobody, "/api/mine")).isEqualTo("200 3");
    assertThat(get(nobody, "/api/mine")).isEqualTo("200 4");
    world.profile.stopWorkers();
    world.server.kill();

    assertThat(get(anna, "/api/mine")).isEqualTo("200 1");
    assertThat(get(bert, "/api/mine")).isEqualTo("200 2");
    assertThat(get(nobody, "/api/mine")).isEqualTo("failed");
  }

  @Test
  void evictedWhileThePageIsOpen_theNewWorkerKnowsWhoIsSignedIn() {
    Page anna = page("anna");
    assertThat(get(anna, "/api/mine")).isEqualTo("200 1");
    eventually(true, () -> kept(anna).contains("holdfast@anna"));
    put(anna, "a");

    world.profile.clear(world.server.url());
    eventually(true, () -> put(anna, "b"));
    eventually("EVICTED", () -> anna.evaluate("() => self.storage.lastError?.code"));

    WorkerWorld.awaitController(anna);
    eventually(
        true,
        () -> {
          get(anna, "/api/mine");
          return kept(anna).contains("holdfast@anna");
        });
  }

  private static Object put(Page page, String id) {
    return page.evaluate(
        "id => self.storage.collection('c').put(id, {}).then(() => true, () => false)", id);
  }

  @Test
  void whatWasKeptBeforeAnybodyWasNamed_isForgotten() {
    Page early = page("");
    assertThat(get(early, "/api/mine")).isEqualTo("200 1");
    eventually(true, () -> kept(early).contains("/api/mine 1"));

    Page anna = page("anna");

    assertThat(kept(anna)).doesNotContain("/api/mine 1");
    assertThat(get(anna, "/api/mine")).isEqualTo("200 2");
    assertThat(get(early, "/api/mine")).isEqualTo("200 3");
  }

  @Test
  @Tag("fault-44")
  void pendingWorkOfOne_isNeitherSeenNorSentWhileTheOtherIsSignedIn() throws Exception {
    Page anna = page("anna");
    world.server.kill();
    assertThat(post(anna, "/api/tasks", "of anna")).isEqualTo("202 {}");
    anna.close();
    world.server.start();

    Page bert = page("bert");
    assertThat(post(bert, "/api/tasks", "of bert")).startsWith("20");
    eventually(List.of("of bert"), () -> world.backend.effects());
    assertThat(bert.evaluate("() => self.storage.syncLocalChangesToServer()")).isEqualTo(true);
    eventually(0, () -> bert.evaluate("() => self.storage.pending.length"));
    eventually(false, () -> bert.evaluate("() => self.storage.hasConflicts"));
    assertThat(world.backend.effects()).containsExactly("of bert");

    Page again = page("anna");
    eventually(List.of("of bert", "of anna"), () -> world.backend.effects());
    WorkerWorld.awaitQueue(again, "");
  }

  @Test
  @Tag("fault-44")
  void appsOwnWord_decidesWhoseRequestsLeave() throws Exception {
    String[] me = {"bert"};
    Page anna = withWorkThatWaitsFor(me);

    me[0] = "anna";
    anna.evaluate("() => self.storage.syncLocalChangesToServer()");

    eventually(List.of("of anna"), () -> world.backend.effects());
  }

  /** A page of Anna's with a kept request. The app says that {@code me} is signed in. */
  private Page withWorkThatWaitsFor(String[] me) throws Exception {
    world.close();
    open(
        CALLS
            + ".subject(() => fetch('/api/me', {cache: 'no-store'}).then(r => r.text())).start()");
    world.backend.answer(
        request ->
            request.path().equals("/api/me")
                ? new Reply(200, "text/plain", me[0], java.util.Map.of())
                : Reply.json("{}"));
    Page anna = page("anna");
    world.server.kill();
    assertThat(post(anna, "/api/tasks", "of anna")).isEqualTo("202 {}");
    world.server.start();
    assertThat(anna.evaluate("() => self.storage.syncLocalChangesToServer()"))
        .as("all that was pending is acknowledged")
        .isEqualTo(false);
    assertThat(world.backend.effects()).isEmpty();
    return anna;
  }

  /** Nothing else wakes the queue: work that waits for its subject has no timer. */
  @Test
  void periodicSync_whatWaitsIsTried() throws Exception {
    String[] me = {"bert"};
    Page anna = withWorkThatWaitsFor(me);
    anna.navigate("about:blank");
    me[0] = "anna";

    world.profile.periodicSync(world.server.url(), "holdfast");

    eventually(List.of("of anna"), () -> world.backend.effects());
  }

  @Test
  @Tag("fault-43")
  void signOutThatDiscards_leavesNoByte() throws Exception {
    Page anna = page("anna");
    Page second = open("anna", "work");
    get(anna, "/api/mine");
    eventually(true, () -> kept(anna).contains("holdfast@anna"));
    world.server.kill();
    anna.evaluate("() => self.storage.updateLocalChanges({ text: 'secret' })");
    second.evaluate("() => self.storage.updateLocalChanges({ text: 'secret' })");
    post(anna, "/api/tasks", "secret");
    eventually(
        1,
        () -> anna.evaluate("() => self.storage.pending.filter(e => e.kind === 'request').length"));
    assertThat(kept(anna)).contains("secret");

    assertThat(signOut(anna, "discard")).isEqualTo(2);

    assertThat(kept(anna)).doesNotContain("secret").doesNotContain("anna");
    eventually(false, () -> second.evaluate("() => self.storage.hasConflicts"));
    assertThat(second.evaluate("() => self.storage.updateLocalChanges({ text: 'late' })"))
        .isEqualTo(false);
    assertThat(kept(anna)).doesNotContain("anna");
  }

  @Test
  @Tag("fault-43")
  void signOutThatKeeps_givesTheWorkBackToItsSubjectAlone() throws Exception {
    Page anna = page("anna");
    get(anna, "/api/mine");
    eventually(true, () -> kept(anna).contains("holdfast@anna"));
    world.server.kill();
    anna.evaluate("() => self.storage.updateLocalChanges({ text: 'unsent' })");
    post(anna, "/api/tasks", "queued");
    eventually(
        1,
        () -> anna.evaluate("() => self.storage.pending.filter(e => e.kind === 'request').length"));

    assertThat(signOut(anna, "keep")).isEqualTo(2);

    assertThat(kept(anna)).doesNotContain("holdfast@anna").doesNotContain("\"holdfast/anna/home\"");
    anna.close();
    Page bert = page("bert");
    assertThat(bert.evaluate("() => self.storage.loadAppState().then(s => s === undefined)"))
        .isEqualTo(true);
    assertThat(bert.evaluate("() => self.storage.pending.length")).isEqualTo(0);
    bert.close();

    Page again = page("anna");
    assertThat(again.evaluate("() => self.storage.loadAppState().then(s => s && s.text)"))
        .isEqualTo("unsent");
    world.server.start();
    eventually(true, () -> world.backend.effects().contains("queued"));
    eventually(false, () -> again.evaluate("() => self.storage.hasConflicts"));
  }

  /** The edits come before the seal, or the seal refuses them. */
  @Test
  @Tag("fault-43")
  void editsThatNobodyHasAwaited_areKeptToo() throws Exception {
    Page anna = page("anna");
    world.server.kill();
    anna.evaluate(
        "async () => { for (let n = 0; n < 30; n++)"
            + " self.storage.collection('notes').put('n' + n, { n });"
            + " await self.storage.signOut({ unsent: 'keep' }); }");
    world.server.start();

    Page again = page("anna");
    assertThat(
            again.evaluate(
                "() => self.storage.collection('notes').getAll().then(all => all.length)"))
        .isEqualTo(30);
  }

  @Test
  @Tag("fault-43")
  void signOutThatSends_sendsFirst() throws Exception {
    Page anna = page("anna");
    anna.evaluate("() => self.storage.updateLocalChanges({ text: 'sent' })");

    assertThat(signOut(anna, "send")).isEqualTo(0);

    assertThat(world.backend.effects().toString()).contains("sent");
    assertThat(kept(anna)).doesNotContain("anna");
  }
}
