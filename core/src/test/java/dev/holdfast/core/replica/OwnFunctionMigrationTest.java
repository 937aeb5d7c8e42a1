package dev.holdfast.core.replica;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.core.Failure;
import dev.holdfast.core.gen.Law;
import dev.holdfast.core.json.Json;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A release migrates what the app's own sync function has not taken. */
class OwnFunctionMigrationTest {
  private final Device device = new Device();
  private final Device.Tab tab = device.tab();

  private static String of(Offer offer, String field) {
    return Device.text(Json.get(offer.argument(), field));
  }

  private static void refused(Device.Tab tab, Offer offer) {
    Failure why = new Failure(Failure.Code.NOT_NOW, "no");
    tab.must(done -> tab.replication.refused(offer, why, done));
  }

  /** A release in which a key's number is ten more. */
  private Device.Tab later(String key) {
    return device.tab("{}", 2, (state, from) -> raised(state, key));
  }

  /** The lists that are offered until nothing is left. */
  private static List<String> offered(Device.Tab tab) {
    List<String> lists = new ArrayList<>();
    for (Offer offer = tab.offer(); !offer.isEmpty(); offer = tab.offer()) {
      lists.add(of(offer, "changes"));
      tab.taken(offer, "");
    }
    return lists;
  }

  @Test
  void whatWasRefusedIsMigrated_itIsOfferedInTheNewForm_underANewKey() {
    tab.adopt("{'a':1}");
    tab.save("{'a':2}");
    Offer old = tab.offer();
    refused(tab, old);
    Device.Tab later = later("a");
    later.must(later.replica::migrate);

    assertThat(of(later.offer(), "idempotencyKey")).isNotEqualTo(of(old, "idempotencyKey"));
    assertThat(offered(later))
        .containsExactly(
            "[{'after':11,'before':1,'collection':'a','id':'~'}]",
            "[{'after':12,'before':11,'collection':'a','id':'~'}]");
    assertThat(later.hasConflicts()).isFalse();
  }

  @Test
  void oneOfTwoRefusedChangesIsMigrated_theListIsAnother_soIsItsKey() {
    tab.adopt("{'a':1,'b':1}");
    tab.save("{'a':2,'b':2}");
    Offer old = tab.offer();
    refused(tab, old);
    Device.Tab later = later("a");
    later.must(later.replica::migrate);

    assertThat(of(later.offer(), "idempotencyKey")).isNotEqualTo(of(old, "idempotencyKey"));
    assertThat(offered(later)).hasSize(2);
    assertThat(later.hasConflicts()).isFalse();
  }

  @Test
  void onlyAnotherDocumentIsMigrated_theRefusedListStaysUnderItsKey() {
    tab.adopt("{'a':1,'b':1}");
    tab.save("{'a':2,'b':1}");
    Offer old = tab.offer();
    refused(tab, old);
    Device.Tab later = later("b");
    later.must(later.replica::migrate);

    Offer again = later.offer();
    assertThat(of(again, "idempotencyKey")).isEqualTo(of(old, "idempotencyKey"));
    assertThat(of(again, "changes")).isEqualTo(of(old, "changes"));
    later.taken(again, "");
    assertThat(offered(later)).hasSize(1);
    assertThat(later.hasConflicts()).isFalse();
  }

  /** Edits, calls that fail or are cut off, and releases that migrate, in any order. */
  @Test
  void whateverFailsAndIsMigrated_theFunctionIsCalledUntilNothingIsLeft() {
    Law.check(
        71,
        300,
        c -> {
          List<String> events = new ArrayList<>();
          while (c.below(12) != 0) {
            events.add(
                c.of("edit a", "edit b", "offer", "refuse", "take", "release a", "release b"));
          }
          return events;
        },
        events -> {
          Device own = new Device();
          Device.Tab page = own.tab();
          page.adopt("{'a':0,'b':0}");
          int made = 0;
          int version = 0;
          for (String event : events) {
            String key = event.substring(event.length() - 1);
            if (event.startsWith("edit")) {
              page.put(key + "/~", String.valueOf(++made));
            } else if (event.startsWith("release")) {
              page = own.tab("{}", ++version, (state, from) -> raised(state, key));
              page.must(page.replica::migrate);
            } else {
              happen(page, event);
            }
          }
          offered(page);
          assertThat(page.hasConflicts()).isFalse();
          page.audited("total");
        });
  }

  private static Json raised(Json state, String key) {
    Json made = Json.copy(state);
    Json number = Json.get(state, key);
    if (Json.isNumber(number)) {
      Json.set(made, key, Json.of(Json.number(number) + 10));
    }
    return made;
  }

  private static void happen(Device.Tab page, String event) {
    Offer offer = page.offer();
    if (offer.isEmpty()) {
      return; // the function is not called
    }
    if (event.equals("refuse")) {
      refused(page, offer);
    } else if (event.equals("take")) {
      page.taken(offer, "");
    } // else the page is closed while the function runs
  }
}
