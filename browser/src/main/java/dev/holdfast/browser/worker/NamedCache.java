package dev.holdfast.browser.worker;

import dev.holdfast.browser.js.Promise;
import org.teavm.jso.JSObject;

/**
 * A cache by its name, as strategies use it and handlers can: of several subjects each has its own,
 * and the one of the page that asks is meant.
 */
public interface NamedCache extends JSObject {
  /** A promise of a kept {@code Response} that is good still, or of undefined. */
  Promise find(Call call);

  /** Asks the network, and keeps a twin of the answer if it may; a promise of the answer. */
  Promise fetch(Call call);

  /** Keeps a twin of what was answered if it may. */
  void keep(Call call, Promise answered);

  /** Opens it, the one of the subject who is at that page now; undefined if there is none. */
  Promise open(Call call);
}
