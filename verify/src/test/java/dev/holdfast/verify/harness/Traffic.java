package dev.holdfast.verify.harness;

import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts the requests that come to a {@link FaultyServer}. Safe for several threads. */
final class Traffic {
  private record Arrival(String path, long nanos) {}

  private final Queue<Arrival> heard = new ConcurrentLinkedQueue<>();
  private final Map<String, AtomicInteger> underWay = new ConcurrentHashMap<>();
  private final Map<String, Integer> most = new ConcurrentHashMap<>();
  private final Map<String, AtomicInteger> unanswered = new ConcurrentHashMap<>();
  private final Map<String, Integer> collided = new ConcurrentHashMap<>();

  /** A request has come; it is here until the visit is closed. */
  Visit arrived(String path) {
    heard.add(new Arrival(path, System.nanoTime()));
    return new Visit(path);
  }

  /** When the requests came whose path ends with {@code path}, in nanoseconds. */
  List<Long> arrivals(String path) {
    return heard.stream().filter(one -> one.path().endsWith(path)).map(Arrival::nanos).toList();
  }

  /** How many requests of exactly this path were under way at once, at most. */
  int mostAtOnce(String path) {
    return most.getOrDefault(path, 0);
  }

  /** How many requests of exactly this path came before the one ahead of them was answered. */
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

    /** Its answer begins to leave: who has the answer may ask again at once. */
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
