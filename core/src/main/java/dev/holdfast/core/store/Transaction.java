package dev.holdfast.core.store;

import dev.holdfast.core.json.Json;

/**
 * One transaction on a {@link Store}. Valid only until its body and the callbacks of its reads have
 * returned. Reads are answered in the order in which they were asked.
 */
public interface Transaction {
  /**
   * Reads the value under {@code key}; absent if there is none. JSON's null if the disk has lost it
   * for good: then the transaction may fail.
   */
  void get(Table table, String key, Sink then);

  /** Reads all keys of the table, ascending, as an array of strings. */
  void keys(Table table, Sink then);

  /**
   * Reads all records with {@code from <= key < to}, ascending, as an array of {@code [key,
   * value]}. If the disk has lost one, the transaction fails with {@code CORRUPT_PAGE}.
   *
   * @param to exclusive end; the empty string means no end
   */
  void scan(Table table, String from, String to, Sink then);

  void put(Table table, String key, Json value);

  void delete(Table table, String key);

  /** Deletes all records with {@code from <= key < to}; an empty {@code to} means no end. */
  void deleteRange(Table table, String from, String to);

  /** Receives a value. Not generic, so that TeaVM does not wrap the JSON value. */
  interface Sink {
    void accept(Json value);
  }
}
