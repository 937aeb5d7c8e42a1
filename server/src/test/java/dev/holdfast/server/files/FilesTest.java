package dev.holdfast.server.files;

import static dev.holdfast.server.Site.header;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.server.Site;
import java.io.ByteArrayInputStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How the app's files are served. */
class FilesTest {
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

  @ParameterizedTest
  @CsvSource({
    "a.html,       text/html; charset=utf-8",
    "a.js,         text/javascript; charset=utf-8",
    "a.mjs,        text/javascript; charset=utf-8",
    "a.css,        text/css; charset=utf-8",
    "a.txt,        text/plain; charset=utf-8",
    "a.json,       application/json",
    "a.js.map,     application/json",
    "a.webmanifest,application/manifest+json",
    "a.svg,        image/svg+xml",
    "a.png,        image/png",
    "a.JPG,        image/jpeg",
    "a.webp,       image/webp",
    "a.avif,       image/avif",
    "a.ico,        image/x-icon",
    "a.woff2,      font/woff2",
    "a.wasm,       application/wasm",
    "a.unheardof,  application/octet-stream",
    "LICENSE,      application/octet-stream",
  })
  void aFile_hasTheTypeOfItsEnding(String name, String type) throws Exception {
    site.file(name, "x");

    HttpResponse<String> response = site.get("/" + name);

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().allValues("Content-Type")).containsExactly(type);
    assertThat(header(response, "X-Content-Type-Options")).isEqualTo("nosniff");
    assertThat(header(response, "Referrer-Policy")).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/../outside.txt",
        "/sub/../../outside.txt",
        "/%2e%2e/outside.txt",
        "/sub/%2e%2e/%2e%2e/outside.txt",
        "/..%2foutside.txt",
        "/%2e%2e%2foutside.txt",
        "/..%5coutside.txt",
        "/%252e%252e/outside.txt",
        "/..;/outside.txt",
        "//outside.txt",
        "/link.txt",
        "/folder/outside.txt",
        "/a.txt%00.html",
      })
  void whateverPathIsAsked_nothingOutsideIsRead(String path) throws Exception {
    Files.writeString(temporary.resolve("outside.txt"), "secret");
    site.file("sub/a.txt", "x");
    Files.createSymbolicLink(site.folder.resolve("link.txt"), temporary.resolve("outside.txt"));
    Files.createSymbolicLink(site.folder.resolve("folder"), temporary);

    HttpResponse<String> response = site.get(path);

    assertThat(response.statusCode()).isIn(400, 404);
    assertThat(response.body()).doesNotContain("secret");
    assertThat(header(response, "Content-Type")).isEqualTo("application/problem+json");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/.env", "/%2eenv", "/.git/config", "/sub/.hidden/a.txt"})
  void filesThatBeginWithADot_areNotServed(String path) throws Exception {
    site.file(".env", "secret");
    site.file(".git/config", "secret");
    site.file("sub/.hidden/a.txt", "secret");

    assertThat(site.get(path).statusCode()).isEqualTo(404);
  }

  @Test
  void wellKnown_isServed() throws Exception {
    site.file(".well-known/assetlinks.json", "[]");

    assertThat(site.get("/.well-known/assetlinks.json").body()).isEqualTo("[]");
  }

  @Test
  void namesBeyondAscii_areFound() throws Exception {
    site.file("Prüf bericht#1 100%.txt", "x");

    assertThat(site.get("/Pr%C3%BCf%20bericht%231%20100%25.txt").body()).isEqualTo("x");
  }

  @Test
  void aFolder_isItsIndex() throws Exception {
    site.file("index.html", "top");
    site.file("sub/index.html", "below");
    Files.createDirectories(site.folder.resolve("empty"));

    assertThat(site.get("/").body()).isEqualTo("top");
    assertThat(site.get("/sub/").body()).isEqualTo("below");
    assertThat(header(site.get("/sub?a=b"), "Location")).isEqualTo("./sub/?a=b");
    assertThat(site.get("/empty/").statusCode()).isEqualTo(404);
    assertThat(site.get("/empty").statusCode()).isEqualTo(404);
  }

  /** A link to a file that is not shown shows it no more than its own name does. */
  @Test
  void linkToAHiddenFile_isNotServedAndNotInTheManifest() throws Exception {
    site.file(".env", "secret");
    site.file(".git/config", "secret");
    Files.createSymbolicLink(site.folder.resolve("env.txt"), site.folder.resolve(".env"));
    Files.createSymbolicLink(site.folder.resolve("git"), site.folder.resolve(".git"));

    assertThat(site.get("/env.txt").statusCode()).isEqualTo(404);
    assertThat(site.get("/git/config").statusCode()).isEqualTo(404);
    assertThat(site.get("/holdfast/precache.js").body()).doesNotContain("env", "git");
  }

  @Test
  void anETag_changesExactlyWithTheContent() throws Exception {
    site.file("a.txt", "one");
    String one = header(site.get("/a.txt"), "ETag");
    site.file("a.txt", "two");
    String two = header(site.get("/a.txt"), "ETag");
    site.file("a.txt", "one");

    assertThat(one).matches("\"[0-9a-f]{64}\"");
    assertThat(two).isNotEqualTo(one);
    assertThat(header(site.get("/a.txt"), "ETag")).isEqualTo(one);
  }

  @Test
  void sameSizeAndSameTime_isStillSeenAsAChange() throws Exception {
    FileTime time = FileTime.from(Instant.parse("2026-01-01T00:00:00Z"));
    site.file("a.txt", "one");
    Files.setLastModifiedTime(site.folder.resolve("a.txt"), time);
    String one = header(site.get("/a.txt"), "ETag");
    Path next = Files.writeString(temporary.resolve("next"), "two");
    Files.setLastModifiedTime(next, time);
    Files.delete(site.folder.resolve("a.txt"));
    Files.move(next, site.folder.resolve("a.txt"));

    assertThat(header(site.get("/a.txt"), "ETag")).isNotEqualTo(one);
  }

  @Test
  void ifNoneMatch_answers304WithoutABody() throws Exception {
    site.file("a.txt", "one");
    String etag = header(site.get("/a.txt"), "ETag");

    for (String condition : new String[] {etag, "W/" + etag, "\"x\", " + etag, "*"}) {
      HttpResponse<String> response = site.get("/a.txt", "If-None-Match", condition);
      assertThat(response.statusCode()).as(condition).isEqualTo(304);
      assertThat(response.body()).isEmpty();
      assertThat(header(response, "ETag")).isEqualTo(etag);
    }
    assertThat(site.get("/a.txt", "If-None-Match", "\"x\"").body()).isEqualTo("one");
    assertThat(site.get("/a.txt", "If-Match", "\"x\"").statusCode()).isEqualTo(412);
  }

  @Test
  void head_answersTheHeadersOfGet() throws Exception {
    site.file("a.txt", "0123456789");

    HttpResponse<String> head = site.send("HEAD", "/a.txt");

    assertThat(head.statusCode()).isEqualTo(200);
    assertThat(head.body()).isEmpty();
    assertThat(header(head, "Content-Length")).isEqualTo("10");
    assertThat(header(head, "ETag")).isEqualTo(header(site.get("/a.txt"), "ETag"));
  }

  @Test
  void otherMethods_are405() throws Exception {
    site.file("a.txt", "x");

    HttpResponse<String> response = site.send("DELETE", "/a.txt");

    assertThat(response.statusCode()).isEqualTo(405);
    assertThat(header(response, "Allow")).isEqualTo("GET, HEAD");
    assertThat(site.folder.resolve("a.txt")).exists();
  }

  @ParameterizedTest
  @CsvSource({
    "bytes=0-3,   206, 0123,       bytes 0-3/10",
    "bytes=7-,    206, 789,        bytes 7-9/10",
    "bytes=-2,    206, 89,         bytes 8-9/10",
    "bytes=5-99,  206, 56789,      bytes 5-9/10",
    "'bytes=0-0,2-2', 200, 0123456789, ''",
    "lines=0-1,   200, 0123456789, ''",
  })
  void aRange_isAnsweredAlone(String range, int status, String body, String contentRange)
      throws Exception {
    site.file("a.txt", "0123456789");

    HttpResponse<String> response = site.get("/a.txt", "Range", range);

    assertThat(response.statusCode()).isEqualTo(status);
    assertThat(response.body()).isEqualTo(body);
    assertThat(header(response, "Content-Range")).isEqualTo(contentRange);
    assertThat(header(response, "Accept-Ranges")).isEqualTo("bytes");
  }

  @Test
  void aRangeBehindTheEnd_is416() throws Exception {
    site.file("a.txt", "0123456789");

    HttpResponse<String> response = site.get("/a.txt", "Range", "bytes=10-");

    assertThat(response.statusCode()).isEqualTo(416);
    assertThat(header(response, "Content-Range")).isEqualTo("bytes */10");
  }

  @Test
  void ifRangeOfOtherContent_answersTheWhole() throws Exception {
    site.file("a.txt", "0123456789");
    String etag = header(site.get("/a.txt"), "ETag");

    assertThat(site.get("/a.txt", "Range", "bytes=0-3", "If-Range", "\"x\"").body())
        .isEqualTo("0123456789");
    assertThat(site.get("/a.txt", "Range", "bytes=0-3", "If-Range", etag).body()).isEqualTo("0123");
  }

  @Test
  void text_isGzippedForWhoAsks() throws Exception {
    String text = "all the same ".repeat(1000);
    site.file("a.txt", text);

    HttpResponse<byte[]> zipped = site.bytes("/a.txt", "Accept-Encoding", "gzip");

    assertThat(header(zipped, "Content-Encoding")).isEqualTo("gzip");
    assertThat(header(zipped, "Vary")).isEqualTo("Accept-Encoding");
    assertThat(zipped.body()).hasSizeLessThan(1000);
    assertThat(unzipped(zipped.body())).isEqualTo(text);
    String etag = header(zipped, "ETag");
    HttpResponse<String> plain = site.get("/a.txt");
    assertThat(header(plain, "ETag")).isNotEqualTo(etag);
    assertThat(header(plain, "Content-Encoding")).isEmpty();
    assertThat(site.get("/a.txt", "Accept-Encoding", "gzip", "If-None-Match", etag).statusCode())
        .isEqualTo(304);
  }

  @Test
  void aRangeOfText_isNotGzipped() throws Exception {
    site.file("a.txt", "all the same ".repeat(1000));

    HttpResponse<String> part =
        site.get("/a.txt", "Accept-Encoding", "gzip", "Range", "bytes=4-11");

    assertThat(part.body()).isEqualTo("the same");
  }

  @Test
  void pictures_areNotGzipped() throws Exception {
    site.file("a.png", "all the same ".repeat(1000));

    assertThat(header(site.get("/a.png", "Accept-Encoding", "gzip"), "Content-Encoding")).isEmpty();
  }

  @Test
  void onlyNamesWithAContentHash_areKeptByBrowsers() throws Exception {
    site.file("app.3f2a9c1b.js", "x");
    site.file("3f2a9c1b.3f2a9c1b.html", "x");
    site.file("sw.js", "x");
    site.file("app.js", "x");

    assertThat(header(site.get("/app.3f2a9c1b.js"), "Cache-Control"))
        .isEqualTo("public, max-age=31536000, immutable");
    for (String path : new String[] {"/3f2a9c1b.3f2a9c1b.html", "/sw.js", "/app.js"}) {
      assertThat(header(site.get(path), "Cache-Control")).as(path).isEqualTo("no-cache");
    }
  }

  @Test
  void aLargeFile_comesWhole() throws Exception {
    byte[] content = new byte[5_000_000];
    for (int i = 0; i < content.length; i++) {
      content[i] = (byte) ((i * 31) >> 8);
    }
    Files.write(site.folder.resolve("large.png"), content);

    assertThat(site.bytes("/large.png").body()).isEqualTo(content);
  }

  @Test
  void anEmptyFile_isAnEmptyAnswer() throws Exception {
    site.file("a.txt", "");

    HttpResponse<String> response = site.get("/a.txt");

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body()).isEmpty();
  }

  @Test
  void aMissingFile_isAPageForPeopleAndAProblemForPrograms() throws Exception {
    HttpResponse<String> page = site.get("/nothing", "Accept", "text/html,*/*");
    HttpResponse<String> problem = site.get("/nothing", "Accept", "application/json");

    assertThat(page.statusCode()).isEqualTo(404);
    assertThat(header(page, "Content-Type")).isEqualTo("text/html; charset=utf-8");
    assertThat(page.body()).contains("<h1>404 Not Found</h1>").contains("/nothing");
    assertThat(problem.statusCode()).isEqualTo(404);
    assertThat(header(problem, "Content-Type")).isEqualTo("application/problem+json");
    assertThat(problem.body()).contains("\"NOT_FOUND\"").contains("404");
  }

  private static String unzipped(byte[] bytes) throws Exception {
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
