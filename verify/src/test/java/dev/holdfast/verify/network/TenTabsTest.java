package dev.holdfast.verify.network;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.verify.harness.BrowserTest;
import dev.holdfast.verify.harness.FaultyServer;
import dev.holdfast.verify.harness.Profile;
import dev.holdfast.verify.harness.Tab;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * Ten tabs of one browser, with edits in all of them. Tabs are closed and killed at random. The
 * seed is printed. The system property {@code holdfast.seed} sets it.
 */
class TenTabsTest extends BrowserTest {
  private static final int TABS = 10;
  private static final int EDITS = 60;

  @Test
  void editsInAllAndTabsClosedAndKilled_eachEditIsOnTheServerOnceAndAllTabsConverge() {
    long seed = Long.getLong("holdfast.seed", System.nanoTime() % 1_000_000);
    System.out.println("TenTabsTest: -Dholdfast.seed=" + seed);
    Random dice = new Random(seed);
    FaultyServer way = faulty();
    Profile browser = browser();
    List<Tab> tabs = new ArrayList<>();
    for (int i = 0; i < TABS; i++) {
      tabs.add(lab(browser, way.url(), "worker=no"));
    }
    TreeSet<String> durable = new TreeSet<>();
    int ended = 0;
    for (int i = 0; i < EDITS; i++) {
      Tab tab = tabs.get(dice.nextInt(tabs.size()));
      tab.evaluate("offlineStorage.collection('tasks').put('e" + i + "', { n: " + i + " })");
      durable.add("tasks/e" + i);
      if (dice.nextInt(6) == 0 && tabs.size() > 2) {
        ended++;
        Tab gone = tabs.remove(dice.nextInt(tabs.size()));
        if (dice.nextBoolean()) {
          gone.kill();
        } else {
          gone.close();
        }
        tabs.removeIf(Tab::isDead);
        while (tabs.size() < TABS) {
          tabs.add(lab(browser, way.url(), "worker=no"));
        }
      }
    }

    for (Tab tab : tabs) {
      tab.until("all is sent (seed " + seed + ")", "offlineStorage.hasConflicts", "false");
      tab.until(
          "the tab has every edit (seed " + seed + ")",
          "offlineStorage.collection('tasks').entries().then(all => all.length === " + EDITS + ")");
    }
    Map<String, String> held = server.documents(space());
    assertThat(held.keySet()).containsExactlyElementsOf(durable);
    assertThat(server.head(space())).as("each edit had one effect").isEqualTo(EDITS);
    assertThat(way.collisions("/v1/spaces/" + space() + "/sync"))
        .as("one exchange at a time, but for those that an ended tab left behind")
        .isLessThanOrEqualTo(ended);
    String hash = tabs.get(0).json("offlineStorage.serverVersion");
    for (Tab tab : tabs) {
      tab.until("all tabs are in step", "offlineStorage.localVersion", hash);
    }
  }
}
