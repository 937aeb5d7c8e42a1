package dev.holdfast.core.rest;

import dev.holdfast.core.json.Json;

/**
 * Translates ids: the field {@code id} of a value holds the document's id in the replica, and the
 * resource's id in the backend. A document keeps the id it was made with, even if the backend gives
 * its resource another one.
 */
final class Naming {
  /** The only document of a collection whose URL is one resource, not a list. */
  static final String SINGLE = "~";

  private static final String ID = "id";

  private Naming() {}

  /** The backend's id of a resource; absent if it has none. */
  static Json idOf(Json resource) {
    Json id = Json.isObject(resource) ? Json.get(resource, ID) : Json.absent();
    return Json.isString(id) || Json.isNumber(id) ? id : Json.absent();
  }

  static String text(Json id) {
    return Json.isString(id) ? Json.text(id) : Json.stringify(id);
  }

  /** The id that the row of {@code doc} stores: absent if it is the same as the document's. */
  static Json kept(Json id, String doc) {
    boolean same = Json.isAbsent(id) || (Json.isString(id) && Json.text(id).equals(doc));
    return same ? Json.absent() : id;
  }

  /** The resource's id in its URL. */
  static String inUrl(Json row, String doc) {
    Json id = Json.isAbsent(row) ? row : Json.get(row, ID);
    return doc.equals(SINGLE) ? "" : Json.isAbsent(id) ? doc : text(id);
  }

  /** A document's value with the backend's id. */
  static Json outgoing(Json value, Json row, String doc) {
    Json id = Json.isAbsent(row) ? row : Json.get(row, ID);
    Json own = Json.isObject(value) ? Json.get(value, ID) : Json.absent();
    boolean named = Json.isString(own) && Json.text(own).equals(doc);
    return named && !Json.isAbsent(id) ? with(value, id) : value;
  }

  /** A resource's value with the document's id. */
  static Json incoming(Json resource, String doc) {
    Json id = doc.equals(SINGLE) ? Json.absent() : idOf(resource);
    return Json.isAbsent(kept(id, doc)) ? resource : with(resource, Json.of(doc));
  }

  private static Json with(Json value, Json id) {
    Json copy = Json.copy(value);
    Json.set(copy, ID, id);
    return copy;
  }

  /** Whether the answer to a write is the whole resource, rather than a message about it. */
  static boolean isWhole(Json body, Json sent) {
    if (!Json.isObject(body) || !Json.isObject(sent)) {
      return false;
    }
    Json fields = Json.keys(sent);
    for (int i = 0, n = Json.size(fields); i < n; i++) {
      if (Json.isAbsent(Json.get(body, Json.at(fields, i)))) {
        return false;
      }
    }
    return true;
  }
}
