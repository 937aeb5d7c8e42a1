package dev.holdfast.verify.conformance;

import com.microsoft.playwright.Page;
import dev.holdfast.verify.harness.Chromium;
import dev.holdfast.verify.harness.Profile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A page in a real Chromium with the compiled {@link Conformance}. */
final class CompiledPage implements AutoCloseable {
  private static final Path BUNDLE = Path.of("target", "conformance", "shrunk", "conformance.js");

  private final Profile browser = Chromium.profile();
  private final Page page = browser.newTab().page();

  private CompiledPage() {}

  static CompiledPage open() throws IOException {
    CompiledPage opened = new CompiledPage();
    opened.page.addScriptTag(new Page.AddScriptTagOptions().setContent(Files.readString(BUNDLE)));
    return opened;
  }

  /** The result of {@link Conformance#answers} in that page. */
  String answers(String suite, String cases) {
    return (String)
        evaluate("([suite, cases]) => self.conformance(suite, cases)", List.of(suite, cases));
  }

  Object evaluate(String function, Object argument) {
    return page.evaluate(function, argument);
  }

  @Override
  public void close() {
    browser.close();
  }
}
