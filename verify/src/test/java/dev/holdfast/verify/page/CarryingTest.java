package dev.holdfast.verify.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.core.json.Json;
import dev.holdfast.core.merge.StateHash;
import dev.holdfast.verify.harness.Apps;
import dev.holdfast.verify.harness.Await;
import dev.holdfast.verify.harness.Backend;
import dev.holdfast.verify.harness.BrowserTest;
import dev.holdfast.verify.harness.Server;
import dev.holdfast.verify.harness.Tab;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code exportChanges()} and {@code importChanges()}: all unsent work, with queued requests. */
class CarryingTest extends BrowserTest {
  private static final String QUEUE = "worker=/queue.js&restore=no&subject=ada";
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

  private static String exported(Tab tab) {
    return (String) tab.evaluate("offlineStorage.exportChanges().then(blob => blob.text())");
  }

  private static boolean take(Tab tab, String file) {
    return (Boolean) tab.evaluate("offlineStorage.importChanges(new Blob([it]))", file);
  }

  /** An offline device with a document and two requests unsent. */
  private Tab withUnsentWork() {
    Tab tab = lab(browser(), QUEUE);
    controlled(tab);
    goOffline(tab);
    tab.evaluate("offlineStorage.collection('tasks').put('a', { n: 1 })");
    for (String body : List.of("'first'", "new Uint8Array([0, 255, 128, 7])")) {
      assertThat(
              tab.evaluate(
                  "fetch('/api/tasks', { method: 'POST', body: "
                      + body
                      + " }).then(r => r.status)"))
          .isEqualTo(202);
    }
    tab.until("the page knows of all", "offlineStorage.pending.length", "3");
    return tab;
  }

  @Test
  void importedTwiceOnAnotherDeviceAndSentByBoth_oneEffectEach() {
    int before = backend.effects().size();
    int asked = backend.requests().size();
    Tab mine = withUnsentWork();
    String file = exported(mine);
    List<String> ids =
        ((List<?>) mine.evaluate("offlineStorage.pending.map(e => e.id)"))
            .stream().map(String::valueOf).toList();
    server.start();
    Tab theirs = lab(browser(), QUEUE);
    controlled(theirs);

    assertThat(take(theirs, file)).isTrue();
    assertThat(take(theirs, file)).isTrue();

    theirs.until("the other device has sent all", "offlineStorage.hasConflicts", "false");
    mine.until("so has this one", "offlineStorage.hasConflicts", "false");
    Await.until(
        "both requests had their effect", () -> backend.effects().size(), n -> n >= before + 2);
    assertThat(backend.effects()).hasSize(before + 2);
    assertThat(backend.effects()).contains("first");
    assertThat(backend.requests().stream().skip(asked).map(Backend.Got::key).distinct().toList())
        .isSubsetOf(ids);
    assertThat(server.documents(space())).containsOnlyKeys("tasks/a");
    assertThat(server.head(space())).isEqualTo(1);
  }

  @Test
  void importedWhereNothingCanBeSent_sameIdsSameOrder() {
    Tab mine = withUnsentWork();
    String file = exported(mine);
    server.start();
    Tab theirs = lab(browser(), "worker=no&sync=none&restore=no&subject=ada");

    assertThat(take(theirs, file)).isTrue();

    assertThat(theirs.evaluate("offlineStorage.pending.map(e => e.id)"))
        .isEqualTo(ids(file, "mutations", "requests"));
    assertThat(theirs.json("offlineStorage.audit().then(a => a.total)")).isEqualTo("3");
    assertThat(take(theirs, exported(theirs))).as("its own again").isTrue();
    assertThat(theirs.evaluate("offlineStorage.pending.length")).isEqualTo(3);
  }

  /** Otherwise it would be sent under that subject's name once that subject signs in here. */
  /** Its checksum was made with a body that is undefined, which no file has. */
  @Test
  void requestWithoutABody_theFileIsNotDamaged() {
    Tab mine = withUnsentWork();
    mine.evaluate("fetch('/api/tasks', { method: 'POST' }).then(answer => answer.status)");
    String file = exported(mine);
    server.start();
    Tab theirs = lab(browser(), "worker=no&sync=none&restore=no&subject=ada");

    assertThat(take(theirs, file)).isTrue();

    assertThat(theirs.evaluate("offlineStorage.pending.length")).isEqualTo(4);
  }

  @Test
  void requestOfAnotherSubjectInsideTheFile_refusedWhole() {
    String file = exported(withUnsentWork());
    server.start();
    Tab theirs = lab(browser(), "worker=no&sync=none&restore=no&subject=ada");

    assertThat(take(theirs, forged(file, "subject", "eve"))).isFalse();
    assertThat(theirs.json("offlineStorage.lastError.code")).isEqualTo("\"BAD_IMPORT\"");
    assertThat(take(theirs, forged(file, "lane", "eve /api/tasks"))).isFalse();
    assertThat(theirs.is("offlineStorage.hasConflicts")).isFalse();
    assertThat(take(theirs, forged(file, "subject", "ada"))).as("nothing forged").isTrue();
  }

  /** The file with one field of its requests changed, and a matching checksum. */
  private static String forged(String file, String field, String value) {
    Json content = Json.parse(file);
    Json requests = Json.get(content, "requests");
    for (int i = 0; i < Json.size(requests); i++) {
      Json.set(Json.at(requests, i), field, Json.of(value));
    }
    Json.remove(content, Json.of("checksum"));
    Json.set(content, "checksum", Json.of(StateHash.of("holdfast-changes", "", content).hex()));
    return Json.stringify(content);
  }

  private static List<String> ids(String file, String... lists) {
    List<String> ids = new java.util.ArrayList<>();
    for (String list : lists) {
      Json all = Json.get(Json.parse(file), list);
      for (int i = 0; i < Json.size(all); i++) {
        ids.add(Json.text(Json.get(Json.at(all, i), "id")));
      }
    }
    return ids;
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "of another subject   | subject=eve | text                                        | WRONG_SUBJECT",
        "of another space     | subject=ada | text.replace(/\"space\":\"[^\"]*/, '$&x')   | BAD_IMPORT",
        "changed on its way   | subject=ada | text.replace('\"n\":1', '\"n\":2')          | BAD_IMPORT",
        "cut off              | subject=ada | text.slice(0, -9)                           | BAD_IMPORT",
        "some other file      | subject=ada | '[]'                                        | BAD_IMPORT",
      })
  void whatIsNotOurs_refusedWhole(String what, String who, String change, String code) {
    Tab mine = lab(browser(), "worker=no&sync=none&restore=no&subject=ada");
    mine.evaluate("offlineStorage.collection('tasks').put('a', { n: 1 })");
    String file = exported(mine);
    Tab theirs = lab(browser(), "worker=no&sync=none&restore=no&" + who);

    Object taken =
        theirs.evaluate(
            "(text => offlineStorage.importChanges(new Blob([" + change + "])))(it)", file);

    assertThat(taken).as(what).isEqualTo(false);
    assertThat(theirs.json("offlineStorage.lastError.code")).isEqualTo("\"" + code + "\"");
    assertThat(theirs.is("offlineStorage.hasConflicts")).isFalse();
  }
}
