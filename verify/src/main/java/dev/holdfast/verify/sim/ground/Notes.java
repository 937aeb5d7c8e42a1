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

  /** A note says by a number which version of the schema its form has. */
  private static final String FORM = "form";

  private Notes() {}

  /** A field's name in the form of a version of the schema. */
  public static String name(String field, int version) {
    return version == 0 ? field : field + "_" + version;
  }

  /** The field that has that name in the form of some version. */
  public static String field(String name) {
    int end = name.indexOf('_');
    return end < 0 ? name : name.substring(0, end);
  }

  /** The version of the schema whose form the note has. */
  public static int form(Json note) {
    Json form = Json.get(note, FORM);
    return Json.isNumber(form) ? (int) Json.number(form) : 0;
  }

  public static void setForm(Json note, int version) {
    if (version > 0) {
      Json.set(note, FORM, Json.of(version));
    }
  }

  /** What a release does with data of an older version: it renames each field. */
  public static Json migrated(Json state, int from, int to) {
    Json notes = Json.array();
    for (int i = 0; i < Json.size(list(state)); i++) {
      Json note = Json.at(list(state), i);
      Json renamed = Json.object();
      Json names = Json.sortedKeys(note);
      for (int k = 0; k < Json.size(names); k++) {
        String name = Json.text(Json.at(names, k));
        String field = field(name);
        Json value = Json.get(note, name);
        boolean stays = field.equals("id") || field.equals(FORM);
        Json.set(renamed, stays ? name : name(field, to), value);
      }
      setForm(renamed, form(note) + to - from);
      Json.push(notes, renamed);
    }
    Json out = Json.isObject(state) ? Json.copy(state) : Json.object();
    if (Json.isArray(Json.get(out, COLLECTION))) {
      Json.set(out, COLLECTION, notes);
    }
    return out;
  }

  /** The document key of the note. */
  public static String key(String id) {
    return COLLECTION + "/" + id;
  }

  public static String id(Json note) {
    return Json.text(Json.get(note, "id"));
  }

  /** The notes in an app's state, which are a list or a map; empty if it has none. */
  public static Json list(Json state) {
    Json notes = of(state);
    Json list = Json.array();
    for (int i = 0; Json.isArray(notes) && i < Json.size(notes); i++) {
      Json one = Json.at(notes, i);
      if (Json.isObject(one) && Json.isString(Json.get(one, "id"))) {
        Json.push(list, one);
      }
    }
    Json ids = Json.isObject(notes) ? Json.keys(notes) : Json.array();
    for (int i = 0; i < Json.size(ids); i++) {
      Json one = Json.get(notes, Json.at(ids, i));
      if (Json.isObject(one)) {
        Json note = Json.copy(one);
        Json.set(note, "id", Json.at(ids, i));
        Json.push(list, note);
      }
    }
    return list;
  }

  /** The state's key of the notes, whatever it holds; absent if it has none. */
  public static Json of(Json state) {
    return Json.isObject(state) ? Json.get(state, COLLECTION) : Json.absent();
  }
}
