package dev.holdfast.core.replica;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.core.Failure;
import dev.holdfast.core.json.Json;
import dev.holdfast.core.protocol.SyncAnswer;
import dev.holdfast.core.protocol.SyncRequest;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * A replica of the release before, which knows no places, in a space whose documents have them.
 *
 * <p>It is one of today's behind a wire that knows no places in either direction. So it hashes
 * documents without them, as that release did. And as that release, it goes on sending the hash of
 * its own documents when an answer has none.
 */
class EarlierReplicaTest extends TwoDevicesFixture {
  private static final Json PLACE = Json.of("place");
  private static final Json ECHO = Json.of("echo");

  private final Device.Tab old = new Device().tab();
  private boolean verified;

  /** Syncs as that release does. Returns what its app was told. */
  private String syncOld() {
    StringBuilder told = new StringBuilder();
    for (int rounds = 0; rounds < 10; rounds++) {
      Exchange exchange = old.begin();
      Json answer = answer(exchange.request());
      told.append(old.commit(exchange, answer));
      boolean page = SyncAnswer.isPage(answer);
      if (page && !Json.isAbsent(SyncAnswer.stateHash(answer))) {
        verified = Json.sameText(SyncAnswer.stateHash(answer), Json.of(hash()));
      }
      if (page && !SyncAnswer.more(answer) && !old.replica.hasWork()) {
        return told.toString();
      }
    }
    return told + " and so on";
  }

  private String hash() {
    return old.replica.serverVersion();
  }

  private Json answer(Json sent) {
    Json request = Json.parse(Json.stringify(sent));
    Json.remove(request, Json.of("places"));
    if (verified && SyncRequest.cursor(request) > 0) {
      SyncRequest.setStateHash(request, hash());
    }
    Json answer = unplaced(request);
    if (SyncAnswer.isPage(answer)) {
      items(SyncAnswer.changes(answer)).forEach(one -> Json.remove(one, PLACE));
      items(SyncAnswer.receipts(answer)).forEach(one -> Json.remove(one, PLACE));
    }
    return answer;
  }

  /** The answer to a push whose places nobody read. */
  private Json unplaced(Json request) {
    Json.remove(request, ECHO);
    items(SyncRequest.mutations(request)).forEach(one -> Json.remove(one, PLACE));
    return server.sync(request);
  }

  private static List<Json> items(Json array) {
    List<Json> items = new ArrayList<>();
    for (int i = 0; i < Json.size(array); i++) {
      items.add(Json.at(array, i));
    }
    return items;
  }

  @Test
  void inASpaceWithPlaces_itIsInStepAfterOneExchange_notDivergedForEver() {
    tab.save("{'tasks':[{'id':'b'},{'id':'a'}]}");
    tab.sync(server);
    assertThat(syncOld()).isEmpty();
    assertThat(old.get("tasks/a") + old.get("tasks/b")).isEqualTo("{'id':'a'}{'id':'b'}");
    assertThat(syncOld()).isEmpty();
  }

  @Test
  void placesComeToItsSpace_itStaysInTheLineage_andSoDoAllOthers() {
    tab.plant("tasks/a", Json.parse("{\"id\":\"a\"}"));
    tab.sync(server);
    assertThat(syncOld()).isEmpty();
    assertThat(hash()).isEqualTo(server.hash());

    tab.save("{'tasks':[{'id':'b'},{'id':'a'}]}");
    tab.sync(server);
    assertThat(syncOld()).isEmpty();
    old.plant("tasks/a", Json.parse("{\"id\":\"a\",\"t\":1}"));
    assertThat(syncOld()).isEmpty();
    assertThat(syncOld()).isEmpty();
    assertThat(tab.sync(server)).isEmpty();
    assertThat(tab.load()).isEqualTo("{'tasks':[{'id':'b'},{'id':'a','t':1}]}");
    assertThat(tab.replica.serverVersion()).isEqualTo(server.hash());
  }

  @Test
  void itWritesTheWholeOrder_whichMovesNothingThatHasAPlace() {
    tab.save("{'tasks':[{'id':'c'},{'id':'a'},{'id':'b'}]}");
    tab.sync(server);
    syncOld();
    old.plant("tasks/x", Json.parse("{\"id\":\"x\"}"));
    old.plant("~order/tasks", Json.parse("[\"b\",\"x\",\"c\",\"a\"]"));
    assertThat(syncOld()).isEmpty();

    assertThat(tab.sync(server)).isEmpty();
    assertThat(tab.load().replace("{'id':'x'},", ""))
        .isEqualTo("{'tasks':[{'id':'c'},{'id':'a'},{'id':'b'}]}");
    assertThat(tab.save("{'tasks':[{'id':'b'},{'id':'x'},{'id':'a'},{'id':'c'}]}")).isEmpty();
    tab.sync(server);
    other.sync(server);
    assertThat(other.load()).isEqualTo("{'tasks':[{'id':'b'},{'id':'x'},{'id':'a'},{'id':'c'}]}");
    assertThat(other.hasConflicts()).isFalse();
  }

  @Test
  void theServerIsOfTheReleaseBefore_theValuesArrive_andThatTheOrderDoesNotIsSaidOnce() {
    tab.save("{'tasks':[{'id':'a'},{'id':'b'}]}");
    assertThat(syncedWithAnOldServer()).isEqualTo("REFUSED: the server keeps no order");
    tab.save("{'tasks':[{'id':'b'},{'id':'a'}]}");
    assertThat(syncedWithAnOldServer()).as("it was said").isEmpty();
    tab.put("tasks/a", "{'id':'a','t':1}");
    assertThat(syncedWithAnOldServer()).isEmpty();
    assertThat(server.value("tasks/a") + server.value("tasks/b"))
        .isEqualTo("{\"id\":\"a\",\"t\":1}{\"id\":\"b\"}");
    assertThat(tab.hasConflicts()).isFalse();
    assertThat(tab.replica.serverVersion()).isEqualTo(server.hash());
  }

  private String syncedWithAnOldServer() {
    Exchange exchange = tab.begin();
    Json request = Json.parse(Json.stringify(exchange.request()));
    tab.commit(exchange, unplaced(request));
    assertThat(tab.replica.hasWork()).isFalse();
    Failure told = exchange.told();
    return told == null ? "" : String.valueOf(told.getMessage()).replaceAll("; .*| of lists.*", "");
  }

  @Test
  void openedByTheNewRelease_itClaimsNoPastThatItOnlyComputed() {
    tab.plant("tasks/a", Json.parse("{\"id\":\"a\"}"));
    tab.sync(server);
    syncOld();
    tab.save("{'tasks':[{'id':'b'},{'id':'a'}]}");
    tab.sync(server);
    syncOld();
    String epoch = Json.text(SyncRequest.epoch(tab.begin().request()));

    old.sync(server);
    assertThat(old.replica.serverVersion()).isEqualTo(server.hash());
    assertThat(old.load()).isEqualTo("{'tasks':[{'id':'b'},{'id':'a'}]}");
    assertThat(Json.text(SyncRequest.epoch(old.begin().request()))).isEqualTo(epoch);
  }
}
