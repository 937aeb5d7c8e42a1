package dev.holdfast.core.replica;

import dev.holdfast.core.json.Json;
import dev.holdfast.core.merge.Merge;
import dev.holdfast.core.merge.Placed;
import java.util.ArrayList;
import java.util.List;

/**
 * Splits an app's state into documents, and assembles it from them.
 *
 * <p>Each key of the state has a shape. An array of objects with unique ids is a list: a document
 * per element with its {@link Placement place}. A key declared as a map has a document per field.
 * The document {@code ~order/<key>} tells which it was: an empty array for a list (in an earlier
 * release the order of its ids), an empty object for a map. Anything else is a value: one document
 * {@code <key>/~}. A state that is not an object is the document {@code ~/~}. A key or id that
 * begins with {@code ~} gets one more {@code ~} in front, so it never collides with our own names.
 */
public final class StateShape {
  static final String LIST = "list";
  static final String MAP = "map";
  static final String VALUE = "value";

  static final String SELF = "~";
  static final Json ID = Json.of("id");

  /** The declared shape of each key of the state. */
  private final Json declared;

  /** What may be written. */
  final Fit fit;

  /**
   * @param declared the shape of each key of the state: {@code 'list'}, {@code 'map'} or {@code
   *     'value'}
   */
  public StateShape(Json declared) {
    this.declared = declared;
    fit = new Fit(declared);
  }

  /**
   * Returns the documents of a state, by document key.
   *
   * @param known the present documents; their keys keep their shape
   * @param places the {@link Assembly#places} of elements of lists among them
   * @throws dev.holdfast.core.Failure {@code STATE_SHAPE}
   */
  Json split(Json state, Json known, Json places) {
    return splitAs(state, shapes(known), known, places, false);
  }

  /**
   * As {@link #split}, but an undeclared key that does not fit into its documents' shape any more
   * has the shape of its new value.
   */
  Json splitAnew(Json state, Json known, Json places) {
    return splitAs(state, shapes(known), known, places, true);
  }

  /**
   * @param shapes the shape that each collection keeps
   * @param anew whether it keeps that only if the state fits into it
   */
  private Json splitAs(Json state, Json shapes, Json known, Json places, boolean anew) {
    Json docs = Json.object();
    if (!Json.isObject(state)) {
      Json.set(docs, SELF + "/" + SELF, state);
      return docs;
    }
    Json keys = Json.keys(state);
    for (int i = 0, n = Json.size(keys); i < n; i++) {
      Json key = Json.at(keys, i);
      Json value = Json.get(state, key);
      String collection = escaped(Json.text(key));
      Json kept = Json.get(shapes, collection);
      switch (shape(key, value, kept, anew)) {
        case LIST -> {
          if (!Merge.isKeyed(value)) {
            throw Unfit.list(key, value);
          }
          Placement.split(docs, collection, value, known, places);
        }
        case MAP, Fit.ANY -> splitMap(docs, key, collection, value, kept, known);
        default -> splitValue(docs, collection, value, Json.equal(kept, Json.of(VALUE)), known);
      }
    }
    return docs;
  }

  private String shape(Json key, Json value, Json kept, boolean anew) {
    Json wanted = Json.get(declared, key);
    if (Json.isString(wanted)) {
      return Json.text(wanted);
    }
    boolean list = Merge.isKeyed(value);
    boolean fits =
        !anew
            || Json.equal(kept, Json.of(VALUE))
            || (Json.equal(kept, Json.of(LIST)) ? list : Json.isObject(value));
    return Json.isString(kept) && fits ? Json.text(kept) : list ? LIST : VALUE;
  }

  private void splitMap(Json docs, Json key, String collection, Json map, Json kept, Json known) {
    boolean any = Json.isAbsent(Json.get(declared, key)); // an undeclared collection has any values
    if (!(any ? Json.isObject(map) : isMapOfObjects(map))) {
      throw any ? Unfit.documents(key, map) : Unfit.map(key, map);
    }
    Json prefix = Json.of(DocKey.prefix(collection));
    Json ids = Json.keys(map);
    Json marker = Json.of(DocKey.of(Merge.ORDER, collection));
    boolean marked = !Json.isAbsent(Json.get(known, marker));
    for (int i = 0, n = Json.size(ids); i < n; i++) {
      Json id = Json.at(ids, i);
      Json doc = Json.concat(prefix, escapedId(id));
      Json field = Json.get(map, id);
      marked |= !any && !Json.equal(Placed.value(Json.get(known, doc)), field);
      Json.set(docs, doc, field);
    }
    if (marked) {
      Json.set(docs, marker, Json.object());
    }
    if ((Json.size(ids) == 0 && !marked) || (any && Json.equal(kept, Json.of(Fit.ANY)))) {
      // An empty map would have no document at all. One that was filled stays a map by it.
      Json.set(docs, DocKey.of(collection, SELF), Json.object());
    }
  }

