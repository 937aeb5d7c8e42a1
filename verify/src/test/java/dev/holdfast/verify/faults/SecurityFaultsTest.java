package dev.holdfast.verify.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Response;
import com.sun.net.httpserver.HttpServer;
import dev.holdfast.core.json.Json;
import dev.holdfast.core.protocol.SyncRequest;
import dev.holdfast.verify.harness.Apps;
import dev.holdfast.verify.harness.BrowserTest;
import dev.holdfast.verify.harness.Profile;
import dev.holdfast.verify.harness.Server;
import dev.holdfast.verify.harness.Tab;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Strangers, other sites, subjects that lost their access, and two people who share one browser.
 */
class SecurityFaultsTest extends BrowserTest {
  private static final String ANN = "aaaaaaaaaaaaaaaaaaaa";
  private static final String BOB = "bbbbbbbbbbbbbbbbbbbb";
  private static final String SCRIPT = "<script>window.hacked = 1</script><img onerror=hacked=1>";

  private Path tokens;

  @Override
  protected Server startServer(Path data) {
    tokens = data.resolveSibling("tokens");
    letIn(ANN + " ann *", BOB + " bob *");
    return Server.serve(Apps.lab(), data, "--auth", "tokens=" + tokens);
  }

  private void letIn(String... lines) {
    try {
      Files.writeString(tokens, String.join("\n", lines) + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Tab as(Profile browser, String subject, String token) {
    return lab(browser, "restore=no&subject=" + subject + "&token=" + token);
  }

  private Tab synced(Profile browser, String subject, String token) {
    Tab tab = as(browser, subject, token);
    tab.untilSynced();
    return tab;
  }

  /** What another page of the same server reads. */
  private static String documents(Tab tab) {
    return tab.json("offlineStorage.collection('tasks').entries()");
  }

  @Test
  @Tag("fault-42")
  void storedMarkupOpenedByItsUrl_isJsonAndNothingRuns() {
    Tab tab = synced(browser(), "ann", ANN);
    tab.evaluate("offlineStorage.collection('tasks').put('a', it)", SCRIPT);
    tab.until("it is stored", "offlineStorage.hasConflicts", "false");
    tab.page().context().setExtraHTTPHeaders(java.util.Map.of("authorization", "Bearer " + ANN));

    Response answer = tab.page().navigate(server.url() + "/v1/spaces/" + space() + "/changes");

    assertThat(answer.text()).contains("hacked");
    assertThat(answer.headerValue("content-type")).startsWith("application/json");
    assertThat(answer.headerValue("x-content-type-options")).isEqualTo("nosniff");
    assertThat(tab.json("window.hacked ?? document.scripts.length + document.images.length"))
        .isEqualTo("0");
  }

  @Test
  @Tag("fault-42")
  void exportOpenedByItsUrl_isJsonAndNothingRuns() {
    Tab tab = synced(browser(), "ann", ANN);
    goOffline(tab);
    tab.evaluate("offlineStorage.collection('tasks').put('a', it)", SCRIPT);
    String type = tab.json("offlineStorage.exportChanges().then(blob => blob.type)");
    String url = tab.json("offlineStorage.exportChanges().then(URL.createObjectURL)");
    server.start();

    tab.page().navigate(url.replace("\"", ""));

    assertThat(type).isEqualTo("\"application/json\"");
    assertThat((String) tab.evaluate("document.body.innerText")).contains("hacked");
    assertThat(tab.json("window.hacked ?? document.scripts.length + document.images.length"))
        .isEqualTo("0");
  }

  @Test
  @Tag("fault-44")
  void annHasPendingWorkAndBobSignsIn_heNeitherSeesNorSendsIt() {
    Profile browser = browser();
    Tab ann = synced(browser, "ann", ANN);
    goOffline(ann);
    ann.evaluate("offlineStorage.collection('tasks').put('secret', 'of ann')");
    ann.close();
    server.start();

    Tab bob = synced(browser, "bob", BOB);

    assertThat(documents(bob)).isEqualTo("[]");
    assertThat(bob.json("offlineStorage.pending")).isEqualTo("[]");
    assertThat(bob.is("offlineStorage.hasConflicts")).isFalse();
    assertThat(bob.is("offlineStorage.syncLocalChangesToServer()")).isTrue();
    assertThat(bob.json("offlineStorage.serverVersion")).as("nothing was sent").isEqualTo(EMPTY);
    Tab again = as(browser, "ann", ANN);
    again.until("ann's work leaves when she is back", "offlineStorage.hasConflicts", "false");
    assertThat(documents(again)).isEqualTo("[[\"secret\",\"of ann\"]]");
  }

  private static final String EMPTY = "\"" + "0".repeat(32) + "\"";

  @Test
  @Tag("fault-52")
  void removedFromTheSpace_theLocalCopyGoesAndUnsentWorkIsArchived() {
    Profile browser = browser();
    Tab tab = synced(browser, "ann", ANN);
    tab.evaluate("offlineStorage.collection('tasks').put('a', 'was shared')");
    tab.until("it is there", "offlineStorage.hasConflicts", "false");
    goOffline(tab);
    tab.evaluate("offlineStorage.collection('tasks').put('b', 'unsent')");
    letIn(ANN + " ann elsewhere", BOB + " bob *");

    server.start();

    tab.until("the page says why", "offlineStorage.lastError?.code", "\"SPACE_FORBIDDEN\"");
    tab.until("the copy is gone", "offlineStorage.collection('tasks').getAll()", "[]");
    tab.until("it is archived", "offlineStorage.archives().then(all => all.length)", "1");
    assertThat(tab.json("offlineStorage.audit().then(a => [a.archived, a.queued])"))
        .isEqualTo("[1,0]");
    letIn(ANN + " ann *", BOB + " bob *");
    server.kill();
  }

  /** Another site. The browser tells sites apart by name: 127.0.0.1 is not localhost. */
  private static HttpServer stranger(String html) throws IOException {
    HttpServer site =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    byte[] page = html.getBytes(StandardCharsets.UTF_8);
    site.createContext(
        "/",
        exchange -> {
          exchange.getResponseHeaders().set("Content-Type", "text/html");
          exchange.sendResponseHeaders(200, page.length);
          exchange.getResponseBody().write(page);
          exchange.close();
        });
    site.start();
    return site;
  }

  private static String url(HttpServer site) {
    return "http://127.0.0.1:" + site.getAddress().getPort() + "/";
  }

  @Test
  @Tag("fault-49")
  void anotherSitePostsAsTextWithACookie_forbiddenAndNothingIsStored() throws IOException {
    Tab tab = synced(browser(), "ann", ANN);
    tab.page()
        .context()
        .addCookies(
            java.util.List.of(
                new com.microsoft.playwright.options.Cookie("session", "1").setUrl(server.url())));
    String call = "/v1/spaces/" + space() + "/sync";
    HttpServer site = stranger("<title>stranger</title>");
    try {
      tab.open(url(site));
      Response[] got = {null};
      tab.page().onResponse(answer -> got[0] = answer.url().endsWith(call) ? answer : got[0]);

      tab.evaluate(
          "fetch('"
              + server.url()
              + call
              + "', { method: 'POST', mode: 'no-cors', credentials: 'include', body: '"
              + Json.stringify(SyncRequest.of("x", Json.absent(), 0, 1, Json.array()))
              + "' }).then(() => 0)");

      tab.page().waitForCondition(() -> got[0] != null);
      assertThat(got[0].status()).isEqualTo(403);
    } finally {
      site.stop(0);
    }
  }

  @Test
  @Tag("fault-53")
  void messagesFromAForeignOrigin_areIgnored() throws IOException {
    Profile browser = browser();
    Tab tab = synced(browser, "ann", ANN);
    controlled(tab);
    tab.evaluate("offlineStorage.collection('tasks').put('a', 1)");
    tab.until("in sync", "offlineStorage.hasConflicts", "false");
    String address = server.url() + "/?restore=no&subject=ann&space=" + space() + "&token=" + ANN;
    HttpServer site = stranger("<title>stranger</title>");
    try {
      Tab evil = browser.open(url(site));
      Tab victim = browser.openedBy(evil, "window.victim = window.open(it)", address);
      victim.until("the app has started", "app.started");
      victim.evaluate("void window.addEventListener('message', () => app.heard = true)");
      evil.evaluate(
          "['goingOffline', 'queue', 'replayed', 'drain', 'skipWaiting', 'change', 'network',"
              + " 'reset'].forEach(type => { const message = { type, online: false, detail:"
              + " 'offline', current: 'offline', at: Date.now() + 1e9 };"
              + " window.victim.postMessage(message, '*');"
              + " new BroadcastChannel('holdfast').postMessage(message); })");
      victim.until("they have arrived", "app.heard");
      String audit = "offlineStorage.audit()";
      String before = tab.json(audit);

      assertThat(victim.json("networkStatus.current")).isEqualTo("\"online\"");
      assertThat(victim.json("offlineStorage.collection('tasks').getAll()")).isEqualTo("[1]");
      assertThat(tab.json("networkStatus.current")).isEqualTo("\"online\"");
      assertThat(tab.json(audit)).isEqualTo(before);
      assertThat(tab.json("offlineStorage.hasConflicts")).isEqualTo("false");
      assertThat(tab.complaints()).isEmpty();
    } finally {
      site.stop(0);
    }
  }
}
