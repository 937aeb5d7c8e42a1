package dev.holdfast.core.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.core.CountedRandom;
import dev.holdfast.core.Failure;
import dev.holdfast.core.Random;
import dev.holdfast.core.Turns;
import dev.holdfast.core.json.Json;
import dev.holdfast.core.net.NetworkStatus;
import dev.holdfast.core.net.VirtualClock;
import dev.holdfast.core.protocol.Mutation;
import dev.holdfast.core.protocol.ProblemBody;
import dev.holdfast.core.protocol.ProblemCode;
import dev.holdfast.core.protocol.Receipt;
import dev.holdfast.core.protocol.SyncAnswer;
import dev.holdfast.core.protocol.SyncRequest;
import dev.holdfast.core.replica.Decisions;
import dev.holdfast.core.replica.Export;
import dev.holdfast.core.replica.Import;
import dev.holdfast.core.replica.Replica;
import dev.holdfast.core.replica.Reset;
import dev.holdfast.core.replica.StateShape;
import dev.holdfast.core.replica.WorkList;
import dev.holdfast.core.store.MemoryStore;
import dev.holdfast.core.store.Table;
import dev.holdfast.core.sync.ServerRound;
import dev.holdfast.core.sync.SyncLoop;
import dev.holdfast.core.sync.SyncState;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A replica that syncs with an app's own REST backend. */
class RestSpaceTest {
  private final VirtualClock clock = new VirtualClock();
  private final Turns turns = new Turns();
  private final MemoryStore disk = new MemoryStore(turns);
  private final Shelf shelf = new Shelf(turns);
  private final Random random = new CountedRandom("x");
  private Replica replica = replica();
  private SyncLoop loop = loop();

  private Replica replica() {
    return new Replica(disk, clock, random, here -> {});
  }

  private SyncLoop loop() {
    SyncLoop.Listener nobody =
        new SyncLoop.Listener() {
          @Override
          public void stateChanged() {}

          @Override
          public void postponed(SyncState failed, double wait) {}

          @Override
          public void runEnded(@Nullable Failure failure) {}
        };
    NetworkStatus network =
        new NetworkStatus(
            clock, random, (nonce, heard) -> heard.answer(200, nonce), m -> {}, true, 5_000);
    SyncLoop made = new SyncLoop(replica, clock, random, held -> held.run(() -> {}), nobody);
    made.define(new ServerRound(replica, space(), network, told -> {}, 3));
    return made;
  }

  /** From now on the backend is called through {@code way}. */
  private void define(Resources way) {
    define(way, "{\"tasks\":\"/api/tasks\"}");
  }

  private void define(Resources way, String urls) {
    NetworkStatus network =
        new NetworkStatus(
            clock, random, (nonce, heard) -> heard.answer(200, nonce), m -> {}, true, 5_000);
    RestSpace space = new RestSpace(disk, random, way, Json.parse(urls));
    loop.define(new ServerRound(replica, space, network, told -> {}, 3));
  }

  private RestSpace space() {
    return new RestSpace(disk, random, shelf, Json.parse("{\"tasks\":\"/api/tasks\"}"));
  }

  @BeforeEach
  void open() {
    replica.refresh(failure -> {});
    turns.untilIdle();
  }

  /** The browser is closed and opened again: only the disk is left. */
  private void reopen() {
    replica = replica();
    loop = loop();
    open();
  }

  private static Json json(String text) {
    return text.isEmpty() ? Json.absent() : Json.parse(text.replace('\'', '"'));
  }

  /** Edits a document; an empty value deletes it. */
  private void edit(String id, String value) {
    replica.edit("tasks", id, before -> json(value), (minted, failure) -> {});
    turns.untilIdle();
  }

  private boolean sync() {
    boolean[] ok = {false};
    loop.sync(done -> ok[0] = done);
    turns.untilIdle();
    return ok[0];
  }

  private String here(String id) {
    String[] found = {""};
    replica.get(
        "tasks", id, (value, failure) -> found[0] = Json.isAbsent(value) ? "" : text(value));
    turns.untilIdle();
    return found[0];
  }

  private String there(String id) {
    Json held = shelf.resources.get(id);
    return held == null ? "" : text(held);
  }

  private static String text(Json value) {
    return Json.text(Json.canonical(value)).replace('"', '\'');
  }

  // --- the backend's changes ---

