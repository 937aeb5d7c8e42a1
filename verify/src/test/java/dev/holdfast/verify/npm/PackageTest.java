package dev.holdfast.verify.npm;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Response;
import dev.holdfast.verify.harness.Await;
import dev.holdfast.verify.harness.Backend;
import dev.holdfast.verify.harness.BrowserTest;
import dev.holdfast.verify.harness.FaultyServer;
import dev.holdfast.verify.harness.FaultyServer.Fault;
import dev.holdfast.verify.harness.Npm;
import dev.holdfast.verify.harness.Profile;
import dev.holdfast.verify.harness.Server;
import dev.holdfast.verify.harness.Tab;
import dev.holdfast.verify.harness.WebApp;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The package for npm as its users have it: packed, installed, and built into apps by their tools
 * as docs/npm.md says, word for word. One file, since they share one installation.
 */
class PackageTest extends BrowserTest {
  private static final Path HOME =
      Path.of(System.getProperty("holdfast.home", "..")).toAbsolutePath().normalize();
  private static final Path TARGET = Npm.PACKAGE.folder().resolve("target/package");
  private static final Path INSTALLED = Npm.PACKAGE.folder().resolve("node_modules/holdfast");
  private static final String OLDEST_VITE = "vite@6.4.6";
  private static final String SERVER_OF_THE_DOCS = "http://localhost:8080";

  @BeforeAll
  static void installThePackedFile() throws IOException {
    delete(TARGET);
    Files.createDirectories(TARGET);
    Files.writeString(TARGET.resolve("docs.ts"), block("app.ts"));
    Files.writeString(
        TARGET.resolve("elements.ts"),
        block("elements.md", "elements.js")
            .replace("/holdfast/elements/all.js", "holdfast/elements"));
    Npm.PACKAGE.install();
    Npm.PACKAGE.runIn(
        HOME.resolve("npm/target/package"),
        "npm",
        "pack",
        "--silent",
        "--pack-destination",
        TARGET.toString());
    Npm.PACKAGE.run(
        "npm",
        "install",
        "--no-save",
        "--no-package-lock",
        "--prefer-offline",
        "--no-audit",
        "--no-fund",
        "--silent",
        packed());
  }

  private static String packed() throws IOException {
    try (Stream<Path> files = Files.list(TARGET)) {
      return files
          .filter(file -> file.toString().endsWith(".tgz"))
          .findFirst()
          .orElseThrow()
          .toString();
    }
  }

