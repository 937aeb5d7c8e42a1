package dev.holdfast.core.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.core.sync.Site.Tab;
import dev.holdfast.core.sync.Site.Way;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * I8: with work, a reachable server and a signed-in user there is an attempt, whichever trigger is
 * lost.
 */
class TriggersTest {
  private static final double MINUTE = 60_000;
  private final Site site = new Site();

  @Test
  void edit_isSentAtOnce() {
    Tab tab = site.open();
    tab.put("a", 1);

    site.pass(500);

    assertThat(site.server.value("notes/a")).isEqualTo("1");
    assertThat(tab.loop.state()).isEqualTo(SyncState.IDLE);
  }

  // --- each trigger broken ---

  @Test
  void theEditsOwnTimerIsLost_theWatchSendsIt() {
    Tab tab = site.open();
    tab.put("a", 1);
    tab.losesTimers = true;
    site.pass(100);
    tab.losesTimers = false;

    site.pass(MINUTE);

    assertThat(site.server.value("notes/a")).isEqualTo("1");
  }

  @Test
  void theBackOffsTimerIsLost_theWatchSendsIt() {
    Tab tab = site.open();
    site.way = Way.BUSY;
    tab.put("a", 1);
    site.pass(300);
    site.way = Way.ANSWERS;
    tab.losesTimers = true;
    site.pass(2_000);
    tab.losesTimers = false;

    site.pass(MINUTE);

    assertThat(site.server.value("notes/a")).isEqualTo("1");
  }

  @Test
  void nobodySaysThatTheServerIsBack_theWatchSendsIt() {
    Tab tab = site.open();
    site.reachable = false;
    tab.network.hint(false);
    tab.put("a", 1);
    tab.losesEdges = true;
    site.reachable = true;

    site.pass(2 * MINUTE);

    assertThat(site.server.value("notes/a")).isEqualTo("1");
  }

  @Test
  void aFrozenPageLosesEveryTimer_beingLookedAtSendsIt() {
    Tab tab = site.open();
    frozenWithWork(tab);
    assertThat(site.server.value("notes/a")).isEmpty();

    tab.triggers.userLooked();

    site.pass(500);
    assertThat(site.server.value("notes/a")).isEqualTo("1");
  }

  @Test
  void aFrozenPageLosesEveryTimer_theNextEditTakesTheOldOneAlong() {
    Tab tab = site.open();
    frozenWithWork(tab);

    tab.put("b", 2);

    site.pass(500);
    assertThat(site.server.value("notes/a")).isEqualTo("1");
    assertThat(site.server.value("notes/b")).isEqualTo("2");
  }

  @Test
  void aFrozenPageLosesEveryTimerWhileOffline_beingLookedAtFindsTheServer() {
    Tab tab = site.open();
    site.reachable = false;
    tab.network.hint(false);
    frozenWithWork(tab);
    site.reachable = true;

    tab.triggers.userLooked();

    site.pass(500);
    assertThat(site.server.value("notes/a")).isEqualTo("1");
  }

  private void frozenWithWork(Tab tab) {
    tab.put("a", 1);
    tab.losesTimers = true;
    site.pass(10 * MINUTE);
    tab.losesTimers = false;
  }

  @Test
  void theTabThatSendsIsKilled_anotherSends() {
    Tab tab = site.open();
    site.open();
    site.way = Way.HANGS;
    tab.put("a", 1);
    site.pass(500);
    site.way = Way.ANSWERS;

    tab.kill();

    site.pass(MINUTE);
    assertThat(site.server.value("notes/a")).isEqualTo("1");
  }

  @Test
  void theTabThatWaitsToTryAgainIsKilled_anotherTries() {
    Tab tab = site.open();
    site.open();
    site.way = Way.BUSY;
    tab.put("a", 1);
    site.pass(300);
    site.way = Way.ANSWERS;

    tab.kill();

    site.pass(MINUTE);
    assertThat(site.server.value("notes/a")).isEqualTo("1");
  }

  @Test
  void poke_costsOneExchangeAndTheNextMakesUpForALostOne() {
    Tab tab = site.open();
    site.open();
    site.writtenElsewhere("b");
    site.writtenElsewhere("c"); // both pokes are lost
    int before = site.requests;
    tab.triggers.poked((double) site.server.version());
    tab.triggers.poked((double) site.server.version());

    site.pass(500);

    assertThat(site.requests - before).isEqualTo(1);
    assertThat(tab.replica.cursor()).isEqualTo(2);
    tab.triggers.poked(2);
    site.pass(500);
    assertThat(site.requests - before).as("no news, no exchange").isEqualTo(1);
  }

