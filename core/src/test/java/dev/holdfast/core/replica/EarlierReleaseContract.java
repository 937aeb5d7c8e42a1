package dev.holdfast.core.replica;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.core.json.Json;
import dev.holdfast.core.protocol.Mutation;
import dev.holdfast.core.protocol.Receipt;
import dev.holdfast.core.protocol.SyncRequest;
import dev.holdfast.core.space.SpaceStore;
import dev.holdfast.core.space.TestSpaces;
import dev.holdfast.core.store.Table;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * What the release before had on its devices and on its server is opened by this one: nothing is
 * lost, nothing conflicts that did not, and after a sync all have the same.
 *
 * <p>The data lies in {@code verify/fixtures}. The release before wrote it itself, by {@link
 * Recording}, and wrote down what it had to say about it, also after a sync; the tests compare that
 * with what this release says. What Holdfast writes for itself ({@code ~order/…}) is not compared.
 */
public abstract class EarlierReleaseContract extends EarlierReleaseFixture {
  /** The format of records that the release before writes; it refuses any higher one. */
  private static final int FORMAT = 2;

  @Test
  void opened_theStateIsWhatWasSaved_listsInTheirOrder_nothingIsAMisfit() {
    for (String name : names()) {
      Device.Tab page = page(name);
      Json state = Device.json(page.load());
      Json was = Json.get(of(name, "says"), "state");
      assertThat(Json.equal(state, was)).as("%s: %s, was %s", name, state, was).isTrue();
      assertThat(Json.size(page.misfits())).as(name).isZero();
    }
  }

  @Test
  void opened_eachEntryIsInTheStateItWasIn_andNothingConflictsThatDidNot() {
    int compared = 0;
    for (String name : names()) {
      Json says = Recording.says(page(name));
      Json said = of(name, "says");
      for (String list : List.of("pending", "conflicts", "parked")) {
        assertThat(work(says, list)).as("%s: %s", name, list).isEqualTo(work(said, list));
        compared += work(said, list).size();
      }
      page(name).audited("total");
    }
    assertThat(compared).isGreaterThan(30);
  }

  @Test
  void opened_theServerVersionHasTheHashItHad_andItIsRight() {
    for (String name : names()) {
      Device.Tab page = page(name);
      String version = page.replica.serverVersion();
      assertThat(version)
          .as(name)
          .isEqualTo(Json.text(Json.get(of(name, "says"), "serverVersion")));
      if (!version.isEmpty()) {
        page.must(
            done ->
                page.replica.runOnAll(
                    work -> assertThat(work.pages.hash().hex()).as(name).isEqualTo(version), done));
      }
    }
    for (String space : List.of("kitchen", "scalars")) {
      assertThat(hashOfDocuments(space)).as(space).isEqualTo(head(space));
    }
  }

  private String head(String space) {
    return spaces.tryOut(space, store -> store.head()).stateHash().hex();
  }

  /** The hash of all documents of a space, as a new device computes it. */
  private String hashOfDocuments(String space) {
    Device.Tab page = new Device().tab(Recording.SHAPES);
    boolean kitchen = space.equals("kitchen");
    assertThat(page.sync(kitchen ? Recording.kitchen(spaces) : Recording.scalars(spaces)))
        .as("what it is told: DIVERGED, if its hash is not the server's")
        .isEmpty();
    String[] sum = {""};
    page.must(done -> page.replica.runOnAll(work -> sum[0] = work.pages.hash().hex(), done));
    return sum[0];
  }

  @Test
  void opened_historyAndArchivesAreThere_andCanBeRestored() {
    Device.Tab page = page("archived");
    Json says = Recording.says(page);
    same("archived", says, of("archived", "says"), "history");
    Json archive = Json.at(Json.get(says, "archives"), 0);
    Json said = Json.at(Json.get(of("archived", "says"), "archives"), 0);
    // The order of the list was a change too, in layout 2. People did not make it.
    int orders = layout().equals("layout-2") ? 1 : 0;
    Json.set(said, "changes", Json.of(Json.number(Json.get(said, "changes")) - orders));
    same("archived", says, of("archived", "says"), "archives");
    Json oldest = Json.at(Json.get(says, "history"), Json.size(Json.get(says, "history")) - 1);

    page.must(done -> History.restore(page.replica, Json.text(Json.get(oldest, "id")), done));
    assertThat(text(page, "text")).isEqualTo("third");
    page.must(done -> Archives.restore(page.replica, Json.text(Json.get(archive, "id")), done));
    assertThat(text(page, "text")).isEqualTo("second");
    assertThat(ids(page, "tasks")).containsExactly("c");
    page.audited("total");
  }

  @Test
  void sealed_theWorkIsBackWithItsSubject_underItsIds() {
    Device.Tab page = page("sealed");
    assertThat(page.hasConflicts()).isFalse();
    page.must(done -> Seal.open(page.replica, done));
    assertThat(page.get("notes/n5")).contains("sealed");
    page.sync(serverOf("sealed"));
    assertThat(page.get("notes/n5")).contains("sealed");
    assertThat(page.get("notes/n6")).isEmpty();
    assertThat(ids(page, "rows")).contains("r0", "r1", "r2");
  }

