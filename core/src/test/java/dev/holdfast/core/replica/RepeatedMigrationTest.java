package dev.holdfast.core.replica;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.core.json.Json;
import dev.holdfast.core.merge.SchemaVersion;
import dev.holdfast.core.store.Table;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * What a release has migrated is damaged, carried elsewhere, or migrated by the next release before
 * the server has it.
 *
 * <p>One file, since all cases share the three releases of one app.
 */
class RepeatedMigrationTest {
  private static final String[] NAMES = {"title", "label", "name"};
  private static final String STATE = "{'tasks':[{'NAME':'x','id':'a'},{'NAME':'y','id':'b'}]}";

  private final Device device = new Device();
  private final Device there = new Device();
  private final TestServer server = new TestServer(new Device().random);

  private Device.Tab release(Device on, int version) {
    return on.tab("{}", version, (state, from) -> renamed(state, (int) from, version));
  }

  /** Renames the field that the older release had. It knows no other. */
  private static Json renamed(Json state, int from, int version) {
    Json out = Json.copy(state);
    Json tasks = Json.array();
    Json given = Json.get(state, "tasks");
    for (int i = 0; Json.isArray(given) && i < Json.size(given); i++) {
      Json task = Json.copy(Json.at(given, i));
      Json.set(task, NAMES[version], Json.get(task, NAMES[from]));
      Json.remove(task, Json.of(NAMES[from]));
      Json.push(tasks, task);
    }
    Json.set(out, "tasks", tasks);
    return out;
  }

  private static String state(int version) {
    return STATE.replace("NAME", NAMES[version]);
  }

  private static String sorted(String state) {
    return Json.text(Json.canonical(Device.json(state)));
  }

  private void onTheServer() {
    Device.Tab first = release(there, 0);
    first.save(state(0));
    first.sync(server);
    release(device, 0).sync(server);
  }

  /** Record number {@code index} of the outbox is garbage now. */
  private void damaged(int index) {
    String key = device.disk.keys(Table.OUTBOX).get(index);
    device.disk.plant(Table.OUTBOX, key, Json.of("garbage"));
  }

  private void migratedElsewhere() {
    Device.Tab newest = release(there, 2);
    newest.load();
    newest.sync(server);
  }

  /** The server is restored, and the tab has begun to pull everything. */
  private void restored(Object backup, Device.Tab tab) {
    server.restore(backup);
    server.rename();
    Exchange exchange = tab.begin();
    tab.commit(exchange, server.sync(exchange.request()));
    assertThat(tab.replica.meta().booting).isTrue();
  }

  private void allAre(Device.Tab tab, String state) {
    tab.sync(server);
    assertThat(sorted(tab.load())).isEqualTo(sorted(state));
    assertThat(Json.size(tab.conflicts())).isZero();
    Device.Tab other = release(there, 2);
    other.load();
    other.sync(server);
    assertThat(sorted(other.load())).isEqualTo(sorted(state));
  }

  @Test
  void whatMigratedADocumentIsDamaged_itIsNoEditForTheNextRelease() {
    onTheServer();
    release(device, 1).load();
    damaged(0);
    migratedElsewhere();

    allAre(release(device, 2), state(2));
  }

  @Test
  void whatMigratedAnEditedDocumentIsDamaged_theEditIsMadeOnTheNextRelease() {
    onTheServer();
    Device.Tab tab = release(device, 1);
    tab.load();
    tab.save(state(1).replace("'x'", "'mine'"));
    damaged(0);
    migratedElsewhere();

    allAre(release(device, 2), state(2).replace("'x'", "'mine'"));
  }

  @Test
  void whatMigratedAnEditedDocumentOnItsWayIsDamaged_bothEditsAreMadeOnTheNextRelease() {
    onTheServer();
    Device.Tab tab = release(device, 1);
    tab.load();
    tab.save(state(1).replace("'x'", "'mine'"));
    tab.export();
    tab.save(state(1).replace("'x'", "'mine','more':1"));
    damaged(0);
    migratedElsewhere();

    allAre(release(device, 2), state(2).replace("'x'", "'mine','more':1"));
  }

  @Test
  void anotherLineageIsBeingPulled_theNextReleaseGetsNoOlderState() {
    onTheServer();
    Device.Tab tab = release(device, 1);
    tab.load();
    Object backup = server.backup();
    restored(backup, tab);

    Device.Tab newest = release(device, 2);
    assertThat(newest.load()).isEmpty();
    assertThat(newest.save(state(2))).isNotEmpty();
    newest.sync(server);
    assertThat(sorted(newest.load())).isEqualTo(sorted(state(2)));
  }

  @Test
  void anotherLineageHasTheFirstForm_theNextReleaseMigratesEachFromItsOwn() {
    onTheServer();
    Object backup = server.backup();
    Device.Tab tab = release(device, 1);
    tab.load();
    tab.sync(server);
    tab.save(state(1).replace("'x'", "'mine'"));
    restored(backup, tab);

    allAre(release(device, 2), state(2).replace("'x'", "'mine'"));
  }

