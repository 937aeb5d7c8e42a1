package dev.holdfast.server.space;

import dev.holdfast.core.space.SpaceStore;
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
 * The only thread of a store that writes. It takes all work that is queued, has it run in one
 * transaction and committed once, and only then answers. So many small pushes share the cost of one
 * flush to disk.
 *
 * <p>If a piece of work fails, it leaves no trace and does not affect the others. If the commit
 * fails, all of them fail and nothing is stored.
 */
public final class Committer {
  private static final int WAITING = 4096;
  private static final int AT_ONCE = 256;

  /** The length of the values of one transaction, beyond which it takes no more work. */
  private static final long CHARS = 16 << 20;

  private final Transaction transaction;
  private final Spaces.Listener listener;
  private final BlockingQueue<Task<?>> queue = new ArrayBlockingQueue<>(WAITING);

  /** Ends the wait for work. */
  private final Task<?> wake = new Task<>("", Reads.UNKNOWN, store -> true, false);

  private final Thread thread = new Thread(this::run, "holdfast-committer");
  private volatile boolean closed;
  private final LongAdder commits = new LongAdder();
  private volatile @Nullable String trouble;
  private final AtomicInteger hoursPassed = new AtomicInteger();

  /** What a store does with the work of one commit. */
  public interface Transaction {
    /**
     * Runs the tasks in order, each on the result of the one before, and commits. Returns once all
     * is durable.
     *
     * @param hours the hours of service to count
     * @throws Exception if nothing was stored
     */
    void commit(List<Task<?>> tasks, int hours) throws Exception;

    /** Writes something that changes nothing, to find out whether it can. */
    boolean touch(SpaceStore store);
  }

  /**
   * @param listener told of each {@link Task#changed}, once its task is answered
   */
  public Committer(Transaction transaction, Spaces.Listener listener) {
    this.transaction = transaction;
    this.listener = listener;
    thread.start();
  }

  /** A piece of work that waits for its commit. */
  public static final class Task<T> {
    private final String space;
    private final Reads reads;
    private final Function<SpaceStore, T> work;
    private final boolean keep;
    private final CompletableFuture<T> done = new CompletableFuture<>();
    private @Nullable T result;
    private @Nullable Throwable failure;
    private long version = -1;

    Task(String space, Reads reads, Function<SpaceStore, T> work, boolean keep) {
      this.space = space;
      this.reads = reads;
      this.work = work;
      this.keep = keep;
    }

    public String space() {
      return space;
    }

    public Reads reads() {
      return reads;
    }

    /** Runs the work. True if its writes are to be kept. It may run again. */
    public boolean run(SpaceStore store) {
      failure = null;
      try {
        result = work.apply(store);
        return keep;
      } catch (RuntimeException | Error e) {
        failure = e;
        return false;
      }
    }

    /** Why the work failed; null if it did not. */
    public @Nullable Throwable failure() {
      return failure;
    }

    /** Lets the work fail, after what it wrote was undone. */
    public void fail(Throwable cause) {
      failure = cause;
      version = -1;
    }

    /** Says that its space is now at {@code version}. */
    public void changed(long version) {
      this.version = version;
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
  public <T> CompletableFuture<T> submit(
      String space, Reads reads, Function<SpaceStore, T> work, boolean keep) {
    Task<T> task = new Task<>(space, reads, work, keep);
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
  public void hourPassed() {
    hoursPassed.incrementAndGet();
  }

  /** The number of committed transactions. */
  public long commits() {
    return commits.sum();
  }

  /** Why the last commit failed; null if it did not. If it did, something is written to try. */
  public @Nullable String trouble() {
    String known = trouble;
    if (known != null && queue.isEmpty()) {
      var unused = submit("", Reads.UNKNOWN, transaction::touch, true);
    }
    return known;
  }

  /** The number of tasks that wait. */
  public int waiting() {
    return queue.size();
  }

  private void run() {
    List<Task<?>> batch = new ArrayList<>();
    while (!closed || !queue.isEmpty()) {
      try {
        batch.add(queue.take());
      } catch (InterruptedException e) {
        continue; // nobody interrupts it: see close()
      }
      long chars = batch.get(0).reads.chars();
      while (batch.size() < AT_ONCE && chars < CHARS) {
        Task<?> next = queue.poll();
        if (next == null) {
          break;
        }
        batch.add(next);
        chars += next.reads.chars();
      }
      batch.remove(wake);
      if (!batch.isEmpty()) {
        commit(batch);
      }
      batch.clear();
    }
  }

  private void commit(List<Task<?>> batch) {
    int hours = hoursPassed.getAndSet(0);
    try {
      transaction.commit(batch, hours);
      commits.increment();
      trouble = null;
    } catch (Exception | Error e) {
      hoursPassed.addAndGet(hours);
      failed(batch, e);
    }
    for (Task<?> task : batch) {
      task.answer();
      if (task.version >= 0) {
        listener.committed(task.space, task.version);
      }
    }
  }

  private void failed(List<Task<?>> batch, Throwable cause) {
    trouble = "the last commit failed: " + cause.getMessage();
    DataException failure =
        cause instanceof DataException told
            ? told
            : new DataException(
                DataException.Code.FAILED, "nothing was stored: " + cause.getMessage(), cause);
    if (failure.code() == DataException.Code.UNAVAILABLE) {
      queue.drainTo(batch); // or each of them would wait as long again
    }
    batch.forEach(task -> task.fail(failure));
  }

  private static DataException closing() {
    return new DataException(DataException.Code.CLOSED, "the server is shutting down");
  }

  /** Answers what is queued, then ends. Interrupts nothing: a commit may be on its way. */
  public void close() throws InterruptedException {
    closed = true;
    var unused = queue.offer(wake); // if it is full, nobody has to be woken
    thread.join();
    for (Task<?> late = queue.poll(); late != null; late = queue.poll()) {
      late.fail(closing());
      late.answer();
    }
  }
}
