package dev.holdfast.server.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.server.Backend;
import dev.holdfast.server.Site;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Backends that give no WebSocket, and connections of which one side ends before the other. */
@Timeout(30)
class WebSocketFaultsTest {
  private static final int PATIENCE_MS = 10_000;
  private static final String SWITCH =
      "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n";

  @TempDir Path temporary;

  // A backend by hand. Each test begins with listen().
  @SuppressWarnings("NullAway.Init")
  private ServerSocket backend;

  @BeforeEach
  void listen() throws IOException {
    backend = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    backend.setSoTimeout(PATIENCE_MS);
  }

  @AfterEach
  void close() throws IOException {
    backend.close();
  }

  private Site siteBefore(String url) throws Exception {
    return siteBefore(url, Proxies.PATIENCE);
  }

  private Site siteBefore(String url, Duration patience) throws Exception {
    Proxies proxies = new Proxies(List.of(ProxyRoute.parse("/api=" + url)), patience, false);
    return Site.in(temporary, options -> options.proxies(proxies));
  }

  private String url() {
    return "http://127.0.0.1:" + backend.getLocalPort();
  }

  private Socket accept() throws IOException {
    Socket socket = backend.accept();
    socket.setSoTimeout(PATIENCE_MS);
    return socket;
  }

  private static Socket connect(int port) throws IOException {
    Socket socket = new Socket("localhost", port);
    socket.setSoTimeout(PATIENCE_MS);
    return socket;
  }

  private static Socket ask(int port, String... more) throws IOException {
    Socket socket = connect(port);
    write(
        socket,
        "GET /api HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
            + String.join("", more)
            + "\r\n");
    return socket;
  }

  private static void write(Socket socket, String text) throws IOException {
    OutputStream out = socket.getOutputStream();
    out.write(text.getBytes(StandardCharsets.UTF_8));
    out.flush();
  }

  private static String readAll(Socket socket) throws IOException {
    return RawSocket.readUntilCut(socket.getInputStream());
  }

  @Test
  void theBackendRefuses_itsAnswerIsPassedOn_andTheConnectionGoesOn() throws Exception {
    try (Backend refusing =
            new Backend(exchange -> Backend.answer(exchange, 403, "not from there"));
        Site site = siteBefore(refusing.url());
        Socket socket = ask(site.port())) {
      write(
          socket,
          "GET /holdfast/ping?n=on HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
      assertThat(readAll(socket))
          .startsWith("HTTP/1.1 403 ")
          .contains("\r\n\r\nnot from thereHTTP/1.1 200 ")
          .endsWith("on");
    }
  }

  @Test
  void theBackendIsDown_is502() throws Exception {
    backend.close();
    try (Site site = siteBefore(url());
        Socket socket = ask(site.port(), "Connection: close\r\n")) {
      assertThat(readAll(socket)).startsWith("HTTP/1.1 502 ").contains("\"BACKEND_DOWN\"");
    }
  }

  @Test
  void theBackendIsSilent_is504_andItsConnectionIsClosed() throws Exception {
    try (Site site = siteBefore(url(), Duration.ofMillis(500));
        Socket socket = ask(site.port(), "Connection: close\r\n");
        Socket asked = accept()) {
      assertThat(readAll(socket)).startsWith("HTTP/1.1 504 ").contains("\"BACKEND_SLOW\"");
      assertThat(readAll(asked)).contains("Upgrade: websocket");
    }
  }

  @ParameterizedTest
  @CsvSource({"Upgrade: websocket, Upgrade: other", "X-None: 1, Upgrade: websocket"})
  void theBackendSwitchesToWhatNobodyAskedFor_is502(String asking, String answer) throws Exception {
    try (Site site = siteBefore(url());
        Socket socket = connect(site.port())) {
      write(
          socket,
          "GET /api HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade, close\r\n"
              + asking
              + "\r\n\r\n");
      try (Socket asked = accept()) {
        RawSocket.readHead(asked.getInputStream());
        write(asked, SWITCH.replace("Upgrade: websocket", answer));
        assertThat(readAll(socket)).startsWith("HTTP/1.1 502 ");
        assertThat(readAll(asked)).as("it is closed, with nothing in it").isEmpty();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /api HTTP/1.0\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n",
        "GET /api HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade, close\r\nUpgrade: h2c\r\n\r\n",
        "POST /api HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade, close\r\n"
            + "Upgrade: websocket\r\nContent-Length: 1\r\n\r\nx",
      })
  void whatIsNoRequestForAWebSocket_isAnOrdinaryOne(String request) throws Exception {
    try (Site site = siteBefore(url());
        Socket socket = connect(site.port())) {
      write(socket, request);
      try (Socket asked = accept()) {
        String head = RawSocket.readHead(asked.getInputStream());
        write(asked, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
        assertThat(head.toLowerCase(Locale.ROOT)).doesNotContain("upgrade");
        assertThat(readAll(socket)).endsWith("ok");
      }
    }
  }

  @Test
  void whatComesTogetherWithTheHeads_arrives() throws Exception {
    try (Site site = siteBefore(url());
        Socket client = connect(site.port())) {
      write(
          client,
          "GET /api HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\nearly");
      try (Socket asked = accept()) {
        RawSocket.readHead(asked.getInputStream());
        write(asked, SWITCH + "first");
        RawSocket.readHead(client.getInputStream());
        assertThat(client.getInputStream().readNBytes(5)).asString().isEqualTo("first");
        assertThat(asked.getInputStream().readNBytes(5)).asString().isEqualTo("early");
      }
    }
  }

  @Test
  void aSideThatSendsNoMore_stillReceives() throws Exception {
    try (Site site = siteBefore(url());
        Socket client = ask(site.port());
        Socket asked = accept()) {
      RawSocket.readHead(asked.getInputStream());
      write(asked, SWITCH);
      RawSocket.readHead(client.getInputStream());
      write(client, "the last");
      client.shutdownOutput();
      assertThat(readAll(asked)).isEqualTo("the last");
      write(asked, "and the answer");
      asked.shutdownOutput();
      assertThat(readAll(client)).isEqualTo("and the answer");
    }
  }

  @Test
  void theOtherSideIsSilentAfterThat_bothAreClosed() throws Exception {
    Server server = new Server();
    ProxyRoute route = ProxyRoute.parse("/api=" + url());
    try (ServerConnector connector = new ServerConnector(server)) {
      server.addConnector(connector);
      server.setHandler(new ProxyPass(Proxies.of(List.of(route)), Duration.ofMillis(300)));
      server.start();
      try (Socket client = ask(connector.getLocalPort());
          Socket asked = accept()) {
        RawSocket.readHead(asked.getInputStream());
        write(asked, SWITCH);
        RawSocket.readHead(client.getInputStream());
        client.shutdownOutput();
        assertThat(readAll(client)).isEmpty();
      }
    } finally {
      server.stop();
    }
  }
}
