package dev.holdfast.browser.worker;

import dev.holdfast.browser.js.Request;
import dev.holdfast.browser.js.WorkerScope.FetchEvent;
import dev.holdfast.core.json.Json;
import org.teavm.jso.JSBody;
import org.teavm.jso.JSClass;
import org.teavm.jso.JSObject;
import org.teavm.jso.JSProperty;

/** One intercepted request, as handlers get it: {@code {request, params, online, event}}. */
@JSClass(transparent = true)
public abstract class Call implements JSObject {
  private Call() {}

  @JSProperty
  public abstract Request getRequest();

  /** The values of the pattern's named parts. */
  @JSProperty
  public abstract Json getParams();

  @JSProperty("online")
  public abstract boolean isOnline();

  @JSProperty
  public abstract FetchEvent getEvent();

  @JSBody(
      params = {"event", "params", "online"},
      script = "return {request: event.request, params: params, online: online, event: event};")
  static native Call of(FetchEvent event, Json params, boolean online);
}
