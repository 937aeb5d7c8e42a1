package dev.holdfast.server.files;

import static dev.holdfast.server.Site.header;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.core.json.Json;
import dev.holdfast.server.Site;
import java.io.ByteArrayInputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an app gets below /holdfast/, above all the manifest of its own files. */
class HoldfastFilesTest {
  private static final String BEFORE = "self.__PRECACHE = ";

  @TempDir Path temporary;
  Site site;

  @BeforeEach
  void start() throws Exception {
    site = Site.in(temporary);
  }

  @AfterEach
  void stop() {
    site.close();
  }

  @Test
  void modules_areServedWithTypeAndETag_andAskedForAgain() throws Exception {
    for (String name : new String[] {"holdfast.js", "holdfast-engine.js", "holdfast-more.js"}) {
      HttpResponse<String> response = site.get("/holdfast/" + name);

      assertThat(response.statusCode()).as(name).isEqualTo(200);
      assertThat(header(response, "Content-Type")).isEqualTo("text/javascript; charset=utf-8");
      assertThat(header(response, "Cache-Control")).isEqualTo("no-cache");
      String etag = header(response, "ETag");
      assertThat(etag).isNotEmpty();
      assertThat(site.get("/holdfast/" + name, "If-None-Match", etag).statusCode()).isEqualTo(304);
    }
    for (String name : new String[] {"holdfast.d.ts", "holdfast-worker.d.ts"}) {
      HttpResponse<String> types = site.get("/holdfast/" + name);
      assertThat(types.statusCode()).as(name).isEqualTo(200);
      assertThat(header(types, "Content-Type")).startsWith("text/plain");
    }
    assertThat(site.get("/holdfast/nothing.js").statusCode()).isEqualTo(404);
  }

  /** A file of it that is not served let no release be installed. */
  @Test
  void appHasACopyOfHoldfastsFolder_theListHasOnlyWhatPagesNeedOfIt() throws Exception {
    Path copy = Files.createDirectories(site.folder.resolve("holdfast"));
    for (String name : new String[] {"holdfast.js", "holdfast.js.gz", "holdfast.d.ts", "a.html"}) {
      Files.writeString(copy.resolve(name), "x");
    }
    Files.writeString(site.folder.resolve("index.html"), "x");

    String list = site.get("/holdfast/precache.js").body();

    assertThat(urls(list)).contains("/index.html", "/holdfast/holdfast.js");
    for (String url : urls(list)) {
      assertThat(site.get(url).statusCode()).as(url).isEqualTo(200);
    }
  }

  private static List<String> urls(String list) {
    return Pattern.compile("\"url\":\"([^\"]+)")
        .matcher(list)
        .results()
        .map(url -> url.group(1))
        .toList();
  }

  @Test
  void aScript_goesInTheCodingThatTheClientWantsMost_eachWithItsETag() throws Exception {
    String url = "/holdfast/holdfast-engine.js";
    String plain = site.get(url).body();
    Map<String, String> etags = new LinkedHashMap<>();
    for (String[] one :
        new String[][] {
          {"gzip, deflate, br, zstd", "br"},
          {"gzip", "gzip"},
          {"br;q=0.5, gzip;q=0.8", "gzip"},
          {"BR;q=0, *;q=0.1", "gzip"},
          {"br; q=0.2, identity;q=0.9", ""},
          {"br;q=none", ""},
          {"identity", ""},
        }) {
      HttpResponse<byte[]> answer = site.bytes(url, "Accept-Encoding", one[0]);

      assertThat(header(answer, "Content-Encoding")).as(one[0]).isEqualTo(one[1]);
      assertThat(header(answer, "Vary")).as(one[0]).contains("Accept-Encoding");
      String etag = header(answer, "ETag");
      assertThat(etags.computeIfAbsent(one[1], first -> etag)).as(one[0]).isEqualTo(etag);
      assertThat(site.get(url, "Accept-Encoding", one[0], "If-None-Match", etag).statusCode())
          .as(one[0])
          .isEqualTo(304);
      if (one[1].equals("gzip")) {
        assertThat(new GZIPInputStream(new ByteArrayInputStream(answer.body())).readAllBytes())
            .isEqualTo(plain.getBytes(StandardCharsets.UTF_8));
      } else if (one[1].equals("br")) {
        assertThat(answer.body().length)
            .isLessThan(site.bytes(url, "Accept-Encoding", "gzip").body().length);
      }
    }
    assertThat(etags.values()).doesNotHaveDuplicates().hasSize(3);
  }

