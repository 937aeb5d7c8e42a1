package dev.holdfast.core.replica;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.core.json.Json;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Saving whole states: a save cannot revert a change that the app never saw. */
class SnapshotTest extends TwoDevicesFixture {
  @Test
  void savedState_comesBack_alsoInANewPage() {
    String state = "{'settings':{'dark':true},'tasks':[{'id':'b','t':1},{'id':'a','t':2}]}";
    assertThat(tab.save(state)).isEmpty();
    assertThat(device.tab().load()).isEqualTo(state);
    assertThat(tab.hasConflicts()).isTrue();
  }

  @Test
  void emptyStateSaved_isNotNothing() {
    assertThat(tab.load()).isEmpty();
    assertThat(tab.save("{}")).isEmpty();
    assertThat(device.tab().load()).isEqualTo("{}");
    assertThat(tab.hasConflicts()).isFalse();
  }

  @Test
  void stateThatSomebodyEmptied_isEmptyForAll_notNothing() {
    tab.save("{'tasks':[{'id':'a','t':1}]}");
    tab.sync(server);
    other.sync(server);
    other.load();
    assertThat(tab.save("{}")).isEmpty();
    tab.sync(server);

    other.sync(server);

    assertThat(other.load()).isEqualTo("{}");
    Device.Tab third = new Device().tab();
    third.sync(server);
    assertThat(third.load()).isEqualTo("{}");
  }

  @Test
  void spaceThatNeverHadAState_hasNone() {
    tab.sync(server);
    assertThat(tab.load()).isEmpty();
  }

  @Test
  void createSyncEditSync_isNoConflict() {
    tab.save("{'tasks':[{'id':'a','t':1}]}");
    tab.sync(server);
    tab.save("{'tasks':[{'id':'a','t':2}]}");
    tab.sync(server);
    tab.save("{'tasks':[{'id':'a','t':3}]}");
    tab.sync(server);
    assertThat(Json.size(tab.conflicts())).isZero();
    assertThat(server.value("tasks/a")).contains("3");
  }

  @Test
  @Tag("fault-55")
  void freshPageSavesDefaults_STATE_NOT_LOADED() {
    other.save("{'tasks':[{'id':'a','t':1}],'theme':'dark'}");
    other.sync(server);
    tab.sync(server);
    assertThat(tab.save("{'tasks':[],'theme':'light'}")).isEqualTo("STATE_NOT_LOADED");
    assertThat(tab.hasConflicts()).isFalse();
    assertThat(tab.save("{'tasks':[{'id':'a','t':1}],'theme':'dark','more':1}")).isEmpty();
    assertThat(tab.hasConflicts()).isTrue();
  }

  @Test
  @Tag("fault-56")
  void newsThePageNeverApplied_stays() {
    tab.save("{'tasks':[{'id':'a','t':1},{'id':'b','t':1}]}");
    tab.sync(server);
    other.sync(server);
    other.load();
    other.save("{'tasks':[{'id':'a','t':5},{'id':'b','t':1},{'id':'c','t':1}]}");
    other.sync(server);
    tab.sync(server);
    assertThat(tab.isBehind()).isTrue();
    assertThat(tab.save("{'tasks':[{'id':'a','t':1},{'id':'b','t':2}]}")).isEmpty();
    tab.sync(server);
    assertThat(server.value("tasks/a")).contains("5");
    assertThat(server.value("tasks/b")).contains("2");
    assertThat(server.value("tasks/c")).isNotEmpty();
    assertThat(tab.peek())
        .isEqualTo("{'tasks':[{'id':'a','t':5},{'id':'b','t':2},{'id':'c','t':1}]}");
  }

  @Test
  void newsThePageNeverSawAndItsOwnEditOfTheSame_conflict() {
    tab.save("{'theme':'a'}");
    tab.sync(server);
    other.sync(server);
    other.load();
    other.save("{'theme':'b'}");
    other.sync(server);
    tab.sync(server);
    tab.save("{'theme':'c'}");
    tab.sync(server);
    assertThat(Json.size(tab.conflicts())).isEqualTo(1);
    assertThat(server.value("theme/~")).isEqualTo("\"b\"");
  }

