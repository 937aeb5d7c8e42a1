package dev.holdfast.core.space;

import dev.holdfast.core.json.Json;
import dev.holdfast.core.merge.StateHash;
import dev.holdfast.core.protocol.Receipt;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Spaces in memory: a simulated disk. A transaction keeps the steps that undo it. */
public final class MemorySpaces implements TestSpaces {
  private final Map<String, Disk> disks = new HashMap<>();
  private long hour;

  /** What a server's database holds: {@code {table: [[column]]}}, as the server names both. */
  public static MemorySpaces of(Json tables) {
    MemorySpaces spaces = new MemorySpaces();
    for (Json space : rows(tables, "spaces")) {
      int id = (int) number(space, 0);
      spaces.write(text(space, 1), store -> fill(store, space, id, tables));
    }
    return spaces;
  }

  private static boolean fill(SpaceStore store, Json space, int id, Json tables) {
    Map<Long, StateHash> lineage = new HashMap<>();
    for (Json row : rows(tables, "lineage")) {
      if (number(row, 0) == id) {
        lineage.put(number(row, 1), StateHash.parse(text(row, 2)));
      }
    }
    TreeMap<Long, Revision> revisions = new TreeMap<>();
    for (String table : List.of("history", "documents")) {
      for (Json row : rows(tables, table)) {
        if (number(row, 0) == id) {
          StateHash hash = StateHash.parse(text(row, 5));
          String value = textOrNull(row, 4);
          long version = number(row, 3);
          revisions.put(version, new Revision(text(row, 1), text(row, 2), version, value, hash));
        }
      }
    }
    revisions.forEach(
        (version, one) -> store.append(one, Objects.requireNonNull(lineage.get(version))));
    for (Json row : rows(tables, "receipts")) {
      if (number(row, 0) == id) {
        String answer = textOrNull(row, 6);
        Receipt receipt =
            answer == null ? null : new Receipt(Receipt.Status.valueOf(text(row, 5)), answer);
        store.putReceipt(
            text(row, 1),
            text(row, 2),
            text(row, 3),
            new SpaceStore.Remembered(text(row, 4), receipt));
      }
    }
    StateHash hash = StateHash.parse(text(space, 6));
    long placed = Json.size(space) > 7 ? number(space, 7) : 0; // since data version 2
    store.putHead(
        new Head(
            text(space, 2), number(space, 3), number(space, 4), number(space, 5), hash, placed));
    return true;
  }

  private static List<Json> rows(Json tables, String table) {
    List<Json> rows = new ArrayList<>();
    Json all = Json.get(tables, table);
    for (int i = 0; i < Json.size(all); i++) {
      rows.add(Json.at(all, i));
    }
    return rows;
  }

  private static long number(Json row, int column) {
    return (long) Json.number(Json.at(row, column));
  }

  private static String text(Json row, int column) {
    return Json.text(Json.at(row, column));
  }

  private static @Nullable String textOrNull(Json row, int column) {
    return Json.isString(Json.at(row, column)) ? text(row, column) : null;
  }

  /** A backup: a copy of all spaces on a disk of its own. */
  public MemorySpaces copy() {
    MemorySpaces copy = new MemorySpaces();
    copy.hour = hour;
    disks.forEach((name, disk) -> copy.disks.put(name, copy.new Disk(disk)));
    return copy;
  }

  @Override
  public <T> T write(String space, Function<SpaceStore, T> work) {
    Disk disk = disks.computeIfAbsent(space, name -> new Disk(null));
    disk.undo.clear();
    try {
      return work.apply(disk);
    } catch (RuntimeException | Error e) {
      disk.rollBack();
      throw e;
    }
  }

  @Override
  public <T> T tryOut(String space, Function<SpaceStore, T> work) {
    return write(
        space,
        store -> {
          try {
            return work.apply(store);
          } finally {
            ((Disk) store).rollBack();
          }
        });
  }

  @Override
  public void hourPassed() {
    hour++;
  }

  @Override
  public void close() {}

  private record Key(String collection, String doc) {}

  private record Past(Key key, long version) {}

  private record Superseded(Revision revision, long hour) {}

  private record Step(StateHash hash, long hour) {}

  private record Given(SpaceStore.Remembered receipt, long hour) {}

