package dev.holdfast.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that no browser sends, byte by byte. */
@Timeout(30)
class BadRequestsTest {
  @TempDir Path temporary;
  private Site site;

  @BeforeEach
  void start() throws Exception {
    site = Site.in(temporary);
  }

  @AfterEach
  void stop() {
    site.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/v1/spaces/x/changes?%ff",
        "/v1/spaces/x/changes?cursor=%c3%28",
        "/v1/spaces/x/receipts/a?origin=%ff",
        "/holdfast/ping?n=%ff"
      })
  void aQueryThatIsNotUtf8_isTheClientsFault(String target) throws Exception {
    assertThat(answer(get(target, "HTTP/1.1"))).startsWith("HTTP/1.1 400 ").contains("BAD_REQUEST");
  }

  @Test
  void aVersionThatHttpDoesNotHave_isTheClientsFault() throws Exception {
    assertThat(answer(get("/holdfast/ping?n=1", "HTTP/9.9")))
        .startsWith("HTTP/1.1 400 ")
        .contains("Connection: close");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/v1/spaces/a%00b/sync", "/v1/spaces/a/nothing", "/v1/elsewhere"})
  void aRefusedRequestWhoseBodyIsNotThere_saysThatTheConnectionEnds(String target)
      throws Exception {
    String head = "POST " + target + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\n{";

    assertThat(answer(head)).startsWith("HTTP/1.1 40").contains("Connection: close");
  }

  @Test
  void aRefusedRequestWhoseBodyIsThere_leavesTheConnectionOpen() throws Exception {
    String refused =
        "POST /v1/elsewhere HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\n\r\n{}";
    String last =
        "GET /holdfast/ping?n=again HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";

    assertThat(answer(refused + last)).startsWith("HTTP/1.1 404 ").endsWith("again");
  }

  private static String get(String target, String version) {
    return "GET %s %s\r\nHost: localhost\r\nConnection: close\r\n\r\n".formatted(target, version);
  }

  /** Everything that the server sends until it closes the connection. */
  private String answer(String request) throws IOException {
    try (Socket socket = new Socket("localhost", site.port())) {
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      StringBuilder all = new StringBuilder();
      InputStream in = socket.getInputStream();
      try {
        for (int c = in.read(); c >= 0; c = in.read()) {
          all.append((char) c);
        }
      } catch (SocketException resetAfterTheAnswer) {
        assertThat(all).isNotEmpty();
      }
      return all.toString();
    }
  }
}
