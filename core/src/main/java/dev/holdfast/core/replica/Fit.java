package dev.holdfast.core.replica;

import dev.holdfast.core.Failure;
import dev.holdfast.core.json.Json;
import dev.holdfast.core.merge.Merge;
import dev.holdfast.core.merge.Place;
import dev.holdfast.core.merge.Placed;
import java.util.ArrayList;
import java.util.List;

/**
 * Which documents have a place in the app's state. It is the one rule for loading, where {@link
 * Assembly} lists the others as misfits, and for writing, where {@link Writes} refuses to make one.
 */
final class Fit {
  /**
   * The shape of documents that may have any values: an undeclared map with its document {@code ~},
   * or no key of the state yet.
   */
  static final String ANY = "any";

  private static final String SELF = StateShape.SELF;
  private static final String WHOLE = SELF + "/" + SELF;

  private final Json declared;

  Fit(Json declared) {
    this.declared = declared;
  }

  // --- the rule ---

  /**
   * Why a document has no place among the others of its collection; empty if it has one.
   *
   * @param shape the collection's shape
   */
  static String flaw(String shape, String collection, Json id, Json value) {
    if (isReserved(id)) {
      return "an id that begins with one ~ is none of the app's";
    }
    return switch (shape) {
      case StateShape.LIST ->
          isElement(id, value)
              ? ""
              : "an element of a list is an object, and has the id of its document or none";
      case StateShape.MAP -> Json.isObject(value) ? "" : "a field of a map is an object";
      case StateShape.VALUE -> "a document beside the value " + DocKey.of(collection, SELF);
      default -> "";
    };
  }

  /**
   * The shape that the documents of an undeclared key have. All fit into {@link #ANY}.
   *
   * @param self the document {@code ~} of the collection
   * @param order the order of the list
   */
  static String kept(Json self, Json order) {
    return !Json.isAbsent(self) && !isEmptyMap(self)
        ? StateShape.VALUE
        : isOrder(order) ? StateShape.LIST : ANY;
  }

  /** Whether {@code value} can be the element of a list with the document's {@code id}. */
  static boolean isElement(Json id, Json value) {
    if (!Json.isObject(value) || isReserved(id) || Json.length(id) == 0) {
      return false;
    }
    Json own = Json.get(value, StateShape.ID);
    return Json.isAbsent(own) || Json.equal(Merge.idOf(value), StateShape.unescapedId(id));
  }

  static boolean isOrder(Json order) {
    boolean all = Json.isArray(order);
    for (int i = 0, n = all ? Json.size(order) : 0; all && i < n; i++) {
      all = Json.isString(Json.at(order, i));
    }
    return all;
  }

  /** Whether it is the document {@code ~} of an empty map, or the marker of a map. */
  static boolean isEmptyMap(Json self) {
    return Json.isObject(self) && Json.size(Json.keys(self)) == 0;
  }

  /** Whether a value can be converted into documents of the shape. */
  static boolean hasParts(Json self, String shape) {
    return isEmptyMap(self)
        || (shape.equals(StateShape.LIST) ? Merge.isKeyed(self) : StateShape.isMapOfObjects(self));
  }

  /** The ids of the documents that such a value is converted into. */
  static Json parts(Json self) {
    boolean list = Json.isArray(self);
    Json parts = list ? self : Json.keys(self);
    Json ids = Json.array();
    for (int i = 0, n = Json.size(parts); i < n; i++) {
      Json part = Json.at(parts, i);
      Json.push(ids, StateShape.escapedId(list ? Merge.idOf(part) : part));
    }
    return ids;
  }

  static boolean isSelf(Json id) {
    return Json.length(id) == 1 && Json.charAt(id, 0) == '~';
  }

  /** One {@code ~} in front is a name of ours; two stand for one of the app's. */
  static boolean isReserved(Json id) {
    return Json.length(id) > 0
        && Json.charAt(id, 0) == '~'
        && (Json.length(id) == 1 || Json.charAt(id, 1) != '~');
  }

