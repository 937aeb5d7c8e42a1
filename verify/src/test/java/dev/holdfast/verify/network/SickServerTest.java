package dev.holdfast.verify.network;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.verify.harness.BrowserTest;
import dev.holdfast.verify.harness.FaultyServer;
import dev.holdfast.verify.harness.FaultyServer.Fault;
import dev.holdfast.verify.harness.Tab;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A server that fails in each possible way. Checks what the page reports, how often it asks, and
 * that the work arrives once, by itself, when the server works again.
 */
class SickServerTest extends BrowserTest {
  private FaultyServer way;
  private Tab tab;

  @BeforeEach
  void start() {
    way = faulty();
    tab = lab(browser(), way.url(), "patience=1500");
    tab.untilSynced();
  }

  private void edit() {
    tab.evaluate("offlineStorage.collection('tasks').put('a', { n: 1 })");
  }

  private void stands(String detail, String syncState, String error) {
    tab.until(
        "the page says how things stand",
        "[networkStatus.detail, offlineStorage.syncState, offlineStorage.lastError?.code]",
        "[\"%s\",\"%s\",\"%s\"]".formatted(detail, syncState, error));
    assertThat(tab.is("offlineStorage.pending.length === 1 && offlineStorage.hasConflicts"))
        .as("the work is kept")
        .isTrue();
  }

  private void getsHomeOnce() {
    tab.until("it gets home by itself", "offlineStorage.hasConflicts", "false");
    tab.until("all is said to be well", "offlineStorage.syncState", "\"idle\"");
    assertThat(server.head(space())).as("it had one effect").isEqualTo(1);
    tab.until("the page says that it is online", "networkStatus.detail", "\"online\"");
  }

  /** Waits for two more probes, then checks that no further sync request was sent. */
  private void nothingIsSentBut(int sent) {
    way.await("/ping", way.count("/ping") + 2);
    assertThat(way.count("/sync")).as("the probe alone asks").isEqualTo(sent);
  }

  private void oneCallAtATime() {
    assertThat(way.collisions("/v1/spaces/" + space() + "/sync")).isZero();
  }

  @ParameterizedTest
  @Tag("fault-35")
  @CsvSource({
    "RESET, 0, NO_ANSWER",
    "TRUNCATE, 40, NO_ANSWER",
    "DROP_AFTER_COMMIT, 0, NO_ANSWER",
    "STATUS, 500, SERVER_BUSY",
    "HTML_200, 0, NO_ANSWER",
    "DRIP, 1000, NO_ANSWER"
  })
  void onlyTheSyncCallFails_onlineAndWaiting(Fault fault, int n, String error) {
    way.fault("/sync", fault, n);
    int before = way.count("/sync");
    long began = System.nanoTime();
    edit();

    stands("online", "waiting", error);

    way.await("/sync", before + 3);
    assertThat(secondsSince(began)).as("pauses of 0.5 and 1 s at least").isGreaterThan(1.4);
    way.heal();
    getsHomeOnce();
    oneCallAtATime();
  }

  @Test
  void stopped_offlineAndNothingIsSentUntilItIsBack() {
    goOffline(tab);
    int before = way.count("/sync");
    edit();
    tab.until("the work waits", "offlineStorage.syncState", "\"waiting\"");
    nothingIsSentBut(before);

    goOnline();

    getsHomeOnce();
  }

  @Test
  void frozen_theRequestEndsInTimeAndThePageIsOffline() {
    server.freeze();
    try {
      edit();
      tab.until("the page knows", "networkStatus.current", "\"offline\"");
      tab.until("the work waits", "offlineStorage.syncState", "\"waiting\"");
      nothingIsSentBut(way.count("/sync"));
    } finally {
      server.thaw();
    }
    getsHomeOnce();
  }

  @Test
  @Tag("fault-27")
  void captivePortal_offlineNothingAcknowledgedAndNoLoginAskedFor() {
    way.fault("", Fault.HTML_200);
    edit();
    tab.until("the page knows", "networkStatus.current", "\"offline\"");
    tab.until("the work waits", "offlineStorage.syncState", "\"waiting\"");
    assertThat(tab.is("offlineStorage.hasConflicts")).isTrue();
    nothingIsSentBut(way.count("/sync"));

    way.heal();
    getsHomeOnce();
  }

  @Test
  void portalThatRedirectsEverything_offlineAndNoLoginAskedFor() {
    way.fault("", Fault.REDIRECT);
    edit();
    tab.until("the page knows", "networkStatus.current", "\"offline\"");
    tab.until("the work waits", "offlineStorage.syncState", "\"waiting\"");
    assertThat(tab.json("app.events.map(e => e.error?.code)")).doesNotContain("NEEDS_LOGIN");
    nothingIsSentBut(way.count("/sync"));

    way.heal();
    getsHomeOnce();
  }

  @Test
  @Tag("fault-28")
  void onlyTheSyncCallIsRedirected_needsLoginAndGoesOnByItself() {
    way.fault("/sync", Fault.REDIRECT);
    int before = way.count("/sync");
    long began = System.nanoTime();
    edit();

    stands("online", "needsLogin", "NEEDS_LOGIN");

    way.await("/sync", before + 2);
    assertThat(secondsSince(began)).as("a login takes a person 3 s at least").isGreaterThan(2.9);

    way.heal();
    getsHomeOnce();
  }

  @ParameterizedTest
  @ValueSource(ints = {500, 502, 503, 504})
  void everythingAnswers5xx_degradedAndPubliclyOnline(int status) {
    way.fault("", Fault.STATUS, status);
    int before = way.count("/sync");
    long began = System.nanoTime();
    edit();

    stands("degraded", "waiting", "SERVER_BUSY");

    way.await("/sync", before + 3);
    assertThat(secondsSince(began)).as("pauses of 0.5 and 1 s at least").isGreaterThan(1.4);

    assertThat(tab.json("networkStatus.current")).isEqualTo("\"online\"");
    way.heal();
    getsHomeOnce();
  }

  @Test
  @Tag("fault-23")
  void stormOf500_growingPausesHoweverMuchIsEdited() {
    way.fault("/sync", Fault.STATUS, 500);
    int before = way.count("/sync");
    long began = System.nanoTime();
    tab.evaluate(
        "void (app.typing = setInterval(() => offlineStorage.collection('tasks').put('a',"
            + " { n: Math.random() }), 20))");

    way.await("/sync", before + 4);

    assertThat(secondsSince(began)).as("0.5, 1 and 2 s at least").isGreaterThan(3.4);
    tab.evaluate("clearInterval(app.typing)");
    way.heal();
    tab.until("it gets home", "offlineStorage.hasConflicts", "false");
    oneCallAtATime();
  }

  @Test
  void retryAfter_isHonouredByEditsAndByComingBackToThePage() {
    way.status("/sync", 503, "Retry-After", "4");
    int before = way.count("/sync");
    long began = System.nanoTime();
    edit();
    way.await("/sync", before + 1);
    tab.until("the pause is known", "offlineStorage.syncState", "\"waiting\"");
    way.heal();

    tab.evaluate("offlineStorage.collection('tasks').put('b', { n: 2 })");
    tab.evaluate("document.dispatchEvent(new Event('visibilitychange'))");
    way.await("/sync", before + 2);

    assertThat(secondsSince(began)).isGreaterThan(3.9);
    tab.until("both get home", "offlineStorage.hasConflicts", "false");
  }

  private static double secondsSince(long began) {
    return (System.nanoTime() - began) / 1e9;
  }
}
