package dev.holdfast.server.space;

import dev.holdfast.core.space.Space;
import dev.holdfast.core.space.SpaceStore;
import dev.holdfast.server.log.LogLine;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Forgets deletions, old values and receipts once they have been kept long enough. Receipts are
 * promised for 30 days. {@link #DEFAULT} keeps all three for 90 days.
 *
 * <p>A day is 24 hours of service: hours in which a server has served this data. Only whole hours
 * of one run count. So a wrong clock or a long stop expires nothing too early.
 */
public final class Retention implements AutoCloseable {
  /** Three times the 30 days that receipts are promised. */
  public static final Duration DEFAULT = Duration.ofDays(90);

  private static final Logger LOG = LoggerFactory.getLogger(Retention.class);
  private static final int EVERY = 24;

  private final Spaces spaces;
  private final long keepHours;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "holdfast-retention");
            thread.setDaemon(true);
            return thread;
          });

  /** Starts the count. {@code keep} is rounded down to hours. */
  public Retention(Spaces spaces, Duration keep) {
    this.spaces = spaces;
    this.keepHours = keep.toHours();
    var unused = timer.scheduleAtFixedRate(this::tick, 1, 1, TimeUnit.HOURS);
  }

  private void tick() {
    try {
      hourPassed().join();
    } catch (RuntimeException e) {
      LOG.warn("old receipts and deletions could not be let go, will try again: {}", LogLine.of(e));
    }
  }

  /** Counts an hour of service. Every 24 hours, forgets what is old. */
  public CompletableFuture<Void> hourPassed() {
    return spaces.hourPassed().thenCompose(this::letGo);
  }

  private CompletableFuture<Void> letGo(long hours) {
    long before = hours - keepHours;
    if (hours % EVERY != 0 || before <= 0) {
      return CompletableFuture.completedFuture(null);
    }
    CompletableFuture<?>[] each =
        spaces.names().stream()
            .map(space -> spaces.write(space, store -> compact(store, before)))
            .toArray(CompletableFuture<?>[]::new);
    return CompletableFuture.allOf(each);
  }

  private static boolean compact(SpaceStore store, long before) {
    Space.compact(store, before);
    return true;
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
