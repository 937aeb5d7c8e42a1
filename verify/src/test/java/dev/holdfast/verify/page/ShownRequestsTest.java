package dev.holdfast.verify.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.verify.harness.Apps;
import dev.holdfast.verify.harness.Backend;
import dev.holdfast.verify.harness.BrowserTest;
import dev.holdfast.verify.harness.Profile;
import dev.holdfast.verify.harness.Server;
import dev.holdfast.verify.harness.Tab;
import dev.holdfast.verify.harness.WebApp;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** How the page follows what its worker's queue holds, without reading all of it each time. */
class ShownRequestsTest extends BrowserTest {
  /**
   * {@code rows}: how many requests the page has read by ranges. While {@code deaf}, it is not told
   * of changes.
   */
  private static final String COUNTED =
      "self.rows = 0; const all = IDBObjectStore.prototype.getAll;"
          + " IDBObjectStore.prototype.getAll = function (...args) {"
          + " const answer = all.apply(this, args); if (this.name === 'requests')"
          + " answer.addEventListener('success', () => self.rows += answer.result.length);"
          + " return answer; };"
          + " self.BroadcastChannel = class extends BroadcastChannel { set onmessage(hear) {"
          + " super.onmessage = e => (self.deaf && e.data.type === 'queue') || hear(e); } };";

  private final Backend backend = Backend.start();

  @AfterAll
  void closeBackend() {
    backend.close();
  }

  @Override
  protected Server startServer(Path data) {
    try {
      WebApp app =
          WebApp.in(data.resolveSibling("app"))
              .worker(
                  ".precache(self.__PRECACHE).navigationFallback('/index.html')"
                      + ".intercept('POST /api/*', holdfast.queue()).start()");
      for (String file : List.of("index.html", "app.js", "backends.js")) {
        app.file(file, Files.readString(Apps.lab().resolve(file)));
      }
      return Server.serve(app.folder(), data, "--proxy", "/api=" + backend.url());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Tab offline(Profile browser) {
    browser.context().addInitScript(COUNTED);
    Tab tab = lab(browser, "");
    controlled(tab);
    goOffline(tab);
    write(tab, 1);
    waiting(tab, 1);
    return tab;
  }

  private static void write(Tab tab, int times) {
    tab.evaluate(
        "(async () => { for (let i = 0; i < it; i++) { const answer = await fetch('/api/tasks',"
            + " { method: 'POST', body: 'w' + i }); if (answer.status !== 202) throw new"
            + " Error('not queued: ' + answer.status); } })()",
        times);
  }

  private static void waiting(Tab tab, int times) {
    tab.until("all are shown", "offlineStorage.pending.length", String.valueOf(times));
  }

  @Test
  void manyWait_aWriteMakesThePageReadNothingElse() {
    Tab tab = offline(browser());
    write(tab, 50);
    waiting(tab, 51);
    tab.evaluate("void (self.rows = 0)");

    write(tab, 10);

    waiting(tab, 61);
    assertThat(tab.json("self.rows")).isEqualTo("10");
    assertThat(tab.json("offlineStorage.pending.map(e => e.state).join('')"))
        .isEqualTo('"' + "queued".repeat(61) + '"');
  }

  @Test
  void pageWasNotToldOfAWrite_itSeesItWithTheNext() {
    Tab tab = offline(browser());
    tab.evaluate("void (self.deaf = true)");
    write(tab, 2);
    assertThat(tab.json("offlineStorage.pending.length")).isEqualTo("1");
    tab.evaluate("void (self.deaf = false)");

    write(tab, 1);

    waiting(tab, 4);
  }

  @Test
  void pageWasNotToldThatSomeWereSent_itSeesItWithTheNextWrite() {
    Profile browser = browser();
    Tab tab = offline(browser);
    write(tab, 2);
    waiting(tab, 3);
    Tab other = lab(browser, "");
    waiting(other, 3);
    tab.evaluate("void (self.deaf = true)");
    goOnline();
    waiting(other, 0);
    assertThat(tab.json("offlineStorage.pending.length")).isEqualTo("3");
    goOffline(other);
    tab.evaluate("void (self.deaf = false)");

    write(other, 1);

    waiting(tab, 1);
  }
}
