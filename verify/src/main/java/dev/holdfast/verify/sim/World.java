package dev.holdfast.verify.sim;

import dev.holdfast.core.json.Json;
import dev.holdfast.core.space.Head;
import dev.holdfast.core.space.Revision;
import dev.holdfast.core.store.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One run of one scenario: devices, network, server and time, all on this thread. After the last
 * step everything is healed and all must come together.
 */
final class World {
  private static final double LONGEST_BACK_OFF = 150_000;
  private static final double LONGEST_REQUEST = 65_000;
  private static final int HEALING = 12;

  private final Scenario scenario;
  private final Hooks bugs;
  private final Agenda agenda = new Agenda();
  private final Trace trace = new Trace();
  private final Faults faults = new Faults();
  private final Reads reads = new Reads(this);
  private final Ledger ledger = new Ledger(reads);
  private final Oracle oracle;
  private final SyncServer server;
  private final Till till = new Till();
  private final @Nullable Backend backend;
  private final @Nullable RestServer rest;
  private final List<Device> devices = new ArrayList<>();
  private final Actions actions;

  /** How a run ended: its fingerprint, and what was broken or null. */
  record Outcome(String trace, long events, @Nullable Violation violation) {}

  private World(Scenario scenario, Hooks bugs) {
    this.scenario = scenario;
    this.bugs = bugs;
    this.oracle = new Oracle(this);
    this.server = new SyncServer(this);
    this.backend = scenario.sync() == Scenario.Sync.FUNCTION ? new Backend(this) : null;
    this.rest = scenario.sync() == Scenario.Sync.REST ? new RestServer(this) : null;
    this.actions = new Actions(this);
  }

  static World seeded(long seed, int steps) {
    return new World(Workload.of(seed, steps), new Hooks());
  }

  static World of(Scenario scenario, @Nullable Bug bug) {
    return new World(scenario, bug == null ? new Hooks() : bug.hooks());
  }

  Outcome run() {
    try {
      for (int i = 0; i < scenario.devices(); i++) {
        Device device = new Device(this, i);
        devices.add(device);
        device.open();
      }
      agenda.pass(1_000);
      for (Step step : scenario.steps()) {
        note(step.op().name());
        actions.take(step);
        agenda.pass(step.pause());
        oracle.check();
      }
      heal();
      oracle.converged();
    } catch (Violation violation) {
      return new Outcome(trace.hex(), agenda.happened(), violation);
    } catch (RuntimeException broken) {
      Violation violation = new Violation("crash", "an exception in a page: " + broken, broken);
      return new Outcome(trace.hex(), agenda.happened(), violation);
    }
    return new Outcome(trace.hex(), agenda.happened(), null);
  }

  private void heal() {
    faults.set(0);
    server.power(true);
    server.pick(false);
    server.crashAt(SyncServer.Crash.NEVER);
    for (Device device : devices) {
      device.plug(true, false);
      device.signInAgain();
      device.fill(false);
      device.cache().drop();
      device.worker().wake();
      Releases.mend(device);
    }
    agenda.pass(LONGEST_REQUEST); // what left under another subject is answered
    for (Device device : devices) {
      device.signInAgain(); // who was about to leave may have
      if (!SignOut.sealed(device).isEmpty()) {
        device.crash(); // a page brings back what is sealed when it is loaded, once
      }
      if (device.pages().isEmpty()) {
        device.open();
      }
      device.pages().forEach(Page::nudge);
    }
    agenda.pass(1_000);
    for (Device device : devices) {
      if (device.disk().rot().any()) {
        device.pages().get(0).app().load(); // which reads every page
      }
    }
    agenda.pass(LONGEST_BACK_OFF);
    oracle.check();
    for (Device device : devices) {
      device.disk().rot().settled();
      stillScheduled(device);
      SignOut.returned(device);
      device.worker().settled();
    }
    for (int i = 0; i < HEALING; i++) {
      for (Device device : devices) {
        actions.settle(device, i);
      }
      agenda.pass(20_000);
      oracle.check();
    }
  }

  /** I8: what could be sent was, without anybody asking. */
  private void stillScheduled(Device device) {
    for (Json entry : device.disk().committed(Table.OUTBOX).values()) {
      String state = Json.text(Json.get(entry, "state"));
      if (state.equals("inFlight") || state.equals("unknown") || state.equals("queued")) {
        throw new Violation(
            "I8", "device " + device.number() + " does not send " + Json.stringify(entry));
      }
    }
  }

  // --- parts ---

  long seed() {
    return scenario.seed();
  }

  Agenda agenda() {
    return agenda;
  }

  Hooks bugs() {
    return bugs;
  }

  Faults faults() {
    return faults;
  }

  Ledger ledger() {
    return ledger;
  }

  Reads reads() {
    return reads;
  }

  Oracle oracle() {
    return oracle;
  }

  Till till() {
    return till;
  }

  Actions actions() {
    return actions;
  }

  SyncServer server() {
    return server;
  }

  @Nullable Backend backend() {
    return backend;
  }

  @Nullable RestServer rest() {
    return rest;
  }

  /** The app's backend, whichever it is; null if there is a Holdfast server. */
  @Nullable AppServer appServer() {
    return backend != null ? backend : rest;
  }

  /** Whether the app brings edits to its backend by itself, and hears from it what others did. */
  boolean adopts() {
    return scenario.steps().stream().anyMatch(step -> step.op() == Step.Op.ADOPT);
  }

  List<Device> devices() {
    return devices;
  }

  void note(String what) {
    trace.note(agenda.now(), what);
  }

  void poke(int version) {
    for (Device device : devices) {
      device.poke(version);
    }
  }

  /** The hash of the server's state; empty if only an app's backend knows. */
  String serverHash() {
    Head head = server.disk().head();
    return appServer() != null || head == null ? "" : head.stateHash().hex();
  }

  /** What the server holds, by document key. */
  TreeMap<String, String> truth() {
    AppServer apps = appServer();
    if (apps != null) {
      return apps.truth();
    }
    TreeMap<String, String> truth = new TreeMap<>();
    for (Map.Entry<String, Revision> e : server.disk().live().entrySet()) {
      truth.put(e.getKey(), String.valueOf(e.getValue().text()));
    }
    return truth;
  }
}
