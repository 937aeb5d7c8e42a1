package dev.holdfast.server.http;

import dev.holdfast.server.api.ApiAnswer;
import dev.holdfast.server.api.Readiness;
import dev.holdfast.server.api.SyncApi;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.component.Graceful;
import org.jspecify.annotations.Nullable;

/**
 * Puts the sync API on Jetty; opens it when it starts and closes it when it stops: by then every
 * push has its answer.
 */
public final class ApiHandler extends Handler.Abstract implements Graceful, Readiness {
  private final Function<Executor, SyncApi> opener;
  private @Nullable SyncApi opened;

  /**
   * @param opener opens the API with the threads that it may answer on
   */
  public ApiHandler(Function<Executor, SyncApi> opener) {
    this.opener = opener;
  }

  @Override
  protected void doStart() throws Exception {
    opened = opener.apply(getServer().getThreadPool());
    super.doStart();
  }

  @Override
  protected void doStop() throws Exception {
    super.doStop();
    if (opened != null) {
      opened.close();
    }
  }

  /** Ends the live streams, which would go on for ever. All other requests end by themselves. */
  @Override
  public CompletableFuture<Void> shutdown() {
    if (opened != null) {
      opened.endStreams();
    }
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public boolean isShutdown() {
    return !isRunning();
  }

  @Override
  public @Nullable String notReady() {
    return opened == null ? "the data is not open" : opened.notReady();
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    if (!SyncApi.answers(request.getHttpURI().getPath())) {
      return false;
    }
    if (opened == null) {
      throw new IllegalStateException("not started");
    }
    var unused =
        opened
            .answer(new JettyRequest(request))
            .whenComplete((answer, failure) -> send(answer, failure, request, response, callback));
    return true;
  }

  private static void send(
      @Nullable ApiAnswer answer,
      @Nullable Throwable failure,
      Request request,
      Response response,
      Callback callback) {
    try {
      if (answer == null) {
        callback.failed(failure == null ? new IllegalStateException("no answer") : failure);
      } else {
        Responses.send(answer, request, response, callback);
      }
    } catch (RuntimeException e) {
      if (answer instanceof ApiAnswer.Whole whole) {
        whole.gone().run();
      }
      callback.failed(e);
    }
  }
}
