package dev.holdfast.core.sync;

import dev.holdfast.core.Failure;
import dev.holdfast.core.Failure.Code;
import dev.holdfast.core.json.Json;
import dev.holdfast.core.net.NetworkStatus;
import dev.holdfast.core.protocol.ProblemBody;
import dev.holdfast.core.protocol.ProblemCode;
import dev.holdfast.core.protocol.SyncAnswer;
import dev.holdfast.core.replica.Exchange;
import dev.holdfast.core.replica.Replica;
import dev.holdfast.core.replica.Replication;
import dev.holdfast.core.replica.Reset;
import org.jspecify.annotations.Nullable;

/**
 * Push and pull in one exchange with a Holdfast server: mark what is sent, send it, commit the
 * answer. {@link #answered} says what each other answer means for the work. No transaction is open
 * during the request.
 */
public final class ServerRound implements Round {
  /*
   * A round carries at most LARGEST mutations, and at most MOST_NEWS changes back. Both start
   * small, grow with each answer, and shrink when none comes. So a connection that keeps breaking
   * off costs little that is sent twice.
   */
  private static final int LARGEST = 500;
  private static final int FIRST = 125;
  private static final int SMALLEST = 25;
  private static final int MOST_NEWS = 4000;
  private static final int FIRST_NEWS = 1000;
  private static final int FEWEST_NEWS = 100;
  private static final int CALM = 2;
  private static final int LOSSY = 5;
  private static final String KEPT = "; the work is kept";

  private final Replica replica;
  private final Replication replication;
  private final Transport transport;
  private final NetworkStatus network;
  private final Report report;
  private final int largest;
  private int batch;
  private int caution = CALM; // a batch grows by 1/caution; slower once an answer was lost
  private int news = FIRST_NEWS;
  private int done;
  private boolean goesOn;
  private @Nullable Ahead ahead;

  /**
   * Whether the server has named a new epoch since the last complete exchange. If it names another
   * one, the round fails, so the loop waits. Otherwise two servers behind one address would be
   * asked for ever without a pause.
   */
  private boolean anew;

  /** Grows with each run and abort. An answer of an older turn is late. */
  private int turn;

  /** Receives what the app should know while the round goes on. */
  public interface Report {
    void failure(Failure failure);

    /**
     * A run takes more than one round. Showing its progress is optional.
     *
     * @param done changes sent and received so far
     * @param total changes in all: exact at the end, an upper bound before
     */
    default void progress(double done, double total) {}
  }

  public ServerRound(Replica replica, Transport transport, NetworkStatus network, Report report) {
    this(replica, transport, network, report, LARGEST);
  }

  /**
   * @param largest most mutations in one round
   */
  public ServerRound(
      Replica replica, Transport transport, NetworkStatus network, Report report, int largest) {
    this.replica = replica;
    this.replication = new Replication(replica);
    this.transport = transport;
    this.network = network;
    this.report = report;
    this.largest = largest;
    batch = Math.min(FIRST, largest);
  }

  /** The next page of a pull, asked for while the one before it is stored. */
  private static final class Ahead implements Transport.Heard {
    private final Json request;
    private Transport.@Nullable Answer answer;
    private Transport.@Nullable Heard heard;

    Ahead(Json request) {
      this.request = request;
    }

    @Override
    public void answer(Transport.Answer answer) {
      this.answer = answer;
      if (heard != null) {
        heard.answer(answer);
      }
    }

    void hear(Transport.Heard heard) {
      this.heard = heard;
      if (answer != null) {
        heard.answer(answer);
      }
    }
  }

  @Override
  public void abort() {
    turn++;
    ahead = null;
  }

  @Override
  public void run(Ended ended) {
    if (!goesOn) {
      done = 0;
      ahead = null;
    }
    exchange(++turn, batch, ended, ended);
  }

  /**
   * @param max most mutations to send
   * @param taken is told if the server took the request; {@code ended} if not
   */
  private void exchange(int mine, int max, Ended taken, Ended ended) {
    boolean continued = goesOn;
    goesOn = false;
    replication.beginExchange(
        max,
        news,
        (exchange, failure) -> {
          if (failure != null) {
            ended.accept(Outcome.failed(failure, 0));
            return;
          }
          post(
              exchange.request(),
              answer -> {
                if (mine != turn) {
                  late(exchange, answer, ended);
                } else if (isAnswer(answer)) {
                  network.reportAnswer(true);
                  batch = Math.min(largest, batch + batch / caution + 1);
                  news = Math.min(MOST_NEWS, news + (isLossy() ? news / caution : news));
                  askAhead(exchange, answer.body());
                  commit(exchange, answer.body(), continued, taken);
                } else {
                  answered(exchange, answer, ended);
                }
              });
        });
  }

