package dev.holdfast.core.merge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.core.gen.Choices;
import dev.holdfast.core.gen.Law;
import dev.holdfast.core.gen.Values;
import dev.holdfast.core.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The laws of the merge. {@code m} is the merge of a document. */
class MergeLawsTest {
  private static final int CASES = 10_000;

  /**
   * Checks that the generator reaches each case. Otherwise a law could hold because it is never
   * tried.
   */
  @Test
  void theGeneratorReachesWhatTheLawsAreAbout() {
    int[] met = new int[4];
    for (int seed = 0; seed < CASES; seed++) {
      Triple t = Triple.draw(Choices.seeded(seed));
      boolean bothChanged =
          !Json.equal(t.base(), t.local())
              && !Json.equal(t.base(), t.server())
              && !Json.equal(t.local(), t.server());
      Merge.Result merged = t.merge();
      met[0] += bothChanged && merged.decided() ? 1 : 0;
      met[1] += merged.decided() ? 0 : 1;
      met[2] += bothChanged && merged.decided() && !mergedLists(t).isEmpty() ? 1 : 0;
      met[3] += bothChanged && Json.size(merged.conflicts()) > 1 ? 1 : 0;
    }
    assertThat(met[0]).as("merges of two changes").isGreaterThan(CASES / 20);
    assertThat(met[1]).as("conflicts").isGreaterThan(CASES / 20);
    assertThat(met[2]).as("merges of lists changed on both sides").isGreaterThan(CASES / 50);
    assertThat(met[3]).as("more than one conflict").isGreaterThan(CASES / 500);
  }

  /** The paths of the lists whose ids both sides changed. */
  private static List<String> mergedLists(Triple t) {
    Map<String, List<String>> base = Nodes.of(t.base()).orders();
    Map<String, List<String>> server = Nodes.of(t.server()).orders();
    List<String> paths = new ArrayList<>();
    Nodes.of(t.local())
        .orders()
        .forEach(
            (path, ids) -> {
              if (server.containsKey(path)
                  && !ids.equals(base.get(path))
                  && !server.get(path).equals(base.get(path))) {
                paths.add(path);
              }
            });
    return paths;
  }

  @Test
  void serverChangedNothing_localStands() {
    Law.check(1, CASES, Triple::draw, t -> assertMerge(t.base(), t.local(), t.base(), t.local()));
  }

  @Test
  void localChangedNothing_serverStands() {
    Law.check(2, CASES, Triple::draw, t -> assertMerge(t.base(), t.base(), t.server(), t.server()));
  }

  @Test
  void bothMadeTheSameChange_itCollapses() {
    Law.check(3, CASES, Triple::draw, t -> assertMerge(t.base(), t.local(), t.local(), t.local()));
  }

  @Test
  void mergedAgain_nothingChanges() {
    Law.check(
        4,
        CASES,
        Triple::draw,
        t -> {
          Merge.Result once = t.merge();
          if (once.decided()) {
            assertMerge(t.base(), t.local(), once.value(), once.value());
          }
        });
  }

  @Test
  void sidesSwapped_sameConflictsWithSidesSwapped() {
    Law.check(
        5,
        CASES,
        Triple::draw,
        t -> {
          Map<String, Triple> swapped = new LinkedHashMap<>();
          conflicts(t.swapped()).forEach((path, c) -> swapped.put(path, c.swapped()));
          assertThat(shown(conflicts(t))).isEqualTo(shown(swapped));
        });
  }

  /**
   * If local and server are swapped, only the order of elements may differ: the server's moves win.
   */
  @Test
  void sidesSwapped_sameValueButForTheOrderOfElements() {
    Law.check(
        6,
        CASES,
        Triple::draw,
        t -> {
          Merge.Result merged = t.merge();
          if (merged.decided()) {
            Json other = t.swapped().merge().value();
            assertThat(Nodes.of(merged.value()).nodes()).isEqualTo(Nodes.of(other).nodes());
          }
        });
  }

  /**
   * If one side only moves and removes, and the other only inserts and removes, the order does not
   * differ either.
   */
  @Test
  void sidesSwapped_sameOrderWhenOnlyOneInsertsAndOnlyOneMoves() {
    Law.check(
        7,
        CASES,
        Triple::draw,
        t -> {
          Merge.Result merged = t.merge();
          if (merged.decided() && !tied(t)) {
            assertSame(merged.value(), t.swapped().merge().value());
          }
        });
  }

  private static boolean tied(Triple t) {
    Nodes base = Nodes.of(t.base());
    Nodes local = Nodes.of(t.local());
    Nodes server = Nodes.of(t.server());
    for (String path : local.orders().keySet()) {
      List<String> b = base.orders().getOrDefault(path, List.of());
      List<String> l = local.orders().get(path);
      List<String> s = server.orders().getOrDefault(path, List.of());
      if ((inserts(b, l) && inserts(b, s)) || (moves(b, l) && moves(b, s))) {
        return true;
      }
    }
    return false;
  }

  private static boolean inserts(List<String> base, List<String> side) {
    return !base.containsAll(side);
  }

  private static boolean moves(List<String> base, List<String> side) {
    return !only(base, side).equals(only(side, base));
  }

  private static List<String> only(List<String> ids, List<String> others) {
    List<String> out = new ArrayList<>(ids);
    out.retainAll(others);
    return out;
  }

