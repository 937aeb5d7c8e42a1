package dev.holdfast.core.replica;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.core.json.Json;
import dev.holdfast.core.protocol.SyncAnswer;
import org.junit.jupiter.api.Test;

/** A pull of the whole state takes many rounds. Until it ends, documents are missing. */
class PartialPullTest {
  private static final String FIRST =
      "{'tasks':[{'id':'a','n':1},{'id':'b','n':1},{'id':'c','n':1},{'id':'d','n':1}],'z':9}";

  private final TestServer server = new TestServer(new Device().random);
  private final Device.Tab full = new Device().tab();
  private final Device device = new Device();
  private final Device.Tab tab = device.tab();

  PartialPullTest() {
    full.save(FIRST);
    full.sync(server);
  }

  /** One round that brings at most two changes. Returns whether there are more. */
  private static boolean pull(Device.Tab tab, TestServer server) {
    Exchange[] made = {null};
    tab.must(
        done ->
            tab.replication.beginExchange(
                5,
                2,
                (exchange, failure) -> {
                  made[0] = exchange;
                  done.ended(failure);
                }));
    Json answer = server.sync(made[0].request());
    assertThat(tab.commit(made[0], answer)).isEmpty();
    return SyncAnswer.more(answer);
  }

  @Test
  void aPullFromTheBeginning_isPartialUntilItIsComplete_alsoAfterAReload() {
    assertThat(tab.replica.isPartial()).isFalse();
    while (pull(tab, server)) {
      assertThat(tab.replica.isPartial()).isTrue();
      assertThat(tab.replica.hasWork()).isTrue();
      assertThat(device.tab().replica.isPartial()).isTrue();
    }
    assertThat(tab.replica.isPartial()).isFalse();
    assertThat(tab.load()).isEqualTo(full.load());
  }

  @Test
  void deletedAndForgottenInTheMiddle_itDoesNotStay() {
    full.save(FIRST.replace("'z':9", "'y':1,'z':9"));
    full.save(FIRST);
    full.sync(server);
    server.compact();
    pull(tab, server);
    full.save("{'tasks':[],'z':9}");
    full.sync(server);
    server.compact();

    boolean more = true;
    while (more) {
      more = pull(tab, server); // with no DIVERGED
    }
    assertThat(tab.load()).isEqualTo(full.load());
  }

  /** As once, a document was written without a place, and the receipt was ahead of the changes. */
  @Test
  void sameDocumentIsSentWithoutItsPlaceDuringAPull_thePlaceStays() {
    tab.put("tasks/d", "{'id':'d','n':1}");
    boolean more = true;
    while (more) {
      more = pull(tab, server); // with no DIVERGED
    }
    assertThat(tab.hasConflicts()).isFalse();
    assertThat(tab.load()).isEqualTo(full.load());
  }

  @Test
  void sentThenDeletedAndForgotten_theReceiptDoesNotBringItBack() {
    tab.sync(server);
    assertThat(tab.save(tab.load().replace("9", "10"))).isEmpty();
    Exchange lost = tab.begin();
    server.sync(lost.request());
    tab.must(done -> tab.replication.failed(lost, true, Json.absent(), done));
    full.sync(server);
    assertThat(full.save(full.load().replace(",'z':10", ""))).isEmpty();
    full.sync(server);
    server.compact();

    boolean more = true;
    while (more) {
      more = pull(tab, server); // with no DIVERGED
    }
    assertThat(tab.load()).isEqualTo(full.load());
  }

  @Test
  void aLaterPullOfMuchNews_isNotPartial() {
    tab.sync(server);
    full.save(FIRST.replace("'n':1", "'n':2"));
    full.sync(server);
    assertThat(pull(tab, server)).isTrue();
    assertThat(tab.replica.isPartial()).isFalse();
  }

  @Test
  void resetInTheMiddle_theNextPullIsWhole() {
    pull(tab, server);
    tab.reset();
    assertThat(tab.replica.isPartial()).isFalse();
    tab.sync(server);
    assertThat(tab.load()).isEqualTo(full.load());
  }

  /** The page gave back what it was given, and one element more. */
  @Test
  void stateSavedInTheMiddle_nothingThatIsMissingIsRemoved() {
    for (int rounds = 1; rounds <= 3; rounds++) {
      Device.Tab page = new Device().tab();
      for (int i = 0; i < rounds && pull(page, server); i++) {
        assertThat(page.replica.isPartial()).isTrue();
      }
      String given = page.load();
      String more =
          given.isEmpty() || !given.contains("'tasks'")
              ? "{'tasks':[{'id':'x" + rounds + "'}]}"
              : given.replace("}]", "},{'id':'x" + rounds + "'}]");
      assertThat(page.save(more)).isEmpty();
      page.sync(server);
      assertThat(Json.size(page.conflicts())).isZero();
      assertThat(page.load()).contains("'id':'x" + rounds + "'").contains("'z':9");
      for (String id : new String[] {"a", "b", "c", "d"}) {
        assertThat(server.value("tasks/" + id))
            .as("round %s", rounds)
            .isEqualTo("{\"id\":\"" + id + "\",\"n\":1}");
      }
    }
  }

  /** It has loaded nothing, so what it would remove it never saw. */
  @Test
  void stateSavedInTheMiddleWithoutHavingLoaded_refused() {
    pull(tab, server);
    assertThat(tab.save("{'tasks':[{'id':'y'}]}")).isEqualTo("STATE_NOT_LOADED");
  }
}
