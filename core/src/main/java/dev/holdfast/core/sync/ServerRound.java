package dev.holdfast.core.sync;

import dev.holdfast.core.Failure;
import dev.holdfast.core.Failure.Code;
import dev.holdfast.core.json.Json;
import dev.holdfast.core.net.NetworkStatus;
import dev.holdfast.core.replica.Archives;
import dev.holdfast.core.replica.Exchange;
import dev.holdfast.core.replica.Replica;
import dev.holdfast.core.replica.Replication;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;

/**
 * Push and pull in one exchange with a Holdfast server: mark what leaves, send it, commit the
 * answer. What each answer means for the work is in {@link #answered}; no transaction is open while
 * the network is.
 */
@NullMarked
public final class ServerRound implements Round {
  private static final int BATCH = 500;

  private final Replica replica;
  private final Replication replication;
  private final Transport transport;
  private final NetworkStatus network;
  private final Report report;
  private int batch = BATCH;
  private int turn;

  /** Hears what the app should know though the round goes on. */
  public interface Report {
    void failure(Failure failure);
  }

  public ServerRound(Replica replica, Transport transport, NetworkStatus network, Report report) {
    this.replica = replica;
    this.replication = new Replication(replica);
    this.transport = transport;
    this.network = network;
    this.report = report;
  }

  @Override
  public void abort() {
    turn++;
  }

  @Override
  public void run(Ended ended) {
    int mine = ++turn;
    replication.beginExchange(
        batch,
        (exchange, failure) -> {
          if (failure != null) {
            ended.with(Outcome.failed(failure, 0));
            return;
          }
          transport.post(
              exchange.request(),
              answer -> {
                if (mine == turn) {
                  answered(exchange, answer, ended);
                } else {
                  late(exchange, answer, ended);
                }
              });
        });
  }

  /**
   * The answer to a round that was given up: what it says of work still counts, its news do not.
   */
  private void late(Exchange exchange, Transport.Answer answer, Ended ended) {
    Failure aborted = new Failure(Code.ABORTED, "the versions were reset while this sync ran");
    if (isAnswer(answer)) {
      replication.commit(
          exchange, answer.body(), (told, failure) -> ended.with(Outcome.failed(aborted, 0)));
    } else {
      ended.with(Outcome.failed(aborted, 0));
    }
  }

  private void answered(Exchange exchange, Transport.Answer answer, Ended ended) {
    Json body = answer.body();
    String code = text(body, "code");
    int status = answer.status();
    if (isAnswer(answer)) {
      network.reportAnswer(true);
      batch = Math.min(BATCH, batch * 2);
      commit(exchange, body, ended);
    } else if (status == 409 && code.equals("EPOCH_CHANGED")) {
      String epoch = text(body, "epoch");
      report.failure(
          new Failure(
              Code.EPOCH_CHANGED,
              "the server was restored from a backup or is another one; pulling everything anew,"
                  + " unsent changes are kept"));
      replication.newEpoch(exchange, epoch, failure -> ended.with(outcome(failure, true)));
    } else if (status == 413 && exchange.size() > 1) {
      batch = exchange.size() / 2;
      replication.failed(exchange, false, cause(code, body), f -> ended.with(outcome(f, true)));
    } else if (status == 413 && exchange.size() == 1) {
      replication.tooLarge(exchange, cause("TOO_LARGE", body), f -> ended.with(outcome(f, true)));
    } else if (status == 403 && code.equals("SPACE_FORBIDDEN")) {
      Failure why = new Failure(Code.SPACE_FORBIDDEN, forbidden(body));
      Archives.reset(replica, "SPACE_FORBIDDEN", failure -> ended.with(Outcome.failed(why, 0)));
    } else {
      Failure why = refusal(answer, code);
      boolean arrived = why.code() == Code.NO_ANSWER || why.code() == Code.SERVER_BUSY;
      if (arrived) {
        network.reportFailure();
      }
      replication.failed(
          exchange,
          arrived,
          cause(why, body),
          failure -> ended.with(Outcome.failed(why, answer.retryAfter())));
    }
  }

  private static String forbidden(Json body) {
    return text(body, "detail") + "; the local copy was removed, unsent changes are in archives()";
  }

  private void commit(Exchange exchange, Json body, Ended ended) {
    replication.commit(
        exchange,
        body,
        (told, failure) -> {
          if (told != null) {
            report.failure(told);
          }
          boolean more = Json.isTrue(Json.get(body, "more")) || replica.hasWork();
          ended.with(outcome(failure, more));
        });
  }

  private static Outcome outcome(@Nullable Failure failure, boolean more) {
    return failure == null ? Outcome.done(more) : Outcome.failed(failure, 0);
  }

  /** Whether this can only be the sync server's own answer, whole. */
  private static boolean isAnswer(Transport.Answer answer) {
    Json body = answer.body();
    return answer.status() == 200
        && Json.isObject(body)
        && Json.isString(Json.get(body, "epoch"))
        && Json.isNumber(Json.get(body, "cursor"))
        && Json.isArray(Json.get(body, "receipts"))
        && Json.isArray(Json.get(body, "changes"));
  }

  private static Failure refusal(Transport.Answer answer, String code) {
    int status = answer.status();
    String kept = "; the work is kept";
    if (status == -1) {
      return new Failure(Code.NEEDS_LOGIN, "the sync call was redirected" + kept);
    }
    if (status == 401) {
      boolean other = code.equals("WRONG_SUBJECT");
      return new Failure(
          other ? Code.WRONG_SUBJECT : Code.NEEDS_LOGIN, "the server answered 401" + kept);
    }
    if (status == 403 && code.startsWith("CSRF")) {
      return new Failure(Code.NEEDS_LOGIN, "the server answered 403 " + code + kept);
    }
    if (status == 408 || status == 425 || status == 429 || status >= 500) {
      return new Failure(Code.SERVER_BUSY, "the server answered " + status + kept);
    }
    if (status >= 400) {
      return new Failure(Code.REFUSED, "the server answered " + status + " " + code + kept);
    }
    return new Failure(Code.NO_ANSWER, "no answer of the sync server came" + kept);
  }

  /** The server's own words, or ours where it gave none. */
  private static Json cause(Failure why, Json body) {
    Json cause = cause(why.code().name(), body);
    if (text(body, "detail").isEmpty()) {
      Json.set(cause, "detail", Json.of(String.valueOf(why.getMessage())));
    }
    return cause;
  }

  private static Json cause(String code, Json body) {
    Json cause = Json.object();
    Json.set(cause, "code", Json.of(code));
    Json.set(cause, "detail", Json.of(text(body, "detail")));
    return cause;
  }

  private static String text(Json body, String field) {
    Json value = Json.isObject(body) ? Json.get(body, field) : Json.absent();
    return Json.isString(value) ? Json.text(value) : "";
  }
}
