package dev.holdfast.verify.sim.device;

import dev.holdfast.core.json.Json;
import dev.holdfast.core.store.Table;
import dev.holdfast.verify.sim.ground.Violation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Makes records of a disk unreadable. Checks that none of them is thrown away. */
public final class Rot implements Contents {
  private static final int KINDS = 3;

  /** The pick for a record whose file is lost. */
  public static final int LOST = 0;

  private final Medium medium;

  /**
   * The unreadable records that were ever made, by table and key. A power failure brings back an
   * earlier one, which was set aside before the record was made unreadable again.
   */
  private final Map<String, List<Json>> bad = new TreeMap<>();

  /** By table and key: the number of mutations in an archive that became unreadable. */
  private final Map<String, Integer> held = new TreeMap<>();

  private boolean wasBad;

  Rot(Medium medium) {
    this.medium = medium;
  }

  private static String name(Table table, String key) {
    return table.name() + "/" + key;
  }

  private boolean isBad(Table table, String key) {
    Json now = medium.table(table).get(key);
    for (Json made : bad.getOrDefault(name(table, key), List.of())) {
      if (now != null && Json.equal(made, now)) {
        return true;
      }
    }
    return false;
  }

  @Override
  public TreeMap<String, Json> committed(Table table) {
    TreeMap<String, Json> readable = readable(table);
    return table == Table.OUTBOX ? Packs.entries(readable) : readable;
  }

  private TreeMap<String, Json> readable(Table table) {
    TreeMap<String, Json> all = medium.table(table);
    if (bad.isEmpty()) {
      return all;
    }
    TreeMap<String, Json> readable = new TreeMap<>(all);
    readable.keySet().removeIf(key -> isBad(table, key));
    return readable;
  }

  /** Whether the disk holds unreadable records that were not set aside. */
  public boolean any() {
    return !left().isEmpty();
  }

  private List<String> left() {
    List<String> left = new ArrayList<>();
    for (String name : bad.keySet()) {
      int slash = name.indexOf('/');
      if (isBad(Table.valueOf(name.substring(0, slash)), name.substring(slash + 1))) {
        left.add(name);
      }
    }
    return left;
  }

  /** Whether any record here was ever made unreadable. */
  public boolean wasBad() {
    return wasBad;
  }

  /** The records that may be made unreadable. */
  public List<Map.Entry<Table, String>> records() {
    List<Map.Entry<Table, String>> records = new ArrayList<>();
    for (Table table :
        new Table[] {Table.META, Table.PAGES, Table.OUTBOX, Table.ARCHIVE, Table.HISTORY}) {
      for (String key : readable(table).keySet()) {
        records.add(Map.entry(table, key));
      }
    }
    return records;
  }

  /**
   * Makes a record unreadable: its file is lost, it is not a record at all, or a part is missing.
   */
  public void make(Table table, String key, int pick) {
    Json was = medium.table(table).getOrDefault(key, Json.absent());
    if (table == Table.ARCHIVE) {
      held.put(name(table, key), Json.size(Json.get(was, "entries")));
    } else if (table == Table.OUTBOX) {
      held.put(name(table, key), Packs.entries(key, was).size());
    }
    Json made =
        switch (pick % KINDS) {
          case LOST -> Json.nul();
          case 1 -> Json.of("#");
          default -> part(table, was);
        };
    wasBad = true;
    bad.computeIfAbsent(name(table, key), any -> new ArrayList<>()).add(made);
    medium.table(table).put(key, made);
  }

  private static Json part(Table table, Json record) {
    if (table == Table.OUTBOX) {
      return Packs.map(record, Rot::withoutId);
    }
    Json part = Json.copy(record);
    switch (table) {
      case META -> Json.remove(part, Json.of("hash"));
      case ARCHIVE -> Json.remove(part, Json.of("entries"));
      case HISTORY -> Json.remove(part, Json.of("before"));
      default -> Json.set(part, "notes/n0", Json.of("#"));
    }
    return part;
  }

  private static Json withoutId(Json entry) {
    Json part = Json.copy(entry);
    Json.remove(part, Json.of("id"));
    return part;
  }

  /** The browser deleted all data. */
  void forget() {
    bad.clear();
    held.clear();
  }

  // --- what is checked ---

  /** Called before a transaction becomes durable. */
  void committing(List<TreeMap<String, Json>> overlay) {
    if (bad.isEmpty()) {
      return;
    }
    for (String name : left()) {
      int slash = name.indexOf('/');
      Table table = Table.valueOf(name.substring(0, slash));
      String key = name.substring(slash + 1);
      boolean matters = table == Table.META || table == Table.ARCHIVE || table == Table.REQUESTS;
      boolean touched = overlay.get(table.ordinal()).containsKey(key);
      if (matters && touched && !isAside(overlay.get(Table.DAMAGED.ordinal()), table, key)) {
        throw new Violation("damage", name + " could not be read and is thrown away");
      }
    }
  }

  private static boolean isAside(Map<String, Json> damaged, Table table, String key) {
    for (Json one : damaged.values()) {
      if (Json.text(Json.get(one, "table")).equals(table.name())
          && Json.text(Json.get(one, "key")).equals(key)) {
        return true;
      }
    }
    return false;
  }

  /** The number of mutations that count as archived but were in records that became unreadable. */
  public int archived() {
    int archived = 0;
    double begun = -1;
    for (Json one : medium.table(Table.DAMAGED).values()) {
      String table = Json.text(Json.get(one, "table"));
      double at = Json.number(Json.get(one, "at"));
      if (table.equals(Table.META.name())) {
        archived = 0; // the counters started again at 0
        begun = at;
      } else if (table.equals(Table.OUTBOX.name())) {
        archived +=
            at == begun ? 1 : held.getOrDefault(table + "/" + Json.text(Json.get(one, "key")), 1);
      } else if (table.equals(Table.ARCHIVE.name()) && at != begun) {
        archived += held.getOrDefault(table + "/" + Json.text(Json.get(one, "key")), 0);
      }
    }
    return archived;
  }

  /** After healing, every record that a start or {@code load} reads is readable or set aside. */
  public void settled() {
    for (String name : left()) {
      if (!name.startsWith(Table.ARCHIVE.name()) && !name.startsWith(Table.HISTORY.name())) {
        throw new Violation("damage", name + " is still there and cannot be read");
      }
    }
  }
}
