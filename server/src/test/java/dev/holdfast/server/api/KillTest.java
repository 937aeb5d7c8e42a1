package dev.holdfast.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.core.json.Json;
import dev.holdfast.core.protocol.Change;
import dev.holdfast.core.protocol.Mutation;
import dev.holdfast.core.protocol.Query;
import dev.holdfast.core.protocol.Receipt;
import dev.holdfast.core.protocol.SyncAnswer;
import dev.holdfast.core.protocol.SyncRequest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The server's guarantee: what it acknowledged is on disk, even if the process is killed. */
class KillTest {
  private static final int ROUNDS = 20;
  private static final int WRITERS = 4;

  @TempDir Path data;

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final Random chance = new Random(Long.getLong("holdfast.seed", 7));
  private final AtomicInteger minted = new AtomicInteger();

  /** The version that each acknowledged mutation got, by its id. */
  private final Map<String, Integer> acknowledged = new ConcurrentHashMap<>();

  @Test
  @Timeout(300)
  void killedAtRandomMoments_nothingAcknowledgedIsLost_nothingIsThereTwice() throws Exception {
    for (int round = 0; round < ROUNDS; round++) {
      KilledServer server = new KilledServer(data);
      try {
        checkDocuments(server.port);
        CountDownLatch pushing = new CountDownLatch(WRITERS);
        List<Thread> writers = new ArrayList<>();
        for (int i = 0; i < WRITERS; i++) {
          Thread writer = new Thread(() -> writeUntilItDies(server.port, pushing));
          writer.start();
          writers.add(writer);
        }
        pushing.await();
        Thread.sleep(chance.nextInt(150));
        server.kill();
        for (Thread writer : writers) {
          writer.join();
        }
      } finally {
        server.kill();
      }
    }
    KilledServer server = new KilledServer(data);
    try {
      assertThat(acknowledged).hasSizeGreaterThan(ROUNDS);
      checkDocuments(server.port);
      resendAll(server.port);
    } finally {
      server.kill();
    }
  }

  private void writeUntilItDies(int port, CountDownLatch pushing) {
    try {
      push(port, minted.incrementAndGet());
    } catch (IOException | InterruptedException e) {
      throw new AssertionError("the server failed before it was killed", e);
    } finally {
      pushing.countDown();
    }
    try {
      while (true) {
        push(port, minted.incrementAndGet());
      }
    } catch (IOException | InterruptedException e) {
      // killed: this push has no answer
    }
  }

  private void push(int port, int n) throws IOException, InterruptedException {
    String id = "m" + n;
    Json value = Json.object();
    Json.set(value, "n", Json.of(n));
    Json mutations = Json.array();
    Json.push(mutations, Mutation.of(id, "c", id, 0, value));
    Json request = SyncRequest.of("r", Json.absent(), 0, 1, mutations);
    Json answer = call(port, "/sync", Json.stringify(request));
    Json receipt = Json.at(SyncAnswer.receipts(answer), 0);
    assertThat(Receipt.status(receipt)).isEqualTo(Receipt.APPLIED);
    int version = (int) Receipt.version(receipt);
    Integer before = acknowledged.put(id, version);
    assertThat(before == null || before == version).isTrue();
  }

  private Json call(int port, String path, String body) throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/v1/spaces/s" + path))
            .timeout(Duration.ofSeconds(20))
            .header("Content-Type", "application/json");
    if (!body.isEmpty()) {
      request.POST(HttpRequest.BodyPublishers.ofString(body));
    }
    HttpResponse<String> response = client.send(request.build(), BodyHandlers.ofString());
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return Json.parse(response.body());
  }

  /** Every acknowledged mutation is stored at its version, and no version is used twice. */
  private void checkDocuments(int port) throws Exception {
    Map<String, Integer> stored = new TreeMap<>();
    double cursor = 0;
    Json page;
    do {
      page = call(port, "/changes" + Query.pull((long) cursor, 5000), "");
      Json changes = SyncAnswer.changes(page);
      for (int i = 0; i < Json.size(changes); i++) {
        Json change = Json.at(changes, i);
        String doc = Change.doc(change);
        assertThat("m" + (int) Json.number(Json.get(Change.content(change), "n"))).isEqualTo(doc);
        stored.put(doc, (int) Change.version(change));
      }
      cursor = SyncAnswer.cursor(page);
    } while (SyncAnswer.more(page));
    assertThat(stored).containsAllEntriesOf(acknowledged);
    assertThat(stored.size()).isEqualTo((int) cursor);
  }

  /** Sends everything again, answered or not. Each mutation has one effect. */
  private void resendAll(int port) throws Exception {
    for (int n = 1; n <= minted.get(); n++) {
      push(port, n);
    }
    checkDocuments(port);
    assertThat(acknowledged).hasSize(minted.get());
  }
}
