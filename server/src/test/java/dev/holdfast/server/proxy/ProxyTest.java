package dev.holdfast.server.proxy;

import static dev.holdfast.server.Site.header;
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
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Paths that are passed on to the app's own backend. */
@Timeout(30)
class ProxyTest extends ProxyFixture {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api",
        "/api/tasks/7?a=b&c=d+e%20f&flag&x=%C3%BC&empty=",
        "/api/a%2Fb/100%25",
        "/api/with;param=1/x",
      })
  void pathAndQuery_arriveAsSent(String path) throws Exception {
    serve(exchange -> Backend.answer(exchange, 200, exchange.getRequestURI().toString()));

    assertThat(site.get(path).body()).isEqualTo(path);
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "PROPFIND"})
  void methodHeadersCookiesAndBody_arriveAsSent(String method) throws Exception {
    AtomicReference<Headers> came = new AtomicReference<>();
    serve(
        exchange -> {
          came.set(exchange.getRequestHeaders());
          String body =
              new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
          Backend.answer(exchange, 200, exchange.getRequestMethod() + " " + body);
        });

    HttpRequest request =
        HttpRequest.newBuilder(site.uri("/api/x"))
            .method(method, BodyPublishers.ofString("body"))
            .header("Cookie", "session=1; other=2")
            .header("Authorization", "Bearer x")
            .header("X-Own", "mine")
            .build();
    HttpResponse<String> response =
        HttpClient.newHttpClient().send(request, BodyHandlers.ofString());

    assertThat(response.body()).isEqualTo(method + " body");
    Headers headers = Objects.requireNonNull(came.get());
    assertThat(headers.get("Cookie")).containsExactly("session=1; other=2");
    assertThat(headers.getFirst("Authorization")).isEqualTo("Bearer x");
    assertThat(headers.getFirst("X-Own")).isEqualTo("mine");
    assertThat(headers.getFirst("Host")).isEqualTo("localhost:" + site.port());
    assertThat(headers.getFirst("X-Forwarded-Host")).isEqualTo("localhost:" + site.port());
    assertThat(headers.getFirst("X-Forwarded-Proto")).isEqualTo("http");
    assertThat(headers.getFirst("X-Forwarded-For")).isEqualTo("127.0.0.1");
  }

  @Test
  void theAnswer_comesBackAsTheBackendGaveIt() throws Exception {
    serve(
        exchange -> {
          exchange.getResponseHeaders().add("Set-Cookie", "a=1; HttpOnly");
          exchange.getResponseHeaders().add("Set-Cookie", "b=2");
          exchange.getResponseHeaders().add("X-Own", "mine");
          exchange.getResponseHeaders().add("Content-Type", "text/html");
          Backend.answer(exchange, 418, "<p>teapot");
        });

    HttpResponse<String> response = site.get("/api", "Accept-Encoding", "gzip");

    assertThat(response.statusCode()).isEqualTo(418);
    assertThat(response.body()).isEqualTo("<p>teapot");
    assertThat(response.headers().allValues("Set-Cookie")).containsExactly("a=1; HttpOnly", "b=2");
    assertThat(header(response, "X-Own")).isEqualTo("mine");
    assertThat(response.headers().map()).doesNotContainKey("content-security-policy");
  }

  @Test
  void redirects_goBackToTheBrowser() throws Exception {
    serve(
        exchange -> {
          exchange.getResponseHeaders().add("Location", "/login");
          Backend.answer(exchange, 302, "");
        });

    HttpResponse<String> response = site.get("/api");

    assertThat(response.statusCode()).isEqualTo(302);
    assertThat(header(response, "Location")).isEqualTo("/login");
  }

  @Test
  void hopByHopHeaders_stayOnTheirHop() throws Exception {
    AtomicReference<Headers> came = new AtomicReference<>();
    serve(
        exchange -> {
          came.set(exchange.getRequestHeaders());
          Backend.answer(exchange, 200, "x");
        });
    try (Socket socket = new Socket("localhost", site.port())) {
      socket
          .getOutputStream()
          .write(
              """
              GET /api HTTP/1.1\r
              Host: localhost\r
              Connection: close, X-Hop\r
              X-Hop: 1\r
              Keep-Alive: 5\r
              TE: trailers\r
              Proxy-Authorization: x\r
              X-End: 1\r
              \r
              """
                  .getBytes(StandardCharsets.UTF_8));
      socket.getInputStream().readAllBytes();
    }

    assertThat(came.get()).containsKey("X-end");
    assertThat(came.get()).doesNotContainKeys("X-hop", "Keep-alive", "Te", "Proxy-authorization");
  }

  @Test
  void aBodyOfAnySize_passesBothWays() throws Exception {
    serve(
        exchange -> {
          byte[] body = exchange.getRequestBody().readAllBytes();
          exchange.sendResponseHeaders(200, body.length);
          try (OutputStream out = exchange.getResponseBody()) {
            out.write(body);
          }
        });
    byte[] large = new byte[20_000_000];
    for (int i = 0; i < large.length; i++) {
      large[i] = (byte) ((i * 31) >> 8);
    }

    HttpRequest request =
        HttpRequest.newBuilder(site.uri("/api")).POST(BodyPublishers.ofByteArray(large)).build();

    assertThat(HttpClient.newHttpClient().send(request, BodyHandlers.ofByteArray()).body())
        .isEqualTo(large);
  }

  @Test
  void theAnswer_isPassedOnWhileItIsStillBeingWritten() throws Exception {
    CountDownLatch seen = new CountDownLatch(1);
    serve(
        exchange -> {
          exchange.getResponseHeaders().add("Content-Type", "text/event-stream");
          exchange.sendResponseHeaders(200, 0);
          try (OutputStream out = exchange.getResponseBody()) {
            out.write("first\n".getBytes(StandardCharsets.UTF_8));
            out.flush();
            awaitQuietly(seen);
            out.write("second\n".getBytes(StandardCharsets.UTF_8));
          }
        });

    HttpResponse<InputStream> response =
        HttpClient.newHttpClient()
            .send(HttpRequest.newBuilder(site.uri("/api")).build(), BodyHandlers.ofInputStream());
    byte[] first = response.body().readNBytes(6);
    seen.countDown();

    assertThat(new String(first, StandardCharsets.UTF_8)).isEqualTo("first\n");
    assertThat(response.body().readAllBytes()).hasSize(7);
  }

  @Test
  void theRequest_isPassedOnWhileItIsStillBeingSent() throws Exception {
    CompletableFuture<String> first = new CompletableFuture<>();
    serve(
        exchange -> {
          first.complete(
              new String(exchange.getRequestBody().readNBytes(5), StandardCharsets.UTF_8));
          exchange.getRequestBody().readAllBytes();
          Backend.answer(exchange, 200, "done");
        });
    try (Socket socket = new Socket("localhost", site.port())) {
      OutputStream out = socket.getOutputStream();
      out.write(
          "POST /api HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: 10\r\n\r\nhello"
              .getBytes(StandardCharsets.UTF_8));
      out.flush();
      assertThat(first.get(10, TimeUnit.SECONDS)).isEqualTo("hello");
      out.write("world".getBytes(StandardCharsets.UTF_8));
      out.flush();

      assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
          .endsWith("done");
    }
  }

  @Test
  void aBackendThatIsDown_is502() throws Exception {
    serve(exchange -> Backend.answer(exchange, 200, "x"));
    backend.close();

    HttpResponse<String> response = site.get("/api");

    assertThat(response.statusCode()).isEqualTo(502);
    assertThat(header(response, "Content-Type")).isEqualTo("application/problem+json");
    assertThat(response.body()).contains("\"BACKEND_DOWN\"");
  }

  @Test
  void onlyThePathAndWhatIsBelow_isPassedOn() throws Exception {
    serve(exchange -> Backend.answer(exchange, 200, "backend"));
    site.file("apix", "file");

    assertThat(site.get("/apix").body()).isEqualTo("file");
    assertThat(site.get("/apis").statusCode()).isEqualTo(404);
    assertThat(site.get("/holdfast/ping?n=a").body()).isEqualTo("a");
  }

  @Test
  void theWholeSite_canBePassedOnButForHoldfastsOwn() throws Exception {
    backend = new Backend(exchange -> Backend.answer(exchange, 200, "backend"));
    site = Site.in(temporary, options -> options.proxies(List.of(route("/"))));

    assertThat(site.get("/").body()).isEqualTo("backend");
    assertThat(site.get("/any/page").body()).isEqualTo("backend");
    assertThat(site.get("/holdfast/ping?n=a").body()).isEqualTo("a");
    assertThat(site.get("/health").body()).contains("ready");
  }

  @Test
  void theLongestPath_wins() throws Exception {
    backend = new Backend(exchange -> Backend.answer(exchange, 200, "general"));
    try (Backend special = new Backend(exchange -> Backend.answer(exchange, 200, "special"))) {
      ProxyRoute specialRoute = ProxyRoute.parse("/api/special=" + special.url());
      site = Site.in(temporary, options -> options.proxies(List.of(route("/api"), specialRoute)));

      assertThat(site.get("/api/x").body()).isEqualTo("general");
      assertThat(site.get("/api/special/x").body()).isEqualTo("special");
    }
  }
}
