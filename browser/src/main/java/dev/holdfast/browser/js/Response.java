package dev.holdfast.browser.js;

import dev.holdfast.core.json.Json;
import org.jspecify.annotations.Nullable;
import org.teavm.jso.JSBody;
import org.teavm.jso.JSClass;
import org.teavm.jso.JSMethod;
import org.teavm.jso.JSObject;
import org.teavm.jso.JSProperty;

/** The fetch standard's {@code Response}. */
@JSClass(transparent = true)
public abstract class Response implements JSObject {
  private Response() {}

  @JSProperty
  public abstract int getStatus();

  /** Whether the status is 200–299. */
  @JSProperty("ok")
  public abstract boolean isOk();

  /** {@code basic}, {@code cors}, {@code opaque}, {@code opaqueredirect}, {@code error} … */
  @JSProperty
  public abstract String getType();

  @JSProperty
  public abstract String getUrl();

  @JSProperty("redirected")
  public abstract boolean isRedirected();

  @JSProperty
  public abstract Headers getHeaders();

  /** A copy whose body can be read separately. */
  @JSMethod("clone")
  public abstract Response twin();

  public abstract Promise text();

  public abstract Promise json();

  public abstract Promise arrayBuffer();

  /**
   * @param body any body that the standard allows; may be null
   * @param init {@code {status, statusText, headers}}
   */
  @JSBody(
      params = {"body", "init"},
      script = "return new Response(body, init);")
  public static native Response of(@Nullable JSObject body, Json init);

  /** The value as JSON, with status 200. */
  @JSBody(
      params = "value",
      script =
          """
          return new Response(JSON.stringify(value), {headers: {'content-type': 'application/json'}});
          """)
  public static native Response ofJson(Json value);

  @JSBody(script = "return Response.error();")
  public static native Response error();

  @JSBody(params = "value", script = "return value instanceof Response;")
  public static native boolean is(@Nullable JSObject value);
}
