package dev.holdfast.core.merge;

import dev.holdfast.core.json.Json;

/** Reads a JSON Pointer (RFC 6901). In an array of elements with ids, the token is an id. */
final class Pointer {
  private Pointer() {}

  static Json get(Json value, String pointer) {
    Json at = value;
    int from = 0;
    while (from < pointer.length()) {
      int end = pointer.indexOf('/', from + 1);
      end = end < 0 ? pointer.length() : end;
      at = step(at, pointer.substring(from + 1, end).replace("~1", "/").replace("~0", "~"));
      from = end;
    }
    return at;
  }

  private static Json step(Json at, String token) {
    if (Json.isObject(at)) {
      return Json.get(at, token);
    }
    for (int i = 0; Json.isArray(at) && i < Json.size(at); i++) {
      Json item = Json.at(at, i);
      if (Json.isObject(item) && Json.equal(Json.get(item, "id"), Json.of(token))) {
        return item;
      }
    }
    return Json.absent();
  }
}
