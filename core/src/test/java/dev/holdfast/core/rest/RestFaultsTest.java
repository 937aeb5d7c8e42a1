package dev.holdfast.core.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.core.sync.SyncState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The backend fails, or its answers get lost. */
class RestFaultsTest extends RestFixture {
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
}
