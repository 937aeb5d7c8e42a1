package dev.holdfast.browser.page;

import dev.holdfast.core.json.Json;
import org.teavm.jso.JSBody;

public final class PageMain {
  @JSBody(params = "v", script = "self.__out = v;")
  private static native void out(Json v);

  @JSBody(script = "return self.__in;")
  private static native Json in();

  public static void main(String[] args) {
    out(Json.canonical(in()));
    out(Json.of(Json.equal(in(), Json.parse("[1,null]"))));
  }
}
