package dev.holdfast.core.replica;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.core.json.Json;
import dev.holdfast.core.space.Rules;
import dev.holdfast.core.space.Validator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Work that is archived, or exported to another device, and comes back. */
class CarryTest {
  private final TestServer server = new TestServer(new Device().random);
  private final Device device = new Device();
  private final Device.Tab tab = device.tab();
  private final Device.Tab second = new Device().tab();
  private final Device.Tab third = new Device().tab();

  private static String take(Device.Tab to, Json content) {
    return to.call(done -> Import.run(to.replica, content, done));
  }

  private static Json archives(Device.Tab of) {
    return of.read(read -> Archives.list(of.replica, read));
  }

  private static void restore(Device.Tab of) {
    String id = Json.text(Json.get(Json.at(archives(of), 0), "id"));
    of.must(done -> Archives.restore(of.replica, id, done));
  }

  @Test
  void resetThenRestore_theWorkIsBackUnderItsIds() {
    String id = tab.put("notes/a", "{'x':1}");
    tab.put("notes/b", "{'x':1}");
    tab.reset();
    assertThat(tab.hasConflicts()).isFalse();
    assertThat(tab.audited("archived")).isEqualTo(2);
    restore(tab);
    assertThat(tab.audited("archived")).isZero();
    assertThat(Json.text(Json.get(Json.at(tab.pending(), 0), "id"))).isEqualTo(id);
    tab.sync(server);
    assertThat(server.version()).isEqualTo(2);
    assertThat(Json.size(archives(tab))).isZero();
  }

  @Test
  void resetWhileSentThenRestored_oneEffect() {
    tab.put("notes/a", "{'x':1}");
    Exchange lost = tab.begin();
    server.sync(lost.request());
    tab.reset();
    restore(tab);
    tab.sync(server);
    assertThat(server.version()).isEqualTo(1);
    assertThat(tab.hasConflicts()).isFalse();
  }

  @Test
  void archiveOfWorkThatIsHereAgain_isCountedOnce() {
    tab.put("notes/a", "{'x':1}");
    Json exported = tab.export();
    tab.reset();
    assertThat(take(tab, exported)).isEmpty();
    restore(tab);
    tab.audited("total");
    tab.sync(server);
    assertThat(server.version()).isEqualTo(1);
  }

  @Test
  void exportOfWorkThatIsHere_isNotCountedAgain() {
    tab.put("notes/a", "{'x':1}");
    Json exported = tab.export();
    take(tab, exported);
    assertThat(tab.audited("total")).as("in memory").isEqualTo(1);
    assertThat(device.tab().audited("total")).as("on disk").isEqualTo(1);
  }

  @Test
  @Tag("fault-59")
  void exportTakenTwiceAndOnTwoDevicesAndSentByAll_oneEffect() {
    tab.put("notes/a", "{'x':1}");
    tab.put("notes/b", "{'x':1}");
    Json exported = tab.export();
    take(second, exported);
    take(second, exported);
    take(third, exported);
    second.sync(server);
    tab.sync(server);
    third.sync(server);
    take(tab, exported);
    tab.sync(server);
    assertThat(server.version()).isEqualTo(2);
    for (Device.Tab one : new Device.Tab[] {tab, second, third}) {
      assertThat(one.hasConflicts()).isFalse();
      one.audited("total");
    }
  }

  @Test
  void exportedIsFrozen_laterEditsWaitBehindIt() {
    tab.put("notes/a", "{'x':1}");
    Json exported = tab.export();
    tab.put("notes/a", "{'x':2}");
    Json both = tab.export();
    take(second, exported);
    second.sync(server);
    take(third, both);
    third.sync(server);
    assertThat(server.value("notes/a")).isEqualTo("{\"x\":2}");
    tab.sync(server);
    assertThat(server.version()).isEqualTo(2);
    assertThat(tab.hasConflicts()).isFalse();
  }

  @Test
  void exportedBehindCarriedWork_isTheSameChangeWhereverItIsSentFrom() {
    third.put("notes/a", "{'x':0}");
    third.sync(server);
    tab.sync(server);
    second.sync(server);
    tab.put("notes/a", "{'x':1}");
    second.put("notes/a", "{'x':0,'y':2}");
    take(tab, second.export());
    tab.put("notes/a", "{'x':1,'y':2,'z':3}");
    take(second, tab.export());
    tab.sync(server);
    second.sync(server);
    assertThat(Json.size(second.parked())).as("ID_REUSED").isZero();
    assertThat(second.hasConflicts()).isFalse();
    assertThat(server.value("notes/a")).isEqualTo("{\"x\":1,\"y\":2,\"z\":3}");
  }

  @Test
  void editBehindExportedWorkThatIsRebased_doesNotRepeatWhatWasBelowIt() {
    third.put("notes/a", "{'n':0,'x':0}");
    third.sync(server);
    tab.sync(server);
    third.put("notes/a", "{'n':1,'x':0}");
    third.sync(server);
    tab.put("notes/a", "{'n':0,'x':1}");
    Exchange first = tab.begin();
    tab.put("notes/a", "{'n':0,'x':2}");
    tab.export();
    tab.put("notes/a", "{'n':0,'x':2,'z':3}");
    tab.commit(first, server.sync(first.request()));
    tab.sync(server);
    assertThat(server.value("notes/a")).isEqualTo("{\"n\":1,\"x\":2,\"z\":3}");
  }

