package dev.holdfast.verify.sim.ground;

import dev.holdfast.core.json.Json;

/**
 * The documents that a scenario edits, each a note with an id and some fields. The state of an app
 * has them as a list.
 */
public final class Notes {
  public static final String COLLECTION = "notes";

  /** How many there are: n0 to n5. */
  public static final int COUNT = 6;

  /** How many fields a note has that are edited: f0 to f2. */
  public static final int FIELDS = 3;

  private Notes() {}

  /** The key of the document. */
  public static String key(String id) {
    return COLLECTION + "/" + id;
  }

  public static String id(Json note) {
    return Json.text(Json.get(note, "id"));
  }

  /** The list in an app's state; empty if it has none. */
  public static Json list(Json state) {
    Json notes = Json.isObject(state) ? Json.get(state, COLLECTION) : Json.absent();
    return Json.isArray(notes) ? notes : Json.array();
  }
}
