package dev.holdfast.verify.faults;

import dev.holdfast.verify.harness.Firefox;
import dev.holdfast.verify.harness.OtherBrowser;
import java.nio.file.Path;

/** Firefox as Debian ships it. */
class FirefoxTest extends OtherBrowserTest {
  @Override
  OtherBrowser open(Path folder) {
    return Firefox.open(folder);
  }
}
