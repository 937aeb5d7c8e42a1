package dev.holdfast.core.protocol;

import dev.holdfast.core.json.Json;
import dev.holdfast.core.merge.Place;
import dev.holdfast.core.merge.Placed;
import dev.holdfast.core.merge.StateHash;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One intended change to a document.
 *
 * @param id given by the origin, never reused
 * @param origin the replica that made it
 * @param base the version the change was made on; 0 if the document was new
 * @param value the new value of the document; absent to delete it
 * @param place its place in its list; null to leave that as it is
 * @param text the canonical form of {@code value}; null to delete
 * @param replaces ids of earlier mutations that this one includes; they were never sent
 * @param content a hash of what must stay the same under one id: collection, doc, op, base and
 *     value, and place if it has one
 * @param hash the document's part of the state hash, if just {@code value} and {@code place} are
 *     stored
 * @param fault why it is malformed; null if it is well-formed
 */
public record Mutation(
    String id,
    String origin,
    String collection,
    String doc,
    long base,
    Json value,
    @Nullable String place,
    @Nullable String text,
    List<String> replaces,
    String content,
    StateHash hash,
    @Nullable Fault fault) {

  /** Longest collection name and document id, in UTF-16 code units. */
  public static final int MAX_KEY = 1024;

  private static final String PUT = "put";
  private static final String DELETE = "delete";

  /** Why a mutation is refused: a stable code and a sentence for people. */
  public record Fault(String code, String detail) {}

  public boolean deletes() {
    return text == null;
  }

  /**
   * Reads one mutation. An error in a field other than id and origin becomes its {@link #fault}, so
   * the other mutations of the batch are still handled.
   *
   * @throws ProtocolException if its id or origin is invalid, so it cannot get a receipt
   */
  static Mutation read(Json json, String path, String replica, Limits limits) {
    Shape shape = Shape.of(json, path);
    String id = shape.id(Field.ID);
    String origin = shape.optionalId(Field.ORIGIN);
    Json value = shape.get(Field.VALUE);
    String text = Json.isAbsent(value) ? null : Json.stringify(value);
    String content = content(shape, text);
    try {
      return read(shape, text, id, origin == null ? replica : origin, content, limits);
    } catch (ProtocolException e) {
      return faulty(id, origin == null ? replica : origin, content, ProblemCode.INVALID, text(e));
    }
  }

  private static Mutation read(
      Shape shape, @Nullable String text, String id, String origin, String content, Limits limits) {
    String collection = key(shape, Field.COLLECTION);
    String doc = key(shape, Field.DOC);
    boolean deletes = deletes(shape);
    Json value = shape.get(Field.VALUE);
    long base = shape.integer(Field.BASE, 0);
    if (base < 0) {
      throw Shape.bad(
          shape.path(Field.BASE) + ": expected a version from 0, got a negative number");
    }
    if (Json.isDeeper(value, Json.MAX_DOCUMENT_DEPTH)) {
      throw Shape.bad(
          shape.path(Field.VALUE) + ": expected nesting of at most " + Json.MAX_DOCUMENT_DEPTH);
    }
    List<String> replaces = replaces(shape, id);
    String place = place(shape, deletes);
    if (text != null && text.length() > limits.mutationChars()) {
      String detail =
          shape.path(Field.VALUE)
              + ": expected at most "
              + limits.mutationChars()
              + " characters, got "
              + text.length();
      return faulty(id, origin, content, ProblemCode.TOO_LARGE, detail);
    }
    return new Mutation(
        id,
        origin,
        collection,
        doc,
        base,
        value,
        place,
        text,
        replaces,
        content,
        text == null ? StateHash.EMPTY : StateHash.ofText(collection, doc, text, place),
        null);
  }

  private static Mutation faulty(
      String id, String origin, String content, String code, String detail) {
    return new Mutation(
        id,
        origin,
        "",
        "",
        0,
        Json.absent(),
        null,
        null,
        List.of(),
        content,
        StateHash.EMPTY,
        new Fault(code, detail));
  }

  private static String key(Shape shape, String field) {
    String key = shape.optionalText(field);
    if (key == null) {
      throw Shape.wrong(shape.path(field), "a string", shape.get(field));
    }
    if (key.length() > MAX_KEY) {
      throw Shape.bad(
          shape.path(field) + ": expected at most " + MAX_KEY + " characters, got " + key.length());
    }
    return key;
  }

  private static boolean deletes(Shape shape) {
    String op = shape.optionalText(Field.OP);
    boolean hasValue = !Json.isAbsent(shape.get(Field.VALUE));
    if (PUT.equals(op) && hasValue) {
      return false;
    }
    if (DELETE.equals(op) && !hasValue) {
      return true;
    }
    throw Shape.bad(
        shape.path(Field.OP)
            + ": expected \"put\" with a value or \"delete\" without one, got neither");
  }

  private static @Nullable String place(Shape shape, boolean deletes) {
    String place = shape.optionalText(Field.PLACE);
    if (place != null && (deletes || !Place.isValid(place))) {
      throw Shape.bad(
          shape.path(Field.PLACE)
              + (deletes
                  ? ": expected none in a \"delete\", got one"
                  : ": expected a place, got other text"));
    }
    return place;
  }

  private static List<String> replaces(Shape shape, String id) {
    Json items = shape.items(Field.REPLACES);
    List<String> out = new ArrayList<>();
    for (int i = 0, n = Json.size(items); i < n; i++) {
      Json item = Json.at(items, i);
      if (!Json.isString(item) || !Shape.isId(Json.text(item)) || Json.text(item).equals(id)) {
        throw Shape.bad(
            shape.path(Field.REPLACES) + "/" + i + ": expected the id of another mutation");
      }
      out.add(Json.text(item));
    }
    return out;
  }

  /** Each field is in an array, so that null and a missing field differ. */
  private static String content(Shape shape, @Nullable String text) {
    StringBuilder content = new StringBuilder("[");
    for (String field : new String[] {Field.COLLECTION, Field.DOC, Field.OP, Field.BASE}) {
      content.append('[').append(textOrNone(shape.get(field))).append("],");
    }
    content.append('[').append(text == null ? "" : text).append(']');
    Json place = shape.get(Field.PLACE);
    if (!Json.isAbsent(place)) {
      content.append(',').append(Json.stringify(place));
    }
    return StateHash.ofText("", "", content.append(']').toString(), null).hex();
  }

  private static String textOrNone(Json value) {
    return Json.isAbsent(value) ? "" : Json.stringify(value);
  }

  private static String text(ProtocolException e) {
    String message = e.getMessage();
    return message == null ? "" : message;
  }

  // --- as JSON ---

  /**
   * A mutation with nothing but an id, to ask for its receipt. {@link #setContent} completes it.
   */
  public static Json named(String id) {
    Json mutation = Json.object();
    Json.set(mutation, Field.ID, Json.of(id));
    return mutation;
  }

  /**
   * @param content the new {@link Placed} content of the document; absent to delete it
   */
  public static Json of(String id, String collection, String doc, double base, Json content) {
    Json mutation = named(id);
    setContent(mutation, collection, doc, base, content);
    return mutation;
  }

  public static void setContent(
      Json mutation, String collection, String doc, double base, Json content) {
    Json.set(mutation, Field.COLLECTION, Json.of(collection));
    Json.set(mutation, Field.DOC, Json.of(doc));
    Json.set(mutation, Field.OP, Json.of(Json.isAbsent(content) ? DELETE : PUT));
    Json.set(mutation, Field.BASE, Json.of(base));
    Content.set(mutation, content);
  }

  public static void setId(Json mutation, String id) {
    Json.set(mutation, Field.ID, Json.of(id));
  }

  /** Sets the replica that made it, if that is not the sender. */
  public static void setOrigin(Json mutation, String origin) {
    Json.set(mutation, Field.ORIGIN, Json.of(origin));
  }

  public static void setBase(Json mutation, double base) {
    Json.set(mutation, Field.BASE, Json.of(base));
  }

  public static void setReplaces(Json mutation, Json ids) {
    Json.set(mutation, Field.REPLACES, ids);
  }

  public static Json id(Json mutation) {
    return Json.get(mutation, Field.ID);
  }

  /** The replica that made it; absent if that is the sender. */
  public static Json origin(Json mutation) {
    return Json.get(mutation, Field.ORIGIN);
  }

  public static String collection(Json mutation) {
    return Json.text(Json.get(mutation, Field.COLLECTION));
  }

  public static String doc(Json mutation) {
    return Json.text(Json.get(mutation, Field.DOC));
  }

  public static boolean deletes(Json mutation) {
    return Json.text(Json.get(mutation, Field.OP)).equals(DELETE);
  }

  public static double base(Json mutation) {
    return Json.number(Json.get(mutation, Field.BASE));
  }

  /** The new value of the document; absent to delete it. */
  public static Json value(Json mutation) {
    return Json.get(mutation, Field.VALUE);
  }

  /** The new {@link Placed} content of the document; absent to delete it. */
  public static Json content(Json mutation) {
    return Content.of(mutation);
  }

  /** The ids of the mutations that it includes; absent if there are none. */
  public static Json replaces(Json mutation) {
    return Json.get(mutation, Field.REPLACES);
  }
}
