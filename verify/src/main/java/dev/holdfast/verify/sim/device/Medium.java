package dev.holdfast.verify.sim.device;

import dev.holdfast.core.json.Json;
import dev.holdfast.core.store.Table;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The tables of a disk, and the commits that a power failure would undo. */
final class Medium {
  /** Typical time in ms for which a commit stays unsynced. */
  static final double RELAXED = 300;

  /** The age in ms up to which a commit may be undone. */
  static final double UNDONE = 8 * RELAXED;

  private final List<TreeMap<String, Json>> tables = empty();
  private final ArrayDeque<Undo> unsynced = new ArrayDeque<>();

  /**
   * The values that a commit replaced, and the time of the commit. A value is absent if there was
   * none.
   */
  private record Undo(double at, List<TreeMap<String, Json>> before) {}

  /** One empty table for each {@link Table}. */
  static List<TreeMap<String, Json>> empty() {
    List<TreeMap<String, Json>> tables = new ArrayList<>();
    for (int i = 0; i < Table.values().length; i++) {
      tables.add(new TreeMap<>());
    }
    return tables;
  }

  /** The records of a table, readable or not. */
  TreeMap<String, Json> table(Table table) {
    return tables.get(table.ordinal());
  }

  /** Writes the rows of every table. An absent row is deleted. */
  void commit(double now, List<TreeMap<String, Json>> rows) {
    List<TreeMap<String, Json>> before = empty();
    for (int t = 0; t < rows.size(); t++) {
      for (String key : rows.get(t).keySet()) {
        before.get(t).put(key, tables.get(t).getOrDefault(key, Json.absent()));
      }
      write(tables.get(t), rows.get(t));
    }
    unsynced.add(new Undo(now, before));
    while (unsynced.peekFirst().at() < now - UNDONE) {
      unsynced.removeFirst();
    }
  }

  private static void write(TreeMap<String, Json> table, TreeMap<String, Json> rows) {
    for (Map.Entry<String, Json> e : rows.entrySet()) {
      if (Json.isAbsent(e.getValue())) {
        table.remove(e.getKey());
      } else {
        table.put(e.getKey(), e.getValue());
      }
    }
  }

  /** Makes all commits so far durable. */
  void sync() {
    unsynced.clear();
  }

  /**
   * Undoes the unsynced commits that are younger than {@code oldest}.
   *
   * @return the time since which nothing is durable
   */
  double undo(double oldest) {
    double since = Double.POSITIVE_INFINITY;
    while (!unsynced.isEmpty() && unsynced.peekLast().at() > oldest) {
      Undo last = unsynced.removeLast();
      since = last.at();
      for (int t = 0; t < tables.size(); t++) {
        write(tables.get(t), last.before().get(t));
      }
    }
    return since;
  }

  void clear() {
    tables.forEach(TreeMap::clear);
    unsynced.clear();
  }
}
