package dev.holdfast.core.replica;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.core.json.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A write that would make a misfit is refused, and changes nothing. */
class RefusedWritesTest {
  private static final String TASKS = "{'s':1,'tasks':[{'id':'a'},{'id':'b'}]}";
  private static final String MAP = "{'byId':'map'}";

  private final Device device = new Device();
  private final Device.Tab tab = device.tab();

  private void refused(Device.Tab by, String key, String value) {
    String version = by.replica.localVersion();
    int total = by.audited("total");
    String before = by.get(key);
    assertThat(by.tryPut(key, value)).isEqualTo("STATE_SHAPE");
    assertThat(by.get(key)).isEqualTo(before);
    assertThat(by.replica.localVersion()).isEqualTo(version);
    assertThat(by.audited("total")).isEqualTo(total);
  }

  /** Case A1. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"{'copy':true,'id':'a'}", "'text'", "[1]", "{'id':7}", "null", "{'id':''}"},
      quoteCharacter = '"')
  void intoAListNoElementWithItsId_refused_andTheListStays(String value) {
    tab.save(TASKS);
    refused(tab, "tasks/c", value);
    assertThat(tab.load()).isEqualTo(TASKS);
    assertThat(tab.tryPut("tasks/c", "{'id':'c'}")).isEmpty();
    assertThat(tab.tryPut("tasks/d", "{'n':1}")).isEmpty();
    assertThat(tab.load())
        .isEqualTo("{'s':1,'tasks':[{'id':'a'},{'id':'b'},{'id':'c'},{'id':'d','n':1}]}");
  }

  @Test
  void elementWithAnEmptyId_theArrayIsOneValue_andNoDocumentOfAList() {
    tab.save("{'other':[{'id':''},{'id':'a'}],'tasks':[{'id':'a'}]}");
    assertThat(tab.get("other/~")).isEqualTo("[{'id':''},{'id':'a'}]");
    assertThat(tab.load()).isEqualTo("{'other':[{'id':''},{'id':'a'}],'tasks':[{'id':'a'}]}");
    refused(tab, "tasks/", "{'n':1}");
    refused(tab, "tasks/", "{'id':''}");
  }

  @Test
  void elementWithAnEmptyIdIsThere_itIsAMisfit_andTheListIsSaved() {
    tab.save("{'tasks':[{'id':'a'}]}");
    tab.plant("tasks/", Device.json("{'n':1}"));
    assertThat(tab.load()).isEqualTo("{'tasks':[{'id':'a'}]}");
    assertThat(Json.size(tab.misfits())).isEqualTo(1);
    assertThat(tab.save("{'tasks':[{'id':'a'},{'id':'b'}]}")).isEmpty();
    assertThat(tab.tryPut("tasks/", "")).isEmpty();
    assertThat(tab.load()).isEqualTo("{'tasks':[{'id':'a'},{'id':'b'}]}");
    assertThat(Json.size(tab.misfits())).isZero();
  }

  @Test
  void emptyKeyOfAMap_comesBack() {
    Device.Tab declared = new Device().tab("{'byId':'map'}");
    declared.save("{'byId':{'':{'n':1},'a':{}}}");
    assertThat(declared.load()).isEqualTo("{'byId':{'':{'n':1},'a':{}}}");
    assertThat(declared.get("byId/")).isEqualTo("{'n':1}");
  }

  /** Case A2. */
  @Test
  void besideAValue_refused_andTheValueStays() {
    tab.save("{'settings':{'theme':'dark'}}");
    refused(tab, "settings/lang", "'en'");
    assertThat(tab.load()).isEqualTo("{'settings':{'theme':'dark'}}");
    assertThat(tab.tryPut("settings/~", "{'theme':'light'}")).isEmpty();
    assertThat(tab.load()).isEqualTo("{'settings':{'theme':'light'}}");
  }

  @Test
  void besideAStateThatIsOneValue_refused() {
    tab.save("[1]");
    refused(tab, "notes/a", "'x'");
    assertThat(tab.load()).isEqualTo("[1]");
  }

  @Test
  void valueBesideTheElementsOfAList_refused() {
    tab.save(TASKS);
    refused(tab, "tasks/~", "{'theme':'dark'}");
    assertThat(tab.load()).isEqualTo(TASKS);
  }

  @Test
  void reservedName_refused() {
    refused(tab, "notes/~x", "1");
    refused(tab, "~x/a", "1");
    assertThat(tab.tryPut("notes/~~x", "1")).isEmpty();
    assertThat(tab.load()).isEqualTo("{'notes':{'~x':1}}");
  }

  @Test
  void declared_theDeclarationDecidesAlsoBeforeTheFirstSave() {
    Device.Tab declared = device.tab("{'byId':'map','tasks':'list','one':'value'}");
    refused(declared, "byId/a", "'text'");
    refused(declared, "tasks/a", "'text'");
    refused(declared, "one/a", "{'n':1}");
    assertThat(declared.tryPut("byId/a", "{'id':'any'}")).isEmpty();
    assertThat(declared.tryPut("tasks/a", "{'n':1}")).isEmpty();
    assertThat(declared.load()).isEqualTo("{'byId':{'a':{'id':'any'}},'tasks':[{'id':'a','n':1}]}");
  }

  @Test
  void partOfAValueThatIsDeclaredAMapAndNotConvertedYet_refusedUntilItIs() {
    tab.save("{'byId':{'a':{'n':1}}}");
    Device.Tab next = device.tab(MAP);
    refused(next, "byId/a", "{'n':2}");
    assertThat(next.load()).isEqualTo("{'byId':{'a':{'n':1}}}");
    assertThat(next.tryPut("byId/a", "{'n':2}")).isEmpty();
    assertThat(next.load()).isEqualTo("{'byId':{'a':{'n':2}}}");
  }

