package dev.holdfast.core.queue;

import dev.holdfast.core.BackOff;
import dev.holdfast.core.Clock;
import dev.holdfast.core.Random;
import dev.holdfast.core.json.Json;
import dev.holdfast.core.queue.Outcome.Fate;
import java.util.ArrayList;
import java.util.List;

/**
 * Sends the requests of the {@link RequestLog}: lanes in parallel, the requests of one lane one by
 * one, in order. A request that must wait blocks its lane only. A request that the server refuses
 * for good is parked, and its lane goes on. A request that uses a temporary id waits until the
 * request that makes it is answered.
 *
 * <p>Only one drain runs at a time in all tabs and workers: the caller holds a lock around {@link
 * #run}. A drain that leaves requests behind says when to run the next.
 */
public final class Drain {
  /** The port to the network: sends one request, with its id as {@code Idempotency-Key}. */
  public interface Sender {
    /** Calls {@code sent} exactly once, within bounded time. */
    void send(Json entry, Sent sent);
  }

  /** Called with the outcome of one sending. */
  public interface Sent {
    void with(Outcome outcome);
  }

  /** Called when a drain ends. */
  public interface Drained {
    /**
     * @param done whether no unsent request is left
     * @param again ms until the next drain; 0 if only an outside event can help
     */
    void accept(boolean done, double again);
  }

  private final RequestLog log;
  private final Sender sender;
  private final Clock clock;
  private final Random random;
  private final Runnable changed;
  private final String holder;
  private final BackOff backOff = new BackOff();

  /**
   * @param changed called after each change of the log
   * @param holder the id of this instance
   */
  public Drain(
      RequestLog log, Sender sender, Clock clock, Random random, Runnable changed, String holder) {
    this.log = log;
    this.sender = sender;
    this.clock = clock;
    this.random = random;
    this.changed = changed;
    this.holder = holder;
  }

  /**
   * Sends all requests that can be sent now.
   *
   * @param entries the result of {@link RequestLog#unsent}
   */
  public void run(Json entries, Drained drained) {
    new Pass(entries, drained).start();
  }

  /**
   * Stores the outcome of an entry that this instance has sent. Tries until the store accepts it:
   * nobody else changes an entry in flight while this instance lives.
   */
  public void settle(String key, String id, Outcome outcome, Runnable then) {
    log.settle(
        key,
        id,
        outcome,
        failure -> {
          if (failure == null) {
            then.run();
          } else {
            clock.after(BackOff.SHORTEST, () -> settle(key, id, outcome, then));
          }
        });
  }

  /** A lane that waits for an id, and the index of its waiting entry. */
  private record Waiting(String lane, int index) {}

  /** One walk through all lanes. */
  private final class Pass {
    private final Json all;
    private final Drained drained;
    private final List<String> lanes = new ArrayList<>();
    private List<Waiting> waiting = new ArrayList<>();
    private int running;
    private boolean left;
    private double again;

    Pass(Json all, Drained drained) {
      this.drained = drained;
      for (int i = 0; i < Json.size(all); i++) {
        Json entry = Json.at(Json.at(all, i), 1);
        String lane = QueuedRequest.lane(entry);
        if (isNew(lane)) {
          lanes.add(lane);
        }
      }
      this.all = all;
    }

    private boolean isNew(String lane) {
      for (String one : lanes) {
        if (one.equals(lane)) {
          return false;
        }
      }
      return true;
    }

    void start() {
      running = 1;
      for (String lane : lanes) {
        running++;
        next(lane, 0);
      }
      ended();
    }

    /** Sends the lane's first entry from {@code index} on. */
    private void next(String lane, int index) {
      for (int i = index; i < Json.size(all); i++) {
        Json entry = Json.at(Json.at(all, i), 1);
        if (QueuedRequest.lane(entry).equals(lane)) {
          send(lane, Json.text(Json.at(Json.at(all, i), 0)), entry, i + 1);
          return;
        }
      }
      ended();
    }

    private void send(String lane, String key, Json seen, int after) {
      Json time = Json.get(seen, "notBefore");
      double wait = Json.isNumber(time) ? Json.number(time) - clock.now() : 0;
      if (QueuedRequest.is(seen, QueuedRequest.IN_FLIGHT)) {
        stay(0);
        return;
      }
      if (wait > 0) {
        stay(wait);
        return;
      }
      log.begin(
          key,
          QueuedRequest.id(seen),
          holder,
          (entry, waits) -> {
            if (waits) {
              waiting.add(new Waiting(lane, after - 1));
              ended();
            } else if (Json.isAbsent(entry)) {
              changed.run();
              wake(seen); // it may just have been parked, since an id that it needs is lost
              next(lane, after);
            } else {
              changed.run();
              sender.send(entry, outcome -> sent(lane, key, entry, outcome, after));
            }
          },
          failure -> stay(BackOff.LONGEST));
    }

    private void sent(String lane, String key, Json entry, Outcome outcome, int after) {
      settle(
          key,
          QueuedRequest.id(entry),
          outcome,
          () -> {
            changed.run();
            if (outcome.isOver()) {
              wake(entry);
            }
            settled(lane, outcome, after);
          });
    }

    /** Continues the lanes that wait for the id that {@code maker} makes. */
    private void wake(Json maker) {
      List<Waiting> before = waiting;
      waiting = new ArrayList<>();
      for (Waiting one : before) {
        if (TemporaryIds.names(Json.at(Json.at(all, one.index()), 1), maker)) {
          running++;
          next(one.lane(), one.index());
        } else {
          waiting.add(one);
        }
      }
    }

    private void settled(String lane, Outcome outcome, int after) {
      if (outcome.isOver()) {
        backOff.reset();
        next(lane, after);
      } else {
        // Only a new try notices a login, since each try asks the app for its credentials again.
        if (outcome.fate() == Fate.LOGIN) {
          backOff.atLeast(BackOff.LOGIN);
        }
        stay(Math.max(outcome.notBefore() - clock.now(), backOff.draw(random)));
      }
    }

    /** Leaves the lane; try it again after {@code ms}. */
    private void stay(double ms) {
      left = true;
      if (ms > 0) {
        again = again == 0 ? ms : Math.min(again, ms);
      }
      ended();
    }

    private void ended() {
      running--;
      if (running == 0) {
        if (again > 0) {
          backOff.grow();
        }
        drained.accept(!left && waiting.isEmpty(), again);
      }
    }
  }
}
