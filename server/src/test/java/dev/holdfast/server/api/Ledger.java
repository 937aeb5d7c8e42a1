package dev.holdfast.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.core.json.Json;
import dev.holdfast.core.merge.StateHash;
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
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Pushes mutations into the space {@code s} of servers that may die, notes what they have
 * acknowledged, and checks that they keep it. Thread-safe.
 */
public final class Ledger {
  /** The server cannot say now; the same push is to be sent again. */
  public static final class NotNow extends IOException {
    private static final long serialVersionUID = 1;

    NotNow(String answer) {
      super(answer);
    }
  }

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final AtomicInteger minted = new AtomicInteger();

  /** The version that each acknowledged mutation got, by its id. */
  private final Map<String, Integer> acknowledged = new ConcurrentHashMap<>();

  /** The number of a mutation that nobody has sent yet. */
  public int mint() {
    return minted.incrementAndGet();
  }

  public int acknowledged() {
    return acknowledged.size();
  }

  /**
   * Pushes a mutation, perhaps again.
   *
   * @throws NotNow if the server answers 503
   */
  public void push(int port, int n) throws IOException, InterruptedException {
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
    if (response.statusCode() == 503) {
      throw new NotNow(response.body());
    }
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return Json.parse(response.body());
  }

  /**
   * Every acknowledged mutation is stored at its version, no version is used twice and none is left
   * out, and the state hash is that of what is stored.
   */
  public void check(int port) throws Exception {
    Map<String, Integer> stored = new TreeMap<>();
    StateHash hash = StateHash.EMPTY;
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
        hash = hash.plus(StateHash.of("c", doc, Change.content(change)));
      }
      cursor = SyncAnswer.cursor(page);
    } while (SyncAnswer.more(page));
    assertThat(stored).containsAllEntriesOf(acknowledged);
    assertThat(stored.size()).isEqualTo((int) cursor);
    if (cursor > 0) {
      assertThat(Json.text(SyncAnswer.stateHash(page))).isEqualTo(hash.hex());
    }
  }

  /**
   * Sends again what has no answer, and each {@code every}-th of the rest. Each mutation has one
   * effect.
   */
  public void resend(int port, int every) throws Exception {
    for (int n = 1; n <= minted.get(); n++) {
      if (n % every == 0 || !acknowledged.containsKey("m" + n)) {
        push(port, n);
      }
    }
    check(port);
    assertThat(acknowledged).hasSize(minted.get());
  }
}
