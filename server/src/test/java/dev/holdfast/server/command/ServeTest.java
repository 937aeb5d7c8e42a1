package dev.holdfast.server.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.core.json.Json;
import dev.holdfast.core.protocol.Change;
import dev.holdfast.core.protocol.Mutation;
import dev.holdfast.core.protocol.SyncAnswer;
import dev.holdfast.core.protocol.SyncRequest;
import dev.holdfast.server.Backend;
import dev.holdfast.server.SocketBackend;
import dev.holdfast.server.SocketClient;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The serve and demo commands as processes, from the ready line to the end. */
@Timeout(120)
class ServeTest {
  @TempDir Path folder;
  private final HttpClient client = HttpClient.newHttpClient();

  @Test
  void oneLineSaysWhereItIsReady() throws Exception {
    Files.createDirectories(folder.resolve("app"));
    Files.writeString(folder.resolve("app/index.html"), "hello");
    try (Program program = Program.start(folder, "serve", "--app", "app", "--port", "0")) {
      URI url = program.ready();

      assertThat(url.toString()).matches("http://localhost:[0-9]+");
      assertThat(get(url.resolve("/")).body()).isEqualTo("hello");
      assertThat(program.out().lines()).hasSize(1);
      assertThat(program.err()).isEmpty();
    }
  }

  @Test
  void sigterm_endsWithZero_andWhatWasPushedIsThereAfterwards() throws Exception {
    try (Program program = Program.start(folder, "serve", "--port", "0")) {
      URI url = program.ready();
      push(url);
      program.process.destroy();
      assertThat(program.exitCode()).isZero();
      assertThat(program.err()).isEmpty();
    }
    try (Program program = Program.start(folder, "serve", "--port", "0")) {
      URI url = program.ready();
      assertThat(get(url.resolve("/v1/spaces/s/changes")).body()).contains("kept");
    }
  }

  @Test
  void sigterm_answersWhatIsInFlight() throws Exception {
    CountDownLatch arrived = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    try (Backend backend = slow(arrived, goOn);
        Program program =
            Program.start(folder, "serve", "--port", "0", "--proxy", "/slow=" + backend.url())) {
      URI url = program.ready();
      CompletableFuture<HttpResponse<String>> answer =
          client.sendAsync(request(url.resolve("/slow")), BodyHandlers.ofString());
      assertThat(arrived.await(20, TimeUnit.SECONDS)).isTrue();

      program.process.destroy();
      assertThat(program.process.waitFor(1500, TimeUnit.MILLISECONDS)).isFalse();
      goOn.countDown();

      assertThat(answer.get(10, TimeUnit.SECONDS).body()).isEqualTo("late");
      assertThat(program.exitCode()).isZero();
    }
  }

  @Test
  void sigterm_waitsForNobodyLongerThanAFewSeconds() throws Exception {
    CountDownLatch arrived = new CountDownLatch(1);
    CountDownLatch never = new CountDownLatch(1);
    try (Backend backend = slow(arrived, never);
        Program program =
            Program.start(folder, "serve", "--port", "0", "--proxy", "/slow=" + backend.url())) {
      URI url = program.ready();
      var unused = client.sendAsync(request(url.resolve("/slow")), BodyHandlers.ofString());
      assertThat(arrived.await(20, TimeUnit.SECONDS)).isTrue();
      Instant begin = Instant.now();
      program.process.destroy();
      program.exitCode();

      assertThat(Duration.between(begin, Instant.now()))
          .as("4 s and what a busy machine takes; the backend would take 30")
          .isLessThan(Duration.ofSeconds(20));
      unused.cancel(true);
      never.countDown();
    }
  }

  @Test
  void sigterm_endsLiveStreamsAtOnce() throws Exception {
    CountDownLatch arrived = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    try (Backend backend = slow(arrived, goOn);
        Program program =
            Program.start(folder, "serve", "--port", "0", "--proxy", "/slow=" + backend.url())) {
      URI url = program.ready();
      HttpResponse<InputStream> live =
          client.send(request(url.resolve("/v1/spaces/s/live")), BodyHandlers.ofInputStream());
      live.body().readNBytes(5);
      CompletableFuture<HttpResponse<String>> answer =
          client.sendAsync(request(url.resolve("/slow")), BodyHandlers.ofString());
      assertThat(arrived.await(20, TimeUnit.SECONDS)).isTrue();

      program.process.destroy();
      live.body().readAllBytes();

      // The server still waits for this request, so it has not ended.
      goOn.countDown();
      assertThat(answer.get(10, TimeUnit.SECONDS).body()).isEqualTo("late");
      assertThat(program.exitCode()).isZero();
    }
  }

  @Test
  void sigterm_closesWebSocketsAtOnce_alsoBusyOnes() throws Exception {
    CountDownLatch arrived = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    SocketClient page = new SocketClient();
    try (Backend backend = slow(arrived, goOn);
        SocketBackend sockets = new SocketBackend();
        Program program =
            Program.start(
                folder,
                List.of(),
                List.of(
                    "serve",
                    "--port=0",
                    "--proxy=/slow=" + backend.url(),
                    "--proxy=/live=" + sockets.url()))) {
      URI url = program.ready();
      WebSocket socket = page.open(client, url.resolve("/live")).get(20, TimeUnit.SECONDS);
      socket.sendText("go on", true).get(20, TimeUnit.SECONDS);
      assertThat(page.text()).isEqualTo("again");
      CompletableFuture<HttpResponse<String>> answer =
          client.sendAsync(request(url.resolve("/slow")), BodyHandlers.ofString());
      assertThat(arrived.await(20, TimeUnit.SECONDS)).isTrue();

      program.process.destroy();
      assertThat(page.ended.get(20, TimeUnit.SECONDS)).isNotEmpty();
      assertThat(sockets.closed.poll(20, TimeUnit.SECONDS)).isEqualTo(1006);

      // The server still waits for this request, so it has not ended.
      goOn.countDown();
      assertThat(answer.get(10, TimeUnit.SECONDS).body()).isEqualTo("late");
      assertThat(program.exitCode()).isZero();
      assertThat(program.err()).isEmpty();
    }
  }