  private void post(Json request, Transport.Heard heard) {
    Ahead sent = ahead;
    ahead = null;
    if (sent != null && Json.equal(sent.request, request)) {
      sent.hear(heard);
    } else {
      transport.post(request, heard);
    }
  }

  /** Whether an answer was lost: then little is asked for at once. */
  private boolean isLossy() {
    return caution == LOSSY;
  }

  private void askAhead(Exchange exchange, Json page) {
    if (!isLossy()
        && SyncAnswer.more(page)
        && exchange.size() == 0
        && replica.pendingKeys().isEmpty()) {
      Ahead next = new Ahead(exchange.next(page, news));
      ahead = next;
      transport.post(next.request, next);
    }
  }

  /** The answer to a round that was given up. Its receipts still count, its changes do not. */
  private void late(Exchange exchange, Transport.Answer answer, Ended ended) {
    Failure aborted = new Failure(Code.ABORTED, "the versions were reset while this sync ran");
    if (isAnswer(answer)) {
      replication.commit(
          exchange, answer.body(), failure -> ended.accept(Outcome.failed(aborted, 0)));
    } else {
      ended.accept(Outcome.failed(aborted, 0));
    }
  }

  private void answered(Exchange exchange, Transport.Answer answer, Ended ended) {
    Json body = answer.body();
    String code = ProblemBody.code(body);
    int status = answer.status();
    if (status == 409 && code.equals(ProblemCode.EPOCH_CHANGED)) {
      String epoch = ProblemBody.epoch(body);
      Failure changed =
          new Failure(
              Code.EPOCH_CHANGED,
              "the server was restored from a backup or is another one; pulling everything anew,"
                  + " unsent changes are kept");
      report.failure(changed);
      Failure again = anew ? changed : null;
      anew = true;
      replication.newEpoch(
          exchange,
          epoch,
          failure -> ended.accept(outcome(failure == null ? again : failure, true)));
    } else if (status == 409 && code.equals(ProblemCode.NEWER_STATE)) {
      replication.newerState(
          exchange, ProblemBody.schema(body), failure -> ended.accept(outcome(failure, true)));
    } else if (status == 403 && code.equals(ProblemCode.SPACE_FORBIDDEN)) {
      Failure why = new Failure(Code.SPACE_FORBIDDEN, forbidden(body));
      Reset.run(replica, code, failure -> ended.accept(Outcome.failed(why, 0)));
    } else if (exchange.size() > 0 && mayBeForContent(answer, code)) {
      refused(exchange, cause(answer, code), ended);
    } else if (status == Transport.REDIRECTED) {
      // If our server is there, it was redirected to a login page; else by a captive portal.
      network.check(
          verdict -> {
            boolean ours = verdict.online() && verdict.verified();
            failed(
                exchange,
                answer,
                new Failure(
                    ours ? Code.NEEDS_LOGIN : Code.NO_ANSWER,
                    "the sync call was redirected" + KEPT),
                ended);
          });
    } else {
      Failure why = refusal(answer, code);
      if (status == 0) {
        batch = Math.min(largest, Math.max(SMALLEST, batch / 4));
        news = Math.max(FEWEST_NEWS, news / 4);
        caution = LOSSY;
      }
      if (why.code() == Code.NO_ANSWER || why.code() == Code.SERVER_BUSY) {
        network.reportFailure();
      }
      failed(exchange, answer, why, ended);
    }
  }

  /**
   * The server refused a request, perhaps for one of its mutations: half of them are tried. A
   * single one is parked if the server takes the same request without it. Else it is not to blame:
   * the work is kept.
   */
  private void refused(Exchange exchange, Json cause, Ended ended) {
    int mine = turn;
    boolean single = exchange.size() == 1;
    batch = Math.max(1, exchange.size() / 2);
    Ended taken =
        outcome -> {
          if (outcome.failure() == null) {
            replication.refused(exchange, cause, f -> ended.accept(outcome(f, true)));
          } else {
            ended.accept(outcome);
          }
        };
    replication.failed(
        exchange,
        false,
        cause,
        failure -> {
          if (single && failure == null) {
            exchange(mine, 0, taken, ended);
          } else {
            ended.accept(outcome(failure, true));
          }
        });
  }

