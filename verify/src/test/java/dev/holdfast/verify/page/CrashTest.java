package dev.holdfast.verify.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.verify.harness.Await;
import dev.holdfast.verify.harness.BrowserTest;
import dev.holdfast.verify.harness.Profile;
import dev.holdfast.verify.harness.Tab;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The browser is killed, not closed, at random moments of a stream of edits (fault 1). {@code
 * -Dholdfast.soak} makes it 50 rounds instead of a few.
 */
class CrashTest extends BrowserTest {
  private static final int ROUNDS = System.getProperty("holdfast.soak") == null ? 5 : 50;

  /** What Chromium says of a database that it makes: whether it threw an older one away. */
  private static final String WATCHED =
      "self.made = []; const { open } = IDBFactory.prototype;"
          + " IDBFactory.prototype.open = function (...args) { const asked = open.apply(this, args);"
          + " asked.addEventListener('upgradeneeded', event => self.made.push([args[0],"
          + " event.oldVersion, event.dataLoss, event.dataLossMessage])); return asked; };";

  @Test
  @Tag("fault-1")
  void browserKilledDuringAStreamOfEdits_noAcknowledgedEditIsLostAndNoneCountsTwice() {
    long seed = Long.getLong("holdfast.seed", System.nanoTime());
    System.out.println("CrashTest: -Dholdfast.seed=" + seed);
    Random random = new Random(seed);
    Set<String> promised = new ConcurrentSkipListSet<>();
    for (int round = 0; round < ROUNDS; round++) {
      Profile browser = browser(folder.resolve("profile"));
      browser.context().addInitScript(WATCHED);
      Tab tab = browser.newTab();
      // Called in this process for each edit that was acknowledged, so the list survives the
      // browser.
      tab.page().exposeFunction("promised", key -> promised.add((String) key[0]));
      tab.open(server.url() + "/?restore=no&space=" + space());
      tab.until("the app has started", "app.started");
      int before = promised.size();
      assertThat(Integer.parseInt(tab.json("offlineStorage.audit().then(a => a.total)")))
          .as(
              "edits that are there in round %d, seed %d; databases made: %s; said: %s",
              round, seed, tab.json("self.made"), tab.json("offlineStorage.lastError"))
          .isGreaterThanOrEqualTo(before);
      tab.evaluate(
          "void (async () => { for (let n = 0; ; n++) { const id = '"
              + round
              + "-' + n;"
              + " await offlineStorage.collection('edits').put(id, { id }); await"
              + " promised(id); } })()");
      Await.until(
          "some edits are made",
          () -> {
            tab.page().waitForTimeout(10); // lets the promises resolve
            return promised.size();
          },
          size -> size > before + 5);
      tab.page().waitForTimeout(random.nextInt(300));
      browser.kill();
    }

    Tab after = lab(browser(folder.resolve("profile")), "restore=no");
    after.until("everything has arrived", "offlineStorage.syncLocalChangesToServer()");

    Map<String, String> documents = server.documents(space());
    Set<String> lost = new TreeSet<>(promised);
    lost.removeIf(id -> documents.containsKey("edits/" + id));
    assertThat(lost).as("lost, of %d; seed %d", promised.size(), seed).isEmpty();
    assertThat(server.head(space())).as("each once; seed %d", seed).isEqualTo(documents.size());
  }
}
