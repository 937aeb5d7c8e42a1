package dev.holdfast.browser.worker;

import dev.holdfast.browser.js.Promise;
import org.teavm.jso.JSObject;

/**
 * A named cache, for strategies and handlers. Each subject has its own cache of that name; the
 * methods use the one of the page that asks.
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

  /** Opens the cache. Resolves to undefined if the page has named no subject, but another has. */
  Promise open(Call call);
}
