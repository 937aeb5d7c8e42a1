package dev.holdfast.core.queue;

import dev.holdfast.core.json.Json;

/**
 * The record of one intercepted request: {@code {id, state, lane, method, url, headers: [[name,
 * value]], body, at, attempts, cause}}. It has {@code holder} while it is in flight, {@code
 * notBefore} (ms) while it waits for a time that the server named, {@code makes} (or {@code
 * minted}) and {@code ids} of {@link TemporaryIds}, and further fields that the worker sets at
 * admission.
 */
final class QueuedRequest {
  static final String QUEUED = "queued";
  static final String IN_FLIGHT = "inFlight";
  static final String UNKNOWN = "unknown";
  static final String PARKED = "parked";

  /** The temporary id of what it makes. */
  static final String MAKES = "makes";

  /** The same, of a request whose page never learns it if the server answers in time. */
  static final String MINTED = "minted";

  /** No instance holds it. */
  static final String NOBODY = "";

  private QueuedRequest() {}

  static String id(Json request) {
    return Json.text(Json.get(request, "id"));
  }

  static String lane(Json request) {
    return Json.text(Json.get(request, "lane"));
  }

  /** Whose it is; empty if it was queued before anybody was signed in. Also of an id's record. */
  static String subject(Json of) {
    Json subject = Json.get(of, "subject");
    return Json.isString(subject) ? Json.text(subject) : "";
  }

  static boolean is(Json request, String state) {
    return Json.text(Json.get(request, "state")).equals(state);
  }

  static void become(Json request, String state, String holder) {
    Json.set(request, "state", Json.of(state));
    Json.set(request, "holder", Json.of(holder));
  }

  /** Whether its route wants it parked, not sent again, if its outcome is unknown. */
  static boolean parksUnknown(Json request) {
    return Json.isTrue(Json.get(request, "parksUnknown"));
  }

  /** Marks it as being sent by {@code holder}, and counts the attempt. */
  static void begin(Json request, String holder) {
    Json.set(request, "attempts", Json.of(Json.number(Json.get(request, "attempts")) + 1));
    become(request, IN_FLIGHT, holder);
  }

  /**
   * From now on, its page may know the id that the worker has minted for what it makes. Returns
   * whether there is one that the page did not know before.
   */
  static boolean showsItsId(Json request) {
    Json minted = Json.get(request, MINTED);
    if (!Json.isString(minted)) {
      return false;
    }
    Json.set(request, MAKES, minted);
    Json.remove(request, Json.of(MINTED));
    return true;
  }

  /** Marks it as no longer being sent, with the outcome's cause. */
  static void stop(Json request, String state, Outcome outcome) {
    become(request, state, NOBODY);
    Json.set(request, "cause", Json.of(outcome.cause()));
    Json.set(request, "notBefore", Json.of(outcome.notBefore()));
  }

  /** The same request for another try, under a new id. */
  static Json again(Json request, String newId) {
    Json again = Json.copy(request);
    Json.set(again, "id", Json.of(newId));
    Json.set(again, "notBefore", Json.of(0));
    Json.remove(again, Json.of("cause"));
    return again;
  }

  /** The record of a request that is admitted. A {@code direct} one is already being sent. */
  static Json admitted(Json given, boolean direct, String holder) {
    Json request = Json.copy(given);
    for (String field : new String[] {"client", "hash", "names", "temporary", "mints"}) {
      Json.remove(request, Json.of(field));
    }
    if (direct && Json.isTrue(Json.get(given, "mints"))) {
      Json.set(request, MINTED, Json.get(request, MAKES));
      Json.remove(request, Json.of(MAKES));
    }
    Json.set(request, "attempts", Json.of(direct ? 1 : 0));
    become(request, direct ? IN_FLIGHT : QUEUED, holder);
    return request;
  }

  static double number(Json value) {
    return Json.isNumber(value) ? Json.number(value) : 0;
  }
}
