package dev.holdfast.core.replica;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.core.json.Json;
import dev.holdfast.core.protocol.Mutation;
import dev.holdfast.core.protocol.SyncRequest;
import dev.holdfast.core.store.Table;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Edits go to the server, and the answers end them. */
class OutboxSendingTest extends TwoDevicesFixture {
  private static Json mutation(Exchange exchange, int at) {
    return Json.at(SyncRequest.mutations(exchange.request()), at);
  }

  @Test
  void editsNeverSent_areOneMutationThatReplacesThem() {
    String first = tab.put("notes/a", "{'x':1}");
    String second = tab.put("notes/a", "{'x':2}");
    Exchange exchange = tab.begin();
    assertThat(sent(exchange)).isEqualTo(1);
    assertThat(Device.text(Mutation.id(mutation(exchange, 0)))).isEqualTo("'" + second + "'");
    assertThat(Device.text(Mutation.replaces(mutation(exchange, 0))))
        .isEqualTo("['" + first + "']");
    tab.commit(exchange, server.sync(exchange.request()));
    assertThat(tab.hasConflicts()).isFalse();
    assertThat(tab.audited("superseded")).isEqualTo(1);
    assertThat(tab.audited("acknowledged")).isEqualTo(1);
  }

  @Test
  void editUndoneBeforeItWasSent_leavesNothingToSend() {
    tab.put("notes/a", "{'x':1}");
    tab.put("notes/a", "");
    assertThat(tab.hasConflicts()).isFalse();
    assertThat(tab.audited("total")).isEqualTo(2);
    assertThat(device.disk.size(Table.OUTBOX)).isZero();
  }

  @Test
  void editWhileInFlight_waitsForTheReceiptAndStandsOnIt() {
    tab.put("notes/a", "{'x':1}");
    Exchange first = tab.begin();
    tab.put("notes/a", "{'x':2}");
    tab.put("notes/a", "{'x':3}");
    assertThat(sent(tab.begin())).as("those behind it wait").isZero();
    tab.commit(first, server.sync(first.request()));
    assertThat(tab.hasConflicts()).isTrue();
    assertThat(tab.get("notes/a")).isEqualTo("{'x':3}");
    Exchange second = tab.begin();
    assertThat(Mutation.base(mutation(second, 0))).isEqualTo(1);
    tab.commit(second, server.sync(second.request()));
    assertThat(server.value("notes/a")).isEqualTo("{\"x\":3}");
    assertThat(tab.hasConflicts()).isFalse();
    tab.audited("total");
  }

  @Test
  @Tag("fault-12")
  void answerLost_resentUnderTheSameIdWithOneEffect() {
    String id = tab.put("notes/a", "{'x':1}");
    Exchange lost = lost();
    server.sync(lost.request());
    Exchange asks = tab.begin();
    assertThat(asked(asks)).isEqualTo("[" + Device.text(Mutation.named(id)) + "]");
    assertThat(sent(asks)).as("nothing is sent again before that is known").isZero();
    tab.commit(asks, server.sync(asks.request()));
    assertThat(server.version()).isEqualTo(1);
    assertThat(tab.audited("acknowledged")).isEqualTo(1);
  }

  @Test
  @Tag("fault-12")
  void neverArrived_askedForAndThenSentUnderTheSameId() {
    String id = tab.put("notes/a", "{'x':1}");
    lost();
    tab.put("notes/b", "{'x':1}");
    Exchange asks = tab.begin();
    assertThat(sent(asks)).as("what was made later does not overtake it").isZero();
    tab.commit(asks, server.sync(asks.request()));
    assertThat(tab.audited("queued")).isEqualTo(2);
    Exchange again = tab.begin();
    assertThat(Device.text(Mutation.id(mutation(again, 0)))).isEqualTo("'" + id + "'");
    tab.commit(again, server.sync(again.request()));
    assertThat(server.version()).isEqualTo(2);
    assertThat(tab.audited("acknowledged")).isEqualTo(2);
  }

