package dev.holdfast.core.protocol;

import dev.holdfast.core.json.Json;
import dev.holdfast.core.merge.Placed;

/** The fields {@code value} and {@code place} of a message: a {@link Placed} content. */
final class Content {
  private Content() {}

  static Json of(Json message) {
    return Placed.of(Json.get(message, Field.VALUE), Json.get(message, Field.PLACE));
  }

  static void set(Json message, Json content) {
    Json.set(message, Field.VALUE, Placed.value(content));
    Json.set(message, Field.PLACE, Placed.place(content));
  }
}
