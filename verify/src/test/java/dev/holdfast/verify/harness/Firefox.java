package dev.holdfast.verify.harness;

import dev.holdfast.core.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Debian's own Firefox from the PATH, a process with its profile on disk. It is driven by WebDriver
 * BiDi (W3C), which every Firefox speaks. Playwright would need a build of its own.
 */
public final class Firefox extends OtherBrowser {
  private static final String READY = "WebDriver BiDi listening on ";
  private static final Duration START = Duration.ofSeconds(60);

  private final Path profile;
  private final Process process;
  private final WebSocket socket;
  private final AtomicInteger ids = new AtomicInteger();
  private final Map<Integer, CompletableFuture<Json>> asked = new ConcurrentHashMap<>();

  private Firefox(Path profile, Process process, String address) {
    this.profile = profile;
    this.process = process;
    socket =
        HttpClient.newHttpClient()
            .newWebSocketBuilder()
            .buildAsync(URI.create(address + "/session"), new Answers())
            .join();
    ask("session.new", "{\"capabilities\":{}}");
  }

  /** The browser whose profile is in {@code folder}, new or as it was left. */
  public static Firefox open(Path folder) {
    try {
      Files.createDirectories(folder);
      Path log = folder.resolveSibling(folder.getFileName() + ".log");
      Files.deleteIfExists(log);
      Process process =
          new ProcessBuilder(
                  "firefox-esr",
                  "--headless",
                  "--no-remote",
                  "--profile",
                  folder.toString(),
                  "--remote-debugging-port",
                  "0",
                  "about:blank")
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
      String said =
          Await.until(
              "Firefox listens",
              START,
              () -> new String(Files.readAllBytes(log), StandardCharsets.UTF_8),
              text -> ready(text) || !process.isAlive());
      return new Firefox(
          folder,
          process,
          said.lines()
              .filter(line -> line.startsWith(READY))
              .findFirst()
              .orElseThrow()
              .substring(READY.length()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whether the line is complete. */
  private static boolean ready(String said) {
    int at = said.indexOf(READY);
    return at >= 0 && said.indexOf('\n', at) > 0;
  }

  @Override
  public Page open(String url) {
    Json made = ask("browsingContext.create", "{\"type\":\"tab\"}");
    Page page = new Tab(Json.text(Json.get(made, "context")));
    page.open(url);
    return page;
  }

  /** Ends this process and starts a new one with the same profile. */
  @Override
  public Firefox again() {
    close();
    return open(profile);
  }

  /** Closes the browser as a user does, so that its profile is complete, and waits for the end. */
  @Override
  public void close() {
    if (process.isAlive()) {
      ask("browser.close", "{}");
      Await.until("Firefox has ended", START, process::isAlive, alive -> !alive);
    }
  }

  private Json ask(String method, String params) {
    int id = ids.incrementAndGet();
    CompletableFuture<Json> answer = new CompletableFuture<>();
    asked.put(id, answer);
    socket
        .sendText(
            "{\"id\":" + id + ",\"method\":\"" + method + "\",\"params\":" + params + "}", true)
        .join();
    try {
      return answer.get(120, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    } catch (Exception e) {
      throw new IllegalStateException(method + " " + params, e);
    }
  }

  /** Passes each answer to its caller. Events are ignored. */
  private final class Answers implements WebSocket.Listener {
    private final StringBuilder text = new StringBuilder();

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
      text.append(part);
      if (last) {
        Json message = Json.parse(text.toString());
        text.setLength(0);
        Json id = Json.get(message, "id");
        CompletableFuture<Json> answer =
            Json.isNumber(id) ? asked.remove((int) Json.number(id)) : null;
        if (answer != null && Json.text(Json.get(message, "type")).equals("success")) {
          answer.complete(Json.get(message, "result"));
        } else if (answer != null) {
          answer.completeExceptionally(new IllegalStateException(Json.stringify(message)));
        }
      }
      from.request(1);
      return null;
    }
  }

  private final class Tab extends Page {
    private final String context;

    private Tab(String context) {
      this.context = context;
    }

    @Override
    public void open(String url) {
      ask(
          "browsingContext.navigate",
          "{\"context\":\"" + context + "\",\"wait\":\"complete\",\"url\":" + quoted(url) + "}");
    }

    @Override
    public void close() {
      ask("browsingContext.close", "{\"context\":\"" + context + "\"}");
    }

    @Override
    String text(String expression) {
      Json answer =
          ask(
              "script.evaluate",
              "{\"awaitPromise\":true,\"target\":{\"context\":\""
                  + context
                  + "\"},\"expression\":"
                  + quoted(expression)
                  + "}");
      Json result = Json.get(answer, "result");
      if (Json.isAbsent(result)) {
        throw new IllegalStateException(expression + ": " + Json.stringify(answer));
      }
      return Json.text(Json.get(result, "value"));
    }
  }
}
