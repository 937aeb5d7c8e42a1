package dev.holdfast.core.replica;

import dev.holdfast.core.Failure;
import dev.holdfast.core.json.Json;
import dev.holdfast.core.merge.Merge;

/**
 * Splits an app's state into documents, and assembles it from them.
 *
 * <p>Each key of the state has a shape. An array of objects with unique string ids is a list: a
 * document per element, and {@code ~order/<key>} for their order. A key declared as a map has a
 * document per field. Anything else is a value: one document {@code <key>/~}. A state that is not
 * an object is the document {@code ~/~}. A key or id that begins with {@code ~} gets one more
 * {@code ~} in front, so it never collides with our own names.
 */
public final class StateShape {
  static final String LIST = "list";
  static final String MAP = "map";
  static final String VALUE = "value";

  private static final String SELF = "~";
  private static final Json ID = Json.of("id");

  /** The declared shape of each key of the state. */
  private final Json declared;

  /**
   * @param declared the shape of each key of the state: {@code 'list'}, {@code 'map'} or {@code
   *     'value'}
   */
  public StateShape(Json declared) {
    this.declared = declared;
  }

  /**
   * Returns the documents of a state, by document key.
   *
   * @param known the present documents; their keys keep their shape
   * @throws Failure {@code STATE_SHAPE}
   */
  Json split(Json state, Json known) {
    Json docs = Json.object();
    if (!Json.isObject(state)) {
      Json.set(docs, SELF + "/" + SELF, state);
      return docs;
    }
    Json shapes = shapes(known);
    Json keys = Json.keys(state);
    for (int i = 0, n = Json.size(keys); i < n; i++) {
      Json key = Json.at(keys, i);
      Json value = Json.get(state, key);
      String collection = escaped(Json.text(key));
      Json kept = Json.get(shapes, collection);
      switch (shape(key, value, kept)) {
        case LIST -> splitList(docs, key, collection, value);
        case MAP -> splitMap(docs, key, collection, value);
        default -> Json.set(docs, DocKey.of(collection, SELF), value);
      }
    }
    return docs;
  }

  private String shape(Json key, Json value, Json kept) {
    Json wanted = Json.get(declared, key);
    if (Json.isString(wanted)) {
      return Json.text(wanted);
    }
    if (Json.isString(kept)) {
      return Json.text(kept);
    }
    return Merge.isKeyed(value) ? LIST : VALUE;
  }

  private static void splitList(Json docs, Json key, String collection, Json list) {
    if (!Merge.isKeyed(list)) {
      throw unfit(key, "an array of objects with unique string ids", list);
    }
    Json prefix = Json.of(DocKey.prefix(collection));
    Json order = Json.array();
    for (int i = 0, n = Json.size(list); i < n; i++) {
      Json item = Json.at(list, i);
      Json id = escapedId(Json.get(item, ID));
      Json.set(docs, Json.concat(prefix, id), item);
      Json.push(order, id);
    }
    Json.set(docs, DocKey.of(Merge.ORDER, collection), order);
  }

  private void splitMap(Json docs, Json key, String collection, Json map) {
    if (!Json.isObject(map) || !isAbsentOrObjects(Json.get(declared, key), map)) {
      throw unfit(key, "an object of objects", map);
    }
    Json prefix = Json.of(DocKey.prefix(collection));
    Json ids = Json.keys(map);
    for (int i = 0, n = Json.size(ids); i < n; i++) {
      Json id = Json.at(ids, i);
      Json.set(docs, Json.concat(prefix, escapedId(id)), Json.get(map, id));
    }
    if (Json.size(ids) == 0) {
      // An empty map would have no document at all.
      Json.set(docs, DocKey.of(collection, SELF), map);
    }
  }

  /**
   * Whether all values are objects, as a declared map requires. An undeclared collection may have
   * any values.
   */
  private static boolean isAbsentOrObjects(Json declared, Json map) {
    Json ids = Json.keys(map);
    for (int i = 0, n = Json.isAbsent(declared) ? 0 : Json.size(ids); i < n; i++) {
      if (!Json.isObject(Json.get(map, Json.at(ids, i)))) {
        return false;
      }
    }
    return true;
  }

  private static Failure unfit(Json key, String expected, Json got) {
    String[] kinds = {
      "nothing", "null", "a boolean", "a number", "a string", "an array", "an object"
    };
    return new Failure(
        Failure.Code.STATE_SHAPE,
        "the state's key \""
            + Json.text(key)
            + "\" is kept as documents and must be "
            + expected
            + ", got "
            + kinds[Json.kind(got)]
            + " that is not; nothing was saved");
  }

  /** The shape of each collection that has documents. */
  private Json shapes(Json docs) {
    Json shapes = Json.object();
    Json keys = Json.keys(docs);
    Json last = Json.of("");
    for (int i = 0, n = Json.size(keys); i < n; i++) {
      Json key = Json.at(keys, i);
      int length = Json.length(last);
      if (length > 0
          && Json.length(key) > length
          && Json.sameText(Json.slice(key, 0, length), last)) {
        continue; // the same collection: its first document has told the shape
      }
      String text = Json.text(key);
      String collection = DocKey.collection(text);
      if (!collection.equals(Merge.ORDER)) {
        boolean value = DocKey.id(text).equals(SELF);
        String shape = value ? VALUE : isList(docs, collection, key) ? LIST : MAP;
        Json.set(shapes, collection, Json.of(shape));
        last = value ? Json.of("") : Json.of(DocKey.prefix(collection));
      }
    }
    return shapes;
  }

  /**
   * Whether documents are a list: an order names them, or they are objects. Others can only be a
   * map.
   */
  private static boolean isList(Json docs, String collection, Json anyKey) {
    return Json.isArray(Json.get(docs, DocKey.of(Merge.ORDER, collection)))
        || Json.isObject(Json.get(docs, anyKey));
  }

