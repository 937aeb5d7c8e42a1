package dev.holdfast.verify.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.holdfast.core.json.Json;
import dev.holdfast.verify.harness.Apps;
import dev.holdfast.verify.harness.BrowserTest;
import dev.holdfast.verify.harness.Profile;
import dev.holdfast.verify.harness.Server;
import dev.holdfast.verify.harness.Tab;
import dev.holdfast.verify.harness.WebApp;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * How often the hot paths call IndexedDB, {@code Cache}, {@code JSON.stringify} and {@code fetch},
 * which no machine's speed changes. {@code verify/operations.json} has the limits. They may only go
 * down: {@code -Dholdfast.write=yes} writes what was counted. Of bytes, which pack differently, 5 %
 * more are allowed, of the rest 1 %.
 */
class OperationsTest extends BrowserTest {
  private static final Path HOME = Path.of(System.getProperty("holdfast.home", ".."));
  private static final Path LIMITS = HOME.resolve("verify/operations.json");
  private static final String KEPT = "/holdfast/holdfast.d.ts"; // not precached

  /** A step is done this often; something else may happen beside one, so the least counts. */
  private static final int TIMES = 3;

  /** Resolves when nothing has been counted for a while. {@code said} is not counted. */
  private static final String RESTS =
      """
      operations.rest = async () => {
        for (let before = ''; before !== said(counts); ) {
          before = said(counts);
          await new Promise(later => setTimeout(later, 150));
        }
      };
      """;

  /** What the bench counts with, here and in the worker. */
  private static final String COUNTERS;

