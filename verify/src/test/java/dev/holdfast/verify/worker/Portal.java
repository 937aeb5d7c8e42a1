package dev.holdfast.verify.worker;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;

/** A captive portal in the server's place: it answers everything with 200 and a page of HTML. */
final class Portal implements AutoCloseable {
  private final HttpServer server;
  private final AtomicInteger answered = new AtomicInteger();

  private Portal(int port) throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("localhost"), port), 0);
    byte[] page = "<html>Welcome to the hotel</html>".getBytes(StandardCharsets.UTF_8);
    server.createContext(
        "/",
        exchange -> {
          answered.incrementAndGet();
          exchange.getRequestBody().readAllBytes();
          exchange.getResponseHeaders().set("Content-Type", "text/html");
          exchange.sendResponseHeaders(200, page.length);
          exchange.getResponseBody().write(page);
          exchange.close();
        });
    server.start();
  }

  static Portal on(String url) throws IOException {
    return new Portal(URI.create(url).getPort());
  }

  int answered() {
    return answered.get();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
