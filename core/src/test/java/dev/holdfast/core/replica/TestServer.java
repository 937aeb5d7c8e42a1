package dev.holdfast.core.replica;

import dev.holdfast.core.Random;
import dev.holdfast.core.json.Json;
import dev.holdfast.core.merge.StateHash;
import dev.holdfast.core.space.Answer;
import dev.holdfast.core.space.Head;
import dev.holdfast.core.space.Permission;
import dev.holdfast.core.space.Revision;
import dev.holdfast.core.space.Rules;
import dev.holdfast.core.space.Space;
import dev.holdfast.core.space.SpaceStore;
import dev.holdfast.core.space.SyncRequest;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The server's decision for one space, kept in memory, with backups. */
final class TestServer {
  private final Random random;
  private Memory memory = new Memory();
  Rules rules = Rules.DEFAULT;

  TestServer(Random random) {
    this.random = random;
  }

  /** Answers the body of a push as the HTTP API would, without HTTP. */
  Json sync(Json request) {
    Answer answer =
        new Space(memory, rules, random)
            .sync("ann", SyncRequest.read(request, rules.limits()), Permission.ALL);
    if (answer instanceof Answer.EpochChanged changed) {
      Json problem = Json.object();
      Json.set(problem, "code", Json.of("EPOCH_CHANGED"));
      Json.set(problem, "epoch", Json.of(changed.epoch()));
      return problem;
    }
    return Json.parse(((Answer.Page) answer).text());
  }

  /** A backup that {@link #restore} takes. */
  Object backup() {
    return memory.copy();
  }

  void restore(Object backup) {
    memory = ((Memory) backup).copy();
  }

  /** Forgets deletions up to now: cursors from before start over. */
  void compact() {
    Space.compact(memory, 0);
  }

  String value(String key) {
    Revision revision = memory.current.get(key);
    return revision == null || revision.deleted() ? "" : revision.text();
  }

  String hash() {
    return memory.head == null ? "" : memory.head.stateHash().hex();
  }

  long version() {
    return memory.head == null ? 0 : memory.head.version();
  }

  /** What a {@link SpaceStore} keeps, in sorted maps. */
  private static final class Memory implements SpaceStore {
    private Head head;
    private final Map<String, Revision> current = new TreeMap<>();
    private final TreeMap<Long, Revision> past = new TreeMap<>();
    private final Map<Long, StateHash> hashes = new TreeMap<>();
    private final Map<String, SpaceStore.Remembered> receipts = new TreeMap<>();

    Memory copy() {
      Memory copy = new Memory();
      copy.head = head;
      copy.current.putAll(current);
      copy.past.putAll(past);
      copy.hashes.putAll(hashes);
      copy.receipts.putAll(receipts);
      return copy;
    }

    @Override
    public Head head() {
      return head;
    }

    @Override
    public void putHead(Head head) {
      this.head = head;
    }

    @Override
    public Revision current(String collection, String doc) {
      return current.get(DocKey.of(collection, doc));
    }

    @Override
    public Revision at(String collection, String doc, long version) {
      Revision r = past.get(version);
      return r != null && r.collection().equals(collection) && r.doc().equals(doc) ? r : null;
    }

    @Override
    public StateHash stateHash(long version) {
      return hashes.get(version);
    }

    @Override
    public void append(Revision revision, StateHash stateHash) {
      current.put(DocKey.of(revision.collection(), revision.doc()), revision);
      past.put(revision.version(), revision);
      hashes.put(revision.version(), stateHash);
    }

    @Override
    public void changes(long version, Sink sink) {
      List<Revision> newest =
          current.values().stream()
              .filter(r -> r.version() > version)
              .sorted(java.util.Comparator.comparingLong(Revision::version))
              .toList();
      for (Revision revision : newest) {
        if (!sink.accept(revision)) {
          return;
        }
      }
    }

    @Override
    public Remembered receipt(String subject, String origin, String id) {
      return receipts.get(subject + "/" + origin + "/" + id);
    }

    @Override
    public void putReceipt(String subject, String origin, String id, Remembered receipt) {
      receipts.put(subject + "/" + origin + "/" + id, receipt);
    }

    @Override
    public long versionBefore(long hour) {
      return head.version();
    }

    @Override
    public void forget(long floor, long hour) {
      current.values().removeIf(Revision::deleted);
      hashes.keySet().removeIf(version -> version < floor);
    }
  }
}
