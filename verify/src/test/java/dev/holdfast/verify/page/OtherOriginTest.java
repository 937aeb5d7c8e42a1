package dev.holdfast.verify.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.verify.harness.Apps;
import dev.holdfast.verify.harness.BrowserTest;
import dev.holdfast.verify.harness.Server;
import dev.holdfast.verify.harness.Tab;
import org.junit.jupiter.api.Test;

/** A page whose Holdfast server is at another origin: another port counts as one. */
class OtherOriginTest extends BrowserTest {
  @Test
  void serverOfAnotherOriginThatNamesThePages_syncsAndHearsOfNews() {
    try (Server other = other("--cors", server.url())) {
      Tab tab = lab(browser(), "worker=no&url=" + other.url() + "/");
      tab.untilSynced();
      tab.evaluate("offlineStorage.collection('tasks').put('here', { n: 1 })");
      assertThat(tab.is("offlineStorage.syncLocalChangesToServer()")).isTrue();
      assertThat(other.documents(space())).containsKey("tasks/here");
      assertThat(server.documents(space())).isEmpty();

      other.write(space(), "tasks", "there", "{\"n\":2}");
      tab.until(
          "news arrive",
          "offlineStorage.collection('tasks').getAll().then(all => all.length)",
          "2");
    }
  }

  /** The status was that of the page's own origin. */
  @Test
  void ownOriginIsGone_thePageIsOnlineAsLongAsItsServerIs() {
    try (Server other = other("--cors", server.url())) {
      Tab tab = lab(browser(), "worker=no&url=" + other.url());
      tab.untilSynced();
      server.kill();
      assertThat(tab.json("networkStatus.check()")).isEqualTo("\"online\"");
      server.start();
      other.kill();
      assertThat(tab.json("networkStatus.check()")).isEqualTo("\"offline\"");
    } finally {
      server.start();
    }
  }

  @Test
  void serverOfAnotherOriginThatDoesNotNameThePages_theWorkIsKept() {
    try (Server other = other()) {
      Tab tab = lab(browser(), "worker=no&url=" + other.url());
      tab.evaluate("offlineStorage.collection('tasks').put('here', { n: 1 })");
      assertThat(tab.is("offlineStorage.syncLocalChangesToServer()")).isFalse();
      assertThat(tab.json("offlineStorage.lastError.code")).isIn("\"OFFLINE\"", "\"NO_ANSWER\"");
      assertThat(tab.json("offlineStorage.pending.length")).isEqualTo("1");
      assertThat(other.documents(space())).isEmpty();
    }
  }

  private Server other(String... options) {
    return Server.serve(Apps.lab(), folder.resolve("other"), options);
  }
}
