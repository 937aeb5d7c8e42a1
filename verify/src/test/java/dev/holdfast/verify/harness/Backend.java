package dev.holdfast.verify.harness;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;

/**
 * An app's own backend, behind the server's {@code --proxy}. It records its requests and answers as
 * the test says. A write with an {@code Idempotency-Key} has one effect.
 */
public final class Backend implements AutoCloseable {
  /** A request as it arrived. */
  public record Got(String method, String path, String body, Map<String, String> headers) {
    public String key() {
      return headers.getOrDefault("idempotency-key", "");
    }
  }

  /** An answer. */
  public record Reply(int status, String type, String body, Map<String, String> headers) {
    /** The write has its effect, but the connection breaks before the answer. */
    public static final Reply LOST = new Reply(200, "", "", Map.of());

    @SuppressWarnings("ReferenceEquality") // an equal reply of 200 is sent
    boolean isLost() {
      return this == LOST;
    }

    public static Reply json(String body) {
      return new Reply(200, "application/json", body, Map.of());
    }

    public static Reply status(int status, String... header) {
      return new Reply(
          status, "text/plain", "", header.length == 0 ? Map.of() : Map.of(header[0], header[1]));
    }
  }

  /** Makes the answer. May wait, or throw to drop the connection. */
  public interface Answering {
    Reply to(Got request) throws Exception;
  }

  private final HttpServer server;
  private final List<Got> requests = new CopyOnWriteArrayList<>();
  private final List<Got> effects = new CopyOnWriteArrayList<>();
  private final Set<String> keys = new HashSet<>();
  private volatile Answering answering = request -> Reply.json("{\"ok\":true}");
  private volatile CountDownLatch rest = new CountDownLatch(0);

  private Backend() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::handle);
    server.setExecutor(Executors.newCachedThreadPool());
    server.start();
  }

  public static Backend start() {
    try {
      return new Backend();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public String url() {
    return "http://localhost:" + server.getAddress().getPort();
  }

  public void answer(Answering how) {
    answering = how;
  }

  /**
   * From now on, the head and half the body of an answer are sent at once, and the rest when {@code
   * gate} opens.
   */
  public void holdBodies(CountDownLatch gate) {
    rest = gate;
  }

  /** All requests, in the order of their arrival. */
  public List<Got> requests() {
    return List.copyOf(requests);
  }

  /** Forgets all requests and effects. */
  public void forget() {
    requests.clear();
    effects.clear();
    keys.clear();
  }

  /** The bodies of writes that were answered 2xx, each key once, in order. */
  public List<String> effects() {
    return effects.stream().map(Got::body).toList();
  }

  private void handle(HttpExchange exchange) throws IOException {
    Map<String, String> headers = new ConcurrentHashMap<>();
    exchange
        .getRequestHeaders()
        .forEach(
            (name, values) -> headers.put(name.toLowerCase(java.util.Locale.ROOT), values.get(0)));
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    Got got =
        new Got(exchange.getRequestMethod(), exchange.getRequestURI().toString(), body, headers);
    requests.add(got);
    try {
      Reply reply = answering.to(got);
      if (!got.method().equals("GET") && reply.status() < 300) {
        takeEffect(got);
      }
      if (reply.isLost()) {
        return;
      }
      byte[] bytes = reply.body().getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", reply.type());
      reply.headers().forEach(exchange.getResponseHeaders()::set);
      exchange.sendResponseHeaders(reply.status(), bytes.length == 0 ? -1 : bytes.length);
      exchange.getResponseBody().write(bytes, 0, bytes.length / 2);
      exchange.getResponseBody().flush();
      rest.await();
      exchange.getResponseBody().write(bytes, bytes.length / 2, bytes.length - bytes.length / 2);
    } catch (Exception dropped) {
      // The connection closes without an answer.
    } finally {
      exchange.close();
    }
  }

  /**
   * Records the effect, once for each key. An answer is sent only afterwards, even if two requests
   * came at once.
   */
  private synchronized void takeEffect(Got got) {
    if (got.key().isEmpty() || keys.add(got.key())) {
      effects.add(got);
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
