package dev.holdfast.core.replica;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.core.json.Json;
import org.junit.jupiter.api.Test;

/** Each row of the contract's table of base, local and server. */
class HasConflictsTest {
  private final Device device = new Device();
  private final Device other = new Device();
  private final TestServer server = new TestServer(new Device().random);
  private final Device.Tab tab = device.tab();
  private final Device.Tab elsewhere = other.tab();

  private void server(String value) {
    elsewhere.sync(server);
    elsewhere.put("notes/a", value);
    elsewhere.sync(server);
  }

  private void base(String value) {
    server(value);
    tab.sync(server);
  }

  /** Takes the server's changes without sending anything. */
  private void pull() {
    Exchange nothing = new Exchange(tab.replica);
    tab.must(done -> tab.replica.run(w -> nothing.prepare(w, 0, 2000), done));
    tab.commit(nothing, server.sync(nothing.request()));
  }

  private void expect(boolean hasConflicts, int conflicts) {
    assertThat(tab.hasConflicts()).as("hasConflicts").isEqualTo(hasConflicts);
    assertThat(Json.size(tab.conflicts())).as("conflicts").isEqualTo(conflicts);
    tab.audited("total");
  }

  @Test
  void nothingAnywhere_false() {
    expect(false, 0);
    assertThat(tab.replica.localVersion()).isEmpty();
  }

  @Test
  void baseAndServerOnly_false() {
    base("{'x':1}");
    expect(false, 0);
  }

  @Test
  void localOnly_true() {
    tab.put("notes/a", "{'x':1}");
    expect(true, 0);
  }

  @Test
  void localAndServerWithoutBase_true_andAConflictOnceAnswered() {
    server("{'x':1}");
    tab.put("notes/a", "{'x':2}");
    pull();
    expect(true, 0);
    tab.sync(server);
    expect(true, 1);
    assertThat(server.value("notes/a")).isEqualTo("{\"x\":1}");
  }

  @Test
  void localAndServerWithoutBaseButEqual_false() {
    server("{'x':1}");
    tab.put("notes/a", "{'x':1}");
    pull();
    expect(false, 0);
  }

  @Test
  void baseLocalServerAllTheSame_false() {
    base("{'x':1}");
    tab.put("notes/a", "{'x':1.0}");
    expect(false, 0);
  }

  @Test
  void localChangedOnly_true_justUnsent() {
    base("{'x':1}");
    tab.put("notes/a", "{'x':2}");
    expect(true, 0);
    tab.sync(server);
    expect(false, 0);
  }

  @Test
  void serverChangedOnly_fastForward() {
    base("{'x':1}");
    server("{'x':2}");
    pull();
    expect(false, 0);
    assertThat(tab.get("notes/a")).isEqualTo("{'x':2}");
  }

  @Test
  void bothMadeTheSameChange_collapse() {
    base("{'x':1}");
    tab.put("notes/a", "{'x':2}");
    server("{'x':2}");
    pull();
    expect(false, 0);
    assertThat(tab.audited("merged")).isEqualTo(1);
  }

  @Test
  void bothDeleted_collapse() {
    base("{'x':1}");
    tab.put("notes/a", "");
    server("");
    pull();
    expect(false, 0);
  }

  @Test
  void changedApart_true_untilTheMergeIsAcknowledged() {
    base("{'x':1,'y':1}");
    tab.put("notes/a", "{'x':2,'y':1}");
    server("{'x':1,'y':2}");
    pull();
    expect(true, 0);
    assertThat(tab.get("notes/a")).isEqualTo("{'x':2,'y':2}");
    tab.sync(server);
    expect(false, 0);
    assertThat(server.value("notes/a")).isEqualTo("{\"x\":2,\"y\":2}");
  }

  @Test
  void changedTheSameField_conflict() {
    base("{'x':1}");
    tab.put("notes/a", "{'x':2}");
    server("{'x':3}");
    tab.sync(server);
    expect(true, 1);
    Json conflict = Json.at(tab.conflicts(), 0);
    assertThat(Device.text(Json.get(conflict, "server"))).isEqualTo("{'x':3}");
    assertThat(Device.text(Json.get(conflict, "local"))).isEqualTo("{'x':2}");
    assertThat(tab.get("notes/a")).isEqualTo("{'x':2}");
  }

  @Test
  void deleteAgainstEdit_conflict() {
    base("{'x':1}");
    tab.put("notes/a", "");
    server("{'x':3}");
    tab.sync(server);
    expect(true, 1);
    assertThat(tab.get("notes/a")).isEmpty();
  }
}
