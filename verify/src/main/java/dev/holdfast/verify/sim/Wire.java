package dev.holdfast.verify.sim;

import dev.holdfast.core.json.Json;
import dev.holdfast.core.net.Probe;
import dev.holdfast.core.sync.Transport;

/** One page's way to the server, with everything that happens to requests on networks. */
final class Wire implements Transport, Probe {
  private static final double DEADLINE = 30_000;

  private final World world;
  private final Device device;
  private final Agenda.Life page;
  private final Dice dice;

  Wire(World world, Device device, Agenda.Life page, int number) {
    this.world = world;
    this.device = device;
    this.page = page;
    this.dice = Dice.of(world.seed(), "wire" + device.number(), number);
  }

  /** What leaves: with the credentials that the browser has then. */
  private record Push(Json request, String signedIn) {}

  /** One request: it hears exactly one answer, in time or not. */
  private final class Call {
    private final Transport.Heard heard;
    private boolean ended;

    Call(Transport.Heard heard) {
      this.heard = heard;
      world.agenda().after(DEADLINE, page, () -> end(0, Json.absent(), 0));
    }

    void end(int status, Json body, double retryAfter) {
      if (!ended) {
        ended = true;
        world.note("answer" + status);
        heard.answer(new Answer(status, body, retryAfter));
      }
    }

    void endAfter(double ms, int status, Json body, double retryAfter) {
      world.agenda().after(ms, page, () -> end(status, body, retryAfter));
    }
  }

  @Override
  public void post(Json body, Transport.Heard heard) {
    Call call = new Call(heard);
    Push push = new Push(world.bugs().request(body), device.signedIn());
    double there = 5 + dice.pause(60);
    if (!device.cable()) {
      call.endAfter(1, 0, Json.absent(), 0);
      return;
    }
    Faults.Fate fate = world.faults().fate(dice);
    switch (fate) {
      case DROPPED_BEFORE_COMMIT -> call.endAfter(dice.pause(4_000), 0, Json.absent(), 0);
      case STATUS_503 -> call.endAfter(there, 503, SyncServer.problem("BUSY"), 0);
      case STATUS_429 -> call.endAfter(there, 429, SyncServer.problem("SLOW"), dice.pause(20_000));
      case HTML_200 -> call.endAfter(there, 200, world.bugs().portal(push.request()), 0);
      case REDIRECTED -> call.endAfter(there, -1, Json.absent(), 0);
      case LATE -> deliver(call, push, fate, dice.pause(20_000));
      case HANDLED_AFTER_TIMEOUT -> deliver(call, push, fate, DEADLINE + dice.pause(30_000));
      case DUPLICATED -> {
        deliver(call, push, fate, there);
        deliver(call, push, fate, there + dice.pause(4_000));
      }
      default -> deliver(call, push, fate, there);
    }
  }

  private void deliver(Call call, Push push, Faults.Fate fate, double there) {
    world.agenda().after(there, Agenda.WORLD, () -> arrived(call, push, fate));
  }

  private void arrived(Call call, Push push, Faults.Fate fate) {
    String named = world.bugs().subject(SyncServer.SUBJECT);
    SyncServer.Reply reply = world.server().handle(push.request(), named, push.signedIn());
    world.note("served" + (reply == null ? 0 : reply.status()));
    double back = 5 + dice.pause(60);
    boolean lost =
        fate == Faults.Fate.DROPPED_AFTER_COMMIT
            || fate == Faults.Fate.TRUNCATED
            || !device.cable();
    if (lost || reply == null) {
      boolean reset = dice.chance(0.5) || fate == Faults.Fate.TRUNCATED;
      if (reset) {
        call.endAfter(back, 0, Json.absent(), 0);
      } // else silence, until the deadline
    } else {
      call.endAfter(back, reply.status(), world.bugs().response(push.request(), reply.body()), 0);
    }
  }

  @Override
  public void ask(String nonce, Probe.Heard heard) {
    double there = 5 + dice.pause(60);
    if (!device.cable()) {
      world.agenda().after(1, page, () -> heard.answer(0, ""));
      return;
    }
    Faults.Fate fate = world.faults().fate(dice);
    world
        .agenda()
        .after(
            there + dice.pause(60),
            page,
            () -> {
              boolean up = world.server().isUp();
              switch (fate) {
                case ANSWERED, DUPLICATED, LATE -> heard.answer(up ? 200 : 0, up ? nonce : "");
                case STATUS_503, STATUS_429 -> heard.answer(503, "");
                case HTML_200 -> heard.answer(200, "<html>");
                default -> heard.answer(0, "");
              }
            });
  }
}
