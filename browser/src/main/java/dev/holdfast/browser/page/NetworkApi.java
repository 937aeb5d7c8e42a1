package dev.holdfast.browser.page;

import dev.holdfast.browser.js.Promise;
import dev.holdfast.core.json.Json;
import org.teavm.jso.JSBody;
import org.teavm.jso.JSExport;
import org.teavm.jso.JSFunctor;
import org.teavm.jso.JSObject;
import org.teavm.jso.JSProperty;

/**
 * {@code networkStatus} as the page's scripts see it. Until the engine is loaded, it reports what
 * {@code navigator.onLine} says.
 */
public final class NetworkApi {
  private final EngineModule module;
  private final Listeners listeners = new Listeners();
  private boolean listening;

  /** Called when the status has changed. */
  @JSFunctor
  private interface Changed extends JSObject {
    void heard(Json nothing);
  }

  NetworkApi(EngineModule module) {
    this.module = module;
  }

  @JSExport
  @JSProperty
  public Json getCurrent() {
    return property("current", Json.of(onLine() ? "online" : "offline"));
  }

  @JSExport
  @JSProperty
  public Json getDetail() {
    return property("detail", Json.of("checking"));
  }

  @JSExport
  @JSProperty
  public Json getLastVerifiedAt() {
    return property("lastVerifiedAt", Json.absent());
  }

  @JSExport
  public Promise check() {
    return module
        .load()
        .then(
            there ->
                module.isLoaded()
                    ? EngineModule.call(status(), "check", Json.array())
                    : getCurrent());
  }

  @JSExport
  public Listeners.Unsubscribe subscribe(Json fn) {
    Listeners.Unsubscribe unsubscribe = listeners.add("change", fn);
    if (!listening && hasEvents()) {
      listening = true;
      Changed changed = nothing -> listeners.emit(Listeners.of("change"));
      module.load();
      module.loaded().then(engine -> EngineModule.call(status(), "listen", listOf(changed)));
    }
    return unsubscribe;
  }

  private Json property(String name, Json otherwise) {
    return module.isLoaded() ? EngineModule.property(status(), name) : otherwise;
  }

  private JSObject status() {
    return module.call("network");
  }

  @JSBody(script = "return !globalThis.navigator || navigator.onLine !== false;")
  private static native boolean onLine();

  /** False on a server that renders the app: there the network never changes. */
  @JSBody(script = "return !!globalThis.addEventListener;")
  private static native boolean hasEvents();

  @JSBody(params = "f", script = "return [f];")
  private static native Json listOf(Changed f);
}