  @Test
  void sighup_readsTheTokensAgain_andEndsNothing() throws Exception {
    Path tokens = folder.resolve("tokens.txt");
    Files.writeString(tokens, "6f1c0d3a9be24c7f8a15 ada *\n");
    try (Program program =
        Program.start(folder, "serve", "--port", "0", "--auth", "tokens=" + tokens)) {
      URI url = program.ready();
      Files.writeString(tokens, "6f1c0d3a9be24c7f8a15 ada\n");
      new ProcessBuilder("kill", "-HUP", String.valueOf(program.process.pid())).start().waitFor();
      program.untilErr("line 1: expected a token");

      HttpRequest changes =
          HttpRequest.newBuilder(url.resolve("/v1/spaces/s/changes"))
              .header("Authorization", "Bearer 6f1c0d3a9be24c7f8a15")
              .build();
      assertThat(client.send(changes, BodyHandlers.ofString()).statusCode()).isEqualTo(200);
      assertThat(program.err()).doesNotContain("6f1c0d3a");
      program.process.destroy();
      assertThat(program.exitCode()).isZero();
    }
  }

  @Test
  void restored_beginsAnEpochOnceForEachId() throws Exception {
    String before = epochAfter("serve", "--port", "0");
    String first = epochAfter("serve", "--port", "0", "--restored", "2026-11-29");
    assertThat(first).isNotEqualTo(before);
    assertThat(epochAfter("serve", "--port", "0", "--restored", "2026-11-29")).isEqualTo(first);
    assertThat(epochAfter("serve", "--port", "0")).isEqualTo(first);
    String second = epochAfter("serve", "--port", "0", "--restored", "again");
    assertThat(second).isNotEqualTo(first);
    assertThat(epochAfter("serve", "--port", "0", "--restored", "2026-11-29")).isEqualTo(second);
  }

  private String epochAfter(String... command) throws Exception {
    try (Program program = Program.start(folder, command)) {
      URI url = program.ready();
      push(url);
      String body = get(url.resolve("/v1/spaces/s/changes")).body();
      program.process.destroy();
      program.exitCode();
      return SyncAnswer.epoch(Json.parse(body));
    }
  }

  @Test
  void demo_isSeededOnce() throws Exception {
    Files.createDirectories(folder.resolve("demo/app"));
    Files.writeString(
        folder.resolve("demo/seed.json"),
        "{\"inspections\":[{\"id\":\"i2\",\"n\":2},{\"id\":\"i1\",\"n\":1}],\"settings\":{\"a\":1}}");
    String first;
    try (Program program = Program.start(folder, "demo", "--port", "0")) {
      first = get(program.ready().resolve("/v1/spaces/demo/changes")).body();
      program.process.destroy();
      program.exitCode();
    }
    try (Program program = Program.start(folder, "demo", "--port", "0")) {
      String second = get(program.ready().resolve("/v1/spaces/demo/changes")).body();
      assertThat(second).isEqualTo(first);
    }
    Json page = Json.parse(first);
    List<String> keys = new ArrayList<>();
    for (int i = 0; i < Json.size(SyncAnswer.changes(page)); i++) {
      Json change = Json.at(SyncAnswer.changes(page), i);
      keys.add(Change.collection(change) + "/" + Change.doc(change));
    }
    assertThat(keys)
        .containsExactlyInAnyOrder(
            "inspections/i1", "inspections/i2", "~order/inspections", "settings/~");
    assertThat(first).contains("{\"id\":\"i2\",\"n\":2},\"place\":\"a0\"");
    assertThat(SyncAnswer.cursor(page)).isEqualTo(4);
  }

  private void push(URI url) throws Exception {
    Json mutations = Json.array();
    Json.push(mutations, Mutation.of("m", "c", "d", 0, Json.of("kept")));
    HttpRequest push =
        HttpRequest.newBuilder(url.resolve("/v1/spaces/s/sync"))
            .header("Content-Type", "application/json")
            .POST(
                HttpRequest.BodyPublishers.ofString(
                    Json.stringify(SyncRequest.of("r", Json.absent(), 0, 1, mutations))))
            .build();
    assertThat(client.send(push, BodyHandlers.ofString()).statusCode()).isEqualTo(200);
  }

  private HttpResponse<String> get(URI uri) throws Exception {
    return client.send(request(uri), BodyHandlers.ofString());
  }

  private static HttpRequest request(URI uri) {
    return HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(30)).build();
  }

  private static Backend slow(CountDownLatch arrived, CountDownLatch goOn) throws Exception {
    return new Backend(
        exchange -> {
          arrived.countDown();
          try {
            goOn.await(30, TimeUnit.SECONDS);
          } catch (InterruptedException e) {
            return; // the test is over
          }
          Backend.answer(exchange, 200, "late");
        });
  }
}
