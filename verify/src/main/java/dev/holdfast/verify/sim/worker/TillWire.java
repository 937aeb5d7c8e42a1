package dev.holdfast.verify.sim.worker;

import dev.holdfast.core.json.Json;
import dev.holdfast.core.queue.Outcome;
import dev.holdfast.core.store.Table;
import dev.holdfast.verify.sim.device.Device;
import dev.holdfast.verify.sim.device.LocalDisk;
import dev.holdfast.verify.sim.ground.Agenda;
import dev.holdfast.verify.sim.ground.Dice;
import dev.holdfast.verify.sim.ground.Faults;
import dev.holdfast.verify.sim.ground.Ground;
import dev.holdfast.verify.sim.server.Till;
import java.util.Map;
import java.util.function.Consumer;

/** The worker's connection to the till, with all faults of a network. */
final class TillWire {
  private static final double DEADLINE = 30_000;

  private final Ground ground;
  private final Device device;
  private final LocalDisk disk;
  private final Till till;
  private final Names names;
  private final Requests requests;
  private final Dice dice;

  TillWire(
      Ground ground,
      Device device,
      LocalDisk disk,
      Till till,
      Names names,
      Requests requests,
      Dice dice) {
    this.ground = ground;
    this.device = device;
    this.disk = disk;
    this.till = till;
    this.names = names;
    this.requests = requests;
    this.dice = dice;
  }

  /** The name of the device at the till. */
  private String sender() {
    return "d" + device.number();
  }

  /** The device's log was cleared or lost its latest places. */
  void forgetOrder() {
    till.forgetOrder(sender());
  }

  /**
   * The device's log was cleared while the request was dispatched again: it counts as new there.
   */
  void forgetMark(Till.Request request) {
    till.forgetMark(request);
  }

  /** Sends the entry's request, while the worker lives. {@code heard} gets the outcome once. */
  void send(Agenda.Life worker, Json entry, Consumer<Outcome> heard) {
    new Call(worker, heard).send(entry);
  }

  /** One request on its way. */
  private final class Call {
    private final Agenda.Life worker;
    private final Consumer<Outcome> heard;
    private boolean ended;

    Call(Agenda.Life worker, Consumer<Outcome> heard) {
      this.worker = worker;
      this.heard = heard;
      ground.after(DEADLINE, worker, () -> end(Outcome.noAnswer()));
    }

    private void end(Outcome outcome) {
      if (!ended) {
        ended = true;
        heard.accept(outcome);
      }
    }

    void send(Json entry) {
      Faults.Fate fate = ground.faults().fate(dice);
      boolean nobody =
          fate == Faults.Fate.DROPPED_BEFORE_COMMIT
              || fate == Faults.Fate.HTML_200; // a portal's page is not an answer
      if (!device.cable() || nobody) {
        ground.after(dice.pause(500), worker, () -> end(Outcome.noAnswer()));
        return;
      }
      double there = 5 + dice.pause(fate == Faults.Fate.LATE ? 20_000 : 60);
      String id = Json.text(Json.get(entry, "id"));
      String key = ground.bugs().key(id);
      Till.Request request = requests.of(Json.text(Json.get(entry, "body")));
      names.leaves(request, entry);
      ground.after(there, Agenda.WORLD, () -> arrived(fate, key, id, request));
    }

    private void arrived(Faults.Fate fate, String key, String id, Till.Request request) {
      int early = early(fate);
      int status = early >= 0 ? early : till.handle(sender(), key, place(id), request);
      ground.note("till" + status);
      boolean lost = fate == Faults.Fate.DROPPED_AFTER_COMMIT || fate == Faults.Fate.TRUNCATED;
      double back = 5 + dice.pause(60);
      Outcome outcome = lost ? Outcome.noAnswer() : answered(status, request);
      ground.after(
          back,
          worker,
          () -> {
            if (!outcome.id().isEmpty()) {
              names.heard(request.makes());
            }
            end(outcome);
          });
    }
  }

  /** The place of the entry in the log; -1 if it is no longer there. */
  private int place(String id) {
    for (Map.Entry<String, Json> e : disk.committed(Table.REQUESTS).entrySet()) {
      if (Json.text(Json.get(e.getValue(), "id")).equals(id)) {
        return Integer.parseInt(e.getKey());
      }
    }
    return -1;
  }

  private Outcome answered(int status, Till.Request request) {
    Outcome outcome = Outcome.of(status, 0, false);
    String id = till.given(request.makes());
    boolean named = !id.isEmpty() && !id.equals(request.makes());
    return status == 200 && named ? outcome.naming(Json.stringify(Json.of(id))) : outcome;
  }

  /** The status of an answer that does not come from the backend; -1 if there is none. */
  private static int early(Faults.Fate fate) {
    return switch (fate) {
      case STATUS_503 -> 503;
      case STATUS_429 -> 429;
      case REDIRECTED -> 0;
      default -> -1;
    };
  }
}
