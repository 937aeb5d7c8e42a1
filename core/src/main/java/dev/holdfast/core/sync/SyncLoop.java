package dev.holdfast.core.sync;

import dev.holdfast.core.BackOff;
import dev.holdfast.core.Clock;
import dev.holdfast.core.Failure;
import dev.holdfast.core.Failure.Code;
import dev.holdfast.core.Random;
import dev.holdfast.core.replica.Replica;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Brings work home: runs rounds while there is something to send or to fetch, one loop at a time in
 * the whole browser, and tries again later when a round failed.
 *
 * <p>How it works: a run takes the lock, runs rounds until none is needed, and lets go. Whoever
 * asks while a run is under way joins it; what was edited meanwhile makes the run longer. A failed
 * run is followed by another after a jittered back-off, doubling from 1 s to 60 s, or what {@code
 * Retry-After} says; edits do not shorten that, coming online does unless the server asked for it,
 * an explicit call does always. The same while nobody is signed in: each attempt asks for the
 * headers anew, so the first that is answered goes on. What another tab brought home ends the
 * back-off too. Every second time the others are let go first: it may be this tab that is ill.
 */
public final class SyncLoop {
  /** Hears how the run ended that carried the caller's work. */
  public interface Synced {
    /**
     * @param ok whether all that was pending at the call is acknowledged
     */
    void ended(boolean ok);
  }

  /** Hears what the loop does. */
  public interface Listener {
    void stateChanged();

    /**
     * A run has failed. The other tabs are to hear it, by {@link SyncLoop#postpone}: ten of them
     * must not ask a sick server ten times as often.
     *
     * @param wait ms until the next try
     */
    void postponed(SyncState state, double wait);

    void runEnded(@Nullable Failure failure);
  }

  private static final double DEBOUNCE = 60;

  /** The others wait at most half as long again as they are told. */
  private static final double YIELD = 1.6;

  /** A timer that is later than this was lost: the browser had frozen the page. */
  private static final double SLACK = 2_000;

  private final Replica replica;
  private final Clock clock;
  private final Random random;
  private final SyncLock lock;
  private final Listener listener;
  private final List<Waiter> waiters = new ArrayList<>();
  private @Nullable Round round;
  private SyncState state = SyncState.IDLE;
  private boolean running;
  private boolean again;
  private boolean paused;
  private final BackOff backOff = new BackOff();
  private boolean yields;
  private double syncedBefore;
  private Clock.@Nullable Timer timer;
  private double due;
  private double notBefore;
  private @Nullable SyncState elsewhere;
  private double elsewhereWait;

  /** A caller, with the documents that were pending when it called. */
  private record Waiter(List<String> keys, Synced synced) {}

  public SyncLoop(Replica replica, Clock clock, Random random, SyncLock lock, Listener listener) {
    this.replica = replica;
    this.clock = clock;
    this.random = random;
    this.lock = lock;
    this.listener = listener;
  }

  /** How to sync from now on; null for no way. */
  public void define(@Nullable Round round) {
    this.round = round;
  }

  public SyncState state() {
    return state;
  }

  /** Syncs now, or joins the run under way. */
  public void sync(Synced synced) {
    if (round == null) {
      synced.ended(false);
      return;
    }
    waiters.add(new Waiter(replica.pendingKeys(), synced));
    again = true;
    paused = false;
    start();
  }

  /**
   * There may be news, or the way is free again: syncs now, whatever the back-off says, unless the
   * server itself has asked for a pause.
   */
  public void pull() {
    paused = false;
    if (timer == null || clock.now() >= notBefore) {
      again = true;
      start();
    }
  }

  /**
   * The replica changed, here or by another tab: work syncs soon, unless an attempt is scheduled.
   * May be called at any time while the server can be reached.
   */
  public void changed() {
    paused = false;
    if (running) {
      return; // goes on while there is work, and what it sends is a change to its listeners
    }
    if (state != SyncState.IDLE && replica.lastSynced() != syncedBefore) {
      relieved();
    }
    boolean scheduled = timer != null && clock.now() < due + SLACK;
    if (replica.hasWork() && round != null && state != SyncState.BLOCKED && !scheduled) {
      schedule(DEBOUNCE);
    }
  }

  /**
   * Another tab has just failed, and tries again after {@code wait} ms: so long nobody else does.
   */
  public void postpone(SyncState failed, double wait) {
    elsewhere = failed;
    elsewhereWait = wait;
    if (!running) {
      standBack();
    }
  }

  private void standBack() {
    SyncState failed = elsewhere;
    if (failed != null && round != null) {
      syncedBefore = replica.lastSynced();
      backOff.atLeast(2 * elsewhereWait);
      show(failed);
      if (failed != SyncState.BLOCKED) {
        schedule(elsewhereWait * (1 + random.next() / 2));
      }
    }
  }

