package dev.holdfast.verify.conformance;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A page of a real Chromium with the compiled vectors' bundle in it. */
final class Chromium implements AutoCloseable {
  private static final Path BUNDLE = Path.of("target", "conformance", "conformance.js");

  private final Playwright playwright;
  private final Browser browser;
  private final Page page;

  private Chromium(Playwright playwright, Browser browser, Page page) {
    this.playwright = playwright;
    this.browser = browser;
    this.page = page;
  }

  static Chromium open() throws IOException {
    Playwright playwright =
        Playwright.create(
            new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
    Browser browser =
        playwright
            .chromium()
            .launch(
                new BrowserType.LaunchOptions()
                    .setExecutablePath(executable())
                    .setArgs(
                        List.of(
                            "--no-sandbox",
                            "--disable-gpu",
                            "--disable-quic",
                            "--no-first-run",
                            "--disable-background-networking",
                            "--disable-component-update",
                            "--disable-sync")));
    Page page = browser.newPage();
    page.addScriptTag(
        new Page.AddScriptTagOptions().setContent(Files.readString(BUNDLE) + "\nmain();"));
    return new Chromium(playwright, browser, page);
  }

  private static Path executable() {
    return Stream.of(System.getenv("PATH").split(":"))
        .flatMap(
            dir ->
                Stream.of("chromium", "chromium-browser", "google-chrome")
                    .map(Path.of(dir)::resolve))
        .filter(Files::isExecutable)
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("no chromium on the PATH"));
  }

  /** What the page answers for {@code suite}. */
  String answers(String suite, String cases) {
    return (String)
        page.evaluate("([suite, cases]) => self.conformance(suite, cases)", List.of(suite, cases));
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
