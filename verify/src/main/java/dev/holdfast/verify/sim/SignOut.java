package dev.holdfast.verify.sim;

import dev.holdfast.core.Done;
import dev.holdfast.core.Failure;
import dev.holdfast.core.json.Json;
import dev.holdfast.core.replica.Seal;
import dev.holdfast.core.store.Table;
import dev.holdfast.verify.sim.device.Device;
import dev.holdfast.verify.sim.ground.Dice;
import dev.holdfast.verify.sim.ground.Ground;
import dev.holdfast.verify.sim.ground.Violation;
import dev.holdfast.verify.sim.judge.Effects;
import dev.holdfast.verify.sim.judge.Ledger;
import dev.holdfast.verify.sim.page.Browser;
import dev.holdfast.verify.sim.page.Page;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;

/**
 * A user signs out in one tab. The steps are those of the browser's page. The page may die between
 * two of them. The other tabs are told a little later.
 */
final class SignOut {
  /** What happens to unsent work. The order is that of the dice. */
  enum Unsent {
    SEND,
    KEEP,
    DISCARD
  }

  private final Ground ground;
  private final Effects effects;
  private final Ledger ledger;
  private final Browser browser;
  private final Device device;
  private final Page page;
  private final Dice dice;
  private final Done done;

  SignOut(Ground ground, Effects effects, Ledger ledger, Browser browser, Page page, Dice dice) {
    this.ground = ground;
    this.effects = effects;
    this.ledger = ledger;
    this.browser = browser;
    this.device = browser.device();
    this.page = page;
    this.dice = dice;
    this.done = page.begin("signOut");
  }

  void run(Unsent unsent) {
    device.login().leaves(page);
    if (unsent == Unsent.SEND) {
      page.loop().sync(sent -> leave(true));
    } else {
      leave(unsent == Unsent.KEEP);
    }
  }

  private void leave(boolean keep) {
    for (Page other : new ArrayList<>(browser.pages())) {
      if (other != page) {
        ground.after(1 + dice.pause(5), other, () -> browser.close(other));
      }
    }
    page.end();
    browser.worker().serve(false);
    if (!keep) {
      page.replica().end();
      effects.lost(device);
      delete(() -> ledger.givenUp(device));
      return;
    }
    Seal.close(page.replica(), (left, failure) -> closed(failure, left));
  }

  private void closed(@Nullable Failure failure, Json left) {
    if (failure == null) {
      ledger.reset(device);
    }
    boolean goes = failure == null || ground.bugs().leavesUnsealed();
    if (goes && (failure != null || !Json.isTrue(left))) {
      delete(() -> ledger.reset(device));
    } else {
      ended(failure);
    }
  }

  /** Closes the database in the other tabs and deletes it once no transaction is open. */
  private void delete(Runnable then) {
    for (Page other : new ArrayList<>(browser.pages())) {
      if (other != page) {
        browser.close(other);
      }
    }
    if (device.disk().isQuiet()) {
      if (ground.bugs().deletesDocuments()) {
        device.disk().evict();
      }
      then.run();
      ended(null);
    } else {
      ground.after(1, page, () -> delete(then));
    }
  }

  private void ended(@Nullable Failure failure) {
    done.ended(failure);
    for (Page other : new ArrayList<>(browser.pages())) {
      browser.close(other);
    }
    if (failure == null) {
      device.login().left();
      check();
    }
  }

  /** Checks that nothing of the subject is left on the disk except what is sealed. */
  private void check() {
    for (Table table : new Table[] {Table.PAGES, Table.OUTBOX, Table.HISTORY}) {
      if (!device.disk().raw(table).isEmpty()) {
        throw new Violation(
            "sign-out",
            "device "
                + device.number()
                + " still has "
                + device.disk().raw(table)
                + " in "
                + table);
      }
    }
  }
}
