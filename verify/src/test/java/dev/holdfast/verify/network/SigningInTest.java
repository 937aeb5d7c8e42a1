package dev.holdfast.verify.network;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.core.json.Json;
import dev.holdfast.core.protocol.Change;
import dev.holdfast.core.protocol.Query;
import dev.holdfast.core.protocol.SyncAnswer;
import dev.holdfast.verify.harness.Apps;
import dev.holdfast.verify.harness.BrowserTest;
import dev.holdfast.verify.harness.Profile;
import dev.holdfast.verify.harness.Server;
import dev.holdfast.verify.harness.Tab;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Logins that expire. Work waits and is sent under the same subject later. It never becomes visible
 * to another.
 */
class SigningInTest extends BrowserTest {
  private static final String ADA = "ada-0123456789abcdef";
  private static final String GRACE = "grace-0123456789abcdef";
  private static final String OLD = "old-0123456789abcdef";

  @Override
  protected Server startServer(Path data) {
    Path tokens = data.resolveSibling("tokens.txt");
    try {
      Files.writeString(tokens, ADA + " ada *\n" + GRACE + " grace *\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Server.serve(Apps.lab(), data, "--auth", "tokens=" + tokens);
  }

  /** Removes the timers of half a second and more, so that only explicit calls try again. */
  private static final String NO_PAUSE_ENDS =
      "const after = setTimeout; window.setTimeout = (then, ms, ...more) =>"
          + " ms < 500 ? after(then, ms, ...more) : 0;";

  private Tab signedIn(Profile browser, String url, String subject, String token) {
    return lab(browser, url, "subject=" + subject + "&token=" + token);
  }

  /** The documents of the space, as ada reads them. */
  private String stored() throws Exception {
    return asAda("/changes");
  }

  private List<String> storedDocs() throws Exception {
    Json changes = SyncAnswer.changes(Json.parse(stored()));
    List<String> docs = new ArrayList<>();
    for (int i = 0; i < Json.size(changes); i++) {
      docs.add(Change.doc(Json.at(changes, i)));
    }
    return docs;
  }

  private String asAda(String call) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(server.url() + "/v1/spaces/" + space() + call))
            .header("Authorization", "Bearer " + ADA)
            .build();
    return HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).body();
  }

  private static void needsLogin(Tab tab, String error) {
    tab.until(
        "a login is asked for",
        "[offlineStorage.syncState, offlineStorage.lastError?.code]",
        "[\"needsLogin\",\"" + error + "\"]");
  }

  @Test
  @Tag("fault-34")
  void tokenExpires_thePageWaitsAndGoesOnByItselfUnderTheSameIdWithTheNewToken() throws Exception {
    Tab tab = signedIn(browser(), server.url(), "ada", ADA);
    tab.untilSynced();
    tab.evaluate("void (app.token = '" + OLD + "')");
    tab.evaluate("offlineStorage.collection('tasks').put('a', { n: 1 })");
    needsLogin(tab, "NEEDS_LOGIN");
    String id = (String) tab.evaluate("offlineStorage.pending[0].id");
    String replica = (String) tab.evaluate("localStorage.getItem('holdfast/ada/" + space() + "')");
    assertThat(tab.json("networkStatus.current")).isEqualTo("\"online\"");

    tab.evaluate("void (app.token = '" + ADA + "')");

    tab.until("it goes on by itself", "offlineStorage.hasConflicts", "false");
    tab.until("and says so", "offlineStorage.syncState", "\"idle\"");
    assertThat(stored()).contains("\"n\":1");
    assertThat(asAda("/receipts/" + id + Query.origin(replica))).contains("\"applied\"");
  }

  @Test
  void loginAndStartAgain_goesOnAtOnce() {
    Profile browser = browser();
    browser.context().addInitScript(NO_PAUSE_ENDS);
    Tab tab = signedIn(browser, server.url(), "ada", OLD);
    needsLogin(tab, "NEEDS_LOGIN");
    tab.evaluate("void (app.token = '" + ADA + "')");

    tab.evaluate("offlineStorage.start({ subject: 'ada' })");

    tab.until("it goes on", "offlineStorage.syncState", "\"idle\"");
  }

  @Test
  void signedOutFunctionThrows_isALoginThatIsMissing() {
    Tab tab = signedIn(browser(), server.url(), "ada", ADA);
    tab.untilSynced();
    tab.evaluate(
        "void Object.defineProperty(app, 'token', { configurable: true, get() { throw new"
            + " Error('signed out'); } })");
    tab.evaluate("offlineStorage.collection('tasks').put('a', { n: 1 })");

    needsLogin(tab, "NEEDS_LOGIN");

    assertThat(tab.json("offlineStorage.pending[0].state")).isEqualTo("\"queued\"");
    tab.evaluate(
        "void Object.defineProperty(app, 'token', { value: '" + ADA + "', writable: true })");
    tab.until("it goes on by itself", "offlineStorage.hasConflicts", "false");
  }

  /** I3. */
  @Test
  void tokenOfSomebodyElse_nothingIsSentUnderIt() throws Exception {
    Tab tab = signedIn(browser(), server.url(), "ada", ADA);
    tab.untilSynced();
    tab.evaluate("void (app.token = '" + GRACE + "')");
    tab.evaluate("offlineStorage.collection('tasks').put('a', { n: 1 })");

    needsLogin(tab, "WRONG_SUBJECT");

    assertThat(storedDocs()).doesNotContain("a");
    tab.evaluate("void (app.token = '" + ADA + "')");
    tab.until("ada's work goes under ada's name", "offlineStorage.hasConflicts", "false");
    assertThat(storedDocs()).contains("a");
  }

  @Test
  @Tag("fault-44")
  void anotherSubjectSignsIn_seesAndSendsNothingOfIt() throws Exception {
    Profile browser = browser();
    Tab ada = signedIn(browser, server.url(), "ada", ADA);
    ada.untilSynced();
    ada.evaluate("void (app.token = '" + OLD + "')");
    ada.evaluate("offlineStorage.collection('tasks').put('secret', { n: 1 })");
    needsLogin(ada, "NEEDS_LOGIN");
    ada.close();

    Tab grace = signedIn(browser, server.url(), "grace", GRACE);
    grace.untilSynced();
    assertThat(grace.json("offlineStorage.collection('tasks').entries()")).isEqualTo("[]");
    assertThat(grace.is("offlineStorage.pending.length === 0 && !offlineStorage.hasConflicts"))
        .isTrue();
    assertThat(grace.is("offlineStorage.syncLocalChangesToServer()")).isTrue();
    assertThat(stored()).doesNotContain("secret");
    grace.close();

    Tab back = signedIn(browser, server.url(), "ada", ADA);
    back.until("ada's work goes on", "offlineStorage.hasConflicts", "false");
    assertThat(stored()).contains("secret");
  }

  @Test
  void startedAgainForAnotherSubject_isRefusedAndSaid() {
    Tab tab = signedIn(browser(), server.url(), "ada", ADA);

    tab.evaluate("offlineStorage.start({ subject: 'grace' })");

    assertThat(tab.json("offlineStorage.lastError.code")).isEqualTo("\"WRONG_SUBJECT\"");
  }
}
