package dev.holdfast.server.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.Headers;
import dev.holdfast.server.Backend;
import dev.holdfast.server.Site;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Backends that die or are slow, and requests that are longer or stranger than most. */
@Timeout(30)
class ProxyFaultsTest extends ProxyFixture {
  @Test
  void theBackendDiesInTheMiddle_theAnswerBreaksOff_andIsNotTakenForAWholeOne() throws Exception {
    serve(
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          exchange.getResponseBody().write("first\n".getBytes(StandardCharsets.UTF_8));
          exchange.getResponseBody().flush();
          throw new IllegalStateException("the backend dies");
        });
    try (Socket socket = new Socket("localhost", site.port())) {
      socket
          .getOutputStream()
          .write("GET /api HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.UTF_8));
      String all = RawSocket.readUntilCut(socket.getInputStream());
      assertThat(all).contains("first\n").doesNotContain("BACKEND_DOWN");
      assertThat(all).as("no last chunk").doesNotEndWith("0\r\n\r\n");
    }
  }

  @Test
  void aBackendThatDoesNotAnswerInTime_is504() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    backend =
        new Backend(
            exchange -> {
              awaitQuietly(asked);
              Backend.answer(exchange, 200, "late");
            });
    Proxies impatient = new Proxies(List.of(route("/api")), Duration.ofMillis(300), false);
    site = Site.in(temporary, options -> options.proxies(impatient));

    HttpResponse<String> response = site.get("/api");
    asked.countDown();

    assertThat(response.statusCode()).isEqualTo(504);
    assertThat(response.body()).contains("\"BACKEND_SLOW\"");
  }

  @Test
  void aStreamThatIsSilentForLongerThanTheLimit_lives() throws Exception {
    CountDownLatch late = new CountDownLatch(1);
    backend =
        new Backend(
            exchange -> {
              exchange.sendResponseHeaders(200, 0);
              try (OutputStream out = exchange.getResponseBody()) {
                out.write("first\n".getBytes(StandardCharsets.UTF_8));
                out.flush();
                awaitQuietly(late);
                out.write("second\n".getBytes(StandardCharsets.UTF_8));
              }
            });
    Proxies impatient = new Proxies(List.of(route("/api")), Duration.ofMillis(200), false);
    site = Site.in(temporary, options -> options.proxies(impatient));

    HttpResponse<InputStream> response =
        HttpClient.newHttpClient()
            .send(HttpRequest.newBuilder(site.uri("/api")).build(), BodyHandlers.ofInputStream());
    response.body().readNBytes(6);
    HttpResponse<String> other = site.get("/api/other");
    late.countDown();

    assertThat(other.body()).as("longer than the limit").startsWith("first");
    assertThat(response.body().readAllBytes()).hasSize(7);
  }

  @Test
  void tenKilobytesOfHeaders_arrive() throws Exception {
    serve(
        exchange ->
            Backend.answer(
                exchange, 200, "" + exchange.getRequestHeaders().getFirst("X-Long").length()));
    assertThat(site.get("/api", "X-Long", "x".repeat(10_000)).body()).isEqualTo("10000");
  }

  @Test
  void aBodyWithoutAType_staysWithoutOne() throws Exception {
    AtomicReference<Headers> came = new AtomicReference<>();
    serve(
        exchange -> {
          came.set(exchange.getRequestHeaders());
          Backend.answer(exchange, 200, "x");
        });
    HttpRequest request =
        HttpRequest.newBuilder(site.uri("/api")).POST(BodyPublishers.ofString("body")).build();
    HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
    assertThat(came.get()).doesNotContainKey("Content-type");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void whatAnybodyCanSayOfAProxy_isBelievedOnlyBehindOne(boolean behindProxy) throws Exception {
    AtomicReference<Headers> came = new AtomicReference<>();
    backend =
        new Backend(
            exchange -> {
              came.set(exchange.getRequestHeaders());
              Backend.answer(exchange, 200, "x");
            });
    Proxies proxies = new Proxies(List.of(route("/api")), Proxies.PATIENCE, behindProxy);
    site = Site.in(temporary, options -> options.proxies(proxies));

    site.get(
        "/api",
        "X-Forwarded-For",
        "10.0.0.1",
        "X-Forwarded-Proto",
        "https",
        "X-Forwarded-Host",
        "app.example.com",
        "Forwarded",
        "for=10.0.0.1");

    Headers headers = Objects.requireNonNull(came.get());
    assertThat(headers.getFirst("X-Forwarded-For"))
        .isEqualTo(behindProxy ? "10.0.0.1, 127.0.0.1" : "127.0.0.1");
    assertThat(headers.getFirst("X-Forwarded-Proto")).isEqualTo(behindProxy ? "https" : "http");
    assertThat(headers.getFirst("X-Forwarded-Host"))
        .isEqualTo(behindProxy ? "app.example.com" : "localhost:" + site.port());
    assertThat(headers.containsKey("Forwarded")).isEqualTo(behindProxy);
  }
}
