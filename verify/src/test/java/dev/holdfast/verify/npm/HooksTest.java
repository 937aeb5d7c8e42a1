package dev.holdfast.verify.npm;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import dev.holdfast.verify.harness.Await;
import dev.holdfast.verify.harness.BrowserTest;
import dev.holdfast.verify.harness.FaultyServer;
import dev.holdfast.verify.harness.FaultyServer.Fault;
import dev.holdfast.verify.harness.Npm;
import dev.holdfast.verify.harness.Profile;
import dev.holdfast.verify.harness.Server;
import dev.holdfast.verify.harness.Tab;
import dev.holdfast.verify.harness.WebApp;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The hooks, with the frameworks themselves: the examples as readers copy them, built with the
 * packed file, and a page that counts what each hook makes its framework render.
 */
class HooksTest extends BrowserTest {
  private static final Path HOME =
      Path.of(System.getProperty("holdfast.home", "..")).toAbsolutePath().normalize();
  private static final Path TOOLS = Npm.PACKAGE.folder();

  /** Apps below it find the packed file in its node_modules, and the frameworks above it. */
  private static final Path TARGET = TOOLS.resolve("target/hooks");

  enum Example {
    REACT("todo-react-vite", "todo", "Task", "Tasks.tsx"),
    VUE("notes-vue", "notes", "Note", "Notes.vue notes.js"),
    SVELTE("checklist-svelte", "checklist", "Check", "Checks.svelte");

    /** Its folder in examples. */
    final String folder;

    /** The space that it syncs. */
    final String space;

    /** What it calls an entry: the label of its field. */
    final String label;

    /** Its files that docs/npm.md has word for word, with a space between them. */
    final String inDocs;

    Example(String folder, String space, String label, String inDocs) {
      this.folder = folder;
      this.space = space;
      this.label = label;
      this.inDocs = inDocs;
    }

    String framework() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private final Map<Example, Server> servers = new EnumMap<>(Example.class);

  private Path data = TARGET;

  @BeforeAll
  void unpackThePackedFile(@TempDir Path data) throws IOException {
    this.data = data;
    Npm.PACKAGE.install();
    Path installed = Files.createDirectories(TARGET.resolve("node_modules/holdfast"));
    Npm.PACKAGE.runIn(
        HOME.resolve("npm/target/package"),
        "sh",
        "-ec",
        "tar xzf \"$1/$(npm pack --silent --pack-destination \"$1\")\" -C \"$2\" --strip-components 1",
        "sh",
        TARGET.toString(),
        installed.toString());
  }

  /** The server of an example, which is built when it is first needed. */
  private Server serverOf(Example example) throws IOException {
    Server known = servers.get(example);
    if (known == null) {
      WebApp app = copied(example);
      Npm.PACKAGE.runIn(app.folder(), "vite", "build", "--config", "vite.probe.js");
      known = Server.serve(app.folder().resolve("dist"), data.resolve(example.folder));
      servers.put(example, known);
    }
    return known;
  }