  /** Each device for itself, with a server that has nothing of the others' unsent work. */
  @Test
  void syncedAlone_itHasWhatTheReleaseBeforeWouldHave() {
    for (String name : names()) {
      Json said = of(name, "synced");
      if (Json.isAbsent(said)) {
        continue; // it has no Holdfast server
      }
      try (TestSpaces alone = open()) {
        Device.Tab page = page(name);
        page.must(done -> Seal.open(page.replica, done));
        page.load();
        page.sync(name.equals("scalar") ? Recording.scalars(alone) : Recording.kitchen(alone));
        Json says = Recording.says(page);
        assertThat(work(says, "pending")).as(name).isEmpty();
        for (String list : List.of("conflicts", "parked")) {
          assertThat(work(says, list)).as("%s: %s", name, list).isEqualTo(work(said, list));
        }
        String concurrent = name.equals("moved") ? "steps" : name.equals("sealed") ? "rows" : "";
        Json state = unordered(Json.get(says, "state"), concurrent);
        Json was = unordered(Json.get(said, "state"), concurrent);
        assertThat(Json.equal(state, was)).as("%s: %s, was %s", name, state, was).isTrue();
      }
    }
  }

  /** The state with the elements of a list in the order of their texts. */
  private static Json unordered(Json state, String key) {
    Json list = key.isEmpty() ? Json.absent() : Json.get(state, key);
    if (!Json.isAbsent(list)) {
      TreeMap<String, Json> sorted = new TreeMap<>();
      for (int i = 0; i < Json.size(list); i++) {
        sorted.put(Json.text(Json.canonical(Json.at(list, i))), Json.at(list, i));
      }
      Json array = Json.array();
      sorted.values().forEach(one -> Json.push(array, one));
      Json.set(state, key, array);
    }
    return state;
  }

  @Test
  void allSync_allHaveTheSame_andNothingOfAnybodysIsLost() {
    TestServer server = serverOf("kitchen");
    Map<String, Device.Tab> pages = new LinkedHashMap<>();
    for (String name : names()) {
      if (!name.equals("scalar") && !name.equals("ownFunction")) {
        Device.Tab page = page(name);
        page.must(done -> Seal.open(page.replica, done));
        page.load();
        pages.put(name, page);
      }
    }
    for (int round = 0; round < 3; round++) {
      pages.values().forEach(page -> page.sync(server));
      pages.values().forEach(EarlierReleaseContract::decide);
    }
    String hash = server.hash();
    Device.Tab settled = page("settled");
    settled.sync(server);
    pages.forEach(
        (name, page) -> {
          page.sync(server);
          assertThat(page.hasConflicts()).as(name).isFalse();
          assertThat(page.replica.serverVersion()).as(name).isEqualTo(hash);
          assertThat(page.replica.localVersion()).as(name).isEqualTo(hash);
          assertThat(page.load()).as(name).isEqualTo(settled.load());
          assertThat(Json.size(page.misfits())).as(name).isZero();
        });
    assertThat(new TreeSet<>(ids(settled, "steps")))
        .containsExactly("mine", "s1", "s2", "s4", "theirs");
    assertThat(ids(settled, "tasks")).startsWith("new", "a").doesNotContain("b");
    assertThat(ids(settled, "mine")).containsExactly("1st", "2nd");
    assertThat(hashOfDocuments("kitchen")).isEqualTo(hash);
  }

  /** Keeps what is local, and discards what the server refused. */
  private static void decide(Device.Tab page) {
    for (String key : new WorkList(page.replica).conflicts()) {
      page.must(done -> new Decisions(page.replica).keepLocal(key, done));
    }
    Json parked = page.parked();
    for (int i = 0; i < Json.size(parked); i++) {
      String id = Json.text(Json.get(Json.at(parked, i), "id"));
      page.must(done -> new Decisions(page.replica).discard(id, done));
    }
  }

  @Test
  void whatHadArrivedWithoutAnAnswer_hasOneEffect() {
    long arrived = version("notes", "n7");
    Device.Tab page = page("outbox");
    page.sync(serverOf("outbox"));
    long edited = version("notes", "n7");
    assertThat(edited).isGreaterThan(arrived);
    assertThat(at("notes", "n7", arrived)).isTrue();
    for (long between = arrived + 1; between < edited; between++) {
      assertThat(at("notes", "n7", between)).isFalse();
    }
  }

