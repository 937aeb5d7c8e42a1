package dev.holdfast.core.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.core.json.Json;
import dev.holdfast.core.protocol.ProblemBody;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** When the loop waits, and for how long. */
class SyncPausesTest extends SyncLoopFixture {
  /** On a slow machine a run had begun but not yet read the work when the network was lost. */
  @Test
  void offlineBeforeARunHasTakenTheWork_itTakesNone() {
    loop.syncNow();
    loop.pause();
    replica.edit("tasks", "t", before -> Json.parse("1"), (minted, failure) -> {});
    turns.untilIdle();
    loop.pause();
    pass(DAY);

    assertThat(asked).isEmpty();
    assertThat(loopState()).isEqualTo("waiting");

    loop.syncNow();
    turns.untilIdle();

    assertThat(ids(asked.get(0))).isNotEmpty();
    assertThat(loopState()).isEqualTo("idle");
  }

  @Test
  void offlineWhileARunEnds_workThatCameMeanwhileWaits() {
    wire =
        request -> {
          Transport.Answer answer = served(request);
          replica.edit("tasks", "late", before -> Json.parse("1"), (minted, failure) -> {});
          loop.pause();
          return answer;
        };
    edit("t", "1");
    pass(DAY);

    assertThat(asked).hasSize(1);
    assertThat(replica.pendingKeys()).containsExactly("tasks/late");
  }

  /**
   * Two servers of different lineages behind one address. The simulation found it as an endless
   * loop.
   */
  @Test
  void serverNamesAnotherEpochEachTime_itIsAskedWithPauses() {
    boolean[] two = {true};
    wire =
        request -> {
          boolean other = two[0] && !ids(request).isEmpty() && asked.size() < 500;
          Json body = other ? ProblemBody.epochChanged("another") : server.sync(request);
          boolean changed = !ProblemBody.code(body).isEmpty();
          return new Transport.Answer(changed ? 409 : 200, body, 0);
        };
    edit("t", "1");
    pass(30_000);

    assertThat(asked).as("asked in half a minute").hasSizeBetween(5, 25);
    assertThat(loopState()).isEqualTo("waiting");

    two[0] = false;
    pass(120_000);

    assertThat(loopState()).isEqualTo("idle");
    assertThat(replica.hasLocalChanges()).as("all is sent once the server is one").isFalse();
  }

  @Test
  @Tag("fault-23")
  void aDayOfServerErrors_fewRequestsFurtherAndFurtherApart_orderKept() {
    wire = request -> status(503, 0);
    for (int n = 0; n < 5; n++) {
      edit("t" + n, "1");
    }

    pass(DAY / 24);

    assertThat(asked).as("requests in an hour").hasSizeBetween(60, 90);
    for (int i = 1; i < times.size(); i++) {
      double wait = times.get(i) - times.get(i - 1);
      assertThat(wait).isGreaterThanOrEqualTo(Math.min(45_000, 750 * Math.pow(2, i - 1)) - 20);
      assertThat(wait).isLessThan(60_100);
      assertThat(ids(asked.get(i))).isEqualTo(ids(asked.get(0)));
    }
    wire = this::served;
    pass(60_100);
    assertThat(replica.hasLocalChanges()).isFalse();
    assertThat(server.version()).isEqualTo(5);
  }

  @Test
  @Tag("fault-24")
  void retryAfterLongerThanTheBackOff_isHonoured_editsDoNotShortenIt() {
    wire = request -> status(429, 120_000);
    edit("a", "1");
    pass(100);
    assertThat(asked).hasSize(1);
    wire = this::served;

    pass(60_000);
    edit("b", "1");
    pass(59_000);
    assertThat(asked).hasSize(1);
    pass(1_100);

    assertThat(asked).hasSizeGreaterThan(1);
    assertThat(times.get(1) - times.get(0)).isBetween(120_000.0, 120_100.0);
    assertThat(replica.hasLocalChanges()).isFalse();
  }

  @Test
  @Tag("fault-28")
  void redirectToALogin_needsLogin_andSeldomAskedAgain() {
    wire = request -> status(-1, 0);
    edit("a", "1");
    pass(100);
    assertThat(loop.state()).isEqualTo(SyncState.NEEDS_LOGIN);

    edit("b", "1");
    pass(2_900);
    assertThat(asked).as("a person needs time to sign in").hasSize(1);
    pass(DAY / 24);

    assertThat(asked).as("requests in an hour").hasSizeBetween(60, 90);
    assertThat(replica.hasLocalChanges()).isTrue();
  }

  @Test
  @Tag("fault-34")
  void tokenExpiresWhileSending_pauseThenOnUnderTheSameIds() {
    wire = request -> status(401, 0);
    edit("a", "1");
    edit("b", "1");
    pass(DAY / 24);
    assertThat(loop.state()).isEqualTo(SyncState.NEEDS_LOGIN);
    int before = asked.size();
    assertThat(before).as("requests in an hour").isBetween(60, 90);
    wire = this::served;

    loop.syncNow();
    turns.untilIdle();

    assertThat(ids(asked.get(before))).isEqualTo(ids(asked.get(0)));
    assertThat(replica.hasLocalChanges()).isFalse();
    assertThat(server.version()).isEqualTo(2);
    assertThat(states).endsWith("needsLogin", "syncing", "idle");
  }
}
