package dev.holdfast.verify.engines;

import dev.holdfast.verify.harness.Firefox;
import dev.holdfast.verify.harness.OtherBrowser;
import java.nio.file.Path;

/** The worker in Firefox. */
class FirefoxWorkerTest extends WorkerInEngineTest {
  @Override
  OtherBrowser open(Path folder) {
    return Firefox.open(folder);
  }
}