  @Test
  void lastElementBesideAnEmptyMap_isRemovedAndTheListIsEmpty() {
    Device.Tab declared = device.tab("{'tasks':'list'}");
    declared.plant("tasks/~", Device.json("{}"));
    declared.plant("tasks/a", Device.json("{'id':'a'}"));
    assertThat(declared.tryPut("tasks/a", "")).isEmpty();
    assertThat(declared.load()).isEqualTo("{'tasks':[]}");
    assertThat(declared.misfits()).isEqualTo(Device.json("[]"));
  }

  @Test
  void emptyMap_mayBeFilled() {
    tab.save("{'byId':{}}");
    assertThat(tab.tryPut("byId/a", "{'n':1}")).isEmpty();
    assertThat(tab.load()).isEqualTo("{'byId':{'a':{'n':1}}}");
  }

  @Test
  void collectionThatIsNoKeyOfTheState_holdsAnyValues() {
    assertThat(tab.tryPut("kv/count", "5")).isEmpty();
    assertThat(tab.tryPut("kv/user", "{'id':7,'name':'x'}")).isEmpty();
    assertThat(tab.load()).isEqualTo("{'kv':{'count':5,'user':{'id':7,'name':'x'}}}");
    assertThat(tab.misfits()).isEqualTo(Device.json("[]"));
  }

  @Test
  void misfitFromElsewhere_mayBeRemovedOrMadeToFit() {
    tab.save(TASKS);
    tab.plant("tasks/c", Device.json("{'id':'a'}"));
    tab.plant("tasks/d", Device.json("'text'"));
    refused(tab, "tasks/c", "{'id':'b'}");
    assertThat(tab.tryPut("tasks/c", "{'id':'c'}")).isEmpty();
    assertThat(tab.tryPut("tasks/d", "")).isEmpty();
    tab.load();
    assertThat(tab.misfits()).isEqualTo(Device.json("[]"));
  }

  @Test
  void conflictDecidedForAValueWithTheIdOfAnother_refused_andTheConflictStays() {
    TestServer server = new TestServer(new Device().random);
    tab.save("{'tasks':[{'id':'a','n':1},{'id':'b'}]}");
    tab.sync(server);
    Device.Tab other = new Device().tab();
    other.sync(server);
    other.plant("tasks/a", Device.json("{'id':'a','n':2}"));
    other.sync(server);
    tab.tryPut("tasks/a", "{'id':'a','n':3}");
    tab.sync(server);
    assertThat(Json.size(tab.conflicts())).isEqualTo(1);

    Decisions decisions = new Decisions(tab.replica);
    assertThat(tab.call(done -> decisions.take("tasks/a", Device.json("{'id':'b'}"), done)))
        .isEqualTo("STATE_SHAPE");
    assertThat(Json.size(tab.conflicts())).isEqualTo(1);
    assertThat(tab.call(done -> decisions.take("tasks/a", Device.json("{'n':4}"), done))).isEmpty();
    assertThat(tab.load()).isEqualTo("{'tasks':[{'id':'a','n':4},{'id':'b'}]}");
  }

  @Test
  void conflictOnAValue_isDecidedForAnyOther() {
    TestServer server = new TestServer(new Device().random);
    tab.save("{'settings':{'x':1}}");
    tab.sync(server);
    Device.Tab other = new Device().tab();
    other.sync(server);
    other.plant("settings/~", Json.of("text"));
    other.sync(server);
    tab.tryPut("settings/~", "{}");
    tab.sync(server);

    Decisions decisions = new Decisions(tab.replica);
    assertThat(tab.call(done -> decisions.take("settings/~", Device.json("{'x':2}"), done)))
        .isEmpty();
    assertThat(tab.load()).isEqualTo("{'settings':{'x':2}}");
  }

  @Test
  void versionBeforeAConversion_isRestoredInTheNewShape() {
    tab.save("{'byId':{'a':{'n':1}}}");
    tab.save("{'byId':{'a':{'n':2},'b':{'n':2}}}");
    Device.Tab next = device.tab(MAP);
    next.load();
    Json history = next.read(read -> History.list(next.replica, read));
    String oldest = Json.text(Json.get(Json.at(history, Json.size(history) - 1), "id"));

    next.must(done -> History.restore(next.replica, oldest, done));
    assertThat(next.load()).isEqualTo("{'byId':{'a':{'n':1}}}");
    assertThat(next.misfits()).isEqualTo(Device.json("[]"));
  }

  @Test
  void versionBeforeAConversionByAnotherReplica_isNotRestored_andNothingIsChanged() {
    TestServer server = new TestServer(new Device().random);
    tab.save("{'byId':{'a':{'n':1}}}");
    tab.save("{'byId':{'a':{'n':2}}}");
    tab.sync(server);
    Device.Tab other = new Device().tab(MAP);
    other.sync(server);
    other.load();
    other.sync(server);
    Device.Tab next = device.tab(MAP);
    next.sync(server);
    next.load();
    String disk = next.disk();
    Json history = next.read(read -> History.list(next.replica, read));
    String oldest = Json.text(Json.get(Json.at(history, 1), "id"));

    assertThat(next.call(done -> History.restore(next.replica, oldest, done)))
        .isEqualTo("STATE_SHAPE");
    assertThat(next.disk()).isEqualTo(disk);
    assertThat(next.load()).isEqualTo("{'byId':{'a':{'n':2}}}");
  }
}
