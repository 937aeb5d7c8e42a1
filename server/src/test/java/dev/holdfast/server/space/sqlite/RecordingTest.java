package dev.holdfast.server.space.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.core.json.Json;
import dev.holdfast.core.replica.EarlierReleaseContract;
import dev.holdfast.core.replica.Recording;
import dev.holdfast.core.space.MemorySpaces;
import dev.holdfast.core.space.TestSpaces;
import dev.holdfast.server.space.BlockingSpaces;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Records what this release leaves on devices and on a server. {@code -Dholdfast.record=layout-3}
 * keeps it in {@code verify/fixtures}, as {@code layout-3.json} and {@code layout-3.db}.
 */
class RecordingTest {
  @TempDir Path data;

  @Test
  void playedTwice_theSame_soTheFileAndTheRecordsAgree() throws Exception {
    Json recorded = Recording.play(new MemorySpaces());
    Json again;
    try (TestSpaces spaces = new BlockingSpaces(SqliteSpaces.open(data.toString()))) {
      again = Recording.play(spaces);
    }
    assertThat(tablesOf(again)).isEqualTo(tablesOf(recorded));
    Path database = data.resolve("holdfast.db");
    Json.set(recorded, "server", server(database));
    String name = System.getProperty("holdfast.record");
    if (name != null) {
      Path kept = EarlierReleaseContract.FIXTURES.resolve(name + ".db");
      Files.writeString(
          kept.resolveSibling(name + ".json"), Json.text(Json.canonical(recorded)) + "\n");
      Files.deleteIfExists(kept);
      Files.copy(database, kept);
    }
  }

  private static String tablesOf(Json recorded) {
    StringBuilder all = new StringBuilder();
    Json devices = Json.get(recorded, "devices");
    Json names = Json.sortedKeys(devices);
    for (int i = 0; i < Json.size(names); i++) {
      Json tables = Json.get(Json.get(devices, Json.at(names, i)), "tables");
      all.append(Json.text(Json.canonical(tables))).append('\n');
    }
    return all.toString();
  }

  private static Json server(Path database) throws SQLException {
    Json tables = Json.object();
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database);
        Statement statement = connection.createStatement()) {
      for (String table :
          List.of("spaces", "documents", "history", "lineage", "receipts", "service")) {
        ResultSet rows = statement.executeQuery("SELECT * FROM " + table);
        Json all = Json.array();
        while (rows.next()) {
          Json row = Json.array();
          for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
            Object value = rows.getObject(i);
            Json.push(
                row,
                value == null
                    ? Json.nul()
                    : value instanceof Number number
                        ? Json.of(number.doubleValue())
                        : Json.of((String) value));
          }
          Json.push(all, row);
        }
        Json.set(tables, table, all);
      }
    }
    assertThat(Json.size(Json.get(tables, "documents"))).isPositive();
    return tables;
  }
}