  @Test
  void theirDocuments_comeChangeAndGo() {
    shelf.write("1", json("{'id':1,'n':1}"));
    shelf.write("2", json("{'id':2,'n':1}"));
    assertThat(sync()).isTrue();
    assertThat(here("1")).isEqualTo("{'id':'1','n':1}");

    shelf.write("1", json("{'id':1,'n':2}"));
    shelf.write("2", Json.absent());
    assertThat(sync()).isTrue();

    assertThat(here("1")).isEqualTo("{'id':'1','n':2}");
    assertThat(here("2")).isEmpty();
    assertThat(replica.hasLocalChanges()).isFalse();
  }

  @Test
  void nothingNew_theListIsNotSentAgain() {
    shelf.write("1", json("{'id':1}"));
    sync();
    sync();
    shelf.asked.clear();

    sync();

    assertThat(shelf.asked).containsExactly("GET /api/tasks If-None-Match: \"all1\"");
  }

  @Test
  void longList_isReadPageByPage() {
    shelf.pageSize = 2;
    for (int i = 1; i <= 5; i++) {
      shelf.write("" + i, json("{'id':" + i + "}"));
    }

    sync();

    assertThat(shelf.asked).hasSize(3);
    assertThat(here("5")).isEqualTo("{'id':'5'}");
  }

  @Test
  void listNamesItselfAsItsNextPage_saidInsteadOfReadForEver() {
    shelf.write("1", json("{'id':1}"));
    shelf.runsInACircle = true;

    assertThat(sync()).isFalse();

    assertThat(shelf.asked).hasSize(1);
    assertThat(loop.state()).isEqualTo(SyncState.BLOCKED);
    shelf.runsInACircle = false;
    assertThat(sync()).isTrue();
    assertThat(here("1")).isEqualTo("{'id':'1'}");
  }

  @Test
  void manyDocumentsComeAndGo_whatIsRememberedOfThemDoesNotGrow() {
    for (int day = 0; day < 6; day++) {
      for (int i = 0; i < 500; i++) {
        shelf.write(day + "-" + i, json("{'id':'" + day + "-" + i + "'}"));
      }
      assertThat(sync()).isTrue();
      for (int i = 0; i < 500; i++) {
        shelf.write(day + "-" + i, Json.absent());
      }
      assertThat(sync()).isTrue();
      assertThat(sync()).isTrue();
    }

    assertThat(here("5-0")).isEmpty();
    assertThat(disk.size(Table.META)).as("of 3,000 that were deleted").isLessThanOrEqualTo(1_010);
  }

  /**
   * The answer to the mutation got lost long ago. It must not bring the document back by itself.
   */
  @Test
  void changeOfADocumentWhoseDeletionIsForgotten_isAConflict() {
    sync();
    Json mutations = Json.array();
    Json.push(mutations, Mutation.of("m", "tasks", "1", 7, json("{'n':1}")));
    RestSpace space = space();
    Json[] epoch = {Json.absent()};
    String[] receipt = {""};
    space.post(
        SyncRequest.of("r", Json.absent(), 0, 1000, Json.array()),
        answer -> epoch[0] = Json.of(SyncAnswer.epoch(answer.body())));
    turns.untilIdle();

    space.post(
        SyncRequest.of("r", epoch[0], 0, 1000, mutations),
        answer -> receipt[0] = Receipt.status(Json.at(SyncAnswer.receipts(answer.body()), 0)));
    turns.untilIdle();

    assertThat(receipt[0]).isEqualTo(Receipt.CONFLICT);
    assertThat(shelf.resources).isEmpty();
  }

  // --- local changes ---

  @Test
  void made_itIsKnownHereByItsOwnIdAndThereByTheBackends() {
    edit("mine", "{'id':'mine','n':1}");
    assertThat(sync()).isTrue();
    assertThat(there("41")).isEqualTo("{'id':41,'n':1}");
    assertThat(here("mine")).isEqualTo("{'id':'mine','n':1}");
    assertThat(here("41")).as("not twice").isEmpty();

    reopen();
    edit("mine", "{'id':'mine','n':2}");
    assertThat(sync()).isTrue();

    assertThat(there("41")).isEqualTo("{'id':41,'n':2}");
    shelf.write("41", json("{'id':41,'n':3}"));
    sync();
    assertThat(here("mine")).isEqualTo("{'id':'mine','n':3}");
    assertThat(shelf.resources).hasSize(1);
  }