  @Test
  void theOutboxGoesOut_underItsIds_onWhatItWasMadeOn() {
    Map<String, Json> recordedById = new LinkedHashMap<>();
    Json outbox = Json.get(of("edited", "tables"), "outbox");
    for (int i = 0; i < Json.size(outbox); i++) {
      Json entry = Json.at(Json.at(outbox, i), 1);
      recordedById.put(Json.text(Json.get(entry, "id")), entry);
    }
    Json sent = SyncRequest.mutations(page("edited").begin().request());
    int compared = 0;
    for (int i = 0; i < Json.size(sent); i++) {
      Json now = Json.at(sent, i);
      Json was = recordedById.get(Json.text(Mutation.id(now)));
      if (was != null && Json.text(Json.get(was, "key")).startsWith("settings/")) {
        assertThat(Json.size(Json.get(was, "replaces"))).isEqualTo(1);
        assertThat(Json.equal(Mutation.replaces(now), Json.get(was, "replaces"))).isTrue();
      }
      if (was != null) {
        assertThat(Mutation.base(now)).isEqualTo(Json.number(Json.get(was, "base")));
        compared++;
      }
    }
    assertThat(compared).isGreaterThanOrEqualTo(12);
  }

  @Test
  void whatWasExported_isNotChangedByALaterEdit() {
    Device.Tab page = page("outbox");
    List<String> before = work(Recording.says(page), "pending");
    String id = page.put("notes/n9", "{'text':'back again'}");
    assertThat(work(Recording.says(page), "pending"))
        .containsAll(before)
        .contains("notes/n9 '" + id + "'Text[value=queued]");
  }

  @Test
  void editsThatWaitBehindOneOnItsWay_standOnItsReceipt() {
    Device.Tab page = page("outbox");
    page.sync(serverOf("outbox"));
    same("outbox", Recording.says(page), of("outbox", "synced"), "audit");
    page("killed").sync(serverOf("killed"));
    Json outbox = Json.get(of("killed", "tables"), "outbox");
    int waited = 0;
    for (int i = 0; i < Json.size(outbox); i++) {
      Json entry = Json.at(Json.at(outbox, i), 1);
      if (!Json.text(Json.get(entry, "on")).isEmpty()) {
        assertThat(answer(entry)).isEqualTo(Receipt.Status.APPLIED);
        waited++;
      }
    }
    assertThat(waited).isEqualTo(3);
  }

  private Receipt.Status answer(Json entry) {
    String origin = Json.text(Json.get(entry, "origin"));
    String id = Json.text(Json.get(entry, "id"));
    return spaces.tryOut(
        "kitchen",
        store -> {
          SpaceStore.Remembered known = Objects.requireNonNull(store.receipt("ann", origin, id));
          return Objects.requireNonNull(known.receipt()).status();
        });
  }

  @Test
  void theFileOfExportedChanges_isImported_andEachChangeHasOneEffect() {
    TestServer server = serverOf("outbox");
    Device.Tab other = new Device().tab(Recording.SHAPES);
    Json exported = Json.get(recorded, "exported");
    assertThat(other.call(done -> Import.run(other.replica, exported, done))).isEmpty();
    assertThat(new WorkList(other.replica).conflicts()).containsExactly("notes/n1");
    other.sync(server);
    assertThat(server.value("notes/n11")).isEqualTo("{\"text\":\"exported\"}");
    long once = version("notes", "n11");

    Device.Tab page = page("outbox");
    page.sync(server);
    assertThat(server.value("notes/n11")).contains("exported, then edited");
    assertThat(at("notes", "n11", once)).isTrue();
    assertThat(server.value("notes/n9")).isEmpty();
    other.sync(server);
    assertThat(other.get("notes/n11")).isEqualTo("{'text':'exported, then edited'}");
  }

  @Test
  void theListThatAnOwnFunctionHadNotTaken_isOfferedAgainUnderItsKey() {
    Json meta = meta(of("ownFunction", "tables"));
    Device.Tab page = page("ownFunction");
    Json offered = page.offer().argument();
    assertThat(Json.equal(Json.get(offered, "idempotencyKey"), Json.get(meta, "offer"))).isTrue();
    assertThat(Device.text(Json.get(offered, "changes"))).contains("'b'").doesNotContain("zero");
  }

  private static Json meta(Json tables) {
    return Json.at(Json.at(Json.get(tables, "meta"), 0), 1);
  }

  /**
   * The release before refuses a format above its own, so what it cannot read must say one.
   * CONTRIBUTING.md says how its code is run on what this release writes.
   */
  @Test
  void whatTheReleaseBeforeCannotRead_saysAHigherFormat() {
    Device device = new Device();
    device.disk.plant(of("edited", "tables"));
    Device.Tab page = device.tab(Recording.SHAPES);
    page.load();
    page.sync(serverOf("edited"));
    page.save("{'tasks':[{'id':'x'},{'id':'new'},{'id':'a'}]}");
    Json tables = device.disk.recorded();
    double format = Json.number(Json.get(meta(tables), "format"));
    assertThat(format).isEqualTo(Format.NOW);
    if (format == FORMAT) {
      assertThat(
              Json.stringify(Json.get(tables, "pages"))
                  + Json.stringify(Json.get(tables, "outbox")))
          .as("with the format of the release before, a list has one document for its order")
          .contains("~order/tasks", "[\"x\",\"new\",\"a\"]")
          .doesNotContain("~place");
    }
    assertThat(device.disk.size(Table.DAMAGED)).isZero();
  }
}