  // --- signed out ---

  @Test
  @Tag("fault-34")
  void tokenExpires_theWorkWaitsAndGoesOnUnderTheSameIdOnceCallsAreAnswered() {
    Tab tab = site.open();
    site.way = Way.UNAUTHORIZED;
    tab.put("a", 1);
    site.pass(10 * MINUTE);
    assertThat(tab.loop.state()).isEqualTo(SyncState.NEEDS_LOGIN);
    String id = tab.replica.pendingKeys().toString();
    assertThat(id).isEqualTo("[notes/a]");

    site.way = Way.ANSWERS;

    site.pass(MINUTE);
    assertThat(site.server.value("notes/a")).isEqualTo("1");
    assertThat(site.server.version()).isEqualTo(1);
    assertThat(tab.loop.state()).isEqualTo(SyncState.IDLE);
  }

  @Test
  void signedOutForTenMinutes_noStormOfRequestsHoweverMuchIsEdited() {
    Tab tab = site.open();
    site.way = Way.UNAUTHORIZED;
    int before = site.requests;
    for (int i = 0; i < 600; i++) {
      tab.put("a", i);
      site.pass(1_000);
    }

    assertThat(site.requests - before).isBetween(8, 25);
  }

  @Test
  void redirectedWhileTheServerIsThere_needsLogin() {
    Tab tab = site.open();
    site.way = Way.REDIRECTS;
    tab.put("a", 1);

    site.pass(500);

    assertThat(tab.loop.state()).isEqualTo(SyncState.NEEDS_LOGIN);
    assertThat(site.codes).contains("NEEDS_LOGIN");
  }

  @Test
  void redirectedByACaptivePortal_isNoLogin() {
    Tab tab = site.open();
    site.way = Way.REDIRECTS;
    tab.put("a", 1);
    site.pass(40);
    site.reachable = false;
    site.way = Way.REDIRECTS;

    site.pass(MINUTE);

    assertThat(tab.loop.state()).isEqualTo(SyncState.WAITING);
    assertThat(site.codes).doesNotContain("NEEDS_LOGIN");
  }

  // --- many tabs ---

  @Test
  void tenTabsAndASickServer_askItAsOftenAsOneTabDoes() {
    List<Tab> tabs = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      tabs.add(site.open());
    }
    site.way = Way.BUSY;
    int before = site.requests;
    tabs.get(3).put("a", 1);

    site.pass(10 * MINUTE);

    assertThat(site.requests - before).isBetween(8, 25);
    for (Tab tab : tabs) {
      assertThat(tab.loop.state()).isEqualTo(SyncState.WAITING);
    }
    site.way = Way.ANSWERS;
    site.pass(MINUTE);
    assertThat(site.server.value("notes/a")).isEqualTo("1");
    for (Tab tab : tabs) {
      assertThat(tab.loop.state()).as("what one brought home").isEqualTo(SyncState.IDLE);
    }
  }

  @Test
  void oneTabFailsWheneverItTries_anotherBringsTheWorkHome() {
    Tab ill = site.open();
    Tab well = site.open();
    ill.way = Way.UNAUTHORIZED;
    ill.put("a", 1);

    site.pass(MINUTE);

    assertThat(site.server.value("notes/a")).isEqualTo("1");
    assertThat(well.loop.state()).isEqualTo(SyncState.IDLE);
    assertThat(ill.loop.state()).isEqualTo(SyncState.IDLE);
  }

  @Test
  void tenTabsComeOnline_oneExchange() {
    List<Tab> tabs = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      tabs.add(site.open());
    }
    site.reachable = false;
    tabs.forEach(tab -> tab.network.hint(false));
    tabs.get(3).put("a", 1);
    int before = site.requests;
    site.reachable = true;

    tabs.forEach(tab -> tab.network.hint(true));
    site.pass(1_500);

    assertThat(site.server.value("notes/a")).isEqualTo("1");
    assertThat(site.requests - before).isEqualTo(1);
  }

  // --- offline ---

  @Test
  void offline_nothingIsAskedButTheProbeAndTheStateSaysWhetherWorkWaits() {
    Tab tab = site.open();
    site.reachable = false;
    tab.network.hint(false);
    site.pass(100);
    assertThat(tab.loop.state()).isEqualTo(SyncState.IDLE);
    int before = site.requests;
    tab.put("a", 1);

    site.pass(10 * MINUTE);

    assertThat(tab.loop.state()).isEqualTo(SyncState.WAITING);
    assertThat(site.requests).isEqualTo(before);
  }
}
