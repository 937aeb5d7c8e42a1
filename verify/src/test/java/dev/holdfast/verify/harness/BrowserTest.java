package dev.holdfast.verify.harness;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * A class of tests with one server. Each test has new browsers and a space of its own, so that no
 * test sees data of another. If a test stops the server, it is started again for the next.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class BrowserTest {
  private static final AtomicInteger SPACES = new AtomicInteger();

  @TempDir protected Path folder;
  protected Server server;
  private final List<Profile> profiles = new ArrayList<>();
  private final List<FaultyServer> ways = new ArrayList<>();
  private String space = "";

  @BeforeAll
  final void openAll(@TempDir Path data) {
    server = startServer(data.resolve("data"));
  }

  /** The server of this class. By default it serves the lab app. */
  protected Server startServer(Path data) {
    return Server.serve(Apps.lab(), data);
  }

  @AfterEach
  final void closeProfiles() {
    profiles.forEach(Profile::close);
    profiles.clear();
    ways.forEach(FaultyServer::close);
    ways.clear();
    space = "";
    server.start();
  }

  @AfterAll
  final void closeAll() {
    server.close();
  }

  /** The space of this test. */
  protected final String space() {
    if (space.isEmpty()) {
      space = "t" + SPACES.incrementAndGet();
    }
    return space;
  }

  /** A new browser, closed after the test. */
  protected final Profile browser() {
    Profile profile = Chromium.profile();
    profiles.add(profile);
    return profile;
  }

  /** The browser whose profile is in {@code folder}, new or as it was left. */
  protected final Profile browser(Path folder) {
    Profile profile = Chromium.profile(folder);
    profiles.add(profile);
    return profile;
  }

  /** A network with faults in front of the server, closed after the test. */
  protected final FaultyServer faulty() {
    FaultyServer made = FaultyServer.before(server);
    ways.add(made);
    return made;
  }

  /**
   * A tab of {@code browser} with the started lab app. {@code wiring} is the query of its address.
   */
  protected final Tab lab(Profile browser, String wiring) {
    return lab(browser, server.url(), wiring);
  }

  /** The same through {@code url}, such as that of a {@link FaultyServer}. */
  protected final Tab lab(Profile browser, String url, String wiring) {
    Tab tab = browser.open(url + "/?space=" + space() + "&" + wiring);
    tab.until("the app has started", "app.started");
    return tab;
  }

  /**
   * The same in a browser with a quota of {@code bytes}. Chromium measures only now and then. So
   * the quota is set before the first write, and only a write larger than the rest is sure to fail.
   */
  protected final Tab lab(Profile browser, long bytes, String wiring) {
    browser.newTab();
    browser.quota(server.url(), bytes);
    return lab(browser, wiring);
  }

  /** Waits until the worker controls this tab, so that a reload works offline. */
  protected final void controlled(Tab tab) {
    tab.until("a worker controls the page", "navigator.serviceWorker.controller !== null");
  }

  /**
   * Stops the server and waits until the tab is offline. Its second script comes first: what a page
   * does without that is another test's.
   */
  protected final void goOffline(Tab tab) {
    tab.loadAll();
    server.kill();
    tab.offline();
  }

  /** Starts the server again. The tab notices it by itself. */
  protected final void goOnline() {
    server.start();
  }
}
