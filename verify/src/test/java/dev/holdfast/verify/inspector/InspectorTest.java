package dev.holdfast.verify.inspector;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.verify.harness.BrowserTest;
import dev.holdfast.verify.harness.FaultyServer;
import dev.holdfast.verify.harness.FaultyServer.Fault;
import dev.holdfast.verify.harness.Profile;
import dev.holdfast.verify.harness.Tab;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * What the inspector shows of a device: live, with many documents, by keyboard, on a narrow screen.
 */
class InspectorTest extends BrowserTest {
  private static final String POST =
      "fetch('/api/x', { method: 'POST', body: JSON.stringify(it), headers: { 'content-type':"
          + " 'application/json' } }).then(r => r.status)";

  private Tab synced(Profile browser, String more) {
    Tab tab = lab(browser, more);
    tab.untilSynced();
    return tab;
  }

  @Test
  void changeIsMade_itShowsWithoutALoad() {
    Profile browser = browser();
    Tab app = synced(browser, "");
    Inspector inspector = Inspector.open(browser, server.url());

    app.evaluate("offlineStorage.collection('tasks').put('fresh', { title: 'bolts' })");

    inspector.shows("documents", "tasks/fresh");
    inspector.shows("audit", "acknowledged");
    inspector.tab().page().click("#documents summary:has-text('tasks/fresh')");
    inspector.shows("documents", "\"title\": \"bolts\"");
  }

  @Test
  void changeWaits_itsEntryShowsWhatItWasAndIs() {
    Profile browser = browser();
    Tab app = synced(browser, "");
    app.evaluate("offlineStorage.collection('tasks').put('t', { n: 'before' })");
    app.until("it is sent", "offlineStorage.hasConflicts", "false");
    Inspector inspector = Inspector.open(browser, server.url());
    goOffline(app);

    app.evaluate("offlineStorage.collection('tasks').put('t', { n: 'after' })");

    inspector.shows("outbox", "tasks/t");
    inspector.tab().page().click("#outbox summary");
    inspector.shows("outbox", "\"n\": \"before\"");
    inspector.shows("outbox", "\"n\": \"after\"");
    inspector.shows("documents", "1 unsent");
  }

  @Test
  void requestWaits_itShowsWithItsLaneAndBody() {
    Profile browser = browser();
    FaultyServer way = faulty();
    Tab app = lab(browser, way.url(), "worker=/queue.js");
    controlled(app);
    Inspector inspector = Inspector.open(browser, way.url());
    way.fault("/api/x", Fault.DROP_BEFORE_COMMIT);

    app.evaluate(POST, Map.of("note", "from below"));

    inspector.shows("requests", "/api/x");
    inspector.tab().page().click("#requests summary");
    inspector.shows("requests", "{\"note\":\"from below\"}");
  }

  /** Exact from a page that tells: the attempt, its outcome, and the steps of its exchange. */
  @Test
  void pageTells_anAttemptIsInTheTimelineWithItsWaterfall() {
    Profile browser = browser();
    Tab app = synced(browser, "");
    Inspector.tell(app);
    Inspector inspector = Inspector.open(browser, server.url());
    inspector.shows("tabs", "idle");

    app.evaluate("offlineStorage.collection('tasks').put('t', { n: 1 })");

    inspector.tab().until("it is there", "!!document.querySelector('#timeline .attempt.done')");
    inspector.tab().page().click("#attempt-table button");
    inspector.shows("exchange", "/v1/spaces/" + space() + "/sync");
    for (String step : List.of("lock, disk", "server", "store the answer")) {
      inspector.shows("exchange", step);
    }
    assertThat(inspector.tab().is("!!document.querySelector('#exchange .step.server')")).isTrue();
  }

