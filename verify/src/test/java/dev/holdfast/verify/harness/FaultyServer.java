package dev.holdfast.verify.harness;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PushbackInputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A network with faults in front of a {@link Server}: real sockets, one request each. A {@link
 * Fault} is set for a path and applies to all requests whose path ends with it. All other requests
 * pass, and so do event streams.
 *
 * <p>If the server behind it is down, the connection breaks. One file, since each fault is an
 * answer to the same request at another moment.
 */
public final class FaultyServer implements AutoCloseable {
  /** What happens to a request. Some faults take a number {@code n}. */
  public enum Fault {
    /** The connection breaks before the request reaches the server. */
    DROP_BEFORE_COMMIT,
    /** The server handles the request. The connection ends before the answer. */
    DROP_AFTER_COMMIT,
    /** The server handles the request. The connection ends after {@code n} bytes of the answer. */
    TRUNCATE,
    /** Like {@link #TRUNCATE}, but the connection is reset (RST). */
    RESET,
    /** The answer comes byte by byte, {@code n} milliseconds apart. */
    DRIP,
    /** The server gets the request {@code n} times at once. The last of its answers arrives. */
    DUPLICATE,
    /** The request waits until the next request of this path has been answered. */
    REORDER,
    /** The server does not get the request. The answer has status {@code n}. */
    STATUS,
    /** A captive portal answers instead: 200 with HTML. */
    HTML_200,
    /** Something wants a login first: a redirect to a page that answers 200 with HTML. */
    REDIRECT,
    /** Nothing happens until {@link FaultyServer#letGo}. Then the request goes to the server. */
    FREEZE,
    /** The server handles the request. Its answer waits for {@link FaultyServer#letGo}. */
    HOLD_ANSWER
  }

  private record Suffering(String path, Fault fault, int n, String header) {}

  private static final Suffering NONE = new Suffering("", null, 0, "");
  private static final String HTML = "Content-Type: text/html\r\n";

  private final Server behind;

  /** The path below which the server is found here, without a slash at the end. */
  private final String prefix;

  private final ServerSocket front;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Map<Socket, String> paths = new ConcurrentHashMap<>();
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final Map<String, Suffering> faults = new ConcurrentHashMap<>();
  private final Traffic traffic = new Traffic();
  private final Queue<String> holding = new ConcurrentLinkedQueue<>();
  private final AtomicReference<CountDownLatch> overtaken = new AtomicReference<>();
  private volatile CountDownLatch held = new CountDownLatch(1);
  private volatile LoginWall wall;

  private FaultyServer(Server behind, String prefix, ServerSocket front) {
    this.behind = behind;
    this.prefix = prefix;
    this.front = front;
    threads.execute(this::listen);
  }

  /** A network on a free port in front of {@code server}. */
  public static FaultyServer before(Server server) {
    return before(server, "");
  }

