package dev.holdfast.verify.engines;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.verify.harness.FaultyServer;
import dev.holdfast.verify.harness.OtherBrowser;
import dev.holdfast.verify.harness.WebKit;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Files and releases in WebKitGTK. */
class WebKitReleasesTest extends ReleasesInEngineTest {
  @Override
  OtherBrowser open(Path folder) {
    return WebKit.open(folder);
  }

  /** Its tab's process then finds no registration, though a worker controls the page. */
  @Test
  void workerOfAnotherOriginWasUnregistered_laterReleasesAreFoundAllTheSame() throws IOException {
    OtherBrowser.Page other = controlled();
    other.json("navigator.serviceWorker.getRegistration().then((it) => it.unregister())");
    browser = browser.again();
    way.close();
    way = FaultyServer.before(server);
    OtherBrowser.Page page = controlled();
    release("second");

    assertThat(page.json("offlineStorage.checkForUpdate()")).isEqualTo("true");
    assertThat(page.json("offlineStorage.applyUpdate()")).isEqualTo("true");
  }
}
