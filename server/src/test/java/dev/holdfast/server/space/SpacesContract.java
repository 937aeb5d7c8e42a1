package dev.holdfast.server.space;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.core.protocol.Receipt;
import dev.holdfast.core.protocol.SyncAnswer;
import dev.holdfast.core.space.Head;
import dev.holdfast.core.space.SpaceStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The suite that each {@link Spaces} must pass: what each reader sees, and what is durable after
 * which answer. {@code SpaceContract} checks what holds inside a transaction. One file, since a
 * store takes all of it by extending one class.
 */
@Timeout(60)
public abstract class SpacesContract {
  private static final int WRITERS = 8;
  private static final int PUSHES = 20;

  private Spaces spaces;

  /** Opens the data of this test. It is the same data each time, and is closed in between. */
  protected abstract Spaces open();

  /** Opens the data to delete from it, beside {@link #open}. */
  protected abstract Erasing erase();

  @BeforeEach
  void openSpaces() {
    spaces = open();
  }

  @AfterEach
  void closeSpaces() {
    spaces.close();
  }

  private void reopen() {
    spaces.close();
    spaces = open();
  }

  private CompletableFuture<SyncAnswer> put(String space, String doc) {
    return spaces.write(space, store -> Pushes.put(store, doc));
  }

  private long version(String space) {
    return version(spaces.read(space, SpaceStore::head));
  }

  private static long version(@Nullable Head head) {
    return head == null ? 0 : head.version();
  }

