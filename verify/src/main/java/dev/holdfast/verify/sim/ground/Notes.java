package dev.holdfast.verify.sim.ground;

import dev.holdfast.core.json.Json;

/**
 * The documents that a scenario edits. Each is a note with an id and some fields. The app's state
 * holds them as a list.
 */
public final class Notes {
  public static final String COLLECTION = "notes";

  /** The number of notes: n0 to n5. */
  public static final int COUNT = 6;

  /** The number of fields of a note that are edited: f0 to f2. */
  public static final int FIELDS = 3;

  private Notes() {}

  /** The document key of the note. */
  public static String key(String id) {
    return COLLECTION + "/" + id;
  }

  public static String id(Json note) {
    return Json.text(Json.get(note, "id"));
  }

  /** The list of notes in an app's state; empty if it has none. */
  public static Json list(Json state) {
    Json notes = Json.isObject(state) ? Json.get(state, COLLECTION) : Json.absent();
    return Json.isArray(notes) ? notes : Json.array();
  }
}
