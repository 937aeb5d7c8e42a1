package dev.holdfast.core.replica;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.core.gen.Choices;
import dev.holdfast.core.gen.Law;
import dev.holdfast.core.json.Json;
import dev.holdfast.core.protocol.Mutation;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The documents of a map say that they are a map's, whatever a later release declares. */
class MapMarkerTest {
  private static final String MAP = "{'byId':'map'}";
  private static final String STATE =
      "{'byId':{'a':{'id':'a','n':1},'b':{'id':'b','n':2}},'theme':'dark'}";

  private final Device device = new Device();
  private final Device there = new Device();
  private final TestServer server = new TestServer(new Device().random);
  private final List<String> migrated = new ArrayList<>();

  private Json same(Json state, double from) {
    migrated.add(Device.text(state));
    return state;
  }

  /** As an app makes a list of what was a map. */
  private Json listed(Json state, double from) {
    Json fields = Json.get(state, "byId");
    Json list = Json.array();
    Json ids = Json.keys(fields);
    for (int i = 0; i < Json.size(ids); i++) {
      Json.push(list, Json.get(fields, Json.at(ids, i)));
    }
    Json out = Json.copy(state);
    Json.set(out, "byId", list);
    return out;
  }

  private static String sorted(String state) {
    return Device.text(Device.json(state));
  }

  private void saved(String shapes, String state) {
    Device.Tab tab = device.tab(shapes);
    assertThat(tab.save(state)).isEmpty();
    assertThat(tab.sync(server)).isEmpty();
  }

  private Device.Tab synced(Device on, String shapes) {
    Device.Tab tab = on.tab(shapes);
    assertThat(tab.sync(server)).isEmpty();
    return tab;
  }

  @Test
  void releaseThatDoesNotDeclareTheMap_migratesTheMap_notAList() {
    saved(MAP, STATE);

    Device.Tab tab = device.tab("{}", 2, this::same);
    assertThat(tab.load()).isEqualTo(sorted(STATE));
    assertThat(migrated).containsOnly(sorted(STATE));
  }

  @Test
  void releaseThatDeclaresAList_migratesTheMap() {
    saved(MAP, STATE);

    Device.Tab tab = device.tab("{'byId':'list'}", 2, this::listed);
    assertThat(tab.load())
        .isEqualTo(sorted("{'byId':[{'id':'a','n':1},{'id':'b','n':2}],'theme':'dark'}"));
    assertThat(tab.sync(server)).isEmpty();
    assertThat(server.value("~order/byId")).isEqualTo("[]");
  }

  @Test
  void releaseThatDeclaresNothing_makesAListOfTheMap() {
    saved(MAP, STATE);

    Device.Tab tab = device.tab("{}", 2, this::listed);
    assertThat(tab.load())
        .isEqualTo(sorted("{'byId':[{'id':'a','n':1},{'id':'b','n':2}],'theme':'dark'}"));
    assertThat(tab.sync(server)).isEmpty();
    Device.Tab other = there.tab("{}", 2, this::listed);
    assertThat(other.sync(server)).isEmpty();
    assertThat(other.load()).isEqualTo(tab.load());
  }

  @Test
  void fieldsWrittenThroughTheCollectionAlone_areAMap() {
    Device.Tab before = device.tab(MAP);
    before.put("byId/a", "{'id':'a','n':1}");
    assertThat(before.sync(server)).isEmpty();

    Device.Tab tab = device.tab("{}", 2, this::same);
    assertThat(tab.load()).isEqualTo(sorted("{'byId':{'a':{'id':'a','n':1}}}"));
  }

  @Test
  void lastFieldIsRemovedByAnother_theMapIsEmpty_notGone() {
    saved(MAP, "{'byId':{'a':{'n':1}}}");
    Device.Tab other = synced(there, MAP);
    other.plant("byId/a", Json.absent());
    assertThat(other.sync(server)).isEmpty();

    assertThat(synced(device, MAP).load()).isEqualTo("{'byId':{}}");
    assertThat(device.tab("{}").load()).isEqualTo("{'byId':{}}");
  }

