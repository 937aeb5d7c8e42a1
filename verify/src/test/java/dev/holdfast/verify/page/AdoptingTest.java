package dev.holdfast.verify.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.verify.harness.Apps;
import dev.holdfast.verify.harness.Await;
import dev.holdfast.verify.harness.Backend;
import dev.holdfast.verify.harness.BrowserTest;
import dev.holdfast.verify.harness.Profile;
import dev.holdfast.verify.harness.Server;
import dev.holdfast.verify.harness.Tab;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** {@code start({ subject, adopt: true })}: work that was done before anybody was signed in. */
class AdoptingTest extends BrowserTest {
  private static final String TOTAL = "offlineStorage.audit().then(a => a.total)";
  private Backend backend;

  @Override
  protected Server startServer(Path data) {
    backend = Backend.start();
    return Server.serve(Apps.lab(), data, "--proxy", "/api=" + backend.url());
  }

  @AfterAll
  void closeBackend() {
    backend.close();
  }

  private Tab worked(Profile browser) {
    Tab tab = lab(browser, "worker=no&sync=none");
    tab.evaluate("offlineStorage.collection('tasks').put('a', { id: 'a', n: 1 })");
    tab.evaluate("offlineStorage.collection('tasks').put('b', { id: 'b', n: 1 })");
    return tab;
  }

  @Test
  void workDoneBeforeLogin_isTheSubjectsAndSent_once() {
    Profile browser = browser();
    worked(browser).close();

    Tab own = lab(browser, "worker=no&subject=ann&adopt=yes");

    own.until("it is sent", "offlineStorage.syncLocalChangesToServer()");
    assertThat(server.documents(space())).containsKeys("tasks/a", "tasks/b");
    assertThat(own.json("app.state.tasks.map(task => task.id)")).isEqualTo("[\"a\",\"b\"]");
    assertThat(own.json(TOTAL)).isEqualTo("2");
    own.reload();
    own.until("the app has started", "app.started");
    assertThat(own.json(TOTAL)).isEqualTo("2");
  }

  @Test
  void withoutAdopt_itStaysWithNobody() {
    Profile browser = browser();
    worked(browser).close();
    Tab own = lab(browser, "worker=no&subject=ann");
    assertThat(own.is("offlineStorage.hasConflicts")).isFalse();
    assertThat(own.json(TOTAL)).isEqualTo("0");
    Tab nobody = lab(browser, "worker=no&sync=none");
    assertThat(nobody.json("offlineStorage.pending.map(one => one.key)"))
        .isEqualTo("[\"tasks/a\",\"tasks/b\"]");
  }

  @Test
  void withoutAdoptInDebugMode_theConsoleSaysHowMuchWaits() {
    Profile browser = browser();
    worked(browser).close();
    Tab own = browser.open(server.url() + "/about.html");
    own.evaluate(
        "import('/holdfast/holdfast.js').then(all => Object.assign(window, all, { said: [] })"
            + " && (console.warn = (...all) => said.push(all.join(' '))) && undefined)");
    own.evaluate("offlineStorage.start({ debug: true, subject: 'ann', space: '" + space() + "' })");

    own.until("it is said", "said.length > 0");

    assertThat(own.json("said"))
        .isEqualTo(
            "[\"holdfast: 2 changes made before anybody was signed in wait;"
                + " start({ adopt: true }) takes them over\"]");
    assertThat(own.json(TOTAL)).isEqualTo("0");
  }

  @Test
  void nothingWaits_theConsoleSaysNothingAndNothingIsMade() {
    Tab own = browser().open(server.url() + "/about.html");
    own.evaluate(
        "import('/holdfast/holdfast.js').then(all => Object.assign(window, all, { said: [] })"
            + " && (console.warn = (...all) => said.push(all.join(' '))) && undefined)");
    own.evaluate("offlineStorage.start({ debug: true, subject: 'ann', space: '" + space() + "' })");
    own.evaluate("offlineStorage.collection('tasks').put('t', { n: 1 })");

    assertThat(own.json("said")).isEqualTo("[]");
    assertThat(own.json("indexedDB.databases().then(all => all.map(one => one.name))"))
        .doesNotContain("\"holdfast//");
  }

