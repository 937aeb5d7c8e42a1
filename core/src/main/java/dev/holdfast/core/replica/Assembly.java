package dev.holdfast.core.replica;

import dev.holdfast.core.json.Json;
import dev.holdfast.core.merge.Merge;
import dev.holdfast.core.merge.Place;
import dev.holdfast.core.merge.Placed;

/**
 * Assembles an app's state from its documents. It is total: whatever documents a space holds, the
 * state has all that fits, and the others are {@link #misfits}. Misfits stay as they are, on disk
 * and on the server.
 */
final class Assembly {
  private static final String SELF = StateShape.SELF;

  /** Between a place and an id. No place has it, and whatever a place has comes behind it. */
  private static final String BEHIND = "\u0000";

  private final Json declared;
  private final Json docs;
  private final StateShape.Arrival arrival;
  private final Json keys;

  /** An array of {@code {key, value, reason}}. */
  final Json misfits = Json.array();

  /** The shape of each collection's documents. */
  final Json shapes = Json.object();

  /** The places of elements that have none of their own, by document key. */
  final Json places = Json.object();

  /** Absent if there are no documents at all. */
  final Json state;

  /**
   * Whether the state is split into just these documents, as far as that is known without doing it.
   */
  private boolean same = true;

  Assembly(Json declared, Json docs, StateShape.Arrival arrival) {
    this.declared = declared;
    this.docs = docs;
    this.arrival = arrival;
    keys = Json.sortedKeys(docs);
    state = Json.size(keys) == 0 ? Json.absent() : assemble();
  }

  private Json assemble() {
    int n = Json.size(keys);
    Json whole = value(Json.of(SELF + "/" + SELF));
    same &= Json.isAbsent(whole);
    if (!Json.isAbsent(whole) && !Json.isObject(whole)) {
      for (int i = 0; i < n; i++) {
        if (!Json.text(Json.at(keys, i)).equals(SELF + "/" + SELF)) {
          misfit(i, "the whole state is the one value " + SELF + "/" + SELF);
        }
      }
      return whole;
    }
    Json out = Json.object();
    for (int i = 0; i < n; ) {
      String collection = DocKey.collection(Json.text(Json.at(keys, i)));
      Json prefix = Json.of(DocKey.prefix(collection));
      int from = i;
      while (i < n && startsWith(Json.at(keys, i), prefix)) {
        i++;
      }
      if (collection.equals(Merge.ORDER)) {
        orders(out, from, i);
      } else if (Fit.isReserved(collection)) {
        misfits(from, i, "a collection that begins with one ~ is none of the app's");
      } else {
        Json name = Json.of(StateShape.unescaped(collection));
        Json value = collected(collection, prefix, from, i);
        if (!Json.isAbsent(value)) {
          Json.set(out, name, value);
        }
      }
    }
    return out;
  }

  /** The lists and maps that a marker alone tells of are empty. */
  private void orders(Json out, int from, int to) {
    for (int i = from; i < to; i++) {
      String collection = DocKey.id(Json.text(Json.at(keys, i)));
      Json order = value(Json.at(keys, i));
      boolean marks = Fit.isEmptyMap(order);
      if (Fit.isReserved(collection) || !(marks || Fit.isOrder(order))) {
        misfit(i, "the order of a list is an array of ids, and of a map an empty object");
      } else if (hasNone(collection)) {
        same = false;
        Json name = Json.of(StateShape.unescaped(collection));
        Json wanted = Json.get(declared, name);
        boolean map = isMap(wanted) || (marks && !Json.equal(wanted, Json.of(StateShape.LIST)));
        Json.set(out, name, map ? Json.object() : Json.array());
      }
    }
  }

  private boolean hasNone(String collection) {
    Json prefix = Json.of(DocKey.prefix(collection));
    for (int i = 0, n = Json.size(keys); i < n; i++) {
      if (startsWith(Json.at(keys, i), prefix)) {
        return false;
      }
    }
    return true;
  }

