package dev.holdfast.core.rest;

import dev.holdfast.core.json.Json;
import dev.holdfast.core.protocol.ProblemBody;

/** The port to an app's own backend: one HTTP request and its whole answer. */
public interface Resources {
  /** Sends {@code call}. Exactly one call of {@code heard} follows, even if no answer comes. */
  void send(Call call, Heard heard);

  /** Receives the answer. */
  interface Heard {
    void answer(Answer answer);
  }

  /**
   * A request.
   *
   * @param url of the collection, as the app defined it
   * @param id of the resource in the collection, not escaped yet; empty for the collection itself
   * @param body absent for none
   * @param condition name of a header that makes the request conditional; empty for none
   * @param etag that header's value
   * @param key the {@code Idempotency-Key} of a write; empty for none
   */
  record Call(
      String method, String url, String id, Json body, String condition, String etag, String key) {
    static Call get(String url, String id, String known) {
      String condition = known.isEmpty() ? "" : "If-None-Match";
      return new Call("GET", url, id, Json.absent(), condition, known, "");
    }
  }

  /**
   * The backend's answer.
   *
   * @param status the HTTP status, or a constant of {@code Transport}; 0 if no whole answer came in
   *     time, or an HTML page instead
   * @param body the answer's JSON; absent if it has none
   * @param etag of the resource; may be empty
   * @param made the id at the end of {@code Location}; may be empty
   * @param next the list's next page as {@code Link: <…>; rel="next"} has it; empty on the last
   * @param retryAfter how long the backend asks to wait, in ms; 0 if it does not
   */
  record Answer(int status, Json body, String etag, String made, String next, double retryAfter) {
    boolean ok() {
      return status >= 200 && status < 300;
    }

    boolean gone() {
      return status == 404 || status == 410;
    }

    /** Another client has changed the resource, or it exists already. */
    boolean disputed() {
      return status == 409 || status == 412;
    }

    /**
     * The answer says nothing about the mutation: it is kept and tried again, perhaps after a
     * login.
     */
    boolean forLater() {
      return status <= 0
          || status == 401
          || status == 408
          || status == 425
          || status == 429
          || status >= 500
          || (status == 403 && ProblemBody.code(body).startsWith("CSRF"));
    }
  }
}
