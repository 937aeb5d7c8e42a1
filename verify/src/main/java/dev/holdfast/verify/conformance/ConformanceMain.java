package dev.holdfast.verify.conformance;

import org.teavm.jso.JSBody;
import org.teavm.jso.JSFunctor;
import org.teavm.jso.JSObject;

/**
 * The entry point of {@link Conformance} in a browser: defines {@code conformance(suite, cases)}.
 */
public final class ConformanceMain {
  private ConformanceMain() {}

  @JSFunctor
  private interface Answering extends JSObject {
    String answers(String suite, String cases);
  }

  @JSBody(params = "f", script = "self.conformance = f;")
  private static native void export(Answering f);

  public static void main(String[] args) {
    export(Conformance::answers);
  }
}
