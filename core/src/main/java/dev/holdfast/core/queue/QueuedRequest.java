package dev.holdfast.core.queue;

import dev.holdfast.core.json.Json;

/**
 * The record of one intercepted request: {@code {id, state, lane, method, url, headers: [[name,
 * value]], body, at, attempts, cause}}, also {@code holder} while it is in flight, {@code
 * notBefore} (ms) while it waits for a time that the server named, {@code makes} and {@code ids} as
 * {@link TemporaryIds} describes them, and what else the worker noted at admission.
 */
final class QueuedRequest {
  static final String QUEUED = "queued";
  static final String IN_FLIGHT = "inFlight";
  static final String UNKNOWN = "unknown";
  static final String PARKED = "parked";

  /** No instance holds it. */
  static final String NOBODY = "";

  private QueuedRequest() {}

  static String id(Json request) {
    return Json.text(Json.get(request, "id"));
  }

  static String lane(Json request) {
    return Json.text(Json.get(request, "lane"));
  }

  static boolean is(Json request, String state) {
    return Json.text(Json.get(request, "state")).equals(state);
  }

  static void become(Json request, String state, String holder) {
    Json.set(request, "state", Json.of(state));
    Json.set(request, "holder", Json.of(holder));
  }

  /** Whether its route wants a decision where nobody knows the outcome. */
  static boolean parksUnknown(Json request) {
    return Json.isTrue(Json.get(request, "parksUnknown"));
  }

  /** Being sent by {@code holder}, once more. */
  static void begin(Json request, String holder) {
    Json.set(request, "attempts", Json.of(Json.number(Json.get(request, "attempts")) + 1));
    become(request, IN_FLIGHT, holder);
  }

  /** Not sent any more, for a reason that the outcome names. */
  static void stop(Json request, String state, Outcome outcome) {
    become(request, state, NOBODY);
    Json.set(request, "cause", Json.of(outcome.cause()));
    Json.set(request, "notBefore", Json.of(outcome.notBefore()));
  }

  /** The same request for another try, under an id of its own. */
  static Json again(Json request, String newId) {
    Json again = Json.copy(request);
    Json.set(again, "id", Json.of(newId));
    Json.set(again, "notBefore", Json.of(0));
    Json.remove(again, Json.of("cause"));
    return again;
  }

  /** What is kept of a request that is admitted: {@code direct} ones are being sent already. */
  static Json admitted(Json given, boolean direct, String holder) {
    Json request = Json.copy(given);
    for (String field : new String[] {"client", "hash", "names", "temporary"}) {
      Json.remove(request, Json.of(field));
    }
    Json.set(request, "attempts", Json.of(direct ? 1 : 0));
    become(request, direct ? IN_FLIGHT : QUEUED, holder);
    return request;
  }

  static double number(Json value) {
    return Json.isNumber(value) ? Json.number(value) : 0;
  }
}
