package dev.holdfast.store.postgres;

import dev.holdfast.core.space.Head;
import dev.holdfast.core.space.Revision;
import dev.holdfast.core.space.SpaceStore;
import dev.holdfast.server.space.Committer;
import dev.holdfast.server.space.Committer.Task;
import dev.holdfast.server.space.DataException;
import dev.holdfast.server.space.Reads;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs work on what is known of its spaces, and commits it in one round trip.
 *
 * <p>How it works: what is not known yet is asked for at once. The work runs. One call then checks
 * that no space has changed since it was read, and stores everything. If one has, because another
 * server has written to it, the work runs again on what is there now; the third time with the
 * spaces locked. What was stored is known afterwards, so a space that only this server writes to is
 * read once.
 *
 * <p>If the connection is lost while a call is on its way, nobody is answered before it is settled:
 * each call has the next number of this session, and {@code settle_batch} says whether that number
 * was committed, and ends it if it was not.
 */
final class PostgresTransaction implements Committer.Transaction {
  /** How long the work of one commit may take until it is answered. */
  private static final long PATIENCE_NS = 4_000_000_000L;

  private static final int UNLOCKED_TRIES = 2;
  private static final Logger LOG = LoggerFactory.getLogger("holdfast");

  private final DataSource writer;
  private final Cache cache = new Cache();
  private UUID session;

  /** The last number of this session that is settled. */
  private long batch;

  /** Whether nobody knows if the number after {@link #batch} was committed. */
  private boolean unsettled;

  PostgresTransaction(DataSource writer, UUID session) {
    this.writer = writer;
    this.session = session;
  }

  /** Begins a session. Its hours of service are counted from here. */
  static UUID begin(Connection connection) throws SQLException {
    UUID session = UUID.randomUUID();
    try (PreparedStatement insert =
        connection.prepareStatement(
            "INSERT INTO sessions (id, start_hours) SELECT ?, hours FROM service")) {
      insert.setObject(1, session);
      insert.executeUpdate();
    }
    try (PreparedStatement old =
        connection.prepareStatement(
            "DELETE FROM sessions WHERE since < now() - interval '1 year'")) {
      old.executeUpdate();
    }
    return session;
  }

  @Override
  public boolean touch(SpaceStore store) {
    ((Draft) store).touch();
    return true;
  }

  @Override
  public void commit(List<Task<?>> tasks, int hours) throws SQLException {
    long end = System.nanoTime() + PATIENCE_NS;
    int stale = 0;
    SQLException last = null;
    while (last == null || System.nanoTime() < end) {
      try {
        if (unsettled) {
          settle();
        }
        attempt(tasks, hours, stale >= UNLOCKED_TRIES);
        return;
      } catch (Draft.Stale e) {
        stale++;
        last = new SQLException("its spaces change all the time", e);
      } catch (SQLException e) {
        if (unsettled && isSettled(end)) {
          forget(tasks);
          return;
        }
        if (Failures.isStale(e)) {
          stale++;
        } else if (Failures.isEnded(e)) {
          beginAgain();
        } else if (!Failures.isLost(e)) {
          throw Failures.of("nothing was stored", e);
        } else if (last == null) {
          LOG.warn("a commit waits for the database: {}", Failures.text(e));
        }
        last = e;
      }
      forget(tasks);
    }
    throw new DataException(
        DataException.Code.UNAVAILABLE,
        (unsettled ? "it is not known whether it was stored: " : "nothing was stored: ")
            + Failures.text(last),
        last);
  }

  private void forget(List<Task<?>> tasks) {
    tasks.forEach(task -> cache.forget(task.space()));
  }

  /** Whether the call whose answer was lost was committed. Tries for as long as there is time. */
  private boolean isSettled(long end) {
    while (System.nanoTime() < end) {
      try {
        return settle();
      } catch (SQLException e) {
        // The next attempt waits for a connection.
      }
    }
    return false;
  }

  /** Whether the call with the next number was committed. If not, it never will be. */
  private boolean settle() throws SQLException {
    try (Connection connection = writer.getConnection();
        PreparedStatement call = connection.prepareStatement("SELECT settle_batch(?, ?)")) {
      call.setObject(1, session);
      call.setLong(2, batch + 1);
      ResultSet row = call.executeQuery();
      row.next();
      boolean committed = row.getBoolean(1);
      boolean isKnown = !row.wasNull();
      if (isKnown) {
        batch++;
      } else {
        session = begin(connection);
        batch = 0;
      }
      unsettled = false;
      return committed;
    }
  }

  private void beginAgain() throws SQLException {
    try (Connection connection = writer.getConnection()) {
      session = begin(connection);
      batch = 0;
    }
  }

  private void attempt(List<Task<?>> tasks, int hours, boolean locked) throws SQLException {
    try (Connection connection = writer.getConnection()) {
      if (locked) {
        connection.setAutoCommit(false);
        lock(connection, tasks);
        forget(tasks);
      }
      Map<String, Draft> drafts = new LinkedHashMap<>();
      run(connection, tasks, !locked, drafts);
      Set<String> unsure = new HashSet<>();
      drafts.forEach(
          (space, draft) -> {
            if (draft.isUnproven()) {
              unsure.add(space);
            }
          });
      if (!unsure.isEmpty()) {
        drafts.keySet().removeAll(unsure);
        List<Task<?>> again = tasks.stream().filter(task -> unsure.contains(task.space())).toList();
        run(connection, again, false, drafts);
      }
      store(connection, drafts.values(), hours);
      keep(drafts.values());
    } catch (Failures.Unread e) {
      throw e.sql();
    }
  }

