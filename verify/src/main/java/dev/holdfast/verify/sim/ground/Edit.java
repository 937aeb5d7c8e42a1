package dev.holdfast.verify.sim.ground;

import dev.holdfast.core.json.Json;
import dev.holdfast.core.merge.Placed;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * One edit of a document. Its value is a token that no other edit has.
 *
 * @param field empty for the whole document
 * @param token empty for a deletion
 */
public record Edit(String key, String field, String token) {
  /** The deletion of a document. */
  public static Edit deletion(String key) {
    return new Edit(key, "", "");
  }

  /** The edits that are visible in a document: one for each field that has a token. */
  public static List<Edit> shownBy(String key, Json content) {
    Json value = Placed.value(content);
    List<Edit> found = new ArrayList<>();
    Json fields = Json.isObject(value) ? Json.sortedKeys(value) : Json.array();
    for (int i = 0; i < Json.size(fields); i++) {
      String field = Json.text(Json.at(fields, i));
      Json token = Json.get(value, field);
      if (Json.isString(token) && !field.equals("id")) {
        found.add(new Edit(key, Notes.field(field), Json.text(token)));
      }
    }
    return found;
  }

  /** The edits visible in {@code value} but not in {@code before}. */
  public static List<Edit> between(String key, Json before, Json value) {
    List<Edit> found = shownBy(key, value);
    found.removeIf(edit -> token(before, edit.field()).equals(edit.token()));
    return found;
  }

  /** Adds all tokens in a value of any form. */
  public static void tokens(Json value, Set<String> into) {
    if (Json.isString(value)) {
      into.add(Json.text(value));
    }
    for (int i = 0; Json.isArray(value) && i < Json.size(value); i++) {
      tokens(Json.at(value, i), into);
    }
    Json names = Json.isObject(value) ? Json.keys(value) : Json.array();
    for (int i = 0; i < Json.size(names); i++) {
      tokens(Json.get(value, Json.at(names, i)), into);
    }
  }

  /**
   * The token in a field of a document, whatever the field is called in its form; empty if there is
   * none.
   */
  public static String token(Json content, String field) {
    Json value = Placed.value(content);
    Json fields = Json.isObject(value) ? Json.sortedKeys(value) : Json.array();
    for (int i = 0; i < Json.size(fields); i++) {
      String name = Json.text(Json.at(fields, i));
      Json token = Json.get(value, name);
      if (Notes.field(name).equals(field) && Json.isString(token)) {
        return Json.text(token);
      }
    }
    return "";
  }

  /** Whether this edit changes the field: it is an edit of the field or of the whole document. */
  public boolean covers(String ofKey, String ofField) {
    return key.equals(ofKey) && (field.isEmpty() || field.equals(ofField));
  }
}
