package dev.holdfast.verify.sim;

import dev.holdfast.core.json.Json;
import dev.holdfast.core.store.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What other releases, and bad media, leave on a device's disk for this one to find. */
final class Releases {
  /** Until what is being written when the tabs close has ended. */
  private static final double CLOSING = 50;

  private final World world;

  Releases(World world) {
    this.world = world;
  }

  /** Some record of the device goes bad. */
  void damage(Device device, Dice dice) {
    Rot rot = device.disk().rot();
    List<Map.Entry<Table, String>> records = rot.records();
    if (records.isEmpty() || device.disk().layout().isNewer() || !device.disk().isQuiet()) {
      return; // what is being written may have been read while it was whole
    }
    Map.Entry<Table, String> one = records.get(dice.below(records.size()));
    Json record = device.disk().raw(one.getKey()).getOrDefault(one.getValue(), Json.absent());
    world.oracle().lost(device);
    world.ledger().forgotSending(device);
    world.reads().blind(device.number());
    if (one.getKey() == Table.OUTBOX) {
      world.ledger().damaged(record);
    } else if (one.getKey() == Table.ARCHIVE) {
      Json entries = Json.get(record, "entries");
      for (int i = 0; i < Json.size(entries); i++) {
        world.ledger().damaged(Json.at(Json.at(entries, i), 1));
      }
    }
    for (Page page : device.pages()) {
      world.ledger().shows(device, page.app().state());
      page.forgotten();
    }
    rot.make(one.getKey(), one.getValue(), dice.below(100));
  }

  /** The tabs were of an older release until now, and today's opens what it left. */
  void older(Device device) {
    if (!device.disk().layout().isNewer() && !device.pages().isEmpty()) {
      device.crash();
      world.agenda().after(CLOSING, Agenda.WORLD, () -> upgrade(device));
    }
  }

  private static void upgrade(Device device) {
    LocalDisk disk = device.disk();
    if (!device.pages().isEmpty() || !disk.isQuiet()) {
      return;
    }
    Json meta = Records.meta(disk);
    boolean ours = !Json.isAbsent(meta) && !disk.rot().any() && !disk.layout().isNewer();
    if (ours && Json.text(presumed(meta)).isEmpty()) {
      TreeMap<String, Json> outbox = layout1(disk.committed(Table.OUTBOX));
      if (outbox != null) {
        disk.raw(Table.OUTBOX).putAll(outbox);
        Json older = Json.copy(meta);
        Json.set(older, "format", Json.of(1));
        Json.remove(older, Json.of("presumed"));
        disk.raw(Table.META).put("replica", older);
        disk.sync();
      }
    }
    device.open();
  }

  private static Json presumed(Json meta) {
    Json presumed = Json.get(meta, "presumed");
    return Json.isString(presumed) ? presumed : Json.of("");
  }

  /** The entries as layout 1 had them; null if it could not say what one stands on. */
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

  /** A newer release ran here and wrote; the next time it is the one that is loaded. */
  static void newer(Device device) {
    if (device.disk().layout().isNewer()) {
      load(device);
    } else if (device.disk().isQuiet()) {
      device.disk().layout().newer(true);
    }
  }

  private static void load(Device device) {
    boolean open = !device.pages().isEmpty();
    device.crash();
    device.disk().layout().newer(false);
    if (open) {
      device.open();
    }
  }

  /** Everybody reloads: whoever met data of a newer release now runs that. */
  static void mend(Device device) {
    if (device.disk().layout().isNewer()) {
      load(device);
    }
    if (device.disk().rot().any()) {
      for (Page page : new ArrayList<>(device.pages())) {
        device.close(page);
      }
    }
  }
}
