package dev.holdfast.verify.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Response;
import dev.holdfast.verify.harness.Await;
import dev.holdfast.verify.harness.BrowserTest;
import dev.holdfast.verify.harness.Server;
import dev.holdfast.verify.harness.Tab;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What users get: the size of the scripts, their types, the policy of pages, the README's app. */
class ShippedTest extends BrowserTest {
  private static final Path HOME = Path.of(System.getProperty("holdfast.home", ".."));

  @ParameterizedTest
  @CsvSource({
    "holdfast.js, 7232",
    "holdfast-engine.js, 39424",
    "holdfast-more.js, 28944",
    "holdfast-rest.js, 12608",
    "holdfast-worker.js, 9152",
    "holdfast-install.js, 1536",
    "holdfast-queue.js, 12416",
    "holdfast-resource.js, 3616",
    "holdfast-sync.js, 27456"
  })
  void scripts_staySmall(String script, int limit) throws IOException {
    assertThat(gzipped(server.get("/holdfast/" + script).body())).isLessThanOrEqualTo(limit);
  }

  private static int gzipped(String text) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream zip =
        new GZIPOutputStream(bytes) {
          {
            def.setLevel(Deflater.BEST_COMPRESSION);
          }
        }) {
      zip.write(text.getBytes(StandardCharsets.UTF_8));
    }
    return bytes.size();
  }

  @ParameterizedTest
  @CsvSource({"/", "/index.html"})
  void everyPage_carriesThePolicyAndIsNotSniffed(String path) {
    var headers = server.get(path).headers();

    assertThat(headers.firstValue("Content-Security-Policy").orElse(""))
        .contains("script-src 'self'")
        .doesNotContain("unsafe-eval");
    assertThat(headers.firstValue("X-Content-Type-Options")).contains("nosniff");
  }

  @Test
  void noInlineScriptRuns_andOursNeedNone() {
    Tab tab = lab(browser(), "");
    controlled(tab);

    tab.evaluate(
        "void (() => { const s = document.createElement('script'); s.textContent ="
            + " 'window.inlineRan = true'; document.body.append(s); })()");

    assertThat(tab.json("window.inlineRan")).isEqualTo("undefined");
    assertThat(tab.complaints())
        .as("only what this test itself provoked is refused")
        .allMatch(text -> text.contains("inline script"));
  }

  @Test
  void theModuleExports_whatItsTypesSay() throws IOException {
    String types = Files.readString(HOME.resolve("browser/src/main/js/holdfast.d.ts"));
    Tab tab = lab(browser(), "");

    assertThat(names(tab, "Object.keys(holdfast)")).isEqualTo(exportsOf(types));
    for (String name : List.of("OfflineStorage", "NetworkStatus", "Collection")) {
      String value =
          switch (name) {
            case "OfflineStorage" -> "offlineStorage";
            case "NetworkStatus" -> "networkStatus";
            default -> "offlineStorage.collection('c')";
          };
      assertThat(
              names(
                  tab,
                  "(o => { const all = new Set(); for (; o && o !== Object.prototype; o ="
                      + " Object.getPrototypeOf(o)) Object.getOwnPropertyNames(o).forEach(n =>"
                      + " all.add(n)); return [...all].filter(n => !/^[$_]|^constructor$/.test(n));"
                      + " })("
                      + value
                      + ")"))
          .as(name)
          .containsAll(membersOf(types, name));
    }
  }

  @Test
  void theGuide_namesEveryMemberOptionAndErrorOfTheTypes() throws IOException {
    String types = Files.readString(HOME.resolve("browser/src/main/js/holdfast.d.ts"));
    String guide = Files.readString(HOME.resolve("docs/guide.md"));
    TreeSet<String> all = found(types, "(?m)^  \\| '([A-Z_]+)'");
    for (String name :
        List.of(
            "OfflineStorage",
            "NetworkStatus",
            "Collection",
            "StartOptions",
            "NetworkOptions",
            "HoldfastServerOptions",
            "RestOptions",
            "Entry",
            "RequestEntry",
            "ConflictEntry",
            "Audit",
            "HistoryEntry",
            "ArchiveEntry",
            "SyncCall")) {
      all.addAll(membersOf(types, name));
    }

    String worker = Files.readString(HOME.resolve("browser/src/main/js/holdfast-worker.d.ts"));
    for (String name :
        List.of(
            "HoldfastWorker",
            "HoldfastRequest",
            "HoldfastStrategyOptions",
            "HoldfastQueueOptions")) {
      all.addAll(membersOf(worker, name));
    }

    assertThat(all).hasSizeGreaterThan(100);
    assertThat(all)
        .allSatisfy(name -> assertThat(guide).containsPattern("`[^`\n]*\\b" + name + "\\b"));
  }

  private static TreeSet<String> names(Tab tab, String expression) {
    TreeSet<String> names = new TreeSet<>();
    for (Object one : (List<?>) tab.evaluate(expression)) {
      names.add((String) one);
    }
    return names;
  }

  private static TreeSet<String> exportsOf(String types) {
    return found(types, "(?m)^export (?:const|function) (\\w+)");
  }

  private static TreeSet<String> membersOf(String types, String name) {
    Matcher body =
        Pattern.compile("(?s)interface " + name + "\\b[^{]*\\{(.*?)\\n\\}").matcher(types);
    assertThat(body.find()).as(name).isTrue();
    return found(body.group(1), "(?m)^  (?:readonly )?(\\w+)[(<:?]");
  }

  private static TreeSet<String> found(String text, String pattern) {
    TreeSet<String> all = new TreeSet<>();
    Matcher matcher = Pattern.compile(pattern).matcher(text);
    while (matcher.find()) {
      all.add(matcher.group(1));
    }
    return all;
  }

  /** The app of the README: its three files, verbatim, and nothing else. */
  @Test
  void theReadmesTenLines_workOfflineAndArriveInAnotherBrowser() throws IOException {
    Path notes = Files.createDirectory(folder.resolve("notes"));
    String readme = Files.readString(HOME.resolve("README.md"));
    for (String name : List.of("index.html", "app.js", "sw.js")) {
      Matcher block =
          Pattern.compile("(?s)```\\w+ " + Pattern.quote(name) + "\\n(.*?)```").matcher(readme);
      assertThat(block.find()).as("the README has " + name).isTrue();
      Files.writeString(notes.resolve(name), block.group(1));
    }
    try (Server own = Server.serve(notes, folder.resolve("notes-data"))) {
      Tab mine = browser().open(own.url());
      controlled(mine);
      Tab theirs = browser().open(own.url());
      mine.page().fill("#notes", "written online");
      theirs.until(
          "it shows there", "document.querySelector('#notes').value", "\"written online\"");
      mine.until("nothing is unsent", "document.title", "\"Notes\"");

      own.kill();
      mine.page().fill("#notes", "written offline");
      mine.until("the page says so", "document.title", "\"Notes (unsent)\"");
      Response offline = mine.page().reload();
      assertThat(offline.fromServiceWorker()).isTrue();
      mine.until(
          "it is still there", "document.querySelector('#notes').value", "\"written offline\"");
      own.start();

      Await.until(
          "it arrives",
          Tab.PATIENCE,
          () -> own.documents("notes"),
          docs -> docs.toString().contains("written offline"));
      mine.until("nothing is unsent", "document.title", "\"Notes\"");
      theirs.until(
          "it shows there", "document.querySelector('#notes').value", "\"written offline\"");
      assertThat(mine.complaints()).noneMatch(text -> text.contains("Content Security Policy"));
    }
  }
}
