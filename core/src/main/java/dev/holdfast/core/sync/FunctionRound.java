package dev.holdfast.core.sync;

import dev.holdfast.core.Failure;
import dev.holdfast.core.Failure.Code;
import dev.holdfast.core.json.Json;
import dev.holdfast.core.replica.Offer;
import dev.holdfast.core.replica.Replica;
import dev.holdfast.core.replica.Replication;
import dev.holdfast.core.replica.StateShape;
import org.jspecify.annotations.Nullable;

/**
 * A round that passes local changes to the app's own sync function. The function's calls never
 * overlap.
 */
public final class FunctionRound implements Round {
  private final Replica replica;
  private final Replication replication;
  private final StateShape shape;
  private final App app;
  private int turn;

  /** The app's function. */
  public interface App {
    /** Calls the function. Exactly one call of {@code answered} follows. */
    void offer(Json argument, Answered answered);

    /** Fires the abort signal of the running call. */
    void abort();
  }

  /** Receives the function's answer. */
  public interface Answered {
    /**
     * @param taken whether the changes were accepted
     * @param state what the server now holds; absent if the function does not say
     * @param failure what it threw, or that it timed out; null if it answered
     * @param retryAfter ms that the thrown error asks to wait; 0 if it does not
     */
    void with(boolean taken, Json state, @Nullable Failure failure, double retryAfter);
  }

  public FunctionRound(Replica replica, StateShape shape, App app) {
    this.replica = replica;
    this.replication = new Replication(replica);
    this.shape = shape;
    this.app = app;
  }

  @Override
  public void abort() {
    turn++;
    app.abort();
  }

  @Override
  public void run(Ended ended) {
    int mine = ++turn;
    replication.beginOffer(
        shape,
        (offer, failure) -> {
          if (failure != null) {
            ended.accept(Outcome.failed(failure, 0));
          } else if (offer.isEmpty()) {
            ended.accept(Outcome.done(false));
          } else {
            call(mine, offer, ended);
          }
        });
  }

  private void call(int mine, Offer offer, Ended ended) {
    app.offer(
        offer.argument(),
        (taken, state, thrown, retryAfter) -> {
          if (mine != turn) {
            ended.accept(Outcome.failed(new Failure(Code.ABORTED, "this sync was given up"), 0));
          } else if (taken) {
            replication.taken(offer, state, failure -> ended.accept(outcome(failure)));
          } else {
            Failure why =
                thrown != null
                    ? thrown
                    : new Failure(
                        Code.NOT_NOW,
                        "the app's sync function answered neither true nor { server }");
            replication.refused(
                offer, why, failure -> ended.accept(Outcome.failed(why, retryAfter)));
          }
        });
  }

  private Outcome outcome(@Nullable Failure failure) {
    return failure == null ? Outcome.done(replica.hasWork()) : Outcome.failed(failure, 0);
  }
}
