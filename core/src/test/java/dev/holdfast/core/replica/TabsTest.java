package dev.holdfast.core.replica;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.core.json.Json;
import dev.holdfast.core.store.Table;
import org.junit.jupiter.api.Test;

/** Two tabs: two replicas over one store. */
class TabsTest {
  private final TestServer server = new TestServer(new Device().random);
  private final Device device = new Device();
  private final Device.Tab one = device.tab();
  private final Device.Tab two = device.tab();

  @Test
  void bothEditOneDocument_bothSeeOneFinalValue() {
    one.put("notes/a", "{'x':1}");
    two.put("notes/a", "{'x':1,'y':2}");
    one.put("notes/b", "{'x':1}");
    one.sync(server);
    two.refresh();
    for (Device.Tab tab : new Device.Tab[] {one, two}) {
      assertThat(tab.get("notes/a")).isEqualTo("{'x':1,'y':2}");
      assertThat(tab.hasConflicts()).isFalse();
      assertThat(tab.replica.localVersion()).isEqualTo(server.hash());
    }
    assertThat(one.audited("total")).isEqualTo(two.audited("total"));
  }

  @Test
  void editInOneWhileTheOtherSends_waits() {
    one.put("notes/a", "{'x':1}");
    Exchange exchange = one.begin();
    two.put("notes/a", "{'x':2}");
    one.commit(exchange, server.sync(exchange.request()));
    two.refresh();
    assertThat(two.get("notes/a")).isEqualTo("{'x':2}");
    two.sync(server);
    assertThat(server.value("notes/a")).isEqualTo("{\"x\":2}");
    one.refresh();
    assertThat(one.hasConflicts()).isFalse();
  }

  @Test
  void killedWhileSending_theOtherSendsItAgain() {
    one.put("notes/a", "{'x':1}");
    Exchange exchange = one.begin();
    server.sync(exchange.request());
    two.sync(server);
    assertThat(two.hasConflicts()).isFalse();
    assertThat(server.version()).isEqualTo(1);
  }

  @Test
  void evictedAndBegunAnewByTheOther_whatWasReadBeforeIsNotBelieved() {
    one.put("notes/a", "{'x':1}");
    one.sync(server);
    assertThat(two.get("notes/a")).isEqualTo("{'x':1}");
    device.disk.evict();
    Device.Tab elsewhere = new Device().tab();
    elsewhere.sync(server);
    elsewhere.put("notes/a", "{'x':2}");
    elsewhere.sync(server);
    one.sync(server);
    assertThat(two.get("notes/a")).isEqualTo("{'x':2}");
    elsewhere.put("notes/a", "{'x':3}");
    elsewhere.sync(server);
    assertThat(two.sync(server)).as("what it was told").isEmpty();
  }

  @Test
  void anEdit_costsOneSmallPut() {
    for (int i = 0; i < 300; i++) {
      one.put("notes/" + i, "{'t':'" + "y".repeat(300) + "'}");
    }
    one.sync(server);
    device.disk.traffic();
    one.put("notes/7", "{'t':'z'}");
    assertThat(device.disk.traffic().writes())
        .as("the entry and the replica's own record")
        .isEqualTo(2);
    assertThat(device.disk.size(Table.OUTBOX)).isEqualTo(1);
  }

  @Test
  void deletedUnsentInOneAndEditedInTheOther_whatElsewhereIsMadeTakesNothingOfIt() {
    one.sync(server);
    one.save("{'notes':[{'id':'a','x':1,'y':1}]}");
    two.load();
    one.save("{'notes':[]}");
    two.save("{'notes':[{'id':'a','x':1,'y':2}]}");
    assertThat(two.get("notes/a")).isEqualTo("{'id':'a','x':1,'y':2}");

    Device.Tab elsewhere = new Device().tab();
    elsewhere.save("{'notes':[{'id':'a','y':3}]}");
    elsewhere.sync(server);
    two.sync(server);
    assertThat(two.get("notes/a")).isEqualTo("{'id':'a','x':1,'y':2}");
    assertThat(Json.size(two.conflicts())).isOne();
  }

  @Test
  void deletedUnsentInOneAndEditedInTheOther_whatTheOtherHadNotSeenStays() {
    one.save("{'notes':[{'id':'a','x':1,'y':1}]}");
    two.load();
    one.save("{'notes':[{'id':'a','x':1,'y':2}]}");
    one.sync(server);
    one.save("{'notes':[]}");
    two.save("{'notes':[{'id':'a','x':3,'y':1}]}");

    two.sync(server);

    assertThat(two.get("notes/a")).isEqualTo("{'id':'a','x':3,'y':2}");
  }

  @Test
  void twoTabsBothBeginAListThatIsOneValue_bothElementsStay() {
    Device device = new Device();
    Device.Tab first = device.tab("{'tasks':'value'}");
    Device.Tab second = device.tab("{'tasks':'value'}");
    first.save("{'tasks':[]}");
    second.load();
    first.put("tasks/~", "");
    second.load();
    first.save("{'tasks':[{'id':'a'}]}");
    second.save("{'tasks':[{'id':'b'}]}");
    assertThat(device.tab().load()).contains("{'id':'a'}").contains("{'id':'b'}");
  }
}
