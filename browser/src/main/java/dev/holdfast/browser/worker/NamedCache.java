package dev.holdfast.browser.worker;

import dev.holdfast.browser.js.Promise;
import org.teavm.jso.JSObject;

/**
 * A cache by its name, as strategies use it: of several subjects each has its own, and the one of
 * the page that asks is meant.
 */
public interface NamedCache extends JSObject {
  /** Resolves to a stored {@code Response} that is not too old; to undefined if there is none. */
  Promise find(Call call);

  /**
   * Asks the network and stores a copy of the answer, if it may be stored. Resolves to the answer.
   */
  Promise fetch(Call call);

  /** Stores a copy of the answer, if it may be stored. */
  void keep(Call call, Promise answered);

  /**
   * Resolves to what the cache is called; to undefined if the page has named no subject, but
   * another has.
   */
  Promise called(Call call);
}
