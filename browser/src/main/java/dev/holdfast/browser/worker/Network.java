package dev.holdfast.browser.worker;

import dev.holdfast.browser.js.Errors;
import dev.holdfast.browser.js.Fetch;
import dev.holdfast.browser.js.Promise;
import dev.holdfast.browser.js.Request;
import dev.holdfast.browser.js.Response;
import dev.holdfast.browser.js.Url;
import dev.holdfast.core.net.NetworkStatus;
import org.jspecify.annotations.NullMarked;
import org.teavm.jso.JSObject;

/** The network as the worker sees it: what it does is evidence for the {@link NetworkStatus}. */
@NullMarked
final class Network {
  private final NetworkStatus status;
  private final String origin = Url.ownOrigin().concat("/");

  Network(NetworkStatus status) {
    this.status = status;
  }

  NetworkStatus status() {
    return status;
  }

  /** Fetches; a promise of a {@link Response}. */
  Promise fetch(Request request) {
    return heard(request, Fetch.fetch(request, null));
  }

  /** The same, given up when no answer has begun after {@code ms}. */
  Promise fetch(Request request, double ms) {
    return heard(request, Fetch.within(request, ms));
  }

  private Promise heard(Request request, Promise fetched) {
    boolean own = request.getUrl().startsWith(origin);
    return fetched.then(
        response -> {
          if (own) {
            heard(((Response) response).getStatus());
          }
          return response;
        },
        error -> {
          if (own && !Errors.name(error).equals("AbortError")) {
            status.reportFailure();
          }
          return Promise.reject(error);
        });
  }

  private void heard(int answer) {
    if (answer >= 500) {
      status.reportFailure();
    } else {
      status.reportAnswer(false);
    }
  }

  /** Resolves to nothing when a check finds us offline, and never otherwise. */
  Promise offline() {
    return Promise.of(
        (resolve, reject) ->
            status.check(
                verdict -> {
                  if (!verdict.online()) {
                    resolve.with(null);
                  }
                }));
  }

  /** Whether our server is verifiably there now; a promise of nothing, or a rejection. */
  Promise verified(JSObject otherwise) {
    return Promise.of(
        (resolve, reject) ->
            status.check(
                verdict -> {
                  if (verdict.verified() && verdict.online()) {
                    resolve.with(null);
                  } else {
                    reject.with(otherwise);
                  }
                }));
  }
}
