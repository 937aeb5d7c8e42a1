package dev.holdfast.verify.harness;

import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts the requests that come to a {@link FaultyServer}. Thread-safe. */
final class Traffic {
  private record Arrival(String path, long nanos) {}

  private final Queue<Arrival> heard = new ConcurrentLinkedQueue<>();
  private final Map<String, AtomicInteger> underWay = new ConcurrentHashMap<>();
  private final Map<String, Integer> most = new ConcurrentHashMap<>();
  private final Map<String, AtomicInteger> unanswered = new ConcurrentHashMap<>();
  private final Map<String, Integer> collided = new ConcurrentHashMap<>();

  /** A request has come. It is under way until the visit is closed. */
  Visit arrived(String path) {
    heard.add(new Arrival(path, System.nanoTime()));
    return new Visit(path);
  }

  /** The arrival times, in nanoseconds, of requests whose path ends with {@code path}. */
  List<Long> arrivals(String path) {
    return heard.stream().filter(one -> one.path().endsWith(path)).map(Arrival::nanos).toList();
  }

  /** The largest number of requests of exactly this path that were under way at once. */
  int mostAtOnce(String path) {
    return most.getOrDefault(path, 0);
  }

  /** The number of requests of exactly this path that came while an earlier one was unanswered. */
  int collisions(String path) {
    return collided.getOrDefault(path, 0);
  }

  /** One request while it is under way. */
  final class Visit implements AutoCloseable {
    private final AtomicInteger now;
    private final AtomicInteger waiting;
    private boolean answered;

    private Visit(String path) {
      now = underWay.computeIfAbsent(path, one -> new AtomicInteger());
      most.merge(path, now.incrementAndGet(), Math::max);
      waiting = unanswered.computeIfAbsent(path, one -> new AtomicInteger());
      if (waiting.getAndIncrement() > 0) {
        collided.merge(path, 1, Integer::sum);
      }
    }

    /**
     * Its answer is about to be sent. The client may send its next request as soon as it has it.
     */
    void answered() {
      if (!answered) {
        answered = true;
        waiting.decrementAndGet();
      }
    }

    @Override
    public void close() {
      answered();
      now.decrementAndGet();
    }
  }
}
