package dev.holdfast.verify.harness;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * The way to a {@link Server}, with faults on it. Requests whose path ends with a name that was
 * given a {@link Fault} suffer it; all others pass, also streams of events.
 *
 * <p>A server that is down behind it is a connection that breaks.
 */
public final class FaultyServer implements AutoCloseable {
  /** What happens to a request. */
  public enum Fault {
    /** The connection breaks before the server hears of it. */
    DROP_BEFORE_COMMIT,
    /** The server does it, and the connection breaks before the answer. */
    DROP_AFTER_COMMIT,
    /** The server never hears of it: 503. */
    STATUS_503,
    /** A captive portal answers instead: 200 with HTML. */
    HTML_200,
    /** The server does it, and its answer waits for {@link FaultyServer#letGo}. */
    HOLD_ANSWER
  }

  private static final Set<String> NOT_PASSED_ON =
      Set.of("host", "connection", "content-length", "transfer-encoding", "upgrade", "expect");

  private final Server behind;
  private final HttpServer front;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final Map<String, Fault> faults = new ConcurrentHashMap<>();
  private final Queue<String> heard = new ConcurrentLinkedQueue<>();
  private volatile CountDownLatch held = new CountDownLatch(1);

  private FaultyServer(Server behind, HttpServer front) {
    this.behind = behind;
    this.front = front;
  }

  /** A free port of its own in front of {@code server}. */
  public static FaultyServer before(Server server) {
    try {
      InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
      FaultyServer made = new FaultyServer(server, HttpServer.create(any, 0));
      made.front.setExecutor(made.threads);
      made.front.createContext("/", made::handle);
      made.front.start();
      return made;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public String url() {
    return "http://localhost:" + front.getAddress().getPort();
  }

  /** From now on requests whose path ends with {@code path} suffer {@code fault}. */
  public void fault(String path, Fault fault) {
    faults.put(path, fault);
  }

  /**
   * Breaks every connection, while the server itself lives on for others; waits until the tab
   * knows.
   */
  public void breakOff(Tab tab) {
    fault("", Fault.DROP_BEFORE_COMMIT);
    tab.evaluate("networkStatus.check()");
    tab.until("the page knows that it is offline", "networkStatus.current", "\"offline\"");
  }

  /** All is well again, and answers that were held go on. */
  public void heal() {
    faults.clear();
    letGo();
  }

  /** Answers held until now go on their way. */
  public void letGo() {
    CountDownLatch before = held;
    held = new CountDownLatch(1);
    before.countDown();
  }

  /** How many requests have come whose path ends with {@code path}. */
  public int count(String path) {
    return (int) heard.stream().filter(one -> one.endsWith(path)).count();
  }

  /** Waits until {@code n} of them have come. */
  public void await(String path, int n) {
    Await.until(n + " requests of " + path + " have come", () -> count(path), got -> got >= n);
  }

  private void handle(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    heard.add(path);
    byte[] body = exchange.getRequestBody().readAllBytes();
    Fault fault =
        faults.entrySet().stream()
            .filter(one -> path.endsWith(one.getKey()))
            .map(Map.Entry::getValue)
            .findFirst()
            .orElse(null);
    try {
      if (fault == Fault.STATUS_503) {
        answer(exchange, 503, "text/plain", "not now");
      } else if (fault == Fault.HTML_200) {
        answer(exchange, 200, "text/html", "<!doctype html><title>Sign in to the Wi-Fi</title>");
      } else if (fault != Fault.DROP_BEFORE_COMMIT) {
        pass(exchange, body, fault);
      }
    } catch (IOException broken) {
      // Closed below without an answer: what a broken connection looks like from the page.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      exchange.close();
    }
  }

  private static void answer(HttpExchange exchange, int status, String type, String text)
      throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", type);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  private void pass(HttpExchange exchange, byte[] body, Fault fault)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(behind.url() + exchange.getRequestURI()))
            .method(exchange.getRequestMethod(), BodyPublishers.ofByteArray(body));
    exchange
        .getRequestHeaders()
        .forEach(
            (name, values) -> {
              if (!NOT_PASSED_ON.contains(name.toLowerCase(Locale.ROOT))) {
                values.forEach(value -> request.header(name, value));
              }
            });
    CountDownLatch latch = held;
    HttpResponse<InputStream> answer = client.send(request.build(), BodyHandlers.ofInputStream());
    try (InputStream from = answer.body()) {
      if (fault == Fault.HOLD_ANSWER) {
        latch.await();
      }
      if (fault == Fault.DROP_AFTER_COMMIT) {
        return;
      }
      answer
          .headers()
          .map()
          .forEach(
              (name, values) -> {
                if (!name.startsWith(":") && !NOT_PASSED_ON.contains(name)) {
                  exchange.getResponseHeaders().put(name, values);
                }
              });
      boolean empty = answer.statusCode() == 304 || answer.statusCode() == 204;
      exchange.sendResponseHeaders(answer.statusCode(), empty ? -1 : 0);
      if (!empty) {
        stream(from, exchange.getResponseBody());
      }
    }
  }

  private static void stream(InputStream from, OutputStream to) throws IOException {
    byte[] some = new byte[8192];
    for (int n = from.read(some); n >= 0; n = from.read(some)) {
      to.write(some, 0, n);
      to.flush();
    }
  }

  @Override
  public void close() {
    letGo();
    front.stop(0);
    threads.shutdownNow();
  }
}
