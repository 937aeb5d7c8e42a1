package dev.holdfast.verify.sim;

import dev.holdfast.core.json.Json;
import dev.holdfast.core.store.Table;
import dev.holdfast.verify.sim.device.Device;
import dev.holdfast.verify.sim.device.LocalDisk;
import dev.holdfast.verify.sim.device.Packs;
import dev.holdfast.verify.sim.device.Records;
import dev.holdfast.verify.sim.device.Rot;
import dev.holdfast.verify.sim.ground.Agenda;
import dev.holdfast.verify.sim.ground.Dice;
import dev.holdfast.verify.sim.judge.Effects;
import dev.holdfast.verify.sim.judge.Ledger;
import dev.holdfast.verify.sim.judge.Reads;
import dev.holdfast.verify.sim.page.Browser;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Changes the data on a device's disk as another release or a bad medium would. */
final class Releases {
  /** Ms until the writes that were under way when the tabs closed have ended. */
  private static final double CLOSING = 50;

  private final Agenda agenda;
  private final Effects effects;
  private final Ledger ledger;
  private final Reads reads;

  Releases(Agenda agenda, Effects effects, Ledger ledger, Reads reads) {
    this.agenda = agenda;
    this.effects = effects;
    this.ledger = ledger;
    this.reads = reads;
  }

  /** Makes one record of the device unreadable. */
  void damage(Browser browser, Dice dice) {
    Device device = browser.device();
    Rot rot = device.disk().rot();
    List<Map.Entry<Table, String>> records = rot.records();
    if (records.isEmpty() || device.disk().layout().isNewer() || !device.disk().isQuiet()) {
      return; // a write under way may have read the record while it was good
    }
    Map.Entry<Table, String> one = records.get(dice.below(records.size()));
    Json record = device.disk().raw(one.getKey()).getOrDefault(one.getValue(), Json.absent());
    effects.lost(device);
    ledger.forgotSending(device);
    reads.blind(device.number());
    if (one.getKey() == Table.OUTBOX) {
      Packs.entries(one.getValue(), record).values().forEach(ledger::damaged);
    } else if (one.getKey() == Table.ARCHIVE) {
      Records.archived(record).forEach(ledger::damaged);
    }
    browser.forgets();
    rot.make(one.getKey(), one.getValue(), dice.below(100));
  }

  /** Acts as if the tabs had run an older release. The current release then opens its data. */
  void older(Browser browser) {
    if (!browser.device().disk().layout().isNewer() && !browser.pages().isEmpty()) {
      browser.crash();
      agenda.after(CLOSING, Agenda.WORLD, () -> upgrade(browser));
    }
  }

  private static void upgrade(Browser browser) {
    LocalDisk disk = browser.device().disk();
    if (!browser.pages().isEmpty() || !disk.isQuiet()) {
      return;
    }
    Json meta = Records.meta(disk);
    boolean ours = !Json.isAbsent(meta) && !disk.rot().any() && !disk.layout().isNewer();
    ours &= Json.isAbsent(meta) || Records.number(meta, "schema") == 0; // which it did not know
    if (ours && Json.text(presumed(meta)).isEmpty()) {
      TreeMap<String, Json> outbox = layout1(disk.committed(Table.OUTBOX));
      if (outbox != null) {
        disk.raw(Table.OUTBOX).clear();
        disk.raw(Table.OUTBOX).putAll(outbox);
        Json older = Json.copy(meta);
        Json.set(older, "format", Json.of(1));
        Json.remove(older, Json.of("presumed"));
        disk.raw(Table.META).put("replica", older);
        disk.hasNoHash();
        disk.sync();
      }
    }
    browser.open();
  }

  private static Json presumed(Json meta) {
    Json presumed = Json.get(meta, "presumed");
    return Json.isString(presumed) ? presumed : Json.of("");
  }

  /** The entries in layout 1; null if layout 1 cannot express what one of them was made on. */
  private static @Nullable TreeMap<String, Json> layout1(TreeMap<String, Json> outbox) {
    TreeMap<String, String> before = new TreeMap<>();
    TreeMap<String, Json> older = new TreeMap<>();
    for (Map.Entry<String, Json> e : outbox.entrySet()) {
      Json entry = Json.copy(e.getValue());
      String key = Json.text(Json.get(entry, "key"));
      Json on = Json.get(entry, "on");
      if (Json.isString(on) && !Json.text(on).isEmpty()) {
        if (!Json.text(on).equals(before.get(key))) {
          return null;
        }
        Json.set(entry, "base", Json.of(-1));
      }
      Json.remove(entry, Json.of("on"));
      before.put(key, Json.text(Json.get(entry, "id")));
      older.put(e.getKey(), entry);
    }
    return older;
  }

  /** A newer release ran here and wrote data. The next call loads it. */
  void newer(Browser browser) {
    LocalDisk disk = browser.device().disk();
    if (disk.layout().isNewer()) {
      load(browser);
    } else if (disk.isQuiet()) {
      disk.layout().newer(true);
    }
  }

  private static void load(Browser browser) {
    boolean open = !browser.pages().isEmpty();
    browser.crash();
    browser.device().disk().layout().newer(false);
    if (open) {
      browser.open();
    }
  }

  /** Reloads all tabs. Where data of a newer release was found, the newer release now runs. */
  void mend(Browser browser) {
    LocalDisk disk = browser.device().disk();
    if (disk.layout().isNewer()) {
      load(browser);
    }
    if (disk.rot().any()) {
      browser.crash();
    }
  }
}
