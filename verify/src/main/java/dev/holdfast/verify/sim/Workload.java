package dev.holdfast.verify.sim;

import dev.holdfast.verify.sim.Scenario.Sync;
import dev.holdfast.verify.sim.Step.Op;
import dev.holdfast.verify.sim.ground.Dice;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes a scenario out of a seed. Each seed has only some of the rare events, so that each kind of
 * fault also occurs alone.
 */
final class Workload {
  /** The steps that a REST backend does not have: it has no backups and forgets no deletions. */
  private static final List<Op> NOT_OF_REST =
      List.of(
          Op.SERVER_CRASH,
          Op.BACKUP,
          Op.RESTORE,
          Op.COMPACT,
          Op.DAMAGE,
          Op.STRANGER,
          Op.SHAPE,
          Op.VALUE);

  private final long seed;
  private final Dice dice;
  private final List<Op> bag = new ArrayList<>();

  private Workload(long seed) {
    this.seed = seed;
    this.dice = Dice.of(seed, "workload", 0);
  }

  static Scenario of(long seed, int steps) {
    return new Workload(seed).make(steps);
  }

  private Scenario make(int length) {
    boolean ownFunction = dice.below(6) == 0;
    boolean rest = !ownFunction && Dice.of(seed, "rest", 0).below(8) == 0;
    Sync sync = ownFunction ? Sync.FUNCTION : rest ? Sync.REST : Sync.SERVER;
    int devices = ownFunction ? 1 : 1 + dice.below(3);
    fill(ownFunction);
    if (rest) {
      bag.removeAll(NOT_OF_REST);
      add(Op.OTHERS, 12);
      rarely(2, Op.CACHE, 4);
    }
    int pace = new int[] {20, 400, 4_000}[dice.below(3)];
    List<Step> steps = new ArrayList<>();
    for (int i = 0; i < length; i++) {
      Op op = bag.get(dice.below(bag.size()));
      steps.add(new Step(op, dice.below(devices), dice.below(1 << 20), (int) dice.pause(pace)));
    }
    return new Scenario("", seed, devices, sync, steps);
  }

  private void add(Op op, int weight) {
    for (int i = 0; i < weight; i++) {
      bag.add(op);
    }
  }

  /** Adds steps that belong together, in some seeds. */
  private void perhaps(int oneIn, Object... weighted) {
    perhaps(dice, oneIn, weighted);
  }

  /** The same for steps that were added later. Seeds that do not draw them stay unchanged. */
  private void rarely(int oneIn, Object... weighted) {
    perhaps(Dice.of(seed, weighted[0].toString(), 0), oneIn, weighted);
  }

  private void perhaps(Dice of, int oneIn, Object... weighted) {
    if (of.below(oneIn) == 0) {
      for (int i = 0; i < weighted.length; i += 2) {
        add((Op) weighted[i], (Integer) weighted[i + 1]);
      }
    }
  }

  private void fill(boolean ownFunction) {
    boolean snapshots = dice.below(3) > 0;
    boolean documents = !snapshots || dice.below(2) == 0;
    if (documents) {
      add(Op.PUT, 40);
      add(Op.REMOVE, 5);
    }
    if (snapshots) {
      add(Op.TYPE, 30);
      add(Op.TAKE, 5);
      add(Op.SAVE, 16);
      add(Op.LOAD, 2);
    }
    add(Op.SYNC, 6);
    add(Op.RESOLVE, 5);
    perhaps(3, Op.REQUEST, 15, Op.STOP_WORKER, 2);
    perhaps(2, Op.OPEN_TAB, 3, Op.CLOSE_TAB, 2);
    perhaps(2, Op.CRASH, 2, Op.OPEN_TAB, 2);
    perhaps(2, Op.OFFLINE, 2, Op.ONLINE, 3);
    perhaps(2, Op.WEATHER, 4);
    perhaps(4, Op.FILL_DISK, 2, Op.FREE_DISK, 3);
    perhaps(6, Op.RESTORE_VERSION, 2);
    perhaps(4, Op.CLOCK, 2);
    perhaps(3, Op.DISCARD, 1, Op.RETRY, 2);
    if (!ownFunction) { // which has no ids, and decides alone what is synced
      perhaps(4, Op.EXPORT, 2, Op.IMPORT, 3);
      perhaps(6, Op.EVICT, 1);
      perhaps(5, Op.POWER_LOSS, 2, Op.OPEN_TAB, 2);
      perhaps(5, Op.OTHER_SUBJECT, 1, Op.SIGN_IN, 3);
      perhaps(4, Op.RESET, 1, Op.RESTORE_ARCHIVE, 2);
      perhaps(3, Op.SERVER_CRASH, 3);
      perhaps(3, Op.SERVER_DOWN, 1, Op.SERVER_UP, 2);
      perhaps(4, Op.BACKUP, 1, Op.RESTORE, 1);
      perhaps(4, Op.COMPACT, 1);
      perhaps(4, Op.PICKY, 2);
    }
    if (!ownFunction) {
      rarely(6, Op.DAMAGE, 2);
    }
    rarely(2, Op.READ, 15);
    rarely(5, Op.OLD_RELEASE, 2);
    rarely(8, Op.NEWER_RELEASE, 2, Op.OPEN_TAB, 1);
    if (!ownFunction) {
      rarely(4, Op.DEPLOY, 1, Op.OPEN_TAB, 3, Op.CLOSE_TAB, 2);
    }
    if (ownFunction) {
      rarely(2, Op.EXPORT, 8);
      rarely(2, Op.ADOPT, 16, Op.LOAD, 5);
    }
    if (!ownFunction && !bag.contains(Op.DEPLOY)) {
      rarely(6, Op.STRANGER, 8);
      rarely(8, Op.SHAPE, 3, Op.OPEN_TAB, 2, Op.CLOSE_TAB, 2);
      rarely(12, Op.VALUE, 2, Op.SHAPE, 2, Op.OPEN_TAB, 2, Op.CLOSE_TAB, 2, Op.DAMAGE, 2);
    }
    rarely(4, Op.MAKE, 12, Op.STOP_WORKER, 1);
    rarely(6, Op.NAME, 1, Op.MAKE, 12, Op.REQUEST, 4);
    rarely(8, Op.DAMAGE_REQUEST, 2, Op.REQUEST, 10);
    if (!ownFunction) {
      rarely(5, Op.SIGN_OUT, 3, Op.SIGN_IN, 6, Op.FILL_DISK, 2, Op.FREE_DISK, 3);
    }
  }
}
