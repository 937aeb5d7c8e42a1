package dev.holdfast.verify.sim;

import dev.holdfast.verify.sim.bugs.Bug;
import dev.holdfast.verify.sim.device.Device;
import dev.holdfast.verify.sim.ground.Ground;
import dev.holdfast.verify.sim.ground.Hooks;
import dev.holdfast.verify.sim.ground.Violation;
import dev.holdfast.verify.sim.judge.Arrivals;
import dev.holdfast.verify.sim.judge.Effects;
import dev.holdfast.verify.sim.judge.Forms;
import dev.holdfast.verify.sim.judge.Ledger;
import dev.holdfast.verify.sim.judge.Pending;
import dev.holdfast.verify.sim.judge.Promises;
import dev.holdfast.verify.sim.judge.Reads;
import dev.holdfast.verify.sim.judge.Receipts;
import dev.holdfast.verify.sim.judge.Shown;
import dev.holdfast.verify.sim.judge.States;
import dev.holdfast.verify.sim.page.Browser;
import dev.holdfast.verify.sim.page.HttpCache;
import dev.holdfast.verify.sim.page.Page;
import dev.holdfast.verify.sim.server.Backend;
import dev.holdfast.verify.sim.server.PickyValidator;
import dev.holdfast.verify.sim.server.RestServer;
import dev.holdfast.verify.sim.server.Servers;
import dev.holdfast.verify.sim.server.Stranger;
import dev.holdfast.verify.sim.server.SyncServer;
import dev.holdfast.verify.sim.server.Till;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One run of one scenario: devices, network, server and time, all on this thread. It connects them,
 * executes the steps and lets the oracle check. After the last step all faults end, and all devices
 * must reach the same state.
 */
final class World {
  private final Scenario scenario;
  private final Ground ground;
  private final List<Browser> browsers = new ArrayList<>();
  private final Actions actions;
  private final Healing healing;
  private final Oracle oracle;

  /** The result of a run: its trace, and the violation or null. */
  record Outcome(String trace, long events, @Nullable Violation violation) {}

  private World(Scenario scenario, Hooks bugs) {
    this.scenario = scenario;
    this.ground = Ground.of(scenario.seed(), bugs);

    List<Device> devices = new ArrayList<>();
    for (int i = 0; i < scenario.devices(); i++) {
      devices.add(new Device(ground, i));
    }

    Pending pending = new Pending();
    Shown shown = new Shown();
    Reads reads = new Reads(shown, pending);
    Forms forms = new Forms();
    Ledger ledger = new Ledger(reads, shown, pending, forms);
    Effects effects = new Effects(shown, reads, devices, forms);
    Arrivals arrivals = new Arrivals(ledger, effects);

    PickyValidator picky = new PickyValidator();
    Receipts receipts = new Receipts(picky, effects, ledger);
    SyncServer server = new SyncServer(ground, picky, receipts, this::poke);
    Servers servers =
        switch (scenario.sync()) {
          case SERVER -> new Servers(server, null, null);
          case FUNCTION -> new Servers(server, new Backend(ground, effects), null);
          case REST ->
              new Servers(server, null, new RestServer(ground.dice("backend", 1), picky, effects));
        };
    Till till = new Till();

    States states = new States();
    boolean strange = scenario.has(Step.Op.STRANGER);
    boolean shapes = scenario.has(Step.Op.SHAPE) || scenario.has(Step.Op.VALUE);
    boolean values = scenario.has(Step.Op.VALUE) || (strange && scenario.seed() % 2 != 0);
    if (servers.rest() != null) {
      shown.hasNoReceipts();
    }
    if (values) {
      shown.followsNothing();
      devices.forEach(device -> reads.blind(device.number()));
    }
    Promises promises = new Promises(ground.trace(), servers, ledger, forms, strange || shapes);
    Browser.Loader loader =
        (browser, number) ->
            new Page(
                ground,
                servers,
                browser.device(),
                browser.cache(),
                browser,
                number,
                forms.latest(),
                promises,
                ledger,
                states);
    for (Device device : devices) {
      int number = device.number();
      HttpCache cache = new HttpCache(number, ground.dice("cache", number), ground.trace(), reads);
      browsers.add(new Browser(ground, device, cache, till, loader, ledger, arrivals));
    }

    Tokens tokens = new Tokens();
    Releases releases = new Releases(ground.agenda(), effects, ledger, reads);
    Decider decider = new Decider(ground.bugs(), servers, ledger, tokens);
    this.actions =
        new Actions(
            browsers,
            new Environment(
                ground.faults(),
                servers,
                picky,
                releases,
                effects,
                ledger,
                forms,
                tokens,
                new Stranger(server, values)),
            new Person(ground, servers, reads, ledger, effects, arrivals, decider, tokens));
    this.oracle = new Oracle(browsers, servers, effects, ledger);
    boolean adopts = scenario.has(Step.Op.ADOPT);
    this.healing =
        new Healing(ground, servers, picky, browsers, releases, decider, oracle, forms, adopts);
  }

  static World seeded(long seed, int steps) {
    return new World(Workload.of(seed, steps), new Hooks());
  }

  static World of(Scenario scenario, @Nullable Bug bug) {
    return new World(scenario, bug == null ? new Hooks() : bug.hooks());
  }

  Outcome run() {
    try {
      browsers.forEach(Browser::open);
      ground.agenda().pass(1_000);
      for (Step step : scenario.steps()) {
        ground.note(step.op().name());
        actions.take(step);
        ground.agenda().pass(step.pause());
        oracle.check();
      }
      healing.run();
      oracle.converged();
    } catch (Violation violation) {
      return ended(violation);
    } catch (RuntimeException broken) {
      return ended(new Violation("crash", "an exception in a page: " + broken, broken));
    }
    return ended(null);
  }

  private Outcome ended(@Nullable Violation violation) {
    return new Outcome(ground.trace().hex(), ground.agenda().happened(), violation);
  }

  /** Pokes every device: the server has a new version. */
  private void poke(int version) {
    for (Browser browser : browsers) {
      browser.poke(version);
    }
  }
}
