package dev.holdfast.verify.sim;

import dev.holdfast.verify.sim.bugs.Bug;
import dev.holdfast.verify.sim.ground.Violation;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Shortens a failing scenario. It leaves out steps, at first half of them at once, then shortens
 * the pauses. A change stays if the same guarantee is still violated.
 */
final class Shrinker {
  private static final int RUNS = 1_500;

  private final @Nullable Bug bug;
  private final String guarantee;
  private Scenario best;
  private int runs;

  private Shrinker(Scenario failing, @Nullable Bug bug, String guarantee) {
    this.best = failing;
    this.bug = bug;
    this.guarantee = guarantee;
  }

  static Scenario shrink(Scenario failing, @Nullable Bug bug, Violation violation) {
    Shrinker shrinker = new Shrinker(failing, bug, violation.guarantee());
    shrinker.steps();
    shrinker.pauses();
    shrinker.steps();
    return shrinker.best;
  }

  private boolean fails(Scenario candidate) {
    if (runs++ >= RUNS) {
      return false;
    }
    Violation violation = World.of(candidate, bug).run().violation();
    if (violation == null || !violation.guarantee().equals(guarantee)) {
      return false;
    }
    best = candidate;
    return true;
  }

  private void steps() {
    boolean better = true;
    while (better && runs < RUNS) {
      better = false;
      for (int chunk = Math.max(1, best.steps().size() / 2); chunk > 0; chunk /= 2) {
        for (int at = best.steps().size() - chunk; at >= 0; at -= chunk) {
          if (at + chunk <= best.steps().size()) {
            List<Step> fewer = new ArrayList<>(best.steps());
            fewer.subList(at, at + chunk).clear();
            better |= fails(best.with(fewer));
          }
        }
      }
    }
  }

  private void pauses() {
    for (int i = 0; i < best.steps().size(); i++) {
      for (int pause : new int[] {0, 100, 1_000}) {
        Step step = best.steps().get(i);
        if (pause < step.pause()) {
          List<Step> steps = new ArrayList<>(best.steps());
          steps.set(i, new Step(step.op(), step.device(), step.pick(), pause));
          if (fails(best.with(steps))) {
            break;
          }
        }
      }
    }
  }
}