  private static void lock(Connection connection, List<Task<?>> tasks) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "SELECT 1 FROM spaces WHERE name = ANY (?) ORDER BY name FOR UPDATE")) {
      List<String> names = tasks.stream().<String>map(Task::space).distinct().toList();
      new Arrays(connection).texts(names).bind(statement);
      statement.execute();
    }
  }

  /** Asks for what the tasks are going to read, and runs them. */
  private void run(
      Connection connection, List<Task<?>> tasks, boolean assumes, Map<String, Draft> drafts)
      throws SQLException {
    Map<String, Set<Object>> assumed = new HashMap<>();
    Queries wanted = new Queries();
    for (Task<?> task : tasks) {
      Plan plan =
          new Plan(
              cache.of(task.space()),
              wanted,
              assumes ? assumed.computeIfAbsent(task.space(), name -> new HashSet<>()) : null);
      plan.add(task.reads());
    }
    if (!wanted.isEmpty()) {
      wanted.run(connection);
    }
    for (Task<?> task : tasks) {
      Draft draft =
          drafts.computeIfAbsent(
              task.space(),
              name -> new Draft(cache.of(name), connection, assumed.getOrDefault(name, Set.of())));
      if (task.run(draft)) {
        draft.keep();
      } else {
        draft.undo();
      }
      if (task.failure() instanceof Draft.Stale stale) {
        throw stale;
      }
      if (task.failure() instanceof Failures.Unread unread) {
        throw unread;
      }
    }
  }

  private void store(Connection connection, Collection<Draft> drafts, int hours)
      throws SQLException {
    boolean writes =
        hours > 0 || drafts.stream().anyMatch(draft -> draft.isChanged() || draft.isTouched());
    if (!writes) {
      check(connection, drafts);
      return;
    }
    Commit commit = new Commit(drafts);
    if (commit.forgets()) {
      connection.setAutoCommit(false);
    }
    unsettled = true;
    try {
      commit.call(connection, session, batch + 1, hours);
      commit.forget(connection);
      if (!connection.getAutoCommit()) {
        connection.commit();
      }
    } catch (SQLException e) {
      unsettled = Failures.isLost(e);
      throw e;
    }
    unsettled = false;
    batch++;
  }

  /** Nothing is to be stored, but what was read must be the newest. */
  private static void check(Connection connection, Collection<Draft> drafts) throws SQLException {
    Queries heads = new Queries();
    Map<Known, Long> turns = new HashMap<>();
    for (Draft draft : drafts) {
      if (draft.known.turn() != Known.UNREAD) {
        turns.put(draft.known, draft.known.turn());
        heads.head(draft.known);
      }
    }
    heads.run(connection);
    turns.forEach(
        (known, turn) -> {
          if (known.turn() != turn) {
            throw new Draft.Stale();
          }
        });
  }

  private void keep(Collection<Draft> drafts) {
    for (Draft draft : drafts) {
      Head head = draft.isChanged() ? draft.head() : null;
      if (!draft.forgotten.isEmpty()) {
        cache.forget(draft.known.space);
      } else if (head != null) {
        draft.known.committed(head, draft.written);
      }
    }
    cache.trim();
  }

  /** What is known of the spaces that were used last. */
  private static final class Cache {
    private static final int SPACES = 10_000;
    private static final long CHARS = Runtime.getRuntime().maxMemory() / 64;

    private final LinkedHashMap<String, Known> known = new LinkedHashMap<>(16, 0.75f, true);

    Known of(String space) {
      return known.computeIfAbsent(space, Known::new);
    }

    void forget(String space) {
      known.remove(space);
    }

    void trim() {
      long chars = 0;
      for (Known one : known.values()) {
        chars += one.chars();
      }
      var eldest = known.values().iterator();
      while (eldest.hasNext() && (known.size() > SPACES || chars > CHARS)) {
        chars -= eldest.next().chars();
        eldest.remove();
      }
    }
  }

  /** What one task needs, beyond what is known of its space. */
  private record Plan(Known known, Queries wanted, @Nullable Set<Object> assumed) {
    void add(Reads reads) {
      if (known.isMissing()) {
        return;
      }
      boolean isRead = known.turn() != Known.UNREAD;
      if (!isRead) {
        wanted.head(known);
      }
      for (var one : reads.receipts()) {
        receipt(new Known.Mutation(one.subject(), one.origin(), one.id()), isRead && one.isFirst());
      }
      for (var one : reads.documents()) {
        document(new Known.Document(one.collection(), one.doc()), one.base(), isRead);
      }
      Head head = known.head();
      long version = reads.hashAt();
      boolean older = head == null || head.version() > version;
      if (version > 0 && older && !known.knowsHash(version)) {
        wanted.hash(known, version);
      }
    }

    private void receipt(Known.Mutation key, boolean isProbablyNew) {
      if (known.receipts.containsKey(key)) {
        return;
      }
      if (isProbablyNew && assumed != null) {
        assumed.add(key);
      } else {
        wanted.receipt(known, key);
      }
    }

    private void document(Known.Document key, long base, boolean isRead) {
      Optional<Revision> seen = known.documents.get(key);
      if (seen == null && base == 0 && isRead && assumed != null) {
        assumed.add(key);
        return;
      }
      if (seen == null) {
        wanted.document(known, key);
      }
      boolean isNewest = seen != null && seen.map(Revision::version).orElse(0L) <= base;
      Known.Past past = new Known.Past(key.collection(), key.doc(), base);
      if (base > 0 && !isNewest && !known.history.containsKey(past)) {
        wanted.past(known, past);
      }
    }
  }
}