  private static boolean await(CountDownLatch gate) {
    try {
      gate.await();
      return true;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  // --- what is durable after which answer ---

  @Test
  void whatWasAcknowledged_isReadAtOnce_andThereAfterReopening() {
    put("s", "a").join();
    assertThat(version("s")).isEqualTo(1);
    assertThat(spaces.names()).containsExactly("s");

    reopen();

    assertThat(version("s")).isEqualTo(1);
    assertThat(spaces.names()).containsExactly("s");
  }

  @Test
  void workThatFails_leavesNoTrace_andItsExceptionIsTheAnswer() {
    CompletableFuture<SyncAnswer> failed =
        spaces.write(
            "s",
            store -> {
              Pushes.put(store, "a");
              throw new IllegalStateException("no");
            });

    assertThatThrownBy(failed::join)
        .isInstanceOf(CompletionException.class)
        .hasRootCauseInstanceOf(IllegalStateException.class)
        .hasRootCauseMessage("no");
    assertThat(version("s")).isZero();
    assertThat(spaces.names()).isEmpty();
    assertThat(spaces.trouble()).isNull();
  }

  @Test
  void workThatFails_spoilsNothingOfWhatComesWithIt() {
    CountDownLatch gate = new CountDownLatch(1);
    var first = spaces.write("first", store -> await(gate));
    List<CompletableFuture<SyncAnswer>> queued = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      int n = i;
      queued.add(
          spaces.write(
              "s" + n,
              store -> {
                SyncAnswer answer = Pushes.put(store, "a");
                if (n == 10) {
                  throw new IllegalStateException("no");
                }
                return answer;
              }));
    }
    gate.countDown();
    first.join();
    for (int i = 0; i < 20; i++) {
      if (i == 10) {
        assertThatThrownBy(queued.get(10)::join).hasRootCauseMessage("no");
      } else {
        queued.get(i).join();
      }
    }
    assertThat(spaces.names()).hasSize(19).doesNotContain("s10", "first");
  }

  @Test
  void whatIsTriedOut_isAnsweredAndUndone() {
    put("s", "a").join();

    SyncAnswer answer = spaces.tryOut("s", store -> Pushes.put(store, "b")).join();

    assertThat(((SyncAnswer.Page) answer).receipts().get(0).status())
        .isEqualTo(Receipt.Status.APPLIED);
    assertThat(version("s")).isEqualTo(1);
    spaces.tryOut("t", store -> Pushes.put(store, "a")).join();
    assertThat(spaces.names()).containsExactly("s");
  }

  @Test
  void whatWasSubmittedBeforeClosing_isAnswered_whatComesLaterIsRefused() {
    CompletableFuture<SyncAnswer> before = put("s", "a");
    spaces.close();

    assertThat(before).isCompleted();
    assertThatThrownBy(put("s", "b")::join)
        .cause()
        .isInstanceOfSatisfying(
            DataException.class, e -> assertThat(e.code()).isEqualTo(DataException.Code.CLOSED));
    spaces = open();
    assertThat(version("s")).isEqualTo(1);
  }

  // --- what each reader sees ---

  @Test
  void writersOfOneSpace_goOneAfterTheOther_soVersionsHaveNoGaps() throws Exception {
    List<Long> given = new CopyOnWriteArrayList<>();
    List<Thread> writers = new ArrayList<>();
    for (int i = 0; i < WRITERS; i++) {
      String name = "w" + i + "-";
      Thread writer =
          new Thread(
              () -> {
                for (int n = 0; n < PUSHES; n++) {
                  String doc = name + n;
                  given.add(
                      spaces
                          .write(
                              "s",
                              store -> {
                                Pushes.put(store, doc);
                                return version(store.head());
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
        .containsExactlyInAnyOrderElementsOf(
            LongStream.rangeClosed(1, WRITERS * PUSHES).boxed().toList());
    assertThat(version("s")).isEqualTo(WRITERS * PUSHES);
  }

  @Test
  void aReadWaitsForNoWriter_andSeesNothingOfItsWork() {
    put("s", "a").join();
    CountDownLatch written = new CountDownLatch(1);
    CountDownLatch gate = new CountDownLatch(1);
    CompletableFuture<Boolean> open =
        spaces.write(
            "s",
            store -> {
              Pushes.put(store, "b");
              written.countDown();
              return await(gate);
            });
    await(written);

    assertThat(version("s")).isEqualTo(1);
    assertThat(version("t")).isZero();
    gate.countDown();
    open.join();
    assertThat(version("s")).isEqualTo(2);
  }

  @Test
  void aReadSeesOneCommitAsAWhole() {
    put("s", "a").join();

    List<Long> seen =
        spaces.read(
            "s",
            store -> {
              long before = version(store.head());
              put("s", "b").join();
              List<Long> documents = new ArrayList<>();
              store.changes(0, revision -> documents.add(revision.version()));
              assertThat(before).isEqualTo(1);
              return documents;
            });

    assertThat(seen).containsExactly(1L);
    assertThat(version("s")).isEqualTo(2);
  }

  @Test
  void spacesWhoseNamesAreAlmostTheSame_areApart() {
    String[] names = {"s", "S", "s.", "s~", "_s", "-s", "s".repeat(128), "s".repeat(127)};
    for (String name : names) {
      put(name, "a").join();
    }
    put("S", "b").join();

    assertThat(spaces.names()).containsExactlyInAnyOrder(names);
    assertThat(version("S")).isEqualTo(2);
    assertThat(version("s")).isEqualTo(1);
  }

  @Test
  void readingMakesNoSpace() {
    assertThat(version("s")).isZero();

    assertThat(spaces.names()).isEmpty();
  }

  // --- listeners and figures ---

  @Test
  void listenersHearOfEachCommitWithNews_inOrder_onceItCanBeRead() {
    List<String> heard = new CopyOnWriteArrayList<>();
    CountDownLatch told = new CountDownLatch(3);
    spaces.addListener(
        (space, version) -> {
          heard.add(space + "@" + version);
          told.countDown();
        });
    put("s", "a").join();
    spaces.tryOut("s", store -> Pushes.put(store, "b")).join();
    put("s", "a").join();
    put("t", "a").join();
    put("s", "b").join();
    await(told);

    assertThat(version("s")).isEqualTo(2);
    assertThat(heard).containsExactly("s@1", "t@1", "s@2");
  }

  @Test
  void figuresAreOfThisStoreSinceItWasOpened() {
    put("s", "a").join();
    put("s", "b").join();
    assertThat(spaces.commits()).isEqualTo(2);
    assertThat(spaces.waiting()).isZero();

    reopen();

    assertThat(spaces.commits()).isZero();
  }

  // --- time ---

  @Test
  void hoursOfService_passOnAfterReopening() {
    assertThat(spaces.hourPassed().join()).isEqualTo(1);
    assertThat(spaces.hourPassed().join()).isEqualTo(2);

    reopen();

    assertThat(spaces.hourPassed().join()).isEqualTo(3);
  }

  @Test
  @Tag("fault-33")
  void retention_countsHoursOfService_acrossRestarts_andLetsGoOnceADay() {
    put("s", "a").join();
    spaces.write("s", store -> Pushes.delete(store, "a", 1)).join();
    pass(47);
    assertThat(receiptIsThere()).isTrue();

    reopen();

    assertThat(receiptIsThere()).isTrue();
    pass(1);
    assertThat(receiptIsThere()).isFalse();
    assertThat(spaces.<@Nullable Object>read("s", store -> store.current("c", "a"))).isNull();
    assertThat(spaces.read("s", SpaceStore::head)).isNotNull().returns(2L, Head::floor);
  }

  private void pass(int hours) {
    try (Retention retention = new Retention(spaces, Duration.ofHours(30))) {
      for (int i = 0; i < hours; i++) {
        retention.hourPassed().join();
      }
    }
  }

  private boolean receiptIsThere() {
    SpaceStore.Remembered seen = spaces.read("s", store -> store.receipt("ann", "r", "m-a"));
    return seen != null && seen.receipt() != null;
  }

  // --- what is deleted for good ---

  @Test
  void deletedSpace_isGone_andWhoComesBackFindsANewEpochAndNothingElse() {
    put("other", "a").join();
    spaces.write("s", store -> putAll(store, 2500)).join();
    Head before = spaces.read("s", SpaceStore::head);
    try (Erasing erasing = erase()) {
      assertThat(erasing.deleteSpace("nowhere")).isFalse();
      assertThat(erasing.deleteSpace("s")).isTrue();
    }

    Head after = spaces.read("s", SpaceStore::head);
    assertThat(after == null ? "none" : after.epoch()).isNotEqualTo(before.epoch());
    assertThat(version(after)).isZero();
    assertThat(spaces.<Long>read("s", store -> documents(store))).isZero();
    put("s", "d1").join();
    assertThat(version("s")).isEqualTo(1);
    assertThat(spaces.<Long>read("s", store -> documents(store))).isEqualTo(1);
    assertThat(spaces.<Object>read("s", store -> store.stateHash(2))).isNull();
    assertThat(version("other")).isEqualTo(1);
    reopen();
    assertThat(version("s")).isEqualTo(1);
    assertThat(spaces.names()).containsExactlyInAnyOrder("s", "other");
  }

  @Test
  void deletedSubject_leavesNoReceipt_andNobodyElseLosesOne() {
    SpaceStore.Remembered receipt =
        new SpaceStore.Remembered("c", new Receipt(Receipt.Status.APPLIED, "{}"));
    put("s", "a").join();
    for (String subject : List.of("bea", "beatrice", "")) {
      spaces.write("s", store -> give(store, subject, receipt)).join();
    }
    try (Erasing erasing = erase()) {
      assertThat(erasing.deleteSubject("bea")).isEqualTo(1);
      assertThat(erasing.deleteSubject("bea")).isZero();
    }

    reopen();
    assertThat(spaces.<Object>read("s", store -> store.receipt("bea", "r", "m"))).isNull();
    assertThat(spaces.<Object>read("s", store -> store.receipt("beatrice", "r", "m"))).isNotNull();
    assertThat(spaces.<Object>read("s", store -> store.receipt("", "r", "m"))).isNotNull();
    assertThat(version("s")).isEqualTo(1);
  }

  private static boolean putAll(SpaceStore store, int documents) {
    LongStream.range(0, documents).forEach(n -> Pushes.put(store, "d" + n));
    return true;
  }

  private static boolean give(SpaceStore store, String subject, SpaceStore.Remembered receipt) {
    store.putReceipt(subject, "r", "m", receipt);
    return true;
  }

  private static long documents(SpaceStore store) {
    long[] count = {0};
    store.changes(
        0,
        revision -> {
          count[0]++;
          return true;
        });
    return count[0];
  }
}