  /** The example as it is in the repository, and the probe's page beside it. */
  private static WebApp copied(Example example) throws IOException {
    WebApp app = WebApp.in(TARGET.resolve(example.folder));
    copy(HOME.resolve("examples").resolve(example.folder), app.folder());
    Path probes = TOOLS.resolve("hooks");
    copy(probes.resolve(example.framework()), app.folder().resolve("probe"));
    for (String file : List.of("vite.probe.js", "probe.html")) {
      String text = Files.readString(probes.resolve(file));
      app.file(file, example == Example.REACT ? text : text.replace(".jsx", ".js"));
    }
    app.file("probe/probe.js", Files.readString(probes.resolve("probe.js")));
    return app;
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path there = to.resolve(from.relativize(file));
        if (!from.relativize(file).toString().matches("(node_modules|dist)/.*")) {
          Files.createDirectories(there.getParent());
          Files.writeString(there, Files.readString(file));
        }
      }
    }
  }

  @AfterAll
  void stopTheirServers() {
    servers.values().forEach(Server::close);
  }

  // --- the examples ---

  @ParameterizedTest
  @EnumSource
  void codeInTheDocs_isTheExamples(Example example) throws IOException {
    Path sources = HOME.resolve("examples").resolve(example.folder).resolve("src");
    for (String file : example.inDocs.split(" ")) {
      assertThat(block(file)).isEqualTo(Files.readString(sources.resolve(file)));
    }
  }

  private static String block(String name) throws IOException {
    String text = Files.readString(HOME.resolve("docs/npm.md"));
    Matcher block =
        Pattern.compile("(?s)```\\w+ " + Pattern.quote(name) + "\\n(.*?)```").matcher(text);
    assertThat(block.find()).as("docs/npm.md has " + name).isTrue();
    return block.group(1);
  }

  @Test
  void exampleInTypeScript_compiles() throws IOException {
    Npm.PACKAGE.runIn(copied(Example.REACT).folder(), "tsc");
  }

  @ParameterizedTest
  @EnumSource
  void editedOfflineAndReloaded_syncsInAllTabs_andAConflictIsDecided(Example example)
      throws IOException {
    Server own = serverOf(example);
    try (FaultyServer way = FaultyServer.before(own)) {
      Profile browser = browser();
      Tab tab = browser.open(way.url() + "/");
      controlled(tab);
      Tab other = browser.open(way.url() + "/");
      add(tab.page(), example, "Milk");
      shows(tab, example, "Milk");
      shows(other, example, "Milk");
      says(tab, "online, 0 unsent");
      String key = keyOf(own, example, "Milk");

      way.fault("", Fault.DROP_BEFORE_COMMIT);
      says(tab, "offline, 0 unsent");
      rename(tab.page(), example, "Oat milk");
      shows(other, example, "Oat milk");
      tab.reload();
      shows(tab, example, "Oat milk");
      says(tab, "offline, 1 unsent");

      String cream = own.documents(example.space).get(key).replace("Milk", "Cream");
      int slash = key.indexOf('/');
      own.write(example.space, key.substring(0, slash), key.substring(slash + 1), cream);
      way.heal();
      Locator conflict = tab.page().getByLabel("Conflict");
      conflict.getByText("Here: Oat milk. There: Cream.").waitFor();
      assertThat(own.documents(example.space).get(key)).isEqualTo(cream);
      conflict.getByText("Keep mine").click();

      assertThat(keyOf(own, example, "Oat milk")).isEqualTo(key);
      says(tab, "online, 0 unsent");
      says(other, "online, 0 unsent");
      shows(other, example, "Oat milk");
      other.until("it is decided", "document.querySelector('[aria-label=Conflict]') === null");
      assertThat(tab.complaints()).noneMatch(text -> text.contains("Content Security Policy"));
    }
  }

  @ParameterizedTest
  @EnumSource
  void newRelease_isOfferedByTheHook_andTakesOver(Example example) throws IOException {
    Server own = serverOf(example);
    Tab tab = browser().open(own.url() + "/");
    controlled(tab);
    Path worker = TARGET.resolve(example.folder).resolve("dist/sw.js");
    Files.writeString(worker, Files.readString(worker) + "\n// a later release");
    tab.reload();
    Locator offer = tab.page().getByText("Update", new Page.GetByTextOptions().setExact(true));
    offer.waitFor();

    tab.evaluate("void (window.before = true)");
    offer.click();

    tab.until("the page is loaded anew", "window.before === undefined && document.body !== null");
    tab.until("it runs", "document.querySelector('[role=status]') !== null");
    tab.until(
        "no release waits",
        "navigator.serviceWorker.getRegistration().then(known => known.waiting === null)");
    assertThat(offer.isVisible()).isFalse();
  }

  private static void add(Page page, Example example, String text) {
    Locator field = page.getByLabel("New " + example.label.toLowerCase(Locale.ROOT));
    field.fill(text);
    field.press("Enter");
  }

  private static void rename(Page page, Example example, String text) {
    Locator field = page.getByLabel(example.label, new Page.GetByLabelOptions().setExact(true));
    field.fill(text);
    field.blur();
  }

  private static void shows(Tab tab, Example example, String text) {
    String fields = "[...document.querySelectorAll('[aria-label=" + example.label + "]')]";
    tab.until("it shows it", fields + ".map(field => field.value)", "[\"" + text + "\"]");
  }

  private static void says(Tab tab, String text) {
    String status = "document.querySelector('[role=status]').textContent.trim()";
    tab.until("it says so", status, "\"" + text + "\"");
  }

  /** The key of the document in which the server has {@code text}. */
  private static String keyOf(Server own, Example example, String text) {
    Map<String, String> documents =
        Await.until(
            text + " arrives",
            Tab.PATIENCE,
            () -> own.documents(example.space),
            now -> now.toString().contains(text));
    return documents.keySet().iterator().next();
  }

  // --- what is rendered ---

  @ParameterizedTest
  @EnumSource
  void eachHook_rendersOnlyWhatHasChanged_andLeavesNoSubscription(Example example)
      throws IOException {
    Server own = serverOf(example);
    Tab tab = browser().open(own.url() + "/probe.html?space=" + space());
    tab.until("it is there", "!!window.probe");
    tab.evaluate("probe.mount()");
    said(tab, "State", "{\"words\":[]}");
    assertThat(tab.json("offlineStorage.lastError"))
        .as("nothing is read yet")
        .isEqualTo("undefined");
    tab.evaluate("probe.start()");
    tab.evaluate(
        "offlineStorage.collection('rows').putAll([['a', { n: 1 }], ['b', { n: 1 }], ['c', { n: 1 }]])");
    said(tab, "Row-c", "{\"n\":1}");
    said(tab, "One", "{\"n\":1}");
    tab.evaluate("probe.state.set(state => ({ ...state, words: ['here'] }))");
    tab.untilSynced();
    tab.until("nothing is unsent", "offlineStorage.hasConflicts", "false");
    tab.evaluate("window.before = { ...probe.rendered, words: probe.state.get().words }");

    tab.evaluate("offlineStorage.collection('rows').put('b', { n: 2 })");
    said(tab, "Row-b", "{\"n\":2}");
    own.write(space(), "rows", "d", "{\"n\":3}");
    said(tab, "Row-d", "{\"n\":3}");
    tab.until("nothing is unsent", "offlineStorage.hasConflicts", "false");

    for (String name : List.of("Row-a", "Row-c", "One", "Update", "Conflicts")) {
      assertThat(tab.json("probe.rendered['" + name + "'] - before['" + name + "']"))
          .as(name)
          .isEqualTo("0");
    }
    assertThat(tab.json("[probe.rendered['Row-b'] - before['Row-b'], probe.rendered['Row-d']]"))
        .isEqualTo("[1,1]");
    assertThat(tab.json("probe.rendered.Rows - before.Rows")).isEqualTo("2");
    tab.until("the state has the rows, too", "probe.state.get().rows.length", "4");
    assertThat(tab.is("probe.state.get().words === before.words")).isTrue();
    assertThat(tab.json("probe.needless")).isEqualTo("[]");

    assertThat(Integer.parseInt(tab.json("probe.subscriptions()"))).isPositive();
    tab.evaluate("probe.unmount()");
    assertThat(tab.json("probe.subscriptions()")).isEqualTo("0");
    tab.evaluate("probe.mount()");
    tab.until("it is there again", "document.querySelector('#State').textContent.includes('here')");
    said(tab, "Row-d", "{\"n\":3}");

    tab.evaluate("offlineStorage.signOut({ unsent: 'discard' })");
    tab.until("no row is left", "document.querySelector('[id^=Row]') === null");
    assertThat(tab.json("offlineStorage.lastError")).as("nothing is read").isEqualTo("undefined");
  }

  private static void said(Tab tab, String id, String json) {
    String text = "JSON.parse(document.querySelector('#" + id + "').textContent)";
    tab.until(id + " shows it", text, json);
  }

  // --- on a server ---

  /** Without a window: neutral values, no subscription that would keep what has been rendered. */
  @Test
  void renderedOnAServer_showsNeutralValues() throws IOException {
    WebApp app = WebApp.in(TARGET.resolve("server"));
    copy(TOOLS.resolve("hooks/server"), app.folder());
    for (Example example : Example.values()) {
      assertThat(Npm.PACKAGE.runIn(app.folder(), "node", example.framework() + ".mjs"))
          .as(example.framework())
          .contains("online, 0 unsent, no documents, first, false, 0 conflicts")
          .endsWith("0 subscriptions\n");
    }
  }

  /** What an app does not import is not in its bundle. */
  @Test
  void oneHook_bundlesNothingOfTheOthers() throws IOException {
    WebApp app =
        WebApp.in(TARGET.resolve("one"))
            .file("main.js", "import { useStatus } from 'holdfast/react'; console.log(useStatus);");
    String bundle =
        Npm.PACKAGE.runIn(
            app.folder(),
            "esbuild",
            "main.js",
            "--bundle",
            "--format=esm",
            "--external:react",
            "--external:./holdfast.js");

    assertThat(bundle).contains("hasConflicts").doesNotContain("localVersion", "getRegistration");
  }

  // --- tests of an app ---

  @Test
  void testsOfAnApp_runUnderVitestAndJsdom() throws IOException {
    WebApp app = WebApp.in(TARGET.resolve("testing"));
    copy(TOOLS.resolve("hooks/testing"), app.folder());
    app.file("tasks.test.js", block("tasks.test.js"));

    String[] command = {"env", "NO_COLOR=1", "vitest", "run", "--root", ".", "--testTimeout=90000"};
    assertThat(Npm.PACKAGE.runIn(app.folder(), command))
        .contains("Test Files  2 passed", "Tests  5 passed");
  }
}
