package dev.holdfast.core.queue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.core.Clock;
import dev.holdfast.core.CountedRandom;
import dev.holdfast.core.Turns;
import dev.holdfast.core.json.Json;
import dev.holdfast.core.store.CountedStore;
import dev.holdfast.core.store.MemoryStore;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How much the queue reads and writes, at any length. The numbers may only go down. */
class QueueCostTest {
  private static final String HOLDER = "w1";
  private static final String WRITE =
      "1 transactions, 3 puts, 2 gets, 0 lists, 0 deletes, 2 records";

  private final Turns turns = new Turns();
  private final CountedStore disk = new CountedStore(new MemoryStore(turns));
  private final RequestLog log = new RequestLog(disk);
  private final List<String> sent = new ArrayList<>();
  private int made;

  private final Clock clock =
      new Clock() {
        @Override
        public double now() {
          return 1_000;
        }

        @Override
        public Timer after(double ms, Runnable task) {
          return () -> {};
        }
      };

  /** A write that a page is told is kept. */
  private void enqueue(String lane) {
    Json entry = Json.object();
    for (String field : new String[] {"method", "url", "client"}) {
      Json.set(entry, field, Json.of(field));
    }
    String id = "r" + ++made;
    Json.set(entry, "id", Json.of(id));
    Json.set(entry, "hash", Json.of(id));
    Json.set(entry, "lane", Json.of(lane));
    Json.set(entry, "at", Json.of(1_000));
    log.admit(
        entry,
        false,
        HOLDER,
        (key, as, direct) -> log.answered(as),
        failure -> assertThat(failure).isNull());
    turns.untilIdle();
  }

  private void enqueue(int n, int lanes) {
    for (int i = 0; i < n; i++) {
      enqueue("lane" + i % lanes);
    }
    disk.counted();
  }

  /** Sends with the answer {@code status}. */
  private void drain(int status) {
    Drain.Sender sender =
        (entry, heard) -> {
          sent.add(Json.text(Json.get(entry, "id")));
          turns.later(() -> heard.with(Outcome.of(status, 0, false)));
        };
    Drain drain = new Drain(log, sender, clock, new CountedRandom("r"), key -> {}, HOLDER);
    Json holders = Json.parse("[\"" + HOLDER + "\"]");
    log.unsent(holders, all -> drain.run(all, (empty, again) -> {}), failure -> {});
    turns.untilIdle();
  }

  @Test
  void nothingWaits_aWriteIsOneTransaction() {
    enqueue(1, 1);
    drain(200);
    disk.counted();

    enqueue("lane0");

    assertThat(disk.counted()).isEqualTo(WRITE);
  }

  @Test
  void aThousandWait_aWriteCostsNoMore() {
    enqueue(1_000, 1);

    enqueue("lane0");

    assertThat(disk.counted()).isEqualTo(WRITE);
  }

  @Test
  void aThousandWaitAndTheServerIsBusy_aTryReadsThemOnceAndTriesTheFirstOfEachLane() {
    enqueue(1_000, 2);

    drain(503);

    assertThat(sent).containsExactly("r1", "r2");
    assertThat(disk.counted())
        .isEqualTo("5 transactions, 4 puts, 4 gets, 1 lists, 0 deletes, 1004 records");
  }

  @Test
  void aThousandAreSent_eachCostsOneTransaction() {
    enqueue(1_000, 1);

    drain(200);

    assertThat(sent).hasSize(1_000);
    assertThat(disk.counted())
        .isEqualTo("1002 transactions, 2999 puts, 4000 gets, 1 lists, 1001 deletes, 5000 records");
  }
}
