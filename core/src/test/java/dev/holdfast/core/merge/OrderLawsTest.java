package dev.holdfast.core.merge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.core.gen.Choices;
import dev.holdfast.core.gen.Law;
import dev.holdfast.core.gen.Values;
import dev.holdfast.core.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The laws of a merge when both sides changed the order of a list. */
class OrderLawsTest {
  private static final int CASES = 10_000;

  @Test
  void removalsWin_andEveryInsertionIsThereOnce() {
    Law.check(
        1,
        CASES,
        Triple::ofOrders,
        t -> {
          List<String> base = ids(t.base());
          List<String> local = ids(t.local());
          List<String> server = ids(t.server());
          Set<String> alive = new LinkedHashSet<>(local);
          alive.addAll(server);
          alive.removeIf(id -> base.contains(id) && !(local.contains(id) && server.contains(id)));
          assertThat(ids(t.mergedOrder())).containsExactlyInAnyOrderElementsOf(alive);
        });
  }

  @Test
  void insertionsStayBehindTheirNeighbour() {
    Law.check(
        2,
        CASES,
        Triple::ofOrders,
        t -> {
          List<String> merged = ids(t.mergedOrder());
          assertNeighbours(merged, ids(t.local()), ids(t.server()));
          assertNeighbours(merged, ids(t.server()), ids(t.local()));
        });
  }

  /**
   * Checks that before each inserted id, the nearest id that both sides have is the same as on the
   * inserting side.
   */
  private static void assertNeighbours(List<String> merged, List<String> side, List<String> other) {
    for (String id : merged) {
      if (side.contains(id) && !other.contains(id)) {
        List<String> shared = new ArrayList<>(side);
        shared.retainAll(other);
        assertThat(neighbour(merged, id, shared))
            .as("neighbour of %s", id)
            .isEqualTo(neighbour(side, id, shared));
      }
    }
  }

  private static String neighbour(List<String> order, String id, List<String> shared) {
    for (int i = order.indexOf(id) - 1; i >= 0; i--) {
      if (shared.contains(order.get(i))) {
        return order.get(i);
      }
    }
    return "(first)";
  }

  @Test
  void insertionsOfOneSideKeepTheirOrderBehindTheSameNeighbour() {
    Law.check(
        3,
        CASES,
        Triple::ofOrders,
        t -> {
          List<String> merged = ids(t.mergedOrder());
          assertRuns(merged, ids(t.local()), ids(t.server()));
          assertRuns(merged, ids(t.server()), ids(t.local()));
        });
  }

  private static void assertRuns(List<String> merged, List<String> side, List<String> other) {
    List<String> run = new ArrayList<>();
    for (String id : side) {
      if (other.contains(id)) {
        run.clear();
      } else if (merged.contains(id)) {
        run.add(id);
        List<String> there = new ArrayList<>(merged);
        there.retainAll(run);
        assertThat(there).isEqualTo(run);
      }
    }
  }

  @Test
  void whatBothMoved_standsAsOnTheServer_whatOneMoved_asThere() {
    Law.check(
        4,
        CASES,
        Triple::ofOrders,
        t -> {
          List<String> shared = ids(t.base());
          shared.retainAll(ids(t.local()));
          shared.retainAll(ids(t.server()));
          List<String> local = only(ids(t.local()), shared);
          List<String> server = only(ids(t.server()), shared);
          List<String> expected = server.equals(shared) ? local : server;
          assertThat(only(ids(t.mergedOrder()), shared)).isEqualTo(expected);
        });
  }

  @Test
  void neverAConflict_whateverTheDocumentsHold() {
    Law.check(
        5,
        CASES,
        OrderLawsTest::anything,
        t -> {
          Merge.Result result =
              Merge.documents(Merge.ORDER, "tasks", t.base(), t.local(), t.server());
          assertThat(result.decided()).isTrue();
        });
  }

  @Test
  void mergedAgain_nothingChanges() {
    Law.check(
        6,
        CASES,
        OrderLawsTest::anything,
        t -> {
          Triple again = new Triple(t.base(), t.local(), t.mergedOrder());
          assertThat(Triple.show(again.mergedOrder())).isEqualTo(Triple.show(again.server()));
        });
  }

  @Test
  void oneSidedChanges_stand() {
    Law.check(
        7,
        CASES,
        OrderLawsTest::anything,
        t -> {
          Triple localOnly = new Triple(t.base(), t.local(), t.base());
          Triple serverOnly = new Triple(t.base(), t.base(), t.server());
          Triple alike = new Triple(t.base(), t.local(), t.local());
          assertThat(Triple.show(localOnly.mergedOrder())).isEqualTo(Triple.show(t.local()));
          assertThat(Triple.show(serverOnly.mergedOrder())).isEqualTo(Triple.show(t.server()));
          assertThat(Triple.show(alike.mergedOrder())).isEqualTo(Triple.show(t.local()));
        });
  }

  /**
   * Duplicate ids, elements that are not ids, no array, no value: an app may write anything here.
   */
  @Test
  void sloppyOrders_loseNoInsertion() {
    Law.check(
        8,
        CASES,
        OrderLawsTest::anything,
        t -> {
          List<String> inserted = ids(t.local());
          inserted.addAll(ids(t.server()));
          inserted.removeAll(ids(t.base()));
          assertThat(ids(t.mergedOrder())).containsAll(inserted);
        });
  }

  private static Triple anything(Choices c) {
    return new Triple(sloppy(c), sloppy(c), sloppy(c));
  }

  private static Json sloppy(Choices c) {
    if (c.oneIn(8)) {
      return Values.document(c);
    }
    Json order = Json.array();
    while (c.below(6) != 0) {
      Json.push(order, c.oneIn(20) ? Values.value(c) : Json.of(c.of("1", "2", "3", "4", "5")));
    }
    return order;
  }

  private static List<String> only(List<String> ids, List<String> kept) {
    List<String> out = new ArrayList<>(ids);
    out.retainAll(kept);
    return out;
  }

  private static List<String> ids(Json order) {
    List<String> ids = new ArrayList<>();
    for (int i = 0; Json.isArray(order) && i < Json.size(order); i++) {
      if (Json.isString(Json.at(order, i))) {
        ids.add(Json.text(Json.at(order, i)));
      }
    }
    return ids;
  }
}
