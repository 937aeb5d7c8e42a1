package dev.holdfast.core.replica;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.core.Failure;
import dev.holdfast.core.json.Json;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The app's own sync function: only the app knows the server.
 *
 * <p>One file, since each case is about what one offer has or leaves.
 */
class OwnFunctionTest {
  private final Device device = new Device();
  private final Device.Tab tab = device.tab();

  private static String of(Offer offer, String field) {
    return Device.text(Json.get(offer.argument(), field));
  }

  private void refused(Offer offer) {
    Failure why = new Failure(Failure.Code.NOT_NOW, "no");
    tab.must(done -> tab.replication.refused(offer, why, done));
  }

  @Test
  @Tag("fault-58")
  void answeredTrue_whatWasOfferedIsTheServerVersion_laterEditsAreOfferedNext() {
    tab.save("{'a':1}");
    Offer offer = tab.offer();
    assertThat(of(offer, "local")).isEqualTo("{'a':1}");
    assertThat(of(offer, "base")).isEmpty();
    assertThat(of(offer, "changes")).isEqualTo("[{'after':1,'collection':'a','id':'~'}]");
    tab.save("{'a':2}");
    assertThat(tab.taken(offer, "")).isEmpty();
    assertThat(tab.hasConflicts()).isTrue();
    Offer next = tab.offer();
    assertThat(of(next, "base")).isEqualTo("{'a':1}");
    assertThat(of(next, "changes")).isEqualTo("[{'after':2,'before':1,'collection':'a','id':'~'}]");
    assertThat(of(next, "idempotencyKey")).isNotEqualTo(of(offer, "idempotencyKey"));
    tab.taken(next, "");
    assertThat(tab.hasConflicts()).isFalse();
    assertThat(tab.replica.serverVersion()).isEqualTo(tab.replica.localVersion()).isNotEmpty();
    tab.audited("total");
  }

  @Test
  void aListIsSaved_theFunctionGetsItsElementsAndNotOurMarker() {
    tab.save("{'tasks':[{'id':'a'},{'id':'b'}]}");
    Offer offer = tab.offer();
    assertThat(of(offer, "changes"))
        .isEqualTo(
            "[{'after':{'id':'a'},'collection':'tasks','id':'a'},"
                + "{'after':{'id':'b'},'collection':'tasks','id':'b'}]");
    tab.taken(offer, "");
    assertThat(tab.offer().isEmpty()).isTrue();
    assertThat(tab.hasConflicts()).isFalse();
  }

  @Test
  void aListIsOnlyReordered_itIsOfferedOnce() {
    tab.save("{'tasks':[{'id':'a'},{'id':'b'}]}");
    tab.taken(tab.offer(), "");
    tab.save("{'tasks':[{'id':'b'},{'id':'a'}]}");
    Offer offer = tab.offer();
    assertThat(of(offer, "changes")).startsWith("[{").doesNotContain("~");
    assertThat(of(offer, "local")).isEqualTo("{'tasks':[{'id':'b'},{'id':'a'}]}");
    tab.taken(offer, "");
    assertThat(tab.offer().isEmpty()).isTrue();
  }

  @Test
  void anEmptyListIsSaved_theFunctionGetsTheStateAndNoChanges_once() {
    tab.save("{'tasks':[]}");
    Offer offer = tab.offer();
    assertThat(of(offer, "changes")).isEqualTo("[]");
    assertThat(of(offer, "local")).isEqualTo("{'tasks':[]}");
    tab.taken(offer, "");
    assertThat(tab.offer().isEmpty()).isTrue();
    assertThat(tab.hasConflicts()).isFalse();
  }

  @Test
  void theStateIsMigrated_theFunctionGetsWhatChangedAndNotTheVersion() {
    tab.save("{'a':1}");
    tab.taken(tab.offer(), "");
    Device.Tab later = device.tab("{}", 2, (state, from) -> Device.json("{'a':2}"));
    later.must(later.replica::migrate);
    Offer offer = later.offer();
    assertThat(of(offer, "changes"))
        .isEqualTo("[{'after':2,'before':1,'collection':'a','id':'~'}]");
    later.taken(offer, "");
    assertThat(later.offer().isEmpty()).isTrue();
    assertThat(later.hasConflicts()).isFalse();
  }

