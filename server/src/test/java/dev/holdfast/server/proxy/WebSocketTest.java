package dev.holdfast.server.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.server.Site;
import dev.holdfast.server.SocketBackend;
import dev.holdfast.server.SocketClient;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** WebSockets to the app's own backend. */
@Timeout(60)
class WebSocketTest {
  @TempDir Path temporary;
  private final HttpClient http = HttpClient.newHttpClient();
  private final SocketClient client = new SocketClient();

  // Each test begins with start().
  @SuppressWarnings("NullAway.Init")
  private SocketBackend backend;

  @SuppressWarnings("NullAway.Init")
  private Site site;

  @BeforeEach
  void start() throws Exception {
    backend = new SocketBackend();
    site = Site.in(temporary, options -> options.proxies(List.of(route())));
  }

  private ProxyRoute route() {
    return ProxyRoute.parse("/api=" + backend.url());
  }

  @AfterEach
  void stop() throws Exception {
    site.close();
    backend.close();
  }

  private WebSocket open(SocketClient listener, String... headers) throws Exception {
    return listener.open(http, site.uri("/api/live?a=b"), headers).get(20, TimeUnit.SECONDS);
  }

  @Test
  void textAndAMegabyteOfBytes_passBothWays() throws Exception {
    byte[] large = new byte[1 << 20];
    for (int i = 0; i < large.length; i++) {
      large[i] = (byte) ((i * 31) >> 8);
    }
    WebSocket socket = open(client);
    socket.sendText("hello", true).get(20, TimeUnit.SECONDS);
    assertThat(client.text()).isEqualTo("hello");

    socket.sendBinary(ByteBuffer.wrap(large), true).get(20, TimeUnit.SECONDS);
    assertThat(client.binary()).isEqualTo(large);
  }

  @Test
  void theHead_arrivesAsThatOfAnyRequest_andTheAnswersComesBack() throws Exception {
    try (Socket socket = new Socket("localhost", site.port())) {
      socket
          .getOutputStream()
          .write(
              """
              GET /api/live HTTP/1.1\r
              Host: localhost\r
              Connection: keep-alive, Upgrade, X-Hop\r
              Upgrade: websocket\r
              Sec-WebSocket-Version: 13\r
              Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r
              Sec-WebSocket-Protocol: other, tasks\r
              Origin: https://elsewhere.example\r
              Cookie: session=1\r
              X-Hop: 1\r
              X-Forwarded-For: 10.0.0.1\r
              \r
              """
                  .getBytes(StandardCharsets.UTF_8));
      String head = RawSocket.readHead(socket.getInputStream());

      assertThat(head)
          .startsWith("HTTP/1.1 101 ")
          .contains("Connection: Upgrade\r\n", "Upgrade: websocket\r\n")
          .contains("Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n")
          .contains("Sec-WebSocket-Protocol: tasks\r\n")
          .contains("Set-Cookie: a=1\r\n", "Set-Cookie: b=2\r\n");
      HttpFields came = Objects.requireNonNull(backend.asked.poll(20, TimeUnit.SECONDS));
      assertThat(came.get("Host")).isEqualTo("localhost");
      assertThat(came.get("Origin")).isEqualTo("https://elsewhere.example");
      assertThat(came.get("Cookie")).isEqualTo("session=1");
      assertThat(came.get("X-Forwarded-For")).isEqualTo("127.0.0.1");
      assertThat(came.get("X-Forwarded-Host")).isEqualTo("localhost");
      assertThat(came.get("Connection")).isEqualTo("Upgrade");
      assertThat(came.contains("X-Hop")).isFalse();
    }
  }

  @Test
  void theBackendCloses_andTheClientIsToldWhy() throws Exception {
    open(client).sendText("bye", true).get(20, TimeUnit.SECONDS);

    assertThat(client.ended.get(20, TimeUnit.SECONDS)).isEqualTo("4001 as you said");
  }

  @Test
  void theClientCloses_andTheBackendIsToldWhy() throws Exception {
    open(client).sendClose(4002, "enough").get(20, TimeUnit.SECONDS);

    assertThat(backend.closed.poll(20, TimeUnit.SECONDS)).isEqualTo(4002);
  }

  @Test
  void theClientVanishes_andTheBackendsConnectionEnds() throws Exception {
    open(client).abort();

    assertThat(backend.closed.poll(20, TimeUnit.SECONDS)).isEqualTo(1006);
  }

  @Test
  void theBackendVanishes_andTheClientsConnectionEnds() throws Exception {
    WebSocket socket = open(client);
    socket.sendText("go on", true).get(20, TimeUnit.SECONDS);
    assertThat(client.text()).isEqualTo("again");
    backend.close();

    assertThat(client.ended.get(20, TimeUnit.SECONDS)).isNotEmpty();
  }

  @Test
  void twoHundredAtOnce_eachGetItsOwn() throws Exception {
    List<SocketClient> clients = new ArrayList<>();
    List<WebSocket> sockets = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      clients.add(new SocketClient());
      sockets.add(open(clients.get(i)));
    }
    for (int i = 0; i < 200; i++) {
      var unused = sockets.get(i).sendText("I am " + i, true);
    }
    for (int i = 0; i < 200; i++) {
      assertThat(clients.get(i).text()).isEqualTo("I am " + i);
    }
    assertThat(site.get("/health").statusCode()).isEqualTo(200);
  }

  @Test
  void oneThatIsSilentForLongerThanAConnectionMayRest_lives() throws Exception {
    Server server = new Server();
    try (ServerConnector connector = new ServerConnector(server)) {
      connector.setIdleTimeout(3_000);
      server.addConnector(connector);
      server.setHandler(new ProxyPass(Proxies.of(List.of(route()))));
      server.start();
      String url = "http://localhost:" + connector.getLocalPort();
      WebSocket socket =
          client.open(http, site.uri("/").resolve(url + "/api")).get(20, TimeUnit.SECONDS);
      try (Socket rests = new Socket("localhost", connector.getLocalPort())) {
        assertThat(rests.getInputStream().read()).as("what rests is closed").isEqualTo(-1);
      }
      socket.sendText("still here", true).get(20, TimeUnit.SECONDS);
      assertThat(client.text()).isEqualTo("still here");
    } finally {
      server.stop();
    }
  }
}
