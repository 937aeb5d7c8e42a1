package dev.holdfast.core.replica;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.core.json.Json;
import dev.holdfast.core.store.Table;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * One record on disk is garbage (fault 10): it is moved to {@code damaged} and reported, and the
 * rest still works.
 */
class DamageTest extends TwoDevicesFixture {
  /** A freshly loaded page with two documents, one of them changed since the last sync. */
  private Device.Tab reloadedWithUnsentWork() {
    other.put("notes/b", "{'x':1}");
    other.sync(server);
    tab.put("notes/a", "{'x':1}");
    tab.sync(server);
    tab.put("notes/c", "{'x':1}");
    return tab;
  }

  /** The replica counted work of another tab that it had not read. */
  @Tag("fault-10")
  @Test
  void damageThatCannotBeSetAside_aPageAnswersAsBefore() {
    tab.put("notes/a", "{'x':1}");
    Device.Tab second = device.tab();
    second.put("notes/b", "{'x':1}");
    device.disk.plant(Table.OUTBOX, device.disk.keys(Table.OUTBOX).get(0), Json.of("garbage"));
    String before = Device.text(tab.audit());

    device.disk.fill(1);
    assertThat(tab.call(tab.replica::refresh)).isEqualTo("CORRUPT_PAGE");

    assertThat(Device.text(tab.audit())).isEqualTo(before);
    tab.refresh();
    assertThat(tab.audited("archived")).isEqualTo(1);
    assertThat(tab.audited("queued")).isEqualTo(1);
  }

  private void inStep(Device.Tab one) {
    assertThat(one.sync(server)).as("told").isEmpty();
    assertThat(one.hasConflicts()).isFalse();
    assertThat(one.replica.serverVersion()).isEqualTo(server.hash());
    assertThat(one.replica.localVersion()).isEqualTo(server.hash());
  }

  @Tag("fault-10")
  @ParameterizedTest
  @ValueSource(
      strings = {
        "null",
        "7",
        "'garbage'",
        "{'notes/a':'garbage'}",
        "{'notes/a':[]}",
        "{'notes/a':[1,'0',{}]}"
      })
  void page_setAside_reported_pulledAgain_unsentWorkGoesOn(String garbage) {
    reloadedWithUnsentWork();
    device.disk.plant(Table.PAGES, "", Device.json(garbage));

    Device.Tab page = device.tab();
    assertThat(page.get("notes/c")).isEqualTo("{'x':1}");
    page.put("notes/d", "{'x':1}");

    assertThat(page.lost).containsExactly("CORRUPT_PAGE");
    assertThat(Json.size(damaged())).isEqualTo(1);
    Json record = Json.at(Json.at(damaged(), 0), 1);
    assertThat(Device.text(Json.get(record, "value"))).isEqualTo(garbage);
    inStep(page);
    assertThat(page.get("notes/a")).isEqualTo("{'x':1}");
    assertThat(page.get("notes/b")).isEqualTo("{'x':1}");
    assertThat(server.value("notes/c")).isNotEmpty();
    assertThat(server.value("notes/d")).isNotEmpty();
    assertThat(page.lost).hasSize(1);
  }

  @Test
  void pageInTheMiddle_theOthersStay() {
    String text = "y".repeat(9_000);
    for (int i = 0; i < 20; i++) {
      tab.put("notes/" + (char) ('a' + i), "{'x':'" + text + "'}");
      tab.sync(server);
    }
    assertThat(device.disk.size(Table.PAGES)).isGreaterThan(3);
    String second = device.disk.keys(Table.PAGES).get(1);
    device.disk.plant(Table.PAGES, second, Json.nul());

    Device.Tab page = device.tab();
    assertThat(page.get("notes/a")).contains("yyy");
    assertThat(page.lost).as("not read yet").isEmpty();
    assertThat(page.get(second)).isEmpty();
    assertThat(page.lost).containsExactly("CORRUPT_PAGE");
    inStep(page);
    assertThat(page.get(second)).contains("yyy");
  }

