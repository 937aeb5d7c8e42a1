package dev.holdfast.verify.sim.server;

import dev.holdfast.core.merge.StateHash;
import dev.holdfast.core.space.Head;
import dev.holdfast.core.space.Revision;
import dev.holdfast.core.space.SpaceStore;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The server's disk, with one space on it. The writes of a transaction are kept when it commits and
 * removed when it is rolled back. The disk can be backed up and restored.
 */
public final class ServerDisk implements SpaceStore {
  private @Nullable Head head;
  private final TreeMap<String, Revision> current = new TreeMap<>();
  private final TreeMap<Long, Revision> newest = new TreeMap<>();
  private final TreeMap<Long, Revision> log = new TreeMap<>();
  private final TreeMap<Long, StateHash> hashes = new TreeMap<>();
  private final TreeMap<String, Remembered> receipts = new TreeMap<>();
  private final Deque<Runnable> undo = new ArrayDeque<>();

  void begin() {
    undo.clear();
  }

  void rollBack() {
    while (!undo.isEmpty()) {
      undo.pop().run();
    }
  }

  ServerDisk copy() {
    ServerDisk copy = new ServerDisk();
    copy.head = head;
    copy.current.putAll(current);
    copy.newest.putAll(newest);
    copy.log.putAll(log);
    copy.hashes.putAll(hashes);
    copy.receipts.putAll(receipts);
    return copy;
  }

  /** Every revision ever stored in this lineage, by version. */
  public TreeMap<Long, Revision> log() {
    return log;
  }

  /** The live documents by {@code collection/doc}. */
  public TreeMap<String, Revision> live() {
    TreeMap<String, Revision> live = new TreeMap<>();
    for (Map.Entry<String, Revision> e : current.entrySet()) {
      if (!e.getValue().deleted()) {
        live.put(e.getKey(), e.getValue());
      }
    }
    return live;
  }

  /** The key of a document, as replicas write it: the first slash ends the collection. */
  public static String key(String collection, String doc) {
    return collection.replace("%", "%25").replace("/", "%2F") + "/" + doc;
  }

  public static String collection(String key) {
    return key.substring(0, key.indexOf('/')).replace("%2F", "/").replace("%25", "%");
  }

  private <K, V> void put(Map<K, V> map, K key, V value) {
    V before = map.put(key, value);
    undo.push(
        () -> {
          if (before == null) {
            map.remove(key);
          } else {
            map.put(key, before);
          }
        });
  }

  @Override
  public @Nullable Head head() {
    return head;
  }

  @Override
  public void putHead(Head next) {
    Head before = head;
    head = next;
    undo.push(() -> head = before);
  }

  @Override
  public @Nullable Revision current(String collection, String doc) {
    return current.get(key(collection, doc));
  }

  @Override
  public @Nullable Revision at(String collection, String doc, long version) {
    Revision found = log.get(version);
    return found != null && found.collection().equals(collection) && found.doc().equals(doc)
        ? found
        : null;
  }

  @Override
  public @Nullable StateHash stateHash(long version) {
    return hashes.get(version);
  }

  @Override
  public void append(Revision revision, StateHash stateHash) {
    String key = key(revision.collection(), revision.doc());
    Revision before = current.get(key);
    if (before != null) {
      newest.remove(before.version());
      undo.push(() -> newest.put(before.version(), before));
    }
    put(current, key, revision);
    put(newest, revision.version(), revision);
    put(log, revision.version(), revision);
    put(hashes, revision.version(), stateHash);
  }

  @Override
  public void changes(long version, Sink sink) {
    for (Revision revision : newest.tailMap(version, false).values()) {
      if (!sink.accept(revision)) {
        return;
      }
    }
  }

  @Override
  public @Nullable Remembered receipt(String subject, String origin, String id) {
    return receipts.get(subject + "/" + origin + "/" + id);
  }

  @Override
  public void putReceipt(String subject, String origin, String id, Remembered receipt) {
    put(receipts, subject + "/" + origin + "/" + id, receipt);
  }

  /** The simulation forgets everything at once, whatever its age. */
  @Override
  public long versionBefore(long hour) {
    return head == null ? 0 : head.version();
  }

  /** Forgets deletions and hashes. Old values and receipts stay, for the oracle. */
  @Override
  public void forget(long floor, long hour) {
    for (Revision revision : new ArrayList<>(newest.headMap(floor, true).values())) {
      if (revision.deleted()) {
        newest.remove(revision.version());
        current.remove(key(revision.collection(), revision.doc()));
      }
    }
    hashes.headMap(floor).clear();
  }
}