  @Test
  void madeWithAnIdThatTheBackendKeeps_itIsTheSameOnBothSides() {
    shelf.namesItself = false;
    edit("mine", "{'id':'mine','n':1}");

    assertThat(sync()).isTrue();

    assertThat(there("mine")).isEqualTo("{'id':'mine','n':1}");
  }

  @Test
  void changed_ifMatchOfWhatItWasMadeOn() {
    shelf.namesItself = false;
    edit("a", "{'id':'a','n':1}");
    sync();
    shelf.writes();

    edit("a", "{'id':'a','n':2}");
    sync();

    assertThat(shelf.writes()).containsExactly("PUT /api/tasks/a If-Match: \"1\"");
    assertThat(there("a")).isEqualTo("{'id':'a','n':2}");
  }

  @Test
  void deleted_itIsGoneThereAndMayComeAgain() {
    edit("a", "{'id':'a','n':1}");
    sync();
    edit("a", "");
    assertThat(sync()).isTrue();
    assertThat(shelf.resources).isEmpty();

    edit("a", "{'id':'a','n':2}");
    assertThat(sync()).isTrue();

    assertThat(there("42")).isEqualTo("{'id':42,'n':2}");
    assertThat(here("a")).isEqualTo("{'id':'a','n':2}");
  }

  @Test
  void deletedOnBothSides_isNoConflict() {
    shelf.write("1", json("{'id':1}"));
    sync();
    edit("1", "");
    shelf.write("1", Json.absent());

    assertThat(sync()).isTrue();

    assertThat(replica.hasLocalChanges()).isFalse();
  }

  @Test
  void noTags_theBackendIsAskedBeforeItIsChanged() {
    shelf.hasTags = false;
    shelf.write("1", json("{'id':1,'a':1,'b':1}"));
    sync();
    edit("1", "{'id':'1','a':2,'b':1}");
    shelf.write("1", json("{'id':1,'a':1,'b':2}"));

    assertThat(sync()).isTrue();

    assertThat(there("1")).isEqualTo("{'a':2,'b':2,'id':1}");
  }

  @Test
  void orderOfAList_staysHereAndIsNotUnsent() {
    replica.edit("~order", "tasks", before -> json("['b','a']"), (minted, failure) -> {});
    turns.untilIdle();

    assertThat(sync()).isTrue();

    assertThat(replica.hasLocalChanges()).isFalse();
    assertThat(shelf.writes()).isEmpty();
  }

  @Test
  void collectionWithoutResource_isParkedAndSaid() {
    replica.edit("notes", "a", before -> json("{}"), (minted, failure) -> {});
    turns.untilIdle();

    sync();

    assertThat(text(new WorkList(replica).listed(false, true)))
        .contains("NO_RESOURCE")
        .contains("notes");
  }

  /** A missing collection stopped all syncing until somebody created it. */
  @Test
  void valueThatIsNotThereYet_isNothing_andTheRestSyncs() {
    shelf.write("1", json("{'id':1,'n':1}"));
    define(
        (call, heard) -> {
          if (call.url().equals("/api/settings")) {
            heard.answer(new Resources.Answer(404, Json.absent(), "", "", "", 0));
          } else {
            shelf.send(call, heard);
          }
        },
        "{\"settings\":\"/api/settings\",\"tasks\":\"/api/tasks\"}");

    assertThat(sync()).isTrue();

    assertThat(here("1")).isEqualTo("{'id':'1','n':1}");
  }

  /** The URL of the collection may have changed, so nothing is deleted. */
  @Test
  void listThatIsNotThereAnyMore_isAFailure_andWhatWasKnownStays() {
    shelf.write("1", json("{'id':1,'n':1}"));
    sync();
    define((call, heard) -> heard.answer(new Resources.Answer(404, Json.absent(), "", "", "", 0)));

    assertThat(sync()).isFalse();

    assertThat(here("1")).isEqualTo("{'id':'1','n':1}");
  }

  // --- changes on both sides ---

  @Test
  void differentFields_areMerged() {
    shelf.write("1", json("{'id':1,'a':1,'b':1}"));
    sync();
    edit("1", "{'id':'1','a':2,'b':1}");
    shelf.write("1", json("{'id':1,'a':1,'b':2}"));

    assertThat(sync()).isTrue();

    assertThat(there("1")).isEqualTo("{'a':2,'b':2,'id':1}");
    assertThat(here("1")).isEqualTo("{'a':2,'b':2,'id':'1'}");
  }

