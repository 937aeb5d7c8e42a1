package dev.holdfast.verify.sim;

import dev.holdfast.verify.harness.Server;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The folder of a real server. It can be backed up, restored, and read for everything ever stored.
 */
final class ServerFolder {
  private final Server server;
  private final Path data;
  private final StringBuilder everStored = new StringBuilder();
  private @Nullable Path backup;
  private int restores;

  ServerFolder(Server server, Path data) {
    this.server = server;
    this.data = data;
  }

  /**
   * @param to an empty folder
   */
  void backUp(Path to) throws IOException {
    server.kill();
    backup = to;
    copy(data, to);
    server.start();
  }

  /**
   * Restores the backup. Without one, the server starts with no data.
   *
   * @param told whether the operator says so, by {@code serve --restored ID}
   */
  void restore(boolean told) throws Exception {
    remember();
    server.kill();
    try (Stream<Path> files = Files.list(data)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    if (backup != null) {
      copy(backup, data);
    }
    restores++;
    server.start(told ? new String[] {"--restored", "restore-" + restores} : new String[0]);
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.list(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(file.getFileName()));
      }
    }
  }

  /** Reads what the server has stored so far, in every version. */
  void remember() throws Exception {
    try (Stream<Path> files = Files.list(data)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".db")).toList()) {
        remember(file);
      }
    }
  }

  private void remember(Path file) throws SQLException {
    try (Connection db = DriverManager.getConnection("jdbc:sqlite:" + file);
        ResultSet rows =
            db.createStatement()
                .executeQuery("SELECT value FROM documents UNION ALL SELECT value FROM history")) {
      while (rows.next()) {
        everStored.append(rows.getString(1)).append('\n');
      }
    }
  }

  /** Whether a document contained the text at any time when the folder was read. */
  boolean everHad(String text) {
    return everStored.indexOf(text) >= 0;
  }
}