  static boolean isReserved(String collection) {
    return collection.startsWith(SELF) && !collection.startsWith(SELF + SELF);
  }

  // --- writing ---

  /** A document that is about to be written. */
  interface Draft {
    String key();

    /** Its new value; absent to delete it. */
    Json value();
  }

  /** Documents as they will be. */
  interface Views {
    Json of(String key);
  }

  /** Loads what {@link #check} needs to judge changes of these documents. */
  static void load(Work work, List<String> keys, Runnable then) {
    List<String> wanted = new ArrayList<>(keys);
    List<String> prefixes = new ArrayList<>();
    wanted.add(WHOLE);
    String last = "";
    for (String key : keys) {
      String collection = DocKey.collection(key);
      if (!collection.equals(last)) {
        last = collection;
        wanted.add(DocKey.of(collection, SELF));
        wanted.add(DocKey.of(Merge.ORDER, collection));
      }
      if (isOurs(key)) {
        prefixes.add(prefixBeside(key));
      }
    }
    Countdown left = new Countdown(1 + prefixes.size(), then);
    work.pages.load(work.tx, wanted, left::step);
    for (String prefix : prefixes) {
      work.pages.loadRange(work.tx, prefix, DocKey.end(prefix), left::step);
    }
  }

  /**
   * Refuses changes that would make a misfit. A deletion makes none.
   *
   * @param views the documents with all of the changes
   * @throws Failure {@code STATE_SHAPE}
   */
  void check(Work work, Views views, Iterable<? extends Draft> drafts) {
    for (Draft draft : drafts) {
      Json value = draft.value();
      if (!Json.isAbsent(value) && !Json.equal(value, view(work, draft.key()))) {
        String flaw = flaw(work, views, draft, drafts);
        if (!flaw.isEmpty()) {
          throw new Failure(
              Failure.Code.STATE_SHAPE,
              draft.key()
                  + " has no place in the state: "
                  + flaw
                  + got(value)
                  + "; nothing was changed");
        }
      }
    }
  }

  /** Refuses one such change. */
  void check(Work work, String key, Json value) {
    check(work, views(work, key, value), List.of(draft(key, value)));
  }

  /** Writes the marker of a declared map with its first document, or it would look as a list. */
  void mark(Work work, Draft draft) {
    String collection = DocKey.collection(draft.key());
    String marker = DocKey.of(Merge.ORDER, collection);
    if (declared(collection).equals(StateShape.MAP)
        && !Json.isAbsent(draft.value())
        && !isOurs(draft.key())
        && Json.isAbsent(work.chain(marker).view())) {
      Edits.edit(work, marker, Json.absent(), Json.object());
    }
  }

  /** Whether the document would be a misfit with the value, also if it is one already. */
  boolean isMisfit(Work work, String key, Json value) {
    Draft draft = draft(key, value);
    return !Json.isAbsent(value)
        && !flaw(work, views(work, key, value), draft, List.of(draft)).isEmpty();
  }

  private static Views views(Work work, String key, Json value) {
    return one -> one.equals(key) ? value : view(work, one);
  }

  private static Draft draft(String key, Json value) {
    return new Draft() {
      @Override
      public String key() {
        return key;
      }

      @Override
      public Json value() {
        return value;
      }
    };
  }

  /** The local value of a document. */
  static Json view(Work work, String key) {
    return Placed.value(work.chain(key).view());
  }

  private static String got(Json value) {
    Json id = Json.isObject(value) ? Json.get(value, StateShape.ID) : Json.absent();
    String with = Json.isAbsent(id) ? "" : " with the id " + Json.stringify(id);
    return ", got " + StateShape.kind(value) + with;
  }

