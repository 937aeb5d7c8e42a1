package dev.holdfast.browser.js;

import org.jspecify.annotations.Nullable;
import org.teavm.jso.JSBody;
import org.teavm.jso.JSClass;
import org.teavm.jso.JSFunctor;
import org.teavm.jso.JSMethod;
import org.teavm.jso.JSObject;

/**
 * A JavaScript promise. Unlike TeaVM's {@code JSPromise} it is not generic, so that TeaVM does not
 * wrap its values: cast what arrives, {@code (Response) value}. Both are the same JavaScript
 * object, and each can be cast to the other.
 */
@JSClass(transparent = true)
public abstract class Promise implements JSObject {
  private Promise() {}

  /** What to do with a value; may return a value or a promise of one, or throw. */
  @JSFunctor
  public interface Then extends JSObject {
    @Nullable JSObject with(JSObject value);
  }

  /** Settles a promise that {@link #of} made. */
  @JSFunctor
  public interface Settle extends JSObject {
    void with(@Nullable JSObject value);
  }

  /** Starts the work behind a promise. */
  @JSFunctor
  public interface Executor extends JSObject {
    void with(Settle resolve, Settle reject);
  }

  public abstract Promise then(Then then);

  public abstract Promise then(Then then, Then otherwise);

  @JSMethod("catch")
  public abstract Promise otherwise(Then otherwise);

  @JSBody(params = "executor", script = "return new Promise(executor);")
  public static native Promise of(Executor executor);

  @JSBody(params = "value", script = "return Promise.resolve(value);")
  public static native Promise resolve(@Nullable JSObject value);

  @JSBody(params = "error", script = "return Promise.reject(error);")
  public static native Promise reject(@Nullable JSObject error);

  /** Waits for all; rejects with the first rejection. */
  @JSBody(params = "promises", script = "return Promise.all(promises);")
  public static native Promise all(JSObject promises);

  @JSBody(
      params = {"a", "b"},
      script = "return Promise.race([a, b]);")
  public static native Promise race(Promise a, Promise b);
}
