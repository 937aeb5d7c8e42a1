package dev.holdfast.verify.engines;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.verify.harness.FaultyServer.Fault;
import dev.holdfast.verify.harness.Firefox;
import dev.holdfast.verify.harness.OtherBrowser;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Files and releases in Firefox. */
class FirefoxReleasesTest extends ReleasesInEngineTest {
  @Override
  OtherBrowser open(Path folder) {
    return Firefox.open(folder);
  }

  /** An automated WebKitGTK has no files any more when the last page is closed. */
  @Test
  void laterReleaseWaitsAndItsLastPageCloses_itTakesOverOffline() throws IOException {
    OtherBrowser.Page page = controlled();
    release("second");
    assertThat(page.json("offlineStorage.checkForUpdate()")).isEqualTo("true");
    way.fault("", Fault.DROP_BEFORE_COMMIT);
    browser.open("about:blank");
    page.close();

    OtherBrowser.Page next = page("/");

    next.until("it has taken over", "send('GET', '/part.js')", "\"200 export default 'second';\"");
  }
}
