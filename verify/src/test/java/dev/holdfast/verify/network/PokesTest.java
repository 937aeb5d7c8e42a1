package dev.holdfast.verify.network;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.verify.harness.BrowserTest;
import dev.holdfast.verify.harness.FaultyServer;
import dev.holdfast.verify.harness.FaultyServer.Fault;
import dev.holdfast.verify.harness.Profile;
import dev.holdfast.verify.harness.Tab;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Changes of others, with the live stream and without it. */
class PokesTest extends BrowserTest {
  private static final String THEIRS = "offlineStorage.collection('tasks').get('theirs')";

  private static final String HIDE =
      "(Object.defineProperty(document, 'visibilityState', { configurable: true, get: () =>"
          + " app.hidden ? 'hidden' : 'visible' }), document.dispatchEvent(new"
          + " Event('visibilitychange')))";

  private Tab synced(Profile browser, FaultyServer way) {
    Tab tab = lab(browser, way.url(), "");
    tab.untilSynced();
    return tab;
  }

  @Test
  void poke_costsOneExchangeHoweverManyTabsAreOpen() {
    FaultyServer way = faulty();
    Profile browser = browser();
    List<Tab> tabs = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      tabs.add(synced(browser, way));
    }
    way.await("/live", 1);
    int before = way.count("/sync");

    for (int i = 1; i <= 3; i++) {
      server.write(space(), "tasks", "theirs", "{\"n\":" + i + "}");
      for (Tab tab : tabs) {
        tab.until("the tab shows it", THEIRS, "{\"n\":" + i + "}");
      }
    }

    assertThat(way.count("/sync") - before).isEqualTo(3);
    assertThat(way.mostAtOnce("/v1/spaces/" + space() + "/live")).as("streams").isEqualTo(1);
  }

  @Test
  void streamBreaksOff_itIsOpenedAgainAndBringsWhatWasMissed() {
    FaultyServer way = faulty();
    Tab tab = synced(browser(), way);
    way.await("/live", 1);
    way.fault("/live", Fault.DROP_BEFORE_COMMIT);
    way.cut("/live");
    way.await("/live", 2);
    server.write(space(), "tasks", "theirs", "{\"n\":1}");

    way.heal();

    tab.until("the news is there", THEIRS, "{\"n\":1}");
    int opened = way.count("/live");
    int before = way.count("/sync");
    server.write(space(), "tasks", "theirs", "{\"n\":2}");
    tab.until("the stream works again", THEIRS, "{\"n\":2}");
    assertThat(way.count("/live")).isGreaterThanOrEqualTo(opened);
    assertThat(way.count("/sync") - before).isLessThanOrEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource({"STATUS, 404", "HTML_200, 0", "REDIRECT, 0"})
  void noStreamCanBeHad_thePagePollsWithGrowingPauses(Fault fault, int n) {
    FaultyServer way = faulty();
    way.fault("/live", fault, n);
    Tab tab = synced(browser(), way);
    way.await("/live", 1);
    server.write(space(), "tasks", "theirs", "{\"n\":1}");

    tab.until("a poll brings it", THEIRS, "{\"n\":1}");

    way.await("/live", 3);
    assertThat(way.seconds("/live", 1, 3)).as("1 and 2 s at least").isGreaterThan(2.9);
    int syncs = way.count("/sync");
    assertThat(syncs).as("one for each try, and two").isLessThanOrEqualTo(way.count("/live") + 2);
    tab.until(
        "all is said to be well",
        "[networkStatus.current, offlineStorage.syncState]",
        "[\"online\",\"idle\"]");
  }

  @Test
  void hiddenPage_noExchangeUntilItIsLookedAtAgain() {
    FaultyServer way = faulty();
    Profile browser = browser();
    Tab tab = synced(browser, way);
    way.await("/live", 1);
    tab.evaluate("void (app.hidden = true)");
    tab.evaluate(HIDE);
    int before = way.count("/sync");

    server.write(space(), "tasks", "theirs", "{\"n\":1}");

    Tab witness = lab(browser(), "");
    witness.until("others have it", THEIRS, "{\"n\":1}");
    assertThat(way.count("/sync")).isEqualTo(before);
    assertThat(tab.json(THEIRS)).isEqualTo("undefined");
    tab.evaluate("void (app.hidden = false)");
    tab.evaluate("document.dispatchEvent(new Event('visibilitychange'))");
    tab.until("it has it too", THEIRS, "{\"n\":1}");
  }
}