  @Test
  void twoEditsCarriedHereBehindTheSameConflict_bothAreInIt() {
    third.put("notes/a", "{'x':0}");
    third.sync(server);
    tab.put("notes/a", "{'x':1}");
    take(second, tab.export());
    tab.put("notes/a", "{'x':1,'y':2}");
    second.put("notes/a", "{'x':1,'z':3}");
    take(tab, second.export());
    tab.sync(server);
    tab.must(done -> new Decisions(tab.replica).keepLocal("notes/a", done));
    tab.sync(server);
    assertThat(server.value("notes/a")).isEqualTo("{\"x\":1,\"y\":2,\"z\":3}");
  }

  @Test
  void twoEditsMadeSideBySideOnAConflict_theLaterHidTheOther() {
    third.put("notes/a", "{'x':0}");
    third.sync(server);
    second.put("notes/a", "{'x':1}");
    take(tab, second.export());
    tab.put("notes/a", "{'x':1,'y':5}");
    second.put("notes/a", "{'x':1,'y':6}");
    take(tab, second.export());
    tab.sync(server);
    assertThat(Device.text(tab.conflicts())).contains("'y':5").contains("'y':6");
    tab.must(done -> new Decisions(tab.replica).keepLocal("notes/a", done));
    assertThat(Json.size(tab.conflicts())).isZero();
    tab.sync(server);
    assertThat(tab.hasConflicts()).isFalse();
    tab.audited("total");
  }

  @Test
  void importedEditBehindRefusedContent_tookInWhatWasEditedHereUnderItsId() {
    server.rules =
        Rules.DEFAULT.validator(
            (subject, collection, doc, value) ->
                Device.text(value).equals("{'x':13}")
                    ? Validator.Verdict.refuse("no")
                    : Validator.Verdict.accept(value));
    second.put("notes/a", "{'x':13}");
    Json first = second.export();
    second.put("notes/a", "{'x':13,'y':6}");
    Json both = second.export();
    take(tab, first);
    tab.put("notes/a", "{'x':13,'z':3}");
    take(tab, both);
    tab.sync(server);
    second.sync(server);
    assertThat(Json.size(second.parked())).as("ID_REUSED").isZero();
    assertThat(Device.text(second.conflicts())).contains("{'x':13,'y':6}");
  }

  @Test
  void discardUnderEditsMadeSideBySide_theLaterHidTheOther() {
    String under = tab.put("notes/a", "{'x':1}");
    take(second, tab.export());
    second.put("notes/a", "{'x':1,'y':6}");
    tab.put("notes/a", "{'x':1,'y':5}");
    take(tab, second.export());
    tab.must(done -> new Decisions(tab.replica).discard(under, done));
    tab.sync(server);
    assertThat(server.value("notes/a")).contains("\"y\":5");
    assertThat(Device.text(tab.conflicts())).contains("'y':6");
    tab.audited("total");
  }

  @Test
  void removeUnderAnImportedConflict_theDocumentStayed() {
    third.put("notes/a", "{'x':0}");
    third.sync(server);
    tab.put("notes/a", "{'x':1}");
    tab.sync(server);
    Json conflict = tab.export();
    tab.must(done -> new Decisions(tab.replica).takeServer("notes/a", done));
    tab.put("notes/a", "{'x':0,'y':2}");
    take(tab, conflict);
    tab.put("notes/a", "");
    assertThat(tab.get("notes/a")).isEmpty();
    tab.put("notes/a", "{'z':3}");
    assertThat(tab.get("notes/a")).isEqualTo("{'z':3}");
    tab.sync(server);
    tab.sync(server);
    assertThat(server.value("notes/a")).isEqualTo("{\"z\":3}");
    assertThat(tab.hasConflicts()).isFalse();
  }

  @Test
  void importedWithoutWhatItStoodOn_tookThePlaceOfAnUnsentEditInConflict() {
    third.put("notes/a", "{'x':0}");
    third.sync(server);
    tab.put("notes/a", "{'x':1}");
    tab.export();
    tab.put("notes/a", "{'x':1,'y':5}");
    Json exported = tab.export();
    Json later = Json.array();
    Json.push(later, Json.at(Json.get(exported, "mutations"), 1));
    Json.set(exported, "mutations", later);
    second.put("notes/a", "{'x':2,'y':8}");
    second.sync(server);
    take(second, exported);
    assertThat(Device.text(second.export())).contains("'y':8").contains("'y':5");
  }