  /**
   * @param was whether it is a value already. If it waits to be converted, documents may be beside
   *     it that the state has among its parts. They stay documents
   */
  private static void splitValue(
      Json docs, String collection, Json value, boolean was, Json known) {
    boolean list = Merge.isKeyed(value);
    boolean parts = was && (list || Json.isObject(value));
    Json left = parts ? list ? Json.array() : Json.object() : value;
    Json names = parts && !list ? Json.keys(value) : value;
    Json ids = parts ? Fit.parts(value) : Json.array();
    for (int i = 0, n = Json.size(ids); i < n; i++) {
      Json key = Json.concat(Json.of(DocKey.prefix(collection)), Json.at(ids, i));
      Json part = list ? Json.at(value, i) : Json.get(value, Json.at(names, i));
      Json before = Json.get(known, key);
      if (!Json.isAbsent(before)) {
        Json.set(docs, key, Placed.withValue(before, part));
      } else if (list) {
        Json.push(left, part);
      } else {
        Json.set(left, Json.at(names, i), part);
      }
    }
    Json.set(docs, DocKey.of(collection, SELF), left);
  }

  /**
   * The shapes in which these documents were saved. Without an order a list's documents look as a
   * map's, so those are what they are declared as.
   */
  StateShape asKept(Json docs) {
    Json shapes = shapes(docs);
    Json maps = Json.object();
    Json keys = Json.keys(declared);
    for (int i = 0, n = Json.size(keys); i < n; i++) {
      String collection = escaped(Json.text(Json.at(keys, i)));
      boolean parts =
          Json.isString(Json.get(shapes, collection))
              && !Json.equal(Json.get(shapes, collection), Json.of(VALUE));
      boolean map = Json.equal(Json.get(declared, Json.at(keys, i)), Json.of(MAP));
      if (map && parts && Json.isAbsent(Json.get(docs, DocKey.of(Merge.ORDER, collection)))) {
        Json.set(maps, Json.at(keys, i), Json.of(MAP));
      }
    }
    return new StateShape(maps);
  }

  /** Whether the key of the state is declared as a map. */
  boolean isMap(Json key) {
    return Json.equal(Json.get(declared, key), Json.of(MAP));
  }

  /** Whether all values are objects, as a declared map requires. */
  static boolean isMapOfObjects(Json map) {
    Json ids = Json.isObject(map) ? Json.keys(map) : Json.array();
    for (int i = 0, n = Json.size(ids); i < n; i++) {
      if (!Json.isObject(Json.get(map, Json.at(ids, i)))) {
        return false;
      }
    }
    return Json.isObject(map);
  }

  /** What a value is, for messages. */
  static String kind(Json value) {
    String[] kinds = {
      "nothing", "null", "a boolean", "a number", "a string", "an array", "an object"
    };
    return kinds[Json.kind(value)];
  }

  /** The shape of each collection that has documents. */
  private static Json shapes(Json docs) {
    Json shapes = Json.object();
    Json keys = Json.sortedKeys(docs);
    for (int i = 0, n = Json.size(keys); i < n; ) {
      String collection = DocKey.collection(Json.text(Json.at(keys, i)));
      Json prefix = Json.of(DocKey.prefix(collection));
      int from = i;
      while (i < n && Assembly.startsWith(Json.at(keys, i), prefix)) {
        i++;
      }
      if (!collection.equals(Merge.ORDER)) {
        String shape = Assembly.kept(docs, collection, prefix, from, i, keys);
        Json.set(shapes, collection, Json.of(shape));
      }
    }
    return shapes;
  }

  /**
   * Keeps documents and values as they are: what is declared otherwise waits to be converted. A
   * list and a map have the same documents, so they need not wait; nor does an empty map, which has
   * none.
   */
  StateShape unconverted(Assembly of) {
    Json now = Json.copy(declared);
    Json present = of.fitting();
    Json keys = Json.keys(declared);
    for (int i = 0, n = Json.size(keys); i < n; i++) {
      Json key = Json.at(keys, i);
      String collection = escaped(Json.text(key));
      Json kept = Json.get(of.shapes, collection);
      boolean asValue = Json.equal(kept, Json.of(VALUE));
      Json self = Placed.value(Json.get(present, DocKey.of(collection, SELF)));
      boolean waits = !asValue || !(Json.isAbsent(self) || Fit.isEmptyMap(self));
      if (waits
          && Json.isString(kept)
          && asValue != Json.equal(Json.get(declared, key), Json.of(VALUE))) {
        Json.remove(now, key); // what has no declared shape stays as it is kept
        boolean list = Json.isObject(of.state) && Json.isArray(Json.get(of.state, key));
        if (!asValue && !list && Json.equal(kept, Json.of(LIST))) {
          Json.set(now, key, Json.of(MAP)); // a map whose documents look as elements do
        }
      }
    }
    return new StateShape(now);
  }

