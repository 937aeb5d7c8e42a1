package dev.holdfast.browser.worker;

import dev.holdfast.browser.js.Promise;
import org.teavm.jso.JSObject;

/**
 * A strategy as a route has it. In JavaScript it is an object with this method, while an {@link
 * Answer} is a function: so the two can be told apart.
 */
public interface ReadyMade extends JSObject {
  /**
   * A promise of the response. It rejects with {@code isFinal} set if the network has been asked
   * already, or is not to be asked.
   */
  Promise answer(Call call);
}
