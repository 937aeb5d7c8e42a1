package dev.holdfast.core.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.core.json.Json;
import dev.holdfast.core.protocol.Mutation;
import dev.holdfast.core.protocol.Receipt;
import dev.holdfast.core.protocol.SyncAnswer;
import dev.holdfast.core.protocol.SyncRequest;
import dev.holdfast.core.replica.Decisions;
import dev.holdfast.core.replica.WorkList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Both sides change a document. */
class RestMergeTest extends RestFixture {
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

  /** As Express and Rails make them of each answer's bytes: no server compares them on a write. */
  @Test
  void tagsAreWeak_theBackendIsAskedBeforeItIsChanged() {
    shelf.checks = false;
    shelf.tagsAreWeak = true;
    edit("1", "{'id':'1','a':1,'b':1}");
    sync();
    String id = shelf.resources.firstKey();
    edit("1", "{'id':'1','a':2,'b':1}");
    shelf.write(id, json("{'id':" + id + ",'a':1,'b':2}"));

    assertThat(sync()).isTrue();

    assertThat(there(id)).isEqualTo("{'a':2,'b':2,'id':" + id + "}");
    assertThat(shelf.writes()).noneMatch(one -> one.contains("If-Match"));
  }

  /** As Django and Spring do: reads have an ETag, writes neither have one nor check one. */
  @Test
  void onlyReadsHaveTags_theBackendIsAskedBeforeItIsChanged() {
    shelf.checks = false;
    shelf.write("1", json("{'id':1,'n':1}"));
    sync();
    edit("1", "{'id':1,'n':2}");
    shelf.write("1", json("{'id':1,'n':3}"));
    sync();
    assertThat(new WorkList(replica).conflicts()).containsExactly("tasks/1");
    new Decisions(replica).keepLocal("tasks/1", failure -> {});
    turns.untilIdle();
    shelf.write("1", json("{'id':1,'n':3,'b':4}"));

    sync();

    assertThat(there("1")).contains("'b':4");
  }

  @Test
  void differentFields_areMerged() {
    shelf.write("1", json("{'id':1,'a':1,'b':1}"));
    sync();
    edit("1", "{'id':'1','a':2,'b':1}");
    shelf.write("1", json("{'id':1,'a':1,'b':2}"));

    assertThat(sync()).isTrue();

    assertThat(there("1")).isEqualTo("{'a':2,'b':2,'id':1}");
    assertThat(here("1")).isEqualTo("{'a':2,'b':2,'id':1}");
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
}
