package dev.holdfast.verify.engines;

import dev.holdfast.verify.harness.Firefox;
import dev.holdfast.verify.harness.OtherBrowser;
import java.nio.file.Path;

/** Files and releases in Firefox. */
class FirefoxReleasesTest extends ReleasesInEngineTest {
  @Override
  OtherBrowser open(Path folder) {
    return Firefox.open(folder);
  }
}
