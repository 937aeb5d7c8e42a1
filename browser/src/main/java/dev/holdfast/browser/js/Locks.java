package dev.holdfast.browser.js;

import org.teavm.jso.JSFunctor;
import org.teavm.jso.JSObject;

/**
 * Web Locks: each lock has at most one holder among all tabs and workers of the origin. A holder
 * that dies releases its lock. On insecure origins browsers have no locks; there the work just
 * runs. No worker exists there that could interfere. The same where the browser refuses a lock
 * since storage is blocked.
 */
public final class Locks {
  private Locks() {}

  /** The work. The lock is held until its promise settles. */
  @JSFunctor
  public interface Work extends JSObject {
    Promise begin();
  }

  /** Waits for the lock, then runs {@code work}. Resolves to its result. */
  @Script
  public static native Promise hold(String name, Work work);

  /**
   * Finds the locks that are held now and whose names begin with {@code prefix}. Resolves to an
   * array of the rests of their names.
   */
  @Script
  public static native Promise holders(String prefix);
}
