package dev.holdfast.store.postgres;

import dev.holdfast.core.merge.StateHash;
import dev.holdfast.core.space.Head;
import dev.holdfast.core.space.Revision;
import dev.holdfast.core.space.SpaceStore;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One space inside one transaction: what is {@link Known}, and on top of it what was written and
 * not yet committed. What is not known is asked for when it is needed, unless it is assumed: a key
 * that is probably new counts as new. That must be proven by a write of the same key, since two
 * rows cannot have it.
 */
final class Draft implements SpaceStore {
  private static final int FIRST_CHANGES = 100;
  private static final int MORE_CHANGES = 1000;

  /** Thrown if the space has changed since it was first read: decide again. */
  static final class Stale extends RuntimeException {
    private static final long serialVersionUID = 1;
  }

  record Written(Revision revision, StateHash stateHash) {}

  record Given(Known.Mutation key, Remembered receipt) {}

  record Forgotten(long floor, long hour) {}

  final Known known;
  private final Connection connection;
  private @Nullable Head head;
  private boolean changed;
  private boolean touched;
  private final Map<Known.Document, Revision> current = new LinkedHashMap<>();
  private final Map<Known.Mutation, Remembered> receipts = new HashMap<>();
  final List<Written> written = new ArrayList<>();
  final List<Given> given = new ArrayList<>();
  final List<Forgotten> forgotten = new ArrayList<>();
  private final Set<Object> assumed;
  private final Set<Object> unproven = new HashSet<>();
  private final Deque<Runnable> undo = new ArrayDeque<>();

  /**
   * @param assumed the receipts and documents that count as new if they are not known
   */
  Draft(Known known, Connection connection, Set<Object> assumed) {
    this.known = known;
    this.connection = connection;
    this.assumed = assumed;
    head = known.head();
  }

  /** Whether something was assumed that nothing written proves. */
  boolean isUnproven() {
    return !unproven.isEmpty();
  }

  /** Keeps what was written so far, whatever fails later. */
  void keep() {
    undo.clear();
  }

  /** Undoes what was written since {@link #keep}. */
  void undo() {
    while (!undo.isEmpty()) {
      undo.pop().run();
    }
  }

  /** Has a commit happen, although nothing changes. */
  void touch() {
    touched = true;
  }

  boolean isTouched() {
    return touched;
  }

  /** Whether anything in the space changes. */
  boolean isChanged() {
    return changed || !written.isEmpty() || !given.isEmpty() || !forgotten.isEmpty();
  }

  /** Whether the head was written: those who listen to the space are told. */
  boolean isNews() {
    return changed;
  }

  /** The documents that were written, at their newest. */
  Iterable<Revision> newest() {
    return current.values();
  }

  /** Whether the database has no revision of the document yet. */
  boolean isNew(Revision revision) {
    Optional<Revision> before = known.documents.get(key(revision));
    return before == null || before.isEmpty();
  }

  @Override
  public @Nullable Head head() {
    if (known.turn() == Known.UNREAD) {
      read(new Queries().head(known));
      head = known.head();
    }
    return head;
  }

  @Override
  public void putHead(Head next) {
    Head before = head();
    boolean was = changed;
    undo.push(
        () -> {
          head = before;
          changed = was;
        });
    head = next;
    changed = true;
  }

  @Override
  public @Nullable Revision current(String collection, String doc) {
    Known.Document key = new Known.Document(collection, doc);
    Revision own = current.get(key);
    return own != null ? own : stored(key);
  }

  private @Nullable Revision stored(Known.Document key) {
    Optional<Revision> seen = known.documents.get(key);
    if (seen == null && isNowhere()) {
      return null;
    }
    if (seen == null && assumed.contains(key)) {
      if (!current.containsKey(key)) {
        unproven.add(key);
      }
      return null;
    }
    if (seen == null) {
      read(new Queries().document(known, key));
      seen = known.documents.get(key);
    }
    return seen == null ? null : seen.orElse(null);
  }

  /** Whether the database has nothing of this space. */
  private boolean isNowhere() {
    head();
    return known.isMissing();
  }

  @Override
  public @Nullable Revision at(String collection, String doc, long version) {
    Revision newest = current(collection, doc);
    if (newest != null && newest.version() == version) {
      return newest;
    }
    for (Written one : written) {
      Revision revision = one.revision();
      if (revision.version() == version
          && revision.collection().equals(collection)
          && revision.doc().equals(doc)) {
        return revision;
      }
    }
    Known.Document document = new Known.Document(collection, doc);
    Revision before = isNowhere() ? null : stored(document);
    if (before == null || before.version() <= version) {
      return before != null && before.version() == version ? before : null;
    }
    Known.Past key = new Known.Past(collection, doc, version);
    Optional<Revision> seen = known.history.get(key);
    if (seen == null) {
      read(new Queries().past(known, key));
      seen = known.history.get(key);
    }
    return seen == null ? null : seen.orElse(null);
  }

