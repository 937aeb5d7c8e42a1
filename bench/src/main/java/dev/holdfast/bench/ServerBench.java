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
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Measures durable changes per second, and how long one takes. Writers push batches of new
 * documents of some 300 bytes into one or many spaces and wait for each answer. It measures from
 * the text of the request to the text of the answer, without HTTP.
 *
 * <p>For comparison, bare JDBC writes the same rows into the same tables, as many batches to a
 * commit as there are writers: the best case of the group commit. No deduplication, no merge, no
 * JSON. The two take turns, and each ratio compares neighbours.
 */
final class ServerBench {
  private static final int WRITERS = 8;
  private static final int ROUNDS = 3;
  private static final long WARM_UP_MS = 1_000;
  private static final long MEASURED_MS = 3_000;
  private static final String TEXT = "x".repeat(260);
  private static final Random CHANCE = new Chance();

  private ServerBench() {}

  /** What one turn gave. The times are those of each push or commit, in ms, ascending. */
  private record Turn(double changes, double commits, List<Double> times) {
    double median() {
      return times.get(times.size() / 2);
    }

    double slow() {
      return times.get(times.size() * 99 / 100);
    }
  }

  static boolean run() throws Exception {
    System.out.println("Durable changes per second beside the same rows by bare JDBC");
    System.out.println(
        "| writers, spaces × batch | changes/s | commits/s | JDBC | ratio | ms, 99 % | JDBC |");
    System.out.println("|---|---|---|---|---|---|---|");
    for (int[] shape :
        new int[][] {
          {1, 1, 1},
          {WRITERS, 1, 1},
          {WRITERS, 100, 1},
          {WRITERS, 100, 10},
          {WRITERS, 100, 100},
          {WRITERS, 1, 100}
        }) {
      measure(shape[0], shape[1], shape[2]);
    }
    return true;
  }

  private static void measure(int writers, int spaces, int batch) throws Exception {
    List<Turn> ours = new ArrayList<>();
    List<Turn> bare = new ArrayList<>();
    for (int round = 0; round < ROUNDS; round++) {
      Path data = Files.createTempDirectory("holdfast-bench");
      try {
        bare.add(bare(data.resolve("bare"), writers, spaces, batch));
        ours.add(holdfast(data.resolve("data"), writers, spaces, batch));
      } finally {
        Folders.delete(data);
      }
    }
    double[] ratios = new double[ROUNDS];
    for (int round = 0; round < ROUNDS; round++) {
      ratios[round] = ours.get(round).changes() / bare.get(round).changes();
    }
    Arrays.sort(ratios);
    Turn mine = ours.get(ROUNDS / 2);
    Turn theirs = bare.get(ROUNDS / 2);
    System.out.printf(
        Locale.ROOT,
        "| %d, %d × %d | %,.0f | %,.0f | %,.0f | %.2f (%.2f–%.2f) | %.2f, %.2f | %.2f, %.2f |%n",
        writers,
        spaces,
        batch,
        mine.changes(),
        mine.commits(),
        theirs.changes(),
        ratios[ROUNDS / 2],
        ratios[0],
        ratios[ROUNDS - 1],
        mine.median(),
        mine.slow(),
        theirs.median(),
        theirs.slow());
  }

