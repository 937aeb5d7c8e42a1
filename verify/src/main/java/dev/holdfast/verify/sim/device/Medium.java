package dev.holdfast.verify.sim.device;

import dev.holdfast.core.json.Json;
import dev.holdfast.core.store.Table;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The tables of a disk as they lie there, and the commits that a power loss would undo. */
final class Medium {
  /** ms that a commit may stay unsynced, typically. */
  static final double RELAXED = 300;

  private final List<TreeMap<String, Json>> tables = empty();
  private final ArrayDeque<Undo> unsynced = new ArrayDeque<>();

  /** What a commit replaced, and when; absent where there was nothing. */
  private record Undo(double at, List<TreeMap<String, Json>> before) {}

  /** Rows for every table, none so far. */
  static List<TreeMap<String, Json>> empty() {
    List<TreeMap<String, Json>> tables = new ArrayList<>();
    for (int i = 0; i < Table.values().length; i++) {
      tables.add(new TreeMap<>());
    }
    return tables;
  }

  /** The records of a table, whether they can be read or not. */
  TreeMap<String, Json> table(Table table) {
    return tables.get(table.ordinal());
  }

  /** Writes the rows of every table; an absent one is deleted. */
  void commit(double now, List<TreeMap<String, Json>> rows) {
    List<TreeMap<String, Json>> before = empty();
    for (int t = 0; t < rows.size(); t++) {
      for (String key : rows.get(t).keySet()) {
        before.get(t).put(key, tables.get(t).getOrDefault(key, Json.absent()));
      }
      write(tables.get(t), rows.get(t));
    }
    unsynced.add(new Undo(now, before));
    while (unsynced.peekFirst().at() < now - 8 * RELAXED) {
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

  /** All commits so far have reached the medium. */
  void sync() {
    unsynced.clear();
  }

  /**
   * Undoes the unsynced commits that are younger than {@code oldest}.
   *
   * @return the time from which on nothing is durable
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
