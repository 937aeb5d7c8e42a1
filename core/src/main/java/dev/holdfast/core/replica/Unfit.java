package dev.holdfast.core.replica;

import dev.holdfast.core.Failure;
import dev.holdfast.core.json.Json;
import dev.holdfast.core.merge.Merge;

/** Says why a key of the state does not fit into the shape that it has: {@code STATE_SHAPE}. */
final class Unfit {
  private Unfit() {}

  /** A value that is no list. */
  static Failure list(Json key, Json got) {
    String found = "it is ".concat(StateShape.kind(got));
    Json first = Json.object();
    for (int i = 0, n = Json.isArray(got) ? Json.size(got) : 0; i < n; i++) {
      Json id = Merge.idOf(Json.at(got, i));
      Json before = Json.isAbsent(id) ? id : Json.get(first, id);
      if (Json.isAbsent(id)) {
        found = "element " + i + withoutId(Json.at(got, i));
        break;
      }
      if (!Json.isAbsent(before)) {
        found = "element " + i + " has the id of element " + Json.text(before) + text(id);
        break;
      }
      Json.set(first, id, Json.of(Integer.toString(i)));
    }
    return failure(key, "a list, so an array of objects with unique ids", found);
  }

  private static String withoutId(Json element) {
    if (!Json.isObject(element)) {
      return " is ".concat(StateShape.kind(element));
    }
    Json id = Json.get(element, StateShape.ID);
    return Json.isAbsent(id)
        ? " has no id"
        : " has an id that is neither text nor a whole number" + text(id);
  }

  /** A value that is no map. */
  static Failure map(Json key, Json got) {
    String found = "it is ".concat(StateShape.kind(got));
    Json fields = Json.isObject(got) ? Json.keys(got) : Json.array();
    for (int i = 0, n = Json.size(fields); i < n; i++) {
      Json value = Json.get(got, Json.at(fields, i));
      if (!Json.isObject(value)) {
        found = "its field" + text(Json.at(fields, i)) + " is " + StateShape.kind(value);
        break;
      }
    }
    return failure(key, "a map, so an object of objects", found);
  }

  /** A value that is no object, where the key has documents that may have any values. */
  static Failure documents(Json key, Json got) {
    return failure(key, "kept as documents, so an object", "it is ".concat(StateShape.kind(got)));
  }

  private static String text(Json value) {
    return " ".concat(Json.stringify(value));
  }

  private static Failure failure(Json key, String expected, String found) {
    return new Failure(
        Failure.Code.STATE_SHAPE,
        "the state's key" + text(key) + " is " + expected + "; " + found + "; nothing was saved");
  }
}
