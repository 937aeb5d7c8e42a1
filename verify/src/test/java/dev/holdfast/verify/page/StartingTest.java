package dev.holdfast.verify.page;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.verify.harness.BrowserTest;
import dev.holdfast.verify.harness.Profile;
import dev.holdfast.verify.harness.Tab;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code start()} when something is not as it should be. */
class StartingTest extends BrowserTest {
  @Test
  void theWorkerCannotBeRegistered_lastErrorSaysWhyAndStoreAndSyncWork() {
    Tab tab = lab(browser(), "worker=/no-such-worker.js");

    tab.until("it is told", "offlineStorage.lastError?.code", "\"NO_SUPPORT\"");

    assertThat(tab.json("offlineStorage.lastError.message"))
        .contains("/no-such-worker.js")
        .as("the browser's reason")
        .contains("404");
    assertThat(tab.is("offlineStorage.updateLocalChanges({ text: 'x' })")).isTrue();
    tab.until("sync works", "offlineStorage.syncLocalChangesToServer()");
    assertThat(server.documents(space())).containsEntry("text/~", "\"x\"");
  }

  @Test
  void signedOutTwiceAtOnce_whatTheFirstKeepsTheSecondDoesNotDiscard() {
    Profile browser = browser();
    Tab tab = lab(browser, "restore=no&worker=no&sync=none&subject=ann");
    tab.evaluate("offlineStorage.updateLocalChanges({ text: 'x' })");

    assertThat(
            tab.json(
                "Promise.all(['keep', 'discard'].map((unsent) => offlineStorage.signOut({ unsent"
                    + " })))"))
        .isEqualTo("[1,1]");

    Tab back = lab(browser, "restore=no&worker=no&sync=none&subject=ann");
    assertThat(back.json("offlineStorage.loadAppState()")).isEqualTo("{\"text\":\"x\"}");
  }

  @Test
  void calledTwice_itStartsOnce() {
    Tab tab = lab(browser(), "");

    assertThat(
            tab.is(
                "Promise.all([offlineStorage.start({}), offlineStorage.start()]).then(() => true)"))
        .isTrue();

    tab.evaluate("app.restored.length = 0");
    tab.evaluate("offlineStorage.updateLocalChanges({ text: 'x' })");
    tab.until("it is in sync", "offlineStorage.hasConflicts", "false");
    assertThat(server.head(space())).isEqualTo(1);
  }

  /**
   * Each call with what it answers if nothing can be done: its text, or the code it rejects with.
   */
  private static final Map<String, String> NEUTRAL =
      Map.ofEntries(
          entry("saveCurrentAppState()", "false"),
          entry("resetVersions()", "undefined"),
          entry("syncLocalChangesToServer()", "false"),
          entry("downloadCurrentChanges()", "undefined"),
          entry("loadAppState()", "undefined"),
          entry("updateLocalChanges({ text: 'x' })", "false"),
          entry("collection('tasks').get('t')", "STORE_CLOSED"),
          entry("collection('tasks').getAll()", "STORE_CLOSED"),
          entry("collection('tasks').entries()", "STORE_CLOSED"),
          entry("collection('tasks').put('t', 1)", "STORE_CLOSED"),
          entry("collection('tasks').putAll([['t', 1]])", "STORE_CLOSED"),
          entry("collection('tasks').update('t', () => 1)", "STORE_CLOSED"),
          entry("collection('tasks').remove('t')", "STORE_CLOSED"),
          entry("collection('tasks').removeAll(['t'])", "STORE_CLOSED"),
          entry("write([{ collection: 'tasks', id: 't', value: 1 }])", "STORE_CLOSED"),
          entry("serverVersion", "undefined"),
          entry("localVersion", "undefined"),
          entry("pending", "[]"),
          entry("conflicts", "[]"),
          entry("parked", "[]"),
          entry("misfits", "[]"),
          entry("hasConflicts", "false"),
          entry("syncState", "\"idle\""),
          entry("lastSyncedTime", "undefined"),
          entry("resolve('tasks/t', 'local')", "false"),
          entry("retry('x')", "false"),
          entry("discard('x')", "false"),
          entry(
              "audit()",
              "{\"queued\":0,\"inFlight\":0,\"unknown\":0,\"conflicted\":0,\"parked\":0,"
                  + "\"acknowledged\":0,\"merged\":0,\"superseded\":0,\"discarded\":0,"
                  + "\"archived\":0,\"total\":0}"),
          entry("exportChanges()", "STORE_CLOSED"),
          entry("importChanges(new Blob(['{}']))", "false"),
          entry("history()", "[]"),
          entry("restoreVersion('x')", "false"),
          entry("archives()", "[]"),
          entry("restoreArchive('x')", "false"),
          entry("signOut({ unsent: 'keep' })", "false"),
          entry("applyUpdate()", "false"));

