package dev.holdfast.core.replica;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.core.Failure;
import dev.holdfast.core.json.Json;
import dev.holdfast.core.protocol.Mutation;
import dev.holdfast.core.protocol.SyncRequest;
import dev.holdfast.core.space.Rules;
import dev.holdfast.core.space.Validator;
import dev.holdfast.core.store.Table;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Edits from the outbox to the server. */
class OutboxTest {
  private final Device device = new Device();
  private final TestServer server = new TestServer(new Device().random);
  private final Device.Tab tab = device.tab();
  private final Device.Tab other = new Device().tab();

  private static Json mutation(Exchange exchange, int at) {
    return Json.at(SyncRequest.mutations(exchange.request()), at);
  }

  private static String field(Json of, String name) {
    return Device.text(Json.get(of, name));
  }

  @Test
  void editsNeverSent_areOneMutationThatReplacesThem() {
    String first = tab.put("notes/a", "{'x':1}");
    String second = tab.put("notes/a", "{'x':2}");
    Exchange exchange = tab.begin();
    assertThat(exchange.size()).isEqualTo(1);
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
    assertThat(tab.begin().size()).as("those behind it wait").isZero();
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
    assertThat(asks.size()).as("nothing is sent again before that is known").isZero();
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
    assertThat(asks.size()).as("what was made later does not overtake it").isZero();
    tab.commit(asks, server.sync(asks.request()));
    assertThat(tab.audited("queued")).isEqualTo(2);
    Exchange again = tab.begin();
    assertThat(field(mutation(again, 0), "id")).isEqualTo("'" + id + "'");
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

  @Test
  void mergedByTheServer_theMergedValueIsTheServers() {
    other.put("notes/a", "{'x':1,'y':1}");
    other.sync(server);
    tab.sync(server);
    other.put("notes/a", "{'x':1,'y':2}");
    other.sync(server);
    tab.put("notes/a", "{'x':2,'y':1}");
    tab.sync(server);
    assertThat(tab.get("notes/a")).isEqualTo("{'x':2,'y':2}");
    assertThat(tab.audited("merged")).isEqualTo(1);
    assertThat(tab.replica.serverVersion()).isEqualTo(server.hash());
  }

  @Test
  void mergedByTheServerUnderAFurtherEdit_bothChangesStay() {
    other.put("notes/a", "{'x':1,'y':1}");
    other.sync(server);
    tab.sync(server);
    other.put("notes/a", "{'x':1,'y':2}");
    other.sync(server);
    tab.put("notes/a", "{'x':2,'y':1}");
    Exchange first = tab.begin();
    tab.put("notes/a", "{'x':3,'y':1}");
    tab.commit(first, server.sync(first.request()));
    assertThat(tab.get("notes/a")).isEqualTo("{'x':3,'y':2}");
    tab.sync(server);
    assertThat(server.value("notes/a")).isEqualTo("{\"x\":3,\"y\":2}");
  }

  @Test
  void conflictBehindWorkThatIsDone_keepingLocalUndoesNoLaterEditOfWhatIsDone() {
    other.put("notes/a", "{'x':0,'y':0}");
    other.sync(server);
    tab.sync(server);
    other.put("notes/a", "{'x':0,'y':1}");
    other.sync(server);
    tab.put("notes/a", "{'x':5,'y':0}");
    Exchange first = tab.begin();
    tab.put("notes/a", "{'x':5,'y':9}");
    Json late = server.sync(first.request());
    other.sync(server);
    other.put("notes/a", "{'x':6,'y':1}");
    other.sync(server);
    tab.commit(first, late);
    tab.sync(server);
    Json paths = Json.get(Json.at(tab.conflicts(), 0), "paths");
    assertThat(Json.size(paths)).as("what is disputed: %s", Device.text(paths)).isEqualTo(1);
    tab.must(done -> new Decisions(tab.replica).keepLocal("notes/a", done));
    tab.sync(server);
    assertThat(server.value("notes/a")).isEqualTo("{\"x\":6,\"y\":9}");
  }

  @Test
  void conflict_resolvedEachWay() {
    for (String choice : new String[] {"local", "server", "value"}) {
      String key = "notes/" + choice;
      other.put(key, "{'x':1}");
      other.sync(server);
      tab.put(key, "{'x':2}");
      tab.sync(server);
      assertThat(Json.size(tab.conflicts())).isEqualTo(1);
      Decisions decisions = new Decisions(tab.replica);
      switch (choice) {
        case "local" -> tab.must(done -> decisions.keepLocal(key, done));
        case "server" -> tab.must(done -> decisions.takeServer(key, done));
        default -> tab.must(done -> decisions.take(key, Device.json("{'x':9}"), done));
      }
      assertThat(Json.size(tab.conflicts())).isZero();
      tab.sync(server);
      assertThat(tab.hasConflicts()).isFalse();
    }
    assertThat(server.value("notes/local")).isEqualTo("{\"x\":2}");
    assertThat(server.value("notes/server")).isEqualTo("{\"x\":1}");
    assertThat(server.value("notes/value")).isEqualTo("{\"x\":9}");
    assertThat(tab.call(d -> new Decisions(tab.replica).keepLocal("notes/local", d)))
        .isEqualTo("UNKNOWN_KEY");
  }

  private void rejectX(double bad) {
    Validator validator =
        (subject, collection, doc, value) ->
            Json.isObject(value)
                    && Json.isNumber(Json.get(value, "x"))
                    && Json.number(Json.get(value, "x")) == bad
                ? Validator.Verdict.refuse("no")
                : Validator.Verdict.accept(value);
    server.rules = Rules.DEFAULT.validator(validator);
  }

  @Test
  @Tag("fault-25")
  void rejected_parkedAndShown_independentWorkGoesOn() {
    rejectX(13);
    String bad = tab.put("notes/a", "{'x':13}");
    tab.put("notes/b", "{'x':1}");
    tab.sync(server);
    assertThat(Json.size(tab.parked())).isEqualTo(1);
    assertThat(field(Json.get(Json.at(tab.parked(), 0), "cause"), "code")).isEqualTo("'INVALID'");
    assertThat(server.value("notes/b")).isNotEmpty();
    assertThat(tab.hasConflicts()).isTrue();
    assertThat(tab.replica.hasWork()).isFalse();
    server.rules = Rules.DEFAULT;
    tab.must(done -> new Decisions(tab.replica).retry(bad, done));
    tab.sync(server);
    assertThat(server.value("notes/a")).isEqualTo("{\"x\":13}");
  }

  @Test
  void editOfAParkedDocument_takesItsPlaceAndIsSent() {
    rejectX(13);
    tab.put("notes/a", "{'x':13}");
    tab.sync(server);
    tab.put("notes/a", "{'x':1}");
    assertThat(Json.size(tab.parked())).isZero();
    tab.sync(server);
    assertThat(server.value("notes/a")).isEqualTo("{\"x\":1}");
    assertThat(tab.hasConflicts()).isFalse();
  }

  @Test
  void discardParked_theServersValueIsBack() {
    rejectX(13);
    String id = tab.put("notes/a", "{'x':13}");
    tab.sync(server);
    tab.must(done -> new Decisions(tab.replica).discard(id, done));
    assertThat(tab.hasConflicts()).isFalse();
    assertThat(tab.audited("discarded")).isEqualTo(1);
  }

  @Test
  void discardUnderALaterEdit_takesItsChangeOutOfTheLater() {
    tab.put("notes/a", "{'x':1,'y':1}");
    tab.sync(server);
    String exported = tab.put("notes/a", "{'x':2,'y':1}");
    tab.export();
    tab.put("notes/a", "{'x':2,'y':2}");
    tab.must(done -> new Decisions(tab.replica).discard(exported, done));
    assertThat(tab.get("notes/a")).isEqualTo("{'x':1,'y':2}");
    tab.sync(server);
    assertThat(server.value("notes/a")).isEqualTo("{\"x\":1,\"y\":2}");
  }

  @Test
  void editOfNewsMergedUnderALocalChange_isNoConflict() {
    other.put("notes/a", "{'x':1}");
    other.sync(server);
    tab.sync(server);
    tab.put("notes/a", "{'x':2}");
    other.put("notes/a", "{'x':1,'y':9}");
    other.sync(server);
    Exchange pull = new Exchange(tab.replica);
    tab.must(done -> tab.replica.run(w -> pull.prepare(w, 0, 2000), done));
    tab.commit(pull, server.sync(pull.request()));
    tab.put("notes/a", "{'x':2,'y':10}");
    tab.sync(server);
    assertThat(Json.size(tab.conflicts())).isZero();
    assertThat(server.value("notes/a")).isEqualTo("{\"x\":2,\"y\":10}");
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
  void conflictUnderSeveralEditsThatWait_theyAreOneConflict() {
    other.put("notes/a", "{'x':0}");
    other.sync(server);
    tab.put("notes/a", "{'x':1}");
    Exchange first = tab.begin();
    tab.put("notes/a", "{'x':1,'y':1}");
    tab.export();
    tab.put("notes/a", "{'x':1,'y':2}");
    tab.commit(first, server.sync(first.request()));
    assertThat(Json.size(tab.conflicts())).isEqualTo(1);
    assertThat(Json.size(tab.pending())).as("stuck behind it for ever").isZero();
    tab.must(done -> new Decisions(tab.replica).keepLocal("notes/a", done));
    tab.sync(server);
    assertThat(server.value("notes/a")).isEqualTo("{\"x\":1,\"y\":2}");
    assertThat(tab.hasConflicts()).isFalse();
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

  @Test
  @Tag("fault-3")
  void diskFullAtAnEdit_nothingChanged() {
    tab.put("notes/a", "{'x':1}");
    device.disk.fill(1);
    String code =
        tab.call(
            done ->
                tab.replica.edit(
                    "notes",
                    "a",
                    v -> Device.json("{'x':2}"),
                    (id, failure) -> done.ended(failure)));
    assertThat(code).isEqualTo("QUOTA");
    assertThat(tab.get("notes/a")).isEqualTo("{'x':1}");
    tab.put("notes/a", "{'x':3}");
    tab.sync(server);
    assertThat(server.value("notes/a")).isEqualTo("{\"x\":3}");
  }

  @Test
  @Tag("fault-4")
  void diskFullWhileAPageIsSplit_noDocumentIsHidden() {
    String text = "y".repeat(900);
    for (int i = 0; i < 60; i++) {
      other.put("notes/" + (100 + i), "{'t':'" + text + "'}");
    }
    other.sync(server);
    Exchange exchange = tab.begin();
    Json answer = server.sync(exchange.request());
    device.disk.fill(1);
    Failure[] failed = {null};
    tab.replication.commit(exchange, answer, failure -> failed[0] = failure);
    device.turns.untilIdle();
    assertThat(failed[0]).isNotNull();
    assertThat(tab.replica.serverVersion()).isEmpty();
    tab.sync(server);
    assertThat(tab.replica.serverVersion()).isEqualTo(server.hash());
    assertThat(Json.size(tab.read(read -> tab.replica.entries("notes", read)))).isEqualTo(60);
    assertThat(Json.size(device.tab().read(read -> tab.replica.entries("notes", read))))
        .isEqualTo(60);
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
}
