package dev.holdfast.verify.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.verify.harness.Apps;
import dev.holdfast.verify.harness.Backend;
import dev.holdfast.verify.harness.Backend.Reply;
import dev.holdfast.verify.harness.BrowserTest;
import dev.holdfast.verify.harness.Profile;
import dev.holdfast.verify.harness.Server;
import dev.holdfast.verify.harness.Tab;
import dev.holdfast.verify.harness.WebApp;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** What the page says of queued requests: whose they are, and why one was refused. */
class RequestCountsTest extends BrowserTest {
  private Backend backend;

  @Override
  protected Server startServer(Path data) {
    try {
      backend = Backend.start();
      WebApp app =
          WebApp.in(data.resolveSibling("app"))
              .worker(
                  ".precache(self.__PRECACHE).navigationFallback('/index.html')"
                      + ".intercept('POST /api/*', holdfast.queue()).start()");
      for (String file : List.of("index.html", "app.js", "backends.js")) {
        app.file(file, Files.readString(Apps.lab().resolve(file)));
      }
      return Server.serve(app.folder(), data, "--proxy", "/api=" + backend.url());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @AfterAll
  void closeBackend() {
    backend.close();
  }

  private static String post(String url, String body) {
    return "fetch('" + url + "', { method: 'POST', body: '" + body + "' }).then(r => r.status)";
  }

  private Tab withOneParked() {
    Tab tab = lab(browser(), "");
    controlled(tab);
    backend.answer(request -> Reply.status(422));
    goOffline(tab);
    assertThat(tab.json(post("/api/tasks", "refused"))).isEqualTo("202");
    goOnline();
    tab.until("it is refused", "offlineStorage.parked.length === 1");
    return tab;
  }

  @Test
  void refusedInTheBackendsWords_theEntryHasStatusAndWords() {
    Tab tab = withOneParked();
    assertThat(tab.json("offlineStorage.parked[0].cause"))
        .isEqualTo("{\"code\":\"REFUSED\",\"detail\":\"HTTP 422\"}");
    Reply[] replies = {
      new Reply(
          422,
          "application/problem+json",
          "{\"title\":\"Not valid\",\"code\":\"NO_NAME\",\"detail\":\"a name is missing\"}",
          Map.of()),
      new Reply(400, "application/problem+json", "{\"title\":\"Not valid\"}", Map.of()),
      new Reply(400, "application/json", "{\"message\":\"too long\"}", Map.of()),
      new Reply(404, "text/html", "<h1>Not here</h1>", Map.of()),
    };
    String[] causes = {
      "{\"code\":\"NO_NAME\",\"detail\":\"HTTP 422: a name is missing\"}",
      "{\"code\":\"REFUSED\",\"detail\":\"HTTP 400: Not valid\"}",
      "{\"code\":\"REFUSED\",\"detail\":\"HTTP 400: too long\"}",
      "{\"code\":\"REFUSED\",\"detail\":\"HTTP 404\"}",
    };
    for (int i = 0; i < replies.length; i++) {
      Reply reply = replies[i];
      backend.answer(request -> reply);
      assertThat(tab.is("offlineStorage.retry(offlineStorage.parked[0].id)")).isTrue();
      tab.until("it is refused again", "offlineStorage.parked[0]?.cause", causes[i]);
    }
  }

  @Test
  void audit_countsTheRequestsOfThePagesSubject() {
    Profile browser = browser();
    Tab ann = lab(browser, "subject=ann");
    controlled(ann);
    backend.answer(request -> Reply.json("{}"));
    ann.until("it is verified", "networkStatus.check()", "\"online\"");
    assertThat(ann.json(post("/api/tasks", "a"))).isEqualTo("200");
    goOffline(ann);
    assertThat(ann.json(post("/api/tasks", "b"))).isEqualTo("202");
    String counts =
        "offlineStorage.audit().then(a => [a.queued + a.unknown, a.acknowledged, a.total])";
    ann.until("both are counted", counts, "[1,1,2]");

    Tab bob = lab(browser, "subject=bob");
    assertThat(bob.json(counts)).isEqualTo("[0,0,0]");
    bob.close();

    goOnline();
    ann.reload();
    ann.until("it is sent", "offlineStorage.hasConflicts", "false");
    ann.until("both have arrived", counts, "[0,2,2]");
    bob = lab(browser, "subject=bob");
    assertThat(bob.json(counts)).isEqualTo("[0,0,0]");
  }
}
