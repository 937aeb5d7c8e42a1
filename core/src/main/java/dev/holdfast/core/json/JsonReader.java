package dev.holdfast.core.json;

import java.util.Map;

/**
 * Reads I-JSON (RFC 7493) on the JVM: refuses duplicate keys, lone surrogates, numbers beyond the
 * range of a double and nesting over {@link Json#MAX_DEPTH}. Never recurses deeper than that.
 */
final class JsonReader {
  private final String text;
  private int at;

  private JsonReader(String text) {
    this.text = text;
  }

  static Json parse(String text) {
    JsonReader reader = new JsonReader(text);
    Json value = reader.value(0);
    reader.skipSpace();
    if (reader.at < text.length()) {
      throw reader.expected("the end");
    }
    return value;
  }

  private Json value(int depth) {
    skipSpace();
    if (at == text.length()) {
      throw expected("a value");
    }
    return switch (text.charAt(at)) {
      case '{' -> object(depth + 1);
      case '[' -> array(depth + 1);
      case '"' -> Json.of(string());
      case 't' -> word("true", JvmJson.TRUE);
      case 'f' -> word("false", JvmJson.of(false));
      case 'n' -> word("null", JvmJson.NULL);
      default -> number();
    };
  }

  private Json object(int depth) {
    enter(depth);
    JvmJson.Fields object = new JvmJson.Fields();
    Map<String, Json> fields = object.fields();
    if (closes('}')) {
      return object;
    }
    do {
      skipSpace();
      int start = at;
      String key = string();
      skipSpace();
      take(':');
      if (fields.put(key, value(depth)) != null) {
        throw new JsonException("duplicate key", start);
      }
    } while (goesOn('}'));
    return object;
  }

  private Json array(int depth) {
    enter(depth);
    JvmJson.Items array = new JvmJson.Items();
    if (closes(']')) {
      return array;
    }
    do {
      array.items().add(value(depth));
    } while (goesOn(']'));
    return array;
  }

  private void enter(int depth) {
    if (depth > Json.MAX_DEPTH) {
      throw new JsonException("nested deeper than " + Json.MAX_DEPTH, at);
    }
    at++;
  }

  private boolean closes(char end) {
    skipSpace();
    if (at < text.length() && text.charAt(at) == end) {
      at++;
      return true;
    }
    return false;
  }

  private boolean goesOn(char end) {
    if (closes(end)) {
      return false;
    }
    take(',');
    return true;
  }

  private void take(char c) {
    if (at == text.length() || text.charAt(at) != c) {
      throw expected("'" + c + "'");
    }
    at++;
  }

  private Json word(String word, Json value) {
    if (!text.startsWith(word, at)) {
      throw expected(word);
    }
    at += word.length();
    return value;
  }

  private String string() {
    take('"');
    int start = at;
    int plain = at;
    while (plain < text.length() && isPlain(text.charAt(plain))) {
      plain++;
    }
    if (plain < text.length() && text.charAt(plain) == '"') {
      at = plain + 1;
      return text.substring(start, plain);
    }
    StringBuilder out = new StringBuilder().append(text, start, plain);
    at = plain;
    while (true) {
      if (at == text.length()) {
        throw expected("'\"'");
      }
      char c = text.charAt(at++);
      if (c == '"') {
        break;
      } else if (c == '\\') {
        out.append(escape());
      } else if (c < ' ') {
        throw new JsonException("control character in a string", at - 1);
      } else {
        out.append(c);
      }
    }
    refuseLoneSurrogates(out, start);
    return out.toString();
  }

  private static boolean isPlain(char c) {
    return c >= ' ' && c != '"' && c != '\\' && !Character.isSurrogate(c);
  }

  private char escape() {
    if (at == text.length()) {
      throw expected("an escape");
    }
    char c = text.charAt(at++);
    return switch (c) {
      case '"', '\\', '/' -> c;
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'u' -> {
        int code = 0;
        for (int i = 0; i < 4; i++, at++) {
          int digit = at < text.length() ? hexDigit(text.charAt(at)) : -1;
          if (digit < 0) {
            throw expected("four hex digits");
          }
          code = code << 4 | digit;
        }
        yield (char) code;
      }
      default -> throw new JsonException("unknown escape", at - 1);
    };
  }

  private static int hexDigit(char c) {
    return c < 128 ? Character.digit(c, 16) : -1;
  }

  private static void refuseLoneSurrogates(CharSequence s, int start) {
    for (int i = 0; i < s.length(); i++) {
      char c = s.charAt(i);
      if (Character.isHighSurrogate(c)
          && i + 1 < s.length()
          && Character.isLowSurrogate(s.charAt(i + 1))) {
        i++;
      } else if (Character.isSurrogate(c)) {
        throw new JsonException("lone surrogate in the string", start);
      }
    }
  }

  private Json number() {
    int start = at;
    if (peek() == '-') {
      at++;
    }
    if (peek() == '0') {
      at++;
    } else {
      digits();
    }
    if (peek() == '.') {
      at++;
      digits();
    }
    if (peek() == 'e' || peek() == 'E') {
      at++;
      if (peek() == '+' || peek() == '-') {
        at++;
      }
      digits();
    }
    double value = Double.parseDouble(text.substring(start, at));
    if (Double.isInfinite(value)) {
      throw new JsonException("number beyond a double", start);
    }
    return Json.of(value);
  }

  private void digits() {
    int start = at;
    while (peek() >= '0' && peek() <= '9') {
      at++;
    }
    if (at == start) {
      throw expected("a value");
    }
  }

  private char peek() {
    return at < text.length() ? text.charAt(at) : '\0';
  }

  private void skipSpace() {
    while (at < text.length() && " \t\n\r".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
  }

  private JsonException expected(String what) {
    return new JsonException(
        "expected "
            + what
            + ", got "
            + (at < text.length() ? "'" + text.charAt(at) + "'" : "the end"),
        at);
  }
}
