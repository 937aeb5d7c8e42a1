package dev.holdfast.core.net;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.core.Random;
import dev.holdfast.core.json.Json;
import dev.holdfast.core.net.Verdict.Detail;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class NetworkStatusTest {
  /** What the server behind the probe does. */
  private enum Server {
    ECHOES,
    IS_GONE,
    HANGS,
    ANSWERS_LATE,
    ANSWERS_HTML,
    REDIRECTS,
    FAILS,
    HAS_NO_PROBE,
    WANTS_NETWORK_LOGIN
  }

  private final VirtualClock clock = new VirtualClock();
  private final List<Json> announced = new ArrayList<>();
  private final List<String> seen = new ArrayList<>();
  private Server server = Server.ECHOES;
  private int probes;
  private final NetworkStatus status = status(true);

  private NetworkStatus status(boolean onLine) {
    var made = new NetworkStatus(clock, new Half(), this::ask, announced::add, onLine, 5_000);
    made.subscribe(() -> seen.add(made.verdict().current() + "/" + made.verdict().detail().text()));
    return made;
  }

  private void ask(String nonce, Probe.Heard heard) {
    probes++;
    switch (server) {
      case ECHOES -> heard.answer(200, nonce);
      case IS_GONE, REDIRECTS -> heard.answer(0, "");
      case HANGS -> {}
      case ANSWERS_LATE -> clock.after(6_000, () -> heard.answer(200, nonce));
      case ANSWERS_HTML -> heard.answer(200, "<html>Welcome to the hotel</html>");
      case HAS_NO_PROBE -> heard.answer(404, "");
      case FAILS -> heard.answer(503, "");
      case WANTS_NETWORK_LOGIN -> heard.answer(511, "");
    }
  }

  private static final class Half implements Random {
    @Override
    public double next() {
      return 0.5;
    }

    @Override
    public String hex(int digits) {
      return "0123456789abcdef0123456789abcdef".substring(0, digits);
    }
  }

  private void check() {
    status.check(verdict -> {});
  }

  @Test
  void beforeAnyAnswer_currentIsWhatTheBrowserSays() {
    assertThat(status.isOnline()).isTrue();
    assertThat(status.verdict().detail()).isEqualTo(Detail.CHECKING);
    assertThat(status.isVerifiedOnline()).isFalse();
    assertThat(status(false).isOnline()).isFalse();
  }

  @Test
  void serverWithoutAProbe_isVerifiedOnceItHasAnsweredTheAppInJson_alsoAfterItWasAway() {
    server = Server.HAS_NO_PROBE;
    check();
    assertThat(status.isOnline()).isFalse();
    assertThat(status.hasNoProbe()).isTrue();

    clock.pass(2_000);
    status.reportJson();
    assertThat(status.isVerifiedOnline()).isTrue();

    server = Server.IS_GONE;
    check();
    assertThat(status.isOnline()).isFalse();
    server = Server.HAS_NO_PROBE;
    check();
    assertThat(status.isVerifiedOnline()).isTrue();
  }

  @Test
  void portalInPlaceOfAServerWithoutAProbe_isOffline_alsoWithAnAnswerInJson() {
    server = Server.HAS_NO_PROBE;
    status.reportJson();
    server = Server.ANSWERS_HTML;
    clock.pass(2_000);
    status.reportJson();
    check();

    assertThat(status.isOnline()).isFalse();
  }

  @Test
  void serverThatEchoes_itsProbeIsNotFound_isOfflineWhateverElseAnswers() {
    check();
    server = Server.HAS_NO_PROBE;
    status.reportJson();
    check();

    assertThat(status.isOnline()).isFalse();
  }

  @Test
  void anotherTabHasHeardAServerWithoutAProbe_itsNextProbeCountsHere() {
    server = Server.HAS_NO_PROBE;
    status.reportJson();
    NetworkStatus other = status(true);
    other.adopt(status.message());
    other.check(verdict -> {});

    assertThat(other.isVerifiedOnline()).isTrue();
  }

  @Test
  void echoedNonce_isVerifiedOnline() {
    check();

    assertThat(status.verdict().detail()).isEqualTo(Detail.ONLINE);
    assertThat(status.isVerifiedOnline()).isTrue();
    assertThat(status.lastVerifiedAt()).isEqualTo(clock.now());
  }

  @Test
  @Tag("fault-27")
  void captivePortal_isOffline() {
    server = Server.ANSWERS_HTML;
    check();
    assertThat(status.verdict().detail()).isEqualTo(Detail.OFFLINE);

    server = Server.WANTS_NETWORK_LOGIN;
    check();
    assertThat(status.isOnline()).isFalse();
  }

  @Test
  void redirectedProbe_isNoVerifiedAnswer() {
    server = Server.REDIRECTS;
    check();

    assertThat(status.isOnline()).isFalse();
    assertThat(status.lastVerifiedAt()).isZero();
  }

  @Test
  void failingServer_isDegradedAndPubliclyOnline() {
    server = Server.FAILS;
    check();

    assertThat(status.verdict().detail()).isEqualTo(Detail.DEGRADED);
    assertThat(status.isOnline()).isTrue();
    assertThat(status.isVerifiedOnline()).isFalse();
  }

  @Test
  void hangingServer_isOfflineAfterTheDeadline() {
    server = Server.HANGS;
    check();
    clock.pass(4_999);
    assertThat(status.verdict().detail()).isEqualTo(Detail.CHECKING);
    assertThat(status.isOnline()).isTrue();

    clock.pass(1);
    assertThat(status.verdict().detail()).isEqualTo(Detail.OFFLINE);
  }

  @Test
  void answerAfterTheDeadline_changesNothing() {
    server = Server.ANSWERS_LATE;
    check();
    clock.pass(10_000);

    assertThat(status.isOnline()).isFalse();
    assertThat(status.lastVerifiedAt()).isZero();
  }

  @Test
  void onLineFalse_isBelievedAtOnceButProbedAndAVerifiedAnswerWins() {
    check();
    seen.clear();

    status.hint(false);

    assertThat(seen).containsExactly("offline/offline", "online/online");
  }

  @Test
  @Tag("fault-36")
  void onLineTrue_isOnlyAHint() {
    server = Server.IS_GONE;
    check();
    clock.pass(2_000);
    seen.clear();

    status.hint(true);

    assertThat(seen).containsExactly("offline/checking", "offline/offline");
  }

  @Test
  void failedRequest_isADoubtThatAProbeDecides() {
    check();
    clock.pass(5_000);
    server = Server.IS_GONE;
    seen.clear();

    status.reportFailure();

    assertThat(seen).containsExactly("online/checking", "offline/offline");
  }

  @Test
  void manyFailures_probeOnceASecondAtMost() {
    check();
    probes = 0;
    for (int i = 0; i < 100; i++) {
      status.reportFailure();
      clock.pass(100);
    }

    assertThat(probes).isBetween(9, 10);
  }

  @Test
  void anybodysAnswerWhileOffline_isNotBelievedButProbed() {
    server = Server.ANSWERS_HTML;
    check();
    clock.pass(2_000);
    probes = 0;

    status.reportAnswer(false);

    assertThat(probes).isEqualTo(1);
    assertThat(status.isOnline()).isFalse();
  }

  @Test
  void ourServersAnswer_isBelievedWithoutAProbe() {
    server = Server.IS_GONE;
    check();
    probes = 0;

    status.reportAnswer(true);

    assertThat(status.isVerifiedOnline()).isTrue();
    assertThat(probes).isZero();
  }

  @Test
  void nobodyLooksAndNothingIsPending_noProbeIsSent() {
    clock.pass(600_000);
    assertThat(probes).isZero();

    status.watch(true);
    clock.pass(600_000);
    status.watch(false);
    probes = 0;
    clock.pass(600_000);

    assertThat(probes).isZero();
    assertThat(clock.appointments()).isZero();
  }

  @Test
  void watchedWhileOffline_probesBackOffFromOneToSixtySeconds() {
    server = Server.IS_GONE;
    status.watch(true);
    clock.pass(1_000);
    assertThat(probes).isEqualTo(2);

    clock.pass(119_000);
    int early = probes;
    clock.pass(600_000);

    assertThat(early).isBetween(6, 9);
    assertThat(probes - early).isBetween(10, 20);
  }

  @Test
  void manyAskWhileOffline_serverBackIsStillNoticedSoon() {
    server = Server.IS_GONE;
    check();
    status.watch(true);
    for (int i = 0; i < 10; i++) {
      check();
    }

    server = Server.ECHOES;
    clock.pass(2_000);

    assertThat(status.isVerifiedOnline()).isTrue();
  }

  @Test
  void serverBack_isNoticedByAWatchedStatus() {
    server = Server.IS_GONE;
    status.watch(true);
    clock.pass(10_000);

    server = Server.ECHOES;
    clock.pass(60_000);

    assertThat(status.isVerifiedOnline()).isTrue();
  }

  @Test
  void verdictIsShared_oneTabProbesForAll() {
    List<NetworkStatus> tabs = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      tabs.add(
          new NetworkStatus(
              clock,
              new Half(),
              this::ask,
              message -> tabs.forEach(tab -> tab.adopt(message)),
              true,
              5_000));
    }
    tabs.get(0).check(verdict -> {});
    tabs.forEach(tab -> tab.watch(true));
    clock.pass(60_000);

    assertThat(tabs).allMatch(NetworkStatus::isVerifiedOnline);
    assertThat(probes).isLessThan(12);
  }

  @Test
  void olderNewsFromAnotherTab_isIgnored() {
    server = Server.IS_GONE;
    check();
    Json old = announced.get(0);
    clock.pass(2_000);
    server = Server.ECHOES;
    check();

    status.adopt(old);

    assertThat(status.isOnline()).isTrue();
  }

  @Test
  @Tag("fault-33")
  void clockSetBack_probingGoesOn() {
    server = Server.IS_GONE;
    status.watch(true);
    clock.pass(10_000);
    clock.jump(-315_000_000_000d);
    server = Server.ECHOES;
    clock.pass(61_000);

    assertThat(status.isVerifiedOnline()).isTrue();
  }

  @Test
  void checkWhileAProbeRuns_joinsIt() {
    server = Server.HANGS;
    List<Boolean> heard = new ArrayList<>();
    status.check(verdict -> heard.add(verdict.online()));
    status.check(verdict -> heard.add(verdict.online()));
    clock.pass(5_000);

    assertThat(probes).isEqualTo(1);
    assertThat(heard).containsExactly(false, false);
  }
}