  @Test
  void editOnAConflictBroughtBehindAnUnsentEdit_decidedItselfOverThatEdit() {
    third.put("notes/a", "{'x':0}");
    third.sync(server);
    tab.put("notes/a", "{'x':5}");
    tab.sync(server);
    Json conflict = tab.export();
    tab.must(done -> new Decisions(tab.replica).takeServer("notes/a", done));
    tab.put("notes/a", "{'x':6}");
    take(tab, conflict);
    tab.put("notes/a", "{'x':5,'z':7}");
    tab.sync(server);
    tab.sync(server);
    assertThat(server.value("notes/a")).isEqualTo("{\"x\":6}");
    assertThat(Device.text(tab.conflicts())).contains("'z':7");
    assertThat(tab.sync(server)).isEmpty();
    assertThat(Json.size(tab.conflicts())).isEqualTo(1);
  }

  @Test
  void importedWorkBehindParkedWork_isSentUnchanged() {
    Validator no13 =
        (subject, collection, doc, value) ->
            Device.text(value).contains("13")
                ? Validator.Verdict.refuse("no")
                : Validator.Verdict.accept(value);
    server.rules = Rules.DEFAULT.validator(no13);
    second.put("notes/a", "{'y':1}");
    Json exported = second.export();
    tab.put("notes/a", "{'x':13}");
    take(tab, exported);
    tab.sync(server);
    assertThat(Json.size(tab.parked())).isEqualTo(1);
    assertThat(server.value("notes/a")).isEqualTo("{\"y\":1}");
    second.sync(server);
    assertThat(second.hasConflicts()).isFalse();
    assertThat(Json.size(second.parked())).as("ID_REUSED").isZero();
  }

  @Test
  void importedConflictOnADocumentInConflict_oneDecisionForBoth() {
    third.put("notes/a", "{'x':0}");
    third.sync(server);
    tab.put("notes/a", "{'x':1}");
    tab.sync(server);
    second.put("notes/a", "{'x':2}");
    second.sync(server);
    take(tab, second.export());
    tab.must(done -> new Decisions(tab.replica).keepLocal("notes/a", done));
    assertThat(Json.size(tab.conflicts())).isZero();
    tab.sync(server);
    assertThat(tab.hasConflicts()).isFalse();
    assertThat(server.value("notes/a")).isEqualTo("{\"x\":2}");
  }

  @Test
  void restoredBehindNewerWorkOnTheSameNewDocument_bothCount() {
    tab.put("notes/a", "{'x':1}");
    tab.reset();
    tab.put("notes/a", "{'x':2,'y':2}");
    restore(tab);
    assertThat(tab.get("notes/a")).contains("'y':2");
    tab.audited("total");
  }

  @Test
  void malformedImport_BAD_IMPORT_nothingChanged() {
    tab.put("notes/a", "{'x':1}");
    Json exported = tab.export();
    Json mutations = Json.get(exported, "mutations");
    Json broken = Json.copy(Json.at(mutations, 0));
    Json.remove(broken, Json.of("origin"));
    Json.push(mutations, broken);
    assertThat(take(second, exported)).isEqualTo("BAD_IMPORT");
    assertThat(second.hasConflicts()).isFalse();
    assertThat(take(second, Device.json("{'mutations':[7]}"))).isEqualTo("BAD_IMPORT");
  }

  /** An export of another lineage. By chance the document's version has the same number in both. */
  private Json exportedInALineageThatIsGone() {
    tab.put("notes/a", "{'x':1,'y':1}");
    tab.sync(server);
    Object backup = server.backup();
    tab.put("notes/a", "{'x':2,'y':1}");
    tab.sync(server);
    tab.put("notes/a", "{'x':2,'y':2}");
    Json exported = tab.export();
    server.restore(backup);
    server.rename();
    second.sync(server);
    second.put("notes/a", "{'x':9,'y':1}");
    second.sync(server);
    return exported;
  }

  @Test
  void importedFromAnotherLineage_itsVersionsMeanNothing_nobodysChangeIsOverwritten() {
    Json exported = exportedInALineageThatIsGone();
    take(second, exported);
    second.sync(server);
    assertThat(server.value("notes/a")).isEqualTo("{\"x\":9,\"y\":2}");
  }

  /** Found by the simulation, seed 181 with 150 steps. */
  @Test
  void importedFromAnotherLineage_overUnsentWorkOnTheSameField_neitherTakesTheOthersPlace() {
    Json exported = exportedInALineageThatIsGone();
    second.put("notes/a", "{'x':9,'y':7}");
    take(second, exported);
    second.sync(server);
    assertThat(server.value("notes/a")).isEqualTo("{\"x\":9,\"y\":7}");
    assertThat(Json.size(second.conflicts())).isEqualTo(1);
  }

  @Test
  void importedByANewReplica_fromAnotherLineage_nobodysChangeIsOverwritten() {
    Json exported = exportedInALineageThatIsGone();
    take(third, exported);
    assertThat(third.sync(server)).contains("EPOCH_CHANGED");
    assertThat(server.value("notes/a")).isEqualTo("{\"x\":9,\"y\":2}");
  }

  @Test
  void archivedBeforeTheLineageChanged_restoredAfterIt_nobodysChangeIsOverwritten() {
    exportedInALineageThatIsGone();
    tab.reset();
    tab.sync(server);
    restore(tab);
    tab.sync(server);
    assertThat(server.value("notes/a")).isEqualTo("{\"x\":9,\"y\":2}");
  }
}
