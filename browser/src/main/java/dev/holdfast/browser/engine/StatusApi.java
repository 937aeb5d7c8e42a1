package dev.holdfast.browser.engine;

import dev.holdfast.browser.js.BrowserNetwork;
import dev.holdfast.browser.js.Names;
import dev.holdfast.browser.js.PingProbe;
import dev.holdfast.browser.js.Promise;
import dev.holdfast.core.json.Json;
import dev.holdfast.core.net.NetworkStatus;
import org.teavm.jso.JSExport;
import org.teavm.jso.JSObject;
import org.teavm.jso.JSProperty;

/** {@code networkStatus} as the page module sees it. */
public final class StatusApi {
  private final NetworkStatus status;

  StatusApi(Definitions app) {
    Names.within(app.place());
    status = BrowserNetwork.open(new PingProbe(app.ping(), app.probeTimeout()), app.probeTimeout());
  }

  NetworkStatus status() {
    return status;
  }

  @JSExport
  @JSProperty
  public String getCurrent() {
    return status.verdict().current();
  }

  @JSExport
  @JSProperty
  public String getDetail() {
    return status.verdict().detail().text();
  }

  @JSExport
  @JSProperty
  public Json getLastVerifiedAt() {
    double at = status.lastVerifiedAt();
    return at == 0 ? Json.absent() : Json.of(at);
  }

  @JSExport
  public Promise check() {
    return Promise.of(
        (resolve, reject) -> status.check(verdict -> resolve.with(Json.of(verdict.current()))));
  }

  /** Calls {@code listener} after each change. */
  @JSExport
  public void listen(JSObject listener) {
    status.subscribe(() -> AppValue.apply(listener, Json.absent()));
  }
}
