package dev.holdfast.server.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.core.json.Json;
import dev.holdfast.core.protocol.Mutation;
import dev.holdfast.core.protocol.SyncAnswer;
import dev.holdfast.core.protocol.SyncRequest;
import java.io.RandomAccessFile;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * {@code backup}, {@code restore}, {@code verify} and {@code spaces}, as processes of their own.
 */
@Timeout(120)
class DataCommandsTest {
  private static final int SOME = 20;
  private static final int MOST = 400;

  @TempDir Path folder;
  private final HttpClient client = HttpClient.newHttpClient();
  private final AtomicInteger next = new AtomicInteger();

  /** Stores one more document in the space {@code s}. */
  private void push(URI url) throws Exception {
    int number = next.incrementAndGet();
    Json mutations = Json.array();
    Json.push(mutations, Mutation.of("m" + number, "c", "d" + number, 0, Json.of("v" + number)));
    HttpResponse<String> answer =
        client.send(
            HttpRequest.newBuilder(url.resolve("/v1/spaces/s/sync"))
                .header("Content-Type", "application/json")
                .POST(
                    BodyPublishers.ofString(
                        Json.stringify(SyncRequest.of("r", Json.absent(), 0, 1, mutations))))
                .build(),
            BodyHandlers.ofString());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
  }

  private String changes(URI url) throws Exception {
    URI all = url.resolve("/v1/spaces/s/changes");
    return client.send(HttpRequest.newBuilder(all).build(), BodyHandlers.ofString()).body();
  }

  private static int documents(String changes) {
    return Json.size(SyncAnswer.changes(Json.parse(changes)));
  }

  /** What a command said on stdout. It must end with this exit code. */
  private String run(int exitCode, String... arguments) throws Exception {
    try (Program program = Program.start(folder, arguments)) {
      assertThat(program.exitCode()).as(program.out() + program.err()).isEqualTo(exitCode);
      return program.out();
    }
  }

  /** Makes the folder {@code data} of a server that was used. */
  private void filled() throws Exception {
    try (Program server = Program.start(folder, "serve", "--port", "0", "--data", "data")) {
      URI url = server.ready();
      for (int i = 0; i < SOME; i++) {
        push(url);
      }
      server.process.destroy();
      assertThat(server.exitCode()).isZero();
    }
  }

  @Test
  void backupOfAServerThatIsWritten_isWhole_andRestoredItBeginsANewEpoch() throws Exception {
    String before;
    int acknowledged;
    try (Program server = Program.start(folder, "serve", "--port", "0", "--data", "data")) {
      URI url = server.ready();
      CountDownLatch some = new CountDownLatch(SOME);
      // An interrupt would end only the waiting for a push, which the server might do later.
      AtomicBoolean enough = new AtomicBoolean();
      Thread writer =
          new Thread(
              () -> {
                try {
                  while (!enough.get() && next.get() < MOST) {
                    push(url);
                    some.countDown();
                  }
                } catch (Exception e) {
                  throw new IllegalStateException(e);
                }
              });
      writer.start();
      some.await();
      acknowledged = next.get() - 1;
      assertThat(run(0, "backup", "--data", "data", "--to", "copy.hold")).contains("1 spaces");
      enough.set(true);
      writer.join();
      before = changes(url);
      assertThat(run(0, "verify", "--data", "data")).contains("no damage");
      assertThat(run(0, "spaces", "--data", "data")).contains(documents(before) + "\t");
    }
    assertThat(run(0, "verify", "--data", "copy.hold")).contains("1 spaces", "no damage");

    Files.createDirectories(folder.resolve("other/restoring"));
    Files.writeString(folder.resolve("other/restoring/holdfast.db"), "left by a killed restore");
    run(0, "restore", "--from", "copy.hold", "--data", "other");

    assertThat(folder.resolve("other")).isDirectoryContaining("glob:**/holdfast.db");
    assertThat(folder.resolve("other/restoring")).doesNotExist();
    assertThat(run(0, "verify", "--data", "other")).contains("no damage");
    try (Program server = Program.start(folder, "serve", "--port", "0", "--data", "other")) {
      String after = changes(server.ready());
      assertThat(documents(after)).isBetween(acknowledged, documents(before));
      assertThat(SyncAnswer.epoch(Json.parse(after)))
          .isNotEqualTo(SyncAnswer.epoch(Json.parse(before)));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "UPDATE documents SET value = '\"x\"' WHERE doc = 'd7'  | document c/d7 at version 7 has the hash",
        "UPDATE documents SET value = '{' WHERE doc = 'd7'      | document c/d7 at version 7 has a value that is no JSON",
        "DELETE FROM documents WHERE doc = 'd7'                 | has the state hash",
        "UPDATE spaces SET version = 12                         | is at version 12, and a document at 20",
        "UPDATE lineage SET state_hash = '00000000000000000000000000000000' WHERE version = 20 | its lineage says 000"
      })
  void damage_isFoundAndNamed(String damage, String found) throws Exception {
    filled();
    try (Connection file =
            DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("data/holdfast.db"));
        Statement sql = file.createStatement()) {
      sql.execute(damage);
    }