  /** Makes each of the calls, and returns what they answered. */
  private static Map<String, String> answers(Tab tab) {
    Map<String, String> answers = new TreeMap<>();
    for (String call : NEUTRAL.keySet()) {
      String answer =
          "Promise.resolve(offlineStorage."
              + call
              + ").then(got => got instanceof Blob ? got.text() : String(JSON.stringify(got)),"
              + " error => error.code)";
      answers.put(call, (String) tab.evaluate(answer));
    }
    return answers;
  }

  @Test
  void calledBeforeStart_eachMemberAnswersAsItsTypeSaysAndSaysWhy() {
    Tab tab = browser().open(server.url() + "/about.html");
    tab.evaluate("import('/holdfast/holdfast.js').then(all => void Object.assign(window, all))");

    assertThat(answers(tab)).isEqualTo(new TreeMap<>(NEUTRAL));

    assertThat(tab.json("offlineStorage.lastError.code")).isEqualTo("\"STORE_CLOSED\"");
    assertThat(tab.json("indexedDB.databases()")).isEqualTo("[]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"discard", "keep", "send"})
  void signedOut_eachMemberAnswersAsItsTypeSays(String unsent) {
    Tab tab = lab(browser(), "subject=ann");
    tab.evaluate("offlineStorage.updateLocalChanges({ text: 'x', tasks: [{ id: 't' }] })");
    tab.until("it is in sync", "offlineStorage.hasConflicts", "false");
    tab.evaluate("offlineStorage.signOut({ unsent: it })", unsent);

    Map<String, String> expected = new TreeMap<>(NEUTRAL);
    expected.replaceAll((call, answer) -> answer.equals("STORE_CLOSED") ? "SIGNED_OUT" : answer);
    expected.put("collection('tasks').get('t')", "undefined");
    expected.put("collection('tasks').getAll()", "[]");
    expected.put("collection('tasks').entries()", "[]");
    Map<String, String> answers = answers(tab);

    assertThat(answers.put("lastSyncedTime", "undefined")).isNotEqualTo("undefined");
    assertThat(answers.put("exportChanges()", "SIGNED_OUT"))
        .contains("\"incomplete\":\"SIGNED_OUT\"");
    assertThat(answers).isEqualTo(expected);
    assertThat(tab.json("offlineStorage.lastError.code")).isEqualTo("\"SIGNED_OUT\"");
    assertThat(tab.json("indexedDB.databases().then(all => all.filter(db => /ann/.test(db.name)))"))
        .isEqualTo("[]");
  }

  @Test
  void aCollectionIsUsedBeforeStart_itsCallsRejectAndNothingIsStored() {
    Tab tab = browser().open(server.url() + "/about.html");
    tab.evaluate("import('/holdfast/holdfast.js').then(all => void Object.assign(window, all))");

    assertThat(code(tab, "offlineStorage.collection('tasks').put('t', { n: 1 })"))
        .isEqualTo("\"STORE_CLOSED\"");
    assertThat(code(tab, "offlineStorage.collection('tasks').get('t')"))
        .isEqualTo("\"STORE_CLOSED\"");

    assertThat(tab.json("offlineStorage.lastError.code")).isEqualTo("\"STORE_CLOSED\"");
    assertThat(tab.json("indexedDB.databases()")).isEqualTo("[]");
  }

  @Test
  void theNetworkIsAskedBeforeStart_theSubjectsWorkGoesIntoTheSubjectsStore() {
    Tab tab = browser().open(server.url() + "/about.html");
    tab.evaluate("import('/holdfast/holdfast.js').then(all => void Object.assign(window, all))");

    assertThat(tab.json("networkStatus.check()")).isEqualTo("\"online\"");
    assertThat(tab.json("[offlineStorage.pending, offlineStorage.hasConflicts]"))
        .isEqualTo("[[],false]");
    tab.evaluate("offlineStorage.start({ space: '" + space() + "', subject: 'ann' })");
    tab.evaluate("offlineStorage.collection('tasks').put('t', { n: 1 })");

    assertThat(tab.json("indexedDB.databases().then(all => all.map(one => one.name))"))
        .contains("ann")
        .doesNotContain("\"holdfast//");
    assertThat(tab.json("offlineStorage.pending.map(one => one.key)")).isEqualTo("[\"tasks/t\"]");
  }

  private static String code(Tab tab, String call) {
    return tab.json(call + ".then(() => 'it was done', error => error.code)");
  }
}
