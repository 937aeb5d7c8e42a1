package dev.holdfast.store.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.core.json.Json;
import dev.holdfast.core.protocol.Mutation;
import dev.holdfast.core.protocol.Receipt;
import dev.holdfast.core.protocol.SyncAnswer;
import dev.holdfast.core.protocol.SyncRequest;
import dev.holdfast.core.space.Head;
import dev.holdfast.core.space.SpaceStore;
import dev.holdfast.server.space.Pushes;
import dev.holdfast.server.space.Reads;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The way between the server and its database: how often it is gone, and what if it breaks. */
@Timeout(60)
class LostConnectionTest {
  private String database;
  private Wire wire;
  private PostgresSpaces spaces;

  @BeforeEach
  void openOverTheWire() throws Exception {
    Postgres server = Postgres.shared();
    wire = new Wire(server.port());
    database = server.newDatabase();
    spaces =
        PostgresSpaces.open(Postgres.url(database, wire.port(), "holdfast", Postgres.PASSWORD));
  }

  @AfterEach
  void close() throws Exception {
    spaces.close();
    wire.close();
  }

  private Receipt put(String doc) {
    SyncAnswer answer = spaces.write("s", store -> Pushes.put(store, doc)).join();
    return ((SyncAnswer.Page) answer).receipts().get(0);
  }

  /** Pushes as the API does. */
  private Receipt push(long cursor, Json mutation) {
    SyncRequest request = Pushes.request("e1", cursor, mutation);
    SyncAnswer answer =
        spaces.write("s", Reads.of("ann", request), store -> Pushes.push(store, request)).join();
    return ((SyncAnswer.Page) answer).receipts().get(0);
  }

  private long version() {
    Head head = spaces.read("s", SpaceStore::head);
    return Objects.requireNonNull(head).version();
  }

  @Test
  void theAnswerOfACommitGotLost_itIsSettledAndAnswered_andHasOneEffect() {
    put("a");
    wire.cutNext(Wire.Cut.BEFORE_THE_ANSWER);

    assertThat(put("b").status()).isEqualTo(Receipt.Status.APPLIED);

    assertThat(wire.hasCut()).isTrue();
    assertThat(version()).isEqualTo(2);
    assertThat(put("c").status()).isEqualTo(Receipt.Status.APPLIED);
    assertThat(version()).isEqualTo(3);
  }

  @Test
  void theAnswerOfWorkWithoutAReceiptGotLost_itIsNotDoneAgain() {
    put("a");
    wire.cutNext(Wire.Cut.BEFORE_THE_ANSWER);

    long done = spaces.write("s", LostConnectionTest::compact).join();

    assertThat(wire.hasCut()).isTrue();
    assertThat(done).isEqualTo(1);
    Head head = spaces.read("s", SpaceStore::head);
    assertThat(Objects.requireNonNull(head).compactions()).isEqualTo(1);
  }

  private static long compact(SpaceStore store) {
    Head next = Objects.requireNonNull(store.head()).compacted(0);
    store.putHead(next);
    return next.compactions();
  }

  /** The pool made no other connection, until the server was started again. */
  @Test
  void aPoolsFirstConnectionBreaksOff_theNextOnesWork() throws Exception {
    try (Wire rough = new Wire(Postgres.shared().port())) {
      rough.cutWhoAsksForItsLevel();
      String url = Postgres.url(database, rough.port(), "holdfast", Postgres.PASSWORD);
      try (PostgresSpaces opened = PostgresSpaces.open(url)) {
        opened.write("t", store -> Pushes.put(store, "a")).join();

        Head head = opened.read("t", SpaceStore::head);
        assertThat(Objects.requireNonNull(head).version()).isEqualTo(1);
      }
    }
  }

  @Test
  void theCommitNeverArrived_itIsDoneAgain_andHasOneEffect() {
    put("a");
    wire.cutNext(Wire.Cut.BEFORE_THE_COMMIT);

    assertThat(put("b").status()).isEqualTo(Receipt.Status.APPLIED);

    assertThat(wire.hasCut()).isTrue();
    assertThat(version()).isEqualTo(2);
  }

  @Test
  void aPushIntoASpaceThatIsKnown_isOneRoundTrip() {
    put("a");
    push(1, Mutation.of("m1", "c", "b", 0, Json.of(1)));
    long before = wire.roundTrips();

    push(2, Mutation.of("m2", "c", "b", 2, Json.of(2)));
    push(3, Mutation.of("m3", "c", "b", 3, Json.absent()));
    push(1, Mutation.of("m4", "c", "d", 0, Json.of(1)));

    assertThat(wire.roundTrips() - before).isEqualTo(3);
    assertThat(version()).isEqualTo(5);
  }

  @Test
  void aPushThatWasSentBefore_isKnown_whateverWasAssumed() {
    put("a");
    Receipt first = push(1, Mutation.of("m1", "c", "b", 0, Json.of(1)));

    assertThat(push(1, Mutation.of("m1", "c", "b", 0, Json.of(1)))).isEqualTo(first);
    assertThat(version()).isEqualTo(2);
  }

  @Test
  void aDocumentThatOnlySeemsNew_isAConflict() {
    put("a");
    try (PostgresSpaces other = PostgresSpaces.open(Postgres.shared().url(database))) {
      other.write("s", store -> Pushes.put(store, "b")).join();
    }

    Json mutation = Mutation.of("m1", "c", "b", 0, Json.of(2));
    SyncRequest request = Pushes.request("e1", 1, mutation);
    SyncAnswer preview =
        spaces.tryOut("s", Reads.of("ann", request), store -> Pushes.push(store, request)).join();
    assertThat(((SyncAnswer.Page) preview).receipts().get(0).status())
        .isEqualTo(Receipt.Status.CONFLICT);

    Receipt receipt = push(1, mutation);

    assertThat(receipt.status()).isEqualTo(Receipt.Status.CONFLICT);
    assertThat(version()).isEqualTo(2);
  }
}
