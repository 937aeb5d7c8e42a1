package dev.holdfast.verify.sim;

import dev.holdfast.core.json.Json;
import dev.holdfast.core.replica.Archives;
import dev.holdfast.core.replica.Decisions;
import dev.holdfast.core.replica.Export;
import dev.holdfast.core.replica.History;
import dev.holdfast.core.replica.Import;
import dev.holdfast.core.replica.Replica;
import dev.holdfast.core.replica.StateShape;
import dev.holdfast.core.replica.WorkList;
import dev.holdfast.core.store.Store;
import dev.holdfast.core.store.Table;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes the steps of a scenario happen. A step that makes no sense as things stand is skipped. */
final class Actions {
  static final int NOTES = 6;
  private static final int TABS = 3;

  private final World world;
  private final Releases releases;
  private Json exported = Json.absent();
  private int tokens;

  Actions(World world) {
    this.world = world;
    this.releases = new Releases(world);
  }

  void take(Step step) {
    Device device = world.devices().get(step.device() % world.devices().size());
    Dice dice = new Dice(step.pick());
    if (!environment(step.op(), device, dice)) {
      Page page = device.pages().isEmpty() ? null : pick(device, dice);
      if (page != null && page.isReady()) {
        person(step.op(), page, dice);
      }
    }
  }

  private static Page pick(Device device, Dice dice) {
    return device.pages().get(dice.below(device.pages().size()));
  }

  // --- the environment ---

  /** Whether it was a step of the environment's. */
  private boolean environment(Step.Op op, Device device, Dice dice) {
    SyncServer server = world.server();
    switch (op) {
      case OPEN_TAB -> {
        boolean nobody = device.isLeaving() || device.hasLeft();
        if (!nobody && device.pages().size() < TABS) {
          device.open();
        }
      }
      case CLOSE_TAB -> {
        if (!device.pages().isEmpty()) {
          device.close(pick(device, dice));
        }
      }
      case CRASH -> device.crash();
      case REQUEST, MAKE -> {
        if (!device.isLeaving() && !device.hasLeft()) {
          request(op, device, dice);
        }
      }
      case DAMAGE_REQUEST -> device.worker().damage(dice);
      case STOP_WORKER -> device.worker().stop();
      case POWER_LOSS -> device.losePower();
      case OTHER_SUBJECT -> device.signIn("bob");
      case SIGN_IN -> {
        device.signInAgain();
        device.pages().forEach(Page::nudge);
      }
      case OFFLINE -> device.plug(false, dice.chance(0.7));
      case ONLINE -> device.plug(true, dice.chance(0.7));
      case WEATHER -> world.faults().set(dice.below(3));
      case FILL_DISK -> device.fill(true);
      case FREE_DISK -> device.fill(false);
      case EVICT -> {
        world.oracle().lost(device);
        device.evict();
        world.ledger().givenUp(device);
        showing(device);
      }
      case CLOCK -> device.jump((dice.next() - 0.5) * 6.3e11);
      case SERVER_CRASH -> server.crashAt(SyncServer.Crash.values()[1 + dice.below(2)]);
      case SERVER_DOWN -> server.power(false);
      case SERVER_UP -> server.power(true);
      case BACKUP -> server.backUp();
      case RESTORE -> server.restore(dice.chance(0.5));
      case COMPACT -> server.compact();
      case DAMAGE -> releases.damage(device, dice);
      case OLD_RELEASE -> releases.older(device);
      case NEWER_RELEASE -> {
        if (!device.hasLeft()) {
          Releases.newer(device);
        }
      }
      case PICKY -> server.pick(dice.chance(0.5));
      case CACHE -> device.cache().breaks(dice.chance(0.6));
      case OTHERS -> {
        if (world.rest() != null) {
          world.rest().other(dice);
        }
      }
      default -> {
        return false;
      }
    }
    return true;
  }

  /** A page writes to the app's backend. */
  private void request(Step.Op op, Device device, Dice dice) {
    if (op == Step.Op.MAKE) {
      device.worker().name(dice.below(2), dice, token());
    } else {
      device.worker().write(dice.below(2), token());
    }
  }

  // --- the person ---

