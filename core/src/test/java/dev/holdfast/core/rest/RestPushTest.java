package dev.holdfast.core.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.core.json.Json;
import dev.holdfast.core.protocol.ProblemBody;
import dev.holdfast.core.protocol.ProblemCode;
import dev.holdfast.core.replica.WorkList;
import org.junit.jupiter.api.Test;

/** Local changes go to the backend. */
class RestPushTest extends RestFixture {
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
}
