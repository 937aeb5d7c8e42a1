package dev.holdfast.server.files;

import static dev.holdfast.server.Site.header;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.server.Site;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What an app may say about its files: their headers, and what answers its paths without a file.
 */
class AppTest {
  @TempDir Path temporary;

  /** A page with an inline script, a font of a CDN or WebAssembly was blocked. */
  @Test
  void headersAreNotNamed_whatAPageMayLoadIsNotLimited() throws Exception {
    try (Site site = Site.in(temporary)) {
      site.file("index.html", "x");

      assertThat(header(site.get("/"), "Content-Security-Policy")).isEmpty();
    }
  }

  @Test
  void headersAreNamed_everyFileOfTheAppHasThem() throws Exception {
    Map<String, String> headers =
        Map.of(
            "Content-Security-Policy", "script-src 'self'",
            "Referrer-Policy", "no-referrer",
            "Cache-Control", "max-age=5");
    try (Site named = Site.in(temporary, options -> options.app(app("/index.html", headers)))) {
      named.file("index.html", "x");
      named.file("a.js", "x");

      for (String path : new String[] {"/", "/a.js", "/a/page"}) {
        HttpResponse<String> answer = named.get(path, "Accept", "text/html");
        headers.forEach((name, value) -> assertThat(header(answer, name)).isEqualTo(value));
      }
      String etag = header(named.get("/a.js"), "ETag");
      HttpResponse<String> same = named.get("/a.js", "If-None-Match", etag);
      assertThat(header(same, "Content-Security-Policy")).isEqualTo("script-src 'self'");
      assertThat(header(named.get("/holdfast/holdfast.js"), "Content-Security-Policy")).isEmpty();
    }
  }

  /** A deep link was a 404 on the first visit, when no worker is there yet. */
  @Test
  void pathOfTheApp_aPageLoadGetsTheFallback() throws Exception {
    try (Site named = Site.in(temporary, options -> options.app(app("/index.html", Map.of())))) {
      named.file("index.html", "shell");
      named.file("sub/index.html", "below");

      for (String path : new String[] {"/notes/5", "/notes/5/", "/notes/5?a=b.c", "/v.1/notes"}) {
        HttpResponse<String> page = named.get(path, "Accept", "text/html,*/*;q=0.8");
        assertThat(page.statusCode()).as(path).isEqualTo(200);
        assertThat(page.body()).isEqualTo("shell");
        assertThat(header(page, "Content-Type")).startsWith("text/html");
      }
      assertThat(header(named.get("/sub", "Accept", "text/html"), "Location")).isEqualTo("./sub/");
      for (String path : new String[] {"/notes/5.js", "/holdfast/no.js", "/v1/no", "/.env"}) {
        assertThat(named.get(path, "Accept", "text/html").statusCode()).as(path).isEqualTo(404);
      }
      assertThat(named.get("/api/notes", "Accept", "application/json").statusCode()).isEqualTo(404);
      assertThat(named.get("/api/notes").statusCode()).isEqualTo(404);
      assertThat(named.send("POST", "/notes/5", "Accept", "text/html").statusCode()).isEqualTo(404);
    }
  }

  private App app(String fallback, Map<String, String> headers) {
    return new App(temporary.resolve("app"), fallback, headers);
  }
}
