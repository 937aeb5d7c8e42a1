package dev.holdfast.verify.elements;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import dev.holdfast.core.json.Json;
import dev.holdfast.verify.harness.Apps;
import dev.holdfast.verify.harness.Backend;
import dev.holdfast.verify.harness.BrowserTest;
import dev.holdfast.verify.harness.FaultyServer;
import dev.holdfast.verify.harness.Server;
import dev.holdfast.verify.harness.Tab;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;

/** A page with all of Holdfast's elements, as a user sees it. */
abstract class ElementsTest extends BrowserTest {
  protected final Backend backend = Backend.start();

  @Override
  protected Server startServer(Path data) {
    return Server.serve(Apps.named("elements"), data, "--proxy", "/api=" + backend.url());
  }

  @AfterAll
  final void closeBackend() {
    backend.close();
  }

  protected final Tab page(String more) {
    return page(server.url(), more);
  }

  protected final Tab page(String url, String more) {
    Tab tab = browser().open(url + "/?space=" + space() + "&" + more);
    tab.until("the app has started", "self.app?.started");
    return tab;
  }

  protected static Locator find(Tab tab, String selector) {
    return tab.page().locator(selector);
  }

  /** Waits until the element shows these words. */
  protected static void shows(Tab tab, String element, String words) {
    tab.until(
        element + " shows \"" + words + "\"",
        "document.querySelector('"
            + element
            + "').shadowRoot.firstChild.innerText.includes("
            + Json.stringify(Json.of(words))
            + ")");
  }

  protected static String shown(Tab tab, String element) {
    return String.valueOf(
        tab.evaluate("document.querySelector('" + element + "').shadowRoot.firstChild.innerText"));
  }

  protected static void press(Tab tab, String... keys) {
    for (String key : keys) {
      tab.page().keyboard().press(key);
    }
  }

  /** The words of what has the focus, inside of elements too. */
  protected static String focused(Tab tab) {
    return String.valueOf(
        tab.evaluate(
            "(() => { let at = document.activeElement; while (at.shadowRoot?.activeElement) at ="
                + " at.shadowRoot.activeElement; return at.ariaLabel || at.innerText || at.value;"
                + " })()"));
  }

  /** Puts a document, as the user of that page. */
  protected static void put(Tab tab, String id, String json) {
    tab.evaluate("offlineStorage.collection('notes').put('" + id + "', " + json + ")");
  }

  /** A page where the user has {@code mine} while the server got {@code theirs}. */
  protected final Tab withConflict(
      String more, String id, String base, String mine, String theirs) {
    FaultyServer way = faulty();
    Tab tab = page(way.url(), more);
    conflict(tab, way, id, base, mine, theirs);
    return tab;
  }

  protected final void conflict(
      Tab tab, FaultyServer way, String id, String base, String mine, String theirs) {
    if (base != null) {
      put(tab, id, base);
    }
    tab.until("it is in sync", "offlineStorage.syncLocalChangesToServer()");
    int before = ((Number) tab.evaluate("offlineStorage.conflicts.length")).intValue();
    way.breakOff(tab);
    if (mine == null) {
      tab.evaluate("offlineStorage.collection('notes').remove('" + id + "')");
    } else {
      put(tab, id, mine);
    }
    String json = String.valueOf(tab.evaluate("JSON.stringify(" + theirs + ")"));
    server.write(space(), "notes", id, theirs == null ? null : json);
    way.heal();
    tab.until("the conflict is known", "offlineStorage.conflicts.length", "" + (before + 1));
  }

  /** A page where the app's backend has refused a request. */
  protected final Tab withParked(String more) {
    Tab tab = page(more);
    controlled(tab);
    refuse(tab);
    return tab;
  }

  /** The backend refuses what was queued: what is refused while its page waits is the page's. */
  protected final void refuse(Tab tab) {
    backend.answer(request -> Backend.Reply.status(503));
    assertThat(
            tab.json(
                "fetch('/api/orders', { method: 'POST', body: '{\"beds\":12}' }).then(a =>"
                    + " a.status)"))
        .isEqualTo("202");
    backend.answer(
        request ->
            new Backend.Reply(
                422,
                "application/json",
                "{\"code\":\"INVALID\",\"message\":\"mutations/0/value: expected at most 9\"}",
                Map.of()));
    tab.until(
        "the request is refused",
        "offlineStorage.syncLocalChangesToServer().then(() => offlineStorage.parked.length)",
        "1");
  }

  protected final void nothingInternalIsShown(Tab tab) {
    for (String element :
        new String[] {"holdfast-status", "holdfast-conflicts", "holdfast-parked"}) {
      assertThat(shown(tab, element))
          .doesNotContain(
              "mutations/", "expected", "INVALID", "REFUSED", "TOO_LARGE", "HTTP", "undefined");
    }
  }
}