  @Test
  void damageMetByASync_theSyncGoesOn() {
    reloadedWithUnsentWork();
    Device.Tab page = device.tab();
    Exchange exchange = page.begin();
    Json response = server.sync(exchange.request());
    device.disk.plant(Table.PAGES, "", Device.json("'garbage'"));
    Device.Tab third = device.tab();
    third.replica.hasWork();

    page.commit(exchange, response);

    inStep(page);
    assertThat(page.get("notes/a")).isEqualTo("{'x':1}");
    assertThat(server.version()).isEqualTo(3);
  }

  @Test
  void unsentWorkIsDamagedWhileItIsSent_itsDocumentIsThatOfItsReceipt() {
    tab.put("notes/a", "{'x':1}");
    Exchange exchange = tab.begin();
    Json answer = server.sync(exchange.request());
    device.disk.plant(Table.OUTBOX, device.disk.keys(Table.OUTBOX).get(0), Json.nul());
    Device.Tab second = device.tab();
    second.put("notes/b", "{'x':1}");

    assertThat(tab.commit(exchange, answer)).as("not DIVERGED").isEmpty();

    assertThat(tab.get("notes/a")).isEqualTo("{'x':1}");
    assertThat(tab.replica.serverVersion()).isEqualTo(server.hash());
    inStep(tab);
  }

  @ParameterizedTest
  @ValueSource(strings = {"lost", "refused", "another epoch", "a newer state"})
  void unsentWorkIsDamagedWhileItIsSent_noReceiptComes_thePageGoesOn(String answer) {
    tab.put("notes/a", "{'x':1}");
    Exchange exchange = tab.begin();
    device.disk.plant(Table.OUTBOX, device.disk.keys(Table.OUTBOX).get(0), Json.nul());
    device.tab().audited("archived");

    Json cause = Work.cause("TOO_LARGE", "too large");
    String code =
        tab.call(
            done -> {
              switch (answer) {
                case "lost" -> tab.replication.failed(exchange, true, cause, done);
                case "refused" -> tab.replication.refused(exchange, cause, done);
                case "another epoch" -> tab.replication.newEpoch(exchange, "another", done);
                default -> tab.replication.newerState(exchange, 2, done);
              }
            });

    assertThat(code).isEqualTo(answer.equals("a newer state") ? "NEWER_STATE" : "");
    assertThat(tab.audited("archived")).isEqualTo(1);
    tab.put("notes/b", "{'x':1}");
    tab.sync(server);
    inStep(tab);
    assertThat(server.value("notes/b")).isEqualTo("{\"x\":1}");
  }

  @Tag("fault-10")
  @Test
  void unsentWork_thatOneIsSetAsideAndCounted_theRestIsSent() {
    reloadedWithUnsentWork();
    tab.put("notes/d", "{'x':1}");
    List<String> places = device.disk.keys(Table.OUTBOX);
    device.disk.plant(Table.OUTBOX, places.get(0), Device.json("{'id':7}"));

    Device.Tab page = device.tab();

    assertThat(page.lost).containsExactly("CORRUPT_PAGE");
    assertThat(page.audited("archived")).isEqualTo(1);
    assertThat(page.audited("queued")).isEqualTo(1);
    inStep(page);
    assertThat(server.value("notes/d")).isNotEmpty();
    assertThat(server.value("notes/c")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "[", "[]", "['o',1]", "['o',1,{}]", "['o',1,{'seq':2,'id':7}]"})
  void aPackOfUnsentWork_isSetAsideAndCountedAsAWhole_theRestIsSent(String garbage) {
    tab.write(
        Device.json(
            "[{'collection':'notes','id':'a','value':1},{'collection':'notes','id':'b','value':2}]"));
    tab.put("notes/c", "3");
    List<String> places = device.disk.keys(Table.OUTBOX);
    assertThat(places).hasSize(2);
    Json broken = Json.of(garbage.replace('\'', '"'));
    device.disk.plant(Table.OUTBOX, places.get(0), broken);

    Device.Tab page = device.tab();

    assertThat(page.lost).containsExactly("CORRUPT_PAGE");
    assertThat(Device.text(damaged())).contains(Device.text(broken));
    assertThat(page.audited("archived")).isEqualTo(2);
    assertThat(page.audited("queued")).isEqualTo(1);
    inStep(page);
    assertThat(server.value("notes/c")).isEqualTo("3");
  }

