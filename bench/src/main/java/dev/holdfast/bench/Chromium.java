package dev.holdfast.bench;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.CDPSession;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The Chromium found on the PATH, with one page at a time. */
final class Chromium implements AutoCloseable {
  private static final List<String> FLAGS =
      List.of(
          "--no-sandbox",
          "--disable-gpu",
          "--disable-quic",
          "--no-first-run",
          "--disable-background-networking",
          "--disable-component-update",
          "--disable-sync");

  private final Playwright playwright;
  private final BrowserContext browser;
  private Page page;

  private Chromium(Playwright playwright, BrowserContext browser) {
    this.playwright = playwright;
    this.browser = browser;
    this.page = browser.newPage();
  }

  /** A browser with its profile on disk in {@code folder}, like a user's. */
  static Chromium launch(Path folder) {
    Playwright playwright =
        Playwright.create(
            new Playwright.CreateOptions()
                .setEnv(
                    Map.of(
                        "PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1",
                        // or only pages would be offline, and no worker
                        "PW_EXPERIMENTAL_SERVICE_WORKER_NETWORK_EVENTS", "1")));
    BrowserType.LaunchPersistentContextOptions options =
        new BrowserType.LaunchPersistentContextOptions()
            .setExecutablePath(executable())
            .setArgs(FLAGS);
    return new Chromium(playwright, playwright.chromium().launchPersistentContext(folder, options));
  }

  private static Path executable() {
    return Stream.of(System.getenv("PATH").split(":"))
        .flatMap(dir -> Stream.of("chromium", "chromium-browser").map(Path.of(dir)::resolve))
        .filter(Files::isExecutable)
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("no chromium on the PATH: install it first"));
  }

  /** Opens a new page with a compiled bundle, runs the bundle's main, and adds a script of ours. */
  void open(String bundle, String script) throws IOException {
    page.close();
    page = browser.newPage();
    add(resource(bundle) + "\nmain();");
    add(resource(script));
  }

  /** Opens a new page at {@code url}. Returns once {@code ready} is true in it. */
  void visit(String url, String ready) {
    page.close();
    page = browser.newPage();
    page.setDefaultTimeout(300_000);
    page.navigate(url);
    page.waitForFunction(ready);
  }

  /** Lets pages ask for what they cannot do: {@code bench(what, …)}. */
  void answer(Function<Object[], @Nullable Object> asked) {
    browser.exposeFunction("bench", asked::apply);
  }

  /** Takes the network away from all pages and workers, or gives it back. */
  void offline(boolean gone) {
    browser.setOffline(gone);
  }

  /** Stops the service workers, as the browser may do at any time. */
  void stopWorkers() {
    CDPSession session = browser.newCDPSession(page);
    session.send("ServiceWorker.enable");
    session.send("ServiceWorker.stopAllWorkers");
    session.detach();
  }

  /** Closes the page, so that nothing in it goes on. */
  void leave() {
    page.close();
    page = browser.newPage();
  }

  String version() {
    return Objects.requireNonNull(browser.browser(), "browser").version();
  }

  /** The page's JavaScript heap after a garbage collection, in MB. */
  double heap() {
    CDPSession session = browser.newCDPSession(page);
    session.send("HeapProfiler.collectGarbage");
    double bytes = session.send("Runtime.getHeapUsage").get("usedSize").getAsDouble();
    session.detach();
    return bytes / (1 << 20);
  }

  private void add(String script) {
    page.addScriptTag(new Page.AddScriptTagOptions().setContent(script));
  }

  /** A field of an object that a page returned. */
  static Object field(Object answer, String name) {
    return Objects.requireNonNull(((Map<?, ?>) answer).get(name), name);
  }

  static String resource(String name) throws IOException {
    try (InputStream in = Chromium.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("no resource " + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  Object evaluate(String function, @Nullable Object argument) {
    return page.evaluate(function, argument);
  }

  @Override
  public void close() {
    browser.close();
    playwright.close();
  }
}
