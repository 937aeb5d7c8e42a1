package dev.holdfast.core.replica;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.core.json.Json;
import dev.holdfast.core.protocol.SyncRequest;
import dev.holdfast.core.store.Table;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The server has another lineage, or forgot what the replica needs. */
class LineageTest extends TwoDevicesFixture {
  private void inStep(Device.Tab one) {
    assertThat(one.replica.serverVersion()).isEqualTo(server.hash());
    one.audited("total");
  }

  private static Json archives(Device.Tab of) {
    return of.read(read -> Archives.list(of.replica, read));
  }

  @Test
  void elementRemovedAndPutAgain_keepsThePlaceThatItHasOnTheServer() {
    tab.save("{'notes':[{'id':'a'},{'id':'b'},{'id':'c'}]}");
    tab.sync(server);
    tab.put("notes/a", "");
    tab.put("notes/a", "{'id':'a','n':1}");
    assertThat(tab.load()).isEqualTo("{'notes':[{'id':'a','n':1},{'id':'b'},{'id':'c'}]}");
    String before = tab.replica.localVersion();
    tab.sync(server);
    assertThat(tab.replica.localVersion()).isEqualTo(before);
    inStep(tab);
  }

  @Test
  void deletedWithRestoredWorkBesideIt_staysDeleted() {
    Device.Tab tab = new Device().tab();
    tab.put("tasks/a", "{'n':1}");
    tab.must(done -> Reset.run(tab.replica, "reset", done));
    tab.put("tasks/a", "{'n':1}");
    String id = Json.text(Json.get(Json.at(archives(tab), 0), "id"));
    tab.must(done -> Archives.restore(tab.replica, id, done));
    tab.put("tasks/a", "");
    assertThat(tab.get("tasks/a")).isEmpty();
    tab.audited("total");
  }

  @Test
  @Tag("fault-32")
  void restoredFromABackup_freshPull_unsentWorkRebased_vanishedArchived() {
    tab.put("notes/kept", "{'x':1,'y':1}");
    tab.sync(server);
    Object backup = server.backup();
    tab.put("notes/kept", "{'x':2,'y':1}");
    tab.put("notes/gone", "{'x':1}");
    tab.sync(server);
    tab.put("notes/new", "{'x':1}");
    tab.put("notes/kept", "{'x':2,'y':2}");
    server.restore(backup);
    assertThat(tab.sync(server)).contains("EPOCH_CHANGED");
    inStep(tab);
    assertThat(server.value("notes/new")).isNotEmpty();
    assertThat(server.value("notes/kept")).isEqualTo("{\"x\":1,\"y\":2}");
    assertThat(server.value("notes/gone")).isEmpty();
    assertThat(Json.size(archives(tab))).isEqualTo(1);
    String id = Json.text(Json.get(Json.at(archives(tab), 0), "id"));
    tab.must(done -> Archives.restore(tab.replica, id, done));
    tab.sync(server);
    assertThat(server.value("notes/gone")).isEqualTo("{\"x\":1}");
    inStep(tab);
  }

  @Test
  @Tag("fault-32")
  void restoredAndWrittenPastTheOldHead_isNoticedByTheHash() {
    other.put("notes/a", "{'x':1}");
    other.sync(server);
    Object backup = server.backup();
    tab.sync(server);
    tab.put("notes/b", "{'x':1}");
    tab.sync(server);
    server.restore(backup);
    other.put("notes/c", "{'x':1}");
    other.put("notes/d", "{'x':1}");
    other.sync(server);
    assertThat(tab.sync(server)).contains("EPOCH_CHANGED");
    inStep(tab);
    other.sync(server);
    inStep(other);
    assertThat(tab.get("notes/b")).isEmpty();
    assertThat(Json.size(archives(tab))).isEqualTo(1);
  }

  @Test
  void cursorBelowTheFloor_theWholeState_whatItLacksIsGone() {
    tab.put("notes/a", "{'x':1}");
    tab.put("notes/b", "{'x':1}");
    tab.sync(server);
    other.sync(server);
    other.put("notes/a", "");
    other.put("notes/c", "{'x':1}");
    other.sync(server);
    server.compact();
    tab.put("notes/b", "{'x':2}");
    assertThat(device.tab().sync(server)).isEmpty();
    tab.refresh();
    inStep(tab);
    assertThat(tab.get("notes/a")).isEmpty();
    assertThat(server.value("notes/b")).isEqualTo("{\"x\":2}");
    assertThat(Json.size(archives(tab))).isZero();
  }