  /** Found by the simulation, seed 71640. */
  @Test
  void anotherLineageHasTheFirstForm_aConflictIsNotDecidedWithADocumentOfThat() {
    onTheServer();
    Object backup = server.backup();
    Device.Tab tab = release(device, 1);
    tab.load();
    tab.put("tasks/a", "{'id':'a'}");
    tab.sync(server);
    Device.Tab other = release(there, 1);
    other.sync(server);
    other.put("tasks/a", "{'id':'a','label':'theirs'}");
    other.sync(server);
    tab.put("tasks/a", "{'id':'a','label':'mine'}");
    tab.sync(server);
    assertThat(Json.size(tab.conflicts())).isEqualTo(1);
    restored(backup, tab);

    Device.Tab newest = release(device, 2);
    newest.sync(server);
    assertThat(server.value("tasks/a")).isEqualTo("{\"id\":\"a\",\"name\":\"x\"}");
    assertThat(Json.size(newest.conflicts())).isEqualTo(1);
    newest.must(done -> new Decisions(newest.replica).keepLocal("tasks/a", done));
    newest.sync(server);
    assertThat(server.value("tasks/a")).isEqualTo("{\"id\":\"a\",\"name\":\"mine\"}");
  }

  /** Found by the simulation, seed 98273. */
  @Test
  void sentBeforeTheMigrationAndPulledAfterDamage_whatWaitsBehindItHasOneForm() {
    onTheServer();
    Device.Tab first = release(device, 0);
    first.put("tasks/c", "{'id':'c','title':'mine'}");
    server.sync(first.begin().request());
    Device.Tab tab = release(device, 1);
    tab.load();
    tab.put("tasks/c", "{'id':'c','label':'mine','more':1}");
    String page = device.disk.keys(Table.PAGES).get(0);
    device.disk.plant(Table.PAGES, page, Json.of("garbage"));

    Device.Tab newest = release(device, 2);
    newest.sync(server);
    newest.sync(server);
    assertThat(server.value("tasks/c")).isEqualTo("{\"id\":\"c\",\"more\":1,\"name\":\"mine\"}");
    assertThat(Json.size(newest.conflicts())).isZero();
  }

  @Test
  void whatMigratesIsImportedBehindIt_itIsNoEdit() {
    onTheServer();
    Device.Tab tab = release(device, 1);
    tab.load();
    Json file = tab.export();
    Device.Tab other = release(there, 1);
    other.load();
    other.save(state(1).replace("'x'", "'theirs'"));
    other.sync(server);

    other.must(done -> Import.run(other.replica, file, done));
    other.sync(server);
    assertThat(Json.size(other.conflicts())).isZero();
    assertThat(sorted(other.load())).isEqualTo(sorted(state(1).replace("'x'", "'theirs'")));
  }

  @Test
  void whatMigratesAndAnEditAreImportedByTheNextRelease_onlyTheEditIsOne() {
    onTheServer();
    Device.Tab tab = release(device, 1);
    tab.load();
    tab.save(state(1).replace("'x'", "'mine'"));
    Json file = tab.export();
    migratedElsewhere();

    Device.Tab other = release(there, 2);
    other.must(done -> Import.run(other.replica, file, done));
    assertThat(Json.size(other.pending())).isOne();
    allAre(other, state(2).replace("'x'", "'mine'"));
  }

  @Test
  void inConflictAndMigratedTwice_nobodyHasDecidedYet() {
    Device.Tab first = release(there, 0);
    first.save(state(0));
    first.sync(server);
    Device.Tab tab = release(device, 0);
    tab.save(state(0).replace("'x'", "'mine'"));
    tab.sync(server);
    assertThat(Json.size(tab.conflicts())).isOne();

    release(device, 1).load();
    Device.Tab newest = release(device, 2);
    newest.load();
    newest.sync(server);

    assertThat(Json.size(newest.conflicts())).isOne();
    first = release(there, 2);
    first.load();
    first.sync(server);
    assertThat(sorted(first.load())).as("nothing of it is sent").isEqualTo(sorted(state(2)));
  }

  @Test
  void anotherHasMigratedAndEditedWhatIsMigratedTwiceHere_theEditStays() {
    onTheServer();
    Device.Tab tab = release(device, 1);
    tab.load();
    Exchange exchange = tab.begin();
    Device.Tab other = release(there, 1);
    other.load();
    other.save(state(1).replace("'x'", "'theirs'"));
    other.sync(server);
    Json answer = server.sync(exchange.request());

    Device.Tab newest = release(device, 2);
    newest.commit(exchange, answer);
    allAre(newest, state(2).replace("'x'", "'theirs'"));
  }

