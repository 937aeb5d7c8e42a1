package dev.holdfast.browser.rest;

import dev.holdfast.browser.js.Promise;
import dev.holdfast.core.json.Json;
import dev.holdfast.core.rest.RestSpace;
import org.teavm.jso.JSExport;

/** A space of a backend, as the engine's bundle calls it. */
public final class RestApi {
  private final RestSpace space;

  RestApi(RestSpace space) {
    this.space = space;
  }

  /**
   * Carries out a sync request. Resolves to {@code {status, body, retryAfter}}, as a Holdfast
   * server would answer.
   */
  @JSExport
  public Promise post(Json request) {
    return Promise.of(
        (resolve, reject) ->
            space.post(
                request,
                answer -> {
                  Json told = Json.object();
                  Json.set(told, "status", Json.of(answer.status()));
                  Json.set(told, "body", answer.body());
                  Json.set(told, "retryAfter", Json.of(answer.retryAfter()));
                  resolve.with(told);
                }));
  }
}
