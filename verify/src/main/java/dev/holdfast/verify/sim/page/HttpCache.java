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
 * A cache between a device and the app's backend that stores the answers to {@code GET}: a proxy, a
 * CDN or a worker's route. While it is broken it gives old answers, even if the request forbids
 * that.
 */
public final class HttpCache {
  private static final int EARLIER = 4;

  private final int device;
  private final Dice dice;
  private final Trace trace;
  private final Reads reads;
  private final Map<String, ArrayDeque<Resources.Answer>> answers = new TreeMap<>();
  private boolean broken;

  /** Whether an old answer was given since the last sync ended. */
  private boolean stale;

  private boolean whole;

  /**
   * @param reads is told when the device may show older values than before
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

  /** Empties the cache and repairs it. */
  public void drop() {
    broken = false;
    answers.clear();
  }

  /**
   * The answer to a {@code GET}.
   *
   * @param now the backend's complete answer; null if it is down
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
      whole |= call.url().equals(RestServer.SETTINGS); // the last request of a pull
      if (!now.equals(earlier.peekLast())) {
        earlier.addLast(now);
      }
      if (earlier.size() > EARLIER) {
        earlier.removeFirst();
      }
    }
    return now;
  }

  /** A sync ended. If it read everything from the backend itself, the device is up to date. */
  void runEnded(boolean ok) {
    if (ok && whole && !stale) {
      reads.fresh(device);
    }
    whole = false;
    stale = false;
  }
}