  private static void delete(Path folder) throws IOException {
    if (Files.exists(folder)) {
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }

  private static String block(String name) throws IOException {
    return block("npm.md", name);
  }

  private static String block(String doc, String name) throws IOException {
    String text = Files.readString(HOME.resolve("docs/" + doc));
    Matcher block =
        Pattern.compile("(?s)```\\w+ " + Pattern.quote(name) + "\\n(.*?)```").matcher(text);
    assertThat(block.find()).as("docs/" + doc + " has " + name).isTrue();
    return block.group(1);
  }

  // --- what the package is ---

  @Test
  void packedFile_isAsToolsAndTypeScriptExpect() throws IOException {
    Npm.PACKAGE.run("publint", "--strict", INSTALLED.toString());
    Npm.PACKAGE.run("attw", "--profile", "esm-only", packed());
  }

  /**
   * What changes the API shows in npm/api. {@code -Dholdfast.write=yes} writes the reports anew.
   */
  @ParameterizedTest
  @ValueSource(strings = {"holdfast", "worker", "views", "react", "vue", "svelte", "testing"})
  void api_isAsItsReportSays(String entry) throws IOException {
    Files.createDirectories(HOME.resolve("npm/api"));
    String config = "api/" + entry + ".json";
    if (System.getProperty("holdfast.write") == null) {
      Npm.PACKAGE.run("api-extractor", "run", "-c", config);
    } else {
      Npm.PACKAGE.run("api-extractor", "run", "-c", config, "--local");
    }
  }

  /** As two kinds of projects see it: one with a bundler, one that Node runs. */
  @ParameterizedTest
  @ValueSource(strings = {"page", "node", "worker", "hooks"})
  void appInStrictTypeScript_compiles(String project) {
    Npm.PACKAGE.run("tsc", "-p", "types/" + project);
  }

  /** Rendering on a server. */
  @Test
  void importedInNode_nothingHappensAndGettersAnswerNeutrally() {
    assertThat(Npm.PACKAGE.run("node", "../jsdom/node.mjs", INSTALLED.resolve("dist").toString()))
        .isEqualTo("fine\n");
  }

  // --- Vite ---

  private WebApp viteApp(String server) throws IOException {
    return WebApp.in(TARGET.resolve("vite-" + space()))
        .file("index.html", block("index.html"))
        .file("src/main.js", block("main.js"))
        .file("src/sw.js", block("sw.js"))
        .file("package.json", "{ \"type\": \"module\" }")
        .file("vite.config.js", block("vite.config.js").replace(SERVER_OF_THE_DOCS, server));
  }

  @Test
  void builtByVite_worksOfflineAndSyncs() throws IOException {
    WebApp app = viteApp(SERVER_OF_THE_DOCS);
    app.file("public/film.webm", "x".repeat(2_000))
        .file("public/film2.webm", "x")
        .file("public/[slug] 1.txt", "x");
    String config = block("vite.config.js").replace("server:", "maxSize: 1_000_000, server:");
    app.file("vite.config.js", config.replace("maxSize:", "exclude: /[.]webm$/g, maxSize:"));
    String said = Npm.PACKAGE.runIn(app.folder(), "vite", "build");

    assertThat(said).contains("sw.js keeps");
    assertThat(Files.readString(app.folder().resolve("dist/sw.js")))
        .contains("index.html", "sha256-", "%5Bslug%5D%201.txt")
        .doesNotContain(".webm", "__PRECACHE");
    assertLazy(app.folder().resolve("dist/assets"));
    assertThat(Files.readString(app.folder().resolve("dist/index.html")))
        .doesNotContain("inspector");
    assertThat(app.folder().resolve("dist/holdfast/inspector.html")).doesNotExist();
    try (Server own = Server.serve(app.folder().resolve("dist"), folder.resolve(space()))) {
      worksOffline(own);
    }
  }

  @Test
  void installedInAnEmptyFolder_theOldestViteBuildsIt() throws IOException {
    WebApp app = WebApp.in(folder.resolve("empty"));
    Npm.PACKAGE.runIn(
        app.folder(),
        "npm",
        "install",
        "--prefer-offline",
        "--no-audit",
        "--no-fund",
        OLDEST_VITE,
        packed());
    app.file("index.html", block("index.html"))
        .file("src/main.js", block("main.js"))
        .file("src/sw.js", block("sw.js"))
        .file("vite.config.mjs", block("vite.config.js"));

    Npm.PACKAGE.runIn(app.folder(), "node_modules/.bin/vite", "build");

    assertLazy(app.folder().resolve("dist/assets"));
    assertThat(Files.readString(app.folder().resolve("dist/sw.js"))).contains("index.html");
  }

  @Test
  void builtByViteForAPath_isServedThere() throws Exception {
    WebApp app = belowAPath(block("sw.js").replace("'/index.html'", "'index.html'"), "/my/notes/");
    Path built = app.folder().resolve("dist");
    try (Server own = Server.serve(built, folder.resolve(space()), "--base", "/my/notes/")) {
      worksOffline(own);
      String origin = own.url().replace("/my/notes", "");
      assertThat(origin).isNotEqualTo(own.url());
      assertThat(status(origin + "/")).as("leads there").isEqualTo(302);
      assertThat(status(origin + "/my/notes")).as("leads there").isEqualTo(302);
      assertThat(status(origin + "/index.html")).isEqualTo(404);
      assertThat(status(origin + "/v1/spaces/notes/changes")).isEqualTo(404);
    }
  }

  private WebApp belowAPath(String worker, String base) throws IOException {
    String page = block("main.js").replace("'/sw.js'", "import.meta.env.BASE_URL + 'sw.js'");
    WebApp app =
        viteApp(SERVER_OF_THE_DOCS)
            .file("src/main.js", page + "Object.assign(self, { offlineStorage });")
            .file("src/sw.js", worker);
    Npm.PACKAGE.runIn(app.folder(), "vite", "build", "--base", base);
    return app;
  }

  @Test
  void workerThatSyncsWithoutItsPart_isRefusedWhenItStarts() throws IOException {
    WebApp app = belowAPath(block("sw.js").replace(".start()", ".sync(() => true).start()"), "/");
    Path built = app.folder().resolve("dist");
    try (Server own = Server.serve(built, folder.resolve(space()))) {
      Tab tab = browser().open(own.url() + "/");
      tab.until("the page says so", "offlineStorage.lastError?.code", "\"NO_SUPPORT\"");
    }
  }

  /** The worker has its parts in it, and finds the server beside itself. */
  @ParameterizedTest
  @ValueSource(strings = {"/tools/notes/", "./"})
  void builtByViteBelowAPath_workerSyncAndQueueWork(String base) throws IOException {
    WebApp app =
        belowAPath(
            "import 'holdfast/worker/sync';\nimport { holdfast } from 'holdfast/worker';\n"
                + "holdfast.precache(self.__PRECACHE).navigationFallback('index.html')"
                + ".intercept('POST */api/tasks', holdfast.queue())"
                + ".resource('*/api/notes').sync(() => true).start();",
            base);

    try (Backend backend = Backend.start();
        Server own =
            Server.serve(
                app.folder().resolve("dist"),
                folder.resolve(space()),
                "--proxy",
                "/api=" + backend.url());
        FaultyServer proxy = FaultyServer.before(own, "/tools/notes")) {
      Tab tab = browser().open(proxy.url() + "/");
      controlled(tab);
      tab.page().fill("#notes", "written online");
      arrives(own, "written online");
      tab.until("the page knows it", "offlineStorage.hasConflicts", "false");

      proxy.fault("", Fault.DROP_BEFORE_COMMIT);
      tab.reload();
      tab.until("it is there", "document.querySelector('#notes').value", "\"written online\"");
      assertThat(
              tab.json(
                  "fetch('api/tasks', { method: 'POST', body: '{}' }).then(got => got.status)"))
          .isEqualTo("202");
      tab.until("the page shows it", "offlineStorage.pending.length", "1");
      proxy.heal();
      tab.until("it was sent", "offlineStorage.hasConflicts", "false");
      assertThat(backend.requests()).hasSize(1);
      assertThat(proxy.count("/holdfast-install.js") + proxy.count("/holdfast-queue.js")).isZero();
    }
  }

  @Test
  void servedByVite_savesOfflineSyncsAndReplacesModules() throws Exception {
    Path nothing = Files.createDirectories(folder.resolve("nothing"));
    int port = freePort();
    try (Server own = Server.serve(nothing, folder.resolve(space()))) {
      WebApp app = viteApp(own.url());
      app.file("src/look.css", "textarea { color: rgb(1, 2, 3) }");
      app.file("src/main.js", "import './look.css';\n" + block("main.js"));
      Process vite =
          Npm.PACKAGE.start(
              app.folder(),
              "node",
              Npm.PACKAGE.folder().resolve("node_modules/vite/bin/vite.js").toString(),
              "--strictPort",
              "--port",
              String.valueOf(port));
      try {
        String url = "http://localhost:" + port + "/";
        Await.until("Vite answers", Tab.PATIENCE, () -> status(url), status -> status == 200);
        Profile browser = browser();
        Tab tab = browser.open(url);
        controlled(tab);
        Tab inspector = browser.open(url + "holdfast/inspector.html");
        tab.page().fill("#notes", "written online");
        arrives(own, "written online");
        tab.until("nothing is unsent", "document.title", "\"Notes\"");
        inspector.until(
            "the page tells the inspector, which no build has",
            "document.querySelector('#tabs td:nth-child(2)').textContent",
            "\"idle\"");

        tab.evaluate("void (window.same = true)");
        app.file("src/look.css", "textarea { color: rgb(4, 5, 6) }");
        tab.until(
            "the style is replaced",
            "getComputedStyle(document.querySelector('#notes')).color",
            "\"rgb(4, 5, 6)\"");
        assertThat(tab.json("window.same")).as("without a reload").isEqualTo("true");

        own.kill();
        tab.page().fill("#notes", "written offline");
        tab.until("the page says so", "document.title", "\"Notes (unsent)\"");
        tab.reload();
        tab.until(
            "it is still there", "document.querySelector('#notes').value", "\"written offline\"");
        own.start();
        arrives(own, "written offline");
      } finally {
        vite.destroy();
        vite.waitFor();
      }
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private static int status(String url) throws InterruptedException {
    try {
      // Node lets a request that offers HTTP/2 wait for ever.
      HttpClient client = HttpClient.newBuilder().version(Version.HTTP_1_1).build();
      HttpRequest request = HttpRequest.newBuilder(URI.create(url)).build();
      return client.send(request, BodyHandlers.discarding()).statusCode();
    } catch (IOException e) {
      return 0;
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          workr: 'sw.js'  | no option workr: known are worker, filename, server, include
          maxSize: '1MB'  | maxSize: expected a number of bytes, got "1MB"
          include: 'x'    | include: expected a regular expression, got "x"
          server: 'there' | server: expected a URL such as 'http://localhost:8080', got "there"
          filename: 'a/b' | filename: expected a name such as 'sw.js', got "a/b"
          """)
  void optionThatIsNone_isRefusedWithWhatIsExpected(String option, String said) {
    String script =
        "import('holdfast/vite').then(({ default: holdfast }) => { try { holdfast({ OPTION }) }"
            + " catch (e) { console.log(String(e)) } })";
    assertThat(
            Npm.PACKAGE.run("node", "--input-type=module", "-e", script.replace("OPTION", option)))
        .startsWith("TypeError: holdfast: " + said);
  }

  // --- other tools ---

  @ParameterizedTest
  @ValueSource(strings = {"webpack", "esbuild", "rollup"})
  void builtByAnotherTool_worksOfflineAndSyncs(String tool) throws IOException {
    WebApp app =
        WebApp.in(TARGET.resolve(tool))
            .file("src/main.js", block("main.js"))
            .file("public/index.html", block("public/index.html"))
            .file("public/sw.js", block("public/sw.js"))
            .file("package.json", "{ \"type\": \"module\" }");
    Npm.PACKAGE.runIn(app.folder(), "sh", "-ec", block(tool) + block("manifest"));

    Path built = app.folder().resolve("dist");
    assertLazy(built);
    assertThat(built.resolve("holdfast/holdfast-queue.js"))
        .hasSameTextualContentAs(HOME.resolve("browser/target/classes/holdfast/holdfast-queue.js"));
    try (Server own = Server.serve(built, folder.resolve(tool))) {
      worksOffline(own);
    }
  }

  @Test
  void resolvedByAnImportMap_worksOfflineAndSyncs() throws IOException {
    String map = block("importmap");
    String page = block("public/index.html");
    WebApp app =
        WebApp.in(TARGET.resolve("importmap"))
            .file("index.html", page.replace("  <script", "  " + map.strip() + "\n  <script"))
            .file("main.js", block("main.js"))
            .file("sw.js", block("public/sw.js"));
    for (String name : new String[] {"holdfast", "holdfast-engine", "holdfast-more"}) {
      String file = name + ".js";
      app.file("lib/" + file, Files.readString(INSTALLED.resolve("dist/" + file)));
    }
    String policy = "Content-Security-Policy: script-src 'self' 'unsafe-inline'";
    try (Server own = Server.serve(app.folder(), folder.resolve("importmap"), "--header", policy)) {
      worksOffline(own);
    }
  }

  /** Holdfast's part that the page loads first is small, and the others are there beside it. */
  private static void assertLazy(Path scripts) throws IOException {
    try (Stream<Path> files = Files.list(scripts)) {
      var sizes =
          files
              .filter(file -> file.toString().endsWith(".js"))
              .filter(file -> !file.endsWith("sw.js"))
              .map(file -> file.toFile().length())
              .sorted()
              .toList();
      assertThat(sizes).as("page, rest, more and engine").hasSizeGreaterThanOrEqualTo(4);
      assertThat(sizes.get(sizes.size() - 1)).isLessThan(100_000);
    }
  }

  private void worksOffline(Server own) throws IOException {
    Tab tab = browser().open(own.url() + "/");
    controlled(tab);
    tab.page().fill("#notes", "written online");
    arrives(own, "written online");
    tab.until("nothing is unsent", "document.title", "\"Notes\"");

    own.kill();
    tab.page().fill("#notes", "written offline");
    tab.until("the page says so", "document.title", "\"Notes (unsent)\"");
    Response offline = tab.page().reload();
    assertThat(offline.fromServiceWorker()).isTrue();
    tab.until("it is still there", "document.querySelector('#notes').value", "\"written offline\"");
    own.start();
    arrives(own, "written offline");
    tab.until("nothing is unsent", "document.title", "\"Notes\"");
    assertThat(tab.complaints()).noneMatch(text -> text.contains("Content Security Policy"));
  }

  private static void arrives(Server own, String text) {
    Await.until(
        text + " arrives",
        Tab.PATIENCE,
        () -> own.documents("notes"),
        documents -> documents.toString().contains(text));
  }

  // --- the list of an app's files ---

  private static String manifest(String command, String arguments) throws IOException {
    Npm.PACKAGE.run("sh", "-ec", command + " manifest " + arguments);
    return Files.readString(Path.of(arguments.split(" ", 2)[0], "holdfast/precache.js"));
  }

  @Test
  void listOfAnAppsFiles_isTheSameByNpmByTheCommandAndByTheServer() throws IOException {
    WebApp app =
        WebApp.in(TARGET.resolve("files"))
            .file("index.html", "x")
            .file("assets/[slug]-1.js", "x")
            .file("assets/a;b.js", "x")
            .file("assets/%41 'n' (1)+$&,=@!*~#?.txt", "x")
            .file("assets/a.js.map", "x")
            .file("assets/.hidden", "x")
            .file("sw.js", "x");
    Path bundles = HOME.resolve("browser/target/classes/holdfast");
    for (String name : new String[] {"holdfast.js", "holdfast-engine.js", "holdfast-more.js"}) {
      app.file("holdfast/" + name, Files.readString(bundles.resolve(name)));
    }
    Path list = app.folder().resolve("holdfast/precache.js");
    String options = " --exclude ^assets/a --max-size 500000 --include '[.](js|html)$'";
    String some = manifest("holdfast", app.folder() + options);
    String byCommand = "HOLDFAST_BUILT=yes " + HOME.resolve("holdfast");
    assertThat(manifest(byCommand, app.folder() + options)).isEqualTo(some);
    assertThat(some).contains("index.html", "%5Bslug%5D-1.js").doesNotContain("a%3Bb", ".txt");
    Npm.PACKAGE.run("holdfast", "manifest", app.folder().toString(), "--worker");
    String byNpm = Files.readString(list);
    Files.delete(list);
    manifest(byCommand, app.folder().toString());

    assertThat(byNpm).contains("/assets/a%3Bb.js").doesNotContain("hidden");
    assertThat(Files.readString(list)).isEqualTo(byNpm);
    try (Server own = Server.serve(app.folder(), folder.resolve("files"))) {
      String ours = own.get("/holdfast/precache.js").body();
      // The server's policy belongs to a revision, and it knows paths that are no pages.
      assertThat(
              ours.replaceAll("-[0-9a-f]{8}\"", "\"").replaceAll("elsewhere: .*]", "elsewhere: []"))
          .isEqualTo(byNpm);
    }
  }
}