  @Test
  void theVersionBeforeIsOnItsWayAndTheNextIsImported_documentsLeaveBehindTheNext() {
    Device.Tab other = release(there, 2);
    other.save(state(2));
    other.begin();
    Json file = other.export();
    Device.Tab tab = release(device, 1);
    tab.put("tasks/c", "{'id':'c','label':'z'}");
    tab.begin();

    Device.Tab newest = release(device, 2);
    newest.must(done -> Import.run(newest.replica, file, done));
    Exchange asked = newest.begin();
    newest.commit(asked, server.sync(asked.request()));
    assertThat(Device.text(newest.begin().request()))
        .contains(Device.text(SchemaVersion.value(2)))
        .doesNotContain(Device.text(SchemaVersion.value(1)));
  }

  @Test
  void broughtToANewDeviceBeforeItsFirstPull_theNextReleaseIsToldTheFormThatItHas() {
    onTheServer();
    Device.Tab tab = release(device, 1);
    tab.load();
    tab.save(state(1).replace("'x'", "'mine'"));
    Json file = tab.export();
    Device empty = new Device();
    Device.Tab other = release(empty, 1);
    other.must(done -> Import.run(other.replica, file, done));

    List<String> given = new ArrayList<>();
    Device.Tab newest =
        empty.tab(
            "{}",
            2,
            (state, from) -> {
              given.add((int) from + " " + Device.text(state));
              return renamed(state, (int) from, 2);
            });
    assertThat(newest.load()).contains("'name':'mine'").doesNotContain("label");
    assertThat(given).isNotEmpty().allMatch(one -> one.startsWith("1 ") && one.contains("label"));
    allAre(newest, state(2).replace("'x'", "'mine'"));
  }

  @Test
  void broughtToANewDeviceAndMigratedTwiceBeforeItsFirstPull_eachFormComesFromTheOneBefore() {
    onTheServer();
    Device.Tab tab = release(device, 0);
    tab.load();
    tab.save(state(0).replace("'x'", "'mine'"));
    Json file = tab.export();
    Device empty = new Device();
    Device.Tab other = release(empty, 0);
    other.must(done -> Import.run(other.replica, file, done));
    Device.Tab next = release(empty, 1);
    next.must(next.replica::migrate);

    List<String> given = new ArrayList<>();
    Device.Tab newest =
        empty.tab(
            "{}",
            2,
            (state, from) -> {
              given.add((int) from + " " + Device.text(state));
              return renamed(state, (int) from, 2);
            });
    assertThat(newest.load()).contains("'name':'mine'");
    assertThat(given).isNotEmpty().allMatch(one -> one.startsWith("1 ") && one.contains("label"));
    allAre(newest, state(2).replace("'x'", "'mine'"));
  }

  @Test
  void anOlderTabEditsWhileNewsOfALaterFormAreOnTheirWay_theEditIsMigratedToo() {
    onTheServer();
    migratedElsewhere();
    Device empty = new Device();
    Device.Tab older = release(empty, 0);
    older.put("tasks/d", "{'id':'d','title':'z'}");
    older.reset();
    Device.Tab newest = release(empty, 2);
    Exchange exchange = newest.begin();
    Json answer = server.sync(exchange.request());
    older.put("tasks/c", "{'id':'c','title':'z'}");

    newest.commit(exchange, answer);
    newest.sync(server);
    assertThat(server.value("tasks/c")).isEqualTo("{\"id\":\"c\",\"name\":\"z\"}");
  }

  @Test
  void madeHereAndThereAtOnceThenMigrated_theServerStillDecides() {
    onTheServer();
    Device.Tab tab = release(device, 0);
    Exchange exchange = tab.begin();
    tab.put("tasks/c", "{'id':'c','title':'mine'}");
    Device.Tab other = release(there, 0);
    other.put("tasks/c", "{'id':'c','title':'theirs'}");
    other.sync(server);
    tab.commit(exchange, server.sync(exchange.request()));

    Device.Tab newest = release(device, 2);
    newest.load();
    newest.sync(server);
    assertThat(server.value("tasks/c")).contains("\"name\":\"theirs\"");
    assertThat(Json.size(newest.conflicts())).isOne();
  }

  @Test
  void sentAndForgottenThenMigratedTwice_itDoesNotUndoWhatCameAfterIt() {
    onTheServer();
    Device.Tab tab = release(device, 0);
    tab.put("tasks/c", "{'id':'c','title':'first'}");
    Json before = device.disk.recorded();
    tab.sync(server);
    tab.put("tasks/c", "{'id':'c','title':'second'}");
    tab.sync(server);
    device.disk.plant(before); // the power failed: what was sent is not known to be

    release(device, 1).load();
    Device.Tab newer = release(device, 1);
    Exchange exchange = newer.begin();
    newer.commit(exchange, server.sync(exchange.request()));
    Device.Tab newest = release(device, 2);
    newest.load();
    newest.sync(server);
    assertThat(server.value("tasks/c")).contains("second");
  }

  @Test
  void migratedWhenAnExchangeBegins_theVersionDoesNotLeaveBeforeTheDocuments() {
    onTheServer();
    Device.Tab newest = release(device, 2);
    Exchange first = newest.begin();
    assertThat(first.size()).isZero();
    newest.commit(first, server.sync(first.request()));
    assertThat(newest.begin().size()).as("the version and both documents").isEqualTo(3);
  }
}
