package dev.holdfast.core.protocol;

import org.jspecify.annotations.Nullable;

/** The query of a call by GET, as its decoded parameters. */
public interface Query {
  /** The value of a parameter, the first if it is there twice; null if it is missing. */
  @Nullable String parameter(String name);

  /** Who minted the mutation whose receipt is asked for; null if the query does not say. */
  default @Nullable String origin() {
    return parameter(Field.ORIGIN);
  }

  /** The query of a pull that takes the cursor at its word, from its question mark on. */
  static String pull(long cursor, int limit) {
    return "?" + Field.CURSOR + "=" + cursor + "&" + Field.LIMIT + "=" + limit;
  }

  /** The query of a pull that names the lineage of its cursor. */
  static String pull(String epoch, long cursor, int limit) {
    return pull(cursor, limit) + "&" + Field.EPOCH + "=" + epoch;
  }

  /** The query that asks for the receipt of what {@code origin} minted. */
  static String origin(String origin) {
    return "?" + Field.ORIGIN + "=" + origin;
  }
}
