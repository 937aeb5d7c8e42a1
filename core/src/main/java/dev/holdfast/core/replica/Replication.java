package dev.holdfast.core.replica;

import dev.holdfast.core.Failure;
import dev.holdfast.core.Made;
import dev.holdfast.core.json.Json;
import dev.holdfast.core.protocol.SyncAnswer;
import dev.holdfast.core.store.Store;

/**
 * The replica's part in syncing: each step is one transaction, and between two of them, while the
 * network is asked, none is open.
 */
public final class Replication {
  private final Replica replica;

  public Replication(Replica replica) {
    this.replica = replica;
  }

  /** Marks up to {@code max} mutations as sent, durably; at most {@code news} changes come back. */
  public void beginExchange(int max, int news, Made<Exchange> done) {
    Exchange exchange = new Exchange(replica);
    replica.run(
        work -> exchange.prepare(work, max, news), failure -> done.ended(exchange, failure));
  }

  /** Takes the server's answer in one transaction; see {@link Exchange#told}. */
  public void commit(Exchange exchange, Json answer, Store.Done done) {
    replica.transact(
        (work, then) -> {
          if (exchange.isVoid(work)) {
            Archives.acknowledge(work, AnswerCommit.acceptedIds(answer), then);
            return;
          }
          Runnable step =
              () -> {
                exchange.commit(work, answer);
                then.run();
              };
          boolean fresh = work.meta.booting || SyncAnswer.bootstrap(answer);
          if (fresh && !SyncAnswer.more(answer)) {
            work.pages.loadAll(work.tx, step);
          } else {
            work.pages.load(work.tx, exchange.keys(answer), step);
          }
        },
        done);
  }

  /** The server is not where we were: see {@link Exchange}. */
  public void newEpoch(Exchange exchange, String epoch, Store.Done done) {
    replica.run(
        work -> {
          if (!exchange.isVoid(work)) {
            exchange.failed(work, false, Json.absent());
            FreshPull.ofNewEpoch(work, epoch);
          }
        },
        done);
  }

  /** No answer came that says what became of the work. */
  public void failed(Exchange exchange, boolean arrived, Json cause, Store.Done done) {
    replica.run(work -> exchange.failed(work, arrived, cause), done);
  }

  public void tooLarge(Exchange exchange, Json cause, Store.Done done) {
    replica.run(work -> exchange.tooLarge(work, cause), done);
  }

  /** Marks what is offered to the app's own sync function. */
  public void beginOffer(StateShape shape, Made<Offer> done) {
    Offer offer = new Offer(replica, shape);
    replica.runOnAll(offer::prepare, failure -> done.ended(offer, failure));
  }

  /**
   * The function took the offer; {@code state} is what the server now holds, absent if it did not
   * say.
   */
  public void taken(Offer offer, Json state, Store.Done done) {
    replica.runOnAll(
        work -> {
          if (Json.isAbsent(state)) {
            offer.taken(work);
          } else {
            offer.taken(work, state);
          }
        },
        done);
  }

  public void refused(Offer offer, Failure why, Store.Done done) {
    replica.run(
        work ->
            offer.refused(work, Work.cause(why.code().name(), String.valueOf(why.getMessage()))),
        done);
  }
}
