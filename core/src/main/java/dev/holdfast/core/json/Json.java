package dev.holdfast.core.json;

import org.teavm.interop.PlatformMarker;
import org.teavm.interop.Platforms;
import org.teavm.jso.JSObject;

/**
 * One JSON value. In the browser it <em>is</em> the JavaScript value, on the JVM a {@link JvmJson}.
 * A value that an app passes to us is not copied.
 *
 * <p>How to use it: only through the static methods here. Never call a method on a value, compare
 * it with {@code ==} or keep it in a generic type: in the browser, JSON's {@code null} is Java's
 * null, and strings are not objects. A missing value is {@link #absent()}, which is not JSON's
 * {@code null}. Never change a value that other code can see; {@link #set}, {@link #remove} and
 * {@link #push} are for building a new one.
 *
 * <p>Object keys are plain data ({@code __proto__} too) and have no order: use {@link #sortedKeys}
 * where order matters. Keys and texts may be a {@code String} or a {@code Json}. Hot loops use
 * {@code Json}, since converting between Java's and JavaScript's strings would cost more than the
 * work itself.
 */
public interface Json extends JSObject {
  /** Deepest nesting that is accepted anywhere. A scalar has depth 0, {@code [1]} has depth 1. */
  int MAX_DEPTH = 100;

  /**
   * Deepest nesting of a document. An answer with a conflict nests the document four levels deep,
   * and the answer as a whole must not exceed {@link #MAX_DEPTH}.
   */
  int MAX_DOCUMENT_DEPTH = MAX_DEPTH - 4;

  int ABSENT = 0;
  int NULL = 1;
  int BOOLEAN = 2;
  int NUMBER = 3;
  int STRING = 4;
  int ARRAY = 5;
  int OBJECT = 6;

  /** Folded to a constant when compiled for the browser. */
  @PlatformMarker(Platforms.JAVASCRIPT)
  private static boolean inBrowser() {
    return false;
  }

  /** Whether {@code value} nests deeper than {@code limit}. */
  static boolean isDeeper(Json value, int limit) {
    boolean array = isArray(value);
    if (!array && !isObject(value)) {
      return false;
    }
    boolean deeper = limit == 0;
    Json keys = array ? value : keys(value);
    for (int i = 0, n = size(keys); !deeper && i < n; i++) {
      deeper = isDeeper(array ? at(value, i) : get(value, at(keys, i)), limit - 1);
    }
    return deeper;
  }

  // --- making values ---

  static Json absent() {
    return inBrowser() ? JsJson.absent() : JvmJson.absent();
  }

  static Json nul() {
    return inBrowser() ? JsJson.nul() : JvmJson.NULL;
  }

  static Json of(String value) {
    return inBrowser() ? JsJson.of(value) : new JvmJson.Text(value);
  }

  static Json of(double value) {
    return inBrowser() ? JsJson.of(value) : new JvmJson.Numeric(value);
  }

  static Json of(boolean value) {
    return inBrowser() ? JsJson.of(value) : JvmJson.of(value);
  }

  static Json object() {
    return inBrowser() ? JsJson.object() : new JvmJson.Fields();
  }

  static Json array() {
    return inBrowser() ? JsJson.array() : new JvmJson.Items();
  }

  // --- asking ---

  /** One of the constants above. */
  static int kind(Json value) {
    return inBrowser() ? JsJson.kind(value) : ((JvmJson) value).kind();
  }

  static boolean isAbsent(Json value) {
    return inBrowser() ? JsJson.isAbsent(value) : value == JvmJson.absent();
  }

  static boolean isObject(Json value) {
    return kind(value) == OBJECT;
  }

  static boolean isArray(Json value) {
    return inBrowser() ? JsJson.isArray(value) : value instanceof JvmJson.Items;
  }

  static boolean isString(Json value) {
    return inBrowser() ? JsJson.isString(value) : value instanceof JvmJson.Text;
  }

  static boolean isNumber(Json value) {
    return kind(value) == NUMBER;
  }

  /** The text of a string value. */
  static String text(Json string) {
    return inBrowser() ? JsJson.text(string) : ((JvmJson.Text) string).value();
  }

  static double number(Json number) {
    return inBrowser() ? JsJson.number(number) : ((JvmJson.Numeric) number).value();
  }

  static boolean isTrue(Json value) {
    return inBrowser() ? JsJson.isTrue(value) : value == JvmJson.TRUE;
  }

  // --- objects ---

  /** The field's value; absent if there is none. */
  static Json get(Json object, String key) {
    return inBrowser() ? JsJson.get(object, JsJson.of(key)) : JvmJson.get(object, key);
  }

  static Json get(Json object, Json key) {
    return inBrowser() ? JsJson.get(object, key) : JvmJson.get(object, text(key));
  }