  @Test
  void answeredFalse_theSameListUnderTheSameKey() {
    tab.save("{'a':1}");
    Offer offer = tab.offer();
    refused(offer);
    tab.save("{'a':2,'b':1}");
    Offer again = tab.offer();
    assertThat(of(again, "changes")).isEqualTo(of(offer, "changes"));
    assertThat(of(again, "idempotencyKey")).isEqualTo(of(offer, "idempotencyKey"));
    tab.taken(again, "");
    assertThat(of(tab.offer(), "changes")).contains("'b'").contains("'after':2");
  }

  @Test
  void workImportedWhileAListIsOpen_isNotInIt() {
    tab.save("{'a':1}");
    Offer offer = tab.offer();
    refused(offer);
    Device.Tab other = new Device().tab();
    other.save("{'c':1}");
    Json exported = other.export();
    tab.must(done -> Import.run(tab.replica, exported, done));
    assertThat(of(tab.offer(), "changes")).isEqualTo(of(offer, "changes"));
  }

  @Test
  void killedWhileOffered_offeredAgainUnderTheSameKey() {
    tab.save("{'a':1}");
    Offer offer = tab.offer();
    Device.Tab reborn = device.tab();
    assertThat(of(reborn.offer(), "idempotencyKey")).isEqualTo(of(offer, "idempotencyKey"));
  }

  @Test
  void answeredWithTheServersState_itIsTheServerVersion_laterEditsAreMerged() {
    tab.save("{'a':{'x':1,'y':1}}");
    Offer offer = tab.offer();
    tab.save("{'a':{'x':2,'y':1}}");
    assertThat(tab.taken(offer, "{'a':{'x':1,'y':7},'b':5}")).isEmpty();
    assertThat(tab.peek()).isEqualTo("{'a':{'x':2,'y':7},'b':5}");
    Offer next = tab.offer();
    assertThat(of(next, "base")).isEqualTo("{'a':{'x':1,'y':7},'b':5}");
    assertThat(of(next, "local")).isEqualTo("{'a':{'x':2,'y':7},'b':5}");
  }

  @Test
  void answeredWithAStateThatContradictsALaterEdit_conflict() {
    tab.save("{'a':1}");
    Offer offer = tab.offer();
    tab.save("{'a':2}");
    tab.taken(offer, "{'a':3}");
    assertThat(Json.size(tab.conflicts())).isEqualTo(1);
    assertThat(tab.hasConflicts()).isTrue();
    assertThat(tab.offer().isEmpty()).isTrue();
    tab.must(done -> new Decisions(tab.replica).keepLocal("a/~", done));
    assertThat(of(tab.offer(), "changes"))
        .isEqualTo("[{'after':2,'before':3,'collection':'a','id':'~'}]");
  }

  @Test
  void savedWithoutHavingSeenWhatIsSynced_mergedHere_orAConflict_neverOfferedAsItStands() {
    tab.adopt("{'a':{'x':1,'y':1}}");
    Device.Tab second = device.tab();
    second.load();
    tab.save("{'a':{'x':2,'y':2}}");
    tab.taken(tab.offer(), "");
    assertThat(second.save("{'a':{'x':3,'y':1}}")).isEmpty();
    assertThat(second.offer().isEmpty()).isTrue();
    assertThat(Json.size(second.conflicts())).isEqualTo(1);
    second.must(done -> new Decisions(second.replica).keepLocal("a/~", done));
    assertThat(of(second.offer(), "local")).isEqualTo("{'a':{'x':3,'y':2}}");
  }

  @Test
  void removedWithoutHavingSeenAnEditAndDecidedForTheServer_nothingIsLeftToSend() {
    tab.adopt("{'tasks':[{'id':'a','x':1}]}");
    Device.Tab second = device.tab();
    second.load();
    tab.save("{'tasks':[{'id':'a','x':2}]}");
    tab.taken(tab.offer(), "");
    second.save("{'tasks':[]}");
    second.offer();
    second.must(done -> new Decisions(second.replica).takeServer("tasks/a", done));

    assertThat(Json.size(second.pending())).isZero();
    assertThat(second.peek()).isEqualTo("{'tasks':[{'id':'a','x':2}]}");
  }