  /** A page that has read a record writes it as a whole, also if the disk has lost it since. */
  @Test
  void lostRecord_writtenAnewBeforeAnotherPageSetsItAside_isKept() {
    tab.write(
        Device.json(
            "[{'collection':'notes','id':'a','value':1},{'collection':'notes','id':'b','value':2}]"));
    device.disk.plant(Table.OUTBOX, device.disk.keys(Table.OUTBOX).get(0), Json.nul());

    // Only the last of these writes that record: when the new page knows that it is lost.
    begin("c", () -> begin("d", () -> begin("a", () -> {})));
    Device.Tab page = device.tab();

    assertThat(Json.size(damaged())).as(Device.text(damaged())).isZero();
    assertThat(page.lost).isEmpty();
    assertThat(page.audited("archived")).isZero();
    inStep(page);
    assertThat(server.value("notes/b")).isEqualTo("2");
  }

  /** Begins to write a document. It is written when the device's turns go on. */
  private void begin(String id, Runnable then) {
    tab.replica.edit("notes", id, present -> Json.of(9), (mutation, failure) -> then.run());
  }

  @Test
  void replicasOwnRecord_lostForTwoPagesAtOnce_isSetAsideOnce() {
    tab.put("notes/a", "1");
    Device.Tab second = device.tab();
    device.disk.plant(Table.META, Meta.KEY, Json.nul());

    tab.replica.refresh(failure -> {});
    second.refresh();

    assertThat(Json.size(damaged())).as(Device.text(damaged())).isEqualTo(1);
    inStep(second);
    assertThat(server.value("notes/a")).isEqualTo("1");
  }

  @Test
  void editBehindOneThatIsDamaged_isSent() {
    tab.put("notes/a", "{'x':1}");
    tab.sync(server);
    tab.put("notes/a", "{'x':2}");
    tab.begin();
    tab.put("notes/a", "{'x':2,'y':1}");
    device.disk.plant(Table.OUTBOX, device.disk.keys(Table.OUTBOX).get(0), Json.nul());

    Device.Tab page = device.tab();

    page.sync(server);
    page.sync(server);
    assertThat(page.audited("archived")).isEqualTo(1);
    assertThat(page.hasConflicts()).as("what stood on it waits for nothing").isFalse();
    assertThat(server.value("notes/a")).isEqualTo("{\"x\":1,\"y\":1}");
  }

  @Test
  void pageDamagedWhileAnAnswerWasOnItsWay_theCursorPassedWhatWasSetAside() {
    reloadedWithUnsentWork();
    other.put("notes/d", "{'x':1}");
    other.sync(server);
    Device.Tab page = device.tab();
    page.refresh();
    Exchange exchange = page.begin();
    Json answer = server.sync(exchange.request());
    device.disk.plant(Table.PAGES, device.disk.keys(Table.PAGES).get(0), Json.nul());
    assertThat(device.tab().get("notes/b")).as("another tab sets it aside").isEmpty();

    assertThat(page.commit(exchange, answer)).as("told by the exchange").isEmpty();

    inStep(page);
    assertThat(page.get("notes/b")).isEqualTo("{'x':1}");
  }

