package dev.holdfast.verify.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.core.json.Json;
import dev.holdfast.core.protocol.Change;
import dev.holdfast.core.protocol.Poke;
import dev.holdfast.core.protocol.SyncAnswer;
import dev.holdfast.verify.harness.Await;
import dev.holdfast.verify.harness.BrowserTest;
import dev.holdfast.verify.harness.FaultyServer;
import dev.holdfast.verify.harness.FaultyServer.Fault;
import dev.holdfast.verify.harness.Tab;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A page and its server, with every kind of network failure between them. */
class NetworkFaultsTest extends BrowserTest {
  private FaultyServer way;

  /** A tab that reaches the server through {@code way} and has had its first sync. */
  private Tab synced(String wiring) {
    way = faulty();
    Tab tab = lab(browser(), way.url(), wiring);
    tab.untilSynced();
    return tab;
  }

  private static void put(Tab tab, String id, String value) {
    tab.evaluate("offlineStorage.collection('tasks').put('" + id + "', " + value + ")");
  }

  @Test
  @Tag("fault-23")
  void stormOfServerErrors_fewRequestsAndAllArrivesInOrder() {
    Tab tab = synced("");
    way.fault("/sync", Fault.STATUS, 500);
    int before = way.count("/sync");
    put(tab, "a", "1");
    put(tab, "b", "2");

    way.await("/sync", before + 4);

    // Back-off doubles from 1 s: four tries take at least 3.5 s. Without back-off they take no
    // time.
    assertThat(way.seconds("/sync", before + 1, before + 4)).isGreaterThan(3.4);
    assertThat(tab.json("offlineStorage.pending.length")).isEqualTo("2");
    way.heal();
    tab.until("all arrives", "offlineStorage.syncLocalChangesToServer()");
    Json changes = SyncAnswer.changes(server.all(space()));
    assertThat(Change.doc(Json.at(changes, 0))).isEqualTo("a");
    assertThat(Change.doc(Json.at(changes, 1))).isEqualTo("b");
  }

