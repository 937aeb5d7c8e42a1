package dev.holdfast.verify.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.core.json.Json;
import dev.holdfast.verify.harness.Await;
import dev.holdfast.verify.harness.BrowserTest;
import dev.holdfast.verify.harness.FaultyServer;
import dev.holdfast.verify.harness.FaultyServer.Fault;
import dev.holdfast.verify.harness.Tab;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The contract's table of {@code hasConflicts}: B is the base, L the local version, S the server
 * version. {@code -} means no document, or for L no local change.
 */
class HasConflictsTest extends BrowserTest {
  private static final String X = "{\"title\":\"x\",\"done\":false}";
  private static final String S = "{\"title\":\"s\",\"done\":false}";
  private static final String B = "{\"title\":\"b\",\"done\":false}";
  private static final String OTHER_FIELD = "{\"title\":\"b\",\"done\":true}";

  /** Rows in which the server still holds the base of the local change. */
  @ParameterizedTest(name = "B={0} L={1} S={0}: hasConflicts {2}")
  @CsvSource({"-, -, false", "b, -, false", "-, x, true", "b, b, false", "b, x, true"})
  void withoutNewsFromTheServer_trueExactlyWhileLocalDiffersFromIt(
      String base, String local, boolean expected) {
    Tab tab = withBase(server.url(), base);
    goOffline(tab);

    change(tab, local.equals("-") ? base : "x");
    change(tab, local.equals("-") ? base : local);

    assertThat(tab.is("offlineStorage.hasConflicts")).isEqualTo(expected);
    assertThat(tab.json("offlineStorage.conflicts")).isEqualTo("[]");
  }

  /**
   * Rows in which others have changed the server meanwhile. Checked once the page has asked the
   * server.
   */
  @ParameterizedTest(name = "B={0} L={1} S={2}: hasConflicts {3}, in conflicts {4}")
  @CsvSource({
    "-, x, s, true, true",
    "-, x, x, false, false",
    "b, -, s, false, false",
    "b, b, s, false, false",
    "b, x, x, false, false",
    "b, x, s, true, true",
    "b, x, other, false, false",
    "b, x, -, true, true",
    "b, -, -, false, false",
  })
  void afterNewsFromTheServer_trueOnlyIfADecisionIsNeeded(
      String base, String local, String remote, boolean expected, boolean decision) {
    FaultyServer way = faulty();
    Tab tab = withBase(way.url(), base);
    way.breakOff(tab);
    if (!local.equals("-")) {
      change(tab, "x");
      change(tab, local);
    }
    server.write(space(), "tasks", "t", remote.equals("-") ? null : value(remote));
    way.heal();

    tab.until(
        "the page has heard of it",
        "networkStatus.check().then(() => offlineStorage.syncLocalChangesToServer()).then(() =>"
            + " offlineStorage.pending.length === 0)");

    assertThat(tab.is("offlineStorage.hasConflicts")).isEqualTo(expected);
    assertThat(tab.json("offlineStorage.conflicts.map(c => c.key)"))
        .isEqualTo(decision ? "[\"tasks/t\"]" : "[]");
    if (local.equals("-") || local.equals("b")) {
      assertThat(tab.json("offlineStorage.collection('tasks').get('t')"))
          .as("fast-forward")
          .isEqualTo(remote.equals("-") ? "undefined" : canonical(value(remote)));
    }
    if (remote.equals("other")) {
      assertThat(server.documents(space()).get("tasks/t"))
          .as("merged by field")
          .isEqualTo("{\"done\":true,\"title\":\"x\"}");
    }
  }

  /** The table also holds if only the app's own function knows the server. */
  @ParameterizedTest(name = "own function: B={0} L={1}: hasConflicts {2}")
  @CsvSource({"-, -, false", "b, -, false", "-, x, true", "b, b, false", "b, x, true"})
  void withAnOwnSyncFunction_trueExactlyWhileLocalDiffersFromItsWord(
      String base, String local, boolean expected) {
    Tab tab = lab(browser(), "sync=own");
    if (!base.equals("-")) {
      change(tab, base);
      tab.until("the function took it", "offlineStorage.hasConflicts", "false");
    }
    goOffline(tab);

    change(tab, local.equals("-") ? base : "x");
    change(tab, local.equals("-") ? base : local);

    assertThat(tab.is("offlineStorage.hasConflicts")).isEqualTo(expected);
    assertThat(tab.json("offlineStorage.conflicts")).isEqualTo("[]");
  }

