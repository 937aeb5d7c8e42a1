package dev.holdfast.core.replica;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.core.gen.Choices;
import dev.holdfast.core.gen.Law;
import dev.holdfast.core.json.Json;
import dev.holdfast.core.merge.Place;
import dev.holdfast.core.merge.Placed;
import dev.holdfast.core.protocol.Mutation;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The order of lists: each element has a place beside its value. One file, since all cases are
 * about one list.
 */
class ListOrderTest extends TwoDevicesFixture {
  private static String state(List<String> ids) {
    StringBuilder out = new StringBuilder("{'tasks':[");
    for (String id : ids) {
      out.append(out.length() > 10 ? "," : "").append("{'id':'").append(id).append("'}");
    }
    return out.append("]}").toString();
  }

  private static String state(String ids) {
    return state(ids.isEmpty() ? List.of() : List.of(ids.split("")));
  }

  /** The mutations of the next push. */
  private Json sent(Device.Tab from) {
    Exchange exchange = from.begin();
    Json mutations = Json.get(exchange.request(), "mutations");
    from.commit(exchange, server.sync(exchange.request()));
    return mutations;
  }

  private static List<String> many(int size) {
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      ids.add("e" + i);
    }
    return ids;
  }

  @Test
  void insertedOrMovedInAListOfThousands_oneSmallMutation() {
    List<String> ids = many(3000);
    tab.save(state(ids));
    tab.sync(server);

    ids.add(0, "new");
    tab.save(state(ids));
    Json inserted = sent(tab);
    assertThat(Json.size(inserted)).isEqualTo(1);
    assertThat(Json.stringify(inserted).length()).isLessThan(200);

    ids.add(0, ids.remove(ids.size() - 1));
    tab.save(state(ids));
    Json moved = sent(tab);
    assertThat(Json.size(moved)).isEqualTo(1);
    assertThat(Json.stringify(moved).length()).isLessThan(200);

    ids.remove(1500);
    tab.save(state(ids));
    assertThat(Json.size(sent(tab))).isEqualTo(1);
    other.sync(server);
    assertThat(other.load()).isEqualTo(state(ids));
  }

  @Test
  void insertedByTwoAtDifferentPlaces_bothStayBehindTheirNeighbour() {
    tab.save(state("abc"));
    tab.sync(server);
    other.sync(server);
    other.load();
    tab.save(state("axbc"));
    other.save(state("abcy"));
    tab.sync(server);
    other.sync(server);
    tab.sync(server);
    assertThat(tab.load()).isEqualTo(state("axbcy"));
    assertThat(other.load()).isEqualTo(state("axbcy"));
  }

  @Test
  void movedByTwo_theServersMoveWins_andNothingConflicts() {
    tab.save(state("abc"));
    tab.sync(server);
    other.sync(server);
    other.load();
    tab.save(state("bca"));
    other.save(state("bac"));
    tab.sync(server);
    other.sync(server);
    assertThat(Json.size(other.conflicts())).isZero();
    assertThat(other.load()).isEqualTo(state("bca"));
  }

  @Test
  void movedHereAndRemovedThere_isRemoved() {
    tab.save(state("abc"));
    tab.sync(server);
    other.sync(server);
    other.load();
    tab.save(state("bc"));
    tab.sync(server);
    other.save(state("bca"));
    other.sync(server);
    assertThat(Json.size(other.conflicts())).isZero();
    assertThat(other.load()).isEqualTo(state("bc"));
  }

  @Test
  void lastElementsRemovedByTwo_theListIsEmpty_notGone() {
    tab.save(state("ab"));
    tab.sync(server);
    other.sync(server);
    other.load();
    tab.save(state("a"));
    other.save(state("b"));
    tab.sync(server);
    other.sync(server);
    assertThat(other.load()).isEqualTo("{'tasks':[]}");
  }

  @Test
  void putThroughACollection_comesLast_inTheOrderItCame() {
    tab.save(state("b"));
    tab.sync(server);
    tab.put("tasks/z", "{}");
    tab.put("tasks/a", "{}");
    assertThat(tab.load()).isEqualTo(state("bza"));
    tab.sync(server);
    assertThat(tab.load()).isEqualTo(state("bza"));
    other.sync(server);
    assertThat(other.load()).isEqualTo(state("bza"));
  }

  @Test
  void elementWithoutAPlace_edited_staysWhereItWas() {
    tab.save(state("b"));
    tab.put("tasks/z", "{}");
    tab.put("tasks/a", "{}");
    tab.sync(server);
    tab.load();
    tab.save("{'tasks':[{'id':'b'},{'id':'z','t':1},{'id':'a'}]}");
    tab.sync(server);
    assertThat(tab.load()).isEqualTo("{'tasks':[{'id':'b'},{'id':'z','t':1},{'id':'a'}]}");
    other.sync(server);
    assertThat(other.load()).isEqualTo(tab.load());
  }

  @Test
  void editedThroughACollection_keepsItsPlace() {
    tab.save(state("abc"));
    tab.sync(server);
    tab.put("tasks/b", "{'id':'b','t':1}");
    tab.sync(server);
    assertThat(tab.load()).isEqualTo("{'tasks':[{'id':'a'},{'id':'b','t':1},{'id':'c'}]}");
  }

  @Test
  void elementWithoutAPlace_editedThroughACollection_staysWhereItWas() {
    tab.save(state("b"));
    tab.put("tasks/z", "{}");
    tab.put("tasks/a", "{}");
    tab.sync(server);
    tab.put("tasks/z", "{'t':1}");
    tab.sync(server);
    assertThat(tab.load()).isEqualTo("{'tasks':[{'id':'b'},{'id':'z','t':1},{'id':'a'}]}");
  }

  private static final String XYZ =
      "{'tasks':[{'id':'x','n':1},{'id':'y','n':1},{'id':'z','n':1}]}";

  private void rewriteEach(Device.Tab tab) {
    for (String id : List.of("x", "y", "z")) {
      tab.put("tasks/" + id, "{'id':'" + id + "','n':1}");
    }
  }

  @Test
  void listThatOnlyACollectionMade_editedThroughIt_staysInItsOrderEverywhere() {
    for (String id : List.of("x", "y", "z")) {
      tab.put("tasks/" + id, "{'id':'" + id + "'}");
    }
    tab.sync(server);
    other.sync(server);
    rewriteEach(other);
    assertThat(other.peek()).isEqualTo(XYZ);
    other.sync(server);
    assertThat(other.load()).isEqualTo(XYZ);
    tab.sync(server);
    assertThat(tab.load()).isEqualTo(XYZ);
  }

  @Test
  void editedThroughACollectionAndBack_nothingIsLeftToSend() {
    tab.put("tasks/x", "{'id':'x'}");
    tab.sync(server);
    tab.put("tasks/x", "{'id':'x','n':1}");
    tab.put("tasks/x", "{'id':'x'}");
    assertThat(tab.hasConflicts()).isFalse();
    tab.audited("total");
  }

  @Test
  void documentsOfAMapEditedThroughACollection_getNoPlace() {
    Device.Tab mapped = device.tab("{'tasks':'map'}");
    mapped.put("tasks/x", "{'n':1}");
    mapped.sync(server);
    mapped.put("tasks/x", "{'n':2}");
    assertThat(Json.stringify(sent(mapped))).doesNotContain("place");
  }

  @Test
  void editedHereAndRemovedThere_keptLocally_comesBackWhereItWas() {
    tab.save(state("abcd"));
    tab.sync(server);
    other.sync(server);
    other.load();
    tab.save("{'tasks':[{'id':'a'},{'id':'b','t':1},{'id':'c'},{'id':'d'}]}");
    other.save(state("acd"));
    other.sync(server);
    tab.sync(server);
    keepLocal(tab);
    tab.sync(server);
    String all = "{'tasks':[{'id':'a'},{'id':'b','t':1},{'id':'c'},{'id':'d'}]}";
    assertThat(tab.load()).isEqualTo(all);
    other.sync(server);
    assertThat(other.load()).isEqualTo(all);
  }

  /** A valid place, often near an end of the range, as another client may have made it. */
  private static String anyPlace(Choices c) {
    String end = c.of("A" + "0".repeat(26), "z".repeat(27), "a0", "Zz", "k" + "0".repeat(11));
    String more = c.of("", "1", "V", "z", "0".repeat(c.below(101)) + "1", "z".repeat(c.below(102)));
    String place = end + more;
    return Place.isValid(place) ? place : end;
  }

  private record Foreign(List<String> places, int at, int count) {
    static Foreign any(Choices c) {
      List<String> places = new ArrayList<>();
      for (int i = c.below(6); i >= 0; i--) {
        places.add(anyPlace(c));
      }
      return new Foreign(places, c.below(places.size() + 1), 1 + c.below(8));
    }
  }

  @Test
  void insertedBesideAnyPlaceOfAnotherClient_allPlacesAreValid_andTheOrderIsTheApps() {
    Law.check(
        62,
        3000,
        Foreign::any,
        foreign -> {
          Json docs = Json.object();
          for (int i = 0; i < foreign.places.size(); i++) {
            Json value = Device.json("{'id':'e" + i + "'}");
            Json.set(docs, "tasks/e" + i, Placed.of(value, Json.of(foreign.places.get(i))));
          }
          StateShape shape = new StateShape(Json.object());
          Assembly before = shape.assembly(docs, key -> Place.arrived(1));
          List<String> items = new ArrayList<>();
          Json list = Json.get(before.state, "tasks");
          for (int i = 0; i < Json.size(list); i++) {
            items.add(Device.text(Json.at(list, i)));
          }
          for (int i = 0; i < foreign.count; i++) {
            items.add(foreign.at + i, "{'id':'n" + i + "'}");
          }
          String state = "{'tasks':[" + String.join(",", items) + "]}";
          Json after = shape.split(Device.json(state), docs, before.places);
          Json keys = Json.keys(after);
          for (int i = 0; i < Json.size(keys); i++) {
            Json place = Placed.place(Json.get(after, Json.at(keys, i)));
            assertThat(Json.isAbsent(place) || Place.isValid(Json.text(place))).isTrue();
          }
          Json shown = shape.assembly(after, key -> Place.arrived(1)).state;
          assertThat(Device.text(shown)).isEqualTo(state);
        });
  }

  @Test
  void orderOfAnEarlierRelease_isTakenOver_andStays() {
    for (String id : List.of("a", "b", "c")) {
      put("tasks", id, "{'id':'" + id + "'}");
    }
    put("~order", "tasks", "['c','gone','a','b']");
    tab.sync(server);
    assertThat(tab.load()).isEqualTo(state("cab"));
    assertThat(tab.save(state("cab"))).isEmpty();
    assertThat(tab.hasConflicts()).isFalse();

    tab.save(state("cxab"));
    assertThat(Json.size(sent(tab))).isEqualTo(1);
    other.sync(server);
    assertThat(other.load()).isEqualTo(state("cxab"));
    other.save(state("bcxa"));
    assertThat(Json.size(sent(other))).isEqualTo(1);
    tab.sync(server);
    assertThat(tab.load()).isEqualTo(state("bcxa"));
    assertThat(server.value("~order/tasks")).isEqualTo("[\"c\",\"gone\",\"a\",\"b\"]");
  }

  private int written;

  private void put(String collection, String doc, String value) {
    server.write("old", Mutation.of("w" + ++written, collection, doc, 0, Device.json(value)));
  }

  @Test
  void insertedBehindTheFirst_athousandTimes_placesStayShort() {
    List<String> ids = many(2);
    int most = 0;
    for (int i = 0; i < 1000; i++) {
      ids.add(1, "n" + i);
      tab.save(state(ids));
      Json mutations = sent(tab);
      most = Math.max(most, Json.size(mutations));
      for (int k = 0; k < Json.size(mutations); k++) {
        Json place = Json.get(Json.at(mutations, k), "place");
        assertThat(Json.isString(place) ? Json.length(place) : 0).isLessThanOrEqualTo(32);
      }
    }
    tab.sync(server);
    other.sync(server);
    assertThat(other.load()).isEqualTo(state(ids));
    assertThat(most).isGreaterThan(1); // some saves made the places short again
  }

  @Test
  void placeThatIsNone_loadsAsIfThereWasNone() {
    Json docs = Json.object();
    Json.set(docs, "tasks/a", Placed.of(Device.json("{'id':'a'}"), Json.of("!")));
    Json.set(docs, "tasks/b", Placed.of(Device.json("{'id':'b'}"), Json.of("a0")));
    StateShape shape = new StateShape(Json.object());
    Json state = shape.assembly(docs, key -> Place.arrived(1)).state;
    assertThat(Device.text(state)).isEqualTo(state("ba"));
  }

  /** Three devices insert, move, remove and sync. */
  private record Event(int device, String kind, int from, int to) {
    static List<Event> any(Choices c) {
      List<Event> events = new ArrayList<>();
      while (c.below(20) != 0) {
        String kind = c.of("insert", "move", "remove", "sync", "put", "rewrite");
        events.add(new Event(c.below(3), kind, c.below(8), c.below(8)));
      }
      return events;
    }
  }

  @Test
  void whateverIsInsertedAndMoved_eachSaveIsSmall_andAllDevicesEndWithOneOrder() {
    Law.check(
        61,
        400,
        Event::any,
        events -> {
          TestServer server = new TestServer(new Device().random);
          List<Device.Tab> tabs = new ArrayList<>();
          for (int i = 0; i < 3; i++) {
            tabs.add(new Device().tab());
          }
          tabs.get(0).save("{'tasks':[]}");
          tabs.forEach(tab -> tab.sync(server));
          int made = 0;
          for (Event event : events) {
            happen(tabs.get(event.device), event, "n" + made++, server);
          }
          for (int round = 0; round < 4; round++) {
            for (Device.Tab tab : tabs) {
              tab.sync(server);
              keepLocal(tab); // edited here and removed there
            }
          }
          String state = tabs.get(0).load();
          for (Device.Tab tab : tabs) {
            assertThat(Json.size(tab.conflicts())).isZero();
            assertThat(tab.load()).isEqualTo(state);
            assertThat(tab.replica.serverVersion()).isEqualTo(server.hash());
            assertThat(tab.hasConflicts()).isFalse();
          }
        });
  }

  private static void keepLocal(Device.Tab tab) {
    Json conflicts = tab.conflicts();
    for (int i = 0; i < Json.size(conflicts); i++) {
      String key = Json.text(Json.get(Json.at(conflicts, i), "key"));
      tab.must(done -> new Decisions(tab.replica).keepLocal(key, done));
    }
  }

  private static void happen(Device.Tab tab, Event event, String id, TestServer server) {
    if (event.kind.equals("sync")) {
      tab.sync(server);
      return;
    }
    if (event.kind.equals("put")) {
      tab.put("tasks/" + id, "{}");
      return;
    }
    Json list = Json.get(Device.json(tab.load()), "tasks");
    List<String> items = new ArrayList<>();
    for (int i = 0; i < Json.size(list); i++) {
      items.add(Device.text(Json.at(list, i)));
    }
    int before = Json.size(tab.pending());
    int from = items.isEmpty() ? 0 : event.from % items.size();
    switch (event.kind) {
      case "insert" -> items.add(event.to % (items.size() + 1), "{'id':'" + id + "'}");
      case "move" -> {
        if (!items.isEmpty()) {
          String item = items.remove(from);
          items.add(event.to % (items.size() + 1), item);
        }
      }
      case "remove" -> {
        if (!items.isEmpty()) {
          items.remove(from);
        }
      }
      default -> {
        if (!items.isEmpty()) {
          Json item = Device.json(items.get(from));
          Json.set(item, "t", Json.of(event.to));
          items.set(from, Device.text(item));
        }
      }
    }
    String state = "{'tasks':[" + String.join(",", items) + "]}";
    assertThat(tab.save(state)).isEmpty();
    assertThat(tab.load()).isEqualTo(state);
    assertThat(Json.size(tab.pending())).isLessThanOrEqualTo(before + 4);
  }
}
