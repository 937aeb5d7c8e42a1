package dev.holdfast.browser.worker;

import org.jspecify.annotations.Nullable;
import org.teavm.jso.JSFunctor;
import org.teavm.jso.JSObject;

/**
 * Answers a call with a response or a promise of one: a handler of the app's, or a strategy of
 * ours.
 */
@JSFunctor
public interface Answer extends JSObject {
  @Nullable JSObject with(Call call);
}
