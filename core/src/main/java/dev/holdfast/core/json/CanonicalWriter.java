package dev.holdfast.core.json;

import java.util.Map;
import java.util.TreeMap;

/** Writes the canonical form of RFC 8785 on the JVM. */
final class CanonicalWriter {
  private CanonicalWriter() {}

  static void write(Json value, StringBuilder out) {
    switch (Json.kind(value)) {
      case Json.STRING -> writeText(Json.text(value), out);
      case Json.NUMBER -> out.append(EcmaNumber.print(Json.number(value)));
      case Json.BOOLEAN -> out.append(Json.isTrue(value));
      case Json.NULL -> out.append("null");
      case Json.ARRAY -> {
        out.append('[');
        String comma = "";
        for (Json item : JvmJson.items(value)) {
          out.append(comma);
          write(item, out);
          comma = ",";
        }
        out.append(']');
      }
      case Json.OBJECT -> {
        out.append('{');
        String comma = "";
        for (Map.Entry<String, Json> field : new TreeMap<>(JvmJson.fields(value)).entrySet()) {
          out.append(comma);
          writeText(field.getKey(), out);
          out.append(':');
          write(field.getValue(), out);
          comma = ",";
        }
        out.append('}');
      }
      default -> throw new IllegalArgumentException("an absent value has no JSON form");
    }
  }

  private static void writeText(String text, StringBuilder out) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        case '\b' -> out.append("\\b");
        case '\f' -> out.append("\\f");
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        default -> {
          if (c < ' ') {
            out.append("\\u00").append(c >> 4).append("0123456789abcdef".charAt(c & 15));
          } else {
            out.append(c);
          }
        }
      }
    }
    out.append('"');
  }
}