    assertThat(run(1, "verify", "--data", "data")).contains("space \"s\" ", found, "damaged");
  }

  @Test
  void bytesOverwritten_isFound_andSuchABackupIsNotRestored() throws Exception {
    filled();
    run(0, "backup", "--data", "data", "--to", "copy.hold");
    try (RandomAccessFile file = new RandomAccessFile(folder.resolve("copy.hold").toFile(), "rw")) {
      for (long page = 4096; page < file.length(); page += 4096) {
        file.seek(page);
        file.write(new byte[64]);
      }
    }

    assertThat(run(1, "verify", "--data", "copy.hold")).contains("damaged");
    assertThat(run(2, "restore", "--from", "copy.hold", "--data", "other")).isEmpty();
    assertThat(folder.resolve("other/holdfast.db")).doesNotExist();
  }

  @Test
  void restoredIntoDataThatIsThere_isRefused_andAllStays() throws Exception {
    filled();
    run(0, "backup", "--data", "data", "--to", "copy.hold");
    byte[] before = Files.readAllBytes(folder.resolve("data/holdfast.db"));
    run(2, "restore", "--from", "copy.hold", "--data", "data");
    assertThat(folder.resolve("data/holdfast.db")).hasBinaryContent(before);

    Files.createDirectories(folder.resolve("log"));
    Files.writeString(folder.resolve("log/holdfast.db-wal"), "a log of another file");
    run(2, "restore", "--from", "copy.hold", "--data", "log");
    run(2, "backup", "--data", "data", "--to", "copy.hold");
    assertThat(run(0, "verify", "--data", "copy.hold")).contains("no damage");
  }

  @Test
  void spaceDeletedBesideItsServer_isGone_andNothingOfItIsLeftOnDisk() throws Exception {
    try (Program server = Program.start(folder, "serve", "--port", "0", "--data", "data")) {
      URI url = server.ready();
      for (int i = 0; i < SOME; i++) {
        push(url);
      }
      String before = changes(url);
      assertThat(run(0, "subjects", "delete", "anonymous", "--data", "data"))
          .contains(SOME + " receipts");
      run(2, "spaces", "delete", "other", "--data", "data");
      assertThat(changes(url)).isEqualTo(before);
      run(0, "spaces", "delete", "s", "--data", "data");

      assertThat(run(0, "spaces", "--data", "data").lines()).hasSize(1);
      push(url);
      assertThat(documents(changes(url))).isEqualTo(1);
      assertThat(SyncAnswer.epoch(Json.parse(changes(url))))
          .isNotEqualTo(SyncAnswer.epoch(Json.parse(before)));
      server.process.destroy();
      assertThat(server.exitCode()).isZero();
    }
    assertThat(run(0, "verify", "--data", "data")).contains("1 spaces, 1 documents: no damage");
    assertThat(Files.readString(folder.resolve("data/holdfast.db"), StandardCharsets.ISO_8859_1))
        .contains("v" + (SOME + 1))
        .doesNotContain("\"v7\"");
  }
}
