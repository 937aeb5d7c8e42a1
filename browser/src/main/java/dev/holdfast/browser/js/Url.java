package dev.holdfast.browser.js;

import org.teavm.jso.JSBody;
import org.teavm.jso.JSClass;
import org.teavm.jso.JSObject;
import org.teavm.jso.JSProperty;

/** The URL standard's {@code URL}. */
@JSClass(transparent = true)
public abstract class Url implements JSObject {
  private Url() {}

  @JSProperty
  public abstract String getHref();

  @JSProperty
  public abstract String getOrigin();

  @JSProperty
  public abstract String getPathname();

  @JSProperty
  public abstract String getSearch();

  /**
   * @param url absolute, or relative to where this script runs
   */
  @JSBody(params = "url", script = "return new URL(url, self.location.href);")
  public static native Url of(String url);

  /** The origin this script runs in. */
  @JSBody(script = "return self.location.origin;")
  public static native String ownOrigin();
}
