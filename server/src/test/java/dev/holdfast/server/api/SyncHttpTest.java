package dev.holdfast.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.core.json.Json;
import dev.holdfast.core.merge.StateHash;
import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The calls of /v1 as a replica makes them, over HTTP, stored on disk. */
class SyncHttpTest {
  @TempDir Path data;
  SyncServer server;

  @BeforeEach
  void start() throws Exception {
    server = SyncServer.on(data);
  }

  @AfterEach
  void stop() throws Exception {
    server.close();
  }

  @Test
  void pushAndPull_inOneRoundTrip() throws Exception {
    Json answer =
        server.sync(
            "kitchen",
            """
            {'replica':'r1','epoch':null,'cursor':0,'mutations':[
              {'id':'m1','collection':'tasks','doc':'t1','op':'put','base':0,'value':{'title':'x'}},
              {'id':'m2','collection':'tasks','doc':'t2','op':'delete','base':0}]}""");

    assertThat(Json.stringify(Json.get(answer, "receipts")))
        .isEqualTo(
            """
            [{"id":"m1","status":"applied","version":1},\
            {"id":"m2","status":"applied","version":0}]""");
    assertThat(Json.stringify(Json.get(answer, "changes")))
        .isEqualTo(
            """
            [{"collection":"tasks","doc":"t1","value":{"title":"x"},"version":1}]""");
    assertThat(Json.number(Json.get(answer, "cursor"))).isEqualTo(1);
    assertThat(Json.isTrue(Json.get(answer, "more"))).isFalse();
    assertThat(Json.text(Json.get(answer, "stateHash"))).hasSize(32);
    assertThat(Json.text(Json.get(answer, "epoch"))).isNotEmpty();
  }

  @Test
  void aSecondReplica_pullsWhatTheFirstPushed() throws Exception {
    server.sync(
        "kitchen",
        """
        {'replica':'r1','cursor':0,'mutations':[
          {'id':'m1','collection':'tasks','doc':'t1','op':'put','base':0,'value':1}]}""");

    HttpResponse<String> pulled = server.get("/v1/spaces/kitchen/changes?cursor=0&limit=10");

    assertThat(pulled.statusCode()).isEqualTo(200);
    assertThat(pulled.headers().firstValue("Content-Type")).hasValue("application/json");
    assertThat(pulled.headers().firstValue("Cache-Control")).hasValue("no-store");
    assertThat(Json.stringify(Json.get(Json.parse(pulled.body()), "changes")))
        .isEqualTo("[{\"collection\":\"tasks\",\"doc\":\"t1\",\"value\":1,\"version\":1}]");
  }

  @Test
  void aReplicaOfTheReleaseBefore_inASpaceWithPlaces_isInStep_anotherGetsTheStateHash()
      throws Exception {
    Json answer =
        server.sync(
            "kitchen",
            """
            {'replica':'r1','cursor':0,'places':true,'mutations':[
              {'id':'m1','collection':'tasks','doc':'t1','op':'put','base':0,'value':1,
               'place':'a0'}]}""");
    String hash = Json.text(Json.get(answer, "stateHash"));
    String epoch = Json.text(Json.get(answer, "epoch"));
    assertThat(hash).hasSize(32);
    String own = StateHash.of("tasks", "t1", Json.of(1)).hex();

    String request =
        "{'replica':'old','epoch':'%s','cursor':1,'stateHash':'%s'}".formatted(epoch, own);
    for (int i = 0; i < 2; i++) {
      Json old = server.sync("kitchen", request);
      assertThat(Json.text(Json.get(old, "epoch"))).isEqualTo(epoch);
      assertThat(Json.isTrue(Json.get(old, "more"))).isFalse();
      assertThat(Json.isAbsent(Json.get(old, "stateHash"))).isTrue();
    }
    String changes = "/v1/spaces/kitchen/changes?cursor=0";
    assertThat(server.get(changes).body()).doesNotContain(hash);
    assertThat(server.get(changes + "&places=true").body()).contains(hash);
  }

  @Test
  void live_saysTheVersionOnConnectAndAfterEachCommit() throws Exception {
    HttpResponse<InputStream> live =
        server
            .client()
            .send(server.request("/v1/spaces/kitchen/live").build(), BodyHandlers.ofInputStream());
    assertThat(live.headers().firstValue("Content-Type")).hasValue("text/event-stream");
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(live.body(), StandardCharsets.UTF_8))) {
      assertThat(lines.readLine()).isEqualTo("event: poke");
      assertThat(lines.readLine()).isEqualTo("data: {\"version\":0}");
      assertThat(lines.readLine()).isEmpty();

      server.sync(
          "kitchen",
          """
          {'replica':'r1','cursor':0,'mutations':[
            {'id':'m1','collection':'tasks','doc':'t1','op':'put','base':0,'value':1}]}""");

      assertThat(lines.readLine()).isEqualTo("event: poke");
      assertThat(lines.readLine()).isEqualTo("data: {\"version\":1}");
    }
  }
}
