package dev.holdfast.browser.worker;

import dev.holdfast.browser.js.Promise;
import org.teavm.jso.JSObject;

/**
 * A strategy with its options. In JavaScript it is an object with this method, while an {@link
 * Answer} is a function, so that the two can be told apart.
 */
public interface ReadyMade extends JSObject {
  /**
   * Resolves to the response. The error of a rejection has {@code isFinal} set if the network was
   * asked already or must not be asked.
   */
  Promise answer(Call call);
}