  /** The same, but the server is found below {@code prefix} only, of which it knows nothing. */
  public static FaultyServer before(Server server, String prefix) {
    try {
      return new FaultyServer(
          server, prefix, new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Puts a login before the server. A request with a fault does not reach it. */
  public FaultyServer with(LoginWall login) {
    wall = login;
    return this;
  }

  public String url() {
    return "http://localhost:" + front.getLocalPort() + prefix;
  }

  /**
   * From now on, requests whose path ends with {@code path} get {@code fault}, with its usual n.
   */
  public void fault(String path, Fault fault) {
    fault(
        path,
        fault,
        switch (fault) {
          case DRIP -> 50;
          case DUPLICATE -> 2;
          case STATUS -> 503;
          default -> 0;
        });
  }

  public void fault(String path, Fault fault, int n) {
    faults.put(path, new Suffering(path, fault, n, ""));
  }

  /** {@link Fault#STATUS} with one more header, such as Retry-After. */
  public void status(String path, int status, String name, String value) {
    faults.put(path, new Suffering(path, Fault.STATUS, status, name + ": " + value + "\r\n"));
  }

  /**
   * Breaks every connection and waits until the tab is offline. The server itself stays up for
   * others.
   */
  public void breakOff(Tab tab) {
    tab.loadAll();
    fault("", Fault.DROP_BEFORE_COMMIT);
    tab.offline();
  }

  /** Removes all faults and lets held requests and answers go on. */
  public void heal() {
    faults.clear();
    letGo();
  }

  /** Lets held requests and answers go on. */
  public void letGo() {
    CountDownLatch before = held;
    held = new CountDownLatch(1);
    before.countDown();
    overtake();
  }

  /** Breaks the connections that carry a request of {@code path} now. */
  public void cut(String path) {
    paths.forEach(
        (socket, one) -> {
          if (one.endsWith(path)) {
            try {
              socket.close();
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          }
        });
  }

  /** The number of requests so far whose path ends with {@code path}. */
  public int count(String path) {
    return traffic.arrivals(path).size();
  }

  /** The seconds between the arrivals of two requests of {@code path}, which are counted from 1. */
  public double seconds(String path, int from, int to) {
    List<Long> at = traffic.arrivals(path);
    return (at.get(to - 1) - at.get(from - 1)) / 1e9;
  }

  /** The largest number of requests of exactly this path that were under way at once. */
  public int mostAtOnce(String path) {
    return traffic.mostAtOnce(path);
  }

  /** The number of requests of exactly this path that came while an earlier one was unanswered. */
  public int collisions(String path) {
    return traffic.collisions(path);
  }

  /** Waits until {@code n} requests of the path have come. */
  public void await(String path, int n) {
    Await.until(
        n + " requests of " + path + " have come",
        Tab.PATIENCE,
        () -> count(path),
        got -> got >= n);
  }

  /** Waits until the server has handled {@code n} requests of the path whose answers are held. */
  public void awaitHeld(String path, int n) {
    Await.until(
        "the server has answered " + n + " of " + path,
        Tab.PATIENCE,
        () -> holding.stream().filter(one -> one.endsWith(path)).count(),
        got -> got >= n);
  }

  private void listen() {
    while (!front.isClosed()) {
      try {
        Socket browser = front.accept();
        open.add(browser);
        threads.execute(() -> handle(browser));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void handle(Socket browser) {
    try (browser) {
      Request whole = Request.read(browser.getInputStream());
      if (whole == null) {
        return;
      }
      Request request = whole.without(prefix);
      LoginWall.Said said =
          wall == null || suffering(whole.path()).fault() != null ? null : wall.to(whole);
      if (said != null) {
        say(browser, said.status(), said.headers(), said.html());
        return;
      }
      if (request == null) {
        say(browser, 404, HTML, "nothing here");
        return;
      }
      // Read the latch before anyone can see that the request has come: a test that waits for that
      // may let go at once. Do not read it when the connection is made: a browser opens some in
      // advance.
      CountDownLatch latch = held;
      Suffering suffering = suffering(request.path());
      CountDownLatch overtaker = suffering.fault() == Fault.REORDER ? place() : null;
      paths.put(browser, request.path());
      try (Traffic.Visit visit = traffic.arrived(request.path())) {
        answer(browser, request, suffering, latch, overtaker, visit);
      }
    } catch (IOException broken) {
      // Closed without an answer: a page sees a broken connection.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      open.remove(browser);
      paths.remove(browser);
    }
  }

  private Suffering suffering(String path) {
    return faults.values().stream()
        .filter(one -> path.endsWith(one.path()))
        .max(Comparator.comparingInt(one -> one.path().length()))
        .orElse(NONE);
  }

  private void answer(
      Socket browser,
      Request request,
      Suffering it,
      CountDownLatch latch,
      CountDownLatch overtaker,
      Traffic.Visit visit)
      throws IOException, InterruptedException {
    if (it.fault() == null) {
      pass(browser, request, it, latch, visit);
      return;
    }
    switch (it.fault()) {
      case DROP_BEFORE_COMMIT -> {}
      case STATUS -> {
        visit.answered();
        say(browser, it.n(), "Content-Type: text/plain\r\n" + it.header(), "not now");
      }
      case HTML_200 -> {
        visit.answered();
        say(browser, 200, HTML, "<!doctype html><title>Sign in to the Wi-Fi</title>");
      }
      case REDIRECT -> {
        visit.answered();
        boolean there = request.path().equals("/login");
        say(browser, there ? 200 : 302, HTML + "Location: /login\r\n", "<title>Log in</title>");
      }
      case FREEZE -> {
        latch.await();
        pass(browser, request, it, latch, visit);
      }
      case REORDER -> {
        if (overtaker != null) {
          overtaker.await();
          pass(browser, request, it, latch, visit);
        } else {
          pass(browser, request, it, latch, visit);
          overtake();
        }
      }
      default -> pass(browser, request, it, latch, visit);
    }
  }

  /** The latch that the first of two requests waits for; null if this is the second. */
  private CountDownLatch place() {
    CountDownLatch mine = new CountDownLatch(1);
    return overtaken.compareAndSet(null, mine) ? mine : null;
  }

  private void overtake() {
    CountDownLatch waiting = overtaken.getAndSet(null);
    if (waiting != null) {
      waiting.countDown();
    }
  }

  private static void say(Socket browser, int status, String headers, String text)
      throws IOException {
    byte[] body = text.getBytes(StandardCharsets.UTF_8);
    String head = "HTTP/1.1 " + status + " Fault\r\n" + headers + "Connection: close\r\n";
    OutputStream out = browser.getOutputStream();
    out.write((head + "Content-Length: " + body.length + "\r\n\r\n").getBytes(US_ASCII));
    out.write(body);
    out.flush();
  }

  private void pass(
      Socket browser, Request request, Suffering it, CountDownLatch latch, Traffic.Visit visit)
      throws IOException, InterruptedException {
    if (it.fault() == Fault.DUPLICATE) {
      for (int i = 1; i < it.n(); i++) {
        threads.execute(() -> tell(request));
      }
    }
    try (Socket server = ask(request)) {
      PushbackInputStream answer = new PushbackInputStream(server.getInputStream());
      int first = answer.read(); // the server answers after its commit
      if (first < 0 || it.fault() == Fault.DROP_AFTER_COMMIT) {
        return;
      }
      answer.unread(first);
      if (it.fault() == Fault.HOLD_ANSWER) {
        holding.add(request.path());
        latch.await();
      }
      visit.answered();
      send(answer, browser.getOutputStream(), it);
      if (it.fault() == Fault.RESET) {
        browser.setSoLinger(true, 0);
      }
    }
  }

  private Socket ask(Request request) throws IOException {
    Socket server =
        new Socket(InetAddress.getLoopbackAddress(), URI.create(behind.url()).getPort());
    open.add(server);
    server.getOutputStream().write(request.bytes());
    server.getOutputStream().flush();
    return server;
  }

  private void tell(Request request) {
    try (Socket server = ask(request)) {
      server.getInputStream().readAllBytes();
    } catch (IOException gone) {
      // Only the answer of the last copy matters.
    }
  }

  private static void send(InputStream from, OutputStream to, Suffering it) throws IOException {
    switch (it.fault() == null ? Fault.HOLD_ANSWER : it.fault()) {
      case TRUNCATE, RESET -> to.write(from.readNBytes(it.n()));
      case DRIP -> {
        for (int b = from.read(); b >= 0; b = from.read()) {
          to.write(b);
          to.flush();
          Await.pause(Duration.ofMillis(it.n()));
        }
      }
      default -> from.transferTo(to);
    }
    to.flush();
  }

  @Override
  public void close() {
    letGo();
    try {
      front.close();
      for (Socket socket : open) {
        socket.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    threads.shutdownNow();
  }
}
