package dev.holdfast.verify.network;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.verify.harness.Apps;
import dev.holdfast.verify.harness.FaultyServer;
import dev.holdfast.verify.harness.FaultyServer.Fault;
import dev.holdfast.verify.harness.Server;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * Much work over a connection that breaks again and again, with the production core, the real
 * server and real sockets. A seed is printed. The system property {@code holdfast.seed} sets it.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LongWayTest {
  private static final int DOCUMENTS = 10_000;
  private Server server;

  @BeforeAll
  void start(@TempDir Path data) {
    server = Server.serve(Apps.lab(), data.resolve("data"));
  }

  @AfterAll
  void stop() {
    server.close();
  }

  private static Random seeded(String test) {
    long seed = Long.getLong("holdfast.seed", System.nanoTime() % 1_000_000);
    System.out.println("LongWayTest." + test + ": -Dholdfast.seed=" + seed);
    return new Random(seed);
  }

  @Test
  void tenThousandEditsMadeOffline_arriveInOrderAndOnceThroughThirtyInterruptions() {
    Random dice = seeded("push");
    try (FaultyServer way = FaultyServer.before(server)) {
      String space = "push";
      int[] interruptions = {0};
      int[] later = {0};
      int[] last = new int[DOCUMENTS];
      JvmReplica[] one = {null};
      Fault[] faults = {
        Fault.DROP_BEFORE_COMMIT, Fault.DROP_AFTER_COMMIT, Fault.TRUNCATE, Fault.RESET
      };
      one[0] =
          new JvmReplica(
              "r1",
              way.url() + "/v1/spaces/" + space,
              () -> {
                way.heal();
                if (interruptions[0] < 30 && dice.nextBoolean()) {
                  interruptions[0]++;
                  way.fault("/sync", faults[dice.nextInt(faults.length)], dice.nextInt(20_000));
                }
              });
      JvmReplica replica = one[0];
      replica.offline();
      for (int i = 0; i < DOCUMENTS; i++) {
        replica.put("t" + i, i);
        last[i] = i;
      }

      replica.online();
      while (replica.replica.hasLocalChanges()) {
        int before = replica.requests;
        replica.run(() -> replica.requests > before || !replica.replica.hasLocalChanges());
        if (later[0] < 200) { // edits of documents that may be under way: they are queued behind
          int doc = dice.nextInt(DOCUMENTS);
          last[doc] = DOCUMENTS + later[0]++;
          replica.put("t" + doc, last[doc]);
        }
      }

      assertThat(interruptions[0]).isEqualTo(30);
      Map<String, String> held = server.documents(space);
      assertThat(held).hasSize(DOCUMENTS);
      for (int i = 0; i < DOCUMENTS; i++) {
        assertThat(held.get("tasks/t" + i)).contains("\"n\":" + last[i] + ",");
      }
      assertThat(String.valueOf(server.head(space)))
          .as("one version for each acknowledged mutation")
          .isEqualTo(replica.audit("acknowledged"));
    }
  }

  @Test
  void pullOfTenThousand_interruptedTwentyTimes_receivesLittleTwice() {
    Random dice = seeded("pull");
    String space = "pull";
    JvmReplica writer = new JvmReplica("w", server.url() + "/v1/spaces/" + space, () -> {});
    writer.offline();
    for (int i = 0; i < DOCUMENTS; i++) {
      writer.put("t" + i, i);
    }
    writer.online();
    writer.run(() -> !writer.replica.hasLocalChanges());
    JvmReplica clean = new JvmReplica("c", server.url() + "/v1/spaces/" + space, () -> {});
    clean.online();
    clean.run(() -> clean.replica.lastSynced() > 0);

    try (FaultyServer way = FaultyServer.before(server)) {
      long allowance = clean.bytes / 20;
      long[] cutAt = {dice.nextLong(allowance)};
      int[] interruptions = {0};
      JvmReplica[] one = {null};
      one[0] =
          new JvmReplica(
              "r2",
              way.url() + "/v1/spaces/" + space,
              () -> {
                // The connection breaks after that many bytes in all, in the middle of any answer.
                way.heal();
                long left = cutAt[0] - one[0].bytes;
                if (interruptions[0] < 20) {
                  way.fault("/sync", Fault.TRUNCATE, (int) Math.max(1, left));
                }
              });
      JvmReplica replica = one[0];
      replica.online();
      while (replica.replica.lastSynced() == 0) {
        int before = replica.failures;
        replica.run(() -> replica.failures > before || replica.replica.lastSynced() > 0);
        interruptions[0] = replica.failures;
        cutAt[0] = replica.bytes + 1 + dice.nextLong(allowance * 8 / 5);
      }

      assertThat(replica.failures).isEqualTo(20);
      assertThat(replica.replica.serverVersion()).isEqualTo(clean.replica.serverVersion());
      assertThat((double) replica.bytes / clean.bytes).isBetween(1.0, 1.3);
    }
  }
}