  @Test
  void wholeStateOverManyPages_documentsGoOnlyAtTheEnd() {
    String text = "y".repeat(700);
    for (int i = 0; i < 200; i++) {
      other.put("notes/" + (1000 + i), "{'t':'" + text + i + "'}");
    }
    other.sync(server);
    tab.sync(server);
    inStep(tab);
    assertThat(device.disk.size(Table.PAGES)).isGreaterThan(2);
    for (int i = 0; i < 200; i += 2) {
      other.put("notes/" + (1000 + i), "");
    }
    other.sync(server);
    server.compact();
    Exchange exchange = tab.begin();
    Json request = Json.copy(exchange.request());
    SyncRequest.setLimit(request, 30);
    tab.commit(exchange, server.sync(request));
    assertThat(tab.get("notes/1000")).isNotEmpty();
    device.tab().sync(server);
    tab.refresh();
    inStep(tab);
    assertThat(tab.get("notes/1000")).isEmpty();
    assertThat(tab.get("notes/1001")).isNotEmpty();
  }

  @Test
  void divergedReplica_saysSo_healsByAFreshPull_losesNothingUnsent() {
    tab.put("notes/a", "{'x':1}");
    tab.sync(server);
    // A record on this disk is corrupt: the document has a value that the server never had.
    device.disk.plant(Table.PAGES, "", Device.json("{'notes/a':[1,0,{'x':66}]}"));
    Device.Tab reborn = device.tab();
    reborn.put("notes/b", "{'x':1}");
    other.sync(server);
    other.put("notes/c", "{'x':1}");
    other.sync(server);
    reborn.put("notes/a", "{'x':1,'y':1}");
    String told = reborn.sync(server);
    inStep(reborn);
    assertThat(server.value("notes/b")).isNotEmpty();
    assertThat(told + reborn.get("notes/a")).contains("'y':1");
  }

  @Test
  void newReplica_pullsWhatIsThere() {
    other.put("notes/a", "{'x':1}");
    other.sync(server);
    tab.sync(server);
    inStep(tab);
    assertThat(tab.get("notes/a")).isEqualTo("{'x':1}");
  }

  @Test
  void conflictOpenWhenTheLineageChanges_staysADecision() {
    other.put("notes/a", "{'x':1}");
    other.sync(server);
    Object backup = server.backup();
    tab.put("notes/a", "{'x':2}");
    tab.sync(server);
    assertThat(Json.size(tab.conflicts())).isEqualTo(1);
    other.put("notes/a", "{'x':3}");
    other.sync(server);
    tab.sync(server);
    server.restore(backup);
    tab.sync(server);
    inStep(tab);
    assertThat(Json.size(tab.conflicts())).isEqualTo(1);
    assertThat(tab.get("notes/a")).isEqualTo("{'x':2}");
  }

  @Test
  void workCarriedHereBehindOurOwn_bothStayWhenTheLineageChanges() {
    tab.sync(server);
    other.sync(server);
    Object backup = server.backup();
    device.tab().sync(server);
    other.put("notes/gone", "{'x':1}");
    other.sync(server);
    tab.sync(server);
    other.put("notes/a", "{'x':1}");
    Json exported = other.export();
    tab.put("notes/a", "{'y':2}");
    tab.must(done -> Import.run(tab.replica, exported, done));
    server.restore(backup);
    other.sync(server);
    assertThat(tab.sync(server)).contains("EPOCH_CHANGED");
    assertThat(Json.size(tab.conflicts())).as("what was edited here is lost").isEqualTo(1);
    Json conflict = Json.at(tab.conflicts(), 0);
    assertThat(Device.text(Json.get(conflict, "local"))).contains("'y':2");
    assertThat(Device.text(Json.get(conflict, "server"))).as("what was carried").contains("'x':1");
    inStep(tab);
  }

  @Test
  void workDoneLongAgoCarriedHereBesideOurOwn_undoesNothingNewerWhenTheLineageChanges() {
    tab.put("notes/a", "{'x':1}");
    Json exported = tab.export();
    tab.sync(server);
    tab.put("notes/a", "{'x':2}");
    tab.sync(server);
    Object backup = server.backup();
    tab.put("notes/gone", "{'x':1}");
    tab.sync(server);
    tab.put("notes/a", "{'x':2,'y':3}");
    tab.must(done -> Import.run(tab.replica, exported, done));
    server.restore(backup);
    assertThat(tab.sync(server)).contains("EPOCH_CHANGED");
    other.sync(server);
    assertThat(other.get("notes/a")).isEqualTo("{'x':2,'y':3}");
  }

