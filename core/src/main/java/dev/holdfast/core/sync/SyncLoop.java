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
 * Syncs with the server: runs rounds while there is something to send or to fetch, and tries again
 * later if a round failed. Only one tab of the browser runs rounds at a time.
 *
 * <p>How it works: a run takes the lock, runs rounds until none is needed, and releases the lock. A
 * call during a run joins it. Work edited during a run is sent by the same run.
 *
 * <p>After a failed run the next one follows after a jittered back-off, which doubles from 1 s to
 * 60 s, or after the server's {@code Retry-After} if that is longer. Edits do not shorten the wait.
 * Coming online ends it, unless the server asked for it. An explicit call always ends it, and so
 * does a successful sync of another tab. The same holds while nobody is signed in: each attempt
 * asks the app for its headers again, so the first one after a login succeeds. After every second
 * failure this tab waits longer, so that another tab tries first: the fault may be in this tab.
 */
public final class SyncLoop {
  /** Called when the run that carried the caller's work has ended. */
  public interface Synced {
    /**
     * @param ok whether all work that was pending at the call is acknowledged
     */
    void ended(boolean ok);
  }

  /** Receives the events of the loop. */
  public interface Listener {
    void stateChanged();

    /**
     * A run has failed. The listener must pass it to the other tabs' {@link SyncLoop#postpone}, so
     * that ten tabs do not call a failing server ten times as often.
     *
     * @param wait ms until the next try
     */
    void postponed(SyncState state, double wait);

    void runEnded(@Nullable Failure failure);
  }

  private static final double DEBOUNCE = 60;

  /** A tab that lets others go first waits this many times longer. They wait at most 1.5 times. */
  private static final double YIELD = 1.6;

  /** A timer that is later than this, in ms, was lost: the browser had frozen the page. */
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

  /** Sets how to sync from now on; null for not at all. */
  public void define(@Nullable Round round) {
    this.round = round;
  }

  public SyncState state() {
    return state;
  }

  /** Syncs now, or joins the current run. */
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
   * The server may have changes, or can be reached again. Syncs now and ignores the back-off,
   * unless the server asked for a pause.
   */
  public void syncNow() {
    paused = false;
    if (timer == null || clock.now() >= notBefore) {
      again = true;
      start();
    }
  }

  /**
   * The replica changed, here or in another tab. Pending work syncs soon, unless an attempt is
   * already scheduled. May be called at any time while the server can be reached.
   */
  public void changed() {
    paused = false;
    if (running) {
      return; // the run goes on while there is work, and its own sending is a change too
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
   * Another tab has just failed and tries again after {@code wait} ms. This tab waits at least as
   * long.
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

  /** Another tab has synced since this one failed. */
  private void relieved() {
    stopTimer();
    backOff.reset();
    show(SyncState.IDLE);
  }

  /**
   * Gives up the current run, since the versions were reset. Its callers are told that it failed.
   * Later callers get a new run.
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
   * The server cannot be reached. Nothing is tried until a call says that it can. A current run
   * still waits for its answer, but begins no further round unless a caller waits for it.
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
            // While we waited for the lock, another tab has done all the work.
            ended(Round.Outcome.done(false), release);
          } else if (!again && waiters.isEmpty() && elsewhere != null) {
            release.run(); // another tab has just failed
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
    if ((again && (failure == null || aborted)) || (aborted && !waiters.isEmpty())) {
      start();
    } else if (!paused && (failure == null || aborted)) {
      changed(); // work may have come too late for the run that is ending
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