  /** Another tab had more luck with the server than this one. */
  private void relieved() {
    stopTimer();
    backOff.reset();
    show(SyncState.IDLE);
  }

  /**
   * Gives up the run under way, since the versions were reset: who waits for it is told, who asks
   * from now on gets a run of its own.
   */
  public void abort() {
    if (running && round != null) {
      List<Waiter> all = takeWaiters();
      again = false;
      round.abort();
      for (Waiter one : all) {
        one.synced().ended(false);
      }
    }
  }

  /**
   * The server cannot be reached: nothing is tried until somebody says that it can. A run under way
   * waits for its answer, but begins no further round that nobody asked for.
   */
  public void pause() {
    paused = true;
    if (!running) {
      stopTimer();
      if (state == SyncState.IDLE || state == SyncState.SYNCING || state == SyncState.WAITING) {
        show(round != null && replica.hasWork() ? SyncState.WAITING : SyncState.IDLE);
      }
    }
  }

  private void start() {
    stopTimer();
    if (running || round == null) {
      return;
    }
    running = true;
    again = false;
    elsewhere = null;
    show(SyncState.SYNCING);
    replica.refresh(
        stale -> {
          double before = replica.lastSynced();
          lock.hold(release -> locked(before, release));
        });
  }

  private void locked(double before, Runnable release) {
    replica.refresh(
        failure -> {
          if (failure != null) {
            ended(Round.Outcome.failed(failure, 0), release);
          } else if (!again && !replica.hasWork() && replica.lastSynced() != before) {
            // Another tab has done all that we were to do, while we waited for the lock.
            ended(Round.Outcome.done(false), release);
          } else if (!again && waiters.isEmpty() && elsewhere != null) {
            release.run(); // it has failed at it meanwhile
            running = false;
            standBack();
          } else if (paused && waiters.isEmpty()) {
            release.run();
            running = false;
            pause();
          } else {
            again = false;
            next(release);
          }
        });
  }

  private void next(Runnable release) {
    Round now = round;
    if (now == null) {
      ended(Round.Outcome.done(false), release);
      return;
    }
    now.run(
        outcome -> {
          boolean goesOn = !paused || !waiters.isEmpty();
          if (outcome.failure() == null && (outcome.more() || again) && goesOn) {
            again = false;
            next(release);
          } else {
            ended(outcome, release);
          }
        });
  }

  private void ended(Round.Outcome outcome, Runnable release) {
    release.run();
    running = false;
    Failure failure = outcome.failure();
    if (failure == null) {
      backOff.reset();
      show(SyncState.IDLE);
    } else {
      failed(failure, outcome.retryAfter());
    }
    listener.runEnded(failure);
    boolean aborted = failure != null && failure.code() == Code.ABORTED;
    if (!aborted) {
      for (Waiter one : takeWaiters()) {
        one.synced().ended(failure == null && !replica.holdsAny(one.keys()));
      }
    }
    if (again && (failure == null || aborted) || aborted && !waiters.isEmpty()) {
      start();
    } else if (!paused && (failure == null || aborted)) {
      changed(); // work that came while the run was ending, too late to be carried by it
    }
  }

  private List<Waiter> takeWaiters() {
    List<Waiter> all = new ArrayList<>(waiters);
    waiters.clear();
    return all;
  }

  private void failed(Failure failure, double retryAfter) {
    syncedBefore = replica.lastSynced();
    Failure.Retry retry = failure.code().retry();
    if (retry == Failure.Retry.NEVER) {
      show(failure.code() == Code.ABORTED ? SyncState.IDLE : SyncState.BLOCKED);
    } else {
      boolean login = retry == Failure.Retry.AFTER_LOGIN;
      if (login) {
        backOff.atLeast(BackOff.LOGIN);
      }
      double wait = Math.max(retryAfter, backOff.draw(random));
      backOff.grow();
      show(login ? SyncState.NEEDS_LOGIN : SyncState.WAITING);
      schedule(yields ? Math.max(wait, Math.min(BackOff.LONGEST, wait * YIELD)) : wait);
      yields = !yields;
      notBefore = retryAfter > 0 ? due : 0;
      listener.postponed(state, wait);
    }
  }

  private void schedule(double ms) {
    stopTimer();
    due = clock.now() + ms;
    timer = clock.after(ms, this::start);
  }

  private void stopTimer() {
    if (timer != null) {
      timer.cancel();
      timer = null;
    }
  }

  private void show(SyncState now) {
    if (state != now) {
      state = now;
      listener.stateChanged();
    }
  }
}
