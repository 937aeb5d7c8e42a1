package dev.holdfast.verify.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.microsoft.playwright.CDPSession;
import dev.holdfast.core.json.Json;
import dev.holdfast.verify.harness.BrowserTest;
import dev.holdfast.verify.harness.Npm;
import dev.holdfast.verify.harness.Server;
import dev.holdfast.verify.harness.Tab;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** The demo as a program that judges web apps sees it, and as a browser that installs them. */
class LighthouseTest extends BrowserTest {
  @Override
  protected Server startServer(Path data) {
    return Server.demo(data);
  }

  @Test
  void browserCanInstallIt() {
    Tab tab = browser(folder.resolve("profile")).open(server.url());
    controlled(tab);
    CDPSession session = tab.page().context().newCDPSession(tab.page());

    JsonObject errors = session.send("Page.getInstallabilityErrors");

    assertThat(errors.getAsJsonArray("installabilityErrors").toString()).isEqualTo("[]");
  }

  /** The speed depends on the machine, so it is only printed. Installs much, so only in a soak. */
  @Test
  @EnabledIfSystemProperty(named = "holdfast.soak", matches = ".+")
  void lighthouseFindsNothing() throws Exception {
    Path report = folder.resolve("lighthouse.json");
    Npm.LIGHTHOUSE.run(
        "lighthouse",
        server.url(),
        "--preset=desktop",
        "--chrome-flags=--headless=new --no-sandbox",
        "--output=json",
        "--output-path=" + report,
        "--quiet");

    Json found = Json.parse(Files.readString(report));
    System.out.println("Lighthouse, performance: " + score(found, "performance"));
    assertThat(score(found, "accessibility")).isEqualTo(1);
    assertThat(score(found, "best-practices")).isEqualTo(1);
  }

  private static double score(Json report, String category) {
    return Json.number(Json.get(Json.get(Json.get(report, "categories"), category), "score"));
  }
}