  private void person(Step.Op op, Page page, Dice dice) {
    String id = "n" + dice.below(NOTES);
    switch (op) {
      case PUT -> put(page, id, dice);
      case REMOVE -> edit(page, id, new Ledger.Edit("notes/" + id, "", ""));
      case TYPE -> page.app().type(id, "f" + dice.below(3), token());
      case TAKE -> page.app().take(id, dice.chance(0.5));
      case SAVE -> page.app().save();
      case LOAD -> page.app().load();
      case READ -> world.reads().read(page, id);
      case ADOPT -> page.app().adopt(dice.chance(0.3));
      case SYNC -> page.sync();
      case RESOLVE -> resolve(page, dice.below(100), dice.below(3));
      case RETRY, DISCARD -> decide(page, dice.below(100), op == Step.Op.DISCARD);
      case RESET -> {
        showing(page.device());
        world.ledger().reset(page.device());
        page.resetVersions();
      }
      case RESTORE_ARCHIVE -> restore(page, dice, true);
      case RESTORE_VERSION -> restore(page, dice, false);
      case SIGN_OUT -> {
        if (!page.device().isLeaving()) {
          SignOut.run(world, page, SignOut.Unsent.values()[dice.below(3)], dice);
        }
      }
      case EXPORT -> export(page);
      case IMPORT -> {
        if (!Json.isAbsent(exported)) {
          brings(page.device(), Json.get(exported, "mutations"), Json.get(exported, "epoch"));
          Import.run(page.replica(), exported, turning(page, "import"));
        }
      }
      default -> throw new IllegalArgumentException("nobody takes the step " + op);
    }
  }

  /** What the pages of a device show they may save again, when it has forgotten the rest. */
  private void showing(Device device) {
    for (Page page : device.pages()) {
      world.ledger().shows(device, page.app().state());
      page.forgotten();
    }
  }

  /** Mutations come to the device under the ids they have. */
  private void brings(Device device, Json entries, Json epoch) {
    for (int i = 0; i < Json.size(entries); i++) {
      Json entry = Json.at(entries, i);
      world.ledger().brings(device, entry, epoch);
      world.oracle().carried(Json.text(Json.get(entry, "id")));
    }
  }

  /** What was not frozen durably is no export: its content may still change under its ids. */
  private void export(Page page) {
    Json content = Json.object();
    Store.Done done = page.begin("export");
    Export.run(
        page.replica(),
        new StateShape(Json.object()),
        content,
        failure -> {
          exported = failure == null ? content : exported;
          done.ended(failure);
        });
  }

  private String token() {
    return "t" + ++tokens;
  }

  private void put(Page page, String id, Dice dice) {
    edit(page, id, new Ledger.Edit("notes/" + id, "f" + dice.below(3), token()));
  }

  private void edit(Page page, String id, Ledger.Edit edit) {
    List<Ledger.Edit> edits = List.of(edit);
    Device device = page.device();
    world.ledger().attempt(device, edits);
    Store.Done done = page.begin("edit");
    page.replica()
        .edit(
            "notes",
            id,
            present -> edited(present, id, edit),
            (minted, failure) -> {
              if (failure == null) {
                world.ledger().durable(device, edits, world.agenda().now());
              } else {
                world.ledger().failed(device, edits);
              }
              done.ended(failure);
            });
  }

  private Json edited(Json present, String id, Ledger.Edit edit) {
    if (edit.token().isEmpty()) {
      return Json.absent();
    }
    Json next = Json.isObject(present) ? Json.copy(present) : Json.object();
    if (world.appServer() != null) {
      Json.set(next, "id", Json.of(id));
    }
    Json.set(next, edit.field(), Json.of(edit.token()));
    return next;
  }

  private static @Nullable Json one(Json list, int pick) {
    return Json.size(list) == 0 ? null : Json.at(list, pick % Json.size(list));
  }

  private void resolve(Page page, int which, int choice) {
    Json conflict = one(new WorkList(page.replica()).listed(true, false), which);
    if (conflict == null) {
      return;
    }
    String key = Json.text(Json.get(conflict, "key"));
    Decisions decisions = new Decisions(page.replica());
    if (choice == 0) {
      Runnable kept = () -> world.ledger().kept(page.device(), key, whole(page.device(), key));
      decisions.keepLocal(key, decided(page, "resolve", kept));
      return;
    }
    Store.Done done = decided(page, "resolve", () -> world.ledger().decided(page.device(), key));
    if (choice == 1) {
      decisions.takeServer(key, done);
    } else {
      Json value = edited(Json.absent(), key.substring(6), new Ledger.Edit(key, "f0", token()));
      decisions.take(key, value, done);
    }
  }

  /** Notes a decision when it is made, and for what became durable while it waited its turn. */
  private Store.Done decided(Page page, String what, Runnable note) {
    note.run();
    Store.Done done = page.begin(what);
    return failure -> {
      if (failure == null) {
        note.run();
      }
      done.ended(failure);
    };
  }

