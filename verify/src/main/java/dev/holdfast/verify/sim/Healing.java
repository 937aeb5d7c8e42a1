package dev.holdfast.verify.sim;

import dev.holdfast.core.json.Json;
import dev.holdfast.core.replica.WorkList;
import dev.holdfast.core.store.Table;
import dev.holdfast.verify.sim.device.Device;
import dev.holdfast.verify.sim.device.Records;
import dev.holdfast.verify.sim.ground.Ground;
import dev.holdfast.verify.sim.ground.Violation;
import dev.holdfast.verify.sim.judge.Forms;
import dev.holdfast.verify.sim.page.Browser;
import dev.holdfast.verify.sim.page.Page;
import dev.holdfast.verify.sim.server.PickyValidator;
import dev.holdfast.verify.sim.server.Servers;
import dev.holdfast.verify.sim.server.SyncServer;
import java.util.List;

/** What happens after the last step: all faults end, and all work must be sent and decided. */
final class Healing {
  private static final double LONGEST_BACK_OFF = 150_000;
  private static final double LONGEST_REQUEST = 65_000;
  private static final int ROUNDS = 12;

  private final Ground ground;
  private final Servers servers;
  private final PickyValidator picky;
  private final List<Browser> browsers;
  private final Releases releases;
  private final Decider decider;
  private final Oracle oracle;
  private final Forms forms;

  /** Whether the app itself writes edits to its backend, and reads what others changed there. */
  private final boolean adopts;

  Healing(
      Ground ground,
      Servers servers,
      PickyValidator picky,
      List<Browser> browsers,
      Releases releases,
      Decider decider,
      Oracle oracle,
      Forms forms,
      boolean adopts) {
    this.forms = forms;
    this.ground = ground;
    this.servers = servers;
    this.picky = picky;
    this.browsers = browsers;
    this.releases = releases;
    this.decider = decider;
    this.oracle = oracle;
    this.adopts = adopts;
  }

  void run() {
    clear();
    ground.agenda().pass(LONGEST_REQUEST); // requests of other subjects are answered
    browsers.forEach(Healing::visit);
    ground.agenda().pass(1_000);
    for (Browser browser : browsers) {
      if (browser.device().disk().rot().any()) {
        browser.pages().get(0).app().load(); // loading reads every page of the replica
      }
    }
    ground.agenda().pass(LONGEST_BACK_OFF);
    oracle.check();
    for (Browser browser : browsers) {
      browser.device().disk().rot().settled();
      stillScheduled(browser.device());
      returned(browser.device());
      browser.worker().requests().settled();
    }
    for (int round = 0; round < ROUNDS; round++) {
      for (Browser browser : browsers) {
        decideAll(browser, round);
      }
      ground.agenda().pass(20_000);
      oracle.check();
    }
    for (Browser browser : browsers) {
      browser.pages().stream().filter(Page::isReady).forEach(page -> page.app().load());
    }
    ground.agenda().pass(20_000);
    oracle.check();
  }

  private void clear() {
    String last = browsers.get(0).declared();
    ground.faults().set(0);
    servers.sync().power(true);
    picky.pick(false);
    servers.sync().crashAt(SyncServer.Crash.NEVER);
    for (Browser browser : browsers) {
      browser.plug(true, false);
      browser.signInAgain();
      browser.fill(false);
      browser.cache().drop();
      browser.worker().wake();
      releases.mend(browser);
      browser.declare(last);
      if (forms.latest() > 0 || browser.isOld()) {
        browser.crash(); // the pages that are opened next run the latest release
      }
    }
  }

  /** Opens a page on each device that has none. The user looks at it. */
  private static void visit(Browser browser) {
    browser.signInAgain(); // a user who was signing out may have left since
    if (!Records.sealed(browser.device().disk()).isEmpty()) {
      browser.crash(); // a page restores sealed work only when it is loaded
    }
    if (browser.pages().isEmpty()) {
      browser.open();
    }
    browser.pages().forEach(Page::nudge);
  }

  /** I8: everything that could be sent was sent without a request for it. */
  private static void stillScheduled(Device device) {
    for (Json entry : device.disk().committed(Table.OUTBOX).values()) {
      String state = Json.text(Json.get(entry, "state"));
      if (state.equals("inFlight") || state.equals("unknown") || state.equals("queued")) {
        throw new Violation(
            "I8", "device " + device.number() + " does not send " + Json.stringify(entry));
      }
    }
  }

  /** The subject has signed in again, so all sealed work must be restored. */
  private static void returned(Device device) {
    List<String> sealed = Records.sealed(device.disk());
    if (!sealed.isEmpty()) {
      throw new Violation(
          "sign-out", "device " + device.number() + " has not brought back the archives " + sealed);
    }
  }

  /** One round on one device: decides everything and syncs. */
  private void decideAll(Browser browser, int round) {
    Page page = browser.pages().get(0);
    if (!page.isReady()) {
      return;
    }
    WorkList work = new WorkList(page.replica());
    for (int i = 0; i < Json.size(work.listed(true, false)); i++) {
      decider.resolve(browser.device(), page, i, round % 2);
    }
    for (int i = 0; i < Json.size(work.listed(false, true)); i++) {
      decider.decide(browser, page, i, false);
    }
    page.nudge();
    if (adopts) {
      asks(browser, page, round % 3);
    } else {
      page.sync();
    }
  }

  /**
   * Asks the backend what it has: a page may have written there and died before it told the
   * replica.
   */
  private static void asks(Browser browser, Page page, int turn) {
    if (!browser.isAlone()) {
      browser.close(browser.pages().get(1));
    } else if (turn == 0) {
      page.sync();
    } else if (turn == 1) {
      page.app().load();
    } else {
      page.app().adopt(true);
    }
  }
}
