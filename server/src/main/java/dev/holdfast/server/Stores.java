package dev.holdfast.server;

import dev.holdfast.server.api.SyncApi;
import dev.holdfast.server.api.SyncOptions;
import dev.holdfast.server.space.DataException;
import dev.holdfast.server.space.Erasing;
import dev.holdfast.server.space.Spaces;
import dev.holdfast.server.space.SpacesProvider;
import dev.holdfast.server.space.SpacesReader;
import dev.holdfast.server.space.sqlite.SqliteFile;
import dev.holdfast.server.space.sqlite.SqliteRestore;
import dev.holdfast.server.space.sqlite.SqliteSpaces;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ServiceLoader;

/** Chooses the store for the value of {@code --data}. */
public final class Stores {
  private static final String JDBC = "jdbc:";

  private Stores() {}

  /** Opens what {@code --data} names, for reading beside a server that may run on it. */
  public static SpacesReader look(String data) {
    return data.startsWith(JDBC) ? open(data) : SqliteFile.open(Path.of(data));
  }

  /** Opens what {@code --data} names, to delete from it beside a server that may run on it. */
  public static Erasing erase(String data) {
    if (!data.startsWith(JDBC)) {
      return SqliteFile.open(Path.of(data));
    }
    Spaces spaces = open(data);
    if (spaces instanceof Erasing erasing) {
      return erasing;
    }
    spaces.close();
    throw new DataException(
        DataException.Code.UNSUPPORTED, "--data " + kind(data) + "…: this store deletes nothing");
  }

  /** Copies the data of a server, which may be running, into one new file. */
  public static void backUp(String data, Path to) {
    if (data.startsWith(JDBC)) {
      throw new DataException(
          DataException.Code.UNSUPPORTED,
          "--data " + kind(data) + "…: use pg_dump, see docs/operations.md");
    }
    try (SqliteFile file = SqliteFile.open(Path.of(data))) {
      file.copyTo(to);
    }
  }

  /**
   * Makes a data folder of a backup. Each space begins a new epoch, so all replicas start over from
   * it: those that know more than the backup find out, and lose no unsent work.
   */
  public static void restore(Path from, String data) throws IOException {
    SyncOptions anew = SyncOptions.DEFAULT.restored("restored " + Instant.now());
    SqliteRestore.of(
        from, Path.of(data), spaces -> SyncApi.open(spaces, anew, Runnable::run).close());
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
