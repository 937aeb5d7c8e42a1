package dev.holdfast.core.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.core.json.Json;
import dev.holdfast.core.protocol.Mutation;
import dev.holdfast.core.protocol.SyncRequest;
import org.junit.jupiter.api.Test;

/** The next page of a pull is asked for while the one before it is stored. */
class PullAheadTest extends SyncLoopFixture {
  private static final int MANY = 6_500;

  private void fill() {
    for (int doc = 0; doc < MANY; doc++) {
      server.write(
          "r9", Mutation.of("m" + doc, "tasks", "t" + doc, 0, Json.parse("{\"n\":" + doc + "}")));
    }
  }

  /** Asks for the whole and returns the cursors that were sent, in order. */
  private String pulled() {
    asked.clear();
    loop.sync(ok -> {});
    turns.untilIdle();
    StringBuilder cursors = new StringBuilder();
    asked.forEach(request -> cursors.append((int) SyncRequest.cursor(request)).append(' '));
    return cursors.toString();
  }

  @Test
  void aPullOfManyPages_asksForEachOnce_andForTheNextBeforeItHasStoredOne() {
    fill();
    StringBuilder stored = new StringBuilder();
    wire =
        request -> {
          stored.append((int) replica.cursor()).append(' ');
          return served(request);
        };

    assertThat(pulled()).isEqualTo("0 1000 3000 ");

    assertThat(stored).hasToString("0 0 1000 ");
    assertThat(replica.cursor()).isEqualTo(MANY);
    assertThat(replica.serverVersion()).isEqualTo(replica.localVersion());
  }

  @Test
  void anEditMadeMeanwhile_travelsWithTheNextRequest_andWhatWasAskedAheadIsNotUsed() {
    fill();
    boolean[] edited = {false};
    wire =
        request -> {
          if (SyncRequest.cursor(request) == 1_000 && !edited[0]) {
            edited[0] = true;
            replica.edit("tasks", "mine", before -> Json.of(true), (minted, failure) -> {});
          }
          return served(request);
        };

    assertThat(pulled()).isEqualTo("0 1000 1000 3000 ");

    assertThat(server.value("tasks/mine")).isEqualTo("true");
    assertThat(replica.hasLocalChanges()).isFalse();
    assertThat(replica.cursor()).isEqualTo(MANY + 1);
  }

  @Test
  void theNextPageIsLost_thePullGoesOnWhereItStood() {
    fill();
    int[] lost = {0};
    wire =
        request ->
            SyncRequest.cursor(request) == 1_000 && lost[0]++ == 0 ? status(0, 0) : served(request);
    loop.sync(ok -> {});
    turns.untilIdle();
    assertThat(replica.cursor()).isEqualTo(1_000);

    pass(120_000);

    assertThat(replica.cursor()).isEqualTo(MANY);
    assertThat(replica.isPartial()).isFalse();
  }

  @Test
  void theVersionsAreResetMeanwhile_whatWasAskedAheadIsNotUsed() {
    fill();
    boolean[] reset = {false};
    wire =
        request -> {
          if (SyncRequest.cursor(request) == 1_000 && !reset[0]) {
            reset[0] = true;
            loop.abort();
            return status(500, 0);
          }
          return served(request);
        };

    assertThat(pulled()).isEqualTo("0 1000 1000 3000 ");

    assertThat(replica.cursor()).isEqualTo(MANY);
  }
}