  /**
   * Whether no document of a declared key waits for a decision, or will, which a conversion would
   * take.
   */
  boolean isDecided(Work work) {
    for (Entry e : work.memory.entries()) {
      String key = unescaped(DocKey.collection(e.key));
      if (Json.isString(Json.get(declared, key)) && waits(e, work.chain(e.key))) {
        return false;
      }
    }
    return true;
  }

  private static boolean waits(Entry e, Chain chain) {
    return !chain.isDecided() || e.is(Entry.CONFLICTED) || e.is(Entry.PARKED);
  }

  /** Splits the state of an assembly into the documents that the page gets as its baseline. */
  Json baseline(Json state, Assembly of) {
    return of.isAsSplit()
        ? of.fitting()
        : splitAs(state, of.shapes, of.fitting(), of.places, false);
  }

  /**
   * As {@link #baseline}, and converts the documents whose key is declared in another shape than
   * they have. The conversion is local changes, so two replicas that convert the same documents end
   * with the same ones.
   */
  Json convert(Work work, Json state, Assembly of) {
    Json docs = baseline(state, of);
    if (of.isAsSplit()) {
      return docs;
    }
    Json present = of.fitting();
    List<String> keys = new ArrayList<>();
    LocalDocuments.differences(present, docs, keys);
    History history = new History(work); // so that an earlier version can still be restored
    for (String key : keys) {
      Json was = Json.get(present, key);
      Json value = Json.get(docs, key);
      boolean marker = DocKey.collection(key).equals(Merge.ORDER);
      // One that is nowhere is written with the first change of its list or map, or with that.
      boolean later =
          marker
              && Json.isAbsent(was)
              && !Json.equal(Json.get(of.shapes, DocKey.id(key)), Json.of(VALUE));
      // In both: an element, whose place others may see otherwise, or a map that was empty.
      boolean made = Json.isAbsent(was) || marker || Fit.isSelf(Json.of(DocKey.id(key)));
      if (Json.isAbsent(value) || (made && !later)) {
        history.note(key, work.chain(key).view());
        Edits.edit(work, key, was, value);
      }
    }
    history.close();
    return docs;
  }

  /** Assembles the local version from its documents. */
  Assembly assembly(Work work, Json docs) {
    return assembly(docs, key -> LocalDocuments.arrival(work, key));
  }

  /**
   * Assembles the state of the documents.
   *
   * @param arrival the places of elements that have none
   */
  Assembly assembly(Json docs, Arrival arrival) {
    return new Assembly(declared, docs, arrival);
  }

  /** The local version; absent if there never was one. */
  Json assemble(Work work, Json docs) {
    return orEmpty(work, assembly(work, docs).state);
  }

  /** A state that was saved empty has no documents. */
  static Json orEmpty(Work work, Json state) {
    return Json.isAbsent(state) && work.meta.saved ? Json.object() : state;
  }

  /** Returns where an element that has no place comes, in the order that they came in. */
  interface Arrival {
    String place(String key);
  }

  /** An element of a list with its id. One that was written through a collection may lack it. */
  static Json withId(Json value, Json id) {
    if (!Json.isObject(value) || !Json.isAbsent(Json.get(value, ID))) {
      return value;
    }
    Json copy = Json.copy(value);
    Json.set(copy, ID, unescapedId(id));
    return copy;
  }

  static String escaped(String key) {
    return key.startsWith(SELF) ? SELF + key : key;
  }

  static String unescaped(String collection) {
    return collection.startsWith(SELF) ? collection.substring(1) : collection;
  }

  static Json escapedId(Json id) {
    return Json.length(id) > 0 && Json.charAt(id, 0) == '~' ? Json.concat(Json.of(SELF), id) : id;
  }

  static Json unescapedId(Json id) {
    return Json.length(id) > 0 && Json.charAt(id, 0) == '~'
        ? Json.slice(id, 1, Json.length(id))
        : id;
  }
}
