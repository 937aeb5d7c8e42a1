package dev.holdfast.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.core.json.Json;
import dev.holdfast.core.protocol.Mutation;
import dev.holdfast.core.protocol.ProblemBody;
import dev.holdfast.core.protocol.SyncAnswer;
import dev.holdfast.core.space.Rules;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What comes in broken, too large, twice, or from the wrong people. */
class SyncFaultsTest {
  private static final String PUSH =
      """
      {'replica':'r1','cursor':0,'mutations':[
        {'id':'m1','collection':'tasks','doc':'t1','op':'put','base':0,'value':{'title':'x'}}]}\
      """
          .replace('\'', '"');

  @TempDir Path data;
  SyncServer server;

  @BeforeEach
  void start() throws Exception {
    server =
        new SyncServer(
            SyncOptions.of(data.toString())
                .auth(SyncFaultsTest::bearer, new OnlyTheirOwn())
                .bodyBytes(100_000)
                .rules(Rules.DEFAULT));
  }

  @AfterEach
  void stop() throws Exception {
    server.close();
  }

  /** The token is the subject's name; a cookie counts too. */
  private static @Nullable String bearer(RequestHead head) {
    String header = head.header("Authorization");
    if (header != null && header.startsWith("Bearer ")) {
      return header.substring("Bearer ".length());
    }
    return head.header("Cookie") != null ? "ann" : head.header("Test-Subject");
  }

  /** Spaces named after a subject are that subject's alone. */
  private static final class OnlyTheirOwn implements Authorizer {
    @Override
    public boolean mayRead(String subject, String space) {
      return space.equals("shared") || space.equals(subject);
    }

    @Override
    public boolean mayWrite(String subject, String space, Mutation mutation) {
      return !mutation.collection().equals("readonly");
    }
  }

  private HttpRequest.Builder as(String subject, String path) {
    return server.request(path).header("Authorization", "Bearer " + subject);
  }

