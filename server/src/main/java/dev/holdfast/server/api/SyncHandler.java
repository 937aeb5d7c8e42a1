package dev.holdfast.server.api;

import dev.holdfast.core.Random;
import dev.holdfast.core.protocol.ProblemCode;
import dev.holdfast.core.protocol.ProtocolException;
import dev.holdfast.core.protocol.Query;
import dev.holdfast.core.protocol.Receipt;
import dev.holdfast.core.protocol.SyncAnswer;
import dev.holdfast.core.protocol.SyncRequest;
import dev.holdfast.core.space.Rules;
import dev.holdfast.core.space.Space;
import dev.holdfast.core.space.SpaceStore;
import dev.holdfast.core.space.Validator;
import dev.holdfast.server.log.LogLine;
import dev.holdfast.server.space.DataException;
import dev.holdfast.server.space.Retention;
import dev.holdfast.server.space.sqlite.SpaceDatabase;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.component.Graceful;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers {@code /v1/} and {@code /metrics}; opens its data when it starts and closes it when it
 * stops, whatever was pushed until then answered.
 */
public final class SyncHandler extends Handler.Abstract implements Graceful, Readiness {
  private static final Logger LOG = LoggerFactory.getLogger("holdfast");

  private final SyncOptions options;
  private final Rules rules;
  private final Admission admission;
  private final Random random = new SecureRandomness();
  private final Metrics metrics = new Metrics();
  private @Nullable SpaceDatabase openDatabase;
  private @Nullable LiveHub openHub;
  private @Nullable Retention openRetention;

  public SyncHandler(SyncOptions options) {
    this.options = options;
    this.rules = options.rules().validator(logged(options.rules().validator()));
    this.admission = new Admission(options.authenticator(), options.authorizer());
  }

  /** What it throws is a refusal to the replica, and a fault to whoever runs the server. */
  private static Validator logged(Validator validator) {
    return (subject, collection, doc, value) -> {
      try {
        return validator.judge(subject, collection, doc, value);
      } catch (RuntimeException e) {
        LOG.error("the validator failed on a document of {}: {}", collection, LogLine.of(e));
        throw e;
      }
    };
  }

  @Override
  protected void doStart() throws Exception {
    SpaceDatabase database = SpaceDatabase.open(options.data());
    LiveHub hub = new LiveHub(options.live());
    openDatabase = database;
    openHub = hub;
    openRetention = new Retention(database, Retention.DEFAULT);
    database.addListener(hub::poke);
    if (options.restored()) {
      for (String space : database.spaces()) {
        database.write(space, store -> beginAnew(store)).join();
      }
    }
    super.doStart();
  }

  private boolean beginAnew(SpaceStore store) {
    space(store).restored();
    return true;
  }

  @Override
  protected void doStop() throws Exception {
    super.doStop();
    if (openRetention != null) {
      openRetention.close();
    }
    live().close();
    database().close();
  }

