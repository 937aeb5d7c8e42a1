package dev.holdfast.verify.screenshots;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static com.microsoft.playwright.options.WaitForSelectorState.ATTACHED;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ScreenshotAnimations;
import com.microsoft.playwright.options.ScreenshotScale;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Takes the pictures in {@code docs/screenshots} from the real demo: two people edit the same
 * inspection while the server is away. Its name keeps it out of ordinary test runs; run it by
 *
 * <pre>mvn -pl verify -am test -Dtest=Screenshots -Dsurefire.failIfNoSpecifiedTests=false</pre>
 */
@NullMarked
final class Screenshots {
  private static final Path HOME = Path.of("..").toAbsolutePath().normalize();
  private static final Path PICTURES = HOME.resolve("docs/screenshots");
  private static final int CHOSEN_ROW = 2;
  private static final String PILL = "holdfast-status [part~=pill]";
  private static final String WORK = "holdfast-status [part~=work]";
  private static final Pattern OFFLINE = Pattern.compile("^Offline");
  private static final Pattern ONLINE = Pattern.compile("^Online");

  @Test
  void takeAll(@TempDir Path data) throws Exception {
    Files.createDirectories(PICTURES);
    try (Playwright playwright = playwright();
        Browser browser = playwright.chromium().launch(options());
        DemoServer server = new DemoServer(HOME, data)) {
      BrowserContext desk = browser.newContext(screen(1200, 770, 1));
      BrowserContext phone = browser.newContext(screen(390, 844, 1.5).setHasTouch(true));
      Page onDesk = open(desk, server.url());
      Page onPhone = open(phone, server.url());
      take(onDesk, "desk-online");
      take(onPhone, "phone-online");

      Page inspector = desk.newPage();
      inspector.navigate(server.url() + "/holdfast/inspector.html");
      onDesk.evaluate("void import('/holdfast/inspector/tell.js')");
      String inspection = openRow(onDesk, CHOSEN_ROW);
      onPhone.navigate(server.url() + inspection);
      server.stop();
      says(onDesk, OFFLINE);
      says(onPhone, OFFLINE);

      note(onDesk, "Two bolts missing at the east side, closed off with tape. New ones ordered.");
      take(onDesk, "desk-offline");
      assertThat(inspector.locator("#headline")).containsText("cannot be reached");
      assertThat(inspector.locator("#tabs td").first()).isVisible();
      take(inspector, "inspector");
      inspector.close();
      onDesk.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.DARK));
      onDesk.locator(PILL).click();
      take(onDesk, "desk-offline-dark");
      onDesk.keyboard().press("Escape");

      onPhone.locator(".tick input").last().check();
      note(onPhone, "Caretaker tightened everything this morning, photo follows.");
      take(onPhone, "phone-offline");
      onPhone.close();

      server.start();
      says(onDesk, ONLINE);
      assertThat(onDesk.locator(WORK))
          .hasCount(0, new LocatorAssertions.HasCountOptions().setTimeout(60_000));
      onPhone = open(phone, server.url() + inspection);
      onPhone.locator(".banner .button").click();
      take(onPhone, "phone-conflict");
      onPhone.setViewportSize(1200, 770);
      take(onPhone, "desk-conflict", ScreenshotScale.CSS);
    }
  }

  private static Page open(BrowserContext context, String url) {
    Page page = context.newPage();
    page.navigate(url);
    page.locator(".row").nth(100).waitFor(new Locator.WaitForOptions().setState(ATTACHED));
    says(page, ONLINE);
    page.evaluate("navigator.serviceWorker.ready.then(() => true)");
    return page;
  }

  private static void says(Page page, Pattern words) {
    assertThat(page.locator(PILL))
        .hasText(words, new LocatorAssertions.HasTextOptions().setTimeout(60_000));
  }

  /** Opens the inspection in that row of the list. Returns its part of the address. */
  private static String openRow(Page page, int row) {
    page.locator(".row").nth(row).click();
    page.locator("textarea[name=notes]").waitFor();
    return (String) page.evaluate("location.pathname + location.hash");
  }

  private static void note(Page page, String words) {
    page.locator("textarea[name=notes]").fill(words);
    assertThat(page.locator(WORK)).hasText("1 unsent");
    page.evaluate("document.activeElement.blur()");
  }

  private static void take(Page page, String name) {
    take(page, name, ScreenshotScale.DEVICE);
  }

  private static void take(Page page, String name, ScreenshotScale scale) {
    page.screenshot(
        new Page.ScreenshotOptions()
            .setPath(PICTURES.resolve(name + ".png"))
            .setScale(scale)
            .setAnimations(ScreenshotAnimations.DISABLED)); // animations jump to their end
  }

  private static Browser.NewContextOptions screen(int width, int height, double scale) {
    return new Browser.NewContextOptions()
        .setViewportSize(width, height)
        .setDeviceScaleFactor(scale)
        .setLocale("en-GB")
        .setColorScheme(ColorScheme.LIGHT);
  }

  private static Playwright playwright() {
    return Playwright.create(
        new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
  }

  private static BrowserType.LaunchOptions options() {
    return new BrowserType.LaunchOptions()
        .setExecutablePath(chromium())
        .setArgs(
            List.of(
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync"));
  }

  private static Path chromium() {
    return Stream.of(System.getenv("PATH").split(":"))
        .flatMap(dir -> Stream.of("chromium", "chromium-browser").map(Path.of(dir)::resolve))
        .filter(Files::isExecutable)
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("no chromium on the PATH"));
  }
}
