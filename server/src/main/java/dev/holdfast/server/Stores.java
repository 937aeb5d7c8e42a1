package dev.holdfast.server;

import dev.holdfast.server.space.DataException;
import dev.holdfast.server.space.Spaces;
import dev.holdfast.server.space.sqlite.SqliteSpaces;

/** Chooses the store for the value of {@code --data}. */
public final class Stores {
  private static final String JDBC = "jdbc:";

  private Stores() {}

  /**
   * Opens the spaces of a folder. Creates the folder if it is missing.
   *
   * @throws DataException with a message of one line for the person who started the server
   */
  public static Spaces open(String data) {
    if (data.startsWith(JDBC)) {
      int end = data.indexOf(':', JDBC.length()) + 1; // quote no more: a password may follow
      throw new DataException(
          DataException.Code.UNSUPPORTED,
          "--data "
              + data.substring(0, end)
              + "…: databases over JDBC are not supported yet, give a folder");
    }
    return SqliteSpaces.open(data);
  }
}
