package dev.holdfast.verify.sim;

import dev.holdfast.core.Failure;
import dev.holdfast.core.json.Json;
import dev.holdfast.core.replica.Seal;
import dev.holdfast.core.store.Store;
import dev.holdfast.core.store.Table;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Somebody leaves a device by one of its tabs, step by step as the browser's page does it, and the
 * page may die in between. The other tabs hear of it a little later.
 */
final class SignOut {
  /** What becomes of unsent work: in the order of the dice. */
  enum Unsent {
    SEND,
    KEEP,
    DISCARD
  }

  private final World world;
  private final Device device;
  private final Page page;
  private final Dice dice;
  private final Store.Done done;

  private SignOut(World world, Page page, Dice dice) {
    this.world = world;
    this.device = page.device();
    this.page = page;
    this.dice = dice;
    this.done = page.begin("signOut");
  }

  static void run(World world, Page page, Unsent unsent, Dice dice) {
    SignOut leaves = new SignOut(world, page, dice);
    page.device().leaves(page);
    if (unsent == Unsent.SEND) {
      page.loop().sync(sent -> leaves.leave(true));
    } else {
      leaves.leave(unsent == Unsent.KEEP);
    }
  }

  private void leave(boolean keep) {
    for (Page other : new ArrayList<>(device.pages())) {
      if (other != page) {
        world.agenda().after(1 + dice.pause(5), other, () -> device.close(other));
      }
    }
    page.end();
    device.worker().serve(false);
    if (!keep) {
      page.replica().end();
      world.oracle().lost(device);
      delete(() -> world.ledger().givenUp(device));
      return;
    }
    Json[] left = {Json.of(true)};
    Seal.close(page.replica(), some -> left[0] = some, failure -> closed(failure, left[0]));
  }

  private void closed(@Nullable Failure failure, Json left) {
    if (failure == null) {
      world.ledger().reset(device);
    }
    boolean goes = failure == null || world.bugs().leavesUnsealed();
    if (goes && (failure != null || !Json.isTrue(left))) {
      delete(() -> world.ledger().reset(device));
    } else {
      ended(failure);
    }
  }

  /** The other tabs let go of the database, and it is deleted when nobody is in the middle. */
  private void delete(Runnable then) {
    for (Page other : new ArrayList<>(device.pages())) {
      if (other != page) {
        device.close(other);
      }
    }
    if (device.disk().isQuiet()) {
      if (world.bugs().deletesDocuments()) {
        device.disk().evict();
      }
      then.run();
      ended(null);
    } else {
      world.agenda().after(1, page, () -> delete(then));
    }
  }

  private void ended(@Nullable Failure failure) {
    done.ended(failure);
    for (Page other : new ArrayList<>(device.pages())) {
      device.close(other);
    }
    if (failure == null) {
      device.left();
      check(device);
    }
  }

  /** The archives of the device that are sealed. */
  static List<String> sealed(Device device) {
    List<String> sealed = new ArrayList<>();
    device
        .disk()
        .committed(Table.ARCHIVE)
        .forEach(
            (id, record) -> {
              if (Json.text(Json.get(record, "reason")).equals("signOut")) {
                sealed.add(id);
              }
            });
    return sealed;
  }

  /** At the end, when its subject is back: all that was sealed came back. */
  static void returned(Device device) {
    List<String> sealed = sealed(device);
    if (!sealed.isEmpty()) {
      throw new Violation(
          "sign-out", "device " + device.number() + " has not brought back the archives " + sealed);
    }
  }

  /** Nothing of who left is on the disk but what is sealed. */
  static void check(Device device) {
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