  @Test
  void whatWaitsIsWhatTheServerHas_theOfferEndsItAndTheRestGoesOn() {
    tab.adopt("{'tasks':[{'id':'a','x':1}]}");
    tab.must(
        done ->
            tab.replica.runOn(
                "tasks/a",
                work -> {
                  Chain chain = work.open("tasks/a");
                  Receipts.make(work, chain, chain.server.value());
                },
                done));
    assertThat(tab.offer().isEmpty()).isTrue();

    assertThat(tab.hasConflicts()).isFalse();
    assertThat(Device.text(Json.get(tab.export(), "mutations"))).isEqualTo("[]");
    tab.audited("merged");
  }

  @Test
  void answeredWithAStateThatDoesNotFit_STATE_SHAPE_theListStaysOpen() {
    tab.save("{'a':[{'id':'1'}]}");
    Offer offer = tab.offer();
    assertThat(tab.taken(offer, "{'a':1}")).isEqualTo("STATE_SHAPE");
    assertThat(of(tab.offer(), "idempotencyKey")).isEqualTo(of(offer, "idempotencyKey"));
  }

  @Test
  void resetWhileOffered_theLateAnswerIsIgnored() {
    tab.save("{'a':1}");
    Offer offer = tab.offer();
    tab.reset();
    tab.save("{'a':9}");
    tab.taken(offer, "");
    assertThat(tab.hasConflicts()).isTrue();
    assertThat(tab.peek()).isEqualTo("{'a':9}");
    tab.audited("total");
  }

  @Test
  void syncedSnapshot_isTheServerVersion_alsoOfAPageThatNeverLoaded() {
    assertThat(tab.adopt("{'a':1}")).isEmpty();
    assertThat(tab.hasConflicts()).isFalse();
    assertThat(tab.replica.serverVersion()).isNotEmpty();
    Device.Tab reloaded = device.tab();
    assertThat(reloaded.adopt("{'a':2}")).isEmpty();
    assertThat(tab.peek()).isEqualTo("{'a':2}");
    assertThat(tab.hasConflicts()).isFalse();
  }

  @Test
  void pageThatIsGivenItsState_savesBeforeItWas_STATE_NOT_LOADED() {
    tab.adopt("{'tasks':[{'id':'a'},{'id':'b'}]}");
    Device.Tab second = device.tab();
    second.isGivenItsState();
    assertThat(second.adopt("{'tasks':[{'id':'new'}]}")).isEqualTo("STATE_NOT_LOADED");
    second.load();
    assertThat(second.adopt("{'tasks':[{'id':'a'},{'id':'new'}]}")).isEmpty();
    assertThat(second.hasConflicts()).isFalse();
    assertThat(tab.peek()).isEqualTo("{'tasks':[{'id':'a'},{'id':'new'}]}");
  }

  @Test
  void syncedSnapshotWithSomethingUnsent_isTheLocalVersion() {
    tab.adopt("{'a':1,'b':1}");
    Device.Tab second = device.tab();
    second.load();
    second.save("{'a':1,'b':2}");
    assertThat(tab.adopt("{'a':2,'b':1}")).isEmpty();
    assertThat(of(tab.offer(), "base")).isEqualTo("{'a':1,'b':1}");
    assertThat(tab.peek()).isEqualTo("{'a':2,'b':2}");
  }

  /** The save waits for a check of the network. Meanwhile the page edits on. */
  @Test
  void loadedBeforeASnapshotWasSynced_whatThePageShowsThenUndoesNothing() {
    tab.adopt("{'a':1}");
    StateSession.Snapshot snapshot = tab.take("{'a':2}");
    tab.load();
    tab.must(done -> snapshot.save(true, done));

    assertThat(tab.isBehind()).as("has to be shown the 2").isTrue();
    tab.save("{'a':1}");
    assertThat(tab.hasConflicts()).isFalse();
    assertThat(tab.peek()).isEqualTo("{'a':2}");
  }

