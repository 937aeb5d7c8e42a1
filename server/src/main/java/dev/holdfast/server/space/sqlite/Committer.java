package dev.holdfast.server.space.sqlite;

import dev.holdfast.core.space.SpaceStore;
import dev.holdfast.server.space.DataException;
import dev.holdfast.server.space.Spaces;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The only thread that writes. It takes all work that is queued, runs it in one transaction,
 * commits once, and only then answers. So many small pushes share the cost of one flush to disk.
 *
 * <p>Each piece of work has its own savepoint. If it fails, it leaves no trace and does not affect
 * the others. If the commit fails, all of them fail and nothing is stored.
 */
final class Committer {
  private static final int WAITING = 4096;
  private static final int AT_ONCE = 256;

  private final SqliteConnection sql;
  private final Spaces.Listener listener;
  private final BlockingQueue<Task<?>> queue = new ArrayBlockingQueue<>(WAITING);
  private final Thread thread = new Thread(this::run, "holdfast-committer");
  private volatile boolean closed;
  private final LongAdder commits = new LongAdder();
  private volatile @Nullable String trouble;
  private final AtomicInteger hoursPassed = new AtomicInteger();
  private long hour;

  Committer(SqliteConnection sql, long hour, Spaces.Listener listener) {
    this.sql = sql;
    this.hour = hour;
    this.listener = listener;
    thread.start();
  }

  private static final class Task<T> {
    final String space;
    final Function<SpaceStore, T> work;
    final boolean keep;
    final CompletableFuture<T> done = new CompletableFuture<>();
    @Nullable T result;
    @Nullable Throwable failure;
    long version = -1;

    Task(String space, Function<SpaceStore, T> work, boolean keep) {
      this.space = space;
      this.work = work;
      this.keep = keep;
    }

    /** Runs the work. True if its writes are to be kept. */
    boolean run(SqliteSpaceStore store) {
      try {
        result = work.apply(store);
        version = store.finish();
        return keep;
      } catch (RuntimeException | Error e) {
        failure = e;
        return false;
      }
    }

    @SuppressWarnings("NullAway") // null is allowed if T is nullable
    void answer() {
      if (failure != null) {
        done.completeExceptionally(failure);
      } else {
        done.complete(result);
      }
    }
  }

  /**
   * Queues work.
   *
   * @param keep false to undo what it wrote, as for a preview
   * @return completed after the commit, on the committer's thread
   */
  <T> CompletableFuture<T> submit(String space, Function<SpaceStore, T> work, boolean keep) {
    Task<T> task = new Task<>(space, work, keep);
    if (closed) {
      task.done.completeExceptionally(closing());
    } else if (!queue.offer(task)) {
      task.done.completeExceptionally(
          new DataException(
              DataException.Code.BUSY, WAITING + " requests wait to be committed already"));
    }
    return task.done;
  }

  /** Counts one more hour of service with the next commit. */
  void hourPassed() {
    hoursPassed.incrementAndGet();
  }

  /** The number of committed transactions. */
  long commits() {
    return commits.sum();
  }

  /** Why the last commit failed; null if it did not. If it did, something is written to try. */
  @Nullable String trouble() {
    String known = trouble;
    if (known != null && queue.isEmpty()) {
      var unused = submit("", SqliteSpaceStore::touch, true);
    }
    return known;
  }

  /** The number of tasks that wait. */
  int waiting() {
    return queue.size();
  }

  private void run() {
    List<Task<?>> batch = new ArrayList<>();
    while (!closed || !queue.isEmpty()) {
      try {
        batch.add(queue.take());
      } catch (InterruptedException e) {
        continue; // close() interrupted us: what is queued is still answered
      }
      queue.drainTo(batch, AT_ONCE - 1);
      commit(batch);
      batch.clear();
    }
  }

  private void commit(List<Task<?>> batch) {
    try {
      sql.execute("BEGIN IMMEDIATE");
      countHours();
      for (Task<?> task : batch) {
        sql.execute("SAVEPOINT task");
        if (!task.run(new SqliteSpaceStore(sql, task.space, hour))) {
          sql.execute("ROLLBACK TO task");
          task.version = -1;
        }
        sql.execute("RELEASE task");
      }
      sql.execute("COMMIT");
      commits.increment();
      trouble = null;
    } catch (SQLException e) {
      undo(batch, e);
    }
    for (Task<?> task : batch) {
      task.answer();
      if (task.version >= 0) {
        listener.committed(task.space, task.version);
      }
    }
  }

  private void countHours() throws SQLException {
    int passed = hoursPassed.getAndSet(0);
    if (passed > 0) {
      sql.update("UPDATE service SET hours = hours + ?", passed);
      hour += passed;
    }
  }

  private void undo(List<Task<?>> batch, SQLException cause) {
    trouble = "the last commit failed: " + cause.getMessage();
    try {
      sql.rollBack();
    } catch (SQLException e) {
      cause.addSuppressed(e);
    }
    for (Task<?> task : batch) {
      task.failure =
          new DataException(
              DataException.Code.FAILED, "nothing was stored: " + cause.getMessage(), cause);
      task.version = -1;
    }
  }

  private static DataException closing() {
    return new DataException(DataException.Code.CLOSED, "the server is shutting down");
  }

  /** Answers what is queued, then ends. */
  void close() throws InterruptedException {
    closed = true;
    thread.interrupt();
    thread.join();
    for (Task<?> late = queue.poll(); late != null; late = queue.poll()) {
      late.failure = closing();
      late.answer();
    }
  }
}