  private static Turn holdfast(Path data, int count, int names, int batch) throws Exception {
    try (Spaces spaces = Stores.open(data.toString())) {
      AtomicLong minted = new AtomicLong();
      AtomicLong changes = new AtomicLong();
      List<Double> times = Collections.synchronizedList(new ArrayList<>());
      long start = System.nanoTime() + WARM_UP_MS * 1_000_000;
      long end = start + MEASURED_MS * 1_000_000;
      List<Thread> writers = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        String replica = "r" + i;
        Thread writer =
            new Thread(
                () -> {
                  for (long begun = System.nanoTime(); begun < end; ) {
                    long n = minted.getAndAdd(batch);
                    push(spaces, "s" + n / batch % names, replica, n, batch);
                    long done = System.nanoTime();
                    if (begun > start) {
                      changes.addAndGet(batch);
                      times.add((done - begun) / 1e6);
                    }
                    begun = done;
                  }
                });
        writer.start();
        writers.add(writer);
      }
      Thread.sleep(WARM_UP_MS);
      long commitsBefore = spaces.commits();
      for (Thread writer : writers) {
        writer.join();
      }
      double seconds = (System.nanoTime() - start) / 1e9;
      return new Turn(
          changes.get() / seconds, (spaces.commits() - commitsBefore) / seconds, sorted(times));
    }
  }

  private static List<Double> sorted(List<Double> times) {
    return times.stream().sorted().toList();
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

  /** The same rows by JDBC, {@code writers} batches to a commit. */
  private static Turn bare(Path data, int writers, int names, int batch) throws Exception {
    Stores.open(data.toString()).close(); // makes the tables
    try (Connection connection =
            DriverManager.getConnection("jdbc:sqlite:" + data.resolve("holdfast.db"));
        Statement sql = connection.createStatement()) {
      sql.execute("PRAGMA synchronous = FULL");
      sql.execute("PRAGMA wal_autocheckpoint = 4000");
      for (int space = 0; space < names; space++) {
        sql.execute(
            "INSERT INTO spaces VALUES (" + space + ", 's" + space + "', 'e', 0, 0, 0, '', 0)");
      }
      connection.setAutoCommit(false);
      return bare(connection, writers, names, batch);
    }
  }

  private static Turn bare(Connection connection, int writers, int names, int batch)
      throws SQLException {
    String hash = "0123456789abcdef0123456789abcdef";
    List<Double> times = new ArrayList<>();
    long[] versions = new long[names];
    long minted = 0;
    long counted = 0;
    long start = System.nanoTime() + WARM_UP_MS * 1_000_000;
    long end = start + MEASURED_MS * 1_000_000;
    try (PreparedStatement document =
            connection.prepareStatement(
                "INSERT INTO documents VALUES (?, 'tasks', ?, ?, ?, '" + hash + "')");
        PreparedStatement receipt =
            connection.prepareStatement(
                "INSERT INTO receipts VALUES (?, 'ann', ?, ?, '" + hash + "', 'APPLIED', ?, 0)");
        PreparedStatement lineage =
            connection.prepareStatement("INSERT INTO lineage VALUES (?, ?, '" + hash + "', 0)");
        PreparedStatement head =
            connection.prepareStatement("UPDATE spaces SET version = ? WHERE id = ?")) {
      for (long begun = System.nanoTime(); begun < end; ) {
        for (int writer = 0; writer < writers; writer++) {
          int space = (int) (minted / batch % names);
          for (int i = 0; i < batch; i++) {
            long n = minted++;
            long version = ++versions[space];
            document.setLong(1, space);
            document.setString(2, "d" + n);
            document.setLong(3, version);
            document.setString(4, "{\"n\":" + i + ",\"text\":\"" + TEXT + "\"}");
            document.executeUpdate();
            receipt.setLong(1, space);
            receipt.setString(2, "r" + writer);
            receipt.setString(3, "m" + n);
            receipt.setString(
                4, "{\"id\":\"m" + n + "\",\"status\":\"applied\",\"version\":" + version + "}");
            receipt.executeUpdate();
            lineage.setLong(1, space);
            lineage.setLong(2, version);
            lineage.executeUpdate();
          }
          head.setLong(1, versions[space]);
          head.setLong(2, space);
          head.executeUpdate();
        }
        connection.commit();
        long done = System.nanoTime();
        if (begun > start) {
          counted += (long) writers * batch;
          times.add((done - begun) / 1e6);
        }
        begun = done;
      }
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    return new Turn(counted / seconds, times.size() / seconds, sorted(times));
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
