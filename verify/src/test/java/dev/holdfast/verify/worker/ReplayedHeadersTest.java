package dev.holdfast.verify.worker;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which headers of a queued write are sent later: all but credentials, by their exact names. */
class ReplayedHeadersTest {
  private WorkerWorld world;
  private Page page;

  @BeforeEach
  void open(@TempDir Path folder) throws Exception {
    world =
        new WorkerWorld(
            folder,
            ".intercept('POST /api/open', holdfast.queue({ keepHeaders: ['X-API-Key'] }))"
                + ".intercept('POST /api/*', holdfast.queue()).start()");
    page = world.open();
  }

  @AfterEach
  void close() {
    world.close();
  }

  private Map<String, String> sentLater(String url, String... names) {
    world.server.kill();
    page.evaluate(
        "([url, names]) => fetch(url, { method: 'POST', body: 'a', headers:"
            + " Object.fromEntries(names.map(name => [name, 'value'])) })",
        List.of(url, List.of(names)));
    world.server.start();
    WorkerWorld.eventually(1, () -> world.backend.effects().size());
    return world.backend.requests().get(0).headers();
  }

  @Test
  void headerIsOnlyCalledAlike_itIsSentLater() {
    assertThat(
            sentLater(
                "/api/tasks",
                "X-Author",
                "X-Sessions-Count",
                "X-Tokenizer",
                "X-Secretary",
                "X-Monkey",
                "If-Match"))
        .containsKeys(
            "x-author", "x-sessions-count", "x-tokenizer", "x-secretary", "x-monkey", "if-match");
  }

  @Test
  void headerIsACredential_itIsNotStoredAndNotSentLater() {
    assertThat(
            sentLater(
                "/api/tasks",
                "Authorization",
                "X-CSRF-Token",
                "X-CSRFToken",
                "X-XSRF-TOKEN",
                "RequestVerificationToken",
                "X-API-Key",
                "ApiKey",
                "X-Auth-Token",
                "X-Access-Token",
                "X-Session-Id",
                "Private-Token"))
        .doesNotContainKeys(
            "authorization",
            "x-csrf-token",
            "x-csrftoken",
            "x-xsrf-token",
            "requestverificationtoken",
            "x-api-key",
            "apikey",
            "x-auth-token",
            "x-access-token",
            "x-session-id",
            "private-token");
  }

  @Test
  void routeKeepsAHeader_itIsSentLater() {
    assertThat(sentLater("/api/open", "X-Api-Key", "X-Auth-Token"))
        .containsKey("x-api-key")
        .doesNotContainKey("x-auth-token");
  }
}
