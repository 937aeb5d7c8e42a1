package dev.holdfast.core.protocol;

import org.jspecify.annotations.Nullable;

/** The query of a GET request, decoded. */
public interface Query {
  /** The value of a parameter, the first if there are several; null if it is missing. */
  @Nullable String parameter(String name);

  /** The origin of the mutation whose receipt is asked for; null if the query does not say. */
  default @Nullable String origin() {
    return parameter(Field.ORIGIN);
  }

  /** The query of a pull by cursor alone, with its question mark. */
  static String pull(long cursor, int limit) {
    String from = "?" + Field.CURSOR + "=" + cursor + "&" + Field.LIMIT + "=" + limit;
    return from + "&" + Field.PLACES + "=" + true;
  }

  /** The query of a pull that also names the epoch of its cursor. */
  static String pull(String epoch, long cursor, int limit) {
    return pull(cursor, limit) + "&" + Field.EPOCH + "=" + epoch;
  }

  /** The query for the receipt of a mutation of {@code origin}. */
  static String origin(String origin) {
    return "?" + Field.ORIGIN + "=" + origin;
  }
}
