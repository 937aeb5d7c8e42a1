package dev.holdfast.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.core.protocol.Poke;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Live streams: who may open one, how long it lasts, and what it costs the server. */
@Timeout(60)
class LiveTest {
  private static final int PER_SUBJECT = 4;

  @TempDir Path data;
  SyncServer server;
  private final List<Listener> listeners = new ArrayList<>();

  @BeforeEach
  void start() throws Exception {
    server =
        new SyncServer(
            data,
            SyncOptions.DEFAULT.live(new SyncOptions.Live(Duration.ofMillis(100), PER_SUBJECT, 6)));
  }

  @AfterEach
  void stop() throws Exception {
    for (Listener listener : listeners) {
      listener.socket.close();
    }
    server.close();
  }

  /** A client on a plain socket, so that it can stop reading. */
  private static final class Listener {
    final Socket socket = new Socket();
    final BufferedReader lines;

    Listener(int port, String subject, String space) throws IOException {
      socket.setReceiveBufferSize(1024);
      socket.connect(new java.net.InetSocketAddress("localhost", port));
      socket.setSoTimeout(30_000);
      String head =
          "GET /v1/spaces/"
              + space
              + "/live HTTP/1.1\r\nHost: localhost\r\nHoldfast-Subject: "
              + subject
              + "\r\n\r\n";
      socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
      lines =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
    }

    String status() throws IOException {
      return lines.readLine();
    }

    void untilPoke(long version) throws IOException {
      until("data: " + Poke.text(version));
    }

    /** Reads lines until one equals {@code wanted}. */
    void until(String wanted) throws IOException {
      for (String line = lines.readLine(); ; line = lines.readLine()) {
        assertThat(line).as("the stream ended before %s", wanted).isNotNull();
        if (line.equals(wanted)) {
          return;
        }
      }
    }
  }

  private Listener listen(String subject, String space) throws IOException {
    Listener listener = new Listener(server.port(), subject, space);
    listeners.add(listener);
    return listener;
  }

  private void push(String space, int n) throws Exception {
    server.put(space, "m" + n, "c", "d" + n);
  }

  private long metric(String name) throws Exception {
    Matcher figure =
        Pattern.compile("holdfast_" + name + " (\\d+)").matcher(server.get("/metrics").body());
    assertThat(figure.find()).isTrue();
    return Long.parseLong(figure.group(1));
  }

  private void untilMetric(String name, long value) throws Exception {
    long end = System.nanoTime() + Duration.ofSeconds(40).toNanos();
    while (metric(name) != value && System.nanoTime() < end) {
      Thread.onSpinWait(); // not a busy loop: metric() makes a request
    }
    assertThat(metric(name)).as(name).isEqualTo(value);
  }

  @Test
  void aSilentSpace_isHeardToBeAlive() throws Exception {
    Listener listener = listen("ann", "s");
    listener.until(": heartbeat");
    listener.until(": heartbeat");
  }

  @Test
  void onlyTheSpacesListeners_arePoked() throws Exception {
    Listener here = listen("ann", "s");
    Listener there = listen("ann", "t");
    here.untilPoke(0);
    there.untilPoke(0);
    push("s", 1);
    here.untilPoke(1);
    push("t", 1);
    push("t", 2);
    there.untilPoke(2);
  }

  @Test
  @Tag("fault-50")
  void ofTooManyOfOneSubject_theOldestGivesWay_andAnotherMayStillListen() throws Exception {
    for (int i = 0; i < PER_SUBJECT; i++) {
      Listener listener = listen("ann", "s" + i);
      assertThat(listener.status()).contains(" 200 ");
      listener.untilPoke(0);
    }
    Listener latest = listen("ann", "s");
    assertThat(latest.status()).contains(" 200 ");
    readAll(listeners.get(0)); // it ends
    latest.untilPoke(0);
    listeners.get(1).until(": heartbeat");
    assertThat(listen("bob", "s").status()).contains(" 200 ");
    assertThat(listen("bob", "s").status()).contains(" 200 ");
    assertThat(listen("bob", "s").status()).contains(" 503 ");
    assertThat(metric("live_streams")).isEqualTo(6);
  }

  @Test
  void aListenerThatLeaves_makesRoom() throws Exception {
    for (int i = 0; i < PER_SUBJECT; i++) {
      listen("ann", "s").untilPoke(0);
    }
    listeners.get(0).socket.close();
    untilMetric("live_streams", PER_SUBJECT - 1);
    assertThat(listen("ann", "s").status()).contains(" 200 ");
  }

  @Test
  @Tag("fault-50")
  void aReaderThatStopsReading_isDropped_andBuffersStayBounded() throws Exception {
    Listener slow = listen("ann", "s");
    Listener quick = listen("bob", "s");
    slow.untilPoke(0);
    quick.untilPoke(0);
    Thread reading = new Thread(() -> readAll(quick));
    reading.start();
    while (metric("live_dropped_total") == 0) {
      server.flood("s");
    }
    assertThat(metric("live_dropped_total")).isEqualTo(1);
    untilMetric("live_streams", 1);
  }

  private static void readAll(Listener listener) {
    try {
      listener.lines.lines().forEach(line -> {});
    } catch (UncheckedIOException e) {
      // The stream is closed at the end of the test.
    }
  }

  @Test
  void aStoppingServer_endsItsStreams() throws Exception {
    Listener listener = listen("ann", "s");
    listener.untilPoke(0);
    long begun = System.nanoTime();
    server.close();
    listener.lines.lines().forEach(line -> {});
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(8));
  }

  @Test
  void itIsReadByFetch_soItIsNoPost() throws Exception {
    HttpResponse<String> response = server.post("/v1/spaces/s/live", "{}");
    assertThat(response.statusCode()).isEqualTo(405);
  }
}
