package dev.holdfast.core.protocol;

import dev.holdfast.core.json.Json;
import dev.holdfast.core.merge.Placed;
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

  /** The value and the place of a {@link Placed} content, or that the document was deleted. */
  JsonText content(@Nullable String text) {
    if (text == null) {
      return field(Field.DELETED, true);
    }
    int from = Placed.valueFrom(text);
    if (from == 0) {
      return raw(Field.VALUE, text);
    }
    String place = Placed.placeText(text, from);
    raw(Field.VALUE, text.substring(from, text.length() - 1));
    return place.equals("null") ? this : raw(Field.PLACE, place);
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
