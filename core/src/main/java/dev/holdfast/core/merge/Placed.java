package dev.holdfast.core.merge;

import dev.holdfast.core.json.Json;

/**
 * The content of a document: its value, and for an element of a list its {@link Place}. Replica and
 * space keep contents; apps and the wire see value and place apart.
 *
 * <p>The content of a document without a place is its value. With a place it is {@code {"~place":
 * place, "~value": value}}. A value that has both these fields itself is kept with the place {@code
 * null}.
 */
public final class Placed {
  private static final Json PLACE = Json.of("~place");
  private static final Json VALUE = Json.of("~value");
  private static final String BEGIN = "{\"~place\":";
  private static final String MIDDLE = ",\"~value\":";

  private Placed() {}

  /**
   * @param place absent for a document that has none
   */
  public static Json of(Json value, Json place) {
    if (Json.isAbsent(value) || (!Json.isString(place) && !isBoth(value))) {
      return value;
    }
    Json content = Json.object();
    Json.set(content, PLACE, Json.isString(place) ? place : Json.nul());
    Json.set(content, VALUE, value);
    return content;
  }

  /** The value; absent if the document is deleted. */
  public static Json value(Json content) {
    return isBoth(content) ? Json.get(content, VALUE) : content;
  }

  /** The place; absent if the document has none. */
  public static Json place(Json content) {
    Json place = isBoth(content) ? Json.get(content, PLACE) : Json.absent();
    return Json.isString(place) ? place : Json.absent();
  }

  /** Another value at the same place. */
  public static Json withValue(Json content, Json value) {
    return of(value, place(content));
  }

  private static boolean isBoth(Json content) {
    return Json.isObject(content)
        && !Json.isAbsent(Json.get(content, VALUE))
        && !Json.isAbsent(Json.get(content, PLACE));
  }

  /**
   * The merged place of three contents. It never conflicts: the server's moves win. Who deleted the
   * document moved nothing: it comes back where the other side has it.
   */
  public static Json merge(Json base, Json local, Json server) {
    Json theirs = place(server);
    boolean stayed = Json.isAbsent(server) || Json.equal(place(base), theirs);
    return stayed && !Json.isAbsent(local) ? place(local) : theirs;
  }

  // --- as canonical text ---

  /** Where the value begins in the canonical text of a content; 0 if the text is the value. */
  public static int valueFrom(String text) {
    int at = text.startsWith(BEGIN) ? text.indexOf(MIDDLE, BEGIN.length()) : -1;
    boolean both = at > 0 && isPlace(text, at);
    return both ? at + MIDDLE.length() : 0;
  }

  private static boolean isPlace(String text, int end) {
    for (int i = BEGIN.length(); i < end; i++) {
      char c = text.charAt(i);
      boolean plain = c == '"' || (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z');
      if (!plain && !(c >= 'a' && c <= 'z')) {
        return false;
      }
    }
    return true;
  }

  /** The canonical text of a content, of which the value's text is known. */
  public static String text(Json content, String value) {
    if (!isBoth(content)) {
      return value;
    }
    String place = Json.stringify(Json.get(content, PLACE));
    return BEGIN.concat(place).concat(MIDDLE).concat(value).concat("}");
  }

  /** The place in a content's canonical text, as JSON; {@code null} if it has none. */
  public static String placeText(String text, int valueFrom) {
    return text.substring(BEGIN.length(), valueFrom - MIDDLE.length());
  }
}
