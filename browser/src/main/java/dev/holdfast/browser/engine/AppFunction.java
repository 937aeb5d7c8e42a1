package dev.holdfast.browser.engine;

import dev.holdfast.browser.js.Errors;
import dev.holdfast.browser.js.Promise;
import dev.holdfast.core.Failure;
import dev.holdfast.core.json.Json;
import dev.holdfast.core.sync.FunctionRound;
import org.jspecify.annotations.NullMarked;
import org.teavm.jso.JSBody;
import org.teavm.jso.JSObject;

/** The app's own sync function, called with a signal and a limit of time. */
@NullMarked
final class AppFunction implements FunctionRound.App {
  private static final double LIMIT = 60_000;

  private final JSObject fn;
  private JSObject controller = controller();

  AppFunction(JSObject fn) {
    this.fn = fn;
  }

  @Override
  public void offer(Json argument, FunctionRound.Answered answered) {
    controller = controller();
    call(fn, AppValue.given(argument), controller, LIMIT)
        .then(
            result -> {
              answer((Json) result, answered);
              return null;
            },
            error -> {
              answered.with(
                  false,
                  Json.absent(),
                  new Failure(
                      Failure.Code.SERVER_BUSY,
                      "the app's sync function threw " + Errors.text(error)));
              return null;
            });
  }

  private static void answer(Json result, FunctionRound.Answered answered) {
    Json server = Json.isObject(result) ? Json.get(result, "server") : Json.absent();
    boolean taken = Json.isTrue(result) || !Json.isAbsent(server);
    try {
      answered.with(taken, Json.isAbsent(server) ? server : AppValue.copy(server), null);
    } catch (Failure failure) {
      answered.with(false, Json.absent(), failure);
    }
  }

  @Override
  public void abort() {
    abort(controller);
  }

  @JSBody(script = "return new AbortController();")
  private static native JSObject controller();

  @JSBody(params = "c", script = "c.abort();")
  private static native void abort(JSObject c);

  @JSBody(
      params = {"fn", "argument", "c", "ms"},
      script =
          "return new Promise((resolve, reject) => {"
              + " c.signal.onabort = () => reject(new Error('it was given up'));"
              + " setTimeout(() => c.abort(), ms); argument.signal = c.signal;"
              + " Promise.resolve().then(() => fn(argument)).then(resolve, reject); });")
  private static native Promise call(JSObject fn, Json argument, JSObject c, double ms);
}
