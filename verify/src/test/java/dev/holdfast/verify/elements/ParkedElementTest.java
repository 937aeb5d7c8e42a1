package dev.holdfast.verify.elements;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.verify.harness.Backend;
import dev.holdfast.verify.harness.Tab;
import org.junit.jupiter.api.Test;

/** {@code <holdfast-parked>}. */
class ParkedElementTest extends ElementsTest {
  @Test
  void refused_itSaysSoInWordsOfPeople_neverInOurs() {
    Tab tab = withParked("");

    shows(tab, "holdfast-parked", "The server refused one change");
    shows(tab, "holdfast-parked", "A change: Orders");
    shows(tab, "holdfast-parked", "The server does not accept what was entered.");
    shows(tab, "holdfast-status", "1 refused");
    find(tab, "holdfast-status [part~=pill]").click();
    shows(tab, "holdfast-status", "The server refused one change");
    nothingInternalIsShown(tab);
  }

  @Test
  void retriedByKeyboard_itIsSentAgain() {
    Tab tab = withParked("");
    int before = backend.requests().size();
    backend.answer(request -> Backend.Reply.json("{}"));
    find(tab, "holdfast-parked button").first().focus();

    press(tab, "Enter");

    tab.until("it is through", "offlineStorage.hasConflicts", "false");
    assertThat(backend.requests()).hasSize(before + 1);
    shows(tab, "holdfast-parked", "It is sent again.");
  }

  @Test
  void discarded_onlyAfterItWasAskedFor() {
    Tab tab = withParked("");
    shows(tab, "holdfast-parked", "Discard");
    find(tab, "holdfast-parked button").first().focus();
    press(tab, "Tab", "Enter");
    shows(tab, "holdfast-parked", "Discard this change for good?");
    assertThat(focused(tab)).as("what does no harm").isEqualTo("Keep it");

    press(tab, "Escape");
    tab.until("it is asked no more", "!" + asks());
    assertThat(focused(tab)).isEqualTo("Discard");
    press(tab, "Enter");
    tab.until("it is asked again", asks());
    press(tab, "Enter");
    tab.until("it is kept", "!" + asks());
    assertThat(tab.json("offlineStorage.parked.length")).isEqualTo("1");

    press(tab, "Enter");
    tab.until("it is asked again", asks());
    press(tab, "Tab", "Enter");
    tab.until("it is gone", "offlineStorage.parked.length", "0");
    shows(tab, "holdfast-parked", "Discarded.");
    tab.until("nothing is left", "offlineStorage.audit().then(all => all.discarded)", "1");
  }

  private static String asks() {
    return "document.querySelector('holdfast-parked').shadowRoot.innerHTML.includes('for good?')";
  }

  @Test
  void appCanChangeIt_theButtonIsThere() {
    Tab tab = withParked("");
    shows(tab, "holdfast-parked", "Try again");
    assertThat(shown(tab, "holdfast-parked")).doesNotContain("Change it");

    tab.evaluate(
        "void (document.querySelector('holdfast-parked').edit = entry => offlineStorage.retry("
            + "entry.id, old => new Request(old.url, { method: 'POST', body: '{\"beds\":2}' })))");
    shows(tab, "holdfast-parked", "Change it");
    backend.answer(request -> Backend.Reply.json("{}"));
    find(tab, "holdfast-parked button:has-text('Change it')").click();

    tab.until("it is through", "offlineStorage.hasConflicts", "false");
    assertThat(backend.requests().get(backend.requests().size() - 1).body())
        .isEqualTo("{\"beds\":2}");
  }
}