  @Test
  void aRangeOfAScript_isOfTheScriptAsItIs() throws Exception {
    HttpResponse<String> answer =
        site.get("/holdfast/holdfast.js", "Accept-Encoding", "br, gzip", "Range", "bytes=0-4");

    assertThat(answer.statusCode()).isEqualTo(206);
    assertThat(header(answer, "Content-Encoding")).isEmpty();
    assertThat(answer.body()).isEqualTo(site.get("/holdfast/holdfast.js").body().substring(0, 5));
  }

  @Test
  void theManifest_listsWhatTheAppNeedsOffline() throws Exception {
    site.file("index.html", "x");
    site.file("app.js", "x");
    site.file("img/Grün & blau?.png", "x");
    for (String left : new String[] {"sw.js", "app.js.map", ".env", ".git/config"}) {
      site.file(left, "x");
    }
    Files.writeString(temporary.resolve("outside.txt"), "secret");
    Files.createSymbolicLink(site.folder.resolve("link.txt"), temporary.resolve("outside.txt"));

    Map<String, String> manifest = manifest();

    assertThat(manifest.keySet())
        .containsExactly(
            "/app.js",
            "/holdfast/holdfast-engine.js",
            "/holdfast/holdfast-more.js",
            "/holdfast/holdfast.js",
            "/img/Gr%C3%BCn%20&%20blau%3F.png",
            "/index.html");
    for (String url : manifest.keySet()) {
      HttpResponse<String> file = site.get(url);
      assertThat(file.statusCode()).as(url).isEqualTo(200);
      assertThat(header(file, "ETag")).as(url).startsWith('"' + manifest.get(url));
    }
  }

  /** What is not there without a network is not there at all: an element would be an empty tag. */
  @Test
  void aPageOrScriptNamesAnElement_theManifestListsThemAndTheirLanguages() throws Exception {
    site.file("index.html", "x");
    site.file("notes.txt", "holdfast/elements/status.js");
    assertThat(manifest().keySet()).noneMatch(url -> url.contains("elements"));

    site.file("app.js", "import '/holdfast/elements/status.js'");

    Map<String, String> manifest = manifest();
    assertThat(manifest.keySet())
        .contains("/holdfast/elements/status.js", "/holdfast/elements/texts/ar.js");
    Path built = Path.of("../browser/src/main/elements");
    try (Stream<Path> files = Files.walk(built)) {
      for (Path file : files.filter(one -> one.toString().endsWith(".js")).toList()) {
        String url = "/holdfast/elements/" + built.relativize(file);
        assertThat(manifest).as("each script of them").containsKey(url);
        assertThat(site.get(url).statusCode()).as(url).isEqualTo(200);
      }
    }
    assertThat(site.get("/holdfast/elements/status.d.ts").statusCode()).isEqualTo(200);
    assertThat(site.get("/holdfast/elements/../holdfast.js.gz").statusCode()).isEqualTo(404);
  }