  @Test
  void itIsObservable_subscribersHearWhenItTurns() {
    FaultyServer way = faulty();
    Tab tab = withBase(way.url(), "b");
    way.fault("/sync", Fault.HOLD_ANSWER);
    tab.evaluate(
        "void (app.seen = [], offlineStorage.subscribe(() => app.seen.push("
            + "offlineStorage.hasConflicts)))");

    change(tab, "x");

    assertThat(tab.json("app.seen.at(-1)")).isEqualTo("true");
    way.heal();
    tab.until("they hear that it is over", "app.seen.at(-1)", "false");
  }

  @Test
  void inFlight_itStaysTrueUntilTheAnswerIsHere() {
    FaultyServer way = faulty();
    Tab tab = withBase(way.url(), "b");
    way.fault("/sync", Fault.HOLD_ANSWER);
    change(tab, "x");
    tab.until("it is on its way", "offlineStorage.pending[0]?.state", "\"inFlight\"");
    Await.until(
        "the server has it",
        () -> server.documents(space()).get("tasks/t"),
        value -> canonical(X).equals(value));

    assertThat(tab.is("offlineStorage.hasConflicts")).isTrue();

    way.heal();
    tab.until("acknowledged", "offlineStorage.hasConflicts", "false");
  }

  @Test
  void ofUnknownOutcome_itStaysTrue() {
    FaultyServer way = faulty();
    Tab tab = withBase(way.url(), "b");
    way.fault("/sync", Fault.DROP_AFTER_COMMIT);
    change(tab, "x");
    tab.until("nobody knows", "offlineStorage.pending[0]?.state", "\"unknown\"");

    assertThat(tab.is("offlineStorage.hasConflicts")).isTrue();
    assertThat(server.documents(space())).containsEntry("tasks/t", canonical(X));
    assertThat(tab.json("offlineStorage.pending.length")).isEqualTo("1");

    way.heal();
    tab.until("its receipt is there", "offlineStorage.hasConflicts", "false");
  }

  @Test
  void parked_itStaysTrueUntilItIsDiscarded() {
    Tab tab = withBase(server.url(), "b");
    Tab unlimited = lab(browser(), "sync=none&worker=no");
    unlimited.evaluate("offlineStorage.collection('tasks').put('t', 'x'.repeat(2e6))");
    Object file = unlimited.evaluate("offlineStorage.exportChanges().then(b => b.text())");
    tab.evaluate("offlineStorage.importChanges(new Blob([it]))", file);
    tab.until("it is parked", "offlineStorage.parked.length === 1");

    assertThat(tab.is("offlineStorage.hasConflicts")).isTrue();
    assertThat(tab.json("offlineStorage.parked[0].cause.code")).isEqualTo("\"TOO_LARGE\"");
    assertThat(tab.json("[offlineStorage.pending, offlineStorage.conflicts]")).isEqualTo("[[],[]]");

    assertThat(tab.is("offlineStorage.discard(offlineStorage.parked[0].id)")).isTrue();
    assertThat(tab.is("offlineStorage.hasConflicts")).isFalse();
    assertThat(tab.json("offlineStorage.collection('tasks').get('t')")).isEqualTo(canonical(B));
  }

  /** A page that is in sync at B. */
  private Tab withBase(String url, String base) {
    Tab tab = lab(browser(), url, "worker=no");
    if (!base.equals("-")) {
      change(tab, base);
    }
    tab.until("it is in sync", "offlineStorage.syncLocalChangesToServer()");
    return tab;
  }

  private static void change(Tab tab, String to) {
    if (to.equals("-")) {
      tab.evaluate("offlineStorage.collection('tasks').remove('t')");
    } else {
      tab.evaluate("offlineStorage.collection('tasks').put('t', " + value(to) + ")");
    }
  }

  private static String value(String name) {
    return switch (name) {
      case "x" -> X;
      case "s" -> S;
      case "other" -> OTHER_FIELD;
      default -> B;
    };
  }

  private static String canonical(String value) {
    return Json.text(Json.canonical(Json.parse(value)));
  }
}
