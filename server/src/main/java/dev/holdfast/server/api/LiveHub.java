package dev.holdfast.server.api;

import dev.holdfast.core.protocol.ProblemCode;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * The live streams, by space. They are poked from a thread of their own, so that a commit never
 * waits for a reader. Of several versions that come while it is busy, it sends only the newest.
 * Thread-safe.
 */
final class LiveHub {
  private final int perSubject;
  private final int inAll;
  private final Map<String, Set<LiveStream>> bySpace = new HashMap<>();

  /** The oldest first. */
  private final Map<String, Set<LiveStream>> bySubject = new HashMap<>();

  private final Map<String, Long> news = new HashMap<>();
  private final LongAdder dropped = new LongAdder();
  private final ScheduledExecutorService teller =
      Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, "holdfast-live"));
  private int size;
  private boolean closed;

  LiveHub(SyncOptions.Live options) {
    this.perSubject = options.perSubject();
    this.inAll = options.inAll();
    long ms = options.heartbeat().toMillis();
    var unused = teller.scheduleWithFixedDelay(this::beat, ms, ms, TimeUnit.MILLISECONDS);
  }

  /**
   * Adds a stream. If its subject has too many, the oldest one gives way: it may be dead, which a
   * connection that was lost without a word shows only after a while.
   *
   * @throws Refusal 503 if there are too many in all
   */
  void add(LiveStream stream) {
    LiveStream oldest = enter(stream);
    if (oldest != null) {
      dropped.increment();
      oldest.drop();
    }
  }

  private synchronized @Nullable LiveStream enter(LiveStream stream) {
    if (closed) {
      throw new Refusal(503, "CLOSING", "the server is shutting down");
    }
    Set<LiveStream> held = bySubject.getOrDefault(stream.subject, Set.of());
    LiveStream oldest = held.size() < perSubject ? null : held.iterator().next();
    if (oldest != null) {
      remove(oldest);
    }
    if (size >= inAll) {
      throw new Refusal(
          503, ProblemCode.TOO_MANY_STREAMS, "the server holds " + size + " live streams");
    }
    bySubject.computeIfAbsent(stream.subject, subject -> new LinkedHashSet<>()).add(stream);
    bySpace.computeIfAbsent(stream.space, space -> new HashSet<>()).add(stream);
    size++;
    return oldest;
  }

  /** Removes a stream that has ended. */
  synchronized void remove(LiveStream stream) {
    Set<LiveStream> streams = bySpace.get(stream.space);
    if (streams == null || !streams.remove(stream)) {
      return;
    }
    if (streams.isEmpty()) {
      bySpace.remove(stream.space);
    }
    bySubject.computeIfPresent(
        stream.subject, (subject, held) -> held.remove(stream) && held.isEmpty() ? null : held);
    size--;
  }

  /** Pokes all streams of {@code space}: it is at {@code version} now. Returns at once. */
  synchronized void poke(String space, long version) {
    if (closed || !bySpace.containsKey(space)) {
      return;
    }
    if (news.put(space, version) == null) {
      teller.execute(() -> tell(space));
    }
  }

  private void tell(String space) {
    Long version;
    List<LiveStream> streams;
    synchronized (this) {
      version = news.remove(space);
      streams = List.copyOf(bySpace.getOrDefault(space, Set.of()));
    }
    if (version != null) {
      for (LiveStream stream : streams) {
        stream.poke(version);
      }
    }
  }

  private void beat() {
    for (LiveStream stream : all()) {
      if (!stream.beat()) {
        dropped.increment();
        stream.drop();
      }
    }
  }

  private synchronized List<LiveStream> all() {
    return bySpace.values().stream().flatMap(Set::stream).toList();
  }

  synchronized int size() {
    return size;
  }

  long dropped() {
    return dropped.sum();
  }

  /** Ends all streams and accepts no more. */
  void close() {
    synchronized (this) {
      closed = true;
    }
    teller.shutdownNow();
    all().forEach(LiveStream::end);
  }
}
