package dev.holdfast.verify.sim.device;

import dev.holdfast.core.json.Json;
import dev.holdfast.core.json.JsonException;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/** The outbox as it lies on a disk: a record is a mutation, or a pack of some as text. */
public final class Packs {
  private static final int FIRST = 2;

  private Packs() {}

  /** The pack in a record; absent if the record is none. */
  static Json pack(Json record) {
    try {
      Json pack = Json.isString(record) ? Json.parse(Json.text(record)) : Json.absent();
      return Json.isArray(pack) ? pack : Json.absent();
    } catch (JsonException unreadable) {
      return Json.absent();
    }
  }

  /** The mutations of all records, by their sequence numbers. A deleted record has none. */
  public static TreeMap<String, Json> entries(Map<String, Json> records) {
    TreeMap<String, Json> entries = new TreeMap<>();
    records.forEach((key, record) -> entries.putAll(entries(key, record)));
    return entries;
  }

  /** The mutations of one record. */
  public static TreeMap<String, Json> entries(String key, Json record) {
    TreeMap<String, Json> entries = new TreeMap<>();
    Json pack = pack(record);
    if (Json.isAbsent(pack)) {
      if (!Json.isAbsent(record)) {
        entries.put(key, record);
      }
      return entries;
    }
    for (int i = FIRST; i < Json.size(pack); i++) {
      Json entry = whole(Json.at(pack, i), pack);
      String seq = Json.stringify(Json.get(entry, "seq"));
      entries.put("0".repeat(15 - seq.length()) + seq, entry);
    }
    return entries;
  }

  private static Json whole(Json packed, Json pack) {
    Json entry = Json.object();
    Json.set(entry, "origin", Json.at(pack, 0));
    Json.set(entry, "at", Json.at(pack, 1));
    Json.set(entry, "state", Json.of("queued"));
    Json.set(entry, "frozen", Json.of(false));
    Json.set(entry, "on", Json.of(""));
    Json.set(entry, "base", Json.of(0));
    Json.set(entry, "replaces", Json.array());
    Json.set(entry, "attempts", Json.of(0));
    Json keys = Json.keys(packed);
    for (int i = 0; i < Json.size(keys); i++) {
      Json.set(entry, Json.at(keys, i), Json.get(packed, Json.at(keys, i)));
    }
    return entry;
  }

  /** The record with each mutation changed; one that becomes absent is left out. */
  public static Json map(Json record, UnaryOperator<Json> change) {
    Json pack = pack(record);
    if (Json.isAbsent(pack)) {
      return Json.isObject(record) ? change.apply(record) : record;
    }
    Json changed = Json.array();
    for (int i = 0; i < Json.size(pack); i++) {
      Json one = Json.at(pack, i);
      Json made = i < FIRST ? one : change.apply(whole(one, pack));
      if (!Json.isAbsent(made)) {
        Json.push(changed, made);
      }
    }
    return Json.size(changed) > FIRST ? Json.of(Json.stringify(changed)) : Json.absent();
  }
}
