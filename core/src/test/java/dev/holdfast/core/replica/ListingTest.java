package dev.holdfast.core.replica;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.core.gen.Choices;
import dev.holdfast.core.gen.Law;
import dev.holdfast.core.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Ranges of a collection, read from no more pages than they need. */
class ListingTest {
  private static final String DECLARED = "{'notes':'map','aside':'map','other':'map'}";

  /** A page holds four of them. */
  private static final String LARGE = "x".repeat(10_000);

  private static String id(int n) {
    return "n" + (100 + n);
  }

  /** A space with {@code size} documents of the server in many pages, between other collections. */
  private static Device.Tab synced(int size) {
    Json notes = Json.object();
    for (int i = 0; i < size; i++) {
      Json.set(notes, id(i), Device.json("{'n':" + i + ",'t':'" + LARGE + "'}"));
    }
    Json state = Json.object();
    Json.set(state, "notes", notes);
    Json.set(state, "aside", Device.json("{'a':{'t':'" + LARGE + "'},'z':{}}"));
    Json.set(state, "other", Device.json("{'a':{'t':'" + LARGE + "'}}"));
    Device device = new Device();
    assertThat(device.tab(DECLARED).adopt(Json.stringify(state))).isEmpty();
    return device.tab(DECLARED);
  }

  private static Json entries(Device.Tab tab, String range) {
    return tab.read(read -> tab.replica.entries("notes", Device.json(range), read));
  }

  private static List<String> ids(Json entries) {
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < Json.size(entries); i++) {
      ids.add(Json.text(Json.at(Json.at(entries, i), 0)));
    }
    return ids;
  }

  private record Asked(List<String> edits, String from, String to, int limit, boolean reverse) {
    Json range() {
      Json range = Json.object();
      if (!from.isEmpty()) {
        Json.set(range, "from", Json.of(from));
      }
      if (!to.isEmpty()) {
        Json.set(range, "to", Json.of(to));
      }
      if (limit >= 0) {
        Json.set(range, "limit", Json.of(limit));
      }
      Json.set(range, "reverse", Json.of(reverse));
      return range;
    }
  }

  /** An element has its place beside its value, once a list has been saved. */
  @Test
  void elementsOfAList_comeAsTheAppGaveThem() {
    Device.Tab tab = new Device().tab("{'tasks':'list'}");
    tab.save("{'tasks':[{'id':'b','n':1},{'id':'a','n':2}]}");

    Json entries = tab.read(read -> tab.replica.entries("tasks", Json.object(), read));

    assertThat(Json.stringify(entries))
        .isEqualTo(Json.stringify(Device.json("[['a',{'id':'a','n':2}],['b',{'id':'b','n':1}]]")));
  }

  private static Asked any(Choices c) {
    List<String> edits = new ArrayList<>();
    for (int i = c.below(6); i > 0; i--) {
      edits.add((c.oneIn(3) ? "-" : "+") + id(c.below(30)) + c.of("", "b"));
    }
    String from = c.oneIn(2) ? id(c.below(32)) : c.of("", "n", "~", "a");
    String to = c.oneIn(2) ? id(c.below(32)) : c.of("", "o", "0");
    return new Asked(edits, from, to, c.below(14) - 1, c.oneIn(2));
  }

  @Test
  void anyRange_hasWhatTheWholeHasThere() {
    Law.check(
        54,
        150,
        ListingTest::any,
        asked -> {
          Device.Tab tab = synced(25);
          TreeMap<String, String> all = new TreeMap<>();
          for (int i = 0; i < 25; i++) {
            all.put(id(i), "");
          }
          for (String edit : asked.edits()) {
            String id = edit.substring(1);
            if (edit.startsWith("+")) {
              tab.put("notes/" + id, "{'mine':1}");
              all.put(id, "");
            } else {
              tab.put("notes/" + id, "");
              all.remove(id);
            }
          }
          List<String> expected = new ArrayList<>();
          for (String id : (asked.reverse() ? all.descendingMap() : all).keySet()) {
            boolean in =
                id.compareTo(asked.from()) >= 0
                    && (asked.to().isEmpty() || id.compareTo(asked.to()) < 0);
            if (in && (asked.limit() < 0 || expected.size() < asked.limit())) {
              expected.add(id);
            }
          }
          assertThat(ids(entries(tab, Json.stringify(asked.range())))).isEqualTo(expected);
          assertThat(ids(entries(tab, ""))).containsExactlyElementsOf(all.keySet());
        });
  }

  private static int reads(String range, int size) {
    Device.Tab tab = synced(size);
    tab.refresh();
    tab.traffic();
    entries(tab, range);
    return tab.traffic().reads() - 1; // but the replica's own record
  }

  @Test
  void aFewOfManyDocuments_areReadFromAPageOrTwo_howeverManyThereAre() {
    for (int size : new int[] {25, 200}) {
      assertThat(reads("{'limit':2}", size)).isLessThanOrEqualTo(3);
      assertThat(reads("{'limit':2,'reverse':true}", size)).isLessThanOrEqualTo(3);
      assertThat(reads("{'from':'n110','to':'n112'}", size)).isLessThanOrEqualTo(2);
      assertThat(reads("{'from':'n110','limit':1,'reverse':true,'to':'n112'}", size))
          .isLessThanOrEqualTo(2);
      assertThat(reads("{'limit':0}", size)).isZero();
      assertThat(reads("{'from':'n2','to':'n1'}", size)).isZero();
    }
  }

  @Test
  void manyOfManyDocuments_areReadOnce() {
    Device.Tab tab = synced(200);
    tab.traffic();
    entries(tab, "{'limit':150}");
    assertThat(tab.traffic().readChars()).isLessThan(200 * 10_100);
  }

  @Test
  void idsOfAnyCharacters_areOrderedByCodeUnits_andNoneOfAnotherCollectionIsAmongThem() {
    Device.Tab tab = new Device().tab();
    for (String id : new String[] {"", "a", "a/b", "\uffff", "0", "~~"}) {
      tab.put("notes/" + id, "1");
    }
    tab.put("notes0/a", "1");
    tab.put("note/a", "1");
    assertThat(ids(entries(tab, "{'limit':99}")))
        .containsExactly("", "0", "a", "a/b", "~~", "\uffff");
    assertThat(ids(entries(tab, "{'limit':2,'reverse':true}"))).containsExactly("\uffff", "~~");
  }
}
