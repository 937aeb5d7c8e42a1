package dev.holdfast.verify.harness;

import dev.holdfast.core.json.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Debian's WebKitGTK from the PATH on a virtual screen, driven by its own WebDriver (W3C). Its
 * storage lasts as long as the process: an automated WebKitGTK has no profile.
 */
public final class WebKit extends OtherBrowser {
  private static final Duration START = Duration.ofSeconds(60);
  private static final String CAPABILITIES =
      "{\"capabilities\":{\"alwaysMatch\":{\"timeouts\":{\"script\":120000}}}}";

  private final HttpClient http = HttpClient.newHttpClient();
  private final Process screen;
  private final Process driver;
  private final String address;
  private final String session;

  private WebKit(Process screen, Process driver, String address) {
    this.screen = screen;
    this.driver = driver;
    this.address = address;
    Await.until("WebKit's driver answers", START, this::answers, yes -> yes);
    session = "/session/" + Json.text(Json.get(ask("POST", "/session", CAPABILITIES), "sessionId"));
  }

  /**
   * @param folder for its log
   */
  public static WebKit open(Path folder) {
    try {
      Files.createDirectories(folder);
      Process screen =
          new ProcessBuilder("Xvfb", "-displayfd", "1", "-nolisten", "tcp")
              .redirectError(folder.resolve("screen.log").toFile())
              .start();
      String display;
      try (BufferedReader said = screen.inputReader(StandardCharsets.US_ASCII)) {
        display = said.readLine();
      }
      int port = freePort();
      ProcessBuilder driver =
          new ProcessBuilder("WebKitWebDriver", "--host=127.0.0.1", "--port=" + port)
              .redirectErrorStream(true)
              .redirectOutput(folder.resolve("driver.log").toFile());
      driver.environment().put("DISPLAY", ":" + display);
      return new WebKit(screen, driver.start(), "http://127.0.0.1:" + port);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private boolean answers() {
    try {
      return Json.isObject(ask("GET", "/status", ""));
    } catch (IllegalStateException e) {
      return false;
    }
  }

  @Override
  public Page open(String url) {
    Json handles = ask("GET", session + "/window/handles", "");
    new Tab(Json.text(Json.at(handles, 0))).select(); // the tab that was used last may be closed
    Json made = ask("POST", session + "/window/new", "{\"type\":\"tab\"}");
    Page page = new Tab(Json.text(Json.get(made, "handle")));
    page.open(url);
    return page;
  }

  /** The same process, with one empty page. */
  @Override
  public WebKit again() {
    Page empty = open("about:blank");
    Json handles = ask("GET", session + "/window/handles", "");
    for (int i = 0; i < Json.size(handles); i++) {
      Page tab = new Tab(Json.text(Json.at(handles, i)));
      if (!tab.equals(empty)) {
        tab.close();
      }
    }
    return this;
  }

  @Override
  public void close() {
    ask("DELETE", session, "");
    driver.destroy();
    screen.destroy();
    Await.until("the driver has ended", START, driver::isAlive, alive -> !alive);
    Await.until("the screen has ended", START, screen::isAlive, alive -> !alive);
  }

  private Json ask(String method, String path, String body) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(address + path))
            .timeout(Duration.ofSeconds(150))
            .header("Content-Type", "application/json")
            .method(
                method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
            .build();
    try {
      String text = http.send(request, BodyHandlers.ofString()).body();
      Json value = Json.get(Json.parse(text), "value");
      if (Json.isObject(value) && Json.isString(Json.get(value, "error"))) {
        throw new IllegalStateException(path + " " + body + ": " + text);
      }
      return value;
    } catch (IOException e) {
      throw new IllegalStateException(path, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private final class Tab extends Page {
    private final String handle;

    private Tab(String handle) {
      this.handle = handle;
    }

    private void select() {
      ask("POST", session + "/window", "{\"handle\":" + quoted(handle) + "}");
    }

    private Json inside(String method, String path, String body) {
      select();
      return ask(method, session + path, body);
    }

    @Override
    public void open(String url) {
      inside("POST", "/url", "{\"url\":" + quoted(url) + "}");
    }

    @Override
    public void close() {
      inside("DELETE", "/window", "");
    }

    @Override
    String text(String expression) {
      String script =
          "const done = arguments[0]; ("
              + expression
              + ").then(value => done({ value }), error => done({ error: String(error) }));";
      Json answer =
          inside("POST", "/execute/async", "{\"args\":[],\"script\":" + quoted(script) + "}");
      Json value = Json.get(answer, "value");
      if (!Json.isString(value)) {
        throw new IllegalStateException(expression + ": " + Json.stringify(answer));
      }
      return Json.text(value);
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Tab tab && tab.handle.equals(handle);
    }

    @Override
    public int hashCode() {
      return handle.hashCode();
    }
  }
}