  @Override
  public @Nullable StateHash stateHash(long version) {
    for (Written one : written) {
      if (one.revision().version() == version) {
        return one.stateHash();
      }
    }
    if (isNowhere()) {
      return null;
    }
    if (!known.knowsHash(version)) {
      read(new Queries().hash(known, version));
    }
    return known.hash(version);
  }

  @Override
  public void append(Revision revision, StateHash stateHash) {
    Known.Document key = key(revision);
    current(revision.collection(), revision.doc()); // or it would not be known whether it is new
    boolean proves = unproven.remove(key);
    Revision before = current.put(key, revision);
    written.add(new Written(revision, stateHash));
    undo.push(
        () -> {
          written.remove(written.size() - 1);
          if (before == null) {
            current.remove(key);
          } else {
            current.put(key, before);
          }
          if (proves) {
            unproven.add(key);
          }
        });
  }

  @Override
  public void changes(long version, Sink sink) {
    Head stored = head() == null ? null : known.head();
    if (stored != null && version < stored.version() && !storedChanges(version, sink)) {
      return;
    }
    for (Written one : written) {
      Revision revision = one.revision();
      boolean isNewest = revision.equals(current.get(key(revision)));
      if (isNewest && revision.version() > version && !sink.accept(revision)) {
        return;
      }
    }
  }

  /** Passes what was stored before this transaction. False if no more is wanted. */
  private boolean storedChanges(long version, Sink sink) {
    Collection<Revision> tail = known.changes(version);
    if (tail != null) {
      return pass(tail, sink);
    }
    long from = version;
    int limit = FIRST_CHANGES;
    while (true) {
      List<Revision> some = storedChanges(from, limit);
      if (!pass(some, sink)) {
        return false;
      }
      if (some.size() < limit) {
        return true;
      }
      from = some.get(some.size() - 1).version();
      limit = MORE_CHANGES;
    }
  }

  private boolean pass(Collection<Revision> revisions, Sink sink) {
    for (Revision revision : revisions) {
      if (!current.containsKey(key(revision)) && !sink.accept(revision)) {
        return false;
      }
    }
    return true;
  }

  private static Known.Document key(Revision revision) {
    return new Known.Document(revision.collection(), revision.doc());
  }

  private List<Revision> storedChanges(long version, int limit) {
    long turn = known.turn();
    try {
      List<Revision> some = Queries.changes(connection, known, version, limit);
      check(turn);
      return some;
    } catch (SQLException e) {
      throw new Failures.Unread(e);
    }
  }

  @Override
  public @Nullable Remembered receipt(String subject, String origin, String id) {
    Known.Mutation key = new Known.Mutation(subject, origin, id);
    Remembered own = receipts.get(key);
    if (own != null || isNowhere()) {
      return own;
    }
    Optional<Remembered> seen = known.receipts.get(key);
    if (seen == null && assumed.contains(key)) {
      unproven.add(key);
      return null;
    }
    if (seen == null) {
      read(new Queries().receipt(known, key));
      seen = known.receipts.get(key);
    }
    return seen == null ? null : seen.orElse(null);
  }

  @Override
  public void putReceipt(String subject, String origin, String id, Remembered receipt) {
    Known.Mutation key = new Known.Mutation(subject, origin, id);
    boolean proves = unproven.remove(key);
    receipts.put(key, receipt);
    given.add(new Given(key, receipt));
    undo.push(
        () -> {
          given.remove(given.size() - 1);
          receipts.remove(key);
          if (proves) {
            unproven.add(key);
          }
        });
  }

  @Override
  public long versionBefore(long hour) {
    if (isNowhere()) {
      return 0;
    }
    long turn = known.turn();
    try {
      long version = Queries.versionBefore(connection, known, hour);
      check(turn);
      return version;
    } catch (SQLException e) {
      throw new Failures.Unread(e);
    }
  }

  @Override
  public void forget(long floor, long hour) {
    forgotten.add(new Forgotten(floor, hour));
    undo.push(() -> forgotten.remove(forgotten.size() - 1));
  }

  private void read(Queries queries) {
    long turn = known.turn();
    try {
      queries.run(connection);
      if (turn != Known.UNREAD) {
        check(turn);
      }
    } catch (SQLException e) {
      throw new Failures.Unread(e);
    }
  }

  private void check(long turn) {
    if (known.turn() != turn) {
      throw new Stale();
    }
  }
}
