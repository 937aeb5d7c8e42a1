package dev.holdfast.core.protocol;

import dev.holdfast.core.json.Json;
import dev.holdfast.core.merge.Placed;
import org.jspecify.annotations.Nullable;

/**
 * The newest state of one document, as an answer brings it.
 *
 * @param text the {@link Placed} content as canonical JSON; null if the document was deleted
 */
public record Change(String collection, String doc, long version, @Nullable String text) {
  public boolean deleted() {
    return text == null;
  }

  /** The {@link Placed} content; absent if the document was deleted. */
  public Json content() {
    return text == null ? Json.absent() : Json.parse(text);
  }

  String json() {
    return new JsonText()
        .field(Field.COLLECTION, collection)
        .field(Field.DOC, doc)
        .field(Field.VERSION, version)
        .content(text)
        .end();
  }

  // --- as JSON ---

  /**
   * @param content absent if the document was deleted
   */
  public static Json of(String collection, String doc, double version, Json content) {
    Json change = Json.object();
    Json.set(change, Field.COLLECTION, Json.of(collection));
    Json.set(change, Field.DOC, Json.of(doc));
    Json.set(change, Field.VERSION, Json.of(version));
    Content.set(change, content);
    if (Json.isAbsent(content)) {
      Json.set(change, Field.DELETED, Json.of(true));
    }
    return change;
  }

  public static String collection(Json change) {
    return Json.text(Json.get(change, Field.COLLECTION));
  }

  public static String doc(Json change) {
    return Json.text(Json.get(change, Field.DOC));
  }

  public static double version(Json change) {
    return Json.number(Json.get(change, Field.VERSION));
  }

  /** The {@link Placed} content; absent if the document was deleted. */
  public static Json content(Json change) {
    return Content.of(change);
  }
}