  private String flaw(Work work, Views views, Draft draft, Iterable<? extends Draft> drafts) {
    String key = draft.key();
    if (isOurs(key)) {
      Json after = misfits(work, key, drafts);
      boolean more = Json.size(after) > Json.size(misfits(work, key, List.of()));
      return more ? reason(after, key) : "";
    }
    Json whole = views.of(WHOLE);
    if (!Json.isAbsent(whole) && !Json.isObject(whole)) {
      return "the whole state is the one value " + WHOLE;
    }
    String collection = DocKey.collection(key);
    Json self = views.of(DocKey.of(collection, SELF));
    String shape = declared(collection);
    if (shape.isEmpty()) {
      shape = kept(self, views.of(DocKey.of(Merge.ORDER, collection)));
    }
    Json id = Json.of(DocKey.id(key));
    String flaw = flaw(shape, collection, id, draft.value());
    // A value in another shape than declared is converted when the state is loaded.
    boolean part =
        flaw.isEmpty()
            && !shape.equals(ANY)
            && hasParts(self, shape)
            && Json.isAbsent(work.chain(key).view())
            && contains(parts(self), id);
    return part
        ? "the value " + DocKey.of(collection, SELF) + " has it; load the state first"
        : flaw;
  }

  /**
   * Whether a page that had no such document would write that of an empty map over another: over a
   * misfit, which the page does not show.
   */
  boolean isOverMisfit(Json value, Chain chain) {
    return isSelf(Json.of(DocKey.id(chain.key)))
        && isEmptyMap(value)
        && declared(DocKey.collection(chain.key)).equals(StateShape.MAP)
        && !Json.isAbsent(chain.view())
        && !isEmptyMap(chain.view());
  }

  /** Whether a document without a place is an element of a list, as far as it alone tells. */
  boolean isListed(Work work, String key, Json content) {
    String collection = DocKey.collection(key);
    String shape = declared(collection);
    return shape.equals(StateShape.LIST)
        || (shape.isEmpty()
            && !isOurs(key)
            && Json.isAbsent(work.chain(DocKey.of(collection, SELF)).view())
            && !isEmptyMap(work.chain(DocKey.of(Merge.ORDER, collection)).view())
            && isElement(Json.of(DocKey.id(key)), Placed.value(content)));
  }

  private String declared(String collection) {
    Json shape = Json.get(declared, StateShape.unescaped(collection));
    return Json.isString(shape) ? Json.text(shape) : "";
  }

  private static boolean contains(Json ids, Json id) {
    for (int i = 0, n = Json.size(ids); i < n; i++) {
      if (Json.sameText(Json.at(ids, i), id)) {
        return true;
      }
    }
    return false;
  }

  /** Whether the document says how others are understood. Then these are looked at, too. */
  private static boolean isOurs(String key) {
    return isReserved(DocKey.collection(key)) || isSelf(Json.of(DocKey.id(key)));
  }

  /** The prefix of the documents that one of ours speaks of. */
  private static String prefixBeside(String key) {
    String collection = DocKey.collection(key);
    return key.equals(WHOLE)
        ? ""
        : DocKey.prefix(collection.equals(Merge.ORDER) ? DocKey.id(key) : collection);
  }

  /** The misfits among the documents that one of ours speaks of, once the drafts are written. */
  private Json misfits(Work work, String key, Iterable<? extends Draft> drafts) {
    String prefix = prefixBeside(key);
    Json docs = LocalDocuments.of(work, prefix, DocKey.end(prefix)).values;
    for (String one : new String[] {key, DocKey.of(Merge.ORDER, DocKey.collection(key)), WHOLE}) {
      Json.set(docs, one, work.chain(one).view());
    }
    for (Draft draft : drafts) {
      Json name = Json.of(draft.key());
      if (draft.key().startsWith(prefix)
          || !Json.isAbsent(Json.get(docs, name))
          || draft.key().equals(key)) {
        Json.remove(docs, name);
        Json.set(docs, name, draft.value());
      }
    }
    return new Assembly(declared, docs, any -> Place.arrived(0)).misfits;
  }

  private static String reason(Json misfits, String key) {
    for (int i = 0, n = Json.size(misfits); i < n; i++) {
      Json one = Json.at(misfits, i);
      if (Json.text(Json.get(one, "key")).equals(key)) {
        return Json.text(Json.get(one, "reason"));
      }
    }
    return "with it, " + Json.text(Json.get(Json.at(misfits, 0), "key")) + " would have none";
  }
}
