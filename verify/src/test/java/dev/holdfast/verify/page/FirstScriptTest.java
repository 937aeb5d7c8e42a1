package dev.holdfast.verify.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.verify.harness.BrowserTest;
import dev.holdfast.verify.harness.FaultyServer;
import dev.holdfast.verify.harness.FaultyServer.Fault;
import dev.holdfast.verify.harness.Tab;
import org.junit.jupiter.api.Test;

/** {@code holdfast-engine.js}, without which the page has no state: what a page does then. */
class FirstScriptTest extends BrowserTest {
  private static final String SCRIPT = "/holdfast/holdfast-engine.js";

  /** The browser waits for ever where a server takes a request and does not answer. */
  @Test
  void serverHangs_startAndAllCallsSettle_andItGoesOnOnceTheScriptIsThere() {
    FaultyServer way = faulty();
    way.fault(SCRIPT, Fault.HOLD_ANSWER);
    Tab tab = browser().newTab();
    tab.page().clock().install();
    tab.open(way.url() + "/?space=" + space() + "&worker=no");
    way.awaitHeld(SCRIPT, 1);

    tab.page().clock().fastForward(61_000);

    tab.until("the app has started", "app.started");
    assertThat(tab.json("offlineStorage.lastError.code")).isEqualTo("\"NOT_LOADED\"");
    assertSettles(tab);

    way.letGo();
    tab.until(
        "it goes on", "offlineStorage.updateLocalChanges({ text: 'x' }).then(ok => ok === true)");
    tab.until("all is sent", "offlineStorage.hasConflicts", "false");
    assertThat(server.documents(space())).containsEntry("text/~", "\"x\"");
    assertThat(tab.json("offlineStorage.lastError")).isEqualTo("undefined");
  }

  @Test
  void itCannotBeLoaded_startAndAllCallsSettle_andSayWhy() {
    FaultyServer way = faulty();
    way.fault(SCRIPT, Fault.STATUS);
    Tab tab = lab(browser(), way.url(), "worker=no");

    assertThat(tab.json("offlineStorage.lastError.code")).isEqualTo("\"NOT_LOADED\"");
    assertSettles(tab);
    assertThat(tab.complaints()).noneMatch(text -> text.contains("Uncaught"));

    way.heal();
    tab.reload();
    tab.until(
        "it goes on", "offlineStorage.updateLocalChanges({ text: 'x' }).then(ok => ok === true)");
  }

  private static void assertSettles(Tab tab) {
    assertThat(
            tab.json(
                "Promise.all([offlineStorage.updateLocalChanges({}),"
                    + " offlineStorage.syncLocalChangesToServer(), offlineStorage.history(),"
                    + " offlineStorage.audit().then(all => all.total), offlineStorage.applyUpdate(),"
                    + " offlineStorage.storage().then(room => room.risk), networkStatus.check(),"
                    + " offlineStorage.collection('c').put('a', 1).catch(e => e.code),"
                    + " offlineStorage.exportChanges().catch(e => e.code)])"))
        .isEqualTo(
            "[false,false,[],0,false,\"eviction\",\"online\",\"NOT_LOADED\",\"NOT_LOADED\"]");
  }
}
