package dev.holdfast.browser.js;

import dev.holdfast.core.Clock;
import org.teavm.jso.JSBody;
import org.teavm.jso.JSFunctor;
import org.teavm.jso.JSObject;

/** The browser's clock and timers. */
public final class BrowserClock implements Clock {
  @Override
  public double now() {
    return dateNow();
  }

  @Override
  public Timer after(double ms, Runnable task) {
    // A method reference would look for null, and the worker's bundle throws nothing otherwise.
    int id = setTimeout(() -> task.run(), ms);
    return () -> clearTimeout(id);
  }

  @JSFunctor
  private interface Due extends JSObject {
    void heard();
  }

  @JSBody(script = "return Date.now();")
  private static native double dateNow();

  @JSBody(
      params = {"task", "ms"},
      script = "return setTimeout(task, ms);")
  private static native int setTimeout(Due task, double ms);

  @JSBody(params = "id", script = "clearTimeout(id);")
  private static native void clearTimeout(int id);
}
