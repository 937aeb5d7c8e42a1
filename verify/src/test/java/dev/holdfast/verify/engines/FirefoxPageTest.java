package dev.holdfast.verify.engines;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.verify.harness.Firefox;
import dev.holdfast.verify.harness.OtherBrowser;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The page in Firefox. */
class FirefoxPageTest extends PageInEngineTest {
  @Override
  OtherBrowser open(Path folder) {
    return Firefox.open(folder);
  }

  /** WebKitGTK's driver shows no page, and a page that is hidden hears of no pokes. */
  @Test
  void othersWrite_thePokeBringsItToThePageThatIsLookedAt() {
    OtherBrowser.Page page = page("/");
    page.json(put("a"));
    isSent(page);

    server.write(space(page), "tasks", "b", "{\"n\":2}");

    page.until("it has come", "all()", "[[\"a\",{\"n\":1}],[\"b\",{\"n\":2}]]");
  }

  @Test
  void useAndQuota_areTheBrowsers() {
    OtherBrowser.Page page = page("/");

    assertThat(
            page.json(
                "offlineStorage.storage().then((it) => [it.usage > 0, it.quota > 0, it.risk])"))
        .isEqualTo("[true,true,\"eviction\"]");
  }
}
