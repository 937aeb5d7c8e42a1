package dev.holdfast.bench;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

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
  private final Browser browser;
  private Page page;

  private Chromium(Playwright playwright, Browser browser) {
    this.playwright = playwright;
    this.browser = browser;
    this.page = browser.newPage();
  }

  static Chromium launch() {
    Playwright playwright =
        Playwright.create(
            new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
    BrowserType.LaunchOptions options =
        new BrowserType.LaunchOptions().setExecutablePath(executable()).setArgs(FLAGS);
    return new Chromium(playwright, playwright.chromium().launch(options));
  }

  private static Path executable() {
    return Stream.of(System.getenv("PATH").split(":"))
        .flatMap(dir -> Stream.of("chromium", "chromium-browser").map(Path.of(dir)::resolve))
        .filter(Files::isExecutable)
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("no chromium on the PATH: install it first"));
  }

  /** Opens a fresh page with a compiled bundle, its main run, and a script of ours. */
  void open(String bundle, String script) throws IOException {
    page.close();
    page = browser.newPage();
    add(resource(bundle) + "\nmain();");
    add(resource(script));
  }

  private void add(String script) {
    page.addScriptTag(new Page.AddScriptTagOptions().setContent(script));
  }

  private static String resource(String name) throws IOException {
    try (InputStream in = Chromium.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("no resource " + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  Object evaluate(String function, Object argument) {
    return page.evaluate(function, argument);
  }

  @Override
  public void close() {
    browser.close();
    playwright.close();
  }
}