  /**
   * A node that one side changed has that side's value. A node that both changed alike has their
   * value.
   */
  @Test
  void nothingIsInventedOrLost() {
    Law.check(
        8,
        CASES,
        Triple::draw,
        t -> {
          Nodes base = Nodes.of(t.base());
          Nodes local = Nodes.of(t.local());
          Nodes server = Nodes.of(t.server());
          Nodes merged = Nodes.of(t.merge().value());
          TreeSet<String> conflicts = new TreeSet<>(conflicts(t).keySet());
          TreeSet<String> paths = base.paths();
          paths.addAll(local.paths());
          paths.addAll(server.paths());
          paths.addAll(merged.paths());
          paths.removeIf(path -> conflicts.stream().anyMatch(c -> under(path, c)));
          for (String path : paths) {
            String l = local.at(path);
            String s = server.at(path);
            String expected = Objects.equals(base.at(path), l) ? s : l;
            assertThat(merged.at(path)).as(path).isEqualTo(expected);
            assertThat(l)
                .as("a decision at %s", path)
                .satisfiesAnyOf(
                    same -> assertThat(same).isEqualTo(s),
                    same -> assertThat(same).isEqualTo(base.at(path)),
                    same -> assertThat(s).isEqualTo(base.at(path)));
          }
        });
  }

  private static boolean under(String path, String conflict) {
    return path.equals(conflict) || path.startsWith(conflict + "/");
  }

  @Test
  void aConflictNamesWhatTheThreeHoldAtItsPath() {
    Law.check(
        9,
        CASES,
        Triple::draw,
        t ->
            conflicts(t)
                .forEach(
                    (path, conflict) -> {
                      assertSame(Pointer.get(t.base(), path), conflict.base());
                      assertSame(Pointer.get(t.local(), path), conflict.local());
                      assertSame(Pointer.get(t.server(), path), conflict.server());
                      assertSame(Pointer.get(t.merge().value(), path), conflict.local());
                      assertThat(Json.equal(conflict.local(), conflict.server())).isFalse();
                      assertThat(Json.equal(conflict.base(), conflict.local())).isFalse();
                      assertThat(Json.equal(conflict.base(), conflict.server())).isFalse();
                    }));
  }

  /** A conflict that is decided for one side, path by path or as a whole, does not come back. */
  @Test
  void conflictsResolvedForLocal_theMergeIsWhatWouldHaveBeenStored() {
    Law.check(
        10,
        CASES,
        Triple::draw,
        t -> {
          Json resolved = t.merge().value();
          assertMerge(t.server(), resolved, t.server(), resolved);
        });
  }

  /** Whoever is preferred, what merged without contradiction stays. */
  @Test
  void conflictsResolvedForEitherSide_differOnlyAtTheConflicts() {
    Law.check(
        13,
        CASES,
        Triple::draw,
        t -> {
          Map<String, Triple> conflicts = conflicts(t);
          Nodes forLocal = Nodes.of(t.merge().value());
          Json resolved = forServer(t);
          Nodes forServer = Nodes.of(resolved);
          TreeSet<String> paths = forLocal.paths();
          paths.addAll(forServer.paths());
          paths.removeIf(path -> conflicts.keySet().stream().anyMatch(c -> under(path, c)));
          for (String path : paths) {
            assertThat(forServer.at(path)).as(path).isEqualTo(forLocal.at(path));
          }
          conflicts.forEach((path, c) -> assertSame(Pointer.get(resolved, path), c.server()));
        });
  }

  /** Only the order of elements may differ: the server's moves win, whoever is preferred. */
  @Test
  void conflictsResolvedForServer_areWhatTheSwappedMergeGives() {
    Law.check(
        14,
        CASES,
        Triple::draw,
        t ->
            assertThat(Nodes.of(forServer(t)).nodes())
                .isEqualTo(Nodes.of(t.swapped().merge().value()).nodes()));
  }

  private static Json forServer(Triple t) {
    return Merge.forServer("tasks", "t", t.base(), t.local(), t.server()).value();
  }

  @Test
  void theInputsAreLeftAsTheyWere() {
    Law.check(
        11,
        CASES,
        Triple::draw,
        t -> {
          String before = t.toString();
          t.merge();
          t.mergedOrder();
          assertThat(t.toString()).isEqualTo(before);
        });
  }

  @Test
  void deletedHereAndEditedThere_isAConflictOfTheWholeDocument() {
    Law.check(
        12,
        CASES,
        MergeLawsTest::deletedAndEdited,
        t -> {
          assertThat(conflicts(t).keySet()).containsExactly("");
          assertThat(conflicts(t.swapped()).keySet()).containsExactly("");
        });
  }

  private static Triple deletedAndEdited(Choices c) {
    Json base = Values.value(c);
    Json edited = Values.edited(c, base);
    if (Json.isAbsent(edited) || Json.equal(base, edited)) {
      edited = Json.of("edited");
      base = Json.of("base");
    }
    return new Triple(base, Json.absent(), edited);
  }

  private static void assertMerge(Json base, Json local, Json server, Json expected) {
    Merge.Result result = Merge.documents("tasks", "t", base, local, server);
    assertThat(result.decided()).isTrue();
    assertSame(result.value(), expected);
  }

  private static void assertSame(Json actual, Json expected) {
    assertThat(Triple.show(actual)).isEqualTo(Triple.show(expected));
  }

  private static Map<String, Triple> conflicts(Triple t) {
    Map<String, Triple> byPath = new LinkedHashMap<>();
    Json conflicts = t.merge().conflicts();
    for (int i = 0; i < Json.size(conflicts); i++) {
      Json c = Json.at(conflicts, i);
      String path = Json.text(Json.get(c, "path"));
      Triple values = new Triple(Json.get(c, "base"), Json.get(c, "local"), Json.get(c, "server"));
      assertThat(byPath.put(path, values)).as("second conflict at %s", path).isNull();
    }
    return byPath;
  }

  private static Map<String, String> shown(Map<String, Triple> conflicts) {
    Map<String, String> shown = new LinkedHashMap<>();
    new TreeMap<>(conflicts).forEach((path, triple) -> shown.put(path, triple.toString()));
    return shown;
  }
}
