package dev.holdfast.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The server's guarantee: what it acknowledged is on disk, even if the process is killed. */
class KillTest {
  private static final int ROUNDS = 20;
  private static final int WRITERS = 4;

  @TempDir Path data;

  private final Ledger ledger = new Ledger();
  private final Random chance = new Random(Long.getLong("holdfast.seed", 7));

  @Test
  @Timeout(300)
  void killedAtRandomMoments_nothingAcknowledgedIsLost_nothingIsThereTwice() throws Exception {
    for (int round = 0; round < ROUNDS; round++) {
      KilledServer server = new KilledServer(data);
      try {
        ledger.check(server.port);
        CountDownLatch pushing = new CountDownLatch(WRITERS);
        List<Thread> writers = new ArrayList<>();
        for (int i = 0; i < WRITERS; i++) {
          Thread writer = new Thread(() -> writeUntilItDies(server.port, pushing));
          writer.start();
          writers.add(writer);
        }
        pushing.await();
        Thread.sleep(chance.nextInt(150));
        server.kill();
        for (Thread writer : writers) {
          writer.join();
        }
      } finally {
        server.kill();
      }
    }
    KilledServer server = new KilledServer(data);
    try {
      assertThat(ledger.acknowledged()).isGreaterThan(ROUNDS);
      ledger.check(server.port);
      ledger.resend(server.port, 1);
    } finally {
      server.kill();
    }
  }

  private void writeUntilItDies(int port, CountDownLatch pushing) {
    try {
      ledger.push(port, ledger.mint());
    } catch (IOException | InterruptedException e) {
      throw new AssertionError("the server failed before it was killed", e);
    } finally {
      pushing.countDown();
    }
    try {
      while (true) {
        ledger.push(port, ledger.mint());
      }
    } catch (IOException | InterruptedException e) {
      // killed: this push has no answer
    }
  }
}
