package dev.holdfast.core.replica;

import dev.holdfast.core.json.Json;
import dev.holdfast.core.merge.Merge;
import dev.holdfast.core.merge.StateHash;

/**
 * The key of a document, {@code collection/id}. In the collection, {@code %} and {@code /} are
 * escaped as {@code %25} and {@code %2F}, so the first slash ends it. The id is not escaped.
 */
final class DocKey {
  private static final String ORDERS = Merge.ORDER + "/";

  private DocKey() {}

  static String of(String collection, String id) {
    return prefix(collection) + id;
  }

  /** The prefix of all keys of the collection. */
  static String prefix(String collection) {
    if (collection.indexOf('%') < 0 && collection.indexOf('/') < 0) {
      return collection + "/";
    }
    return collection.replace("%", "%25").replace("/", "%2F") + "/";
  }

  /** The end of a prefix's keys: the first key behind all of them; empty for an empty prefix. */
  static String end(String prefix) {
    return prefix.isEmpty() ? "" : prefix.substring(0, prefix.length() - 1) + "0"; // behind the /
  }

  /** Whether {@code from <= key < to}; an empty {@code to} means no end. */
  static boolean isIn(String key, String from, String to) {
    return key.compareTo(from) >= 0 && (to.isEmpty() || key.compareTo(to) < 0);
  }

  static String collection(String key) {
    String part = key.substring(0, key.indexOf('/'));
    return part.indexOf('%') < 0 ? part : part.replace("%2F", "/").replace("%25", "%");
  }

  static String id(String key) {
    return key.substring(key.indexOf('/') + 1);
  }

  /**
   * Whether the document is one that Holdfast writes: the order of a list, or the schema's version.
   * None of these is ever in conflict. Others of a reserved collection are a stranger's.
   */
  static boolean isOurs(String key) {
    return key.startsWith(ORDERS) || key.equals(Migration.KEY);
  }

  /** The hash of one document, its part of the state hash. */
  static StateHash hash(String key, Json value) {
    return StateHash.of(collection(key), id(key), value);
  }

  /** A number as a key, so that keys sort like their numbers. */
  static String sequence(int number) {
    String digits = Integer.toString(number);
    return "000000000000000".substring(digits.length()) + digits;
  }

  /** The number that {@link #sequence} made the key of. */
  static int number(String sequence) {
    int number = 0;
    for (int i = 0; i < sequence.length(); i++) {
      number = number * 10 + sequence.charAt(i) - '0';
    }
    return number;
  }
}
