package dev.holdfast.browser.engine;

import dev.holdfast.browser.js.Errors;
import dev.holdfast.browser.js.Promise;
import dev.holdfast.core.Done;
import dev.holdfast.core.Failure;
import dev.holdfast.core.json.Json;
import dev.holdfast.core.net.NetworkStatus;
import dev.holdfast.core.replica.Export;
import dev.holdfast.core.replica.Replica;
import dev.holdfast.core.replica.StateSession;
import dev.holdfast.core.replica.StateShape;
import dev.holdfast.core.store.Read;
import org.jspecify.annotations.Nullable;
import org.teavm.jso.JSBody;

/**
 * Saves the app's state, which its snapshot function returns, and shows it newer states through its
 * restore function. Before it shows one, it merges what the user has typed meanwhile.
 */
final class AppState {
  /**
   * How often edits made meanwhile are merged before a newer state is shown. Without a limit, a
   * state that always changes, such as one with a clock in it, would never be shown anything newer.
   */
  private static final int ROUNDS = 3;

  private final Definitions app;
  private final Replica replica;
  private final QueueView queue;
  private final NetworkStatus network;
  private final News news;
  private StateSession session;
  private boolean begun;
  private boolean restoring;

  /** Whether the restore function was called and what it returned is not settled. */
  private boolean called;

  private Runnable shown = () -> {};
  private Json misfits = Json.array();

  /** The keys of the misfits that the app has been told of. */
  private final Json told = Json.object();

  AppState(Definitions app, Replica replica, QueueView queue, NetworkStatus network, News news) {
    this.app = app;
    this.replica = replica;
    this.queue = queue;
    this.network = network;
    this.news = news;
    this.session = newSession();
  }

  private StateSession newSession() {
    return new StateSession(replica, shape(), !Json.isAbsent(app.restore()));
  }

  StateShape shape() {
    return new StateShape(app.shapes());
  }

  /**
   * A copy of what the app's snapshot function returns; absent if the app has no state yet.
   *
   * @throws Failure if the function throws or does not return JSON
   */
  Json snapshot() {
    Json state =
        Json.isAbsent(app.snapshot())
            ? app.snapshot()
            : AppValue.call(app.snapshot(), app.sync(), "snapshot");
    return Json.isAbsent(state) ? state : AppValue.state(state, session.given());
  }

  /**
   * Saves a snapshot as the local version. If no server provides the server version and nothing is
   * unsent, a snapshot taken while verified online is saved as the server version.
   */
  void save(Json state, Done done) {
    if (app.hasServer() || hasUnsent()) {
      session.save(state, done);
      return;
    }
    StateSession.Snapshot taken = session.take(state); // now: a newer state may be shown meanwhile
    network.check(
        verdict -> taken.save(verdict.online() && verdict.verified() && !hasUnsent(), done));
  }

  /** Saves {@code state} as the local version in any case. */
  void saveLocal(Json state, Done done) {
    session.save(AppValue.state(state, session.given()), done);
  }

  private boolean hasUnsent() {
    return replica.hasLocalChanges() || !queue.isEmpty();
  }

  /**
   * The connection has just been lost: saves the app's state.
   *
   * @param wasVerified whether it was verified online until now
   */
  void goingOffline(boolean wasVerified, Done done) {
    Json state;
    try {
      state = waits() ? Json.absent() : snapshot();
    } catch (Failure failure) {
      done.ended(failure);
      return;
    }
    if (Json.isAbsent(state)) {
      done.ended(null);
    } else {
      session.take(state).save(!app.hasServer() && wasVerified && !hasUnsent(), done);
    }
  }

  /**
   * Reads the local version; absent if there is none. If that is a newer release's, the answer is
   * what the page has.
   */
  void load(boolean peek, Read done) {
    StateSession mine = session;
    mine.load(
        peek,
        (state, failure) -> {
          if (failure == null && !peek) {
            session = mine; // the app shows this now, not what restore showed meanwhile
          }
          tellMisfits();
          if (failure != null && failure.code() == Failure.Code.NEWER_STATE) {
            news.fail(failure);
            done.ended(session.given(), null);
          } else {
            done.ended(state, failure);
          }
        });
  }

