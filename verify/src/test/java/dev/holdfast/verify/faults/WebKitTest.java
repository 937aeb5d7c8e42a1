package dev.holdfast.verify.faults;

import dev.holdfast.verify.harness.OtherBrowser;
import dev.holdfast.verify.harness.WebKit;
import java.nio.file.Path;

/** WebKitGTK, the closest to Safari that Debian has. */
class WebKitTest extends OtherBrowserTest {
  @Override
  OtherBrowser open(Path folder) {
    return WebKit.open(folder);
  }

  /** When driven, it empties the caches of an origin whose last page closes. */
  @Override
  OtherBrowser.Page coldStart() {
    return open();
  }
}
