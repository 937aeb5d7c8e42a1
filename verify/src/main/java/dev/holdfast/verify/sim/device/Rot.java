package dev.holdfast.verify.sim.device;

import dev.holdfast.core.json.Json;
import dev.holdfast.core.store.Table;
import dev.holdfast.verify.sim.ground.Violation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Records of a disk that went bad. Sees that none is thrown away. */
public final class Rot implements Contents {
  private static final int KINDS = 3;

  /** The pick that loses a record's file. */
  public static final int LOST = 0;

  private final Medium medium;

  /** By table and key: a record as it was made bad. */
  private final Map<String, Json> bad = new TreeMap<>();

  /** By table and key: how many mutations an archive held that went bad. */
  private final Map<String, Integer> held = new TreeMap<>();

  private boolean wasBad;

  Rot(Medium medium) {
    this.medium = medium;
  }

  private static String name(Table table, String key) {
    return table.name() + "/" + key;
  }

  private boolean isBad(Table table, String key) {
    Json made = bad.get(name(table, key));
    Json now = made == null ? null : medium.table(table).get(key);
    return made != null && now != null && Json.equal(made, now);
  }

  @Override
  public TreeMap<String, Json> committed(Table table) {
    TreeMap<String, Json> all = medium.table(table);
    if (bad.isEmpty()) {
      return all;
    }
    TreeMap<String, Json> readable = new TreeMap<>(all);
    readable.keySet().removeIf(key -> isBad(table, key));
    return readable;
  }

  /** Whether any record is bad and nobody has noticed. */
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

  /** Whether any record here ever went bad. */
  public boolean wasBad() {
    return wasBad;
  }

  /** The records that may go bad. */
  public List<Map.Entry<Table, String>> records() {
    List<Map.Entry<Table, String>> records = new ArrayList<>();
    for (Table table :
        new Table[] {Table.META, Table.PAGES, Table.OUTBOX, Table.ARCHIVE, Table.HISTORY}) {
      for (String key : committed(table).keySet()) {
        records.add(Map.entry(table, key));
      }
    }
    return records;
  }

  /** Makes a record bad: its file is lost, it is no record at all, or a part of it is missing. */
  public void make(Table table, String key, int pick) {
    Json was = medium.table(table).getOrDefault(key, Json.absent());
    if (table == Table.ARCHIVE) {
      held.put(name(table, key), Json.size(Json.get(was, "entries")));
    }
    Json made =
        switch (pick % KINDS) {
          case LOST -> Json.nul();
          case 1 -> Json.of("#");
          default -> part(table, was);
        };
    wasBad = true;
    bad.put(name(table, key), made);
    medium.table(table).put(key, made);
  }

  private static Json part(Table table, Json record) {
    Json part = Json.copy(record);
    switch (table) {
      case META -> Json.remove(part, Json.of("hash"));
      case OUTBOX -> Json.remove(part, Json.of("origin"));
      case ARCHIVE -> Json.remove(part, Json.of("entries"));
      case HISTORY -> Json.remove(part, Json.of("before"));
      default -> Json.set(part, "notes/n0", Json.of("#"));
    }
    return part;
  }

  /** The browser dropped everything. */
  void forget() {
    bad.clear();
    held.clear();
  }

  // --- what is checked ---

  /** A transaction is about to become durable. */
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

  /** How much of the work that counts as archived was in records that went bad. */
  public int archived() {
    int archived = 0;
    double begun = -1;
    for (Json one : medium.table(Table.DAMAGED).values()) {
      String table = Json.text(Json.get(one, "table"));
      double at = Json.number(Json.get(one, "at"));
      if (table.equals(Table.META.name())) {
        archived = 0; // the counters began anew
        begun = at;
      } else if (table.equals(Table.OUTBOX.name())) {
        archived++;
      } else if (table.equals(Table.ARCHIVE.name()) && at != begun) {
        archived += held.getOrDefault(table + "/" + Json.text(Json.get(one, "key")), 0);
      }
    }
    return archived;
  }

  /** After healing: what is read at every start, or to show the state, was set aside. */
  public void settled() {
    for (String name : left()) {
      if (!name.startsWith(Table.ARCHIVE.name()) && !name.startsWith(Table.HISTORY.name())) {
        throw new Violation("damage", name + " is still there and cannot be read");
      }
    }
  }
}
