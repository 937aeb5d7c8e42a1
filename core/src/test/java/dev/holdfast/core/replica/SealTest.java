package dev.holdfast.core.replica;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.core.Failure;
import dev.holdfast.core.json.Json;
import dev.holdfast.core.store.Table;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A subject signs out: unsent work is sealed and the rest deleted. The work comes back when the
 * subject does.
 */
class SealTest {
  private final Device device = new Device();
  private final Device.Tab tab = device.tab();
  private final TestServer server = new TestServer(new Device().random);

  private boolean close(Device.Tab by) {
    return Json.isTrue(by.read(read -> Seal.close(by.replica, read)));
  }

  private Device.Tab back() {
    Device.Tab again = device.tab();
    again.must(done -> Seal.open(again.replica, done));
    return again;
  }

  @Test
  @Tag("fault-43")
  void documentsGo_unsentWorkComesBackWithItsSubject() {
    tab.put("notes/a", "{'x':'of the server'}");
    tab.sync(server);
    String id = tab.put("notes/b", "{'x':'unsent'}");

    assertThat(close(tab)).isTrue();

    assertThat(device.disk.toString()).doesNotContain("of the server").contains("unsent");
    Device.Tab again = back();
    assertThat(again.get("notes/b")).isEqualTo("{'x':'unsent'}");
    assertThat(again.get("notes/a")).isEmpty();
    assertThat(Json.text(Json.get(Json.at(again.pending(), 0), "id"))).isEqualTo(id);
    again.sync(server);
    assertThat(again.get("notes/a")).isEqualTo("{'x':'of the server'}");
    assertThat(again.replica.serverVersion()).isEqualTo(server.hash());
    assertThat(again.audited("acknowledged")).isEqualTo(2);
  }

  @Test
  void nothingUnsent_nothingIsLeft() {
    tab.put("notes/a", "{'x':1}");
    tab.sync(server);
    assertThat(close(tab)).isFalse();
  }

  @Test
  @Tag("fault-3")
  void diskFull_nothingChanges_andWithRoomItIsSealed() {
    tab.put("notes/a", "{'x':1}");
    String before = device.disk.toString();

    device.disk.fill(1);
    assertThat(tab.call(done -> Seal.close(tab.replica, (left, failure) -> done.ended(failure))))
        .isEqualTo("QUOTA");

    assertThat(device.disk.toString()).isEqualTo(before);
    assertThat(tab.get("notes/a")).isEqualTo("{'x':1}");
    assertThat(close(tab)).isTrue();
    assertThat(back().get("notes/a")).isEqualTo("{'x':1}");
  }

  /** If it were acknowledged, it would be deleted with the database. */
  @Test
  void editInATabThatHasNotHeard_isRefused() {
    Device.Tab deaf = device.tab();
    deaf.put("notes/a", "{'x':1}");
    close(tab);

    Device.Tab.Call late =
        done ->
            deaf.replica.edit(
                "notes", "a", v -> Device.json("{'x':2}"), (id, failure) -> done.ended(failure));
    assertThat(deaf.call(late)).isEqualTo("SIGNED_OUT");

    assertThat(device.disk.size(Table.OUTBOX)).isEqualTo(0);
    assertThat(back().get("notes/a")).isEqualTo("{'x':1}");
  }

  @Test
  void editsAskedForBefore_areSealedToo() {
    List<Failure> failures = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      tab.replica.edit(
          "notes", "n" + i, v -> Device.json("{'x':1}"), (id, failure) -> failures.add(failure));
    }
    close(tab);
    assertThat(failures).hasSize(3).containsOnlyNulls();
    assertThat(back().pending()).satisfies(all -> assertThat(Json.size(all)).isEqualTo(3));
  }

  @Test
  void twoTabsComeBackAtOnce_theWorkComesBackOnce() {
    tab.put("notes/a", "{'x':1}");
    close(tab);
    Device.Tab one = device.tab();
    Device.Tab two = device.tab();
    List<Failure> failures = new ArrayList<>();
    Seal.open(one.replica, failures::add);
    Seal.open(two.replica, failures::add);
    device.turns.untilIdle();
    assertThat(failures).hasSize(2).containsOnlyNulls();
    two.refresh();
    assertThat(Json.size(two.pending())).isEqualTo(1);
    assertThat(two.audited("queued")).isEqualTo(1);
  }

  @Test
  @Tag("fault-10")
  void sealedAndItsOwnRecordIsDamaged_comesBackAllTheSame() {
    tab.put("notes/a", "{'x':1}");
    close(tab);
    device.disk.plant(Table.META, Meta.KEY, Json.of("garbage"));
    assertThat(back().get("notes/a")).isEqualTo("{'x':1}");
  }

  /** The unreadable record may be unsent work. */
  @Test
  void unreadableWork_stays_unreadableDocumentsGo() {
    tab.put("notes/a", "{'x':1}");
    tab.sync(server);
    tab.put("notes/b", "{'x':1}");
    device.disk.plant(Table.OUTBOX, device.disk.keys(Table.OUTBOX).get(0), Json.of("garbage 1"));
    device.disk.plant(Table.PAGES, "", Json.of("garbage 2"));

    assertThat(close(device.tab())).isTrue();

    assertThat(device.disk.toString()).contains("garbage 1").doesNotContain("garbage 2");
  }

  @Test
  void ended_nothingIsReadOrWritten() {
    Device.Tab other = device.tab();
    tab.put("notes/a", "{'x':1}");
    other.replica.end();
    device.disk.evict();
    assertThat(other.call(other.replica::refresh)).isEqualTo("SIGNED_OUT");
    assertThat(device.disk.size(Table.META)).isEqualTo(0);
  }

  /** The disk was full when its subject returned, so other work was done before a new release. */
  @Test
  void sealedWorkBesideWorkOfAnOlderRelease_comesBackWithANewRelease() {
    tab.put("notes/a", "{'id':'a','x':1}");
    close(tab);
    Device.Tab between = device.tab();
    between.put("notes/b", "{'id':'b','x':2}");

    Device.Tab next = device.tab("{}", 1, (state, from) -> state);
    next.must(done -> Seal.open(next.replica, done));

    assertThat(next.get("notes/a")).isEqualTo("{'id':'a','x':1}");
    assertThat(next.get("notes/b")).isEqualTo("{'id':'b','x':2}");
    next.must(next.replica::migrate);
    next.sync(server);
    assertThat(next.replica.serverVersion()).isEqualTo(server.hash());
  }
}