  /** Assembles the local version from its documents; absent if there never was one. */
  Json assemble(Work work, Json docs) {
    Json state = assemble(docs, key -> LocalDocuments.rank(work, key));
    return Json.isAbsent(state) && work.meta.saved ? Json.object() : state;
  }

  /**
   * Assembles the state of the documents; absent if there are none.
   *
   * @param rank the rank of documents that no order names
   */
  Json assemble(Json docs, Rank rank) {
    Json keys = Json.sortedKeys(docs);
    int n = Json.size(keys);
    if (n == 0) {
      return Json.absent();
    }
    Json whole = Json.get(docs, SELF + "/" + SELF);
    if (!Json.isAbsent(whole)) {
      return whole;
    }
    Json state = Json.object();
    Json ordered = Json.object();
    for (int i = 0; i < n; ) {
      String collection = DocKey.collection(Json.text(Json.at(keys, i)));
      Json prefix = Json.of(DocKey.prefix(collection));
      int from = i;
      while (i < n && startsWith(Json.at(keys, i), prefix)) {
        i++;
      }
      if (collection.equals(Merge.ORDER)) {
        for (int k = from; k < i; k++) {
          String of = DocKey.id(Json.text(Json.at(keys, k)));
          Json.set(ordered, of, Json.at(keys, k));
        }
      } else {
        Json value = collected(docs, keys, from, i, collection, prefix, rank);
        Json.set(state, unescaped(collection), value);
      }
    }
    emptyLists(state, ordered);
    return state;
  }

  /** Returns the rank of a document in its list. Documents are sorted by rank, then by id. */
  interface Rank {
    double of(String key);
  }

  private static void emptyLists(Json state, Json ordered) {
    Json keys = Json.keys(ordered);
    for (int i = 0, n = Json.size(keys); i < n; i++) {
      String key = unescaped(Json.text(Json.at(keys, i)));
      if (Json.isAbsent(Json.get(state, key))) {
        Json.set(state, key, Json.array());
      }
    }
  }

  private Json collected(
      Json docs, Json keys, int from, int to, String collection, Json prefix, Rank rank) {
    Json first = Json.at(keys, from);
    Json self = Json.get(docs, Json.concat(prefix, Json.of(SELF)));
    Json order = Json.get(docs, DocKey.of(Merge.ORDER, collection));
    if (to - from == 1 && !Json.isAbsent(self)) {
      return self;
    }
    Json wanted = Json.get(declared, unescaped(collection));
    boolean map = Json.isString(wanted) && Json.text(wanted).equals(MAP);
    return map || !isList(docs, collection, first)
        ? assembleMap(docs, keys, from, to, prefix)
        : assembleList(docs, keys, from, to, prefix, order, rank);
  }

  private static Json assembleMap(Json docs, Json keys, int from, int to, Json prefix) {
    Json map = Json.object();
    for (int k = from; k < to; k++) {
      Json key = Json.at(keys, k);
      Json id = Json.slice(key, Json.length(prefix), Json.length(key));
      if (!Json.text(id).equals(SELF)) {
        Json.set(map, unescapedId(id), Json.get(docs, key));
      }
    }
    return map;
  }

  private static Json assembleList(
      Json docs, Json keys, int from, int to, Json prefix, Json order, Rank rank) {
    Json list = Json.array();
    Json placed = Json.object();
    for (int i = 0, n = Json.isArray(order) ? Json.size(order) : 0; i < n; i++) {
      Json id = Json.at(order, i);
      Json value = Json.get(docs, Json.concat(prefix, id));
      if (!Json.isAbsent(value) && Json.isAbsent(Json.get(placed, id))) {
        Json.set(placed, id, id);
        Json.push(list, withId(value, id));
      }
    }
    Json rest = Json.array();
    for (int k = from; k < to; k++) {
      Json key = Json.at(keys, k);
      Json id = Json.slice(key, Json.length(prefix), Json.length(key));
      if (Json.isAbsent(Json.get(placed, id))) {
        Json pair = Json.array();
        Json.push(pair, Json.of(rank.of(Json.text(key))));
        Json.push(pair, id);
        Json.push(rest, pair);
      }
    }
    Json.sortPairs(rest);
    for (int i = 0, n = Json.size(rest); i < n; i++) {
      Json id = Json.at(Json.at(rest, i), 1);
      Json.push(list, withId(Json.get(docs, Json.concat(prefix, id)), id));
    }
    return list;
  }

  /** An element of a list with its id. One that was written through a collection may lack it. */
  private static Json withId(Json value, Json id) {
    if (!Json.isObject(value) || !Json.isAbsent(Json.get(value, ID))) {
      return value;
    }
    Json copy = Json.copy(value);
    Json.set(copy, ID, unescapedId(id));
    return copy;
  }

  private static boolean startsWith(Json key, Json prefix) {
    int n = Json.length(prefix);
    return Json.length(key) >= n && Json.sameText(Json.slice(key, 0, n), prefix);
  }

  private static String escaped(String key) {
    return key.startsWith(SELF) ? SELF + key : key;
  }

  private static String unescaped(String collection) {
    return collection.startsWith(SELF) ? collection.substring(1) : collection;
  }

  private static Json escapedId(Json id) {
    return Json.length(id) > 0 && Json.charAt(id, 0) == '~' ? Json.concat(Json.of(SELF), id) : id;
  }

  private static Json unescapedId(Json id) {
    return Json.length(id) > 0 && Json.charAt(id, 0) == '~'
        ? Json.slice(id, 1, Json.length(id))
        : id;
  }
}
