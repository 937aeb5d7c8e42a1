package dev.holdfast.server.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A server with a small heap, and clients that want all of it. */
@Timeout(300)
class OverloadTest {
  private static final int BODY = 8 << 20;
  private static final int BOMB = 5 << 20;
  private static final String SYNC = "/v1/spaces/s/sync";

  @TempDir Path folder;
  private final HttpClient client = HttpClient.newHttpClient();
  private final List<Socket> sockets = new ArrayList<>();

  @AfterEach
  void close() throws IOException {
    for (Socket socket : sockets) {
      socket.close();
    }
  }

  @Test
  void clientsThatWantAllMemory_are503_whileHealthAndSigtermAreAnswered() throws Exception {
    try (Program program =
        Program.start(folder, List.of("-Xmx512m"), List.of("serve", "--port", "0"))) {
      URI url = program.ready();
      fill(url);
      for (int i = 0; i < 100; i++) {
        unfinished(url);
      }
      for (int i = 0; i < 200; i++) {
        unread(url);
      }
      healthy(url);
      List<CompletableFuture<HttpResponse<String>>> bombs = new ArrayList<>();
      byte[] bomb = bomb(BOMB);
      for (int i = 0; i < 16; i++) {
        bombs.add(client.sendAsync(zipped(url, bomb), BodyHandlers.ofString()));
      }
      healthy(url);
      for (CompletableFuture<HttpResponse<String>> answer : bombs) {
        HttpResponse<String> refused = answer.join();
        assertThat(refused.statusCode()).isIn(400, 503);
        if (refused.statusCode() == 503) {
          assertThat(refused.headers().firstValue("Retry-After")).isPresent();
          assertThat(refused.body()).contains("BUSY");
        }
        healthy(url);
      }
      assertThat(bombs).anyMatch(answer -> answer.join().statusCode() == 503);

      program.process.destroy();
      assertThat(program.exitCode()).as(program.err()).isZero();
      assertThat(program.err()).doesNotContain("OutOfMemory");
    }
  }

  @Test
  void whatWasHeld_isGivenBack() throws Exception {
    try (Program program =
        Program.start(folder, List.of("-Xmx512m"), List.of("serve", "--port", "0"))) {
      URI url = program.ready();
      fill(url);
      for (int i = 0; i < 30; i++) {
        assertThat(client.send(get(url, "/v1/spaces/s/changes"), BodyHandlers.ofString()).body())
            .contains("\"more\":");
        assertThat(client.send(zipped(url, bomb(1 << 20)), BodyHandlers.ofString()).statusCode())
            .isEqualTo(400);
      }
    }
  }

  private void healthy(URI url) throws Exception {
    assertThat(client.send(get(url, "/health"), BodyHandlers.ofString()).statusCode())
        .isEqualTo(200);
  }

  private static HttpRequest get(URI url, String path) {
    return HttpRequest.newBuilder(url.resolve(path)).timeout(Duration.ofSeconds(60)).build();
  }

  /** Stores 5 MB. */
  private void fill(URI url) throws Exception {
    for (int i = 0; i < 5; i++) {
      String push =
          "{\"replica\":\"r\",\"cursor\":%d,\"mutations\":[{\"id\":\"m%d\",\"collection\":\"c\","
                  .formatted(0, i)
              + "\"doc\":\"d%d\",\"op\":\"put\",\"base\":0,\"value\":\"".formatted(i)
              + "x".repeat(1_000_000)
              + "\"}]}";
      HttpRequest request =
          HttpRequest.newBuilder(url.resolve(SYNC))
              .header("Content-Type", "application/json")
              .POST(BodyPublishers.ofString(push))
              .build();
      assertThat(client.send(request, BodyHandlers.ofString()).statusCode()).isEqualTo(200);
    }
  }

  /** Sends half of a body, and no more. */
  private void unfinished(URI url) throws IOException {
    Socket socket = open(url);
    try {
      OutputStream out = socket.getOutputStream();
      out.write(head("POST " + SYNC, "Content-Type: application/json\r\nContent-Length: " + BODY));
      out.write(" ".repeat(BODY / 2).getBytes(StandardCharsets.US_ASCII));
    } catch (IOException cutOff) {
      // It was refused, and its connection closed.
    }
  }

  /** Asks for 5 MB and reads nothing. */
  private void unread(URI url) throws IOException {
    open(url).getOutputStream().write(head("GET /v1/spaces/s/changes", "Accept: */*"));
  }

  private Socket open(URI url) throws IOException {
    Socket socket = new Socket();
    socket.setReceiveBufferSize(4096);
    socket.connect(new java.net.InetSocketAddress("localhost", url.getPort()));
    sockets.add(socket);
    return socket;
  }

  private static byte[] head(String line, String header) {
    return (line + " HTTP/1.1\r\nHost: localhost\r\n" + header + "\r\n\r\n")
        .getBytes(StandardCharsets.US_ASCII);
  }

  private static HttpRequest zipped(URI url, byte[] body) {
    return HttpRequest.newBuilder(url.resolve(SYNC))
        .timeout(Duration.ofMinutes(2))
        .header("Content-Type", "application/json")
        .header("Content-Encoding", "gzip")
        .POST(BodyPublishers.ofByteArray(body))
        .build();
  }

  /** Some kilobytes that become megabytes of empty arrays. */
  private static byte[] bomb(int size) throws IOException {
    byte[] arrays = ("[" + "[],".repeat(size / 3) + "[]]").getBytes(StandardCharsets.US_ASCII);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream zip = new GZIPOutputStream(bytes)) {
      zip.write(arrays);
    }
    return bytes.toByteArray();
  }
}
