package dev.holdfast.core.replica;

import dev.holdfast.core.json.Json;
import dev.holdfast.core.merge.StateHash;

/**
 * The key of a document, {@code collection/id}. In the collection's part {@code %} and {@code /}
 * are written as {@code %25} and {@code %2F}, so that the first slash ends it; the id stands as it
 * is.
 */
final class DocKey {
  private DocKey() {}

  static String of(String collection, String id) {
    return prefix(collection) + id;
  }

  /** What all keys of the collection start with. */
  static String prefix(String collection) {
    if (collection.indexOf('%') < 0 && collection.indexOf('/') < 0) {
      return collection + "/";
    }
    return collection.replace("%", "%25").replace("/", "%2F") + "/";
  }

  static String collection(String key) {
    String part = key.substring(0, key.indexOf('/'));
    return part.indexOf('%') < 0 ? part : part.replace("%2F", "/").replace("%25", "%");
  }

  static String id(String key) {
    return key.substring(key.indexOf('/') + 1);
  }

  /** The hash of one document as a part of the state's. */
  static StateHash hash(String key, Json value) {
    return StateHash.of(collection(key), id(key), value);
  }

  /** A number as a key that sorts like it. */
  static String sequence(int number) {
    String digits = Integer.toString(number);
    return "000000000000000".substring(digits.length()) + digits;
  }
}
