package dev.holdfast.server;

import static dev.holdfast.server.Site.header;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Ping, health, and which pages may write. */
class OwnPathsTest {
  private static final String SYNC = "/v1/spaces/kitchen/sync";

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
  void ping_echoesTheNonceAndIsNeverStored() throws Exception {
    HttpResponse<String> pong = site.get("/holdfast/ping?n=aZ09._~-", "Origin", "http://other");

    assertThat(pong.statusCode()).isEqualTo(200);
    assertThat(pong.body()).isEqualTo("aZ09._~-");
    assertThat(header(pong, "Content-Type")).startsWith("text/plain");
    assertThat(header(pong, "Cache-Control")).isEqualTo("no-store");
    assertThat(pong.headers().map()).doesNotContainKey("access-control-allow-origin");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "?n=", "?n=%3Cb%3E", "?n=a%20b", "?m=1"})
  void aNonceThatIsNone_isRefused(String query) throws Exception {
    HttpResponse<String> refusal = site.get("/holdfast/ping" + query);

    assertThat(refusal.statusCode()).isEqualTo(400);
    assertThat(refusal.body()).contains("\"BAD_NONCE\"");
    assertThat(header(refusal, "Content-Type")).isEqualTo("application/problem+json");
  }

  @Test
  void aNonceOf129Characters_isRefused() throws Exception {
    assertThat(site.get("/holdfast/ping?n=" + "x".repeat(128)).statusCode()).isEqualTo(200);
    assertThat(site.get("/holdfast/ping?n=" + "x".repeat(129)).statusCode()).isEqualTo(400);
  }

  @Test
  void health_saysReady() throws Exception {
    HttpResponse<String> health = site.get("/health");

    assertThat(health.statusCode()).isEqualTo(200);
    assertThat(health.body()).isEqualTo("{\"status\":\"ready\"}");
    assertThat(header(health, "Cache-Control")).isEqualTo("no-store");
  }

  @Test
  void aPostThatAnotherSiteCaused_is403() throws Exception {
    for (String[] headers :
        new String[][] {
          {"Cookie", "session=1", "Sec-Fetch-Site", "cross-site"},
          {"Cookie", "session=1", "Sec-Fetch-Site", "same-site"},
          {"Cookie", "session=1", "Origin", "https://evil.example", "Content-Type", "text/plain"},
          {"Cookie", "session=1", "Origin", "null"},
          {"Origin", "http://localhost:1"},
        }) {
      HttpResponse<String> response = site.send("POST", SYNC, headers);
      assertThat(response.statusCode()).as(String.join(" ", headers)).isEqualTo(403);
      assertThat(response.body()).contains("\"CROSS_SITE\"");
    }
  }

  @Test
  void aPostOfOurOwnPageOrOfAProgram_passesTheGuard() throws Exception {
    for (String[] headers :
        new String[][] {
          {"Accept", "*/*"},
          {"Sec-Fetch-Site", "same-origin", "Cookie", "session=1"},
          {"Origin", "http://localhost:" + site.port(), "Cookie", "session=1"},
        }) {
      String[] more = Arrays.copyOf(headers, headers.length + 2);
      more[headers.length] = "Content-Type";
      more[headers.length + 1] = "application/json";
      assertThat(site.send("POST", SYNC, more).statusCode())
          .as(String.join(" ", headers))
          .isEqualTo(400);
    }
  }

  @Test
  void headersBeyondTheLimit_areAProblemToo() throws Exception {
    HttpResponse<String> response = site.get("/", "X-Long", "x".repeat(20_000));

    assertThat(response.statusCode()).isEqualTo(431);
    assertThat(header(response, "Content-Type")).isEqualTo("application/problem+json");
  }
}