  private Json collected(String collection, Json prefix, int from, int to) {
    Json own = Json.get(docs, Json.concat(prefix, Json.of(SELF)));
    Json self = Placed.value(own);
    Json order = value(Json.of(DocKey.of(Merge.ORDER, collection)));
    String kept = kept(docs, collection, prefix, from, to, keys);
    Json.set(shapes, collection, Json.of(kept));
    Json wanted = Json.get(declared, StateShape.unescaped(collection));
    String shape = Json.isString(wanted) ? Json.text(wanted) : kept;
    boolean value = shape.equals(StateShape.VALUE) && to - from == 1 && Json.isAbsent(order);
    boolean placed = Json.isString(Placed.place(own));
    same &= shape.equals(kept) && (value || shape.equals(StateShape.LIST)) && !placed;
    if (kept.equals(StateShape.VALUE)) {
      return shape.equals(StateShape.VALUE)
          ? ofValue(collection, self, prefix, from, to)
          : ofParts(self, shape, prefix, order, from, to);
    }
    boolean list =
        shape.equals(StateShape.LIST) || (shape.equals(StateShape.VALUE) && Fit.isOrder(order));
    return list
        ? list(Json.array(), prefix, order, from, to)
        : map(Json.object(), prefix, from, to, isMap(wanted) ? shape : Fit.ANY);
  }

  private static boolean isMap(Json wanted) {
    return Json.equal(wanted, Json.of(StateShape.MAP));
  }

  /** A key that is kept as one value and declared as a list or a map: its parts, then documents. */
  private Json ofParts(Json self, String shape, Json prefix, Json order, int from, int to) {
    boolean list = shape.equals(StateShape.LIST);
    // An empty list is an order alone, so it needs the place of an order.
    boolean free = !list || Json.isAbsent(order) || Fit.isOrder(order);
    boolean fits = Fit.hasParts(self, shape) && (free || !Fit.isEmptyMap(self));
    boolean apart = fits && !isBesideOneOfItsParts(self, prefix);
    if (!apart) {
      misfitSelf(prefix, from, to, fits ? "a value beside documents of its parts" : "no " + shape);
    }
    Json out =
        list
            ? list(apart ? elements(self) : Json.array(), prefix, order, from, to)
            : map(apart ? Json.copy(self) : Json.object(), prefix, from, to, shape);
    boolean none = Json.size(list ? out : Json.keys(out)) == 0;
    // An empty key would be saved over the misfit, but for one that a marker tells of.
    boolean told = Fit.isOrder(order) || Fit.isEmptyMap(order);
    return none && !apart && !told ? Json.absent() : out;
  }

  /**
   * Whether a part of a value has a document already, so that its conversion would overwrite it.
   */
  private boolean isBesideOneOfItsParts(Json self, Json prefix) {
    Json ids = Fit.parts(self);
    for (int i = 0, n = Json.size(ids); i < n; i++) {
      if (!Json.isAbsent(Json.get(docs, Json.concat(prefix, Json.at(ids, i))))) {
        return true;
      }
    }
    return false;
  }

  private void misfitSelf(Json prefix, int from, int to, String reason) {
    for (int i = from; i < to; i++) {
      if (Fit.isSelf(id(Json.at(keys, i), prefix))) {
        misfit(i, reason);
      }
    }
  }

  /** The shape that a collection's documents have. */
  static String kept(Json docs, String collection, Json prefix, int from, int to, Json keys) {
    Json self = Placed.value(Json.get(docs, Json.concat(prefix, Json.of(SELF))));
    Json order = Json.get(docs, DocKey.of(Merge.ORDER, collection));
    String kept = Fit.kept(self, order);
    if (!kept.equals(Fit.ANY)) {
      return kept;
    }
    if (Fit.isEmptyMap(order)) {
      return StateShape.MAP;
    }
    if (!Json.isAbsent(self)) {
      return to - from == 1 ? StateShape.VALUE : Fit.ANY;
    }
    boolean list = true;
    for (int i = from; list && i < to; i++) {
      Json id = id(Json.at(keys, i), prefix);
      Json value = Placed.value(Json.get(docs, Json.at(keys, i)));
      list = Fit.isReserved(id) || Fit.isElement(id, value);
    }
    return list ? StateShape.LIST : StateShape.MAP;
  }

