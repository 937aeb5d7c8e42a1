package dev.holdfast.server.space.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.core.protocol.SyncAnswer;
import dev.holdfast.core.replica.EarlierReleaseContract;
import dev.holdfast.server.space.DataException;
import dev.holdfast.server.space.Pushes;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The file, the folder, and the only thread that writes. */
class SqliteFileTest {
  @TempDir Path data;

  private SqliteSpaces open() {
    return SqliteSpaces.open(data.toString());
  }

  private static void refuses(DataException.Code code, String line, String where) {
    assertThatThrownBy(() -> SqliteSpaces.open(where))
        .isInstanceOfSatisfying(
            DataException.class,
            e -> {
              assertThat(e.code()).isEqualTo(code);
              assertThat(e.getMessage()).contains(line).doesNotContain("\n");
            });
  }

  @Test
  void twoServersOnOneFolder_areRefused_inOneLine() {
    try (SqliteSpaces spaces = open()) {
      refuses(DataException.Code.IN_USE, "is in use by another server", data.toString());
      assertThat(spaces.names()).isEmpty();
    }
    open().close();
  }

  @Test
  void newerData_isRefusedAndLeftAlone() throws Exception {
    open().close();
    try (var connection =
            DriverManager.getConnection("jdbc:sqlite:" + data.resolve("holdfast.db"));
        var statement = connection.createStatement()) {
      statement.execute("PRAGMA user_version = 99");
    }
    byte[] before = Files.readAllBytes(data.resolve("holdfast.db"));
    refuses(DataException.Code.NEWER_DATA, "was written by a newer Holdfast", data.toString());
    assertThat(Files.readAllBytes(data.resolve("holdfast.db"))).isEqualTo(before);
  }

  /** It would take the places of documents for parts of their values. */
  @Test
  void dataOfTheReleaseBefore_isRaised_soThatThatReleaseRefusesIt() throws Exception {
    Path file = data.resolve("holdfast.db");
    Files.copy(EarlierReleaseContract.FIXTURES.resolve("layout-2.db"), file);
    assertThat(number(file, "PRAGMA user_version")).isEqualTo(1);
    open().close();
    assertThat(number(file, "PRAGMA user_version")).isEqualTo(2);
    assertThat(number(file, "SELECT max(placed) FROM spaces")).isZero();
    open().close();
  }

  private static long number(Path file, String query) throws Exception {
    try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        var statement = connection.createStatement()) {
      return statement.executeQuery(query).getLong(1);
    }
  }

  @Test
  void anotherProgramsDatabase_isRefused() throws Exception {
    try (var connection =
            DriverManager.getConnection("jdbc:sqlite:" + data.resolve("holdfast.db"));
        var statement = connection.createStatement()) {
      statement.execute("CREATE TABLE theirs (x)");
    }
    byte[] before = Files.readAllBytes(data.resolve("holdfast.db"));
    refuses(DataException.Code.UNREADABLE, "a database of another program", data.toString());
    assertThat(Files.readAllBytes(data.resolve("holdfast.db"))).isEqualTo(before);
  }

  @Test
  void aFileThatIsNoDatabase_isRefused() throws Exception {
    Files.writeString(data.resolve("holdfast.db"), "not a database, ".repeat(100));
    refuses(DataException.Code.UNREADABLE, "cannot be used", data.toString());
  }

  @Test
  void aFolderThatIsAFile_isRefused() throws Exception {
    Path file = Files.writeString(data.resolve("file"), "x");
    refuses(DataException.Code.UNREADABLE, "cannot be used", file.toString());
  }

  @Test
  void workThatQueuesUp_sharesACommit() throws Exception {
    try (SqliteSpaces spaces = open()) {
      CountDownLatch begun = new CountDownLatch(1);
      CountDownLatch gate = new CountDownLatch(1);
      CompletableFuture<Boolean> first =
          spaces.write(
              "first",
              store -> {
                begun.countDown();
                return await(gate);
              });
      begun.await();
      List<CompletableFuture<SyncAnswer>> rest = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        rest.add(spaces.write("s" + i, store -> Pushes.put(store, "a")));
      }
      gate.countDown();
      first.join();
      rest.forEach(CompletableFuture::join);

      assertThat(spaces.commits()).isEqualTo(2);
    }
  }

  private static boolean await(CountDownLatch gate) {
    try {
      gate.await();
      return true;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
