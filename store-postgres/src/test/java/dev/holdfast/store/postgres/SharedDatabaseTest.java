package dev.holdfast.store.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.core.json.Json;
import dev.holdfast.core.protocol.Receipt;
import dev.holdfast.core.protocol.SyncAnswer;
import dev.holdfast.core.space.Head;
import dev.holdfast.core.space.SpaceStore;
import dev.holdfast.server.space.DataException;
import dev.holdfast.server.space.Pushes;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two servers on one database. */
@Timeout(60)
class SharedDatabaseTest {
  private static final int EACH = 100;

  private final String database = Postgres.shared().newDatabase();
  private final PostgresSpaces here = open();
  private final PostgresSpaces there = open();

  private PostgresSpaces open() {
    return PostgresSpaces.open(Postgres.shared().url(database));
  }

  @AfterEach
  void close() {
    here.close();
    there.close();
  }

  private static long version(PostgresSpaces spaces, String space) {
    Head head = spaces.read(space, SpaceStore::head);
    return head == null ? 0 : head.version();
  }

  private static CompletableFuture<SyncAnswer> put(PostgresSpaces spaces, String doc) {
    return spaces.write("s", store -> Pushes.put(store, doc));
  }

  private void execute(String sql) throws SQLException {
    try (Connection connection = Postgres.shared().connect(database);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  @Test
  void writersOfOneSpaceOnBoth_giveVersionsWithoutGaps() throws Exception {
    List<Long> given = new CopyOnWriteArrayList<>();
    List<Thread> writers = new ArrayList<>();
    for (PostgresSpaces spaces : List.of(here, there, here, there)) {
      String name = "w" + writers.size() + "-";
      Thread writer =
          new Thread(
              () -> {
                for (int n = 0; n < EACH; n++) {
                  String doc = name + n;
                  given.add(
                      spaces
                          .write(
                              "s",
                              store -> {
                                Pushes.put(store, doc);
                                return Objects.requireNonNull(store.head()).version();
                              })
                          .join());
                }
              });
      writer.start();
      writers.add(writer);
    }
    for (Thread writer : writers) {
      writer.join();
    }

    assertThat(given)
        .containsExactlyInAnyOrderElementsOf(LongStream.rangeClosed(1, 4 * EACH).boxed().toList());
    assertThat(version(here, "s")).isEqualTo(4 * EACH);
  }

  @Test
  void whatOneHasChanged_theOtherDecidesOn() {
    put(here, "a").join();
    long done = 0;
    for (PostgresSpaces spaces : List.of(here, there, here, there, here)) {
      done++;
      assertThat(spaces.write("s", SharedDatabaseTest::compact).join()).isEqualTo(done);
    }
  }

  private static long compact(SpaceStore store) {
    Head next = Objects.requireNonNull(store.head()).compacted(0);
    store.putHead(next);
    return next.compactions();
  }

  @Test
  void manySpacesWrittenOnBothInOppositeOrder_neverBlockEachOther() {
    List<CompletableFuture<SyncAnswer>> all = new ArrayList<>();
    for (int round = 0; round < 10; round++) {
      for (int i = 0; i < 20; i++) {
        String doc = "d" + round;
        all.add(here.write("s" + i, store -> Pushes.put(store, doc)));
        all.add(there.write("s" + (19 - i), store -> Pushes.put(store, doc)));
      }
    }

    all.forEach(CompletableFuture::join);

    for (int i = 0; i < 20; i++) {
      assertThat(version(here, "s" + i)).isEqualTo(10);
    }
  }

  @Test
  void aPushThatTheOtherServerHasAnswered_hasTheSameReceipt() {
    Receipt first = receipt(put(here, "a").join());
    put(there, "b").join();

    assertThat(receipt(put(there, "a").join())).isEqualTo(first);
    assertThat(receipt(put(here, "b").join()).status()).isEqualTo(Receipt.Status.APPLIED);
    assertThat(version(here, "s")).isEqualTo(2);
  }

  private static Receipt receipt(SyncAnswer answer) {
    return ((SyncAnswer.Page) answer).receipts().get(0);
  }

  @Test
  void aCommitOfOneIsHeardAtTheOther_alsoIfItHadLostItsConnection() throws Exception {
    CountDownLatch first = new CountDownLatch(1);
    CountDownLatch second = new CountDownLatch(1);
    here.addListener(
        (space, version) -> {
          (version == 1 ? first : second).countDown();
        });
    put(there, "a").join();
    first.await();

    execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            + " WHERE datname = current_database() AND pid <> pg_backend_pid()");
    put(there, "b").join();

    second.await();
    assertThat(version(here, "s")).isEqualTo(2);
  }

  @Test
  void hoursThatBothServe_countOnce() {
    assertThat(here.hourPassed().join()).isEqualTo(1);
    assertThat(there.hourPassed().join()).isEqualTo(1);
    assertThat(there.hourPassed().join()).isEqualTo(2);
    try (PostgresSpaces later = open()) {
      assertThat(here.hourPassed().join()).isEqualTo(2);
      assertThat(later.hourPassed().join()).isEqualTo(3);
    }
  }

  @Test
  void somebodyHoldsTheSpaceAndDoesNothing_theWriterIsToldInTime_andGoesOn() throws Exception {
    put(here, "a").join();
    long begun = System.nanoTime();
    try (Connection holder = Postgres.shared().connect(database)) {
      holder.setAutoCommit(false);
      holder.createStatement().execute("SELECT 1 FROM holdfast.spaces FOR UPDATE");

      assertThatThrownBy(put(here, "b")::join)
          .cause()
          .isInstanceOfSatisfying(
              DataException.class,
              e -> assertThat(e.code()).isEqualTo(DataException.Code.UNAVAILABLE))
          .hasMessageContaining("nothing was stored");
    }
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(5));
    assertThat(here.trouble()).contains("lock timeout");
    assertThat(Receipt.version(Json.parse(receipt(put(here, "b").join()).text()))).isEqualTo(2);
    assertThat(here.trouble()).isNull();
  }

  @Test
  void workThatQueuesUp_sharesACommit() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch gate = new CountDownLatch(1);
    CompletableFuture<Boolean> first =
        here.write(
            "first",
            store -> {
              begun.countDown();
              return isOpened(gate);
            });
    begun.await();
    List<CompletableFuture<SyncAnswer>> rest = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      rest.add(here.write("s" + i, store -> Pushes.put(store, "a")));
    }
    gate.countDown();
    first.join();
    rest.forEach(CompletableFuture::join);

    assertThat(here.commits()).isEqualTo(2);
  }

  private static boolean isOpened(CountDownLatch gate) {
    try {
      gate.await();
      return true;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
