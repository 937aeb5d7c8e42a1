package dev.holdfast.verify.worker;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.TimeoutError;
import dev.holdfast.verify.harness.Await;
import dev.holdfast.verify.harness.BrowserTest;
import dev.holdfast.verify.harness.Npm;
import dev.holdfast.verify.harness.Profile;
import dev.holdfast.verify.harness.Server;
import dev.holdfast.verify.harness.Tab;
import dev.holdfast.verify.harness.WebApp;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Apps with a worker of another make, built by their own tools, move to Holdfast by the release
 * that the docs give, word for word.
 */
class MigrationsTest extends BrowserTest {
  private static final Path HOME =
      Path.of(System.getProperty("holdfast.home", "..")).toAbsolutePath().normalize();

  /** Whether a worker controls the page within ten seconds. */
  private static final String CONTROLLED_SOON =
      """
      new Promise(resolve => {
        const workers = navigator.serviceWorker;
        const look = () => workers.controller && resolve(true);
        workers.addEventListener('controllerchange', look);
        setTimeout(() => resolve(false), 10000);
        look();
      })""";

  @BeforeAll
  static void build() {
    Npm.MIGRATIONS.run("npm", "run", "--silent", "build");
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Path there = to.resolve(from.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(there);
        } else {
          Files.copy(file, there);
        }
      }
    }
  }

  private static void clear(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        if (!file.equals(folder)) {
          Files.delete(file);
        }
      }
    }
  }

  private static String block(String doc, String file) throws IOException {
    String text = Files.readString(HOME.resolve("docs/" + doc));
    Matcher block =
        Pattern.compile("(?s)```\\w+ " + Pattern.quote(file) + "\\n(.*?)```").matcher(text);
    assertThat(block.find()).as(doc + " has " + file).isTrue();
    return block.group(1);
  }

  /**
   * The page, loaded anew after all others were closed, if it is the new one with its worker. A
   * page that is loaded while one worker replaces another can hang in Chromium, or be without a
   * worker until it is loaded anew: see docs/guide.md.
   */
  private static Optional<Tab> after(Profile browser, Server own) {
    Tab tab = browser.newTab();
    tab.page().setDefaultNavigationTimeout(20_000);
    try {
      tab.open(own.url() + "/");
    } catch (TimeoutError hangs) {
      tab.close();
      return Optional.empty();
    }
    if (tab.is("document.title === 'After'")) {
      tab.until(
          "its worker is installed, or taken away by the one before",
          "navigator.serviceWorker.getRegistration().then(found => !found || !found.installing)");
      if (tab.is(
              "navigator.serviceWorker.getRegistration().then(found => !!found?.active && !found.waiting)")
          && tab.is(CONTROLLED_SOON)) {
        return Optional.of(tab);
      }
    }
    tab.close();
    return Optional.empty();
  }

  @ParameterizedTest
  @CsvSource({
    "workbox, from-workbox.md, sw.js, workbox-",
    "ngsw, from-ngsw.md, ngsw-worker.js, ngsw:",
    "pwa, from-vite-plugin-pwa.md, sw.js, workbox-",
  })
  void releaseOfTheDocs_replacesTheWorkerAndItsCaches_andWorksOffline(
      String name, String doc, String worker, String caches, @TempDir Path folder)
      throws IOException {
    WebApp app = WebApp.in(folder.resolve("app"));
    copy(Npm.MIGRATIONS.folder().resolve("target/" + name), app.folder());
    try (Server own = Server.serve(app.folder(), folder.resolve("data"))) {
      Profile browser = browser();
      Tab tab = browser.open(own.url() + "/");
      controlled(tab);
      String theirs =
          "caches.keys().then(all => all.filter(name => name.startsWith('"
              + caches
              + "')).length > 0)";
      tab.until("its caches are filled", theirs);

      clear(app.folder());
      for (String file : List.of(worker, "app.js", "index.html")) {
        app.file(file, block(doc, file));
      }
      tab.reload();
      tab.until(
          "the new worker waits",
          "navigator.serviceWorker.getRegistration().then(found => !found || !!found.waiting)");
      tab.close();
      Tab after =
          Await.until("the new page", Tab.PATIENCE, () -> after(browser, own), Optional::isPresent)
              .orElseThrow();

      controlled(after);
      after.until("the old caches are gone", theirs, "false");
      own.kill();
      after.reload();
      after.until("it works offline", "document.title", "\"After\"");
    }
  }
}
