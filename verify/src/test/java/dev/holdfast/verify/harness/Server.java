package dev.holdfast.verify.harness;

import dev.holdfast.core.json.Json;
import dev.holdfast.core.merge.Placed;
import dev.holdfast.core.protocol.Change;
import dev.holdfast.core.protocol.Mutation;
import dev.holdfast.core.protocol.Query;
import dev.holdfast.core.protocol.Receipt;
import dev.holdfast.core.protocol.SyncAnswer;
import dev.holdfast.core.protocol.SyncRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The real server in a process of its own. It can be stopped, killed and frozen, and starts again
 * on the same port.
 *
 * <p>How to use it: {@code Server.serve(Apps.lab(), data)}, then {@link #url()}. The jars come from
 * the folder that the system property {@code holdfast.server.lib} names.
 */
public final class Server implements AutoCloseable {
  private static final Path HOME = Path.of(System.getProperty("holdfast.home", ".."));
  private static final Path LIB =
      Path.of(
          System.getProperty("holdfast.server.lib", HOME.resolve("server/target/lib").toString()));
  private static final String READY = "Holdfast is ready on http://localhost:";
  private static final HttpClient HTTP =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

  private final List<String> command;
  private final Path log;
  private int port;

  /** What {@code --base} says, without a slash at the end. */
  private String path = "";

  private Process process;

  private Server(List<String> command, Path log) {
    this.command = command;
    this.log = log;
    start();
  }

  /** What pages may load: the strictest policy that an app can have. */
  private static final String POLICY =
      "Content-Security-Policy: default-src 'self'; script-src 'self'; style-src 'self';"
          + " img-src 'self' data: blob:; connect-src 'self' http://localhost:*; object-src 'none';"
          + " base-uri 'self'";

  /**
   * {@code serve --app app --data data}, with further options of the command line. Its pages may
   * run no inline script.
   */
  public static Server serve(Path app, Path data, String... options) {
    List<String> command =
        new ArrayList<>(List.of("serve", "--app", app.toString(), "--header", POLICY));
    command.addAll(List.of(options));
    return new Server(withData(command, data), data.resolveSibling(data.getFileName() + ".log"));
  }

  /** {@code demo --data data}. */
  public static Server demo(Path data) {
    return new Server(
        withData(List.of("demo"), data), data.resolveSibling(data.getFileName() + ".log"));
  }

  private static List<String> withData(List<String> command, Path data) {
    List<String> all = new ArrayList<>(command);
    all.addAll(List.of("--data", data.toString()));
    return all;
  }

  /**
   * Starts it again on the same port, this time with the options {@code once}. Does nothing if it
   * runs.
   */
  public void start(String... once) {
    if (isRunning()) {
      return;
    }
    List<String> line = new ArrayList<>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    line.addAll(List.of("-XX:TieredStopAtLevel=1", "-Xshare:auto", "-Xmx256m"));
    line.add("-Dholdfast.home=" + HOME);
    line.addAll(List.of("-cp", LIB + "/*", "dev.holdfast.server.command.Main"));
    line.addAll(command);
    line.addAll(List.of(once));
    line.addAll(List.of("--port", String.valueOf(port)));
    try {
      Files.deleteIfExists(log);
      process =
          new ProcessBuilder(line).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    String ready =
        Await.until(
            "the server says that it is ready",
            Duration.ofSeconds(60),
            this::said,
            text -> (text.contains(READY) && text.endsWith("\n")) || !process.isAlive());
    if (!ready.contains(READY)) {
      throw new IllegalStateException("the server did not start: " + line + "\n" + ready);
    }
    String rest = ready.substring(ready.indexOf(READY) + READY.length());
    String[] place = rest.lines().findFirst().orElseThrow().strip().split("/", 2);
    port = Integer.parseInt(place[0]);
    path = place.length > 1 ? "/" + place[1] : "";
  }

  /** Its output since its last start. */
  public String said() throws IOException {
    return Files.exists(log)
        ? new String(Files.readAllBytes(log), StandardCharsets.UTF_8) // it may be written right now
        : "";
  }

  public String url() {
    return "http://localhost:" + port + path;
  }

  public int port() {
    return port;
  }

  public boolean isRunning() {
    return process != null && process.isAlive();
  }

  /**
   * SIGKILL: nothing is flushed. SIGTERM is not used here: while a server shuts down, a client may
   * get a 503, so the server would seem to be failing, not gone.
   */
  public void kill() {
    process.destroyForcibly();
    ended();
  }

  /** SIGSTOP: connections stay open, but no answer comes. */
  public void freeze() {
    signal("STOP");
  }

  /** SIGCONT. */
  public void thaw() {
    signal("CONT");
  }

  private void signal(String name) {
    try {
      new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid())).start().waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void ended() {
    try {
      process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    if (isRunning()) {
      process.destroyForcibly();
      ended();
    }
  }

  // --- what it stores ---

  /** The documents of a space: key to value, as canonical JSON. */
  public Map<String, String> documents(String space) {
    Map<String, String> all = new TreeMap<>();
    double cursor = 0;
    while (true) {
      String path = "/v1/spaces/" + space + "/changes" + Query.pull((long) cursor, 1000);
      HttpResponse<String> answer = get(path);
      if (answer.statusCode() == 404) {
        return all;
      }
      Json page = Json.parse(answer.body());
      Json changes = SyncAnswer.changes(page);
      for (int i = 0, n = Json.size(changes); i < n; i++) {
        Json change = Json.at(changes, i);
        String key = Change.collection(change) + "/" + Change.doc(change);
        Json value = Placed.value(Change.content(change));
        if (Json.isAbsent(value)) {
          all.remove(key);
        } else {
          all.put(key, Json.text(Json.canonical(value)));
        }
      }
      cursor = SyncAnswer.cursor(page);
      if (!SyncAnswer.more(page)) {
        return all;
      }
    }
  }

  /**
   * The number of versions that a space has given out. Each stored mutation has its own version.
   */
  public long head(String space) {
    return (long) SyncAnswer.cursor(all(space));
  }

  /**
   * A write of another replica: puts {@code json}, or deletes if it is null. Returns the receipt.
   */
  public String write(String space, String collection, String doc, String json) {
    Json here = begun(space);
    Json changes = SyncAnswer.changes(here);
    double base = 0;
    for (int i = 0; i < Json.size(changes); i++) {
      Json change = Json.at(changes, i);
      if (Change.collection(change).equals(collection) && Change.doc(change).equals(doc)) {
        base = Change.version(change);
      }
    }
    String id = java.util.UUID.randomUUID().toString();
    Json value = json == null ? Json.absent() : Json.parse(json);
    Json mutations = Json.array();
    Json.push(mutations, Mutation.of(id, collection, doc, base, value));
    Json epoch = Json.of(SyncAnswer.epoch(here));
    Json request = SyncRequest.of("test", epoch, SyncAnswer.cursor(here), 1000, mutations);
    HttpResponse<String> answer = post("/v1/spaces/" + space + "/sync", Json.stringify(request));
    if (answer.statusCode() != 200) {
      throw new AssertionError(answer.statusCode() + " " + answer.body());
    }
    Json receipt = Json.at(SyncAnswer.receipts(Json.parse(answer.body())), 0);
    if (!Receipt.isAccepted(receipt)) {
      throw new AssertionError("the write was not taken: " + Json.stringify(receipt));
    }
    return Json.stringify(receipt);
  }

  /** The same of a space that is made by it, if nobody has written to it: only a sync does that. */
  private Json begun(String space) {
    Json none = SyncRequest.of("test", Json.nul(), 0, 100_000, Json.array());
    return Json.parse(post("/v1/spaces/" + space + "/sync", Json.stringify(none)).body());
  }

  /** The whole space as one page of changes. */
  public Json all(String space) {
    return Json.parse(get("/v1/spaces/" + space + "/changes" + Query.pull(0, 100_000)).body());
  }

  /** A number of {@code /metrics}, by its name with labels. */
  public long metric(String name) {
    return get("/metrics")
        .body()
        .lines()
        .filter(line -> line.startsWith(name + " "))
        .mapToLong(line -> (long) Double.parseDouble(line.substring(name.length() + 1)))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no metric " + name));
  }

  public HttpResponse<String> get(String path) {
    return send(HttpRequest.newBuilder(URI.create(url() + path)).build());
  }

  public HttpResponse<String> post(String path, String json) {
    return send(
        HttpRequest.newBuilder(URI.create(url() + path))
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(json))
            .build());
  }

  private static HttpResponse<String> send(HttpRequest request) {
    try {
      return HTTP.send(request, BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
