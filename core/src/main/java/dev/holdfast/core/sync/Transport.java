package dev.holdfast.core.sync;

import dev.holdfast.core.json.Json;

/** The port to the sync server: one POST and its whole answer. */
public interface Transport {
  /** Status of an answer that would have been a redirect. */
  int REDIRECTED = -1;

  /** Status of a request that was never sent: the app could not give its headers. */
  int NO_HEADERS = -2;

  /** Status of an answer that is not what the app has said of its backend: the detail says how. */
  int UNLIKE = -3;

  /** Sends {@code body}. Exactly one call of {@code heard} follows, even if no answer comes. */
  void post(Json body, Heard heard);

  /** Receives the answer. */
  interface Heard {
    void answer(Answer answer);
  }

  /**
   * The server's answer.
   *
   * @param status the HTTP status, {@link #REDIRECTED}, {@link #NO_HEADERS} or {@link #UNLIKE}; 0
   *     if no whole answer came in time
   * @param body the answer's JSON; absent if it was something else
   * @param retryAfter how long the server asks to wait, in ms; 0 if it does not
   */
  record Answer(int status, Json body, double retryAfter) {}
}
