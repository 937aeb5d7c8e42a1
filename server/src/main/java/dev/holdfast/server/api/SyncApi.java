package dev.holdfast.server.api;

import dev.holdfast.core.protocol.ProblemCode;
import dev.holdfast.core.protocol.ProtocolException;
import dev.holdfast.core.protocol.SyncAnswer;
import dev.holdfast.server.log.LogLine;
import dev.holdfast.server.space.DataException;
import dev.holdfast.server.space.Retention;
import dev.holdfast.server.space.Spaces;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers {@code /v1/} and {@code /metrics}: a function from a request to its answer that knows no
 * HTTP library. An adapter puts it on a port; {@code server.http} has Jetty's. An adapter's server
 * also answers {@code /holdfast/ping} and guards {@code Host}. Thread-safe.
 *
 * <p>How an adapter uses it: {@link #open} when it starts. {@link #answer} for each request whose
 * path it {@link #answers}. {@link #endStreams} when it shuts down: that ends the endless answers
 * while the others finish. {@link #close} at the end.
 */
public final class SyncApi implements Readiness, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger("holdfast");
  private static final String METRICS = "/metrics";

  /** The values, the text that they become, and its bytes: what a character of a page takes. */
  private static final long TEXT = 4;

  /** What a client may send again after a moment. */
  private static final Set<DataException.Code> PASSING =
      EnumSet.of(
          DataException.Code.BUSY, DataException.Code.CLOSED, DataException.Code.UNAVAILABLE);

  private final Spaces spaces;
  private final Executor executor;
  private final Admission admission;
  private final SpaceCalls calls;
  private final LiveHub live;
  private final Retention retention;
  private final Metrics metrics = new Metrics();
  private final Budget budget = Budget.ofTheHeap();

  private SyncApi(Spaces spaces, SyncOptions options, Executor executor) {
    this.spaces = spaces;
    this.executor = executor;
    admission = new Admission(options.authenticator(), options.authorizer());
    calls = new SpaceCalls(spaces, options);
    live = new LiveHub(options.live());
    retention = new Retention(spaces, Retention.DEFAULT);
    spaces.addListener(live::poke);
  }

  /**
   * Begins to serve {@code spaces}. Closing the API closes them.
   *
   * @param executor writes the answers after a commit, so that the store's threads need not. It
   *     must accept work as long as requests are answered
   */
  public static SyncApi open(Spaces spaces, SyncOptions options, Executor executor) {
    SyncApi api = new SyncApi(spaces, options, executor);
    try {
      String restored = options.restored();
      if (restored != null) {
        api.calls.beginAnew(restored);
      }
      return api;
    } catch (RuntimeException e) {
      api.close();
      throw e;
    }
  }

  /** Whether this API answers a request for the path. The path is as it was sent. */
  public static boolean answers(String path) {
    return path.equals(METRICS) || path.startsWith(SpacePath.PREFIX);
  }

  /**
   * Answers a request whose path it {@link #answers}. A failure is an answer too, so the future
   * never fails.
   *
   * <p>Waits for no commit and for no body, but reads the store, on the caller's thread or on the
   * one that brings the end of the body: both must be allowed to block for that long. The future is
   * completed on that thread, on the one that brought the end of the body, or by the executor.
   */
  public CompletableFuture<ApiAnswer> answer(ApiRequest request) {
    try {
      if (request.path().equals(METRICS)) {
        return CompletableFuture.completedFuture(figures(request));
      }
      metrics.request();
      if (request.path().equals(Description.PATH)) {
        expect(request, "GET");
        return CompletableFuture.completedFuture(JsonAnswer.of(request, Description.text()));
      }
      return call(request, SpacePath.parse(request.path()));
    } catch (RuntimeException e) {
      return CompletableFuture.completedFuture(failed(request, e));
    }
  }

  private CompletableFuture<ApiAnswer> call(ApiRequest request, SpacePath path) {
    String space = path.space();
    Budget.Share share = budget.share();
    return switch (path.call() + (path.id().isEmpty() ? "" : "/")) {
      case "sync" ->
          decided(request, calls.sync(request, share, admit(request, "POST", space), space))
              .whenComplete((answer, failure) -> share.end());
      case "preview" ->
          decided(request, calls.preview(request, share, admit(request, "POST", space), space))
              .whenComplete((answer, failure) -> share.end());
      case "changes" -> CompletableFuture.completedFuture(changes(request, space));
      case "receipts/" -> CompletableFuture.completedFuture(receipt(request, path));
      case "live" -> CompletableFuture.completedFuture(listen(admit(request, "GET", space), space));
      default ->
          throw new Refusal(
              404, "NOT_FOUND", "expected sync, preview, changes, live or receipts/{id}");
    };
  }

  private ApiAnswer changes(ApiRequest request, String space) {
    admit(request, "GET", space);
    return given(request, calls.changes(request, space));
  }

  private ApiAnswer receipt(ApiRequest request, SpacePath path) {
    String subject = admit(request, "GET", path.space());
    return JsonAnswer.of(request, calls.receipt(request, subject, path.space(), path.id()).text());
  }

  /** The subject of a request that may read {@code space}. */
  private String admit(ApiRequest request, String method, String space) {
    expect(request, method);
    return admission.admit(request, space);
  }

  private static void expect(ApiRequest request, String method) {
    if (!request.method().equals(method)) {
      throw new Refusal(
          new Problem(405, "METHOD_NOT_ALLOWED", "expected " + method).withHeader("Allow", method));
    }
  }

  /** Answers at once if the decision is there already. Else the executor answers, not the store. */
  private CompletableFuture<ApiAnswer> decided(
      ApiRequest request, CompletableFuture<SyncAnswer> decision) {
    return decision.isDone()
        ? decision.handle((answer, failure) -> finished(request, answer, failure))
        : decision.handleAsync((answer, failure) -> finished(request, answer, failure), executor);
  }

  private ApiAnswer finished(
      ApiRequest request, @Nullable SyncAnswer answer, @Nullable Throwable failure) {
    if (answer == null) {
      return failed(request, failure == null ? new IllegalStateException("no answer") : failure);
    }
    try {
      return given(request, answer);
    } catch (RuntimeException e) {
      return failed(request, e);
    }
  }

  private ApiAnswer given(ApiRequest request, SyncAnswer answer) {
    if (answer instanceof SyncAnswer.Page page) {
      metrics.answered(page.receipts(), page.changes().size());
      return held(request, page);
    }
    if (answer instanceof SyncAnswer.Preview preview) {
      return JsonAnswer.of(request, preview.text());
    }
    if (answer instanceof SyncAnswer.NoSpace none) {
      return JsonAnswer.of(request, none.text());
    }
    if (answer instanceof SyncAnswer.EpochChanged changed) {
      metrics.epochChanged();
      return refused(
          new Problem(
              409,
              ProblemCode.EPOCH_CHANGED,
              "the space has another lineage; pull afresh",
              changed.problem()));
    }
    if (answer instanceof SyncAnswer.NewerState newer) {
      return refused(
          new Problem(
              409,
              ProblemCode.NEWER_STATE,
              "the state has a later schema; load the newer release of the app",
              newer.problem()));
    }
    throw new IllegalStateException("an answer of no known kind");
  }

  /** The answer with a page. It counts as held until it has been sent. */
  private ApiAnswer held(ApiRequest request, SyncAnswer.Page page) {
    Budget.Share share = budget.share();
    try {
      share.take(TEXT * page.chars());
      ApiAnswer.Whole answer = JsonAnswer.of(request, page.text());
      share.keep(answer.body().remaining());
      return new ApiAnswer.Whole(answer.status(), answer.headers(), answer.body(), share::end);
    } catch (RuntimeException e) {
      share.end();
      throw e;
    }
  }

  /** Adds the stream before reading the version, so that no commit between the two is missed. */
  private ApiAnswer listen(String subject, String space) {
    LiveStream stream = new LiveStream(subject, space, live::remove);
    live.add(stream);
    try {
      stream.standsAt(calls.version(space));
    } catch (RuntimeException e) {
      stream.drop();
      throw e;
    }
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("Content-Type", "text/event-stream");
    headers.put("Cache-Control", "no-store");
    headers.put("X-Accel-Buffering", "no");
    return new ApiAnswer.Stream(200, headers, stream);
  }

  private ApiAnswer figures(ApiRequest request) {
    expect(request, "GET");
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("Content-Type", "text/plain; version=0.0.4; charset=utf-8");
    headers.put("Cache-Control", "no-store");
    byte[] text = metrics.text(spaces, live).getBytes(StandardCharsets.UTF_8);
    return new ApiAnswer.Whole(200, headers, ByteBuffer.wrap(text));
  }

  private ApiAnswer failed(ApiRequest request, Throwable failure) {
    Throwable cause = failure;
    while (cause instanceof CompletionException && cause.getCause() != null) {
      cause = cause.getCause();
    }
    if (cause instanceof Refusal refusal) {
      return refused(refusal.problem());
    }
    if (cause instanceof ProtocolException e) {
      return refused(
          new Problem(e.code().status(), e.code().name(), String.valueOf(e.getMessage())));
    }
    if (cause instanceof DataException e && PASSING.contains(e.code())) {
      return refused(new Problem(503, e.code().name(), String.valueOf(e.getMessage())));
    }
    LOG.error("{} {} failed: {}", request.method(), request.path(), LogLine.of(cause));
    return refused(Problem.internal());
  }

  private ApiAnswer refused(Problem problem) {
    if (problem.status() < 500) {
      metrics.refusal();
    } else {
      metrics.failure();
    }
    return switch (problem.status()) {
      case 401 -> problem.withHeader("WWW-Authenticate", "Bearer").answer();
      case 429, 503 -> problem.withHeader("Retry-After", "1").answer();
      default -> problem.answer();
    };
  }

  @Override
  public @Nullable String notReady() {
    return spaces.trouble();
  }

  LiveHub live() {
    return live;
  }

  /** Ends the live streams, which would go on for ever, and accepts no more. */
  public void endStreams() {
    live.close();
  }

  /** Closes the spaces. What was pushed before is answered. */
  @Override
  public void close() {
    retention.close();
    live.close();
    spaces.close();
  }
}
