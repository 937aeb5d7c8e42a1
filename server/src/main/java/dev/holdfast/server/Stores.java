package dev.holdfast.server;

import dev.holdfast.server.space.DataException;
import dev.holdfast.server.space.Spaces;
import dev.holdfast.server.space.SpacesProvider;
import dev.holdfast.server.space.SpacesReader;
import dev.holdfast.server.space.sqlite.SqliteFile;
import dev.holdfast.server.space.sqlite.SqliteSpaces;
import java.nio.file.Path;
import java.util.ServiceLoader;

/** Chooses the store for the value of {@code --data}. */
public final class Stores {
  private static final String JDBC = "jdbc:";

  private Stores() {}

  /** Opens what {@code --data} names, for reading beside a server that may run on it. */
  public static SpacesReader look(String data) {
    return data.startsWith(JDBC) ? open(data) : file(data, "");
  }

  /**
   * The file in the folder that {@code --data} names.
   *
   * @param instead what is there for other stores
   */
  public static SqliteFile file(String data, String instead) {
    if (data.startsWith(JDBC)) {
      throw new DataException(
          DataException.Code.UNSUPPORTED, "--data " + kind(data) + "…: " + instead);
    }
    return SqliteFile.open(Path.of(data));
  }

  /** What may be quoted: a password may follow. */
  private static String kind(String data) {
    return data.substring(0, data.indexOf(':', JDBC.length()) + 1);
  }

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
    throw new DataException(
        DataException.Code.UNSUPPORTED,
        "--data "
            + kind(data)
            + "…: there is no store for it here: expected a folder, or jdbc:postgresql://… with"
            + " holdfast-store-postgres on the class path");
  }
}