  @Test
  void offlineBeforeASnapshotWasSaved_theLaterOneStays() {
    tab.adopt("{'a':1}");
    StateSession.Snapshot earlier = tab.take("{'a':2}");
    tab.save("{'a':3}");
    tab.must(done -> earlier.save(false, done));

    assertThat(tab.peek()).isEqualTo("{'a':3}");
    assertThat(of(tab.offer(), "local")).isEqualTo("{'a':3}");
  }

  @Test
  void savedAndLoadedBeforeAnEarlierSnapshotWas_itUndoesNothing() {
    tab.adopt("{'a':1}");
    StateSession.Snapshot earlier = tab.take("{'a':2}");
    tab.save("{'a':3}");
    tab.load();
    tab.must(done -> earlier.save(false, done));

    assertThat(tab.peek()).isEqualTo("{'a':3}");
  }

  @Test
  void loadedAndSavedBeforeASnapshotWasSaved_itIsSavedTooAndUndoesNothing() {
    tab.adopt("{'a':1,'b':1}");
    StateSession.Snapshot snapshot = tab.take("{'a':2,'b':1}");
    tab.load();
    tab.save("{'a':1,'b':2}");
    tab.must(done -> snapshot.save(false, done));

    assertThat(tab.peek()).isEqualTo("{'a':2,'b':2}");
  }

  @Test
  void newsShownBeforeASnapshotWasSaved_theyStay() {
    tab.adopt("{'a':1,'b':1}");
    StateSession.Snapshot snapshot = tab.take("{'a':2,'b':1}");
    Device.Tab second = device.tab();
    second.load();
    second.save("{'a':1,'b':2}");
    tab.load();
    tab.must(done -> snapshot.save(false, done));

    assertThat(tab.peek()).isEqualTo("{'a':2,'b':2}");
  }

  @Test
  void syncedBeforeAnEarlierSnapshotWasAdopted_itIsNotUndone() {
    tab.adopt("{'a':{'x':1},'b':1}");
    StateSession.Snapshot earlier = tab.take("{'a':{'x':1,'y':2},'b':2}");
    tab.load();
    tab.save("{'a':{'x':3},'b':1}");
    tab.taken(tab.offer(), "");
    tab.must(done -> earlier.save(true, done));

    assertThat(tab.peek()).as("both edits").isEqualTo("{'a':{'x':3,'y':2},'b':2}");
    assertThat(tab.audited("queued")).as("what the server has not").isEqualTo(1);
  }

  // --- exported work, whose id and content stay ---

  @Test
  void exportedAndNewsArrive_keepsItsId() {
    tab.adopt("{'tasks':[{'id':'a','x':1},{'id':'b','x':1}]}");
    String other = tab.put("tasks/b", "{'id':'b','x':2}");
    Offer offer = tab.offer();
    String exported = tab.put("tasks/a", "{'id':'a','x':2}");
    tab.export();

    tab.taken(offer, "{'tasks':[{'id':'a','x':1,'y':1},{'id':'b','x':2}]}");

    assertThat(other).isNotEqualTo(exported);
    assertThat(Device.text(tab.pending())).contains("'id':'" + exported + "'");
  }

  @Test
  void whatWasExportedIsOfferedOnTheNews_andUndoesNone() {
    tab.adopt("{'tasks':[{'id':'a','x':1},{'id':'b','x':1}]}");
    tab.put("tasks/b", "{'id':'b','x':2}");
    Offer offer = tab.offer();
    tab.put("tasks/a", "{'id':'a','x':2}");
    tab.export();
    tab.taken(offer, "{'tasks':[{'id':'a','x':1,'y':1},{'id':'b','x':2}]}");

    Offer next = tab.offer();
    refused(next);
    Offer again = tab.offer();
    tab.taken(again, "");

    assertThat(of(next, "changes"))
        .isEqualTo(
            "[{'after':{'id':'a','x':2,'y':1},'before':{'id':'a','x':1,'y':1},"
                + "'collection':'tasks','id':'a'}]");
    assertThat(of(again, "changes")).isEqualTo(of(next, "changes"));
    assertThat(tab.get("tasks/a")).isEqualTo("{'id':'a','x':2,'y':1}");
    assertThat(tab.hasConflicts()).isFalse();
    assertThat(tab.audited("merged")).isEqualTo(1);
  }

