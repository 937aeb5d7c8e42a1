package dev.holdfast.browser.worker;

import dev.holdfast.browser.js.Idb;
import dev.holdfast.browser.js.Promise;
import dev.holdfast.browser.js.Request;
import dev.holdfast.browser.js.Script;
import dev.holdfast.browser.js.WorkerScope.FetchEvent;
import dev.holdfast.core.json.Json;
import dev.holdfast.core.net.NetworkStatus;
import org.teavm.jso.JSBody;

/**
 * The network as the worker uses it. Answers and failures are evidence for the {@link
 * NetworkStatus}.
 *
 * <p>{@link NetworkApi} documents the methods.
 */
public final class Network implements NetworkApi {
  private final NetworkStatus status;
  private final Subjects subjects;

  Network(NetworkStatus status, Subjects subjects) {
    this.status = status;
    this.subjects = subjects;
  }

  @Override
  public boolean online() {
    return status.isOnline();
  }

  @Override
  public boolean verified() {
    return status.isVerifiedOnline();
  }

  @Override
  public boolean known() {
    return status.verdict().at() != 0;
  }

  @Override
  public void watch(boolean wanted) {
    status.watch(wanted);
  }

  @Override
  public void subscribe(Idb.Listener listener) {
    status.subscribe(() -> listener.heard());
  }

  @Override
  public Promise subjectOf(String client) {
    return subjects.of(client);
  }

  @Override
  public Promise subject() {
    return subjects.current();
  }

  @Override
  public Json cacheNames() {
    return subjects.names();
  }

  @Override
  public Promise fetchWithin(Request request, double ms) {
    return send(this, request, ms);
  }

  @Override
  public void heard(int sense) {
    if (sense == 2) {
      status.reportJson();
    } else if (sense == 1) {
      status.reportAnswer(false);
    } else {
      status.reportFailure();
    }
  }

  @Override
  public Promise fetch(FetchEvent event, Request request) {
    return fetch(this, event, request);
  }

  @JSBody(
      params = {"network", "event", "request"},
      script =
          """
          return Promise.resolve(event.preloadResponse).catch(() => {}).then(found =>
            found instanceof Response ? found : network.fetchWithin(request, 0));
          """)
  private static native Promise fetch(NetworkApi network, FetchEvent event, Request request);

  @Override
  public boolean isCredential(String name) {
    return matchesCredential(name);
  }

  @JSBody(
      params = "name",
      script =
          """
          return /^((x-)?(auth|((access|api|auth|csrf|id|jwt|refresh|request-?verification|session|xsrf)-?)?token|csrf|xsrf|(api|auth)-?key|session(-id)?|secret)|(proxy-)?authorization|cookie|dpop|(private|job|x-vault|x-amz-security)-token|x-goog-api-key|ocp-apim-subscription-key)$/i.test(name);
          """)
  private static native boolean matchesCredential(String name);

  @Override
  public Promise check() {
    return Promise.of(
        (resolve, reject) ->
            status.check(
                verdict ->
                    resolve.with(Json.of(!verdict.online() ? 0 : verdict.verified() ? 2 : 1))));
  }

  @Override
  public boolean hasNoProbe() {
    return status.hasNoProbe();
  }

  @Script
  private static native Promise send(NetworkApi network, Request request, double ms);
}
