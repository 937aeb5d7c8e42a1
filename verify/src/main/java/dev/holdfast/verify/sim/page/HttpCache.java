package dev.holdfast.verify.sim.page;

import dev.holdfast.core.rest.Resources;
import dev.holdfast.verify.sim.ground.Dice;
import dev.holdfast.verify.sim.ground.Trace;
import dev.holdfast.verify.sim.judge.Reads;
import dev.holdfast.verify.sim.server.RestServer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Something between a device and the app's backend that remembers what {@code GET}s were answered:
 * a proxy, a network of caches, a worker's route. While it is broken it answers with what it has
 * from earlier, whatever the request says of caches.
 */
public final class HttpCache {
  private static final int EARLIER = 4;

  private final int device;
  private final Dice dice;
  private final Trace trace;
  private final Reads reads;
  private final Map<String, ArrayDeque<Resources.Answer>> answers = new TreeMap<>();
  private boolean broken;

  /** Since the last run of a sync ended. */
  private boolean stale;

  private boolean whole;

  /**
   * @param reads hears when what the device shows may be older than what it has seen
   */
  public HttpCache(int device, Dice dice, Trace trace, Reads reads) {
    this.device = device;
    this.dice = dice;
    this.trace = trace;
    this.reads = reads;
  }

  public void breaks(boolean now) {
    broken = now;
  }

  /** Nothing is left of it. */
  public void drop() {
    broken = false;
    answers.clear();
  }

  /**
   * The answer to a {@code GET}.
   *
   * @param now the backend's, with everything in it; null if it is down
   */
  Resources.@Nullable Answer answer(Resources.Call call, Resources.@Nullable Answer now) {
    String url = call.url() + " " + call.id();
    ArrayDeque<Resources.Answer> earlier = answers.computeIfAbsent(url, name -> new ArrayDeque<>());
    if (broken && !earlier.isEmpty() && dice.chance(0.5)) {
      List<Resources.Answer> all = new ArrayList<>(earlier);
      Resources.Answer old = all.get(dice.below(all.size()));
      if (!old.equals(now)) {
        stale = true;
        trace.note("stale");
        reads.stale(device);
      }
      return old;
    }
    if (now != null && (now.status() == 200 || now.status() == 404)) {
      whole |= call.url().equals(RestServer.SETTINGS); // the last of a pull
      if (!now.equals(earlier.peekLast())) {
        earlier.addLast(now);
      }
      if (earlier.size() > EARLIER) {
        earlier.removeFirst();
      }
    }
    return now;
  }

  /** A run of a sync ended: if it has read everything as it is, so is what is shown. */
  void runEnded(boolean ok) {
    if (ok && whole && !stale) {
      reads.fresh(device);
    }
    whole = false;
    stale = false;
  }
}
