package dev.holdfast.verify.sim.page;

import dev.holdfast.verify.sim.device.Device;
import dev.holdfast.verify.sim.ground.Agenda;
import dev.holdfast.verify.sim.ground.Dice;
import dev.holdfast.verify.sim.ground.Faults;
import dev.holdfast.verify.sim.ground.Ground;
import org.jspecify.annotations.Nullable;

/** One page's connection to a server, with all faults of a network. */
final class Line {
  private static final double DEADLINE = 30_000;

  private final Ground ground;
  private final Device device;
  private final Agenda.Life page;
  private final Dice dice;

  Line(Ground ground, Device device, Agenda.Life page, Dice dice) {
    this.ground = ground;
    this.device = device;
    this.page = page;
    this.dice = dice;
  }

  /** A request being sent, with the browser's credentials of that moment. */
  interface Request<A> {
    /** The request arrives, perhaps not for the first time. Null if the server dies over it. */
    @Nullable A arrived();

    /**
     * The answer when it does not come from the server.
     *
     * @param status 0 for no whole answer, -1 for a redirect, 200 for a portal's page
     */
    A instead(int status, double retryAfter);

    int status(A answer);

    /** The answer is here. Called once. */
    void ended(A answer);
  }

  /** One request on its way. It ends with exactly one answer, in time or not. */
  private final class Call<A> {
    private final Request<A> request;
    private boolean ended;

    Call(Request<A> request) {
      this.request = request;
      ground.after(DEADLINE, page, () -> end(request.instead(0, 0)));
    }

    void end(A answer) {
      if (!ended) {
        ended = true;
        ground.note("answer" + request.status(answer));
        request.ended(answer);
      }
    }

    void endAfter(double ms, A answer) {
      ground.after(ms, page, () -> end(answer));
    }

    void endAfter(double ms, int status, double retryAfter) {
      endAfter(ms, request.instead(status, retryAfter));
    }

    void send() {
      double there = 5 + dice.pause(60);
      if (!device.cable()) {
        endAfter(1, 0, 0);
        return;
      }
      Faults.Fate fate = ground.faults().fate(dice);
      switch (fate) {
        case DROPPED_BEFORE_COMMIT -> endAfter(dice.pause(4_000), 0, 0);
        case STATUS_503 -> endAfter(there, 503, 0);
        case STATUS_429 -> endAfter(there, 429, dice.pause(20_000));
        case HTML_200 -> endAfter(there, 200, 0);
        case REDIRECTED -> endAfter(there, -1, 0);
        case LATE -> deliver(fate, dice.pause(20_000));
        case HANDLED_AFTER_TIMEOUT -> deliver(fate, DEADLINE + dice.pause(30_000));
        case DUPLICATED -> {
          deliver(fate, there);
          deliver(fate, there + dice.pause(4_000));
        }
        default -> deliver(fate, there);
      }
    }

    private void deliver(Faults.Fate fate, double there) {
      ground.after(there, Agenda.WORLD, () -> arrived(fate));
    }

    private void arrived(Faults.Fate fate) {
      A answer = request.arrived();
      ground.note("served" + (answer == null ? 0 : request.status(answer)));
      double back = 5 + dice.pause(60);
      boolean lost =
          fate == Faults.Fate.DROPPED_AFTER_COMMIT
              || fate == Faults.Fate.TRUNCATED
              || !device.cable();
      if (lost || answer == null) {
        boolean reset = dice.chance(0.5) || fate == Faults.Fate.TRUNCATED;
        if (reset) {
          endAfter(back, 0, 0);
        } // else there is no answer until the deadline
      } else {
        endAfter(back, answer);
      }
    }
  }

  <A> void send(Request<A> request) {
    new Call<>(request).send();
  }
}
