package dev.holdfast.server;

import dev.holdfast.server.space.DataException;
import dev.holdfast.server.space.Spaces;
import dev.holdfast.server.space.SpacesProvider;
import dev.holdfast.server.space.sqlite.SqliteSpaces;
import java.util.ServiceLoader;

/** Chooses the store for the value of {@code --data}. */
public final class Stores {
  private static final String JDBC = "jdbc:";

  private Stores() {}

  /**
   * Opens the spaces of a folder or a database. Creates the folder if it is missing.
   *
   * @throws DataException with a message of one line for the person who started the server
   */
  public static Spaces open(String data) {
    if (!data.startsWith(JDBC)) {
      return SqliteSpaces.open(data);
    }
    for (SpacesProvider provider : ServiceLoader.load(SpacesProvider.class)) {
      if (provider.opens(data)) {
        return provider.open(data);
      }
    }
    int end = data.indexOf(':', JDBC.length()) + 1; // quote no more: a password may follow
    throw new DataException(
        DataException.Code.UNSUPPORTED,
        "--data "
            + data.substring(0, end)
            + "…: there is no store for it here: expected a folder, or jdbc:postgresql://… with"
            + " holdfast-store-postgres on the class path");
  }
}
