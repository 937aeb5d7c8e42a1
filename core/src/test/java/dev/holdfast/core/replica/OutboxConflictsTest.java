package dev.holdfast.core.replica;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.core.json.Json;
import dev.holdfast.core.protocol.Mutation;
import org.junit.jupiter.api.Test;

/** Edits of a document that the server has changed meanwhile. */
class OutboxConflictsTest extends TwoDevicesFixture {
  @Test
  void serverGivesAnElementAnotherId_decidedForTheLocalOne_itIsNoMisfit() {
    for (String theirs : new String[] {"{'id':'other'}", "{'id':1}", "{'id':'other','t':5}"}) {
      Device.Tab mine = new Device().tab();
      TestServer space = new TestServer(new Device().random);
      mine.save("{'tasks':[{'id':'a','t':0},{'id':'b'}]}");
      mine.sync(space);
      mine.save("{'tasks':[{'id':'a','t':1},{'id':'b'}]}");
      space.write("old", Mutation.of("w", "tasks", "a", 1, Device.json(theirs)));
      mine.sync(space);
      assertThat(mine.call(done -> new Decisions(mine.replica).keepLocal("tasks/a", done)))
          .isEmpty();
      mine.sync(space);
      assertThat(mine.peek()).isEqualTo("{'tasks':[{'id':'a','t':1},{'id':'b'}]}");
      assertThat(mine.hasConflicts()).isFalse();
    }
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
  void resolvedWithoutAChoice_nothingIsDecided() {
    other.put("notes/a", "{'x':1}");
    other.sync(server);
    tab.put("notes/a", "{'x':2}");
    tab.sync(server);
    Decisions decisions = new Decisions(tab.replica);
    assertThat(tab.call(done -> decisions.take("notes/a", Json.absent(), done)))
        .isEqualTo("UNKNOWN_KEY");
    assertThat(Json.size(tab.conflicts())).isEqualTo(1);
    assertThat(tab.get("notes/a")).isEqualTo("{'x':2}");
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

  /** Another tab hears news of a document in conflict. This one does not show them yet. */
  private void conflictWithUnseenNews(String key) {
    other.put(key, "{'x':1}");
    other.sync(server);
    tab.put(key, "{'x':2}");
    tab.sync(server);
    assertThat(Json.size(tab.conflicts())).isEqualTo(1);
    other.put(key, "{'x':3,'y':3}");
    other.sync(server);
    device.tab().sync(server);
  }

  @Test
  void decidedForTheServersValueBeforeItsNewsWereSeen_theNewsStay() {
    conflictWithUnseenNews("notes/a");
    Json shown = Json.get(Json.at(tab.conflicts(), 0), "server");
    tab.must(done -> new Decisions(tab.replica).take("notes/a", shown, done));
    assertThat(tab.get("notes/a")).isEqualTo("{'x':3,'y':3}");
    assertThat(tab.hasConflicts()).isFalse();
    assertThat(tab.audited("discarded")).isEqualTo(1);
  }

  @Test
  void decidedForTheLocalSideBeforeTheNewsWereSeen_whatNobodySawIsInConflictAgain() {
    conflictWithUnseenNews("notes/a");
    tab.must(done -> new Decisions(tab.replica).keepLocal("notes/a", done));
    tab.sync(server);
    assertThat(server.value("notes/a")).isEqualTo("{\"x\":3,\"y\":3}");
    assertThat(Json.size(tab.conflicts())).isEqualTo(1);
    tab.must(done -> new Decisions(tab.replica).keepLocal("notes/a", done));
    tab.sync(server);
    assertThat(server.value("notes/a")).isEqualTo("{\"x\":2,\"y\":3}");
    assertThat(tab.hasConflicts()).isFalse();
  }

  @Test
  void decidedForAValueBeforeTheNewsWereSeen_bothMerge() {
    conflictWithUnseenNews("notes/a");
    tab.must(
        done -> new Decisions(tab.replica).take("notes/a", Device.json("{'x':1,'z':1}"), done));
    tab.sync(server);
    assertThat(server.value("notes/a")).isEqualTo("{\"x\":3,\"y\":3,\"z\":1}");
    assertThat(tab.hasConflicts()).isFalse();
  }

  @Test
  void resolvedForTheServer_whatMergedStays() {
    other.put("notes/a", "{'notes':'','address':'old','inspector':''}");
    other.sync(server);
    tab.sync(server);
    other.put("notes/a", "{'notes':'theirs','address':'old','inspector':'bo'}");
    other.sync(server);
    tab.put("notes/a", "{'notes':'mine','address':'new','inspector':''}");
    tab.sync(server);
    Decisions decisions = new Decisions(tab.replica);
    tab.must(done -> decisions.takeServer("notes/a", done));
    String both = "{'address':'new','inspector':'bo','notes':'theirs'}";
    assertThat(tab.get("notes/a")).isEqualTo(both);
    assertThat(tab.hasConflicts()).as("the address is unsent").isTrue();
    assertThat(tab.audited("superseded")).isEqualTo(1);
    tab.sync(server);
    assertThat(server.value("notes/a")).isEqualTo(both.replace('\'', '"'));
    assertThat(tab.hasConflicts()).isFalse();
  }

  @Test
  void resolvedWithTheServersValue_allThatIsLocalIsGivenUp() {
    other.put("notes/a", "{'x':0,'y':0}");
    other.sync(server);
    tab.sync(server);
    other.put("notes/a", "{'x':1,'y':0}");
    other.sync(server);
    tab.put("notes/a", "{'x':2,'y':2}");
    tab.sync(server);
    Json theirs = Json.get(Json.at(tab.conflicts(), 0), "server");
    tab.must(done -> new Decisions(tab.replica).take("notes/a", theirs, done));
    assertThat(tab.get("notes/a")).isEqualTo("{'x':1,'y':0}");
    assertThat(tab.hasConflicts()).isFalse();
    assertThat(tab.audited("discarded")).isEqualTo(1);
  }

  @Test
  void deletedThereAndEditedHere_resolvedForTheServerItIsGone() {
    other.put("notes/a", "{'x':0}");
    other.sync(server);
    tab.sync(server);
    other.put("notes/a", "");
    other.sync(server);
    tab.put("notes/a", "{'x':0,'y':1}");
    tab.sync(server);
    tab.must(done -> new Decisions(tab.replica).takeServer("notes/a", done));
    assertThat(tab.get("notes/a")).isEmpty();
    assertThat(tab.hasConflicts()).isFalse();
  }

  /** Two devices' edits of one document, made side by side: both are in conflict here. */
  @Test
  void severalConflictsOfOneDocument_resolvedForTheServerWhatMergedOfEachStays() {
    other.put("notes/a", "{'x':0}");
    other.sync(server);
    tab.sync(server);
    Device second = new Device();
    Device.Tab away = second.tab();
    away.sync(server);
    away.put("notes/a", "{'x':2,'z':2}");
    Json file = away.export();
    tab.put("notes/a", "{'x':1,'y':1}");
    other.put("notes/a", "{'x':9}");
    other.sync(server);
    tab.must(done -> Import.run(tab.replica, file, done));
    tab.sync(server);
    assertThat(Json.size(tab.conflicts())).isEqualTo(2);
    tab.must(done -> new Decisions(tab.replica).takeServer("notes/a", done));
    assertThat(tab.get("notes/a")).isEqualTo("{'x':9,'y':1,'z':2}");
    tab.sync(server);
    assertThat(tab.hasConflicts()).isFalse();
  }

  /**
   * As when a receipt has expired: nothing was changed there, and it is a conflict all the same.
   */
  @Test
  void conflictThatOnlyTheServerSees_theWholeDocumentIsDisputed() {
    tab.put("notes/a", "{'x':0}");
    tab.sync(server);
    String id = tab.put("notes/a", "{'x':1}");
    Exchange sent = tab.begin();
    Json answer = server.sync(sent.request());
    Json receipts =
        Device.json(
            "[{'id':'" + id + "','status':'conflict','server':{'version':1,'value':{'x':0}}}]");
    Json.set(answer, "receipts", receipts);
    Json.set(answer, "changes", Json.array());
    Json.set(answer, "stateHash", Json.absent());
    tab.commit(sent, answer);
    assertThat(Device.text(Json.get(Json.at(tab.conflicts(), 0), "paths")))
        .isEqualTo("[{'base':{'x':0},'local':{'x':1},'path':'','server':{'x':0}}]");
    tab.must(done -> new Decisions(tab.replica).takeServer("notes/a", done));
    assertThat(tab.get("notes/a")).isEqualTo("{'x':0}");
    assertThat(tab.hasConflicts()).isFalse();
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
}
