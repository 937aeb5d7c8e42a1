package dev.holdfast.browser.engine;

import dev.holdfast.browser.js.Promise;
import dev.holdfast.browser.js.Script;
import dev.holdfast.core.json.Json;
import dev.holdfast.core.sync.Transport;

/** The way to an app's own backend: {@code holdfast-rest.js}, loaded by the first call. */
final class RestTransport implements Transport {
  /** Mutations in one call, each of which is a request of its own. */
  static final int BATCH = 20;

  private final String database;
  private final Json options;
  private final double deadline;

  /** Where the loaded module is kept. */
  private final Json way = Json.object();

  /**
   * @param options what {@code rest} was given
   * @param deadline ms without progress after which a request has failed
   */
  RestTransport(String database, Json options, double deadline) {
    this.database = database;
    this.options = options;
    this.deadline = deadline;
  }

  @Override
  public void post(Json body, Heard heard) {
    post(way, database, options, deadline, body)
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
   * A file that could not be loaded is no answer. It is asked for again by another name, since a
   * browser may remember that a module has failed.
   */
  @Script
  private static native Promise post(
      Json way, String database, Json options, double deadline, Json body);
}