  /** Sends what waits on the first device. The answer is lost. */
  private void sentUnheard() {
    Exchange unheard = tab.begin();
    server.sync(unheard.request());
    tab.must(done -> tab.replication.failed(unheard, true, Json.absent(), done));
  }

  /** Found by the simulation, seed 79339. */
  @Test
  void arrivedUnheardAndTakenBackBySomebody_hasNoSecondEffectWhenTheLineageChanges() {
    tab.put("notes/a", "{'x':1}");
    tab.sync(server);
    tab.put("notes/a", "{'x':1,'y':1}");
    tab.put("notes/b", "{'x':1}");
    sentUnheard();
    tab.put("notes/a", "{'x':1,'y':1,'z':1}");
    other.sync(server);
    other.put("notes/a", "{'x':1}");
    other.put("notes/b", "");
    other.sync(server);
    server.rename();
    assertThat(tab.sync(server)).contains("EPOCH_CHANGED");
    assertThat(server.value("notes/b")).as("deleted elsewhere").isEmpty();
    assertThat(server.value("notes/a"))
        .as("only the edit behind it")
        .isEqualTo("{\"x\":1,\"z\":1}");
    assertThat(tab.hasConflicts()).isFalse();
    inStep(tab);
  }

  @Test
  void sentUnheardAndNotInTheBackup_isMadeAgainWhenTheLineageChanges() {
    tab.put("notes/a", "{'x':1}");
    tab.put("notes/c", "{'x':1}");
    tab.sync(server);
    Object backup = server.backup();
    tab.put("notes/a", "{'x':1,'y':1}");
    tab.put("notes/b", "{'x':1}");
    tab.put("notes/c", "{'x':2}");
    sentUnheard();
    tab.put("notes/a", "{'x':1,'y':1,'z':1}");
    server.restore(backup);
    server.rename();
    other.sync(server);
    other.put("notes/c", "{'x':3}");
    other.sync(server);
    assertThat(tab.sync(server)).contains("EPOCH_CHANGED");
    assertThat(server.value("notes/a")).isEqualTo("{\"x\":1,\"y\":1,\"z\":1}");
    assertThat(server.value("notes/b")).isEqualTo("{\"x\":1}");
    assertThat(Json.size(tab.conflicts())).as("of notes/c").isEqualTo(1);
    assertThat(tab.get("notes/c")).isEqualTo("{'x':2}");
    inStep(tab);
  }

  @Test
  void exportedAndArrivedUnheard_importedAfterTheLineageChanged_hasNoSecondEffect() {
    tab.put("notes/a", "{'x':1}");
    tab.sync(server);
    tab.put("notes/a", "{'x':1,'y':1}");
    Json exported = tab.export();
    sentUnheard();
    other.sync(server);
    other.put("notes/a", "{'x':1}");
    other.sync(server);
    server.rename();
    other.sync(server);
    other.must(done -> Import.run(other.replica, exported, done));
    other.sync(server);
    assertThat(server.value("notes/a")).isEqualTo("{\"x\":1}");
    inStep(other);
  }

  /** Found by the simulation, seed 40907. */
  @Test
  void exportedWhileTheNewLineageIsPulled_itsVersionsAreThoseOfTheOneBefore() {
    Object empty = server.backup();
    tab.put("notes/a", "{'x':1}");
    tab.sync(server);
    tab.put("notes/a", "{'x':2}");
    server.restore(empty);
    server.rename();
    other.put("notes/a", "{'x':3}");
    other.sync(server);
    Exchange first = tab.begin();
    assertThat(tab.commit(first, server.sync(first.request()))).isEqualTo("EPOCH_CHANGED");
    Json exported = tab.export();
    tab.must(done -> Reset.run(tab.replica, "reset", done));

    other.must(done -> Import.run(other.replica, exported, done));
    other.sync(server);
    assertThat(server.value("notes/a")).as("version 1 is another one").isEqualTo("{\"x\":3}");
    assertThat(Json.size(other.conflicts())).isEqualTo(1);

    String id = Json.text(Json.get(Json.at(archives(tab), 0), "id"));
    tab.sync(server);
    tab.must(done -> Archives.restore(tab.replica, id, done));
    tab.sync(server);
    assertThat(server.value("notes/a")).as("nor for an archive").isEqualTo("{\"x\":3}");
    assertThat(Json.size(tab.conflicts())).isEqualTo(1);
  }
}
