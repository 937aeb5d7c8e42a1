package dev.holdfast.verify.engines;

import dev.holdfast.verify.harness.OtherBrowser;
import dev.holdfast.verify.harness.WebKit;
import java.nio.file.Path;

/** The worker in WebKitGTK. */
class WebKitWorkerTest extends WorkerInEngineTest {
  @Override
  OtherBrowser open(Path folder) {
    return WebKit.open(folder);
  }
}