  /** Ends the live streams, which would go on for ever; all other requests end by themselves. */
  @Override
  public CompletableFuture<Void> shutdown() {
    live().close();
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public @Nullable String notReady() {
    return openDatabase == null ? "the data is not open" : openDatabase.trouble();
  }

  @Override
  public boolean isShutdown() {
    return !isRunning();
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    String path = request.getHttpURI().getPath();
    Exchange exchange = new Exchange(request, response, callback);
    try {
      if (path.equals("/metrics")) {
        exchange.metrics();
        return true;
      }
      if (!path.startsWith(SpacePath.PREFIX)) {
        return false;
      }
      metrics.request();
      exchange.answer(SpacePath.parse(path));
    } catch (RuntimeException e) {
      exchange.fail(e);
    }
    return true;
  }

  private SpaceDatabase database() {
    if (openDatabase == null) {
      throw new IllegalStateException("not started");
    }
    return openDatabase;
  }

  LiveHub live() {
    if (openHub == null) {
      throw new IllegalStateException("not started");
    }
    return openHub;
  }

  private Space space(SpaceStore store) {
    return new Space(store, rules, random);
  }

  /** One request and the answer to it. */
  private final class Exchange {
    private final Request request;
    private final Response response;
    private final Callback callback;

    Exchange(Request request, Response response, Callback callback) {
      this.request = request;
      this.response = response;
      this.callback = callback;
    }

    void answer(SpacePath path) {
      switch (path.call() + (path.id().isEmpty() ? "" : "/")) {
        case "sync" -> push(path.space(), false);
        case "preview" -> push(path.space(), true);
        case "changes" -> changes(path.space());
        case "receipts/" -> receipt(path.space(), path.id());
        case "live" -> listen(path.space());
        default ->
            throw new Refusal(
                404, "NOT_FOUND", "expected sync, preview, changes, live or receipts/{id}");
      }
    }

    private String admit(String method, String space) {
      if (!request.getMethod().equals(method)) {
        response.getHeaders().put(HttpHeader.ALLOW, method);
        throw new Refusal(405, "METHOD_NOT_ALLOWED", "expected " + method);
      }
      return admission.admit(request, space);
    }

    private void push(String name, boolean preview) {
      String subject = admit("POST", name);
      var unused =
          RequestBody.read(request, options.bodyBytes())
              .thenCompose(bytes -> decide(name, subject, bytes, preview))
              .whenCompleteAsync(this::finish, getServer().getThreadPool());
    }

    private CompletableFuture<SyncAnswer> decide(
        String name, String subject, byte[] bytes, boolean preview) {
      SyncRequest sync = SyncRequest.read(RequestBody.json(bytes), options.rules().limits());
      if (preview) {
        return database()
            .tryOut(
                name,
                store ->
                    space(store)
                        .preview(
                            subject,
                            sync,
                            mutation -> options.authorizer().mayWrite(subject, name, mutation)));
      }
      if (sync.mutations().isEmpty()) {
        SyncAnswer answer = database().read(name, store -> space(store).pull(subject, sync));
        if (answer != null) {
          return CompletableFuture.completedFuture(answer);
        }
      }
      return database()
          .write(
              name,
              store ->
                  space(store)
                      .sync(
                          subject,
                          sync,
                          mutation -> options.authorizer().mayWrite(subject, name, mutation)));
    }

    private void changes(String name) {
      String subject = admit("GET", name);
      SyncRequest pull = SyncRequest.readPull(query(), options.rules().limits());
      SyncAnswer answer = database().read(name, store -> space(store).changes(pull));
      if (answer != null) {
        finish(answer, null);
        return;
      }
      var unused =
          database()
              .write(name, store -> space(store).sync(subject, pull, mutation -> false))
              .whenCompleteAsync(this::finish, getServer().getThreadPool());
    }

    private Query query() {
      return Request.extractQueryParameters(request)::getValue;
    }

    private void receipt(String name, String id) {
      String subject = admit("GET", name);
      String origin = query().origin();
      if (origin == null) {
        throw new Refusal(
            400, ProblemCode.BAD_REQUEST, "origin: expected the replica that minted it");
      }
      SpaceStore.Remembered seen =
          database().read(name, store -> space(store).receipt(subject, origin, id));
      if (seen == null) {
        throw new Refusal(404, ProblemCode.RECEIPT_UNKNOWN, "this mutation was never seen here");
      }
      Receipt receipt = seen.receipt();
      if (receipt == null) {
        throw new Refusal(
            410, ProblemCode.RECEIPT_EXPIRED, "this mutation was seen, its receipt is gone");
      }
      JsonAnswer.write(request, response, callback, receipt.text());
    }

    private void listen(String name) {
      String subject = admit("GET", name);
      LiveHub hub = live();
      LiveStream stream = new LiveStream(subject, name, response, callback, hub::remove);
      hub.add(stream);
      request.addFailureListener(cause -> stream.drop());
      response.getHeaders().put(HttpHeader.CONTENT_TYPE, "text/event-stream");
      response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
      response.getHeaders().put("X-Accel-Buffering", "no");
      stream.poke(database().read(name, Exchange::version));
    }

    private static long version(SpaceStore store) {
      var head = store.head();
      return head == null ? 0 : head.version();
    }

    void metrics() {
      if (!request.getMethod().equals("GET")) {
        response.getHeaders().put(HttpHeader.ALLOW, "GET");
        throw new Refusal(405, "METHOD_NOT_ALLOWED", "expected GET");
      }
      response
          .getHeaders()
          .put(HttpHeader.CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8");
      response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
      String text = metrics.text(database(), live());
      response.write(true, ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)), callback);
    }

    private void finish(@Nullable SyncAnswer answer, @Nullable Throwable failure) {
      try {
        if (answer == null) {
          fail(failure == null ? new IllegalStateException("no answer") : failure);
        } else {
          give(answer);
        }
      } catch (RuntimeException e) {
        fail(e);
      }
    }

    private void give(SyncAnswer answer) {
      if (answer instanceof SyncAnswer.Page page) {
        metrics.answered(page.receipts(), page.changes().size());
        JsonAnswer.write(request, response, callback, page.text());
      } else if (answer instanceof SyncAnswer.Preview preview) {
        JsonAnswer.write(request, response, callback, preview.text());
      } else if (answer instanceof SyncAnswer.EpochChanged changed) {
        metrics.epochChanged();
        refuse(
            new Problem(
                409,
                ProblemCode.EPOCH_CHANGED,
                "the space has another past; pull afresh",
                changed.problem()));
      }
    }

    void fail(Throwable failure) {
      Throwable cause = failure;
      while (cause instanceof CompletionException && cause.getCause() != null) {
        cause = cause.getCause();
      }
      Problem ofClient = Problem.ofClient(cause);
      if (ofClient != null) {
        refuse(ofClient);
      } else if (cause instanceof ProtocolException e) {
        refuse(new Problem(e.code().status(), e.code().name(), String.valueOf(e.getMessage())));
      } else if (cause instanceof DataException e
          && (e.code() == DataException.Code.BUSY || e.code() == DataException.Code.CLOSED)) {
        refuse(new Problem(503, e.code().name(), String.valueOf(e.getMessage())));
      } else {
        LOG.error(
            "{} {} failed: {}",
            request.getMethod(),
            request.getHttpURI().getCanonicalPath(),
            LogLine.of(cause));
        refuse(new Problem(500, "INTERNAL", "the server failed; its log says where"));
      }
    }

    private void refuse(Problem problem) {
      if (problem.status() < 500) {
        metrics.refusal();
      } else {
        metrics.failure();
      }
      if (problem.status() == 401) {
        response.getHeaders().put(HttpHeader.WWW_AUTHENTICATE, "Bearer");
      }
      if (problem.status() == 429 || problem.status() == 503) {
        response.getHeaders().put(HttpHeader.RETRY_AFTER, "1");
      }
      problem.write(response, callback);
    }
  }
}
