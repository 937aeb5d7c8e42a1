package dev.holdfast.browser.engine;

import dev.holdfast.browser.js.Errors;
import dev.holdfast.browser.js.Http;
import dev.holdfast.browser.js.Promise;
import dev.holdfast.browser.js.Script;
import dev.holdfast.core.Failure;
import dev.holdfast.core.json.Json;
import dev.holdfast.core.sync.FunctionRound;
import org.teavm.jso.JSBody;
import org.teavm.jso.JSFunctor;
import org.teavm.jso.JSObject;

/**
 * The app's own sync function. Each call gets an abort signal and a time limit.
 *
 * <p>What it throws decides when it is called again. Something with a {@code status}, such as a
 * {@code fetch} response, means what this status of a sync request would mean. Anything else means
 * a back-off.
 */
public final class AppFunction implements FunctionRound.App {
  private final JSObject fn;
  private final double limit;
  private final Runnable doubt;
  private final Progress progress;
  private JSObject controller = controller();

  /** Receives the progress that the function reports. */
  @JSFunctor
  public interface Progress extends JSObject {
    void heard(double done, double total);
  }

  /**
   * @param limit ms after which a call is given up
   * @param doubt called when the connection may be lost
   */
  public AppFunction(JSObject fn, double limit, Runnable doubt, Progress progress) {
    this.fn = fn;
    this.limit = limit;
    this.doubt = doubt;
    this.progress = progress;
  }

  @Override
  public void offer(Json argument, FunctionRound.Answered answered) {
    call(AppValue.given(argument))
        .then(
            result -> {
              answer((Json) result, answered);
              return null;
            },
            error -> {
              answered.with(false, Json.absent(), thrown(error), Http.retryAfter(error));
              return null;
            });
  }

  /**
   * Calls the function. Resolves to its answer; rejects with what it throws, or when the call is
   * given up.
   */
  public Promise call(Json argument) {
    controller = controller();
    return call(fn, argument, controller, limit, progress);
  }

  private Failure thrown(JSObject error) {
    int status = status(error);
    boolean login = status == 401;
    boolean refused = status >= 400 && status < 500 && !isForLater(status);
    if (status == 0) {
      doubt.run();
    }
    return new Failure(
        login
            ? Failure.Code.NEEDS_LOGIN
            : refused ? Failure.Code.REFUSED : Failure.Code.SERVER_BUSY,
        "the app's sync function threw "
            + (status > 0
                ? "status " + status
                : isOver(controller) ? Errors.text(error) : Errors.thrown(error))
            + "; the work is kept");
  }

  private static boolean isForLater(int status) {
    return status == 408 || status == 425 || status == 429;
  }

  private static void answer(Json result, FunctionRound.Answered answered) {
    Json server = Json.isObject(result) ? Json.get(result, "server") : Json.absent();
    boolean taken = Json.isTrue(result) || !Json.isAbsent(server);
    try {
      answered.with(taken, Json.isAbsent(server) ? server : AppValue.state(server), null, 0);
    } catch (Failure failure) {
      answered.with(false, Json.absent(), failure, 0);
    }
  }

  @Override
  public void abort() {
    abort(controller);
  }

  @JSBody(script = "return new AbortController();")
  private static native JSObject controller();

  /** Whether we ourselves gave the call up. */
  @JSBody(params = "stop", script = "return stop.signal.aborted;")
  private static native boolean isOver(JSObject stop);

  @JSBody(params = "stop", script = "stop.abort();")
  private static native void abort(JSObject stop);

  /** The HTTP status of an error; 0 for a failed fetch, -1 if it has none. */
  @JSBody(
      params = "error",
      script =
          "return error && error.status > 0 ? error.status | 0 : error instanceof TypeError ? 0 : -1;")
  private static native int status(JSObject error);

  @Script
  private static native Promise call(
      JSObject fn, Json argument, JSObject stop, double ms, Progress progress);
}