  @Test
  void twoTabsAtOnce_andNobodysTabIsOpen_oneEffect() {
    Profile browser = browser();
    Tab nobody = worked(browser);
    String address = server.url() + "/?worker=no&subject=ann&adopt=yes&space=" + space();
    Tab one = browser.newTab();
    Tab two = browser.newTab();
    one.evaluate("void (location = it)", address);
    two.evaluate("void (location = it)", address);
    for (Tab tab : new Tab[] {one, two}) {
      tab.until("the app has started", "app.started");
      tab.until("it is sent", "offlineStorage.syncLocalChangesToServer()");
      tab.until("each unit is counted once", TOTAL, "2");
    }
    nobody.until("nobody has it no more", "offlineStorage.hasConflicts", "false");
    assertThat(nobody.json("offlineStorage.audit().then(a => [a.superseded, a.total])"))
        .isEqualTo("[2,2]");
    assertThat(server.head(space())).isEqualTo(2);
  }

  @Test
  void savedAsSyncedBeforeThereWasAServer_isALocalChangeOfTheSubject() {
    Profile browser = browser();
    Tab nobody = lab(browser, "worker=no&sync=none");
    nobody.evaluate("app.state = { text: 'mine' }");
    assertThat(nobody.is("offlineStorage.saveCurrentAppState()")).isTrue();
    assertThat(nobody.is("offlineStorage.hasConflicts")).isFalse();
    nobody.close();

    Tab own = lab(browser, "worker=no&subject=ann&adopt=yes");

    own.until("it is sent", "offlineStorage.syncLocalChangesToServer()");
    assertThat(server.documents(space())).containsEntry("text/~", "\"mine\"");
  }

  @Test
  void queuedRequests_areTheSubjectsToo() {
    Profile browser = browser();
    Tab nobody = lab(browser, "worker=/queue.js&restore=no");
    controlled(nobody);
    goOffline(nobody);
    assertThat(
            nobody.evaluate(
                "fetch('/api/tasks', { method: 'POST', body: 'before login' }).then(r => r.status)"))
        .isEqualTo(202);
    nobody.until("the page knows", "offlineStorage.pending.length", "1");
    String id = nobody.json("offlineStorage.pending[0].id");

    Tab own = browser.newTab();
    own.open(server.url() + "/?worker=/queue.js&restore=no&subject=ann&adopt=yes&space=" + space());
    own.until("the app has started", "app.started");

    own.until("it has the request", "offlineStorage.pending.map(one => one.id)", "[" + id + "]");
    assertThat(own.json("offlineStorage.pending[0].lane")).isEqualTo("\"/api/tasks\"");
    Tab other = browser.newTab();
    other.open(server.url() + "/?worker=/queue.js&restore=no&subject=bob&space=" + space());
    other.until("the app has started", "app.started");
    assertThat(other.json("offlineStorage.pending")).isEqualTo("[]");
    other.close();
    goOnline();
    own.reload();
    Await.until("it is sent", () -> backend.effects().contains("before login"), sent -> sent);
  }

  @Test
  void aFileOfNobody_isTakenWithAdoptOnly() {
    Profile browser = browser();
    String file =
        (String)
            worked(browser).evaluate("offlineStorage.exportChanges().then(blob => blob.text())");
    String take = "offlineStorage.importChanges(new Blob([it]))";

    Tab strict = lab(browser(), "worker=no&subject=ann");
    assertThat(strict.evaluate(take, file)).isEqualTo(false);
    assertThat(strict.json("offlineStorage.lastError.code")).isEqualTo("\"WRONG_SUBJECT\"");

    Tab own = lab(browser(), "worker=no&subject=ann&adopt=yes");
    assertThat(own.evaluate(take, file)).isEqualTo(true);
    own.until("it is sent", "offlineStorage.syncLocalChangesToServer()");
    assertThat(server.documents(space())).containsKeys("tasks/a", "tasks/b");
  }
}
