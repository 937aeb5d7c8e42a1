package dev.holdfast.store.postgres;

import dev.holdfast.core.merge.StateHash;
import dev.holdfast.core.space.Head;
import dev.holdfast.core.space.Revision;
import dev.holdfast.core.space.SpaceStore.Remembered;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What was read of one space at one turn. While the space is at that turn, all of it holds. An
 * empty value says that there is none. Not thread-safe.
 */
final class Known {
  /** Of a space that was never read. */
  static final long UNREAD = -1;

  private static final int TAIL = 1000;

  record Document(String collection, String doc) {}

  record Past(String collection, String doc, long version) {}

  record Mutation(String subject, String origin, String id) {}

  final String space;
  private long turn = UNREAD;
  private @Nullable Head head;
  final Map<Document, Optional<Revision>> documents = new HashMap<>();
  final Map<Past, Optional<Revision>> history = new HashMap<>();
  final Map<Long, Optional<StateHash>> hashes = new HashMap<>();
  final Map<Mutation, Optional<Remembered>> receipts = new HashMap<>();

  /** The length of the values in {@link #documents}. */
  private long chars;

  /** The newest revisions after version {@link #tailFrom}: those that this server has stored. */
  private final TreeMap<Long, Revision> tail = new TreeMap<>();

  private final Map<Document, Long> tailVersions = new HashMap<>();
  private final TreeMap<Long, StateHash> tailHashes = new TreeMap<>();
  private long tailFrom;

  Known(String space) {
    this.space = space;
  }

  /** The turn; 0 if the space does not exist, {@link #UNREAD} if it was never read. */
  long turn() {
    return turn;
  }

  @Nullable Head head() {
    return head;
  }

  /** Whether there is nothing in the space, so nothing need be looked for. */
  boolean isMissing() {
    return turn == 0;
  }

  /** Takes the head as it was read. If the space has another turn now, forgets the rest. */
  void read(long turn, @Nullable Head head) {
    if (this.turn != turn) {
      clear();
      tailFrom = head == null ? 0 : head.version();
      if (head != null) {
        tailHashes.put(tailFrom, head.stateHash());
      }
    }
    this.turn = turn;
    this.head = head;
  }

  /** Goes on to the turn of a commit that stored just this. */
  void committed(Head next, List<Draft.Written> written) {
    turn++;
    head = next;
    history.clear();
    hashes.clear();
    receipts.clear();
    for (Draft.Written one : written) {
      Revision revision = one.revision();
      Document key = new Document(revision.collection(), revision.doc());
      put(key, Optional.of(revision));
      Long before = tailVersions.put(key, revision.version());
      if (before != null) {
        tail.remove(before);
      }
      tail.put(revision.version(), revision);
      tailHashes.put(revision.version(), one.stateHash());
    }
    while (tail.size() > TAIL) {
      Revision oldest = tail.pollFirstEntry().getValue();
      tailVersions.remove(new Document(oldest.collection(), oldest.doc()));
      tailFrom = oldest.version();
    }
    tailHashes.headMap(tailFrom).clear();
  }

  private void clear() {
    documents.clear();
    history.clear();
    hashes.clear();
    receipts.clear();
    chars = 0;
    tail.clear();
    tailVersions.clear();
    tailHashes.clear();
  }

  /** The newest revisions after {@code version}, ascending; null if not all of them are known. */
  @Nullable Collection<Revision> changes(long version) {
    return version < tailFrom ? null : tail.tailMap(version, false).values();
  }

  boolean knowsHash(long version) {
    return tailHashes.containsKey(version) || hashes.containsKey(version);
  }

  /** The state hash at {@code version}; null if there is none. */
  @Nullable StateHash hash(long version) {
    StateHash own = tailHashes.get(version);
    Optional<StateHash> read = hashes.get(version);
    return own != null || read == null ? own : read.orElse(null);
  }

  void put(Document key, Optional<Revision> revision) {
    Optional<Revision> before = documents.put(key, revision);
    chars += length(revision) - (before == null ? 0 : length(before));
  }

  private static long length(Optional<Revision> revision) {
    String text = revision.map(Revision::text).orElse(null);
    return 100L + (text == null ? 0 : text.length());
  }

  long chars() {
    return chars;
  }
}
