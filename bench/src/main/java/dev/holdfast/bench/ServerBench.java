package dev.holdfast.bench;

import dev.holdfast.core.Random;
import dev.holdfast.core.json.Json;
import dev.holdfast.core.protocol.Mutation;
import dev.holdfast.core.protocol.Receipt;
import dev.holdfast.core.protocol.SyncAnswer;
import dev.holdfast.core.protocol.SyncRequest;
import dev.holdfast.core.space.Permission;
import dev.holdfast.core.space.Rules;
import dev.holdfast.core.space.Space;
import dev.holdfast.server.Stores;
import dev.holdfast.server.space.Spaces;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Measures durable changes per second. 8 writers push batches of new documents of some 300 bytes
 * into one or many spaces and wait for each answer. It measures from the text of the request to the
 * text of the answer, without HTTP.
 *
 * <p>For comparison, the same with bare SQLite: one row for each document, 8 batches to a commit,
 * which is the best case of the group commit. No deduplication, merge, receipts or JSON.
 */
final class ServerBench {
  private static final int WRITERS = 8;
  private static final long WARM_UP_MS = 1_500;
  private static final long MEASURED_MS = 4_000;
  private static final String TEXT = "x".repeat(260);
  private static final Random CHANCE = new Chance();

  private ServerBench() {}

  static boolean run() throws Exception {
    System.out.println("Durable changes per second, " + WRITERS + " writers");
    System.out.println("| spaces × batch | changes/s | commits/s | bare SQLite | ratio |");
    System.out.println("|---|---|---|---|---|");
    for (int[] shape : new int[][] {{1, 1}, {100, 1}, {100, 10}, {100, 100}, {1, 100}}) {
      measure(shape[0], shape[1]);
    }
    return true;
  }

  private static void measure(int spaces, int batch) throws Exception {
    Path data = Files.createTempDirectory("holdfast-bench");
    try {
      double bare = bare(data.resolve("bare.db"), batch);
      double[] rates = holdfast(data.resolve("data"), spaces, batch);
      System.out.printf(
          Locale.ROOT,
          "| %d × %d | %,.0f | %,.0f | %,.0f | %.2f |%n",
          spaces,
          batch,
          rates[0],
          rates[1],
          bare,
          rates[0] / bare);
    } finally {
      Folders.delete(data);
    }
  }

  /** Changes and commits per second. */
  private static double[] holdfast(Path data, int names, int batch) throws Exception {
    try (Spaces spaces = Stores.open(data.toString())) {
      AtomicLong minted = new AtomicLong();
      AtomicLong changes = new AtomicLong();
      long end = System.nanoTime() + (WARM_UP_MS + MEASURED_MS) * 1_000_000;
      List<Thread> writers = new ArrayList<>();
      for (int i = 0; i < WRITERS; i++) {
        String replica = "r" + i;
        Thread writer =
            new Thread(
                () -> {
                  while (System.nanoTime() < end) {
                    long n = minted.getAndAdd(batch);
                    push(spaces, "s" + n / batch % names, replica, n, batch);
                    changes.addAndGet(batch);
                  }
                });
        writer.start();
        writers.add(writer);
      }
      Thread.sleep(WARM_UP_MS);
      long changesBefore = changes.get();
      long commitsBefore = spaces.commits();
      long begun = System.nanoTime();
      for (Thread writer : writers) {
        writer.join();
      }
      double seconds = (System.nanoTime() - begun) / 1e9;
      return new double[] {
        (changes.get() - changesBefore) / seconds, (spaces.commits() - commitsBefore) / seconds
      };
    }
  }

  /** Puts {@code batch} new documents of some 300 bytes into {@code tasks}. */
  static void push(Spaces spaces, String space, String replica, long first, int batch) {
    Json mutations = Json.array();
    for (int i = 0; i < batch; i++) {
      Json value = Json.object();
      Json.set(value, "text", Json.of(TEXT));
      Json.set(value, "n", Json.of(i));
      long n = first + i;
      Json.push(mutations, Mutation.of("m" + n, "tasks", "d" + n, 0, value));
    }
    Json made = SyncRequest.of(replica, Json.absent(), 0, 1, mutations);
    // As text, since a server parses what it receives.
    SyncRequest request =
        SyncRequest.read(Json.parse(Json.stringify(made)), Rules.DEFAULT.limits());
    SyncAnswer answer =
        spaces
            .write(
                space,
                store ->
                    new Space(store, Rules.DEFAULT, CHANCE).sync("ann", request, Permission.ALL))
            .join();
    if (!((SyncAnswer.Page) answer).receipts().get(0).status().equals(Receipt.Status.APPLIED)) {
      throw new IllegalStateException("a push was not applied");
    }
  }

  /** Rows per second. */
  private static double bare(Path file, int batch) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement sql = connection.createStatement()) {
      sql.execute("PRAGMA journal_mode = WAL");
      sql.execute("PRAGMA synchronous = FULL");
      sql.execute("PRAGMA wal_autocheckpoint = 4000");
      sql.execute("CREATE TABLE documents (doc TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID");
      connection.setAutoCommit(false);
      try (PreparedStatement insert =
          connection.prepareStatement("INSERT INTO documents VALUES (?, ?)")) {
        long rows = 0;
        long begun = System.nanoTime();
        while (System.nanoTime() - begun < MEASURED_MS * 1_000_000) {
          for (int i = 0; i < batch * WRITERS; i++) {
            insert.setString(1, "d" + rows++);
            insert.setString(2, TEXT);
            insert.executeUpdate();
          }
          connection.commit();
        }
        return rows / ((System.nanoTime() - begun) / 1e9);
      }
    }
  }

  /** Always the same numbers. An epoch needs no secret here. */
  private static final class Chance implements Random {
    @Override
    public double next() {
      return 0.5;
    }

    @Override
    public String hex(int digits) {
      return "0".repeat(digits);
    }
  }
}
