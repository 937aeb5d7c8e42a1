package dev.holdfast.core.store;

import dev.holdfast.core.Done;
import dev.holdfast.core.Failure;
import dev.holdfast.core.Turns;
import dev.holdfast.core.json.Json;
import java.util.ArrayDeque;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A disk in memory that behaves like IndexedDB: one transaction after the other, results by
 * callback, values copied on write and on read. Several replicas may share it.
 */
public final class MemoryStore implements Store {
  private final Turns turns;
  private final ArrayDeque<Runnable> waiting = new ArrayDeque<>();
  private Map<Table, TreeMap<String, String>> tables = empty();
  private boolean busy;
  private int failing;
  private boolean closing;
  private Traffic traffic = Traffic.NONE;
  private int writing;

  public MemoryStore(Turns turns) {
    this.turns = turns;
  }

  /** Disk traffic: records and characters that were read and written, and keys that were listed. */
  public record Traffic(int reads, int readChars, int writes, int writtenChars, int keys) {
    static final Traffic NONE = new Traffic(0, 0, 0, 0, 0);

    Traffic plus(Traffic more) {
      return new Traffic(
          reads + more.reads,
          readChars + more.readChars,
          writes + more.writes,
          writtenChars + more.writtenChars,
          keys + more.keys);
    }
  }

  private static Map<Table, TreeMap<String, String>> empty() {
    Map<Table, TreeMap<String, String>> tables = new EnumMap<>(Table.class);
    for (Table table : Table.values()) {
      tables.put(table, new TreeMap<>());
    }
    return tables;
  }

  private static TreeMap<String, String> rows(
      Map<Table, TreeMap<String, String>> tables, Table table) {
    return Objects.requireNonNull(tables.get(table));
  }

  private static Map<Table, TreeMap<String, String>> copy(
      Map<Table, TreeMap<String, String>> from) {
    Map<Table, TreeMap<String, String>> copy = new EnumMap<>(Table.class);
    from.forEach((table, rows) -> copy.put(table, new TreeMap<>(rows)));
    return copy;
  }

  /** Makes the disk full for the next {@code n} transactions that write. */
  public void fill(int n) {
    failing = n;
  }

  /** From now on the browser closes the database once in each transaction, which runs again. */
  public void closeInEach() {
    closing = true;
  }

  /** The process that had it open was killed: what was not complete is gone. */
  public void restart() {
    waiting.clear();
    busy = false;
  }

  /** The browser drops everything it kept for this site. */
  public void evict() {
    tables = empty();
  }

  /** The number of records in a table. */
  public int size(Table table) {
    return rows(tables, table).size();
  }

  /** The keys of a table, ascending. */
  public List<String> keys(Table table) {
    return List.copyOf(rows(tables, table).keySet());
  }

  /** All tables as they would be recorded: {@code {table: [[key, record]]}}. */
  public Json recorded() {
    Json all = Json.object();
    for (Table table : Table.values()) {
      Json rows = Json.array();
      rows(tables, table)
          .forEach(
              (key, record) -> {
                Json row = Json.array();
                Json.push(row, Json.of(key));
                Json.push(row, Json.parse(record));
                Json.push(rows, row);
              });
      Json.set(all, table.name().toLowerCase(Locale.ROOT), rows);
    }
    return all;
  }

  /** Plants what {@link #recorded} gave, on this disk or on that of an earlier release. */
  public void plant(Json recorded) {
    for (Table table : Table.values()) {
      Json rows = Json.get(recorded, table.name().toLowerCase(Locale.ROOT));
      for (int i = 0, n = Json.isAbsent(rows) ? 0 : Json.size(rows); i < n; i++) {
        plant(table, Json.text(Json.at(Json.at(rows, i), 0)), Json.at(Json.at(rows, i), 1));
      }
    }
  }

  /** The whole content of the disk. */
  @Override
  public String toString() {
    return tables.toString();
  }

  /**
   * Writes a record without a transaction. JSON's null stands for a record that the disk has lost:
   * as in Chromium, a transaction that reads it cannot commit.
   */
  public void plant(Table table, String key, Json value) {
    rows(tables, table).put(key, Json.stringify(value));
  }

  /** The traffic of committed transactions since the last call. */
  public Traffic traffic() {
    Traffic since = traffic;
    traffic = Traffic.NONE;
    return since;
  }