  private HttpResponse<String> push(String subject, String space, String body) throws Exception {
    return server.send(
        as(subject, "/v1/spaces/" + space + "/sync")
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body)));
  }

  private static void isProblem(HttpResponse<String> response, int status, String code) {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
    assertThat(response.headers().firstValue("Content-Type")).hasValue("application/problem+json");
    assertThat(ProblemBody.code(Json.parse(response.body()))).isEqualTo(code);
  }

  private long stored(String space) throws Exception {
    String subject = space.equals("shared") ? "ann" : space;
    Json body = Json.parse(server.send(as(subject, "/v1/spaces/" + space + "/changes")).body());
    return (long) SyncAnswer.cursor(body);
  }

  // --- bodies ---

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

  // --- compression ---

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
      assertThat(pushZipped(java.util.Arrays.copyOf(whole, cut)).statusCode()).isEqualTo(400);
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
    try (var in = new GZIPInputStream(new java.io.ByteArrayInputStream(zipped.body()))) {
      assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8)).contains("xxxxx");
    }
    for (String refusal : List.of("identity", "gzip;q=0", "br")) {
      HttpResponse<String> plain =
          server.send(as("ann", "/v1/spaces/shared/changes").header("Accept-Encoding", refusal));
      assertThat(plain.headers().firstValue("Content-Encoding")).isEmpty();
    }
  }

  // --- paths ---

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/v1/spaces/a%2e%2e/sync",
        "/v1/spaces/a%20b/sync",
        "/v1/spaces/caf%C3%A9/sync",
        "/v1/spaces//sync",
        "/v1/spaces/a+b/sync",
        "/v1/spaces/a:b/changes",
        "/v1/spaces/%00/changes",
        "/v1/spaces/%2e%2e%2fx/changes",
        "/v1/spaces/..%2fx/changes",
        "/v1/spaces/%2e%2e/changes",
        "/v1/spaces/.%2e/changes",
      })
  @Tag("fault-45")
  void aNameNoSpaceCanHave_is400(String path) throws Exception {
    assertThat(raw("GET " + path + " HTTP/1.1")).startsWith("HTTP/1.1 400 ");
    assertThat(filesUnder(data)).allMatch(file -> file.startsWith("holdfast."));
  }

  @Test
  @Tag("fault-45")
  void dotsAndLongNames_are400() throws Exception {
    assertThat(raw("GET /v1/spaces/../x/changes HTTP/1.1")).matches("(?s)HTTP/1.1 40[04] .*");
    assertThat(raw("GET /v1/spaces/" + "a".repeat(129) + "/changes HTTP/1.1"))
        .startsWith("HTTP/1.1 400 ");
    assertThat(raw("GET /v1/spaces/" + "a".repeat(7_000) + "/changes HTTP/1.1"))
        .startsWith("HTTP/1.1 400 ");
    assertThat(raw("GET /v1/spaces/a\0b/changes HTTP/1.1")).startsWith("HTTP/1.1 400 ");
  }

  private static List<String> filesUnder(Path folder) throws Exception {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }

  /** Sends a request line as it is. */
  private String raw(String line) throws Exception {
    try (Socket socket = new Socket("localhost", server.port())) {
      String head = line + "\r\nHost: localhost\r\nTest-Subject: ann\r\nConnection: close\r\n\r\n";
      socket.getOutputStream().write(head.getBytes(StandardCharsets.ISO_8859_1));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void unknownCallsAndMethods_areAnsweredAsProblems() throws Exception {
    isProblem(server.send(as("ann", "/v1/spaces/shared/nothing")), 404, "NOT_FOUND");
    isProblem(server.send(as("ann", "/v1/other")), 404, "NOT_FOUND");
    isProblem(server.send(as("ann", "/v1/spaces/shared")), 404, "NOT_FOUND");
    isProblem(server.send(as("ann", "/v1/spaces/shared/changes/x")), 404, "NOT_FOUND");
    HttpResponse<String> get = server.send(as("ann", "/v1/spaces/shared/sync"));
    isProblem(get, 405, "METHOD_NOT_ALLOWED");
    assertThat(get.headers().firstValue("Allow")).hasValue("POST");
  }

  // --- people ---

  @Test
  void nobody_is401() throws Exception {
    HttpResponse<String> response = server.get("/v1/spaces/shared/changes");
    isProblem(response, 401, "UNAUTHENTICATED");
    assertThat(response.headers().firstValue("WWW-Authenticate")).hasValue("Bearer");
  }

  @Test
  @Tag("fault-44")
  void anotherSubjectThanTheReplicaBelieves_is401() throws Exception {
    HttpResponse<String> response =
        server.send(
            as("ann", "/v1/spaces/shared/sync")
                .header("Holdfast-Subject", "bob")
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(PUSH)));
    isProblem(response, 401, "WRONG_SUBJECT");
    assertThat(stored("shared")).isZero();
    assertThat(
            server
                .send(as("ann", "/v1/spaces/shared/changes").header("Holdfast-Subject", "ann"))
                .statusCode())
        .isEqualTo(200);
  }

  @Test
  void aSpaceOfOthers_is403_onEachCall() throws Exception {
    isProblem(push("ann", "bob", PUSH), 403, "SPACE_FORBIDDEN");
    for (String call : List.of("changes?cursor=0", "live", "receipts/m1?origin=r1")) {
      isProblem(server.send(as("ann", "/v1/spaces/bob/" + call)), 403, "SPACE_FORBIDDEN");
    }
    assertThat(stored("bob")).isZero();
  }

  @Test
  void writingIsGrantedPerMutation() throws Exception {
    HttpResponse<String> response =
        push(
            "ann",
            "shared",
            PUSH.replace("]}", ",")
                + "{\"id\":\"m2\",\"collection\":\"readonly\",\"doc\":\"x\",\"op\":\"put\","
                + "\"base\":0,\"value\":1}]}");
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body()).contains("\"applied\"", "\"FORBIDDEN\"");
    assertThat(stored("shared")).isEqualTo(1);
  }

  @Test
  @Tag("fault-51")
  void anotherSubjectsMutationId_isSeparate() throws Exception {
    push("ann", "shared", PUSH);
    assertThat(push("bob", "shared", PUSH.replace("\"t1\"", "\"t2\"")).body())
        .contains("{\"id\":\"m1\",\"status\":\"applied\",\"version\":2}");
    HttpResponse<String> reused = push("ann", "shared", PUSH.replace("\"t1\"", "\"t3\""));
    assertThat(reused.statusCode()).isEqualTo(200);
    assertThat(reused.body()).contains("ID_REUSED");
    assertThat(stored("shared")).isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource({
    "text/plain,,,403,CROSS_SITE",
    "application/json,,https://evil.example,403,CROSS_SITE",
    "application/json,cross-site,,403,CROSS_SITE",
    "application/json,same-site,,403,CROSS_SITE",
    "application/json,same-origin,,200,",
    "application/json,,,200,",
  })
  @Tag("fault-49")
  void aPostWithCookies_mustBeJsonOfOurOwnSite(
      String type, String site, String origin, int status, String code) throws Exception {
    HttpRequest.Builder request =
        server
            .request("/v1/spaces/shared/sync")
            .header("Cookie", "session=1")
            .header("Content-Type", type)
            .POST(HttpRequest.BodyPublishers.ofString(PUSH));
    if (site != null) {
      request.header("Sec-Fetch-Site", site);
    }
    if (origin != null) {
      request.header("Origin", origin);
    }
    HttpResponse<String> response = server.send(request);
    if (status == 200) {
      assertThat(response.statusCode()).isEqualTo(200);
    } else {
      isProblem(response, status, code);
      assertThat(stored("shared")).isZero();
    }
  }

  @Test
  void aPageOfAnotherSite_cannotWriteWithoutCookiesEither() throws Exception {
    HttpResponse<String> form =
        server.send(
            as("ann", "/v1/spaces/shared/sync")
                .header("Origin", "https://evil.example")
                .header("Content-Type", "text/plain")
                .POST(HttpRequest.BodyPublishers.ofString(PUSH)));
    isProblem(form, 403, "CROSS_SITE");
    HttpResponse<String> untyped =
        server.send(
            as("ann", "/v1/spaces/shared/sync")
                .header("Origin", "https://evil.example")
                .POST(HttpRequest.BodyPublishers.ofString(PUSH)));
    isProblem(untyped, 403, "CROSS_SITE");
    isProblem(
        server.send(
            as("ann", "/v1/spaces/shared/sync")
                .header("Content-Type", "text/plain")
                .POST(HttpRequest.BodyPublishers.ofString(PUSH))),
        415,
        "NOT_JSON");
  }

  // --- epochs, receipts, previews over HTTP ---

  @Test
  void anotherPast_is409WithTheNewEpoch() throws Exception {
    String epoch = SyncAnswer.epoch(Json.parse(push("ann", "shared", PUSH).body()));
    String body = "{\"replica\":\"r1\",\"epoch\":\"%s\",\"cursor\":50}".formatted(epoch);
    HttpResponse<String> first = push("ann", "shared", body);
    isProblem(first, 409, "EPOCH_CHANGED");
    String next = ProblemBody.epoch(Json.parse(first.body()));
    assertThat(next).isNotEqualTo(epoch);
    HttpResponse<String> again = push("ann", "shared", body);
    assertThat(ProblemBody.epoch(Json.parse(again.body()))).isEqualTo(next);
  }

  @Test
  void receiptsAreFoundByTheirSubjectAndOrigin() throws Exception {
    push("ann", "shared", PUSH);
    HttpResponse<String> receipt =
        server.send(as("ann", "/v1/spaces/shared/receipts/m1?origin=r1"));
    assertThat(receipt.statusCode()).isEqualTo(200);
    assertThat(receipt.body()).isEqualTo("{\"id\":\"m1\",\"status\":\"applied\",\"version\":1}");
    isProblem(
        server.send(as("ann", "/v1/spaces/shared/receipts/m1?origin=r2")), 404, "RECEIPT_UNKNOWN");
    isProblem(
        server.send(as("bob", "/v1/spaces/shared/receipts/m1?origin=r1")), 404, "RECEIPT_UNKNOWN");
    isProblem(server.send(as("ann", "/v1/spaces/shared/receipts/m1")), 400, "BAD_REQUEST");
    isProblem(
        server.send(as("dan", "/v1/spaces/dan/receipts/m1?origin=r1")), 404, "RECEIPT_UNKNOWN");
  }

  @Test
  void aPreviewStoresNothing() throws Exception {
    HttpResponse<String> preview =
        server.send(
            as("ann", "/v1/spaces/shared/preview")
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(PUSH)));
    assertThat(preview.statusCode()).isEqualTo(200);
    assertThat(preview.body()).contains("\"preview\":true", "\"applied\"");
    assertThat(stored("shared")).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"cursor=x", "cursor=1.5", "limit=0", "limit=x", "stateHash=q", "cursor="})
  void wrongParameters_are400(String query) throws Exception {
    isProblem(server.send(as("ann", "/v1/spaces/shared/changes?" + query)), 400, "BAD_REQUEST");
  }

  @Test
  void metricsAreTrueFigures() throws Exception {
    push("ann", "shared", PUSH);
    push("ann", "shared", "nonsense");
    HttpResponse<String> metrics = server.get("/metrics");
    assertThat(metrics.headers().firstValue("Content-Type").orElse("")).startsWith("text/plain");
    assertThat(metrics.body())
        .contains(
            "holdfast_requests_total 2\n",
            "holdfast_refused_total 1\n",
            "holdfast_receipts_total{status=\"applied\"} 1\n",
            "holdfast_receipts_total{status=\"rejected\"} 0\n",
            "holdfast_commits_total 1\n",
            "holdfast_live_streams 0\n");
  }
}
