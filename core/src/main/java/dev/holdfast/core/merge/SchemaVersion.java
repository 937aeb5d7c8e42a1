package dev.holdfast.core.merge;

import dev.holdfast.core.json.Json;

/**
 * The version of the schema of a space's state: the document {@code ~schema/~} with the value
 * {@code {version: 3}}. It never conflicts: the greater version wins. No document is version 0.
 */
public final class SchemaVersion {
  public static final String COLLECTION = "~schema";
  public static final String DOC = "~";

  private static final String VERSION = "version";
  private static final double LARGEST = 9007199254740991.0;

  private SchemaVersion() {}

  /** Whether this is the document. */
  public static boolean is(String collection, String doc) {
    return collection.equals(COLLECTION) && doc.equals(DOC);
  }

  public static Json value(double version) {
    Json value = Json.object();
    Json.set(value, VERSION, Json.of(version));
    return value;
  }

  /** The version in the document's value; 0 if it is absent or names none. */
  public static double of(Json value) {
    Json version = Json.isObject(value) ? Json.get(value, VERSION) : Json.absent();
    double number = Json.isNumber(version) ? Json.number(version) : 0;
    return number >= 1 && number <= LARGEST && number == Math.floor(number) ? number : 0;
  }

  /** The value with the greater version; {@code server} if both have the same. */
  public static Json later(Json local, Json server) {
    return of(local) > of(server) ? local : server;
  }
}