  /** How many transactions that may write were begun since the last call. */
  public int writing() {
    int since = writing;
    writing = 0;
    return since;
  }

  @Override
  public void transact(boolean write, Body body, Done done) {
    writing += write ? 1 : 0;
    waiting.add(() -> new Tx(write, body, done, closing).begin());
    turns.later(this::next);
  }

  private void next() {
    Runnable first = busy ? null : waiting.poll();
    if (first != null) {
      busy = true;
      first.run();
    }
  }

  private final class Tx implements Transaction {
    private final Map<Table, TreeMap<String, String>> mine = copy(tables);
    private final boolean write;
    private final boolean closing;
    private final Body body;
    private final Done done;
    private int reads;
    private Traffic moved = Traffic.NONE;
    private boolean lost;
    private boolean ended;

    Tx(boolean write, Body body, Done done, boolean closing) {
      this.write = write;
      this.closing = closing;
      this.body = body;
      this.done = done;
    }

    void begin() {
      guarded(() -> body.run(this));
    }

    private void guarded(Runnable step) {
      try {
        step.run();
      } catch (RuntimeException e) {
        end(e instanceof Failure f ? f : failure(e));
        return;
      }
      if (reads == 0 && lost) {
        end(new Failure(Failure.Code.STORE_FAILED, "a record that was read is lost"));
      } else if (reads == 0) {
        boolean full = moved.writes > 0 && failing > 0;
        failing -= full ? 1 : 0;
        end(full ? new Failure(Failure.Code.QUOTA, "the disk is full") : null);
      }
    }

    private static Failure failure(RuntimeException e) {
      Failure failure = new Failure(Failure.Code.STORE_FAILED, String.valueOf(e));
      failure.initCause(e);
      return failure;
    }

    private void end(@Nullable Failure failure) {
      if (ended) {
        return;
      }
      ended = true;
      if (failure == null && closing) {
        turns.later(() -> new Tx(write, body, done, false).begin());
        return;
      }
      if (failure == null) {
        tables = mine;
        traffic = traffic.plus(moved);
      }
      turns.later(
          () -> {
            busy = false;
            done.ended(failure);
            next();
          });
    }

    private void read(Json value, Sink then) {
      reads++;
      turns.later(
          () -> {
            reads--;
            if (!ended) {
              guarded(() -> then.accept(value));
            }
          });
    }

    private void hasRead(String record) {
      moved = moved.plus(new Traffic(1, record.length(), 0, 0, 0));
    }

    @Override
    public void get(Table table, String key, Sink then) {
      String value = rows(mine, table).get(key);
      lost |= "null".equals(value);
      hasRead(value == null ? "" : value);
      read(value == null ? Json.absent() : Json.parse(value), then);
    }

    @Override
    public void keys(Table table, Sink then) {
      Json keys = Json.array();
      rows(mine, table).keySet().forEach(key -> Json.push(keys, Json.of(key)));
      moved = moved.plus(new Traffic(0, 0, 0, 0, Json.size(keys)));
      read(keys, then);
    }

    @Override
    public void scan(Table table, String from, String to, Sink then) {
      Json rows = Json.array();
      range(table, from, to)
          .forEach(
              (key, value) -> {
                hasRead(value);
                Json row = Json.array();
                Json.push(row, Json.of(key));
                Json.push(row, Json.parse(value));
                Json.push(rows, row);
              });
      read(rows, then);
    }

    private Map<String, String> range(Table table, String from, String to) {
      TreeMap<String, String> rows = rows(mine, table);
      return to.isEmpty() ? rows.tailMap(from, true) : rows.subMap(from, true, to, false);
    }

    private void written() {
      if (!write) {
        throw new IllegalStateException("a write in a transaction that reads");
      }
    }

    @Override
    public void put(Table table, String key, Json value) {
      written();
      String text = Json.stringify(value);
      moved = moved.plus(new Traffic(0, 0, 1, text.length(), 0));
      rows(mine, table).put(key, text);
    }

    @Override
    public void delete(Table table, String key) {
      written();
      rows(mine, table).remove(key);
    }

    @Override
    public void deleteRange(Table table, String from, String to) {
      written();
      range(table, from, to).clear();
    }
  }
}
