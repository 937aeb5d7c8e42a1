package dev.holdfast.verify.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.core.json.Json;
import dev.holdfast.verify.harness.Await;
import dev.holdfast.verify.harness.BrowserTest;
import dev.holdfast.verify.harness.Profile;
import dev.holdfast.verify.harness.Tab;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Browser and server are killed and frozen at random moments, and the worker is stopped, while the
 * user goes on editing. {@code -Dholdfast.seed=N} repeats a run, {@code -Dholdfast.soak} makes it
 * long.
 */
class CrashesTest extends BrowserTest {
  private static final int STRIKES = System.getProperty("holdfast.soak") == null ? 8 : 100;

  private enum Strike {
    KILL_BROWSER,
    KILL_SERVER,
    FREEZE_SERVER,
    STOP_WORKERS
  }

  private final Set<String> promised = new ConcurrentSkipListSet<>();
  private Profile browser;
  private Tab tab;
  private int life;

  @Test
  @Tag("fault-1")
  @Tag("fault-2")
  void everythingIsKilledAtRandomMoments_whatWasPromisedArrivesOnceAndNothingElse() {
    long seed = Long.getLong("holdfast.seed", System.nanoTime());
    System.out.println("CrashesTest: -Dholdfast.seed=" + seed);
    Random random = new Random(seed);
    List<Strike> strikes = new ArrayList<>();
    start();
    for (int n = 0; n < STRIKES; n++) {
      Strike strike = Strike.values()[random.nextInt(Strike.values().length)];
      strikes.add(strike);
      int before = promised.size();
      Await.until(
          "edits go on, whatever struck: " + strikes + "; seed " + seed,
          () -> {
            tab.page().waitForTimeout(10); // lets the promises resolve
            return promised.size();
          },
          size -> size > before + 3);
      tab.page().waitForTimeout(random.nextInt(400));
      strike(strike, random.nextInt(1_500));
    }
    tab.evaluate("void (app.enough = true)");
    tab.until("the last edit is promised", "app.ended");

    tab.until("everything has arrived", "offlineStorage.syncLocalChangesToServer()");

    Map<String, String> documents = server.documents(space());
    Set<String> lost = new TreeSet<>(promised);
    lost.removeIf(id -> documents.containsKey("edits/" + id));
    assertThat(lost).as("lost after %s; seed %d", strikes, seed).isEmpty();
    assertThat(server.head(space())).as("each once; seed %d", seed).isEqualTo(documents.size());
    assertThat(documents.size() - promised.size())
        .as("on disk, but killed before the promise; seed %d", seed)
        .isBetween(0, life);
    Json audit = Json.parse(tab.json("offlineStorage.audit()"));
    assertThat(number(audit, "acknowledged")).as("seed %d", seed).isEqualTo(documents.size());
    assertThat(number(audit, "total")).as("seed %d", seed).isEqualTo(documents.size());
  }

  private static int number(Json audit, String state) {
    return (int) Json.number(Json.get(audit, state));
  }

  /** Starts the browser. It edits from its start until it is killed. */
  private void start() {
    browser = browser(folder.resolve("profile"));
    tab = browser.newTab();
    tab.page().exposeFunction("promised", key -> promised.add((String) key[0]));
    tab.open(server.url() + "/?restore=no&space=" + space());
    tab.until("the app has started", "app.started");
    tab.evaluate(
        "void (async () => { for (let n = 0; !app.enough; n++) { const id = '"
            + ++life
            + "-' + n; await offlineStorage.collection('edits').put(id, { id });"
            + " await promised(id); await new Promise(r => setTimeout(r, 20)); } app.ended ="
            + " true; })()");
  }

  private void strike(Strike strike, int ms) {
    switch (strike) {
      case KILL_BROWSER -> {
        browser.kill();
        start();
      }
      case KILL_SERVER -> {
        server.kill();
        tab.page().waitForTimeout(ms);
        server.start();
      }
      case FREEZE_SERVER -> {
        server.freeze();
        tab.page().waitForTimeout(ms);
        server.thaw();
      }
      case STOP_WORKERS -> browser.stopWorkers();
    }
  }
}