  /** As a release leaves it that declares a value. */
  @Test
  void valueThatIsNoMap_besideTheMarker_theKeyIsEmpty_theValueAMisfitThatStays() {
    saved(MAP, STATE);
    Device.Tab other = synced(there, MAP);
    other.plant("byId/a", Json.absent());
    other.plant("byId/b", Json.absent());
    other.plant("byId/~", Device.json("[7]"));
    assertThat(other.sync(server)).isEmpty();

    for (String shapes : new String[] {MAP, "{'byId':'list'}"}) {
      Device on = new Device();
      Device.Tab tab = synced(on, shapes);
      String empty =
          shapes.equals(MAP) ? "{'byId':{},'theme':'dark'}" : "{'byId':[],'theme':'dark'}";
      assertThat(tab.load()).isEqualTo(empty);
      assertThat(Json.size(tab.misfits())).isEqualTo(1);
      assertThat(tab.save(empty.replace("dark", shapes.substring(9, 12)))).isEmpty();
      assertThat(tab.sync(server)).isEmpty();
      assertThat(server.value("byId/~")).isEqualTo("[7]");
      tab.save(empty);
      assertThat(tab.sync(server)).isEmpty();
    }
  }

  @Test
  void markerIsNobodysChange() {
    Device.Tab tab = device.tab(MAP);
    assertThat(tab.save(STATE)).isEmpty();
    assertThat(Json.size(tab.pending())).isEqualTo(3);
    assertThat(tab.sync(server)).isEmpty();
    assertThat(tab.hasConflicts()).isFalse();
    assertThat(server.value("~order/byId")).isEqualTo("{}");
  }

  /** As the release before left it. The marker comes with the first change of a field. */
  @Test
  void mapWithoutAMarker_getsItWithItsFirstChange() {
    saved("{}", "{'theme':'dark'}");
    server.write("old", Mutation.of("w1", "byId", "a", 0, Device.json("{'id':'a','n':1}")));
    server.write("old", Mutation.of("w2", "byId", "b", 0, Device.json("{'n':2}")));
    Device.Tab tab = synced(device, MAP);
    assertThat(tab.load()).contains("'byId':{'a':");
    assertThat(tab.hasConflicts()).isFalse();
    assertThat(tab.save("{'byId':{'a':{'id':'a','n':7},'b':{'n':2}},'theme':'dark'}")).isEmpty();
    assertThat(tab.sync(server)).isEmpty();

    assertThat(server.value("~order/byId")).isEqualTo("{}");
  }

  /** A map of any fields, of which many look as elements of a list do. */
  private static Json anyMap(Choices c) {
    Json map = Json.object();
    for (int i = c.below(4); i > 0; i--) {
      String id = c.of("a", "b", "~a", "7", "", "a/b");
      Json field = Device.json(c.of("{}", "{'n':1}", "{'id':'b'}", "{'id':7}"));
      if (c.oneIn(2)) {
        Json.set(field, "id", Json.of(id));
      }
      Json.set(map, Json.of(id), field);
    }
    return map;
  }

  @Test
  void anyDeclaredMap_isTheSameMapForAReleaseThatDeclaresNothing() {
    Law.check(
        59,
        500,
        MapMarkerTest::anyMap,
        map -> {
          Device on = new Device();
          Json state = Json.object();
          Json.set(state, "byId", map);
          Device.Tab tab = on.tab(MAP);
          assertThat(tab.save(Json.stringify(state))).isEmpty();
          Device written = new Device();
          Device.Tab collections = written.tab(MAP);
          Json ids = Json.keys(map);
          for (int i = 0; i < Json.size(ids); i++) {
            String id = Json.text(StateShape.escapedId(Json.at(ids, i)));
            collections.put("byId/" + id, Json.stringify(Json.get(map, Json.at(ids, i))));
          }

          assertThat(on.tab("{}").load()).isEqualTo(Device.text(state));
          assertThat(on.tab("{}", 2, this::same).load()).isEqualTo(Device.text(state));
          if (Json.size(ids) > 0) {
            assertThat(written.tab("{}").load()).isEqualTo(Device.text(state));
          }
        });
  }

  @Test
  void declaredOtherwiseAndBack_nothingIsLost() {
    saved(MAP, STATE);
    String list = sorted("{'byId':[{'id':'a','n':1},{'id':'b','n':2}],'theme':'dark'}");

    Device.Tab lists = device.tab("{'byId':'list'}");
    assertThat(lists.load()).isEqualTo(list);
    assertThat(lists.sync(server)).isEmpty();
    assertThat(server.value("~order/byId")).isEqualTo("[]");
    Device.Tab values = device.tab("{'byId':'value'}");
    assertThat(values.load()).isEqualTo(list);
    assertThat(values.sync(server)).isEmpty();
    Device.Tab maps = device.tab(MAP);
    assertThat(maps.sync(server)).isEmpty();
    assertThat(synced(there, MAP).load()).isEqualTo(maps.load());
  }
}
