package dev.holdfast.core.queue;

import dev.holdfast.core.BackOff;
import dev.holdfast.core.Clock;
import dev.holdfast.core.Random;
import dev.holdfast.core.json.Json;
import dev.holdfast.core.queue.Outcome.Fate;
import java.util.ArrayList;
import java.util.List;

/**
 * Sends what the {@link RequestLog} holds: lanes side by side, one request of a lane at a time, in
 * order. What must wait blocks its lane only; what the server refuses for good is parked and its
 * lane goes on. A lane whose next request names something that another one makes waits for that.
 *
 * <p>One drain runs at a time, among all tabs and workers: the caller holds a lock around {@link
 * #run}. A drain that left something behind names when the next makes sense.
 */
public final class Drain {
  /** Sends one request, with its id as {@code Idempotency-Key}: the port to the network. */
  public interface Sender {
    /** Exactly one outcome follows, within bounded time. */
    void send(Json entry, Sent sent);
  }

  /** Hears the outcome of one sending. */
  public interface Sent {
    void with(Outcome outcome);
  }

  /** Hears the end of a drain. */
  public interface Drained {
    /**
     * @param done whether nothing unsent is left
     * @param again ms until another drain makes sense; 0 if nothing but news helps
     */
    void with(boolean done, double again);
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
   * @param holder this instance
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
   * Sends all it can.
   *
   * @param entries what {@link RequestLog#unsent} found
   */
  public void run(Json entries, Drained drained) {
    new Pass(entries, drained).start();
  }

  /**
   * Stores what became of an entry that this instance has sent, as soon as the store allows it:
   * nobody else touches an entry in flight as long as the instance lives.
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

  /** A lane that waits for an id, and which of its entries does. */
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
              wake(seen); // it is parked if nothing makes what it names
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

    /** Goes on with the lanes that wait for what {@code maker} makes. */
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
        // A login is noticed by trying: what re-makes the credentials is asked anew each time.
        if (outcome.fate() == Fate.LOGIN) {
          backOff.atLeast(BackOff.LOGIN);
        }
        stay(Math.max(outcome.notBefore() - clock.now(), backOff.draw(random)));
      }
    }

    /** The lane stays as it is; {@code ms} until trying it again makes sense. */
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
        drained.with(!left && waiting.isEmpty(), again);
      }
    }
  }
}