  private final class Disk implements SpaceStore {
    private final Map<String, Head> head = new HashMap<>();
    private final Map<Key, Revision> documents = new HashMap<>();
    private final TreeMap<Long, Revision> byVersion = new TreeMap<>();
    private final Map<Past, Superseded> history = new HashMap<>();
    private final TreeMap<Long, Step> lineage = new TreeMap<>();
    private final Map<List<String>, Given> receipts = new HashMap<>();
    final Deque<Runnable> undo = new ArrayDeque<>();

    Disk(@Nullable Disk from) {
      if (from != null) {
        head.putAll(from.head);
        documents.putAll(from.documents);
        byVersion.putAll(from.byVersion);
        history.putAll(from.history);
        lineage.putAll(from.lineage);
        receipts.putAll(from.receipts);
      }
    }

    void rollBack() {
      while (!undo.isEmpty()) {
        undo.pop().run();
      }
    }

    private <K, V> void put(Map<K, V> map, K key, V value) {
      V before = map.put(key, value);
      undo.push(() -> restore(map, key, before));
    }

    private <K, V> void remove(Map<K, V> map, K key) {
      V before = map.remove(key);
      undo.push(() -> restore(map, key, before));
    }

    private static <K, V> void restore(Map<K, V> map, K key, @Nullable V before) {
      if (before == null) {
        map.remove(key);
      } else {
        map.put(key, before);
      }
    }

    @Override
    public @Nullable Head head() {
      return head.get("");
    }

    @Override
    public void putHead(Head next) {
      put(head, "", next);
    }

    @Override
    public @Nullable Revision current(String collection, String doc) {
      return documents.get(new Key(collection, doc));
    }

    @Override
    public @Nullable Revision at(String collection, String doc, long version) {
      Key key = new Key(collection, doc);
      Revision current = documents.get(key);
      if (current != null && current.version() == version) {
        return current;
      }
      Superseded past = history.get(new Past(key, version));
      return past == null ? null : past.revision();
    }

    @Override
    public @Nullable StateHash stateHash(long version) {
      Step step = lineage.get(version);
      return step == null ? null : step.hash();
    }

    @Override
    public void append(Revision revision, StateHash stateHash) {
      Key key = new Key(revision.collection(), revision.doc());
      Revision before = documents.get(key);
      if (before != null) {
        put(history, new Past(key, before.version()), new Superseded(before, hour));
        remove(byVersion, before.version());
      }
      put(documents, key, revision);
      put(byVersion, revision.version(), revision);
      put(lineage, revision.version(), new Step(stateHash, hour));
    }

    @Override
    public void changes(long version, Sink sink) {
      for (Revision revision : byVersion.tailMap(version, false).values()) {
        if (!sink.accept(revision)) {
          return;
        }
      }
    }

    @Override
    public @Nullable Remembered receipt(String subject, String origin, String id) {
      Given given = receipts.get(List.of(subject, origin, id));
      return given == null ? null : given.receipt();
    }

    @Override
    public void putReceipt(String subject, String origin, String id, Remembered receipt) {
      put(receipts, List.of(subject, origin, id), new Given(receipt, hour));
    }

    @Override
    public long versionBefore(long before) {
      long version = 0;
      for (Map.Entry<Long, Step> step : lineage.entrySet()) {
        if (step.getValue().hour() < before) {
          version = step.getKey();
        }
      }
      return version;
    }

    @Override
    public void forget(long floor, long before) {
      for (Revision revision : new ArrayList<>(byVersion.headMap(floor, true).values())) {
        if (revision.deleted()) {
          remove(byVersion, revision.version());
          remove(documents, new Key(revision.collection(), revision.doc()));
        }
      }
      for (Long version : new ArrayList<>(lineage.headMap(floor).keySet())) {
        remove(lineage, version);
      }
      for (Map.Entry<Past, Superseded> past : new ArrayList<>(history.entrySet())) {
        if (past.getValue().hour() < before) {
          remove(history, past.getKey());
        }
      }
      for (Map.Entry<List<String>, Given> given : new ArrayList<>(receipts.entrySet())) {
        if (given.getValue().hour() < before) {
          Remembered old = given.getValue().receipt();
          put(
              receipts,
              given.getKey(),
              new Given(new Remembered(old.content(), null), given.getValue().hour()));
        }
      }
    }
  }
}
