package dev.holdfast.browser.engine;

import dev.holdfast.browser.js.Script;
import dev.holdfast.core.json.Json;
import java.util.function.Supplier;

/**
 * A list as a getter answers it: the same frozen object until something in it changes. So React's
 * {@code useSyncExternalStore} takes it for a snapshot.
 */
final class Shown {
  private Json list = Json.array();
  private Json shown = frozen(list);
  private int asOf = -1;

  /**
   * @param now changes with each event: in between, nothing in the list can have changed
   */
  Json of(int now, Supplier<Json> read) {
    if (asOf != now) {
      asOf = now;
      Json next = read.get();
      if (!Json.equal(next, list)) {
        list = next;
        shown = frozen(next);
      }
    }
    return shown;
  }

  /** A copy that nobody can change. An entry that has a time {@code at} says its age when asked. */
  @Script
  private static native Json frozen(Json list);
}
