package dev.holdfast.verify.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.core.json.Json;
import dev.holdfast.verify.harness.Apps;
import dev.holdfast.verify.harness.Await;
import dev.holdfast.verify.harness.FaultyServer;
import dev.holdfast.verify.harness.FaultyServer.Fault;
import dev.holdfast.verify.harness.Server;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * The real server behind a real network that fails, and a client that resends until it has an
 * answer.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WireTest {
  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private Server server;
  private FaultyServer way;
  private String sync;
  private String space;

  @BeforeAll
  void start(@TempDir Path data) {
    server = Server.serve(Apps.lab(), data.resolve("data"));
  }

  @AfterAll
  void stop() {
    server.close();
  }

  @BeforeEach
  void lead(TestInfo test) {
    way = FaultyServer.before(server);
    space = test.getTestMethod().orElseThrow().getName().substring(0, 12);
    sync = "/v1/spaces/" + space + "/sync";
  }

  @AfterEach
  void end() {
    way.close();
  }

  private static String put(String id, long base, int value) {
    return """
    {"replica":"r1","mutations":[{"id":"%s","collection":"tasks","doc":"t1","op":"put",\
    "base":%d,"value":%d}]}\
    """
        .formatted(id, base, value);
  }

  /**
   * Two changes, the second made on the first. Resent under an unknown subject, the first
   * conflicts.
   */
  private static final String TWICE =
      """
      {"replica":"r1","mutations":[\
      {"id":"m1","collection":"tasks","doc":"t1","op":"put","base":0,"value":7},\
      {"id":"m2","collection":"tasks","doc":"t1","op":"put","base":1,"value":8}]}\
      """;

  private static final String RECEIPTS =
      "[{\"id\":\"m1\",\"status\":\"applied\",\"version\":1},"
          + "{\"id\":\"m2\",\"status\":\"applied\",\"version\":2}]";

  private HttpRequest push(String body) {
    return HttpRequest.newBuilder(URI.create(way.url() + sync))
        .header("Content-Type", "application/json")
        .POST(BodyPublishers.ofString(body))
        .build();
  }

  private String receipts(String body) throws Exception {
    HttpResponse<String> answer = HTTP.send(push(body), BodyHandlers.ofString());
    assertThat(answer.statusCode()).isEqualTo(200);
    return Json.stringify(Json.get(Json.parse(answer.body()), "receipts"));
  }

  /** The bytes of the answer as they come over the wire, until the connection ends. */
  private byte[] bytes(String body) throws IOException {
    try (Socket socket = new Socket("localhost", URI.create(way.url()).getPort())) {
      String head =
          "POST " + sync + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n";
      byte[] whole =
          (head + "Content-Length: " + body.length() + "\r\n\r\n" + body)
              .getBytes(StandardCharsets.US_ASCII);
      socket.getOutputStream().write(whole);
      InputStream in = socket.getInputStream();
      try {
        return in.readAllBytes();
      } catch (IOException reset) {
        return new byte[0];
      }
    }
  }

  @Test
  @Tag("fault-26")
  void answerCutAtEveryByte_theRetryHasOneEffectAndTheSameReceipts() throws Exception {
    int whole = bytes(TWICE).length;
    assertThat(whole).isGreaterThan(300);
    for (int cut = 0; cut < whole; cut++) {
      way.fault("/sync", cut % 2 == 0 ? Fault.TRUNCATE : Fault.RESET, cut);
      assertThat(bytes(TWICE).length).isLessThanOrEqualTo(cut);
    }
    way.heal();

    assertThat(receipts(TWICE)).isEqualTo(RECEIPTS);
    assertThat(server.head(space)).isEqualTo(2);
  }

  @Test
  @Tag("fault-29")
  void theSamePushThreeTimesAtOnce_oneEffectAndTheSameReceipts() throws Exception {
    way.fault("/sync", Fault.DUPLICATE, 3);

    assertThat(receipts(TWICE)).isEqualTo(RECEIPTS);
    assertThat(receipts(TWICE)).isEqualTo(RECEIPTS);

    assertThat(server.head(space)).isEqualTo(2);
    assertThat(server.documents(space)).containsEntry("tasks/t1", "8");
  }

  @Test
  @Tag("fault-12")
  void answerLostAfterTheCommit_theSameReceiptForTheSameIdAndNothingIsUndone() throws Exception {
    way.fault("/sync", Fault.DROP_AFTER_COMMIT);
    assertThat(bytes(put("m1", 0, 7))).isEmpty();
    way.heal();
    server.write(space, "tasks", "t1", "9");

    assertThat(receipts(put("m1", 0, 7)))
        .isEqualTo("[{\"id\":\"m1\",\"status\":\"applied\",\"version\":1}]");

    assertThat(server.documents(space)).containsEntry("tasks/t1", "9");
    assertThat(server.head(space)).isEqualTo(2);
  }

  @Test
  @Tag("fault-29")
  void aPushThatANewerOneOvertook_isAConflictAndUndoesNothing() throws Exception {
    receipts(put("m1", 0, 1));
    way.fault("/sync", Fault.REORDER);
    CompletableFuture<HttpResponse<String>> slow =
        HTTP.sendAsync(push(put("m2", 1, 2)), BodyHandlers.ofString());
    way.await("/sync", 2);

    assertThat(receipts(put("m3", 1, 3))).contains("\"applied\"");

    assertThat(slow.join().body()).contains("\"conflict\"");
    assertThat(server.documents(space)).containsEntry("tasks/t1", "3");
  }

  @Test
  @Tag("fault-26")
  void aRequestThatArrivesAfterItWasGivenUp_hasOneEffectWithItsRepetition() throws Exception {
    way.fault("/sync", Fault.FREEZE);
    CompletableFuture<HttpResponse<String>> given =
        HTTP.sendAsync(push(put("m1", 0, 7)), BodyHandlers.ofString());
    way.await("/sync", 1);
    String direct = server.post(sync, put("m1", 0, 7)).body();

    way.heal();

    assertThat(Json.stringify(Json.get(Json.parse(given.join().body()), "receipts")))
        .isEqualTo(Json.stringify(Json.get(Json.parse(direct), "receipts")));
    assertThat(server.head(space)).isEqualTo(1);
  }

  @Test
  void theOtherFaults_areWhatTheySay() throws Exception {
    way.status("/sync", 429, "Retry-After", "7");
    assertThat(text(bytes(put("m1", 0, 7)))).startsWith("HTTP/1.1 429 ").contains("Retry-After: 7");
    way.fault("/sync", Fault.HTML_200);
    assertThat(text(bytes(put("m1", 0, 7)))).startsWith("HTTP/1.1 200 ").contains("<!doctype");
    way.fault("/sync", Fault.REDIRECT);
    assertThat(text(bytes(put("m1", 0, 7)))).startsWith("HTTP/1.1 302 ").contains("/login");
    way.fault("/sync", Fault.DROP_BEFORE_COMMIT);
    assertThat(bytes(put("m1", 0, 7))).isEmpty();
    assertThat(server.head(space)).as("the server heard of none").isZero();
    way.fault("/sync", Fault.DRIP, 1);
    long before = System.nanoTime();
    assertThat(text(bytes(put("m1", 0, 7)))).contains("\"applied\"");
    assertThat(System.nanoTime() - before).isGreaterThan(300_000_000);
    way.fault("/sync", Fault.HOLD_ANSWER);
    CompletableFuture<HttpResponse<String>> held =
        HTTP.sendAsync(push(put("m2", 1, 8)), BodyHandlers.ofString());
    Await.until("the server has done it", () -> server.head(space), head -> head == 2);
    assertThat(held).isNotDone();
    way.letGo();
    assertThat(held.join().body()).contains("\"applied\"");
  }

  private static String text(byte[] answer) {
    return new String(answer, StandardCharsets.UTF_8);
  }
}
