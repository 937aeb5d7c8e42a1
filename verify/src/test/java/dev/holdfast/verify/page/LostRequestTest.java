package dev.holdfast.verify.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.core.json.Json;
import dev.holdfast.verify.harness.Apps;
import dev.holdfast.verify.harness.Await;
import dev.holdfast.verify.harness.Backend;
import dev.holdfast.verify.harness.BrowserTest;
import dev.holdfast.verify.harness.OnDisk;
import dev.holdfast.verify.harness.Profile;
import dev.holdfast.verify.harness.Server;
import dev.holdfast.verify.harness.Tab;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A queued request with a large body, of which Chromium has lost the file. */
class LostRequestTest extends BrowserTest {
  private static final String QUEUE = "worker=/queue.js&restore=no";
  private Backend backend;

  @Override
  protected Server startServer(Path data) {
    backend = Backend.start();
    return Server.serve(Apps.lab(), data, "--proxy", "/api=" + backend.url());
  }

  @AfterAll
  void closeBackend() {
    backend.close();
  }

  private static void post(Tab tab, String body) {
    assertThat(
            tab.evaluate(
                "fetch('/api/photos', { method: 'POST', body: " + body + " }).then(r => r.status)"))
        .isEqualTo(202);
  }

  /** Fault 10, in the queue. */
  @Tag("fault-10")
  @Test
  void theFileOfABodyIsGone_setAside_reported_whatWaitsBehindItIsSent() throws IOException {
    Path profile = folder.resolve("profile");
    Profile browser = browser(profile);
    Tab tab = lab(browser, QUEUE);
    controlled(tab);
    goOffline(tab);
    // Random bytes: a body that compresses well would not be large.
    post(
        tab,
        "new Blob(Array.from({ length: 8 }, () => crypto.getRandomValues(new Uint8Array(65536))))");
    post(tab, "'small'");
    tab.until("the page knows of both", "offlineStorage.pending.length", "2");
    browser.kill();
    OnDiskTest.deleteBlobs(profile);
    server.start();

    Tab again = lab(browser(profile), QUEUE);

    again.until("it is said", "app.events.some(e => e.error && e.error.code === 'CORRUPT_PAGE')");
    Await.until("the other is sent", backend::effects, all -> all.contains("small"));
    again.until("nothing waits", "offlineStorage.hasConflicts", "false");
    assertThat(backend.effects()).hasSize(1);
    assertThat(
            again.json("offlineStorage.audit().then(a => [a.archived, a.acknowledged, a.total])"))
        .isEqualTo("[1,1,2]");
    assertThat(Json.size(OnDisk.of(again).rows("holdfast-requests", "damaged"))).isEqualTo(1);
  }
}