  private void failed(Exchange exchange, Transport.Answer answer, Failure why, Ended ended) {
    boolean mayHaveArrived =
        answer.status() >= 0 && (why.code() == Code.NO_ANSWER || why.code() == Code.SERVER_BUSY);
    replication.failed(
        exchange,
        mayHaveArrived,
        cause(why, answer.body()),
        failure -> ended.accept(Outcome.failed(why, answer.retryAfter())));
  }

  private static String forbidden(Json body) {
    return ProblemBody.detail(body)
        + "; the local copy was removed, unsent changes are in archives()";
  }

  private void commit(Exchange exchange, Json body, boolean continued, Ended ended) {
    replication.commit(
        exchange,
        body,
        failure -> {
          Failure told = exchange.told();
          if (told != null && failure == null) {
            report.failure(told);
          }
          boolean more = SyncAnswer.more(body) || replica.hasWork() || replica.isOlder();
          goesOn = more && failure == null;
          anew &= more;
          done += Json.size(SyncAnswer.receipts(body)) + Json.size(SyncAnswer.changes(body));
          if (goesOn || continued) {
            report.progress(done, done + (goesOn ? waiting(body) : 0));
          }
          ended.accept(outcome(failure, more));
        });
  }

  /** The changes still to be sent and received, an upper bound. */
  private double waiting(Json body) {
    return replica.pendingKeys().size() + SyncAnswer.remaining(body);
  }

  private static Outcome outcome(@Nullable Failure failure, boolean more) {
    return failure == null ? Outcome.done(more) : Outcome.failed(failure, 0);
  }

  /** Whether this is a whole answer that only the sync server can have given. */
  private static boolean isAnswer(Transport.Answer answer) {
    return answer.status() == 200 && SyncAnswer.isPage(answer.body());
  }

  private static Failure refusal(Transport.Answer answer, String code) {
    int status = answer.status();
    if (status == Transport.NO_HEADERS) {
      String why = ProblemBody.detail(answer.body());
      return new Failure(
          Code.NEEDS_LOGIN,
          "the app's function gave no headers" + (why.isEmpty() ? "" : ": " + why) + KEPT);
    }
    if (status == Transport.UNLIKE) {
      return new Failure(Code.REFUSED, ProblemBody.detail(answer.body()) + KEPT);
    }
    if (status == 401) {
      boolean other = code.equals(ProblemCode.WRONG_SUBJECT);
      return new Failure(
          other ? Code.WRONG_SUBJECT : Code.NEEDS_LOGIN, "the server answered 401" + KEPT);
    }
    if (status == 403 && code.startsWith("CSRF")) {
      return new Failure(Code.NEEDS_LOGIN, "the server answered 403 " + code + KEPT);
    }
    if (status == 408 || status == 425 || status == 429 || status >= 500) {
      return new Failure(Code.SERVER_BUSY, "the server answered " + status + KEPT);
    }
    if (status >= 400) {
      return new Failure(Code.REFUSED, told(answer, code) + KEPT);
    }
    return new Failure(Code.NO_ANSWER, "no answer of the sync server came" + KEPT);
  }

  /** Whether it may have been refused for what it carries, not for where and how it was sent. */
  private static boolean mayBeForContent(Transport.Answer answer, String code) {
    int status = answer.status();
    boolean call = status == 404 || status == 405 || status == 421;
    return !call && refusal(answer, code).code() == Code.REFUSED;
  }

  private static String told(Transport.Answer answer, String code) {
    String detail = ProblemBody.detail(answer.body());
    String said = "the server answered " + answer.status() + (code.isEmpty() ? "" : " " + code);
    return detail.isEmpty() ? said : said + ": " + detail;
  }

  /** The cause with the server's detail, or with our message if it gave none. */
  private static Json cause(Failure why, Json body) {
    String detail = ProblemBody.detail(body);
    return ProblemBody.of(
        why.code().name(), detail.isEmpty() ? String.valueOf(why.getMessage()) : detail);
  }

  /** The cause in the server's words, as far as it gave any. */
  private static Json cause(Transport.Answer answer, String code) {
    String detail = ProblemBody.detail(answer.body());
    String plain = answer.status() == 413 ? ProblemCode.TOO_LARGE : Code.REFUSED.name();
    return ProblemBody.of(
        code.isEmpty() ? plain : code, detail.isEmpty() ? told(answer, code) : detail);
  }
}