  static void set(Json object, String key, Json value) {
    set(object, of(key), value);
  }

  /** Sets a field; an absent value leaves the object as it is. */
  static void set(Json object, Json key, Json value) {
    if (isAbsent(value)) {
      return;
    }
    if (inBrowser()) {
      JsJson.set(object, key, value);
    } else {
      JvmJson.fields(object).put(text(key), value);
    }
  }

  static void remove(Json object, Json key) {
    if (inBrowser()) {
      JsJson.remove(object, key);
    } else {
      JvmJson.fields(object).remove(text(key));
    }
  }

  /** The object's own keys as an array of strings, in no particular order. */
  static Json keys(Json object) {
    return inBrowser() ? JsJson.keys(object) : JvmJson.keys(object);
  }

  /** The keys, ascending by UTF-16 code units. */
  static Json sortedKeys(Json object) {
    return inBrowser() ? JsJson.sort(JsJson.keys(object)) : JvmJson.sortedKeys(object);
  }

  /** A new object with the same fields. */
  static Json copy(Json object) {
    return inBrowser() ? JsJson.copy(object) : JvmJson.copy(object);
  }

  // --- arrays ---

  static int size(Json array) {
    return inBrowser() ? JsJson.size(array) : JvmJson.items(array).size();
  }

  static Json at(Json array, int index) {
    return inBrowser() ? JsJson.at(array, index) : JvmJson.items(array).get(index);
  }

  static void push(Json array, Json value) {
    if (inBrowser()) {
      JsJson.push(array, value);
    } else {
      JvmJson.items(array).add(value);
    }
  }

  /** Sorts an array of strings by UTF-16 code units. */
  static void sort(Json strings) {
    if (inBrowser()) {
      JsJson.sort(strings);
    } else {
      JvmJson.items(strings).sort(java.util.Comparator.comparing(Json::text));
    }
  }

  /** Sorts an array of {@code [number, string]} by number, then by string. */
  static void sortPairs(Json pairs) {
    if (inBrowser()) {
      JsJson.sortPairs(pairs);
    } else {
      JvmJson.items(pairs)
          .sort(
              java.util.Comparator.comparingDouble((Json p) -> number(at(p, 0)))
                  .thenComparing(p -> text(at(p, 1))));
    }
  }

  // --- texts ---

  /** How {@code a} and {@code b} compare by UTF-16 code units; both are strings. */
  static int compare(Json a, Json b) {
    return inBrowser() ? JsJson.compare(a, b) : text(a).compareTo(text(b));
  }

  static boolean sameText(Json a, Json b) {
    return inBrowser() ? JsJson.same(a, b) : text(a).equals(text(b));
  }

  /** Length of a string in UTF-16 code units. */
  static int length(Json string) {
    return inBrowser() ? JsJson.size(string) : text(string).length();
  }

  static int charAt(Json string, int index) {
    return inBrowser() ? JsJson.charAt(string, index) : text(string).charAt(index);
  }

  /** The two strings, one after the other. */
  static Json concat(Json a, Json b) {
    return inBrowser() ? JsJson.concat(a, b) : of(text(a) + text(b));
  }

  /** The code units {@code from <= i < to}. */
  static Json slice(Json string, int from, int to) {
    return inBrowser() ? JsJson.slice(string, from, to) : of(text(string).substring(from, to));
  }

  // --- whole values ---

  /** Equality of canonical forms: field order does not matter, -0 is 0. */
  static boolean equal(Json a, Json b) {
    return (inBrowser() ? JsJson.same(a, b) : a == b) || Equality.of(a, b);
  }

  /**
   * The value that {@code text} holds.
   *
   * @throws JsonException if it is not I-JSON (RFC 7493) or nested deeper than {@link #MAX_DEPTH}.
   *     Exception: the browser takes the last of duplicate keys. It never parses text from an
   *     untrusted source
   */
  static Json parse(String text) {
    return inBrowser() ? JsJson.parse(text) : JsonReader.parse(text);
  }

  /** The value of a text that {@link #stringify} made; absent if it holds none any more. */
  static Json parseOurs(String text) {
    if (inBrowser()) {
      return JsJson.parseOrAbsent(text);
    }
    try {
      return JsonReader.parse(text);
    } catch (JsonException broken) {
      return absent();
    }
  }

  /** JSON text, fields in any order. */
  static String stringify(Json value) {
    return inBrowser() ? JsJson.stringify(value) : JvmJson.canonical(value);
  }

  /** The canonical form of RFC 8785, as a string value. */
  static Json canonical(Json value) {
    return inBrowser() ? JsJson.canonical(value) : of(JvmJson.canonical(value));
  }
}