  @ParameterizedTest
  @CsvSource({"true, {'id':1;'n':2}", "false, {'id':1;'n':3}"})
  void sameField_isAConflictUntilItIsDecided(boolean keep, String decided) {
    shelf.write("1", json("{'id':1,'n':1}"));
    sync();
    edit("1", "{'id':'1','n':2}");
    shelf.write("1", json("{'id':1,'n':3}"));
    sync();
    assertThat(new WorkList(replica).conflicts()).containsExactly("tasks/1");
    assertThat(there("1")).as("nothing is lost there").isEqualTo("{'id':1,'n':3}");

    Decisions decisions = new Decisions(replica);
    if (keep) {
      decisions.keepLocal("tasks/1", failure -> {});
    } else {
      decisions.takeServer("tasks/1", failure -> {});
    }
    turns.untilIdle();
    assertThat(sync()).isTrue();

    assertThat(there("1")).isEqualTo(decided.replace(';', ','));
    assertThat(replica.hasLocalChanges()).isFalse();
  }

  @Test
  void changedHereAndDeletedThere_isAConflictAndMayBeMadeAnew() {
    shelf.write("1", json("{'id':1,'n':1}"));
    sync();
    edit("1", "{'id':'1','n':2}");
    shelf.write("1", Json.absent());
    sync();
    assertThat(new WorkList(replica).conflicts()).containsExactly("tasks/1");

    new Decisions(replica).keepLocal("tasks/1", failure -> {});
    turns.untilIdle();
    assertThat(sync()).isTrue();

    assertThat(there("41")).isEqualTo("{'id':41,'n':2}");
    assertThat(here("1")).isEqualTo("{'id':'1','n':2}");
  }

  // --- failures ---

  @ParameterizedTest
  @CsvSource({"LOST_BEFORE", "LOST_AFTER"})
  void answerToAPostGetsLost_oneEffect(Shelf.Fault fault) {
    edit("a", "{'id':'a','n':1}");
    shelf.fault = fault;
    assertThat(sync()).isFalse();
    assertThat(replica.hasLocalChanges()).isTrue();

    reopen();
    assertThat(sync()).isTrue();

    assertThat(shelf.resources.keySet()).containsExactly("41");
    assertThat(here("a")).isEqualTo("{'id':'a','n':1}");
  }

  @ParameterizedTest
  @CsvSource({"{'id':'1';'n':2}, {'id':1;'n':2}", "'', ''"})
  void answerToAChangeGetsLost_whatTheBackendHoldsDecides(String edit, String held) {
    shelf.write("1", json("{'id':1,'n':1}"));
    sync();
    edit("1", "{'id':'1','n':5}");
    sync(); // now its ETag is known
    edit("1", edit.replace(';', ','));
    shelf.fault = Shelf.Fault.LOST_AFTER;
    assertThat(sync()).isFalse();

    assertThat(sync()).isTrue();

    assertThat(there("1")).isEqualTo(held.replace(';', ','));
    assertThat(replica.hasLocalChanges()).isFalse();
  }

  @Test
  void diskFullAfterThePost_oneEffect() {
    edit("a", "{'id':'a','n':1}");
    int[] sent = {0};
    Resources through =
        (call, heard) ->
            shelf.send(
                call,
                answer -> {
                  if (sent[0]++ == 0) {
                    disk.fill(1);
                  }
                  heard.answer(answer);
                });
    define(through);
    assertThat(sync()).isFalse();

    assertThat(sync()).isTrue();

    assertThat(shelf.resources.keySet()).containsExactly("41");
  }

  @Test
  void refused_itIsParkedWithTheBackendsWordsAndTheRestGoesOn() {
    edit("a", "{'id':'a','n':1}");
    shelf.refuses = 422;
    shelf.refusal = Json.stringify(ProblemBody.of(ProblemCode.INVALID, "no title"));
    sync();
    shelf.refuses = 0;
    edit("b", "{'id':'b','n':1}");

    sync();

    assertThat(text(new WorkList(replica).listed(false, true)))
        .contains("INVALID")
        .contains("no title");
    assertThat(there("41")).contains("'n':1");
  }

