package dev.holdfast.browser.js;

import org.teavm.jso.JSBody;
import org.teavm.jso.JSFunctor;
import org.teavm.jso.JSObject;

/**
 * Web Locks: at most one holder of a name among all tabs and workers of the origin. A holder that
 * dies lets go. Where the browser has none (insecure origins) there are no other holders to fear,
 * since there is no worker, and the work just runs.
 */
public final class Locks {
  private Locks() {}

  /** The work, which lasts until its promise settles. */
  @JSFunctor
  public interface Work extends JSObject {
    Promise begin();
  }

  /** Runs {@code work} when the lock is ours; a promise of its result. */
  @JSBody(
      params = {"name", "work"},
      script = "var locks = navigator.locks; return locks ? locks.request(name, work) : work();")
  public static native Promise hold(String name, Work work);

  /** Whoever holds a lock {@code prefix + x} now: a promise of an array of those x. */
  @Script
  public static native Promise holders(String prefix);
}
