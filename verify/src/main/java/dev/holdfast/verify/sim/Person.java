package dev.holdfast.verify.sim;

import dev.holdfast.core.Done;
import dev.holdfast.core.json.Json;
import dev.holdfast.core.replica.Archives;
import dev.holdfast.core.replica.Export;
import dev.holdfast.core.replica.History;
import dev.holdfast.core.replica.Import;
import dev.holdfast.core.replica.StateShape;
import dev.holdfast.verify.sim.device.Device;
import dev.holdfast.verify.sim.ground.Dice;
import dev.holdfast.verify.sim.ground.Edit;
import dev.holdfast.verify.sim.ground.Ground;
import dev.holdfast.verify.sim.ground.Notes;
import dev.holdfast.verify.sim.judge.Arrivals;
import dev.holdfast.verify.sim.judge.Effects;
import dev.holdfast.verify.sim.judge.Ledger;
import dev.holdfast.verify.sim.judge.Reads;
import dev.holdfast.verify.sim.page.Browser;
import dev.holdfast.verify.sim.page.Page;
import dev.holdfast.verify.sim.server.Servers;
import java.util.List;

/** The steps that a user takes at a page. */
final class Person {
  private final Ground ground;
  private final Servers servers;
  private final Reads reads;
  private final Ledger ledger;
  private final Effects effects;
  private final Arrivals arrivals;
  private final Decider decider;
  private final Tokens tokens;
  private Json exported = Json.absent();

  Person(
      Ground ground,
      Servers servers,
      Reads reads,
      Ledger ledger,
      Effects effects,
      Arrivals arrivals,
      Decider decider,
      Tokens tokens) {
    this.ground = ground;
    this.servers = servers;
    this.reads = reads;
    this.ledger = ledger;
    this.effects = effects;
    this.arrivals = arrivals;
    this.decider = decider;
    this.tokens = tokens;
  }

  void take(Step.Op op, Browser browser, Page page, Dice dice) {
    Device device = browser.device();
    String id = "n" + dice.below(Notes.COUNT);
    switch (op) {
      case PUT -> edit(device, page, id, new Edit(Notes.key(id), field(dice), tokens.next()));
      case REMOVE -> edit(device, page, id, Edit.deletion(Notes.key(id)));
      case TYPE -> page.app().type(id, field(dice), tokens.next());
      case TAKE -> page.app().take(id, dice.chance(0.5));
      case SAVE -> page.app().save();
      case LOAD -> page.app().load();
      case READ -> read(device, page, id);
      case ADOPT -> page.app().adopt(dice.chance(0.3));
      case SYNC -> page.sync();
      case RESOLVE -> decider.resolve(device, page, dice.below(100), dice.below(4));
      case RETRY, DISCARD -> decider.decide(browser, page, dice.below(100), op == Step.Op.DISCARD);
      case RESET -> {
        browser.forgets();
        ledger.reset(device);
        page.resetVersions();
      }
      case RESTORE_ARCHIVE -> restoreArchive(device, page, dice.below(100));
      case RESTORE_VERSION -> restoreVersion(device, page, dice.below(100));
      case SIGN_OUT -> {
        if (!device.login().isLeaving()) {
          SignOut.Unsent unsent = SignOut.Unsent.values()[dice.below(3)];
          new SignOut(ground, effects, ledger, browser, page, dice).run(unsent);
        }
      }
      case EXPORT -> export(page);
      case IMPORT -> {
        if (!Json.isAbsent(exported)) {
          arrivals.exported(device, exported);
          Import.run(page.replica(), exported, turning(device, page, "import"));
        }
      }
      default -> throw new IllegalArgumentException("nobody takes the step " + op);
    }
  }

  private static String field(Dice dice) {
    return "f" + dice.below(Notes.FIELDS);
  }

  // --- documents ---

  private void edit(Device device, Page page, String id, Edit edit) {
    List<Edit> edits = List.of(edit);
    ledger.attempt(device, edits);
    Done done = page.begin("edit");
    page.replica()
        .edit(
            Notes.COLLECTION,
            id,
            present -> servers.edited(present, id, edit, page.version()),
            (minted, failure) -> {
              if (failure == null) {
                ledger.durable(device, edits, ground.now());
              } else {
                ledger.failed(device, edits);
              }
              done.ended(failure);
            });
  }

  private void read(Device device, Page page, String id) {
    Done done = page.begin("read");
    page.replica()
        .get(
            Notes.COLLECTION,
            id,
            (found, failure) -> {
              if (failure == null) {
                reads.read(device, Notes.key(id), found);
              }
              done.ended(failure);
            });
  }

  // --- exports, imports, archives and snapshots ---

  /**
   * Exports the unsent work. A failed export does not count: work keeps its ids, but its content
   * may still change.
   */
  private void export(Page page) {
    Json content = Json.object();
    Done done = page.begin("export");
    Export.run(
        page.replica(),
        new StateShape(Json.object()),
        content,
        failure -> {
          exported = failure == null ? content : exported;
          done.ended(failure);
        });
  }

  /**
   * Begins a method that replaces what the device shows. Edits made before it ends are replaced
   * too.
   */
  private Done turning(Device device, Page page, String what) {
    Done done = page.begin(what);
    return failure -> {
      ledger.reset(device);
      done.ended(failure);
    };
  }

  private void restoreArchive(Device device, Page page, int which) {
    Done listed = page.begin("list");
    Archives.list(
        page.replica(),
        (found, failure) -> {
          listed.ended(failure);
          String id = failure == null ? oneOf(found, which) : "";
          if (!id.isEmpty()) {
            arrivals.archive(device, id);
            Archives.restore(page.replica(), id, turning(device, page, "restoreArchive"));
          }
        });
  }

  private void restoreVersion(Device device, Page page, int which) {
    Done listed = page.begin("list");
    History.list(
        page.replica(),
        (found, failure) -> {
          listed.ended(failure);
          String id = failure == null ? oneOf(found, which) : "";
          if (!id.isEmpty()) {
            arrivals.version(device, id);
            Done done = page.begin("restoreVersion");
            History.restore(
                page.replica(),
                id,
                over -> {
                  ledger.reset(device);
                  arrivals.version(device, id); // again, for saves that came before it
                  done.ended(over);
                });
          }
        });
  }

  /** The id of one element of the list; empty if the list is empty. */
  private static String oneOf(Json list, int which) {
    Json one = Json.size(list) == 0 ? Json.absent() : Json.at(list, which % Json.size(list));
    return Json.isAbsent(one) ? "" : Json.text(Json.get(one, "id"));
  }
}
