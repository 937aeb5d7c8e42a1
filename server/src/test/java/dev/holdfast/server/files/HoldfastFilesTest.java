package dev.holdfast.server.files;

import static dev.holdfast.server.Site.header;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.core.json.Json;
import dev.holdfast.server.Site;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
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
    for (String name : new String[] {"holdfast.js", "holdfast-engine.js", "holdfast-worker.js"}) {
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
            "/holdfast/holdfast.js",
            "/img/Gr%C3%BCn%20&%20blau%3F.png",
            "/index.html");
    for (String url : manifest.keySet()) {
      HttpResponse<String> file = site.get(url);
      assertThat(file.statusCode()).as(url).isEqualTo(200);
      assertThat(header(file, "ETag")).as(url).isEqualTo('"' + manifest.get(url) + '"');
    }
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
    String script = response.body().strip();
    assertThat(script).startsWith(BEFORE).endsWith(";");
    Json entries = Json.parse(script.substring(BEFORE.length(), script.length() - 1));
    Map<String, String> revisions = new LinkedHashMap<>();
    for (int i = 0; i < Json.size(entries); i++) {
      Json entry = Json.at(entries, i);
      revisions.put(Json.text(Json.get(entry, "url")), Json.text(Json.get(entry, "revision")));
    }
    return revisions;
  }
}