  @Test
  void damagedEditImportedAgain_whatStoodOnItDoesNotWaitForItForEver() {
    tab.put("notes/a", "{'x':1}");
    tab.sync(server);
    tab.put("notes/a", "{'x':2}");
    Json exported = tab.export();
    tab.put("notes/a", "{'x':2,'y':1}");
    device.disk.plant(Table.OUTBOX, device.disk.keys(Table.OUTBOX).get(0), Json.nul());
    Device.Tab page = device.tab();
    assertThat(page.call(done -> Import.run(page.replica, exported, done))).isEmpty();

    page.sync(server);
    page.sync(server);

    assertThat(page.audited("queued")).as("nothing waits to be sent").isZero();
    assertThat(server.value("notes/a")).isEqualTo("{\"x\":2}");
  }

  @Test
  void replicasOwnRecord_unsentWorkKeepsItsIds_andIsSentOnce() {
    reloadedWithUnsentWork();
    Exchange lost = tab.begin();
    server.sync(lost.request());
    String id = Json.text(Json.get(Json.at(tab.pending(), 0), "id"));
    tab.put("notes/d", "{'x':1}");
    device.disk.plant(Table.META, Meta.KEY, Device.json("[1]"));

    Device.Tab page = device.tab();

    assertThat(page.lost).containsExactly("CORRUPT_PAGE");
    assertThat(Json.text(Json.get(Json.at(page.pending(), 0), "id"))).isEqualTo(id);
    assertThat(page.audited("total")).isEqualTo(2);
    for (String key : new String[] {"notes/e", "notes/f", "notes/g", "notes/h", "notes/i"}) {
      page.put(key, "{'x':1}");
    }
    assertThat(device.tab().audited("queued")).as("no place is given twice").isEqualTo(6);
    inStep(page);
    assertThat(server.version()).isEqualTo(9);
  }

  @Test
  void syncedByTheAppsOwnFunction_nothingWaitsForAPullThatNeverComes() {
    tab.adopt("{'a':1,'b':2}");
    double version = tab.replica.cursor();
    device.disk.plant(Table.PAGES, "", Json.nul());

    Device.Tab page = device.tab();
    page.load();
    assertThat(page.replica.cursor()).as("the app's versions go on").isEqualTo(version);

    assertThat(page.lost).containsExactly("CORRUPT_PAGE");
    assertThat(page.replica.hasWork()).isFalse();
    page.load();
    page.save("{'a':1}");
    page.taken(page.offer(), "");
    assertThat(page.replica.serverVersion()).isEqualTo(page.replica.localVersion());
  }

  @Test
  void evictedWithThePageOpen_saidOnce_andPulledAfresh() {
    reloadedWithUnsentWork();
    tab.sync(server);
    device.disk.evict();

    tab.refresh();
    tab.refresh();

    assertThat(tab.lost).containsExactly("EVICTED");
    inStep(tab);
    assertThat(tab.get("notes/b")).isEqualTo("{'x':1}");
  }

  @Tag("fault-9")
  @Test
  void dataOfALaterRelease_NEWER_DATA_nothingIsTouched() {
    reloadedWithUnsentWork();
    Json[] meta = {Json.absent()};
    tab.must(
        done ->
            device.disk.transact(
                false, tx -> tx.get(Table.META, Meta.KEY, found -> meta[0] = found), done));
    Json.set(meta[0], "format", Json.of(Format.NOW + 1));
    Json.set(meta[0], "hash", Json.of("of another kind"));
    device.disk.plant(Table.META, Meta.KEY, meta[0]);
    String before = device.disk.toString();

    Device.Tab page = device.tab("{}", "NEWER_DATA");

    assertThat(page.save("{'a':1}")).isEqualTo("NEWER_DATA");
    assertThat(page.call(done -> Reset.run(page.replica, "reset", done))).isEqualTo("NEWER_DATA");
    assertThat(page.replica.hasWork()).isFalse();
    assertThat(device.disk.toString()).isEqualTo(before);
    assertThat(page.lost).isEmpty();
  }
}
