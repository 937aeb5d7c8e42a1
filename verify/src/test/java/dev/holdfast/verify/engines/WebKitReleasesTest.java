package dev.holdfast.verify.engines;

import dev.holdfast.verify.harness.OtherBrowser;
import dev.holdfast.verify.harness.WebKit;
import java.nio.file.Path;

/** Files and releases in WebKitGTK. */
class WebKitReleasesTest extends ReleasesInEngineTest {
  @Override
  OtherBrowser open(Path folder) {
    return WebKit.open(folder);
  }
}
