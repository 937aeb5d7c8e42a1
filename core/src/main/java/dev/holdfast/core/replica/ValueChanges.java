package dev.holdfast.core.replica;

import dev.holdfast.core.json.Json;
import dev.holdfast.core.merge.Merge;
import dev.holdfast.core.merge.Place;
import dev.holdfast.core.merge.Placed;

/**
 * The documents that differ between two states with the same keys, and the same elements in the
 * same order. Both have the same documents then, and only values that changed are looked at: no
 * state is split. If more has changed, or if it is not clear, {@link StateShape#split} tells.
 */
final class ValueChanges {
  private final StateShape shape;
  private final Json known;
  private final Json changed = Json.object();

  private ValueChanges(StateShape shape, Json known) {
    this.shape = shape;
    this.known = known;
  }

  /**
   * The new contents by document key; absent if the state has to be split.
   *
   * @param known the documents of {@code before}
   */
  static Json between(StateShape shape, Json before, Json after, Json known) {
    ValueChanges found = new ValueChanges(shape, known);
    return found.look(before, after) ? found.changed : Json.absent();
  }

  private boolean look(Json before, Json after) {
    boolean same = hasSameKeys(before, after);
    Json keys = same ? Json.keys(after) : Json.array();
    for (int i = 0, n = Json.size(keys); same && i < n; i++) {
      Json key = Json.at(keys, i);
      Json was = Json.get(before, key);
      Json is = Json.get(after, key);
      if (Json.isArray(was) && Json.isArray(is)) {
        same = elements(key, was, is);
      } else if (!Json.equal(was, is)) {
        same = shape.isMap(key) ? fields(key, was, is) : value(key, was, is);
      }
    }
    return same;
  }

  private static boolean hasSameKeys(Json before, Json after) {
    if (!Json.isObject(before) || !Json.isObject(after)) {
      return false;
    }
    Json keys = Json.keys(after);
    boolean same = Json.size(keys) == Json.size(Json.keys(before));
    for (int i = 0, n = Json.size(keys); same && i < n; i++) {
      same = !Json.isAbsent(Json.get(before, Json.at(keys, i)));
    }
    return same;
  }

  private boolean elements(Json key, Json before, Json after) {
    int n = Json.size(after);
    boolean same = n == Json.size(before);
    for (int i = 0; same && i < n; i++) {
      Json was = Json.at(before, i);
      Json is = Json.at(after, i);
      same = Json.equal(was, is) || element(key, was, is);
    }
    return same || value(key, before, after);
  }

  /** Only an element with a place of its own keeps it, whatever happens to the others. */
  private boolean element(Json key, Json was, Json is) {
    Json id = Merge.idOf(is);
    if (Json.isAbsent(id) || !Json.equal(id, Merge.idOf(was))) {
      return false;
    }
    Json name = document(key, StateShape.escapedId(id));
    Json content = Json.get(known, name);
    Json place = Placed.place(content);
    boolean placed = Json.isString(place) && Place.isValid(Json.text(place));
    return placed && take(name, Placed.of(is, place));
  }

  private boolean fields(Json key, Json before, Json after) {
    String collection = StateShape.escaped(Json.text(key));
    boolean marked = !Json.isAbsent(Json.get(known, DocKey.of(Merge.ORDER, collection)));
    boolean same = marked && hasSameKeys(before, after);
    Json ids = same ? Json.keys(after) : Json.array();
    for (int i = 0, n = Json.size(ids); same && i < n; i++) {
      Json id = Json.at(ids, i);
      Json is = Json.get(after, id);
      if (!Json.equal(Json.get(before, id), is)) {
        Json name = document(key, StateShape.escapedId(id));
        same = Json.isObject(is) && !Json.isAbsent(Json.get(known, name)) && take(name, is);
      }
    }
    return same;
  }

  /** A value that is one document. */
  private boolean value(Json key, Json before, Json after) {
    Json name = document(key, Json.of(StateShape.SELF));
    return !Fit.isEmptyMap(before)
        && Json.equal(Json.get(known, name), before)
        && take(name, after);
  }

  private boolean take(Json name, Json content) {
    Json.set(changed, name, content);
    return true;
  }

  private static Json document(Json key, Json id) {
    return Json.concat(Json.of(DocKey.prefix(StateShape.escaped(Json.text(key)))), id);
  }
}
