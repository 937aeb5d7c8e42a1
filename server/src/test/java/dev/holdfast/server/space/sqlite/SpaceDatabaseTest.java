package dev.holdfast.server.space.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.core.Random;
import dev.holdfast.core.json.Json;
import dev.holdfast.core.protocol.Mutation;
import dev.holdfast.core.protocol.SyncAnswer;
import dev.holdfast.core.protocol.SyncRequest;
import dev.holdfast.core.space.Head;
import dev.holdfast.core.space.Permission;
import dev.holdfast.core.space.Revision;
import dev.holdfast.core.space.Rules;
import dev.holdfast.core.space.Space;
import dev.holdfast.core.space.SpaceStore;
import dev.holdfast.server.space.DataException;
import dev.holdfast.server.space.Retention;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The file, the folder, and the one thread that writes. */
class SpaceDatabaseTest {
  @TempDir Path data;

  private static final Random RANDOM =
      new Random() {
        @Override
        public double next() {
          return 0;
        }

        @Override
        public String hex(int digits) {
          return "e";
        }
      };

  private SpaceDatabase open() {
    return SpaceDatabase.open(data.toString());
  }

  private static SyncAnswer push(SpaceStore store, String id, long base, Json value) {
    Json mutations = Json.array();
    Json.push(mutations, Mutation.of(id, "c", "d", (double) base, value));
    Json body = SyncRequest.of("r", Json.absent(), 0, 1000, mutations);
    SyncRequest request = SyncRequest.read(body, Rules.DEFAULT.limits());
    return new Space(store, Rules.DEFAULT, RANDOM).sync("ann", request, Permission.ALL);
  }

  private static void refuses(DataException.Code code, String line, String where) {
    assertThatThrownBy(() -> SpaceDatabase.open(where))
        .isInstanceOfSatisfying(
            DataException.class,
            e -> {
              assertThat(e.code()).isEqualTo(code);
              assertThat(e.getMessage()).contains(line).doesNotContain("\n");
            });
  }

  @Test
  void whatWasWritten_isThereAfterReopening() {
    try (SpaceDatabase database = open()) {
      database.write("s", store -> push(store, "m1", 0, Json.of(1))).join();
    }
    try (SpaceDatabase database = open()) {
      assertThat(head(database)).isNotNull().returns(1L, Head::version);
      assertThat(database.spaces()).containsExactly("s");
    }
  }

  @Test
  void twoServersOnOneFolder_areRefused_inOneLine() {
    try (SpaceDatabase database = open()) {
      refuses(DataException.Code.IN_USE, "is in use by another server", data.toString());
      assertThat(database.spaces()).isEmpty();
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
  void aDatabaseOverJdbc_isRefusedWithoutItsPassword() {
    refuses(
        DataException.Code.UNSUPPORTED,
        "--data jdbc:postgresql:…: databases over JDBC are not supported yet, give a folder",
        "jdbc:postgresql://ann:secret@db/holdfast");
  }

  @Test
  void workThatQueuesUp_sharesACommit_andWorkThatFailsSpoilsNothing() throws Exception {
    try (SpaceDatabase database = open()) {
      CountDownLatch begun = new CountDownLatch(1);
      CountDownLatch gate = new CountDownLatch(1);
      CompletableFuture<Boolean> first =
          database.write(
              "s0",
              store -> {
                begun.countDown();
                return await(gate);
              });
      begun.await();
      List<CompletableFuture<SyncAnswer>> rest = new ArrayList<>();
      for (int i = 1; i <= 50; i++) {
        int n = i;
        rest.add(
            database.write(
                "s" + n,
                store -> {
                  SyncAnswer answer = push(store, "m", 0, Json.of(1));
                  if (n == 25) {
                    throw new IllegalStateException("no");
                  }
                  return answer;
                }));
      }
      gate.countDown();
      first.join();
      for (int i = 1; i <= 50; i++) {
        if (i == 25) {
          assertThatThrownBy(rest.get(24)::join)
              .isInstanceOf(CompletionException.class)
              .hasRootCauseMessage("no");
        } else {
          rest.get(i - 1).join();
        }
      }
      assertThat(database.commits()).isEqualTo(2);
      assertThat(database.spaces()).hasSize(49).doesNotContain("s25", "s0");
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

  @Test
  void listeners_hearOfCommitsAlone() {
    List<String> heard = new ArrayList<>();
    try (SpaceDatabase database = open()) {
      database.addListener((space, version) -> heard.add(space + "@" + version));
      database.write("s", store -> push(store, "m1", 0, Json.of(1))).join();
      database.tryOut("s", store -> push(store, "m2", 1, Json.of(2))).join();
      database.write("s", store -> push(store, "m1", 0, Json.of(1))).join();
    }
    assertThat(heard).containsExactly("s@1");
  }

  @Test
  void whatComesAfterClosing_isRefused() {
    SpaceDatabase database = open();
    database.close();
    assertThatThrownBy(database.write("s", store -> true)::join)
        .hasCauseInstanceOf(DataException.class)
        .hasMessageContaining("shutting down");
  }

  @Test
  @Tag("fault-33")
  void retention_countsHoursOfService_acrossRestarts_andLetsGoOnceADay() {
    try (SpaceDatabase database = open();
        Retention retention = new Retention(database, Duration.ofHours(30))) {
      database.write("s", store -> push(store, "m1", 0, Json.of(1))).join();
      database.write("s", store -> push(store, "m2", 1, Json.absent())).join();
      pass(retention, 47);
      assertThat(receiptIsThere(database)).isTrue();
    }
    try (SpaceDatabase database = open();
        Retention retention = new Retention(database, Duration.ofHours(30))) {
      assertThat(receiptIsThere(database)).isTrue();
      pass(retention, 1);
      assertThat(receiptIsThere(database)).isFalse();
      Revision document = database.read("s", store -> store.current("c", "d"));
      assertThat(document).isNull();
      assertThat(head(database)).isNotNull().returns(2L, Head::floor);
    }
  }

  private static @Nullable Head head(SpaceDatabase database) {
    return database.read("s", SpaceStore::head);
  }

  private static void pass(Retention retention, int hours) {
    for (int i = 0; i < hours; i++) {
      retention.hourPassed().join();
    }
  }

  private static boolean receiptIsThere(SpaceDatabase database) {
    SpaceStore.Remembered seen = database.read("s", store -> store.receipt("ann", "r", "m1"));
    return seen != null && seen.receipt() != null;
  }
}
