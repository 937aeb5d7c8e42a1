package dev.holdfast.verify.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.verify.harness.BrowserTest;
import dev.holdfast.verify.harness.Profile;
import dev.holdfast.verify.harness.Tab;
import org.junit.jupiter.api.Test;

/** A pull of the whole state that takes many rounds. */
class FirstPullTest extends BrowserTest {
  private static final int DOCUMENTS = 6_000;

  private void fill() {
    for (int from = 0; from < DOCUMENTS; from += 500) {
      StringBuilder push = new StringBuilder();
      for (int i = from; i < from + 500; i++) {
        push.append(i == from ? "" : ",")
            .append("{'id':'m" + i + "','collection':'tasks','doc':'t" + i + "','op':'put',")
            .append("'base':0,'value':{'id':'t" + i + "','n':1}}");
      }
      String body =
          "{'replica':'seed','epoch':null,'cursor':0,'limit':1,'mutations':[" + push + "]}";
      assertThat(
              server.post("/v1/spaces/" + space() + "/sync", body.replace('\'', '"')).statusCode())
          .isEqualTo(200);
    }
  }

  @Test
  void manyRounds_progressUntilItIsComplete_thenOneRestore() {
    fill();
    Tab tab = lab(browser(), "");
    tab.until("the first pull is complete", "app.restored.length", "1");
    tab.untilSynced();
    assertThat(tab.json("app.restored.map(state => state.tasks.length)"))
        .isEqualTo("[" + DOCUMENTS + "]");
    assertThat(tab.is("app.events.filter(e => e.type === 'progress').length > 2")).isTrue();
    assertThat(
            tab.is("app.events.filter(e => e.type === 'progress').every(e => e.done <= e.total)"))
        .isTrue();
    assertThat(tab.is("app.events.filter(e => e.type === 'progress').pop().bytes > 6000 * 60"))
        .as("each change has some 70 bytes")
        .isTrue();
  }

  @Test
  void brokenOffInTheMiddle_whatIsThereIsShown_andNothingIsRemovedByASave() {
    fill();
    Profile browser = browser();
    browser
        .context()
        .addInitScript(
            "const before = fetch; let rounds = 0; self.fetch = (what, options) =>"
                + " (/sync$/.test(what.url || what) && rounds++, rounds > 2 && !self.healed)"
                + " ? Promise.reject(new TypeError('broken off')) : before(what, options);");
    Tab tab = lab(browser, "worker=no");
    tab.until("it is shown", "app.restored.length > 0");
    tab.evaluate("app.state = { tasks: app.state.tasks.concat([{ id: 'new' }]) }");
    assertThat(tab.is("offlineStorage.saveCurrentAppState()")).isTrue();
    tab.evaluate("self.healed = true");
    tab.until("all is there", "offlineStorage.syncLocalChangesToServer()");
    tab.until("and shown", "app.state.tasks.length", String.valueOf(DOCUMENTS + 1));
    assertThat(server.documents(space())).hasSizeGreaterThanOrEqualTo(DOCUMENTS + 1);
  }
}
