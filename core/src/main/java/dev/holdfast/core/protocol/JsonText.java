package dev.holdfast.core.protocol;

import dev.holdfast.core.json.Json;
import org.jspecify.annotations.Nullable;

/** Writes one JSON object as text. Stored values are copied as text, never parsed. */
final class JsonText {
  private final StringBuilder out = new StringBuilder("{");

  JsonText field(String name, String value) {
    return raw(name, Json.stringify(Json.of(value)));
  }

  JsonText field(String name, long value) {
    return raw(name, Long.toString(value));
  }

  JsonText field(String name, boolean value) {
    return raw(name, value ? "true" : "false");
  }

  /** A field whose value is JSON text already. */
  JsonText raw(String name, String json) {
    open(name).append(json);
    return this;
  }

  /** The value of a document, or that it was deleted. */
  JsonText content(@Nullable String text) {
    return text == null ? field(Field.DELETED, true) : raw(Field.VALUE, text);
  }

  /** Starts one more field. The caller appends its value as JSON text. */
  StringBuilder open(String name) {
    if (out.length() > 1) {
      out.append(',');
    }
    return out.append('"').append(name).append("\":");
  }

  String end() {
    return out.append('}').toString();
  }
}
