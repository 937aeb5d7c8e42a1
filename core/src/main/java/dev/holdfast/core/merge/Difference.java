package dev.holdfast.core.merge;

import dev.holdfast.core.json.Json;

/** Finds the differences of two sets of documents, each an object of values by document key. */
public final class Difference {
  private Difference() {}

  /** Receives the key of a document that differs, as a JSON string. */
  @FunctionalInterface
  public interface Sink {
    void differs(Json key);
  }

  /**
   * Passes each key whose values differ in {@code before} and {@code after}, or that only one of
   * them has.
   */
  public static void between(Json before, Json after, Sink sink) {
    Json keys = Json.keys(after);
    for (int i = 0, n = Json.size(keys); i < n; i++) {
      Json key = Json.at(keys, i);
      if (!Json.equal(Json.get(before, key), Json.get(after, key))) {
        sink.differs(key);
      }
    }
    keys = Json.keys(before);
    for (int i = 0, n = Json.size(keys); i < n; i++) {
      Json key = Json.at(keys, i);
      if (Json.isAbsent(Json.get(after, key))) {
        sink.differs(key);
      }
    }
  }
}
