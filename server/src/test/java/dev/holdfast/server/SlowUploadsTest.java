package dev.holdfast.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Clients that send the body of a push byte by byte. */
@Timeout(120)
class SlowUploadsTest {
  @TempDir Path temporary;

  @Test
  void aBodyThatComesDropByDrop_isCutOff_whateverCameFastBefore() throws Exception {
    try (Site site = Site.in(temporary)) {
      String large = "{\"replica\":\"r\",\"cursor\":0,\"mutations\":[]" + " ".repeat(1 << 20) + "}";
      for (int i = 0; i < 4; i++) {
        assertThat(site.post("/v1/spaces/s/sync", large).statusCode()).isEqualTo(200);
      }
      try (Socket socket = new Socket("localhost", site.port())) {
        String fast = " ".repeat(100_000);
        write(
            socket,
            "POST /v1/spaces/s/sync HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json"
                + "\r\nContent-Length: 200000\r\n\r\n"
                + fast);
        assertThat(dropsUntilAnswered(socket)).startsWith("HTTP/1.1 408 ");
      }
    }
  }

  /** Sends a byte now and then, as long as no answer comes. */
  private static String dropsUntilAnswered(Socket socket) throws IOException {
    socket.setSoTimeout(500);
    long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (System.nanoTime() < end) {
      write(socket, " ");
      try {
        byte[] answer = new byte[200];
        int read = socket.getInputStream().read(answer);
        return new String(answer, 0, Math.max(read, 0), StandardCharsets.US_ASCII);
      } catch (SocketTimeoutException stillReading) {
        // Then one more byte.
      }
    }
    return "never cut";
  }

  private static void write(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    socket.getOutputStream().flush();
  }
}
