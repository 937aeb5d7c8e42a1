package dev.holdfast.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Clients that send a request's head byte by byte, and clients that only look like it. */
@Timeout(30)
class HeaderDeadlineTest {
  private static final Duration DEADLINE = Duration.ofSeconds(1);

  private final Server server = new Server();
  private final ServerConnector connector = new ServerConnector(server);

  @BeforeEach
  void start() throws Exception {
    HeaderDeadline.watch(connector, DEADLINE);
    server.addConnector(connector);
    server.setHandler(
        new Handler.Abstract() {
          @Override
          public boolean handle(Request request, Response response, Callback callback) {
            pause(Request.getPathInContext(request).equals("/slow") ? 3_000 : 0);
            Content.Sink.write(response, true, "done", callback);
            return true;
          }
        });
    server.start();
  }

  @AfterEach
  void stop() throws Exception {
    server.stop();
  }

  @Test
  @Tag("fault-35")
  void aHeadThatComesDropByDrop_isCutOff() throws Exception {
    try (Socket socket = open()) {
      write(socket, "GET / HTTP/1.1\r\nHost: localhost\r\n");
      boolean open = true;
      for (int i = 0; i < 100 && open; i++) {
        pause(100);
        open = drop(socket);
      }
      assertThat(open).isFalse();
    }
  }

  @Test
  void aConnectionThatRestsBetweenRequests_staysOpen() throws Exception {
    try (Socket socket = open()) {
      for (int i = 0; i < 3; i++) {
        write(socket, "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
        assertThat(readUntilDone(socket)).contains("200 OK");
        pause(2_500);
      }
    }
  }

  @Test
  void anAnswerThatTakesLong_isNotTheClientsFault() throws Exception {
    try (Socket socket = open()) {
      write(socket, "GET /slow HTTP/1.1\r\nHost: localhost\r\n\r\n");
      assertThat(readUntilDone(socket)).contains("200 OK");
    }
  }

  private Socket open() throws IOException {
    return new Socket("localhost", connector.getLocalPort());
  }

  private static void write(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    socket.getOutputStream().flush();
  }

  /** Sends one more byte of the head. False if the server has closed the connection. */
  private static boolean drop(Socket socket) {
    try {
      write(socket, "X");
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private static String readUntilDone(Socket socket) throws IOException {
    StringBuilder text = new StringBuilder();
    while (text.indexOf("done") < 0) {
      int read = socket.getInputStream().read();
      if (read < 0) {
        throw new IOException("closed after: " + text);
      }
      text.append((char) read);
    }
    return text.toString();
  }

  private static void pause(long ms) {
    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(ms));
  }
}
