package dev.holdfast.core.replica;

import dev.holdfast.core.Done;
import dev.holdfast.core.Failure;
import dev.holdfast.core.Made;
import dev.holdfast.core.json.Json;
import dev.holdfast.core.protocol.SyncAnswer;
import java.util.List;

/** The replica's steps of a sync. Each is one transaction; none is open during a request. */
public final class Replication {
  private final Replica replica;

  public Replication(Replica replica) {
    this.replica = replica;
  }

  /**
   * Durably marks up to {@code max} mutations as sent, and asks for at most {@code news} changes.
   */
  public void beginExchange(int max, int news, Made<Exchange> done) {
    Exchange exchange = new Exchange(replica);
    replica.transact(
        (work, then) -> {
          Runnable prepare =
              () ->
                  Migration.announce(
                      work,
                      () -> {
                        exchange.prepare(work, max, news);
                        then.run();
                      });
          if ("".equals(work.meta.epoch)) {
            work.pages.loadAll(
                work.tx,
                () -> {
                  FreshPull.ofFirstServer(work);
                  prepare.run();
                });
          } else if (Migration.isDue(work)) {
            Migration.run(
                work,
                () -> {
                  exchange.prepare(work, 0, news); // what was made just now leaves all at once
                  then.run();
                });
          } else {
            prepare.run();
          }
        },
        failure -> done.ended(exchange, failure));
  }

  /** Stores the server's answer in one transaction; see {@link Exchange#told}. */
  public void commit(Exchange exchange, Json answer, Done done) {
    replica.transact(
        (work, then) -> {
          if (exchange.isVoid(work) || exchange.isOutrun(work)) {
            Archives.acknowledge(work, AnswerCommit.acceptedIds(answer), then);
            return;
          }
          Runnable step =
              () -> {
                exchange.commit(work, answer);
                Migration.run(work, then);
              };
          boolean fresh = work.meta.booting || SyncAnswer.bootstrap(answer);
          if (fresh && !SyncAnswer.more(answer)) {
            work.pages.loadAll(work.tx, step);
          } else {
            List<String> keys = exchange.keys(answer);
            if (work.meta.partial) {
              keys.add(Migration.KEY);
            }
            work.pages.load(work.tx, keys, step);
          }
        },
        done);
  }

  /** The server has another lineage: see {@link FreshPull}. */
  public void newEpoch(Exchange exchange, String epoch, Done done) {
    replica.run(
        work -> {
          if (!exchange.isVoid(work)) {
            exchange.failed(work, false, Json.absent());
            FreshPull.ofNewEpoch(work, epoch);
          }
        },
        done);
  }

  /** No answer with receipts came. */
  public void failed(Exchange exchange, boolean mayHaveArrived, Json cause, Done done) {
    replica.run(work -> exchange.failed(work, mayHaveArrived, cause), done);
  }

  /**
   * The server's state has a later schema than was sent. Local changes of an older version are
   * migrated, if this release knows that schema: then the exchange may be repeated.
   *
   * @param done fails with {@code NEWER_STATE} if it must not
   */
  public void newerState(Exchange exchange, double schema, Done done) {
    replica.transact(
        (work, then) -> {
          exchange.failed(work, false, Json.absent());
          boolean helps = Migration.isWaiting(work) && !work.schema.isOlderThan(schema);
          if (helps) {
            Migration.now(work, then); // what is not here yet has another form
          } else {
            exchange.outdated(schema);
            then.run();
          }
        },
        failure -> done.ended(failure == null ? exchange.told() : failure));
  }

  /** The server refuses the exchange for its only mutation, and takes it without that. */
  public void refused(Exchange exchange, Json cause, Done done) {
    replica.run(work -> exchange.refused(work, cause), done);
  }

  /** Prepares and stores the offer to the app's own sync function. */
  public void beginOffer(StateShape shape, Made<Offer> done) {
    Offer offer = new Offer(replica, shape);
    replica.runOnAll(offer::prepare, failure -> done.ended(offer, failure));
  }

  /**
   * The function took the offer. {@code state} is what the server now holds; absent if the function
   * did not say.
   */
  public void taken(Offer offer, Json state, Done done) {
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

  public void refused(Offer offer, Failure why, Done done) {
    replica.run(
        work ->
            offer.refused(work, Work.cause(why.code().name(), String.valueOf(why.getMessage()))),
        done);
  }
}
