package dev.holdfast.core.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.core.json.Json;
import dev.holdfast.core.json.JsonException;
import dev.holdfast.core.protocol.ProblemBody;
import dev.holdfast.core.protocol.ProblemCode;
import dev.holdfast.core.protocol.SyncRequest;
import dev.holdfast.core.replica.Archives;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Answers that are cut, come from somebody else, or shut the replica out. */
class SyncAnswersTest extends SyncLoopFixture {
  @Test
  @Tag("fault-26")
  void answerCutAtEveryByte_theCursorStaysAndTheRetryHasOneEffect() {
    edit("a", "{\"title\":\"x\"}");
    String whole =
        Json.stringify(served(SyncRequest.of("r", Json.absent(), 0, 1000, Json.array())).body());
    int[] cut = {0};
    wire =
        request -> {
          String text = Json.stringify(server.sync(request));
          return new Transport.Answer(200, parsed(text.substring(0, cut[0])), 0);
        };
    for (; cut[0] < whole.length(); cut[0]++) {
      loop.sync(ok -> assertThat(ok).isFalse());
      turns.untilIdle();
      assertThat(replica.cursor()).isZero();
      assertThat(replica.hasLocalChanges()).isTrue();
    }
    wire = this::served;

    loop.sync(ok -> assertThat(ok).isTrue());
    turns.untilIdle();

    assertThat(replica.cursor()).isEqualTo(1);
    assertThat(server.version()).isEqualTo(1);
  }

  @Test
  void theAnswerIsNotStored_whatItSaysIsNotTold() {
    wire =
        request -> {
          Json answer = server.sync(request);
          Json.set(answer, "stateHash", Json.of("1".repeat(32)));
          disk.fill(1);
          return new Transport.Answer(200, answer, 0);
        };
    edit("a", "1");
    pass(100);
    assertThat(told).as("DIVERGED").isEmpty();
    assertThat(replica.hasLocalChanges()).isTrue();
  }

  @Test
  @Tag("fault-27")
  void captivePortalsPage_isNoAnswer() {
    wire = request -> status(200, 0);
    edit("a", "1");
    pass(100);

    assertThat(loop.state()).isEqualTo(SyncState.WAITING);
    assertThat(replica.hasLocalChanges()).isTrue();
    assertThat(replica.cursor()).isZero();
  }

  @Test
  @Tag("fault-52")
  void removedFromTheSpace_theLocalCopyGoesAndUnsentWorkIsArchived() {
    loop.sync(ok -> {});
    edit("shared", "1");
    pass(1_000);
    assertThat(replica.serverVersion()).isNotEmpty();
    Json problem = ProblemBody.of(ProblemCode.SPACE_FORBIDDEN, "removed");
    wire = request -> new Transport.Answer(403, problem, 0);
    edit("unsent", "1");

    pass(DAY / 24);

    assertThat(loop.state()).isEqualTo(SyncState.BLOCKED);
    assertThat(replica.serverVersion()).isEmpty();
    assertThat(replica.localVersion()).isEmpty();
    assertThat(replica.hasLocalChanges()).isFalse();
    int[] archived = {0};
    replica.refresh(failure -> {});
    Archives.list(replica, (all, failure) -> archived[0] = Json.size(all));
    turns.untilIdle();
    assertThat(archived[0]).isEqualTo(1);
  }

  /** Parses a body as a transport does: absent if it is not JSON. */
  private static Json parsed(String text) {
    try {
      return Json.parse(text);
    } catch (JsonException e) {
      return Json.absent();
    }
  }
}
