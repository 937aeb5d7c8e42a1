package dev.holdfast.browser.js;

import dev.holdfast.core.json.Json;
import org.jspecify.annotations.Nullable;
import org.teavm.jso.JSBody;
import org.teavm.jso.JSClass;
import org.teavm.jso.JSMethod;
import org.teavm.jso.JSObject;
import org.teavm.jso.JSProperty;

/** The fetch standard's {@code Request}. */
@JSClass(transparent = true)
public abstract class Request implements JSObject {
  private Request() {}

  @JSProperty
  public abstract String getMethod();

  @JSProperty
  public abstract String getUrl();

  @JSProperty
  public abstract Headers getHeaders();

  @JSProperty
  public abstract String getMode();

  @JSProperty
  public abstract String getCredentials();

  @JSProperty
  public abstract String getCache();

  @JSProperty
  public abstract String getRedirect();

  @JSProperty
  public abstract String getDestination();

  /** A copy whose body can be read separately. */
  @JSMethod("clone")
  public abstract Request twin();

  public abstract Promise arrayBuffer();

  /**
   * @param input a URL or a request
   * @param init the standard's options, or absent
   */
  @JSBody(
      params = {"input", "init"},
      script = "return new Request(input, init);")
  public static native Request of(JSObject input, @Nullable Json init);
}
