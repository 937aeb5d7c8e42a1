package dev.holdfast.core.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.core.json.Json;
import dev.holdfast.core.replica.Reset;
import dev.holdfast.core.replica.StateSession;
import dev.holdfast.core.replica.StateShape;
import dev.holdfast.core.store.Table;
import dev.holdfast.core.sync.SyncState;
import org.junit.jupiter.api.Test;

/** What changes at the backend comes here. */
class RestPullTest extends RestFixture {
  @Test
  void theirDocuments_comeChangeAndGo() {
    shelf.write("1", json("{'id':1,'n':1}"));
    shelf.write("2", json("{'id':2,'n':1}"));
    assertThat(sync()).isTrue();
    assertThat(here("1")).isEqualTo("{'id':1,'n':1}");

    shelf.write("1", json("{'id':1,'n':2}"));
    shelf.write("2", Json.absent());
    assertThat(sync()).isTrue();

    assertThat(here("1")).isEqualTo("{'id':1,'n':2}");
    assertThat(here("2")).isEmpty();
    assertThat(replica.hasLocalChanges()).isFalse();
  }

  @Test
  void theirElementsChange_theListKeepsItsOrder() {
    for (String id : new String[] {"a", "b", "c"}) {
      shelf.write(id, json("{'id':'" + id + "','n':1}"));
    }
    sync();
    shelf.write("b", json("{'id':'b','n':2}"));
    sync();
    shelf.write("a", json("{'id':'a','n':2}"));
    sync();
    assertThat(shown()).isEqualTo("{'tasks':[{'id':'a','n':2},{'id':'b','n':2},{'id':'c','n':1}]}");
  }

  /** The state as a page loads it. */
  private String shown() {
    String[] shown = {""};
    new StateSession(replica, new StateShape(json("{'tasks':'list'}")))
        .load(true, (state, failure) -> shown[0] = text(state));
    turns.untilIdle();
    return shown[0];
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
    assertThat(here("5")).isEqualTo("{'id':5}");
  }

  /**
   * The rows know the document already, so a later list does not bring it, and the replica's cursor
   * had moved past it.
   */
  @Test
  void afterAResetTheFirstListingHasWhatTheSecondHasNot_itComesAllTheSame() {
    shelf.pageSize = 2;
    for (int i = 1; i <= 5; i++) {
      shelf.write("" + i, json("{'id':" + i + "}"));
    }
    sync();
    shelf.write("1", Json.absent());
    Reset.run(replica, "reset", failure -> {});
    turns.untilIdle();
    int[] lists = {0};
    define(
        (call, heard) -> {
          lists[0] += call.url().equals("/api/tasks") ? 1 : 0;
          boolean moved = lists[0] == 2 && call.url().endsWith("from=2");
          Json page = json("[{'id':5}]");
          shelf.send(
              call,
              moved ? told -> heard.answer(new Resources.Answer(200, page, "", "", "", 0)) : heard);
        });
    assertThat(sync()).isTrue();

    assertThat(sync()).isTrue();

    assertThat(here("4")).isEqualTo("{'id':4}");
    assertThat(here("1")).isEmpty();
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
    assertThat(here("1")).isEqualTo("{'id':1}");
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

    assertThat(here("1")).isEqualTo("{'id':1,'n':1}");
  }

  /** The URL of the collection may have changed, so nothing is deleted. */
  @Test
  void listThatIsNotThereAnyMore_isAFailure_andWhatWasKnownStays() {
    shelf.write("1", json("{'id':1,'n':1}"));
    sync();
    define((call, heard) -> heard.answer(new Resources.Answer(404, Json.absent(), "", "", "", 0)));

    assertThat(sync()).isFalse();

    assertThat(here("1")).isEqualTo("{'id':1,'n':1}");
  }
}
