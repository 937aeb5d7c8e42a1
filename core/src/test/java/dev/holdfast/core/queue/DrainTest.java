package dev.holdfast.core.queue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.core.Clock;
import dev.holdfast.core.Random;
import dev.holdfast.core.Turns;
import dev.holdfast.core.json.Json;
import dev.holdfast.core.store.MemoryStore;
import dev.holdfast.core.store.Table;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a drain does when the local disk fails, or the server makes it wait. */
class DrainTest {
  private static final String HOLDER = "w1";

  private final Turns turns = new Turns();
  private final MemoryStore disk = new MemoryStore(turns);
  private final RequestLog log = new RequestLog(disk);
  private final ArrayDeque<Runnable> later = new ArrayDeque<>();

  private double now = 1_000;

  private final Clock clock =
      new Clock() {
        @Override
        public double now() {
          return now;
        }

        @Override
        public Timer after(double ms, Runnable task) {
          later.add(task);
          return () -> later.remove(task);
        }
      };

  private final Random random =
      new Random() {
        @Override
        public double next() {
          return 0;
        }

        @Override
        public String hex(int digits) {
          return "0";
        }
      };

  private void admit(String id) {
    Json entry = Json.object();
    for (String field : new String[] {"lane", "method", "url", "client", "hash"}) {
      Json.set(entry, field, Json.of(field + id));
    }
    Json.set(entry, "id", Json.of(id));
    Json.set(entry, "at", Json.of(now));
    boolean[] admitted = {false};
    log.admit(entry, false, HOLDER, (key, as, direct) -> admitted[0] = true, failure -> {});
    turns.untilIdle();
    assertThat(admitted[0]).isTrue();
  }

  @Test
  void evictedWhileOneWasSent_itsAnswerSettlesNoOtherUnderTheSameKey() {
    admit("a");
    List<String> keys = disk.keys(Table.REQUESTS);
    disk.evict();
    admit("b");
    assertThat(disk.keys(Table.REQUESTS)).as("keys are given again").isEqualTo(keys);

    log.settle(keys.get(0), "a", Outcome.of(200, 0, false), failure -> {});
    turns.untilIdle();

    assertThat(disk.keys(Table.REQUESTS)).as("b waits").isEqualTo(keys);
  }

  @Test
  void evictedBeforeTheirTurn_whatHasTheirKeysNowIsNotSentOutOfItsLane() {
    admit("a");
    Json[] seen = {Json.array()};
    log.unsent(Json.array(), all -> seen[0] = all, failure -> {});
    turns.untilIdle();
    disk.evict();
    admit("b");
    List<String> sent = new ArrayList<>();
    Drain.Sender sender = (entry, heard) -> sent.add(Json.text(Json.get(entry, "id")));

    new Drain(log, sender, clock, random, key -> {}, HOLDER).run(seen[0], (empty, again) -> {});
    turns.untilIdle();

    assertThat(sent).isEmpty();
  }

  @Test
  void diskFullWhenTheAnswerCame_itIsStoredLater_andNotSentAgain() {
    admit("a");
    int[] sent = {0};
    boolean[] done = {false};
    Drain.Sender sender =
        (entry, heard) -> {
          sent[0]++;
          disk.fill(1);
          heard.with(Outcome.of(200, 0, false));
        };
    Drain drain = new Drain(log, sender, clock, random, key -> {}, HOLDER);
    Json holders = Json.parse("[\"" + HOLDER + "\"]");
    log.unsent(holders, all -> drain.run(all, (empty, again) -> done[0] = empty), failure -> {});
    turns.untilIdle();
    while (!later.isEmpty()) {
      later.poll().run();
      turns.untilIdle();
    }
    assertThat(disk.size(Table.REQUESTS)).as("stuck in flight").isZero();
    assertThat(done[0]).isTrue();
    assertThat(sent[0]).isEqualTo(1);
  }

  @Test
  void nobodyIsSignedIn_itIsTriedAgainWithGrowingPauses() {
    admit("a");
    Drain.Sender sender = (entry, heard) -> heard.with(Outcome.of(401, 0, false));
    Drain drain = new Drain(log, sender, clock, random, key -> {}, HOLDER);
    Json holders = Json.parse("[\"" + HOLDER + "\"]");
    List<Double> pauses = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      log.unsent(holders, all -> drain.run(all, (empty, again) -> pauses.add(again)), fail -> {});
      turns.untilIdle();
    }
    assertThat(pauses).containsExactly(3_000.0, 6_000.0, 12_000.0, 24_000.0, 30_000.0, 30_000.0);
  }

  @ParameterizedTest
  @CsvSource({"-3e11, 0, 500", "-3e11, 7000, 7000", "1e12, 7000, 7000"})
  void serverIsBusy_itIsTriedAgainWhenTheServerSays_alsoIfTheClockIsWrong(
      double clockSays, double pause, double next) {
    now = clockSays;
    admit("a");
    Outcome busy = Outcome.of(503, pause == 0 ? 0 : now + pause, false);
    assertThat(drained(busy)).isEqualTo(next);
    assertThat(drained(busy)).as("looked at again").isPositive().isLessThanOrEqualTo(7_000);
  }

  @Test
  void serverNamedATimeAndTheClockIsSetBack_itIsTriedAgainAtOnce() {
    now = 1e12;
    admit("a");
    drained(Outcome.of(503, now + 7_000, false));
    now = 1e11;
    assertThat(drained(Outcome.of(200, 0, false))).isZero();
    assertThat(disk.size(Table.REQUESTS)).isZero();
  }

  /** Sends what can be sent. Returns when to do so again. */
  private double drained(Outcome outcome) {
    Drain.Sender sender = (entry, heard) -> heard.with(outcome);
    Drain drain = new Drain(log, sender, clock, random, key -> {}, HOLDER);
    double[] again = {-1};
    log.unsent(
        Json.array(), all -> drain.run(all, (empty, after) -> again[0] = after), failure -> {});
    turns.untilIdle();
    return again[0];
  }
}
