package dev.holdfast.server;

import static dev.holdfast.server.Site.header;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Pages of other origins: those that are named may call the API and the ping (CORS). */
class OtherOriginsTest {
  private static final String NAMED = "https://app.example.com";
  private static final String CALL = "/v1/spaces/s/sync";
  private static final String EMPTY = "{\"replica\":\"r\",\"epoch\":null,\"cursor\":0}";

  @TempDir Path temporary;
  Site site;

  @BeforeEach
  void start() throws Exception {
    site = Site.in(temporary, options -> options.origins(Set.of(NAMED, "https://b.test:8443")));
  }

  @AfterEach
  void stop() {
    site.close();
  }

  /** The preflight was answered with 405. */
  @ParameterizedTest
  @ValueSource(strings = {CALL, "/v1/spaces/s/live", "/holdfast/ping?n=x"})
  void namedOrigin_theBrowserIsToldThatItMay(String path) throws Exception {
    HttpResponse<String> asked =
        site.send(
            "OPTIONS",
            path,
            "Origin",
            NAMED,
            "Access-Control-Request-Method",
            "POST",
            "Access-Control-Request-Headers",
            "authorization,content-type,holdfast-subject");

    assertThat(asked.statusCode()).isEqualTo(200);
    assertThat(header(asked, "Access-Control-Allow-Origin")).isEqualTo(NAMED);
    assertThat(header(asked, "Access-Control-Allow-Methods")).contains("POST");
    assertThat(header(asked, "Access-Control-Allow-Headers").split(","))
        .contains("*", "Authorization");
    assertThat(header(asked, "Vary")).contains("Origin");
  }

  @Test
  void namedOrigin_readsAnswersAndErrors() throws Exception {
    HttpResponse<String> ping = site.get("/holdfast/ping?n=abc", "Origin", NAMED);
    assertThat(ping.body()).isEqualTo("abc");
    assertThat(header(ping, "Access-Control-Allow-Origin")).isEqualTo(NAMED);

    HttpResponse<String> refused = site.get("/v1/spaces/a%20b/changes", "Origin", NAMED);
    assertThat(refused.statusCode()).isEqualTo(400);
    assertThat(header(refused, "Access-Control-Allow-Origin")).isEqualTo(NAMED);
    assertThat(header(refused, "Access-Control-Expose-Headers")).contains("Retry-After");
  }

  @Test
  void namedOrigin_mayWriteButNotWithCookies() throws Exception {
    HttpResponse<String> written = push(NAMED, "Sec-Fetch-Site", "cross-site");

    assertThat(written.statusCode()).isEqualTo(200);
    assertThat(header(written, "Access-Control-Allow-Origin")).isEqualTo(NAMED);
    assertThat(header(written, "Access-Control-Allow-Credentials")).isEmpty();
    assertThat(push(NAMED, "Cookie", "session=1", "Sec-Fetch-Site", "cross-site").statusCode())
        .isEqualTo(403);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://evil.example.com",
        "http://app.example.com",
        "https://app.example.com:444",
        "https://app.example.com.evil.test",
        "https://appXexample.com",
        "null",
      })
  void otherOrigin_readsNothingAndMayNotWriteWithCookies(String origin) throws Exception {
    HttpResponse<String> asked =
        site.send("OPTIONS", CALL, "Origin", origin, "Access-Control-Request-Method", "POST");
    assertThat(header(asked, "Access-Control-Allow-Origin")).isEmpty();
    assertThat(
            header(site.get("/holdfast/ping?n=x", "Origin", origin), "Access-Control-Allow-Origin"))
        .isEmpty();
    assertThat(push(origin, "Cookie", "session=1", "Sec-Fetch-Site", "cross-site").statusCode())
        .isEqualTo(403);
  }

  @Test
  void namedOrigin_getsNoFilesOfTheApp() throws Exception {
    site.file("data.json", "{}");

    assertThat(header(site.get("/data.json", "Origin", NAMED), "Access-Control-Allow-Origin"))
        .isEmpty();
    assertThat(header(site.get("/health", "Origin", NAMED), "Access-Control-Allow-Origin"))
        .isEmpty();
  }

  private HttpResponse<String> push(String origin, String... headers) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(site.uri(CALL))
            .header("Origin", origin)
            .header("Content-Type", "application/json")
            .headers(headers)
            .POST(HttpRequest.BodyPublishers.ofString(EMPTY))
            .build();
    return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
  }
}
