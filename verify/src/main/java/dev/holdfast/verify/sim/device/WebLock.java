package dev.holdfast.verify.sim.device;

import dev.holdfast.core.sync.SyncLock;
import dev.holdfast.verify.sim.ground.Agenda;
import dev.holdfast.verify.sim.ground.Ground;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** The lock that the pages of one browser share. It is released when its holder dies. */
public final class WebLock {
  private final Ground ground;
  private final ArrayDeque<Claim> claims = new ArrayDeque<>();
  private @Nullable Claim holder;

  /** A page's request for the lock. */
  private record Claim(Agenda.Life page, SyncLock.Held held) {}

  public WebLock(Ground ground) {
    this.ground = ground;
  }

  /** The lock for one page. */
  public SyncLock of(Agenda.Life page) {
    return ground
        .bugs()
        .lock(
            held -> {
              claims.add(new Claim(page, held));
              ground.after(0.1, Agenda.WORLD, this::grant);
            });
  }

  /** The page has died. */
  public void died(Agenda.Life page) {
    claims.removeIf(claim -> claim.page() == page);
    if (holder != null && holder.page() == page) {
      holder = null;
      ground.after(1, Agenda.WORLD, this::grant);
    }
  }

  @SuppressWarnings("ReferenceEquality") // the same claim, not an equal one
  private void grant() {
    Claim claim = holder == null ? claims.poll() : null;
    if (claim == null) {
      return;
    }
    holder = claim;
    claim
        .held()
        .run(
            () -> {
              if (holder == claim) {
                holder = null;
                ground.after(0.1, Agenda.WORLD, this::grant);
              }
            });
  }
}
