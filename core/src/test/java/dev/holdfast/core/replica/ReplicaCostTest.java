package dev.holdfast.core.replica;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.core.Clock;
import dev.holdfast.core.CountedRandom;
import dev.holdfast.core.Done;
import dev.holdfast.core.Turns;
import dev.holdfast.core.json.Json;
import dev.holdfast.core.store.CountedStore;
import dev.holdfast.core.store.MemoryStore;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** How much a replica reads and writes. The numbers may only go down. */
class ReplicaCostTest {
  private static final int DOCUMENTS = 1_000;
  private static final String NOTE =
      "The north wall is cracked above the second window. ".repeat(3);

  private final Turns turns = new Turns();
  private final MemoryStore store = new MemoryStore(turns);
  private final CountedStore disk = new CountedStore(store);
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
  private final StateShape shape = new StateShape(Json.object());
  private Replica replica = opened();
  private StateSession session = new StateSession(replica, shape);

  private Replica opened() {
    CountedRandom random = new CountedRandom("d");
    return new Replica(disk, clock, random, here -> {}, new Schema(0, shape, null));
  }

  private String counted(Consumer<Done> call) {
    disk.counted();
    call.accept(failure -> assertThat(failure).isNull());
    turns.untilIdle();
    return disk.counted();
  }

  private static String element(int i, int edited) {
    return "{'id':'d" + (1_000 + i) + "','edited':" + edited + ",'note':'" + NOTE + "'}";
  }

  /** A state in which the first ten elements are edited. */
  private static Json state(int edited) {
    StringBuilder all = new StringBuilder();
    for (int i = 0; i < DOCUMENTS; i++) {
      all.append(i == 0 ? "" : ",").append(element(i, i < 10 ? edited : 0));
    }
    return Device.json("{'tasks':[" + all + "]}");
  }

  private void put(int from, int to, Done done) {
    for (int i = from; i < to; i++) {
      Json value = Device.json(element(i, 2));
      replica.edit(
          "tasks", "d" + (1_000 + i), present -> value, (id, failure) -> done.ended(failure));
    }
  }

  private void adopt(Done done) {
    session.take(state(0)).save(true, done);
  }

  @Test
  void aThousandNewDocuments_areAFewRecords() {
    assertThat(counted(done -> session.save(state(0), done)))
        .isEqualTo("1 transactions, 8 puts, 2 gets, 1 lists, 0 deletes, 2 records");
  }

  @Test
  void tenOfAThousandChanged_asTheWholeState_areOneRecordAndASnapshot() {
    counted(this::adopt);
    assertThat(counted(done -> session.save(state(1), done)))
        .isEqualTo("1 transactions, 3 puts, 1 gets, 0 lists, 0 deletes, 1 records");
  }

  @Test
  void anEdit_isOneRecord() {
    counted(this::adopt);
    assertThat(counted(done -> put(0, 1, done)))
        .isEqualTo("1 transactions, 2 puts, 1 gets, 0 lists, 0 deletes, 1 records");
  }

  @Test
  void tenEditsOfOneTurn_areOneRecord() {
    counted(this::adopt);
    assertThat(counted(done -> put(0, 10, done)))
        .isEqualTo("1 transactions, 2 puts, 1 gets, 0 lists, 0 deletes, 1 records");
  }

  @Test
  void aThousandEditsOfOneTurn_areAFewRecords() {
    counted(this::adopt);
    assertThat(counted(done -> put(0, DOCUMENTS, done)))
        .isEqualTo("1 transactions, 12 puts, 1 gets, 0 lists, 0 deletes, 1 records");
  }

  @Test
  void anEditOfOneInAPack_writesThatPackAgain() {
    counted(done -> session.save(state(0), done));
    assertThat(counted(done -> put(0, 1, done)))
        .isEqualTo("1 transactions, 3 puts, 1 gets, 0 lists, 0 deletes, 1 records");
  }

  @Test
  void openedWithAThousandUnsent_theirPacksAreRead_andNothingIsWritten() {
    counted(done -> session.save(state(0), done));
    replica = opened();
    session = new StateSession(replica, shape);
    store.writing();
    assertThat(
            counted(
                done ->
                    session.load(
                        false,
                        (state, failure) -> {
                          assertThat(Json.equal(state, state(0))).isTrue();
                          done.ended(failure);
                        })))
        .isEqualTo("1 transactions, 0 puts, 2 gets, 2 lists, 0 deletes, 8 records");
    assertThat(store.writing()).isEqualTo(0);
  }
}
