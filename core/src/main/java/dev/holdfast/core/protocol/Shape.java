package dev.holdfast.core.protocol;

import dev.holdfast.core.json.Json;
import org.jspecify.annotations.Nullable;

/**
 * Reads the fields of one JSON object strictly. A field of the wrong type is an error whose message
 * names the path, what was expected and what came.
 */
final class Shape {
  /** The greatest integer that a double holds exactly, together with all below. */
  private static final double MAX_INTEGER = 9007199254740991.0;

  private final Json object;
  private final String prefix;

  private Shape(Json object, String prefix) {
    this.object = object;
    this.prefix = prefix;
  }

  static Shape of(Json value, String path) {
    if (!Json.isObject(value)) {
      throw wrong(path.isEmpty() ? "the body" : path, "an object", value);
    }
    return new Shape(value, path.isEmpty() ? "" : path + "/");
  }

  /** The path of {@code field}, for an error message. */
  String path(String field) {
    return prefix + field;
  }

  Json get(String key) {
    return Json.get(object, key);
  }

  /** The text under {@code key}; null if it is missing or JSON's null. */
  @Nullable String optionalText(String key) {
    Json value = get(key);
    if (isMissing(value)) {
      return null;
    }
    if (!Json.isString(value)) {
      throw wrong(path(key), "a string", value);
    }
    return Json.text(value);
  }

  /** The id under {@code key}; null if it is missing. */
  @Nullable String optionalId(String key) {
    String id = optionalText(key);
    if (id != null && !isId(id)) {
      throw bad(path(key) + ": expected 1 to 128 of A-Z a-z 0-9 . _ ~ : -, got another string");
    }
    return id;
  }

  String id(String key) {
    String id = optionalId(key);
    if (id == null) {
      throw wrong(path(key), "a string", get(key));
    }
    return id;
  }

  /** The whole number under {@code key}; {@code otherwise} if it is missing. */
  long integer(String key, long otherwise) {
    Json value = get(key);
    if (isMissing(value)) {
      return otherwise;
    }
    if (!isInteger(value)) {
      throw wrong(path(key), "a whole number", value);
    }
    return (long) Json.number(value);
  }

  /** The boolean under {@code key}; {@code missing} if there is none. */
  boolean flag(String key, boolean missing) {
    Json value = get(key);
    if (isMissing(value)) {
      return missing;
    }
    if (Json.kind(value) != Json.BOOLEAN) {
      throw wrong(path(key), "a boolean", value);
    }
    return Json.isTrue(value);
  }

  /** The array under {@code key}; an empty one if it is missing. */
  Json items(String key) {
    Json value = get(key);
    if (isMissing(value)) {
      return Json.array();
    }
    if (!Json.isArray(value)) {
      throw wrong(path(key), "an array", value);
    }
    return value;
  }

  static boolean isMissing(Json value) {
    int kind = Json.kind(value);
    return kind == Json.ABSENT || kind == Json.NULL;
  }

  static boolean isInteger(Json value) {
    if (!Json.isNumber(value)) {
      return false;
    }
    double number = Json.number(value);
    return Math.rint(number) == number && Math.abs(number) <= MAX_INTEGER;
  }

  static boolean isId(String text) {
    int length = text.length();
    if (length == 0 || length > 128) {
      return false;
    }
    for (int i = 0; i < length; i++) {
      char c = text.charAt(i);
      boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
      if (!letter && !(c >= '0' && c <= '9') && "._~:-".indexOf(c) < 0) {
        return false;
      }
    }
    return true;
  }

  static ProtocolException wrong(String path, String expected, Json got) {
    return bad(path + ": expected " + expected + ", got " + kind(got));
  }

  static ProtocolException bad(String message) {
    return new ProtocolException(ProtocolException.Code.BAD_REQUEST, message);
  }

  static String kind(Json value) {
    return switch (Json.kind(value)) {
      case Json.ABSENT -> "nothing";
      case Json.NULL -> "null";
      case Json.BOOLEAN -> "a boolean";
      case Json.NUMBER -> "a number";
      case Json.STRING -> "a string";
      case Json.ARRAY -> "an array";
      default -> "an object";
    };
  }
}