  static {
    try {
      COUNTERS =
          "(() => { const said = JSON.stringify; "
              + Files.readString(HOME.resolve("bench/contenders/page/counters.js"))
                  .replace("export ", "")
              + "install(); self.operations = { counts, reset }; "
              + RESTS
              + "})();";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static final String TELLS =
      """
      self.addEventListener('message', (event) => {
        if (event.data !== 'operations') return;
        event.ports[0].postMessage({ ...operations.counts });
        operations.reset();
      });
      """;

  @Override
  protected Server startServer(Path data) {
    try {
      WebApp app =
          WebApp.in(data.resolveSibling("app"))
              .worker(
                  ".precache(self.__PRECACHE).navigationFallback('/index.html')"
                      + ".intercept('GET "
                      + KEPT
                      + "', holdfast.cacheFirst())"
                      + ".intercept('POST /api/*', holdfast.queue()).start()");
      for (String file : List.of("index.html", "app.js", "backends.js")) {
        app.file(file, Files.readString(Apps.lab().resolve(file)));
      }
      Path script = app.folder().resolve("sw.js");
      Files.writeString(script, COUNTERS + TELLS + Files.readString(script));
      return Server.serve(app.folder(), data);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Tab counted(String wiring) {
    Profile browser = browser();
    browser.context().addInitScript(COUNTERS);
    return lab(browser, wiring);
  }

  /** What the page does for {@code step}, in which {@code n} is the number of the time. */
  private static Json inPage(Tab tab, String step) {
    Json least = Json.absent();
    for (int n = 0; n < TIMES; n++) {
      String one = step.replace("n$", String.valueOf(n));
      least =
          least(
              least,
              Json.parse(
                  tab.json(
                      "(async () => { operations.reset(); await ("
                          + one
                          + "); await operations.rest(); return { ...operations.counts }; })()")));
    }
    return least;
  }

  /** What the worker does for {@code step} of the page. */
  private static Json inWorker(Tab tab, String step) {
    String ask =
        "new Promise(ok => { const c = new MessageChannel(); c.port1.onmessage = e => ok(e.data);"
            + " navigator.serviceWorker.controller.postMessage('operations', [c.port2]); })";
    Json least = Json.absent();
    for (int n = 0; n < TIMES; n++) {
      String one = step.replace("n$", String.valueOf(n));
      least =
          least(
              least,
              Json.parse(
                  tab.json(
                      "(async () => { await "
                          + ask
                          + "; await ("
                          + one
                          + "); return await "
                          + ask
                          + "; })()")));
    }
    return least;
  }

  private static Json least(Json one, Json other) {
    if (Json.isAbsent(one)) {
      return other;
    }
    Json least = Json.object();
    Json names = Json.keys(one);
    for (int i = 0, n = Json.size(names); i < n; i++) {
      Json name = Json.at(names, i);
      Json there = Json.get(other, name);
      double count = Math.min(number(Json.get(one, name)), number(there));
      if (count > 0) {
        Json.set(least, name, Json.of(count));
      }
    }
    return least;
  }

  private static double number(Json count) {
    return Json.isAbsent(count) ? 0 : Json.number(count);
  }

  private static void costs(String row, Json counts) {
    Json limits;
    try {
      limits = Json.parse(Files.readString(LIMITS));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Json limit = Json.get(limits, row);
    List<String> above = new ArrayList<>();
    Json names = Json.sortedKeys(counts);
    for (int i = 0, n = Json.size(names); i < n; i++) {
      Json name = Json.at(names, i);
      double most = Json.isAbsent(limit) ? 0 : number(Json.get(limit, name));
      double slack = Json.text(name).startsWith("bytes") ? most / 20 : Math.floor(most / 100);
      if (number(Json.get(counts, name)) > most + slack) {
        above.add(
            Json.text(name) + ": " + Json.stringify(Json.get(counts, name)) + ", limit " + most);
      }
    }
    if (System.getProperty("holdfast.write") != null) {
      write(row, counts, limits);
    } else if (!above.isEmpty()) {
      fail(row + " does more than before: " + above);
    }
  }

  private static void write(String row, Json counts, Json limits) {
    Json.set(limits, row, counts);
    TreeMap<String, String> lines = new TreeMap<>();
    Json rows = Json.keys(limits);
    for (int i = 0, n = Json.size(rows); i < n; i++) {
      Json name = Json.at(rows, i);
      lines.put(Json.stringify(name), Json.text(Json.canonical(Json.get(limits, name))));
    }
    List<String> all = new ArrayList<>();
    lines.forEach((name, value) -> all.add("  " + name + ": " + value));
    try {
      Files.writeString(LIMITS, "{\n" + String.join(",\n", all) + "\n}\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static final String DOCS =
      "Array.from({ length: it }, (_, i) => ({ id: 'd' + i, title: 'x'.repeat(200), n: i }))";

  @Test
  void editsAndASaveOfTenInTenThousand() {
    Tab tab = counted("worker=no");
    tab.untilSynced();
    tab.evaluate(
        "(app.state = { notes: " + DOCS + " }, offlineStorage.saveCurrentAppState())", 10_000);
    tab.until("all is sent", "offlineStorage.hasConflicts", "false");
    goOffline(tab);
    costs(
        "an edit", inPage(tab, "offlineStorage.collection('other').put('a', { id: 'a', n: n$ })"));
    costs(
        "a turn of 1,000 edits",
        inPage(
            tab,
            "Promise.all(Array.from({ length: 1000 }, (_, i) =>"
                + " offlineStorage.collection('other').put('b' + i, { id: 'b' + i, n: n$ })))"));
    costs(
        "a save of 10 in 10,000",
        inPage(
            tab,
            "(app.state = { ...app.state, notes: app.state.notes.map((note, i) =>"
                + " (i % 1000 ? note : { ...note, n: note.n + 1 })) },"
                + " offlineStorage.saveCurrentAppState())"));
  }

  @Test
  void aThousandPushedAndPulled() {
    Tab tab = counted("worker=no");
    tab.untilSynced();
    costs(
        "a save and push of 1,000",
        inPage(
            tab,
            "(app.state = { notes: Array.from({ length: 1000 }, (_, i) =>"
                + " ({ id: 'd' + i, title: 'x'.repeat(200), n: n$ })) },"
                + " offlineStorage.saveCurrentAppState()"
                + ".then(() => offlineStorage.syncLocalChangesToServer()))"));
    // The limit has one look at the empty state more than is always needed: if the network's
    // verdict
    // comes between the start and the first answer, the page looks once more.
    Json least = Json.absent();
    for (int n = 0; n < TIMES; n++) {
      Tab other = counted("worker=no");
      other.untilSynced();
      least =
          least(least, Json.parse(other.json("operations.rest().then(() => operations.counts)")));
      assertThat(other.is("app.state.notes.length === 1000")).isTrue();
    }
    costs("a first start and pull of 1,000", least);
  }

  @Test
  void theWorkersQueueAndCache() {
    Tab tab = counted("sync=none");
    controlled(tab);
    String get = "fetch('" + KEPT + "').then(answer => answer.text())";
    tab.evaluate(get);
    costs("a cache hit, in the worker", inWorker(tab, get));
    String start = "fetch('/app.js').then(answer => answer.text())";
    costs("a precached file, in the worker", inWorker(tab, start));

    goOffline(tab);
    String write =
        "fetch('/api/tasks', { method: 'POST', body: 'w' }).then(answer => answer.text())";
    tab.evaluate(write);
    costs("an enqueue, in the worker", inWorker(tab, write));
    tab.evaluate("(async () => { for (let i = 0; i < it; i++) await " + write + "; })()", 1_000);
    costs("an enqueue with 1,000 waiting, in the worker", inWorker(tab, write));
  }
}