  @Test
  @Tag("fault-57")
  void twoPagesOfOneProfile_neitherRevertsTheOther() {
    tab.save("{'a':1,'b':1}");
    Device.Tab second = device.tab();
    second.load();
    tab.save("{'a':2,'b':1}");
    second.save("{'a':1,'b':2}");
    assertThat(device.tab().load()).isEqualTo("{'a':2,'b':2}");
  }

  @Test
  void pageThatKnewNothingMakesWhatAnotherTabHasMade_bothFieldsStay() {
    tab.save("{}");
    Device.Tab second = device.tab();
    second.load();
    tab.save("{'notes':[{'id':'n','f1':1}]}");
    assertThat(second.save("{'notes':[{'id':'n','f2':2}]}")).isEmpty();
    assertThat(tab.get("notes/n")).isEqualTo("{'f1':1,'f2':2,'id':'n'}");
  }

  @Test
  void saveAskedForBeforeALoadEnded_isNotMeasuredAgainstWhatThePageHadNotSeen() {
    tab.put("notes/n", "{'id':'n'}");
    Device.Tab second = device.tab();
    assertThat(second.saveDuringLoad("{'theme':'dark'}")).isEqualTo("STATE_NOT_LOADED");
    assertThat(tab.get("notes/n")).isEqualTo("{'id':'n'}");
  }

  @Test
  void resetInOneTab_isSeenByTheOther_andClearsItsBaseline() {
    tab.save("{'a':1,'b':1}");
    tab.sync(server);
    Device.Tab second = device.tab();
    second.load();
    tab.reset();
    second.refresh();
    assertThat(second.replica.serverVersion()).isEmpty();
    assertThat(second.get("a/~")).isEmpty();
    assertThat(second.peek()).isEmpty();
    tab.sync(server);
    assertThat(second.save("{'a':2,'b':1}")).isEqualTo("STATE_NOT_LOADED");
  }

  @Test
  void evictedWithThePageOpen_itsWholeStateIsSavedAgain() {
    tab.save("{'a':1,'b':1}");
    device.disk.evict();
    assertThat(tab.save("{'a':2,'b':1}")).isEmpty();
    assertThat(device.tab().load()).isEqualTo("{'a':2,'b':1}");
  }

  @Test
  void stateThatNoLongerFits_STATE_SHAPE_nothingChanged() {
    tab.save("{'tasks':[{'id':'a'}]}");
    assertThat(tab.save("{'tasks':[{'id':'a'},{'id':'a'}]}")).isEqualTo("STATE_SHAPE");
    assertThat(tab.save("{'tasks':7}")).isEqualTo("STATE_SHAPE");
    assertThat(tab.load()).isEqualTo("{'tasks':[{'id':'a'}]}");
    Device.Tab mapped = new Device().tab("{'byId':'map'}");
    assertThat(mapped.save("{'byId':{'a':{'x':1}}}")).isEmpty();
    assertThat(mapped.save("{'byId':{'a':1}}")).isEqualTo("STATE_SHAPE");
  }

  @Test
  void diskFullAtASave_thePageMayGoOnWithItsBaseline() {
    tab.save("{'a':1}");
    device.disk.fill(1);
    assertThat(tab.save("{'a':2}")).isEqualTo("QUOTA");
    assertThat(tab.peek()).isEqualTo("{'a':1}");
    assertThat(tab.save("{'a':3}")).isEmpty();
    assertThat(tab.peek()).isEqualTo("{'a':3}");
  }

  @Test
  void history_bringsBackEarlierSnapshots() {
    tab.save("{'a':1}");
    tab.save("{'a':2,'b':1}");
    tab.save("{'a':3,'b':1}");
    Json history = tab.read(read -> History.list(tab.replica, read));
    assertThat(Json.size(history)).isEqualTo(3);
    String oldest = Json.text(Json.get(Json.at(history, 2), "id"));
    tab.must(done -> History.restore(tab.replica, oldest, done));
    assertThat(tab.load()).isEqualTo("{'a':1}");
    history = tab.read(read -> History.list(tab.replica, read));
    String undone = Json.text(Json.get(Json.at(history, 1), "id"));
    tab.must(done -> History.restore(tab.replica, undone, done));
    assertThat(tab.load()).isEqualTo("{'a':3,'b':1}");
    assertThat(tab.call(done -> History.restore(tab.replica, "77", done))).isEqualTo("UNKNOWN_KEY");
  }
}