  /** Browsers send some of these as they are, and some encoded; the manifest has them encoded. */
  @Test
  void namesWithCharactersOfOtherMeaning_areAnsweredAsTheManifestAndABrowserWriteThem()
      throws Exception {
    for (String name : new String[] {"[slug]-1.js", "a;b.js", "@x.js", "p|q.js", "%40.js"}) {
      site.file(name, "content of " + name);
    }

    for (String url : manifest().keySet()) {
      assertThat(site.get(url).statusCode()).as(url).isEqualTo(200);
    }
    assertThat(raw("/[slug]-1.js")).endsWith("content of [slug]-1.js");
    assertThat(raw("/a;b.js")).endsWith("content of a;b.js");
    assertThat(raw("/%40x.js")).endsWith("content of @x.js");
    assertThat(raw("/%2540.js")).endsWith("content of %40.js");
    assertThat(raw("/p|q.js")).endsWith("content of p|q.js");
    assertThat(raw("/..;/..;/etc/passwd")).startsWith("HTTP/1.1 400");
  }

  @Test
  void aHeaderOfTheAppsFilesChanges_theirRevisionsDoToo_andTheirIntegrityStays() throws Exception {
    site.file("index.html", "x");
    String before = site.get("/holdfast/precache.js").body();
    site.close();
    Map<String, String> headers = Map.of("Content-Security-Policy", "default-src 'self'");
    site = Site.in(temporary, options -> options.app(new App(site.folder, null, headers)));
    String after = site.get("/holdfast/precache.js").body();

    assertThat(integrities(after)).isEqualTo(integrities(before)).isNotEmpty();
    assertThat(line(after, "/index.html")).isNotEqualTo(line(before, "/index.html"));
    assertThat(line(after, "/holdfast/holdfast.js"))
        .isEqualTo(line(before, "/holdfast/holdfast.js"));
  }

  /** The answer to a GET whose path is sent as it stands here. */
  private String raw(String path) throws Exception {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), site.port())) {
      String request = "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static String line(String script, String url) {
    return script.lines().filter(one -> one.contains('"' + url + '"')).findFirst().orElse("");
  }

  private static List<String> integrities(String script) {
    return Pattern.compile("sha256-[^\"]*")
        .matcher(script)
        .results()
        .map(MatchResult::group)
        .toList();
  }

  @Test
  void aChangedFile_changesItsRevisionAlone() throws Exception {
    site.file("index.html", "one");
    site.file("app.js", "x");
    Map<String, String> before = manifest();
    String etag = header(site.get("/holdfast/precache.js"), "ETag");
    site.file("index.html", "two");
    Map<String, String> after = manifest();

    assertThat(after.get("/index.html")).isNotEqualTo(before.get("/index.html"));
    assertThat(after.get("/app.js")).isEqualTo(before.get("/app.js"));
    assertThat(site.get("/holdfast/precache.js", "If-None-Match", etag).statusCode())
        .isEqualTo(200);
  }

  @Test
  void addedAndDeletedFiles_comeAndGo() throws Exception {
    site.file("index.html", "x");
    manifest();
    site.file("more.js", "x");
    assertThat(manifest()).containsKey("/more.js");
    Files.delete(site.folder.resolve("more.js"));
    assertThat(manifest()).doesNotContainKey("/more.js");
  }

  @Test
  void theSameFiles_giveTheSameManifest() throws Exception {
    site.file("b.js", "x");
    site.file("a.js", "y");
    String first = site.get("/holdfast/precache.js").body();
    site.file("a.js", "y");

    assertThat(site.get("/holdfast/precache.js").body()).isEqualTo(first);
  }

  private Map<String, String> manifest() throws Exception {
    HttpResponse<String> response = site.get("/holdfast/precache.js");
    assertThat(header(response, "Cache-Control")).isEqualTo("no-cache");
    assertThat(header(response, "Content-Type")).isEqualTo("text/javascript; charset=utf-8");
    String script = response.body();
    assertThat(script).startsWith(BEFORE);
    Json entries = Json.parse(script.substring(BEFORE.length(), script.indexOf("\n];") + 2));
    Map<String, String> revisions = new LinkedHashMap<>();
    for (int i = 0; i < Json.size(entries); i++) {
      Json entry = Json.at(entries, i);
      revisions.put(Json.text(Json.get(entry, "url")), Json.text(Json.get(entry, "revision")));
    }
    return revisions;
  }
}
