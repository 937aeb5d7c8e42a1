package dev.holdfast.verify.network;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.verify.harness.BrowserTest;
import dev.holdfast.verify.harness.Profile;
import dev.holdfast.verify.harness.Tab;
import org.junit.jupiter.api.Test;

/** A long push goes out as gzip, as far as all on its way know that. */
class PackedRequestsTest extends BrowserTest {
  private static final int MANY = 100;

  /** Counts what is sent, and answers 415 to what is packed if {@code refused}. */
  private Tab watched(boolean refused) {
    Profile browser = browser();
    browser
        .context()
        .addInitScript(
            "const before = fetch; self.sent = []; self.fetch = (what, options) => {"
                + " if (!/sync$/.test(what.url || what)) return before(what, options);"
                + " const packed = !!options.headers['Content-Encoding'];"
                + " sent.push({ packed, size: options.body.size || options.body.length });"
                + " return packed && "
                + refused
                + " ? Promise.resolve(new Response('no', { status: 415 }))"
                + " : before(what, options); };");
    return lab(browser, "worker=no");
  }

  private void arrives(Tab tab) {
    tab.untilSynced();
    tab.evaluate("sent.length = 0");
    tab.evaluate(
        "Promise.all(Array.from(Array("
            + MANY
            + ").keys(), n => offlineStorage.collection('tasks').put('t' + n,"
            + " { id: 't' + n, text: 'Is the door of the workshop shut? '.repeat(9) })))");
    tab.until("all is sent", "offlineStorage.hasConflicts", "false");
    tab.untilSynced();
    assertThat(server.documents(space())).hasSizeGreaterThanOrEqualTo(MANY);
  }

  @Test
  void aLongPush_isSentAsGzip_andIsATenthAsLong() {
    Tab tab = watched(false);
    arrives(tab);
    assertThat(tab.is("sent.some(one => one.packed)")).isTrue();
    assertThat(tab.is("sent.every(one => one.packed || one.size < 4096)")).isTrue();
    assertThat(tab.is("sent.reduce((sum, one) => sum + one.size, 0) < " + MANY * 40)).isTrue();
  }

  @Test
  void somethingOnTheWayRefusesGzip_itArrivesUnpacked_andIsNotPackedAgain() {
    Tab tab = watched(true);
    arrives(tab);
    assertThat(tab.is("sent.filter(one => one.packed).length === 1")).isTrue();
    assertThat(tab.is("offlineStorage.lastError")).isFalse();
    arrives(tab);
    assertThat(tab.is("sent.some(one => one.packed)")).isFalse();
  }
}
