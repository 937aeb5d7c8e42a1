package dev.holdfast.browser.engine;

import dev.holdfast.browser.js.Promise;
import dev.holdfast.browser.js.Script;
import dev.holdfast.core.json.Json;
import dev.holdfast.core.sync.Transport;

/** Talks to an app's own backend through {@code holdfast-rest.js}, which the first call loads. */
final class RestTransport implements Transport {
  /** The most mutations in one call. Each is sent as a request of its own. */
  static final int BATCH = 20;

  private final String database;
  private final Json options;
  private final double deadline;

  /** Holds the loaded module. */
  private final Json loaded = Json.object();

  /**
   * @param options the options of {@code rest}
   * @param deadline ms without progress after which a request has failed
   */
  RestTransport(String database, Json options, double deadline) {
    this.database = database;
    this.options = options;
    this.deadline = deadline;
  }

  @Override
  public void post(Json body, Heard heard) {
    post(loaded, database, options, deadline, body)
        .then(
            got -> {
              Json answer = (Json) got;
              heard.answer(
                  new Answer(
                      (int) Json.number(Json.get(answer, "status")),
                      Json.get(answer, "body"),
                      Json.number(Json.get(answer, "retryAfter"))));
              return null;
            });
  }

  /**
   * Passes {@code body} to the module. If the module cannot be loaded, that counts as no answer.
   * The next call loads it under another URL, since a browser may remember that a module has
   * failed.
   */
  @Script
  private static native Promise post(
      Json loaded, String database, Json options, double deadline, Json body);
}