  /** Adds to a file what the page may not save: {@link Export#addUnsaved}. */
  void addUnsaved(Json state, Json content, double now) {
    try {
      if (!Json.isAbsent(state)) {
        Export.addUnsaved(replica, session, state, now, content);
      }
    } catch (Failure unfit) {
      news.fail(unfit);
    }
  }

  /** The documents that have no place in the state that was given last. */
  Json misfits() {
    return session.misfits();
  }

  /** Says once what has no place. */
  private void tellMisfits() {
    Json all = session.misfits();
    if (!Json.equal(all, misfits)) {
      misfits = all;
      news.change();
    }
    String first = "";
    for (int i = 0, n = Json.size(all); i < n; i++) {
      Json key = Json.get(Json.at(all, i), "key");
      if (Json.isAbsent(Json.get(told, key))) {
        Json.set(told, key, key);
        first = Json.text(key) + ": " + Json.text(Json.get(Json.at(all, i), "reason"));
      }
    }
    if (!first.isEmpty()) {
      news.fail(
          new Failure(
              Failure.Code.STATE_SHAPE,
              "not all documents fit into the state; they are kept, see misfits. " + first));
    }
  }

  /**
   * Lets {@code then} wait for the restore function to be called, if it is about to be. Not for
   * what it returns, which may itself wait for {@code then}.
   */
  void whenShown(Runnable then) {
    Runnable earlier = shown;
    shown =
        () -> {
          earlier.run();
          then.run();
        };
    if (!restoring || called) {
      goOn();
    }
  }

  private void goOn() {
    Runnable then = shown;
    shown = () -> {};
    then.run();
  }

  /** The data was read, and prepared as far as that can be done now. */
  void begin() {
    begun = true;
  }

  /** Whether the app cannot have seen what is here, and is not to be shown it yet. */
  private boolean waits() {
    return !begun || replica.awaitsMigration();
  }

  /**
   * Shows the app the local version if it has not seen it yet. An earlier call that still runs does
   * this as well.
   */
  void showNews() {
    boolean waits = replica.isOutdated() || waits();
    if (restoring || Json.isAbsent(app.restore()) || waits || !session.isBehind()) {
      return;
    }
    restoring = true;
    mergeTyped(ROUNDS);
  }

  /** Saves the app's current state first, compared with the baseline. */
  private void mergeTyped(int rounds) {
    Json typed = typed();
    if (Json.isAbsent(typed)) {
      give(typed, 0);
    } else {
      session.save(
          typed,
          failure -> {
            if (failure != null) {
              news.fail(failure);
            }
            give(typed, failure == null ? rounds : 0);
          });
    }
  }

  /**
   * The app's current state; absent if it has none, or if there is no baseline to compare it with.
   */
  private Json typed() {
    try {
      return session.isCurrent() ? snapshot() : Json.absent();
    } catch (Failure failure) {
      news.fail(failure);
      return Json.absent();
    }
  }

  /**
   * @param typed the app's state when it was last merged
   * @param rounds how often to merge again if the state has changed since
   */
  private void give(Json typed, int rounds) {
    StateSession next = newSession();
    next.load(
        false,
        (state, failure) -> {
          if (failure != null) {
            restored(failure);
          } else if (Json.isAbsent(state) || !session.isBehind()) {
            restored(null); // nothing is here, or the page has just saved this very state itself
          } else if (rounds > 0 && !Json.equal(typed(), typed)) {
            mergeTyped(rounds - 1);
          } else {
            called = true;
            call(app.restore(), AppValue.given(state))
                .then(
                    ok -> {
                      session = next;
                      tellMisfits();
                      restored(null);
                      return null;
                    },
                    error -> {
                      restored(
                          new Failure(
                              Failure.Code.NO_SNAPSHOT,
                              "the app's restore function threw "
                                  + Errors.thrown(error)
                                  + "; nothing is lost, it is called again with the next change"));
                      return null;
                    });
            goOn();
          }
        });
  }

  private void restored(@Nullable Failure failure) {
    restoring = false;
    called = false;
    goOn();
    if (failure != null) {
      news.failedItself(failure);
    } else if (session.isCurrent()) {
      showNews(); // the local version may have changed again meanwhile
    }
  }

  /** Calls the app's restore function, which may return a promise. */
  @JSBody(
      params = {"fn", "state"},
      script = "return new Promise(done => done(fn(state)));")
  private static native Promise call(Json fn, Json state);
}