  @Test
  void importedAndContradictsTheServer_aConflict_neverOfferedAsItStands() {
    Device.Tab away = new Device().tab();
    away.put("tasks/a", "{'id':'a','x':5,'z':1}");
    tab.adopt("{'tasks':[{'id':'a','x':9}]}");
    tab.must(done -> Import.run(tab.replica, away.export(), done));

    assertThat(tab.offer().isEmpty()).isTrue();

    assertThat(Device.text(tab.conflicts())).contains("'x':5").contains("'x':9");
  }

  @Test
  void importedBesideAConflictAndContradictsTheServerToo_aConflict_neverOfferedAsItStands() {
    Device.Tab away = new Device().tab();
    away.put("tasks/a", "{'id':'a','x':5}");
    tab.adopt("{'tasks':[{'id':'a','x':1},{'id':'b','x':1}]}");
    tab.put("tasks/b", "{'id':'b','x':2}");
    Offer offer = tab.offer();
    tab.put("tasks/a", "{'id':'a','x':2}");
    tab.taken(offer, "{'tasks':[{'id':'a','x':9},{'id':'b','x':2}]}");
    tab.must(done -> Import.run(tab.replica, away.export(), done));

    assertThat(tab.offer().isEmpty()).isTrue();

    assertThat(Device.text(tab.conflicts())).contains("'x':2").contains("'x':5");
  }

  @Test
  void conflictOfExportedWorkWithEditsBehindIt_waitsForNothingButTheDecision() {
    tab.adopt("{'tasks':[{'id':'a','x':1},{'id':'b','x':1}]}");
    tab.put("tasks/b", "{'id':'b','x':2}");
    Offer offer = tab.offer();
    tab.put("tasks/a", "{'id':'a','x':2}");
    tab.export();
    tab.put("tasks/a", "{'id':'a','x':3}");

    tab.taken(offer, "{'tasks':[{'id':'a','x':9},{'id':'b','x':2}]}");

    assertThat(tab.audited("queued")).as("nothing waits behind a conflict").isZero();
    assertThat(Device.text(tab.conflicts())).contains("'x':3").contains("'x':9");
  }

  @Test
  void sameListOfferedAgainAfterADecision_keepsItsOrder() {
    Device other = new Device();
    Device.Tab away = other.tab();
    away.adopt("{'tasks':[{'id':'a'}]}");
    away.put("tasks/a", "{'id':'a','z':1}");
    tab.adopt("{'tasks':[{'id':'a','x':1},{'id':'b','x':1}]}");
    tab.put("tasks/b", "{'id':'b','x':2}");
    Offer offer = tab.offer();
    String mine = tab.put("tasks/a", "{'id':'a','x':2}");
    tab.taken(offer, "{'tasks':[{'id':'a','x':9},{'id':'b','x':2}]}");
    tab.put("tasks/b", "{'id':'b','x':3}");
    tab.must(done -> Import.run(tab.replica, away.export(), done));
    Offer first = tab.offer();
    String list = of(first, "changes");
    refused(first);

    tab.must(done -> new Decisions(tab.replica).discard(mine, done));

    assertThat(of(tab.offer(), "changes")).isEqualTo(list).contains("'z':1").contains("'x':3");
  }

  @Test
  void answeredWithAnEmptyMapBesideAValueThatDoesNotFit_theValueStays() {
    tab.adopt("{'notes':5}");
    Device.Tab later = device.tab("{'notes':'map'}");
    later.load();
    later.save("{'notes':{'b':{'n':1}}}");
    later.taken(later.offer(), "{'notes':{}}");

    assertThat(later.get("notes/~")).isEqualTo("5");
    assertThat(later.get("notes/b")).as("the server has it no more").isEmpty();
  }
}
