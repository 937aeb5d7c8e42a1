package dev.holdfast.core.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.core.json.Json;
import dev.holdfast.core.protocol.Mutation;
import dev.holdfast.core.protocol.ProblemBody;
import dev.holdfast.core.protocol.ProtocolException;
import dev.holdfast.core.protocol.SyncRequest;
import dev.holdfast.core.replica.Decisions;
import dev.holdfast.core.replica.Import;
import dev.holdfast.core.replica.Reset;
import dev.holdfast.core.replica.WorkList;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A server or a proxy that refuses a whole request, for one of its mutations or for all. */
class SyncRefusedTest extends SyncLoopFixture {
  @BeforeEach
  void speakHttp() {
    wire = this::refusing;
  }

  /** Answers as the HTTP API does to what is not of the protocol. */
  private Transport.Answer refusing(Json request) {
    try {
      return served(request);
    } catch (ProtocolException e) {
      Json problem = ProblemBody.of(e.code().name(), String.valueOf(e.getMessage()));
      return new Transport.Answer(e.code().status(), problem, 0);
    }
  }

  /** A proxy on the way refuses requests that carry a document of this name. */
  private void refuse(String doc, int status) {
    wire = request -> carries(request, doc) ? status(status, 0) : refusing(request);
  }

  private static boolean carries(Json request, String doc) {
    Json mutations = SyncRequest.mutations(request);
    boolean found = false;
    for (int i = 0; i < Json.size(mutations); i++) {
      found |= Mutation.doc(Json.at(mutations, i)).equals(doc);
    }
    return found;
  }

  private void importBad(boolean frozen) {
    Json content =
        Json.parse(
            "{\"mutations\":[{\"id\":\"no id\",\"origin\":\"r9\",\"key\":\"tasks/bad\","
                + "\"state\":\"queued\",\"base\":0,\"at\":1,\"attempts\":0,\"replaces\":[],"
                + "\"value\":1,\"frozen\":"
                + frozen
                + "}]}");
    Import.run(replica, content, failure -> assertThat(failure).isNull());
    turns.untilIdle();
  }

  private void editMany(int from, int to) {
    for (int i = from; i < to; i++) {
      edit("d" + i, "1");
    }
  }

  private Json parked() {
    return new WorkList(replica).listed(false, true);
  }

  private String parkedCause() {
    assertThat(Json.size(parked())).isEqualTo(1);
    return Json.stringify(Json.get(Json.at(parked(), 0), "cause"));
  }

  private boolean sync() {
    boolean[] synced = {false};
    loop.sync(ok -> synced[0] = ok);
    turns.untilIdle();
    return synced[0];
  }

  @Test
  void oneMutationIsMalformed_itIsParkedAndTheOthersArrive() {
    editMany(0, 20);
    importBad(false);
    editMany(20, 200);

    assertThat(sync()).isFalse();

    assertThat(server.version()).isEqualTo(200);
    assertThat(parkedCause())
        .contains("\"code\":\"BAD_REQUEST\"")
        .contains("\"detail\":\"mutations/0/id: expected");
    assertThat(loop.state()).isEqualTo(SyncState.IDLE);
    String id = Json.text(Json.get(Json.at(parked(), 0), "id"));
    new Decisions(replica).retry(id, failure -> assertThat(failure).isNull());
    assertThat(sync()).isTrue();
    assertThat(server.value("tasks/bad")).isEqualTo("1");
  }

  @Test
  void outcomeOfAMalformedMutationIsUnknown_itIsParkedAndTheOthersArrive() {
    importBad(true);
    editMany(0, 5);

    sync();

    assertThat(server.version()).isEqualTo(5);
    assertThat(parkedCause()).contains("BAD_REQUEST");
  }

  @Test
  void proxyRefusesWhatOneDocumentSays_onlyThatIsParked() {
    for (int status : new int[] {400, 403, 406, 413, 422}) {
      String bad = "bad" + status;
      refuse(bad, status);
      edit(bad, "1");
      edit("good" + status, "1");
      sync();
      assertThat(server.value("tasks/good" + status)).isEqualTo("1");
      assertThat(Json.stringify(parked())).contains("tasks/" + bad);
    }
    assertThat(Json.size(parked())).isEqualTo(5);
  }

  @Test
  void twoOfManyAreRefused_bothAreParkedInFewRequests() {
    wire =
        request ->
            carries(request, "d30") || carries(request, "d90") ? status(422, 0) : refusing(request);
    editMany(0, 120);

    sync();

    assertThat(server.version()).isEqualTo(118);
    assertThat(Json.size(parked())).isEqualTo(2);
    assertThat(asked.size()).isLessThan(45);
  }

  @Test
  void everyCallIsRefused_nothingIsParked() {
    editMany(0, 20);
    for (int status : new int[] {400, 403, 404, 405, 413, 421, 422}) {
      wire = request -> status(status, 0);
      assertThat(sync()).isFalse();
      assertThat(Json.size(parked())).isZero();
      assertThat(loop.state()).isEqualTo(SyncState.BLOCKED);
    }
    wire = this::refusing;
    assertThat(sync()).isTrue();
  }

  @Test
  void thereIsNoSuchCall_oneRequestIsEnoughToKnow() {
    editMany(0, 20);
    asked.clear();
    wire = request -> status(404, 0);

    sync();

    assertThat(asked).hasSize(1);
  }

  @Test
  void serverFailsWhileTheRefusedIsInDoubt_nothingIsParked() {
    edit("bad", "1");
    for (int status : new int[] {0, 401, 429, 503, Transport.REDIRECTED}) {
      wire = request -> status(carries(request, "bad") ? 400 : status, 0);
      assertThat(sync()).isFalse();
      assertThat(Json.size(parked())).isZero();
    }
    wire = this::refusing;
    assertThat(sync()).isTrue();
    assertThat(server.value("tasks/bad")).isEqualTo("1");
  }

  @Test
  void resetWhileTheRefusedIsInDoubt_nothingIsParked() {
    edit("bad", "1");
    wire =
        request -> {
          if (carries(request, "bad")) {
            return status(400, 0);
          }
          loop.abort();
          Reset.run(replica, "reset", failure -> {});
          return refusing(request);
        };
    sync();

    assertThat(Json.size(parked())).isZero();
    assertThat(replica.hasLocalChanges()).isFalse();
  }
}