  /**
   * The local values of a document, if it is decided about as a whole: a deletion is among them, or
   * the backend cannot say which of them it took when the answer was lost. Else none.
   */
  private List<Json> whole(Device device, String key) {
    List<Json> values = new ArrayList<>();
    boolean whole = world.rest() != null;
    for (Json entry : device.disk().committed(Table.OUTBOX).values()) {
      if (Json.text(Json.get(entry, "key")).equals(key)) {
        values.add(Json.get(entry, "value"));
        whole |= Json.isAbsent(Json.get(entry, "value"));
      }
    }
    return whole ? values : List.of();
  }

  private void decide(Page page, int which, boolean discard) {
    page.device().worker().decide(discard);
    WorkList work = new WorkList(page.replica());
    Json parked = work.listed(false, true);
    Json chosen =
        one(discard && Json.size(parked) == 0 ? work.listed(false, false) : parked, which);
    if (chosen == null) {
      return;
    }
    String id = Json.text(Json.get(chosen, "id"));
    Decisions decisions = new Decisions(page.replica());
    if (discard) {
      String key = Json.text(Json.get(chosen, "key"));
      Runnable note = () -> world.ledger().decided(page.device(), key);
      decisions.discard(id, decided(page, "discard", note));
    } else {
      decisions.retry(id, page.begin("retry"));
    }
  }

  /** Begins what takes the place of what the device shows, also of what came before it. */
  private Store.Done turning(Page page, String what) {
    Store.Done done = page.begin(what);
    return failure -> {
      world.ledger().reset(page.device());
      done.ended(failure);
    };
  }

  private void restore(Page page, Dice dice, boolean archive) {
    Replica replica = page.replica();
    Json[] found = {Json.array()};
    int which = dice.below(100);
    Store.Done listed = page.begin("list");
    Store.Done then =
        failure -> {
          listed.ended(failure);
          Json one = failure == null ? one(found[0], which) : null;
          if (one != null) {
            String id = Json.text(Json.get(one, "id"));
            if (archive) {
              bringsArchive(page.device(), id);
              Archives.restore(replica, id, turning(page, "restoreArchive"));
            } else {
              bringsVersion(page.device(), id);
              Store.Done done = page.begin("restoreVersion");
              History.restore(
                  replica,
                  id,
                  over -> {
                    world.ledger().reset(page.device());
                    bringsVersion(page.device(), id); // a save may have come before it
                    done.ended(over);
                  });
            }
          }
        };
    if (archive) {
      Archives.list(replica, list -> found[0] = list, then);
    } else {
      History.list(replica, list -> found[0] = list, then);
    }
  }

  void bringsArchive(Device device, String id) {
    Json record = device.disk().committed(Table.ARCHIVE).get(id);
    if (record == null) {
      return;
    }
    Json rows = Json.get(record, "entries");
    Json entries = Json.array();
    for (int i = 0; i < Json.size(rows); i++) {
      Json.push(entries, Json.at(Json.at(rows, i), 1));
    }
    brings(device, entries, Json.get(record, "epoch"));
    Json documents = Json.get(record, "documents");
    Json keys = Json.sortedKeys(documents);
    for (int i = 0; i < Json.size(keys); i++) {
      String key = Json.text(Json.at(keys, i));
      world.ledger().bringsBack(device, key, Json.get(documents, key));
    }
  }

  /** Going back to a snapshot undoes what later ones changed. */
  private void bringsVersion(Device device, String id) {
    for (Json record : device.disk().committed(Table.HISTORY).tailMap(id, false).values()) {
      Json before = Json.get(record, "before");
      Json keys = Json.sortedKeys(before);
      for (int i = 0; i < Json.size(keys); i++) {
        String key = Json.text(Json.at(keys, i));
        Json was = Json.get(before, key);
        Json value = Json.size(was) == 0 ? Json.absent() : Json.at(was, 0);
        world.ledger().bringsBack(device, key, value);
      }
    }
  }

  /** What the app's backend has from a page that died before it said so is heard by asking. */
  private static void asks(Device device, Page page, int turn) {
    if (device.pages().size() > 1) {
      device.close(device.pages().get(1));
    } else if (turn == 0) {
      page.sync();
    } else if (turn == 1) {
      page.app().load();
    } else {
      page.app().adopt(true);
    }
  }

  /** One round of bringing a device to rest: everything is decided, everything asked for. */
  void settle(Device device, int round) {
    Page page = device.pages().get(0);
    if (!page.isReady()) {
      return;
    }
    WorkList work = new WorkList(page.replica());
    for (int i = 0; i < Json.size(work.listed(true, false)); i++) {
      resolve(page, i, round % 2);
    }
    for (int i = 0; i < Json.size(work.listed(false, true)); i++) {
      decide(page, i, false);
    }
    page.nudge();
    if (world.adopts()) {
      asks(device, page, round % 3);
    } else {
      page.sync();
    }
  }
}
