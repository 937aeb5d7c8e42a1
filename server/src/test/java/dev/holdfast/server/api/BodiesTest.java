package dev.holdfast.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Bodies that are incomplete, too large, compressed or sent twice. */
class BodiesTest extends SyncFixture {
  @Test
  void aBodyCutAtEveryByte_hasNoEffect_theRetryHasOne() throws Exception {
    byte[] body = PUSH.getBytes(StandardCharsets.UTF_8);
    for (int cut = 0; cut < body.length; cut++) {
      try (Socket socket = new Socket("localhost", server.port())) {
        OutputStream out = socket.getOutputStream();
        out.write(
            ("POST /v1/spaces/shared/sync HTTP/1.1\r\nHost: localhost\r\n"
                    + "Authorization: Bearer ann\r\nContent-Type: application/json\r\n"
                    + "Content-Length: "
                    + body.length
                    + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
        out.write(body, 0, cut);
        out.flush();
      }
    }
    assertThat(stored("shared")).isZero();
    assertThat(push("ann", "shared", PUSH).statusCode()).isEqualTo(200);
    assertThat(push("ann", "shared", PUSH).statusCode()).isEqualTo(200);
    assertThat(stored("shared")).isEqualTo(1);
  }

  @Test
  void aShorterBodyThatIsWholeAsHttp_isNoJson() throws Exception {
    for (int cut = 0; cut < PUSH.length(); cut++) {
      isProblem(push("ann", "shared", PUSH.substring(0, cut)), 400, "BAD_JSON");
    }
    assertThat(stored("shared")).isZero();
  }

  @Test
  void theSamePushThreeTimesAtOnce_hasOneEffect_andTheSameReceipts() throws Exception {
    HttpRequest request =
        as("ann", "/v1/spaces/shared/sync")
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(PUSH))
            .build();
    List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      answers.add(server.client().sendAsync(request, BodyHandlers.ofString()));
    }
    for (CompletableFuture<HttpResponse<String>> answer : answers) {
      assertThat(answer.join().body())
          .contains("\"receipts\":[{\"id\":\"m1\",\"status\":\"applied\",\"version\":1}]");
    }
    assertThat(stored("shared")).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"a\":1,\"a\":2}",
        "{\"a\":\"\\ud800\"}",
        "{\"a\":1e999}",
        "{\"a\":01}",
        "{'a':1}",
        "{\"a\":1}x",
        "nul",
      })
  @Tag("fault-47")
  void whatIsNoIJson_is400(String body) throws Exception {
    isProblem(push("ann", "shared", body), 400, "BAD_JSON");
  }

  @Test
  @Tag("fault-47")
  void nestingTooDeep_is400_notAStackOverflow() throws Exception {
    isProblem(push("ann", "shared", "[".repeat(90_000)), 400, "BAD_JSON");
    isProblem(
        push("ann", "shared", "{\"replica\":" + "[".repeat(100) + "]".repeat(100) + "}"),
        400,
        "BAD_JSON");
  }

  @Test
  void bytesThatAreNoUtf8_are400() throws Exception {
    HttpResponse<String> response =
        server.send(
            as("ann", "/v1/spaces/shared/sync")
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(new byte[] {'"', (byte) 0xff, '"'})));
    isProblem(response, 400, "BAD_JSON");
  }

  @Test
  void wrongTypes_are400_namingThePath() throws Exception {
    HttpResponse<String> response = push("ann", "shared", "{\"replica\":\"r1\",\"cursor\":\"x\"}");
    isProblem(response, 400, "BAD_REQUEST");
    assertThat(response.body()).contains("cursor: expected a whole number, got a string");
  }

  @Test
  void aBodyOverTheLimit_is413() throws Exception {
    String large = PUSH.replace("\"x\"", "\"" + "x".repeat(100_000) + "\"");
    isProblem(push("ann", "shared", large), 413, "TOO_LARGE");
    HttpResponse<String> chunked =
        server.send(
            as("ann", "/v1/spaces/shared/sync")
                .header("Content-Type", "application/json")
                .POST(
                    HttpRequest.BodyPublishers.fromPublisher(
                        HttpRequest.BodyPublishers.ofString(large))));
    isProblem(chunked, 413, "TOO_LARGE");
  }

  @Test
  void tooManyMutations_are413() throws Exception {
    StringBuilder body = new StringBuilder("{\"replica\":\"r1\",\"mutations\":[{\"id\":\"a\"}");
    body.append(",{\"id\":\"a\"}".repeat(1000)).append("]}");
    isProblem(push("ann", "shared", body.toString()), 413, "TOO_MANY");
  }

  private static byte[] zip(byte[] plain) throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream zip = new GZIPOutputStream(out)) {
      zip.write(plain);
    }
    return out.toByteArray();
  }

  private HttpResponse<String> pushZipped(byte[] zipped) throws Exception {
    return server.send(
        as("ann", "/v1/spaces/shared/sync")
            .header("Content-Type", "application/json")
            .header("Content-Encoding", "gzip")
            .POST(HttpRequest.BodyPublishers.ofByteArray(zipped)));
  }

  @Test
  void aZippedBody_isRead() throws Exception {
    assertThat(pushZipped(zip(PUSH.getBytes(StandardCharsets.UTF_8))).statusCode()).isEqualTo(200);
    assertThat(stored("shared")).isEqualTo(1);
  }

  @Test
  @Tag("fault-46")
  void aZipBomb_is413ByItsInflatedSize() throws Exception {
    byte[] bomb = zip(new byte[50_000_000]);
    assertThat(bomb.length).isLessThan(100_000);
    isProblem(pushZipped(bomb), 413, "TOO_LARGE");
  }

  @Test
  void abodyThatIsNoZip_orHalfOfOne_is400() throws Exception {
    isProblem(pushZipped(PUSH.getBytes(StandardCharsets.UTF_8)), 400, "BAD_GZIP");
    byte[] whole = zip(PUSH.getBytes(StandardCharsets.UTF_8));
    for (int cut = 0; cut < whole.length; cut++) {
      assertThat(pushZipped(Arrays.copyOf(whole, cut)).statusCode()).isEqualTo(400);
    }
    assertThat(stored("shared")).isZero();
  }

  @Test
  void aLongAnswer_isZippedForThoseWhoAcceptIt() throws Exception {
    push("ann", "shared", PUSH.replace("\"x\"", "\"" + "x".repeat(5000) + "\""));
    HttpResponse<byte[]> zipped =
        server
            .client()
            .send(
                as("ann", "/v1/spaces/shared/changes")
                    .header("Accept-Encoding", "br, gzip;q=0.8")
                    .build(),
                BodyHandlers.ofByteArray());
    assertThat(zipped.headers().firstValue("Content-Encoding")).hasValue("gzip");
    assertThat(zipped.body().length).isLessThan(1000);
    try (var in = new GZIPInputStream(new ByteArrayInputStream(zipped.body()))) {
      assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8)).contains("xxxxx");
    }
    for (String refusal : List.of("identity", "gzip;q=0", "br")) {
      HttpResponse<String> plain =
          server.send(as("ann", "/v1/spaces/shared/changes").header("Accept-Encoding", refusal));
      assertThat(plain.headers().firstValue("Content-Encoding")).isEmpty();
    }
  }
}
