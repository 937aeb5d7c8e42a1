package dev.holdfast.verify.harness;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Playwright;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Chromium from the PATH. {@link #profile()} gives a new browser with its own storage, worker and
 * tabs. All of these share one process, which ends with this JVM, since starting one takes long.
 * {@link #profile(Path)} is a process of its own. Its profile is on disk and survives the process.
 */
public final class Chromium {
  private static final List<String> FLAGS =
      List.of(
          "--no-sandbox",
          "--disable-gpu",
          "--disable-quic",
          "--no-first-run",
          "--disable-background-networking",
          "--disable-component-update",
          "--disable-sync",
          // All tabs of a test count as visible, whichever is in front.
          "--disable-backgrounding-occluded-windows",
          "--disable-renderer-backgrounding",
          "--disable-background-timer-throttling");

  private static final double START_MS = 120_000;

  private static final Playwright PLAYWRIGHT =
      Playwright.create(
          new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));

  private static Browser shared;

  private Chromium() {}

  /** A new browser. */
  public static Profile profile() {
    if (shared == null || !shared.isConnected()) {
      shared =
          PLAYWRIGHT
              .chromium()
              .launch(
                  new BrowserType.LaunchOptions()
                      .setTimeout(START_MS)
                      .setExecutablePath(executable())
                      .setArgs(FLAGS));
    }
    return new Profile(
        shared.newContext(new Browser.NewContextOptions().setAcceptDownloads(true)), null);
  }

  /** The browser whose profile is in {@code folder}, new or as it was left. */
  public static Profile profile(Path folder) {
    List<String> flags = new ArrayList<>(FLAGS);
    flags.add("--disable-features=LockProfileCookieDatabase");
    BrowserContext context =
        PLAYWRIGHT
            .chromium()
            .launchPersistentContext(
                folder,
                new BrowserType.LaunchPersistentContextOptions()
                    .setTimeout(START_MS)
                    .setExecutablePath(executable())
                    .setArgs(flags)
                    .setAcceptDownloads(true));
    return new Profile(context, folder);
  }

  private static Path executable() {
    return Stream.of(System.getenv("PATH").split(":"))
        .flatMap(
            folder ->
                Stream.of("chromium", "chromium-browser", "google-chrome")
                    .map(Path.of(folder)::resolve))
        .filter(Files::isExecutable)
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("no chromium on the PATH"));
  }

  /** The id of the main process whose profile is in {@code folder}. */
  static long process(Path folder) {
    String flag = "--user-data-dir=" + folder;
    return ProcessHandle.allProcesses()
        .filter(
            one -> {
              String line = commandLine(one.pid());
              return line.contains(flag) && !line.contains("--type=") && !line.contains("/node\0");
            })
        .mapToLong(ProcessHandle::pid)
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("no browser with the profile " + folder));
  }

  private static String commandLine(long pid) {
    try {
      return Files.readString(Path.of("/proc", String.valueOf(pid), "cmdline"));
    } catch (IOException | UncheckedIOException gone) {
      return "";
    }
  }
}
