package dev.holdfast.verify.elements;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ReducedMotion;
import dev.holdfast.verify.harness.FaultyServer;
import dev.holdfast.verify.harness.Npm;
import dev.holdfast.verify.harness.Tab;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What holds for all elements: accessibility, size, no network, a strict policy. */
class ElementsEverywhereTest extends ElementsTest {
  @ParameterizedTest
  @CsvSource({"en, LIGHT", "de, DARK", "ar, LIGHT", "ar, DARK"})
  void allThatCanBeShown_axeFindsNothing(String lang, ColorScheme scheme) throws IOException {
    FaultyServer way = faulty();
    Tab tab = page(way.url(), "lang=" + lang);
    controlled(tab);
    tab.page()
        .emulateMedia(
            new Page.EmulateMediaOptions()
                .setColorScheme(scheme)
                .setReducedMotion(
                    ReducedMotion.REDUCE)); // a colour on its way has too little contrast
    String base = "{ id: 'a', title: 'Bridge', notes: 'old' }";
    conflict(
        tab,
        way,
        "a",
        base,
        "{ ..." + base + ", notes: 'mine', title: 'B', by: 'Al' }",
        "{ ..." + base + ", notes: 'theirs', title: 'C' }");
    refuse(tab);
    tab.until(
        "all is drawn",
        "document.querySelector('holdfast-parked').shadowRoot.querySelectorAll('button').length",
        "2");
    Npm.AXE.install();
    String axe = Files.readString(Npm.AXE.folder().resolve("node_modules/axe-core/axe.min.js"));
    tab.page().evaluate("() => {" + axe + "}");
    String open = "document.querySelector('holdfast-status')";

    assertThat(findings(tab)).isEqualTo("[]");
    find(tab, "holdfast-parked button").nth(1).click();
    tab.evaluate("void " + open + ".show()");
    tab.until("the panel is drawn", open + ".shadowRoot.querySelectorAll('dl').length", "1");
    assertThat(findings(tab)).isEqualTo("[]");
    assertThat(tab.complaints()).noneMatch(text -> text.contains("Content Security Policy"));
  }

  private static String findings(Tab tab) {
    return tab.json(
        "axe.run(document, { resultTypes: ['violations'] }).then(all => all.violations.map(one =>"
            + " [one.id, one.nodes.map(node => node.target.flat().join(' ') + ': ' +"
            + " node.failureSummary)]))");
  }

  @Test
  void lessMotionIsWanted_nothingMoves() {
    Tab tab = page("worker=no");
    String animation =
        "getComputedStyle(document.querySelector('holdfast-status').shadowRoot.querySelector("
            + "'dialog')).animationName";
    tab.page()
        .emulateMedia(new Page.EmulateMediaOptions().setReducedMotion(ReducedMotion.NO_PREFERENCE));
    find(tab, "holdfast-status [part~=pill]").click();
    tab.until("it comes", animation, "\"come\"");

    tab.page().emulateMedia(new Page.EmulateMediaOptions().setReducedMotion(ReducedMotion.REDUCE));

    tab.until("it is there at once", animation, "\"none\"");
  }

  @Test
  void propertiesAndParts_areTheAppsToStyle() {
    Tab tab = page("worker=no");
    tab.evaluate(
        "void (() => { const sheet = new CSSStyleSheet(); sheet.replaceSync(':root {"
            + " --holdfast-accent: rgb(1, 2, 3); --holdfast-radius: 3px } holdfast-status::part(pill)"
            + " { color: rgb(4, 5, 6) }'); document.adoptedStyleSheets = [sheet]; })()");
    String styles =
        "getComputedStyle(document.querySelector('holdfast-status').shadowRoot.querySelector";

    tab.until("the part", styles + "('[part~=pill]')).color", "\"rgb(4, 5, 6)\"");
    tab.until("the property", styles + "('[part~=dot]')).backgroundColor", "\"rgb(1, 2, 3)\"");
  }

  @Test
  void reloadedWithoutTheServer_allIsThere_alsoTheLanguage() {
    Tab tab = page("lang=de");
    controlled(tab);
    tab.until("it is in sync", "offlineStorage.syncLocalChangesToServer()");
    goOffline(tab);

    tab.reload();

    tab.until("the app has started", "self.app?.started");
    put(tab, "a", "{ id: 'a' }");
    shows(tab, "holdfast-status", "1 nicht gesendet");
  }

  @Test
  void builtByABundler_aLanguageAndWhatIsInsideAreChunksOfTheirOwn() throws IOException {
    Path home = Path.of(System.getProperty("holdfast.home", "..")).toAbsolutePath().normalize();
    Path built = folder.resolve("built");
    Npm.PACKAGE.run(
        "esbuild",
        home.resolve("npm/target/package/dist/elements/all.js").toString(),
        "--bundle",
        "--splitting",
        "--format=esm",
        "--charset=utf8",
        "--outdir=" + built);

    assertThat(Files.readString(built.resolve("all.js")))
        .contains("Your work and the server", "changes to decide")
        .doesNotContain("Sync now", "Use this choice", "Jetzt abgleichen");
    try (Stream<Path> chunks = Files.list(built)) {
      assertThat(chunks.map(file -> file.getFileName().toString().replaceAll("-.*", "")))
          .contains("panel", "decision", "ar", "de", "es", "fr", "nl");
    }
  }

  /** What is inside counts too, but by itself: it loads when somebody opens it. */
  @ParameterizedTest
  @ValueSource(strings = {"status", "conflicts", "parked", "update"})
  void each_costsLittleWithAllThatItNeedsAtFirst(String name) throws IOException {
    assertThat(packed("base") + packed(name)).isLessThanOrEqualTo(6144);
  }

  @ParameterizedTest
  @CsvSource({"panel, 2048", "decision, 2560", "texts/ar, 2048"})
  void whatLoadsLater_staysSmall(String name, int limit) throws IOException {
    assertThat(packed(name)).isLessThanOrEqualTo(limit);
  }

  private int packed(String name) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream zip =
        new GZIPOutputStream(bytes) {
          {
            def.setLevel(Deflater.BEST_COMPRESSION);
          }
        }) {
      String script = server.get("/holdfast/elements/" + name + ".js").body();
      zip.write(script.getBytes(StandardCharsets.UTF_8));
    }
    return bytes.size();
  }
}