  private static Json elements(Json list) {
    Json out = Json.array();
    for (int i = 0, n = Json.isArray(list) ? Json.size(list) : 0; i < n; i++) {
      Json.push(out, Json.at(list, i));
    }
    return out;
  }

  private Json ofValue(String collection, Json self, Json prefix, int from, int to) {
    for (int i = from; i < to; i++) {
      Json id = id(Json.at(keys, i), prefix);
      if (!Fit.isSelf(id)) {
        misfit(i, Fit.flaw(StateShape.VALUE, collection, id, Json.absent()));
      }
    }
    return self;
  }

  /** Adds documents to a map. */
  private Json map(Json map, Json prefix, int from, int to, String shape) {
    for (int i = from; i < to; i++) {
      Json key = Json.at(keys, i);
      Json id = id(key, prefix);
      Json value = value(key);
      if (Fit.isSelf(id)) {
        continue;
      }
      String flaw = Fit.flaw(shape, "", id, value);
      if (!flaw.isEmpty()) {
        misfit(i, flaw);
      } else {
        Json.set(map, StateShape.unescapedId(id), value);
      }
    }
    return map;
  }

  /** Adds documents to a list, by their places. */
  private Json list(Json list, Json prefix, Json order, int from, int to) {
    Json indexes = indexes(order);
    Json placed = Json.array();
    for (int i = from; i < to; i++) {
      Json key = Json.at(keys, i);
      Json id = id(key, prefix);
      Json content = Json.get(docs, key);
      Json value = Placed.value(content);
      if (Fit.isElement(id, value)) {
        String place = Placement.place(content, Json.absent());
        if (place.isEmpty()) {
          Json index = Json.get(indexes, id);
          place =
              Json.isAbsent(index)
                  ? arrival.place(Json.text(key))
                  : Place.at((int) Json.number(index));
          Json.set(places, key, Json.of(place));
          same = false;
        }
        same &= !Json.isAbsent(Json.get(value, StateShape.ID));
        Json.push(placed, Json.concat(Json.of(place.concat(BEHIND)), id));
      } else if (Fit.isSelf(id)) {
        same = false;
      } else {
        misfit(i, Fit.flaw(StateShape.LIST, "", id, value));
      }
    }
    Json.sort(placed);
    for (int i = 0, n = Json.size(placed); i < n; i++) {
      String at = Json.text(Json.at(placed, i));
      Json id = Json.of(at.substring(at.indexOf(BEHIND) + 1));
      Json.push(list, StateShape.withId(value(Json.concat(prefix, id)), id));
    }
    return list;
  }

  /** The index of each id in an order document of an earlier release. */
  private static Json indexes(Json order) {
    Json indexes = Json.object();
    for (int i = Fit.isOrder(order) ? Json.size(order) - 1 : -1; i >= 0; i--) {
      Json.set(indexes, Json.at(order, i), Json.of(i));
    }
    return indexes;
  }

  private Json value(Json key) {
    return Placed.value(Json.get(docs, key));
  }

  private static Json id(Json key, Json prefix) {
    return Json.slice(key, Json.length(prefix), Json.length(key));
  }

  static boolean startsWith(Json key, Json prefix) {
    int n = Json.length(prefix);
    return Json.length(key) >= n && Json.sameText(Json.slice(key, 0, n), prefix);
  }

  /** Whether the state is known to be split into {@link #fitting}, places included. */
  boolean isAsSplit() {
    return same && Json.size(misfits) == 0;
  }

  /** The documents that the state is made of, by document key. */
  Json fitting() {
    int n = Json.size(misfits);
    Json out = n == 0 ? docs : Json.copy(docs);
    for (int i = 0; i < n; i++) {
      Json.remove(out, Json.get(Json.at(misfits, i), "key"));
    }
    return out;
  }

  private void misfits(int from, int to, String reason) {
    for (int i = from; i < to; i++) {
      misfit(i, reason);
    }
  }

  private void misfit(int at, String reason) {
    Json one = Json.object();
    Json.set(one, "key", Json.at(keys, at));
    Json.set(one, "value", value(Json.at(keys, at)));
    Json.set(one, "reason", Json.of(reason));
    Json.push(misfits, one);
  }
}
