package dev.holdfast.browser.page;

import dev.holdfast.browser.js.BrowserNetwork;
import dev.holdfast.browser.js.Promise;
import dev.holdfast.core.json.Json;
import dev.holdfast.core.net.NetworkStatus;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;
import org.teavm.jso.JSExport;
import org.teavm.jso.JSObject;
import org.teavm.jso.JSProperty;

/** {@code networkStatus} as the page's scripts see it. */
@NullMarked
public final class NetworkFace {
  private @Nullable NetworkStatus status;

  /**
   * The status, configured by the first who needs it: {@code start}, or a script that looks
   * earlier.
   */
  NetworkStatus open(Definitions app) {
    if (status == null) {
      status = BrowserNetwork.open(app.ping, app.probeTimeout);
    }
    return status;
  }

  private NetworkStatus status() {
    return open(new Definitions());
  }

  @JSExport
  @JSProperty
  public String getCurrent() {
    return status().verdict().current();
  }

  @JSExport
  @JSProperty
  public String getDetail() {
    return status().verdict().detail().text();
  }

  @JSExport
  @JSProperty
  public Json getLastVerifiedAt() {
    double at = status().lastVerifiedAt();
    return at == 0 ? Json.absent() : Json.of(at);
  }

  @JSExport
  public Promise check() {
    return Promise.of(
        (resolve, reject) -> status().check(verdict -> resolve.with(Json.of(verdict.current()))));
  }

  @JSExport
  public JSObject subscribe(Json fn) {
    JSObject listener = AppValue.function(fn, "a listener");
    Runnable stop = status().subscribe(() -> AppValue.apply(listener, Json.absent()));
    Hub.Unsubscribe unsubscribe = stop::run;
    return unsubscribe;
  }
}
