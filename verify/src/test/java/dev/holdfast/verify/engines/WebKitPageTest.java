package dev.holdfast.verify.engines;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.verify.harness.OtherBrowser;
import dev.holdfast.verify.harness.WebKit;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The page in WebKitGTK. */
class WebKitPageTest extends PageInEngineTest {
  @Override
  OtherBrowser open(Path folder) {
    return WebKit.open(folder);
  }

  @Test
  void noStorageManager_useAndQuotaAreNotKnown_andNothingFails() {
    OtherBrowser.Page page = page("/");
    page.json(put("a"));

    assertThat(page.json("typeof navigator.storage")).isEqualTo("\"undefined\"");
    assertThat(page.json("offlineStorage.storage().then((it) => [it.usage, it.quota, it.risk])"))
        .isEqualTo("[null,null,\"eviction\"]");
    isSent(page);
  }
}
