package dev.holdfast.store.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.server.api.Ledger;
import dev.holdfast.server.command.Program;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two servers on one database, processes of their own, of which one is killed at random moments, or
 * the database is: what was acknowledged is there once, versions have no gaps, the hash verifies,
 * and nobody who can reach a server waits for long. {@code -Dholdfast.soak} makes it 20 rounds of
 * servers and 100 of databases.
 */
@Timeout(1200)
class ServersKilledTest {
  private static final boolean SOAK = System.getProperty("holdfast.soak") != null;
  private static final int SERVER_ROUNDS = SOAK ? 20 : 2;
  private static final int DATABASE_ROUNDS = SOAK ? 100 : 2;
  private static final int WRITERS = 8;
  private static final Duration LONGEST = Duration.ofSeconds(5);

  @TempDir Path folder;

  private final Postgres postgres = Postgres.start();
  private final String data = postgres.url(postgres.newDatabase());
  private final Ledger ledger = new Ledger();
  private final Random chance = new Random(Long.getLong("holdfast.seed", 7));
  private final AtomicInteger[] ports = {new AtomicInteger(), new AtomicInteger()};
  private final AtomicLong longest = new AtomicLong();
  private final List<Throwable> failures = new ArrayList<>();
  private volatile boolean ended;

  @AfterEach
  void stop() {
    postgres.close();
  }

  private Program serve(int which) throws Exception {
    Program program = Program.start(folder, "serve", "--port", "0", "--data", data);
    ports[which].set(program.ready().getPort());
    return program;
  }

  /** Writers who turn to the other server if theirs does not answer, until they have an answer. */
  private List<Thread> writers() {
    List<Thread> writers = new ArrayList<>();
    for (int i = 0; i < WRITERS; i++) {
      int first = i % 2;
      Thread writer = new Thread(() -> write(first));
      writer.start();
      writers.add(writer);
    }
    return writers;
  }

  private void write(int first) {
    try {
      while (!ended) {
        int n = ledger.mint();
        long begun = System.nanoTime();
        for (int attempt = 0; !push(first + attempt, n); attempt++) {
          if (ended) {
            return;
          }
        }
        longest.accumulateAndGet(System.nanoTime() - begun, Math::max);
      }
    } catch (InterruptedException | RuntimeException | AssertionError e) {
      synchronized (failures) {
        failures.add(e);
      }
    }
  }

  /** Whether the push was answered. How long one request may take is asserted in any case. */
  private boolean push(int attempt, int n) throws InterruptedException {
    long begun = System.nanoTime();
    try {
      ledger.push(ports[attempt % 2].get(), n);
      return true;
    } catch (IOException e) {
      return false; // killed, or it said 503: the other one
    } finally {
      assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(LONGEST);
    }
  }

  private void untilMoreAcknowledged() throws InterruptedException {
    int before = ledger.acknowledged();
    while (ledger.acknowledged() < before + WRITERS && failures.isEmpty()) {
      Thread.sleep(5);
    }
  }

  private void end(List<Thread> writers) throws InterruptedException {
    ended = true;
    for (Thread writer : writers) {
      writer.join();
    }
    assertThat(failures).isEmpty();
  }

  @Test
  void aServerIsKilledAgainAndAgain_theOtherGoesOn() throws Exception {
    Program stays = serve(0);
    Program killed = serve(1);
    try {
      List<Thread> writers = writers();
      for (int round = 0; round < SERVER_ROUNDS; round++) {
        untilMoreAcknowledged();
        Thread.sleep(chance.nextInt(300));
        killed.process.destroyForcibly().waitFor();
        untilMoreAcknowledged();
        killed = serve(1);
      }
      untilMoreAcknowledged();
      end(writers);
      assertThat(Duration.ofNanos(longest.get())).isLessThan(LONGEST);
      ledger.check(ports[0].get());
      ledger.resend(ports[1].get(), 20);
      assertThat(stays.err()).doesNotContain("ERROR");
    } finally {
      killed.close();
      stays.close();
    }
  }

  @Test
  void theDatabaseIsKilledAgainAndAgain_bothServersGoOn() throws Exception {
    Program one = serve(0);
    Program two = serve(1);
    try {
      List<Thread> writers = writers();
      for (int round = 0; round < DATABASE_ROUNDS; round++) {
        untilMoreAcknowledged();
        Thread.sleep(chance.nextInt(300));
        postgres.kill();
        postgres.startAgain();
      }
      untilMoreAcknowledged();
      end(writers);
      ledger.check(ports[0].get());
      ledger.resend(ports[1].get(), 20);
      assertThat(one.err() + two.err()).doesNotContain("ERROR").doesNotContain(Postgres.PASSWORD);
    } finally {
      one.close();
      two.close();
    }
  }
}