  @Test
  void theQuestionGetsNoAnswer_itIsAskedAgain() {
    String id = tab.put("notes/a", "{'x':1}");
    server.sync(lost().request());
    lost();
    assertThat(tab.audited("unknown")).isEqualTo(1);
    assertThat(asked(tab.begin())).isEqualTo("[" + Device.text(Mutation.named(id)) + "]");
    tab.sync(server);
    assertThat(server.version()).isEqualTo(1);
    assertThat(tab.hasConflicts()).isFalse();
  }

  /** An older server ignores the field {@code unknown} and answers the rest. */
  @Test
  void serverDoesNotHearTheQuestion_sentAgainWithOneEffect() {
    tab.put("notes/a", "{'x':1}");
    server.sync(lost().request());
    Exchange asks = tab.begin();
    Json request = asks.request();
    Json older =
        SyncRequest.of(
            SyncRequest.replica(request),
            SyncRequest.epoch(request),
            SyncRequest.cursor(request),
            1000,
            SyncRequest.mutations(request));
    tab.commit(asks, server.sync(older));
    assertThat(tab.audited("queued")).isEqualTo(1);
    tab.sync(server);
    assertThat(server.version()).isEqualTo(1);
    assertThat(tab.audited("acknowledged")).isEqualTo(1);
  }

  @Test
  void oldReceiptOfADocumentDeletedSince_doesNotBringItBack() {
    tab.put("notes/a", "{'x':1}");
    Exchange lost = tab.begin();
    server.sync(lost.request());
    tab.must(done -> tab.replication.failed(lost, true, Json.absent(), done));
    other.sync(server);
    other.put("notes/a", "");
    other.put("notes/b", "{'x':1}");
    other.sync(server);
    server.compact();
    assertThat(tab.sync(server)).isEmpty();
    assertThat(tab.get("notes/a")).isEmpty();
    assertThat(tab.replica.serverVersion()).isEqualTo(server.hash());
  }

  @Test
  void resetThenLateAnswer_touchesReceiptsOnly() {
    tab.put("notes/a", "{'x':1}");
    tab.put("notes/b", "{'x':1}");
    Exchange late = tab.begin();
    Json answer = server.sync(late.request());
    tab.reset();
    tab.put("notes/c", "{'x':1}");
    assertThat(tab.audited("archived")).isEqualTo(2);
    tab.commit(late, answer);
    assertThat(tab.audited("archived")).isZero();
    assertThat(tab.audited("acknowledged")).isEqualTo(2);
    assertThat(tab.replica.serverVersion()).isEmpty();
    assertThat(tab.get("notes/a")).isEmpty();
  }

  @Test
  void evictedWhileSending_theAnswerIsVoid() {
    tab.put("notes/a", "{'x':1}");
    Exchange answered = tab.begin();
    Json answer = server.sync(answered.request());
    device.disk.evict();
    tab.commit(answered, answer);
    assertThat(tab.replica.cursor()).isZero();
    tab.put("notes/a", "{'x':1}");
    Exchange lost = tab.begin();
    device.disk.evict();
    tab.must(done -> tab.replication.failed(lost, true, Json.absent(), done));
    tab.sync(server);
    assertThat(tab.get("notes/a")).isEqualTo("{'x':1}");
  }

  /** One exchange whose answer never comes. */
  private Exchange lost() {
    Exchange lost = tab.begin();
    tab.must(done -> tab.replication.failed(lost, true, Json.absent(), done));
    assertThat(tab.audited("unknown")).isEqualTo(1);
    return lost;
  }

  private static String asked(Exchange exchange) {
    return Device.text(SyncRequest.unknown(exchange.request()));
  }

  private static int sent(Exchange exchange) {
    return Json.size(SyncRequest.mutations(exchange.request()));
  }
}
