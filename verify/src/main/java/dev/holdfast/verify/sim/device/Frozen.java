package dev.holdfast.verify.sim.device;

import dev.holdfast.core.json.Json;
import dev.holdfast.core.merge.SchemaVersion;
import dev.holdfast.core.store.Table;
import dev.holdfast.verify.sim.ground.Violation;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Work that was exported, so that others have it under its id. Checks that it keeps its id and its
 * content until it is sent: the same change under another id would have two effects.
 */
final class Frozen {
  private static final String SCHEMA = SchemaVersion.COLLECTION + "/" + SchemaVersion.DOC;

  /**
   * The server's document in another form, made from it alone. It takes the place of no change: one
   * that goes beside it had nothing left to change, since the server or the new form has it.
   */
  private static final String MIGRATES = "migrates";

  private final Medium medium;

  Frozen(Medium medium) {
    this.medium = medium;
  }

  private static boolean is(Json entry) {
    return Json.isTrue(Json.get(entry, "frozen"))
        && !Json.isTrue(Json.get(entry, MIGRATES)) // each replica makes it again on news
        && Json.text(Json.get(entry, "state")).equals("queued");
  }

  private static String text(Json entry, String field) {
    Json value = Json.get(entry, field);
    return Json.isAbsent(value) ? "" : Json.stringify(value);
  }

  /** Called before a transaction becomes durable. */
  void committing(List<TreeMap<String, Json>> overlay) {
    Map<String, Json> records = overlay.get(Table.OUTBOX.ordinal());
    if (records.isEmpty() || startsOver(overlay)) {
      return;
    }
    TreeMap<String, Json> known = new TreeMap<>(medium.table(Table.OUTBOX));
    known.keySet().retainAll(records.keySet());
    TreeMap<String, Json> before = Packs.entries(known);
    TreeMap<String, Json> outbox = new TreeMap<>();
    before.keySet().forEach(key -> outbox.put(key, Json.absent()));
    outbox.putAll(Packs.entries(records));
    TreeMap<String, Json> left = new TreeMap<>();
    TreeSet<String> notAlone = new TreeSet<>();
    for (Map.Entry<String, Json> e : outbox.entrySet()) {
      Json was = before.get(e.getKey());
      if (was == null) {
        continue; // nothing was there
      }
      if (!Json.isObject(was) || text(was, "id").isEmpty()) {
        if (Json.isAbsent(e.getValue())) { // a page that knew it may have had it behind any of them
          notAlone.addAll(left.keySet());
        }
        continue; // what was there cannot be read
      }
      String key = Json.text(Json.get(was, "key"));
      if (key.equals(SCHEMA)) {
        continue; // the greater version wins, whatever its id
      }
      if (!Json.isAbsent(e.getValue())) {
        keeps(was, e.getValue());
      } else if (left.put(key, was) != null) {
        notAlone.add(key); // a later change was waiting for it, and has gone as well
      }
    }
    left.keySet().removeAll(notAlone);
    Set<String> asked = asked(outbox);
    left.values().removeIf(entry -> !is(entry) || asked.contains(text(entry, "id")));
    for (Map.Entry<String, Json> e : outbox.entrySet()) {
      boolean made =
          Json.isObject(e.getValue())
              && !before.containsKey(e.getKey())
              && !Json.isTrue(Json.get(e.getValue(), MIGRATES));
      Json replaced = made ? left.get(Json.text(Json.get(e.getValue(), "key"))) : null;
      if (replaced != null) {
        throw new Violation(
            "frozen", Json.stringify(replaced) + " becomes " + Json.stringify(e.getValue()));
      }
    }
  }

  /**
   * The ids whose receipt is asked for before a change is sent under another, since a migration
   * made it again.
   */
  private static Set<String> asked(Map<String, Json> outbox) {
    Set<String> asked = new TreeSet<>();
    for (Json entry : outbox.values()) {
      if (Json.isObject(entry)) {
        asked.add(text(entry, "asks"));
      }
    }
    return asked;
  }

  private static void keeps(Json before, Json after) {
    boolean same = text(before, "id").equals(text(after, "id"));
    boolean rebased = !text(before, "on").equals(text(after, "on")); // it waited for a receipt
    same &= rebased || text(before, "value").equals(text(after, "value"));
    if (is(before) && Json.isObject(after) && is(after) && !same) {
      throw new Violation("frozen", Json.stringify(before) + " becomes " + Json.stringify(after));
    }
  }

  /**
   * Whether the replica begins again: all unsent work is made anew on another lineage, or records
   * are set aside.
   */
  private boolean startsOver(List<TreeMap<String, Json>> overlay) {
    Json before = medium.table(Table.META).getOrDefault("replica", Json.absent());
    return !overlay.get(Table.DAMAGED.ordinal()).isEmpty()
        || !Json.isObject(before)
        || Json.isTrue(Json.get(before, "newLineage"));
  }
}