  @Test
  @Tag("fault-24")
  void retryAfterAsADate_isHonoured() {
    Tab tab = synced("");
    String then =
        DateTimeFormatter.RFC_1123_DATE_TIME.format(
            ZonedDateTime.now(ZoneOffset.UTC).plusSeconds(6));
    way.status("/sync", 503, "Retry-After", then);
    long start = System.nanoTime();
    int before = way.count("/sync");
    put(tab, "a", "1");
    way.await("/sync", before + 1);
    way.heal();

    tab.until("it arrives", "offlineStorage.hasConflicts", "false");

    assertThat(way.count("/sync")).as("refused, asked for, sent").isEqualTo(before + 3);
    // The header has whole seconds. Without it, the first retry comes within one second.
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofSeconds(4));
  }

  @ParameterizedTest
  @EnumSource(
      value = Fault.class,
      names = {"TRUNCATE", "RESET"})
  @Tag("fault-26")
  void answerCutInItsBody_notTakenAndTheRetryHasOneEffect(Fault fault) {
    Tab tab = synced("");
    way.fault("/sync", fault, 300);
    put(tab, "a", "{ title: 'x' }");
    String before = tab.json("offlineStorage.serverVersion");

    assertThat(tab.is("offlineStorage.syncLocalChangesToServer()")).isFalse();

    assertThat(tab.json("offlineStorage.serverVersion")).isEqualTo(before);
    assertThat(tab.is("offlineStorage.hasConflicts")).isTrue();
    way.heal();
    tab.until("the retry goes through", "offlineStorage.syncLocalChangesToServer()");
    assertThat(server.head(space())).isEqualTo(1);
  }

  @Test
  @Tag("fault-28")
  void syncIsRedirectedToALoginPage_needsLoginAndNoLoop() {
    Tab tab = synced("");
    way.fault("/sync", Fault.REDIRECT);
    int before = way.count("/sync");

    put(tab, "a", "1");

    tab.until("the page knows", "offlineStorage.syncState", "\"needsLogin\"");
    put(tab, "b", "1");
    tab.evaluate("networkStatus.check()");
    way.await("/sync", before + 2);
    assertThat(way.seconds("/sync", before + 1, before + 2))
        .as("an edit and a check in between do not shorten the pause for a login")
        .isGreaterThan(2.9);
    assertThat(way.count("/login")).as("the redirect was not followed").isZero();
    way.heal();
    tab.until("goes on once asked", "offlineStorage.syncLocalChangesToServer()");
    assertThat(server.documents(space())).containsKeys("tasks/a", "tasks/b");
  }

  /**
   * A change that the server has to merge. Putting the same value twice would have no second
   * effect.
   */
  @Test
  @Tag("fault-29")
  void pushArrivesThreeTimesAtOnce_oneEffectAndTheSameReceipts() {
    Tab tab = synced("");
    put(tab, "a", "{ n: 1 }");
    tab.until("it is there", "offlineStorage.syncLocalChangesToServer()");
    way.fault("/sync", Fault.STATUS, 503);
    server.write(space(), "tasks", "a", "{\"m\":1,\"n\":1}");
    put(tab, "a", "{ n: 2 }");
    tab.until("none is on its way", "offlineStorage.syncState", "\"waiting\"");
    tab.evaluate(
        "void (() => { const once = window.fetch; app.told = [];"
            + " const healed = new Promise(open => { app.healed = open; });"
            + " window.fetch = async (url, init) => {"
            + " if (!url.endsWith('/sync')) return once(url, init);"
            + " await healed;"
            + " const copies = await Promise.all([0, 1, 2].map(() => once(url, init)));"
            + " app.told.push(await Promise.all(copies.map(one => one.clone().text())));"
            + " return copies[2]; }; })()");
    way.heal();
    tab.evaluate("app.healed()");

    tab.until("it is taken", "offlineStorage.syncLocalChangesToServer()");

    String receipts =
        tab.json(
            "app.told"
                + ".map(texts => texts.map(text => JSON.stringify(JSON.parse(text).receipts)))");
    assertThat(receipts).contains("merged");
    assertThat(
            tab.json("(told => told.filter(three => new Set(three).size > 1))(" + receipts + ")"))
        .as("copies with a receipt of their own")
        .isEqualTo("[]");
    assertThat(server.head(space())).as("one version for each of the three changes").isEqualTo(3);
    assertThat(server.documents(space())).containsEntry("tasks/a", "{\"m\":1,\"n\":2}");
  }

  @Test
  @Tag("fault-31")
  void ownEchoRacesThePush_noFlickerAndTheServerVersionMovesOnce() {
    Tab tab = synced("");
    put(tab, "a", "{ n: 1 }");
    tab.until("it is there", "offlineStorage.hasConflicts", "false");
    tab.until("all is done", "offlineStorage.syncState", "\"idle\"");
    tab.evaluate(
        "void (() => { const decode = TextDecoder.prototype.decode;"
            + " TextDecoder.prototype.decode = function (...all) {"
            + " const text = decode.apply(this, all);"
            + " app.poked ||= text.includes('"
            + Poke.text(2)
            + "'); return text; }; })()");
    tab.evaluate(
        "void (app.seen = [], app.versions = new Set(), offlineStorage.subscribe(async () => {"
            + " app.versions.add(offlineStorage.serverVersion); app.seen.push((await"
            + " offlineStorage.collection('tasks').get('a')).n); }))");
    String before = tab.json("offlineStorage.serverVersion");
    int syncs = way.count("/sync");
    way.fault("/sync", Fault.HOLD_ANSWER);
    put(tab, "a", "{ n: 2 }");
    // The server has stored it and pokes, while its answer to the push is still held.
    Await.until(
        "the server has it", () -> server.documents(space()).get("tasks/a"), "{\"n\":2}"::equals);
    tab.until("the poke is here", "app.poked");
    assertThat(tab.json("offlineStorage.serverVersion")).isEqualTo(before);
    assertThat(way.count("/sync")).as("the poke joins the push").isEqualTo(syncs + 1);

    way.heal();

    tab.until("in step", "offlineStorage.hasConflicts", "false");
    tab.until("and idle", "offlineStorage.syncState", "\"idle\"");
    assertThat(tab.json("[...new Set(app.seen.slice(app.seen.indexOf(2)))]")).isEqualTo("[2]");
    assertThat(tab.json("[...app.versions].filter(v => v !== " + before + ").length"))
        .isEqualTo("1");
  }

  @Test
  @Tag("fault-34")
  void tokenExpiresWhileSending_pauseThenOnUnderTheSameIds() {
    Tab tab = synced("");
    way.fault("/sync", Fault.STATUS, 401);
    put(tab, "a", "1");
    tab.until("the page knows", "offlineStorage.syncState", "\"needsLogin\"");
    String ids = tab.json("offlineStorage.pending.map(p => p.id)");
    way.fault("/sync", Fault.HOLD_ANSWER);
    int before = way.count("/sync");

    tab.evaluate("void offlineStorage.syncLocalChangesToServer()");
    way.await("/sync", before + 1);

    assertThat(tab.json("offlineStorage.pending.map(p => p.id)")).isEqualTo(ids);
    way.heal();
    tab.until("it is acknowledged", "offlineStorage.hasConflicts", "false");
    assertThat(server.head(space())).isEqualTo(1);
  }

  @Test
  @Tag("fault-35")
  void answerDripsByteByByte_theDeadlineCoversTheBodyToo() {
    Tab tab = synced("requestTimeout=1500");
    way.fault("/sync", Fault.DRIP, 50);
    put(tab, "a", "1");
    long start = System.nanoTime();

    assertThat(tab.is("offlineStorage.syncLocalChangesToServer()")).isFalse();

    // Head and body have some 400 bytes, which take 20 s.
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
    assertThat(tab.json("offlineStorage.lastError.code")).isEqualTo("\"NO_ANSWER\"");
    way.heal();
    tab.until("the retry goes through", "offlineStorage.syncLocalChangesToServer()");
    assertThat(server.head(space())).as("the server had done it before").isEqualTo(1);
  }

  @Test
  @Tag("fault-36")
  void onLineIsTrueWithNoNetwork_onlyAnAnswerIsBelieved() {
    Tab tab = synced("");
    way.breakOff(tab);

    assertThat(tab.is("navigator.onLine")).isTrue();
    tab.evaluate("void window.dispatchEvent(new Event('online'))");
    put(tab, "a", "1");
    assertThat(tab.is("offlineStorage.syncLocalChangesToServer()")).isFalse();
    assertThat(tab.json("networkStatus.current")).isEqualTo("\"offline\"");

    way.heal();
    tab.until("the answer is believed", "networkStatus.current", "\"online\"");
    tab.until("and the work leaves by itself", "offlineStorage.hasConflicts", "false");
  }
}
