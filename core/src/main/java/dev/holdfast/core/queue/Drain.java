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

  /** Called after a change of the log. */
  public interface Changed {
    /**
     * @param key of the entry that has changed, or is gone
     */
    void changed(String key);
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
  private final Changed changed;
  private final String holder;
  private final BackOff backOff = new BackOff();

  /**
   * @param changed called after each change of the log
   * @param holder the id of this instance
   */
  public Drain(
      RequestLog log, Sender sender, Clock clock, Random random, Changed changed, String holder) {
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

  /** One walk through all lanes. */
  private final class Pass {
    private final List<Lane> lanes = new ArrayList<>();
    private final Drained drained;
    private List<Lane> waiting = new ArrayList<>();
    private int running;
    private boolean left;
    private double again;

    Pass(Json all, Drained drained) {
      this.drained = drained;
      Json places = Json.object();
      for (int i = 0, n = Json.size(all); i < n; i++) {
        String name = QueuedRequest.lane(Json.at(Json.at(all, i), 1));
        if (Json.isAbsent(Json.get(places, name))) {
          Json.set(places, name, Json.of(lanes.size()));
          lanes.add(new Lane());
        }
        int place = (int) Json.number(Json.get(places, name));
        Json.push(lanes.get(place).rows, Json.at(all, i));
      }
    }

    void start() {
      running = 1;
      for (Lane lane : lanes) {
        running++;
        lane.next();
      }
      ended();
    }

    /** Continues the lanes that wait for the id that {@code maker} makes. */
    private void wake(Json maker) {
      List<Lane> before = waiting;
      waiting = new ArrayList<>();
      for (Lane one : before) {
        if (TemporaryIds.names(one.entry(), maker)) {
          running++;
          one.next();
        } else {
          waiting.add(one);
        }
      }
    }

    /** Leaves a lane; try it again after {@code ms}. */
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

    /** The requests of one lane, in order. */
    private final class Lane {
      private final Json rows = Json.array();
      private int at;

      private Json entry() {
        return Json.at(Json.at(rows, at), 1);
      }

      private String key() {
        return Json.text(Json.at(Json.at(rows, at), 0));
      }

      private boolean isInFlight() {
        return QueuedRequest.is(entry(), QueuedRequest.IN_FLIGHT);
      }

      /** How long the server wants us to wait; 0 or less if it does not. */
      private double pause() {
        // A clock that was set back behind the request says nothing of the time to wait until.
        boolean back = clock.now() < QueuedRequest.number(Json.get(entry(), "at"));
        return back ? 0 : until(QueuedRequest.number(Json.get(entry(), "notBefore")));
      }

      /** 0 stands for no time, also if the clock is behind it. */
      private double until(double time) {
        return time == 0 ? 0 : time - clock.now();
      }

      /** Sends the first request that is left. */
      void next() {
        if (at == Json.size(rows)) {
          ended();
        } else if (isInFlight()) {
          stay(0);
        } else if (pause() > 0) {
          stay(pause());
        } else {
          log.begin(
              key(),
              QueuedRequest.id(entry()),
              holder,
              (entry, waits) -> {
                if (!waits) {
                  changed.changed(key());
                }
                begun(entry, waits);
              },
              failure -> stay(BackOff.LONGEST));
        }
      }

      private void begun(Json entry, boolean waits) {
        if (waits) {
          waiting.add(this);
          ended();
        } else if (Json.isAbsent(entry)) {
          Json gone = entry();
          at++;
          wake(gone); // it may just have been parked, since an id that it needs is lost
          next();
        } else {
          sender.send(entry, outcome -> sent(entry, outcome));
        }
      }

      private void sent(Json entry, Outcome outcome) {
        String key = key();
        if (!outcome.isOver()) {
          settle(key, QueuedRequest.id(entry), outcome, () -> blocked(outcome));
          return;
        }
        at++;
        if (at == Json.size(rows) || isInFlight() || pause() > 0) {
          over(key, entry, outcome);
          return;
        }
        log.goOn(
            key,
            QueuedRequest.id(entry),
            outcome,
            Json.at(rows, at),
            holder,
            (next, waits) -> {
              backOff.reset();
              changed.changed(key);
              changed.changed(key());
              wake(entry);
              begun(next, waits);
            },
            failure -> over(key, entry, outcome));
      }

      private void over(String key, Json entry, Outcome outcome) {
        settle(
            key,
            QueuedRequest.id(entry),
            outcome,
            () -> {
              backOff.reset();
              changed.changed(key);
              wake(entry);
              next();
            });
      }

      private void blocked(Outcome outcome) {
        changed.changed(key());
        // Only a new try notices a login, since each try asks the app for its credentials again.
        if (outcome.fate() == Fate.LOGIN) {
          backOff.atLeast(BackOff.LOGIN);
        }
        stay(Math.max(until(outcome.notBefore()), backOff.draw(random)));
      }
    }
  }
}