  @ParameterizedTest
  @CsvSource({"503, WAITING", "429, WAITING", "401, NEEDS_LOGIN"})
  void notNow_oneRequestAndAllIsKept(int status, SyncState state) {
    for (int i = 0; i < 5; i++) {
      edit("t" + i, "{'id':'t" + i + "'}");
    }
    shelf.refuses = status;

    assertThat(sync()).isFalse();

    assertThat(shelf.writes()).containsExactly("POST /api/tasks");
    assertThat(loop.state()).isEqualTo(state);
    assertThat(replica.pendingKeys()).hasSize(5);
  }

  @Test
  void failsInTheMiddle_whatWasTakenIsToldAndNothingIsSentTwice() {
    for (int i = 0; i < 3; i++) {
      edit("t" + i, "{'id':'t" + i + "'}");
    }
    Resources breaks =
        (call, heard) -> {
          shelf.refuses = shelf.resources.size() == 2 ? 503 : 0;
          shelf.send(call, heard);
        };
    define(breaks);

    assertThat(sync()).isFalse();

    assertThat(shelf.writes()).as("two made, one refused").hasSize(3);
    assertThat(replica.pendingKeys()).containsExactly("tasks/t2");
  }

  @Test
  void reset_allIsPulledAgainUnderTheSameNames() {
    edit("mine", "{'id':'mine','n':1}");
    sync();
    Reset.run(replica, "reset", failure -> {});
    turns.untilIdle();
    assertThat(here("mine")).isEmpty();

    assertThat(sync()).isTrue();

    assertThat(here("mine")).isEqualTo("{'id':'mine','n':1}");
    assertThat(here("41")).isEmpty();
  }

  @Test
  void newerReleaseWroteWhileTheListWasAsked_nothingIsWrittenOver() {
    sync();
    shelf.write("1", json("{'id':1}"));
    Resources upgraded =
        (call, heard) -> {
          disk.transact(
              true,
              tx ->
                  tx.get(
                      Table.META,
                      "replica",
                      meta -> {
                        Json newer = Json.copy(meta);
                        Json.set(newer, "format", Json.of(99));
                        tx.put(Table.META, "replica", newer);
                      }),
              failure -> shelf.send(call, heard));
        };
    define(upgraded);

    assertThat(sync()).isFalse();

    assertThat(disk.keys(Table.META)).noneMatch(key -> key.startsWith("rest/row/"));
  }

  @Test
  void browserDroppedEverythingWhileThePageIsOpen_theListIsSentAgain() {
    shelf.write("1", json("{'id':1}"));
    sync();

    disk.evict();
    assertThat(sync()).isTrue();

    assertThat(here("1")).isEqualTo("{'id':'1'}");
  }

  @Test
  void diskFullWhenTheNewsIsStored_itComesWithTheNextList() {
    sync();
    shelf.write("1", json("{'id':1}"));
    disk.fill(1);
    assertThat(sync()).isFalse();

    assertThat(sync()).isTrue();

    assertThat(here("1")).isEqualTo("{'id':'1'}");
  }

  @Test
  void anotherTabWasGivenAnOlderList_thisOneAsksForAllAgain() {
    shelf.write("1", json("{'id':1,'n':1}"));
    shelf.write("1", json("{'id':1,'n':2}"));
    sync();
    Shelf older = new Shelf(turns);
    older.write("1", json("{'id':1,'n':1}"));
    SyncLoop here = loop;
    reopen();
    define(older);
    sync();
    assertThat(here("1")).isEqualTo("{'id':'1','n':1}");

    loop = here;
    sync();

    assertThat(here("1")).isEqualTo("{'id':'1','n':2}");
  }

  /** The imported work has the epoch of its device; this device has none yet. */
  @Test
  void workOfAnotherDeviceImportedBeforeTheFirstSync_itIsSent() {
    edit("a", "{'id':'a','n':1}");
    sync();
    edit("b", "{'id':'b','n':1}");
    Json content = Json.object();
    Export.run(replica, new StateShape(Json.object()), content, failure -> {});
    turns.untilIdle();
    disk.evict();
    reopen();
    Import.run(replica, content, failure -> {});
    turns.untilIdle();

    assertThat(sync()).isTrue();

    assertThat(there("42")).isEqualTo("{'id':42,'n':1}");
    assertThat(replica.hasLocalChanges()).isFalse();
  }
}
