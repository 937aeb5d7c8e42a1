package dev.holdfast.browser.worker;

import org.jspecify.annotations.Nullable;
import org.teavm.jso.JSFunctor;
import org.teavm.jso.JSObject;

/** A handler: the app's own function from a call to a response or a promise of one. */
@JSFunctor
public interface Answer extends JSObject {
  @Nullable JSObject with(Call call);
}
