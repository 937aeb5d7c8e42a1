package dev.holdfast.core.store;

import dev.holdfast.core.json.Json;

/**
 * One transaction on a {@link Store}. Valid only until its body and the callbacks of its reads
 * returned.
 */
public interface Transaction {
  /**
   * The value under {@code key}, absent if there is none; JSON's null if there is one that the
   * medium has lost for good, after which the transaction may fail.
   */
  void get(Table table, String key, Sink then);

  /** All keys of the table, ascending, as an array of strings. */
  void keys(Table table, Sink then);

  /**
   * All entries with {@code from <= key < to}, ascending, as an array of {@code [key, value]}.
   * Where the medium has lost one, the transaction fails with {@code CORRUPT_PAGE}.
   *
   * @param to exclusive end; the empty string means no end
   */
  void scan(Table table, String from, String to, Sink then);

  void put(Table table, String key, Json value);

  void delete(Table table, String key);

  /** Deletes all entries with {@code from <= key < to}; an empty {@code to} means no end. */
  void deleteRange(Table table, String from, String to);

  /** Takes a value. Not generic, so that no JSON value is wrapped on its way. */
  interface Sink {
    void accept(Json value);
  }
}