  /** Without a page that tells, what the tabs say to each other shows failures and successes. */
  @Test
  void noPageTells_attemptsAreSeenFromOutside() {
    Profile browser = browser();
    FaultyServer way = faulty();
    Tab app = lab(browser, way.url(), "");
    app.untilSynced();
    Inspector inspector = Inspector.open(browser, way.url());
    way.status("/sync", 503, "Retry-After", "1");

    app.evaluate("offlineStorage.collection('tasks').put('t', { n: 1 })");

    inspector.tab().until("it failed", "!!document.querySelector('#timeline .attempt.failed')");
    inspector.shows("attempts", "SERVER_BUSY");
    way.heal();
    inspector.tab().until("it succeeds", "!!document.querySelector('#timeline .attempt.done')");
    inspector.shows("attempts", "import('/holdfast/inspector/tell.js')");
  }

  @Test
  void tenThousandDocuments_aSearchFindsOneAndThePageStaysAwake() {
    Profile browser = browser();
    Tab app = lab(browser, "sync=none");
    app.evaluate(
        "offlineStorage.collection('tasks').putAll(Array.from({ length: 10000 }, (_, n) =>"
            + " ['d' + n, { title: 'inspection ' + n, text: 'x'.repeat(200) }]))");
    Tab tab = Inspector.open(browser, server.url()).tab();
    tab.until(
        "it has them", "document.querySelector('#outbox .range').textContent.includes('10000')");
    assertThat(tab.json("document.querySelectorAll('#outbox li').length")).isEqualTo("100");
    tab.evaluate(
        "void (self.longest = 0, self.last = performance.now(), setInterval(() => { const now ="
            + " performance.now(); longest = Math.max(longest, now - last); last = now; }, 4))");

    tab.page().fill("#search", "inspection 8765");

    tab.until("it is found", "document.querySelectorAll('#outbox li').length", "1");
    assertThat((String) tab.evaluate("document.querySelector('#outbox li').textContent"))
        .contains("tasks/d8765");
    assertThat(((Number) tab.evaluate("longest")).doubleValue()).isLessThan(500);
  }

  @Test
  void keyboardAlone_reachesAndOpensAnEntry() {
    Profile browser = browser();
    Tab app = lab(browser, "sync=none");
    app.evaluate("offlineStorage.collection('tasks').put('t', { n: 'by keyboard' })");
    Inspector inspector = Inspector.open(browser, server.url());
    inspector.shows("outbox", "tasks/t");
    Tab tab = inspector.tab();

    boolean reached = false;
    for (int i = 0; i < 40 && !reached; i++) {
      tab.page().keyboard().press("Tab");
      reached = tab.is("document.activeElement.matches('#outbox summary')");
    }
    assertThat(reached).isTrue();
    tab.page().keyboard().press("Enter");

    inspector.shows("outbox", "by keyboard");
    assertThat(tab.is("getComputedStyle(document.activeElement).outlineStyle !== 'none'")).isTrue();
  }

  @Test
  void narrowScreen_nothingSticksOut() {
    Profile browser = browser();
    Tab app = lab(browser, "");
    Inspector.tell(app);
    app.evaluate("offlineStorage.collection('tasks').put('x'.repeat(200), { n: 'y'.repeat(500) })");
    Inspector inspector = Inspector.open(browser, server.url());
    inspector.shows("documents", "xxxx");
    inspector.tab().page().setViewportSize(320, 700);
    inspector
        .tab()
        .evaluate("document.querySelectorAll('details').forEach(one => one.open = true)");

    assertThat(inspector.tab().json("document.documentElement.scrollWidth")).isEqualTo("320");
  }

  /** Every control has a name, every section a heading, and every picture a text. */
  @Test
  void whatIsSeen_hasANameForAScreenReader() {
    Profile browser = browser();
    Tab app = lab(browser, "");
    Inspector.tell(app);
    Inspector inspector = Inspector.open(browser, server.url());
    inspector.shows("tabs", "idle");

    assertThat(
            inspector
                .tab()
                .json(
                    "[...document.querySelectorAll('section, select, input, button, svg, .scrolls')]"
                        + ".filter(one => !(one.getAttribute('aria-label') ||"
                        + " document.getElementById(one.getAttribute('aria-labelledby')) ||"
                        + " one.closest('label') || (one.matches('button') && one.textContent)))"
                        + ".map(one => one.outerHTML)"))
        .isEqualTo("[]");
    assertThat(inspector.tab().complaints()).isEmpty();
  }
}
