package dev.holdfast.verify.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.verify.harness.BrowserTest;
import dev.holdfast.verify.harness.FaultyServer;
import dev.holdfast.verify.harness.FaultyServer.Fault;
import dev.holdfast.verify.harness.Tab;
import org.junit.jupiter.api.Test;

/** {@code holdfast-more.js}, which has all that syncs: what a page does without it. */
class SecondScriptTest extends BrowserTest {
  private static final String SCRIPT = "/holdfast/holdfast-more.js";

  @Test
  void itIsOnItsWay_theStateIsShownAndEditsAreSaved() {
    FaultyServer way = faulty();
    way.fault(SCRIPT, Fault.FREEZE);
    Tab tab = lab(browser(), way.url(), "worker=no");

    assertThat(tab.is("offlineStorage.updateLocalChanges({ text: 'x' })")).isTrue();
    tab.reload();
    tab.until("the state is here", "offlineStorage.loadAppState()", "{\"text\":\"x\"}");
    assertThat(tab.json("offlineStorage.pending.length")).isEqualTo("1");
    assertThat(tab.json("offlineStorage.syncState")).isEqualTo("\"idle\"");

    way.heal(); // what a browser under load gives up is asked for again
    tab.until("all is sent", "offlineStorage.hasConflicts", "false");
    assertThat(server.documents(space())).containsEntry("text/~", "\"x\"");
  }

  @Test
  void itCannotBeLoaded_thatIsSaid_editsAreSaved_andTheySyncOnceItCan() {
    FaultyServer way = faulty();
    way.fault(SCRIPT, Fault.STATUS);
    for (int tries = 1; tries < 20; tries += 2) {
      way.fault(SCRIPT + "?" + tries, Fault.STATUS);
    }
    Tab tab = lab(browser(), way.url(), "worker=no");

    tab.until("it is said", "offlineStorage.lastError?.code", "\"NOT_LOADED\"");
    assertThat(tab.is("offlineStorage.updateLocalChanges({ text: 'x' })")).isTrue();
    assertThat(tab.json("offlineStorage.history()")).isEqualTo("[]");
    assertThat(tab.json("offlineStorage.audit().then(all => [all.queued, all.total])"))
        .isEqualTo("[1,1]");
    assertThat(tab.is("offlineStorage.syncLocalChangesToServer().then(ok => ok === false)"))
        .isTrue();
    assertThat(tab.json("offlineStorage.lastError.code")).isEqualTo("\"NOT_LOADED\"");
    assertThat(tab.json("offlineStorage.syncState")).isEqualTo("\"waiting\"");
    assertThat(tab.is("offlineStorage.hasConflicts")).isTrue();

    way.heal();
    tab.until("all is sent", "offlineStorage.hasConflicts", "false");
    assertThat(server.documents(space())).containsEntry("text/~", "\"x\"");
    tab.until("no error is left", "offlineStorage.lastError === undefined");
  }

  /** The browser waits for ever where a server takes a request and does not answer. */
  @Test
  void serverHangs_callsThatNeedItSettle_andItIsTriedAgain() {
    FaultyServer way = faulty();
    way.fault(SCRIPT, Fault.HOLD_ANSWER);
    Tab tab = browser().newTab();
    tab.page().clock().install();
    tab.open(way.url() + "/?space=" + space() + "&worker=no");
    tab.until("the app has started", "app.started");
    assertThat(tab.is("offlineStorage.updateLocalChanges({ text: 'x' })")).isTrue();
    tab.evaluate("void offlineStorage.history().finally(() => (self.settled = true))");
    way.awaitHeld(SCRIPT, 1);
    way.fault(SCRIPT, Fault.DUPLICATE, 1); // the next is answered, this one still is not

    tab.page().clock().fastForward(61_000);

    tab.until("it settles", "self.settled", "true");
    tab.until("all is sent", "offlineStorage.hasConflicts", "false");
    assertThat(server.documents(space())).containsEntry("text/~", "\"x\"");
  }

  @Test
  void offline_theWorkerHasIt() {
    Tab tab = lab(browser(), "");
    controlled(tab);
    tab.untilSynced();
    goOffline(tab);
    tab.reload();
    tab.until("the app has started", "app.started");

    assertThat(tab.is("offlineStorage.updateLocalChanges({ text: 'x' })")).isTrue();
    assertThat(tab.json("offlineStorage.audit().then(all => all.total)")).isEqualTo("1");
    assertThat(tab.is("offlineStorage.exportChanges().then(file => file.size > 0)")).isTrue();
  }
}
