package dev.holdfast.browser.engine;

import dev.holdfast.browser.js.Promise;
import dev.holdfast.core.Done;
import dev.holdfast.core.Failure;
import dev.holdfast.core.json.Json;
import dev.holdfast.core.net.NetworkStatus;
import dev.holdfast.core.replica.Replica;
import dev.holdfast.core.replica.StateSession;
import dev.holdfast.core.replica.StateShape;
import dev.holdfast.core.store.Read;
import org.jspecify.annotations.Nullable;
import org.teavm.jso.JSBody;

/**
 * The app's state on its way in and out: snapshots are taken and saved, and news is shown through
 * the app's restore function, after what it had typed meanwhile was merged.
 */
final class AppState {
  /** A state that is never the same twice, with a clock in it say, is shown news all the same. */
  private static final int ROUNDS = 3;

  private final Definitions app;
  private final Replica replica;
  private final QueueView queue;
  private final NetworkStatus network;
  private final News news;
  private StateSession session;
  private boolean restoring;

  AppState(Definitions app, Replica replica, QueueView queue, NetworkStatus network, News news) {
    this.app = app;
    this.replica = replica;
    this.queue = queue;
    this.network = network;
    this.news = news;
    this.session = newSession();
  }

  private StateSession newSession() {
    return new StateSession(replica, shape());
  }

  StateShape shape() {
    return new StateShape(app.shapes());
  }

  /**
   * What the app answers for its state, as our own copy; absent if it has none yet.
   *
   * @throws Failure if its function throws or answers no JSON
   */
  Json snapshot() {
    Json state =
        Json.isAbsent(app.snapshot()) ? app.snapshot() : AppValue.call(app.snapshot(), app.sync());
    return Json.isAbsent(state) ? state : AppValue.copy(state);
  }

  /**
   * Saves the snapshot: as the local version, or as the server version where only the app knows it.
   */
  void save(Json state, Done done) {
    if (app.hasServer() || hasUnsent()) {
      session.save(state, done);
      return;
    }
    StateSession.Snapshot taken = session.take(state); // news may be shown before the answer comes
    network.check(
        verdict -> taken.save(verdict.online() && verdict.verified() && !hasUnsent(), done));
  }

  /** Makes {@code state} the local version, whatever it was measured by. */
  void saveLocal(Json state, Done done) {
    session.save(state, done);
  }

  private boolean hasUnsent() {
    return replica.hasLocalChanges() || !queue.isEmpty();
  }

  /**
   * The page has just lost the server: what it shows is saved now.
   *
   * @param wasVerified whether it was verified online until now
   */
  void goingOffline(boolean wasVerified, Done done) {
    Json state;
    try {
      state = snapshot();
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

  /** Gives the local version; absent if there is none. */
  void load(boolean peek, Read done) {
    session.load(peek, done);
  }

  /** Shows the app what it has not seen yet, unless it is being shown something already. */
  void showNews() {
    if (restoring || Json.isAbsent(app.restore()) || !session.isBehind()) {
      return;
    }
    restoring = true;
    mergeTyped(ROUNDS);
  }

  /** What the app holds now is saved first, measured against what it was given before. */
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

  /** What the app holds; absent if nothing, or if nothing says what of it was typed. */
  private Json typed() {
    try {
      return session.isCurrent() ? snapshot() : Json.absent();
    } catch (Failure failure) {
      news.fail(failure);
      return Json.absent();
    }
  }

  /**
   * @param typed what the app held when that was merged
   * @param rounds how often to merge again what was typed since
   */
  private void give(Json typed, int rounds) {
    StateSession next = newSession();
    next.load(
        false,
        (state, failure) -> {
          if (failure != null) {
            restored(failure);
          } else if (Json.isAbsent(state)) {
            restored(null);
          } else if (rounds > 0 && !Json.equal(typed(), typed)) {
            mergeTyped(rounds - 1);
          } else {
            call(app.restore(), AppValue.given(state))
                .then(
                    ok -> {
                      session = next;
                      restored(null);
                      return null;
                    },
                    error -> {
                      restored(
                          new Failure(
                              Failure.Code.NO_SNAPSHOT, "the app's restore function failed"));
                      return null;
                    });
          }
        });
  }

  private void restored(@Nullable Failure failure) {
    restoring = false;
    if (failure != null) {
      news.fail(failure);
    } else if (session.isCurrent()) {
      showNews(); // more may have come while the app was busy
    }
  }

  /** Calls the app's restore function; it may take its time. */
  @JSBody(
      params = {"fn", "state"},
      script = "return new Promise(done => done(fn(state)));")
  private static native Promise call(Json fn, Json state);
}
