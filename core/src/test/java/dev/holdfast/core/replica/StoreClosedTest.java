package dev.holdfast.core.replica;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.core.json.Json;
import dev.holdfast.core.queue.RequestImport;
import dev.holdfast.core.queue.RequestLog;
import dev.holdfast.core.store.Table;
import org.junit.jupiter.api.Test;

/** The browser closes the database in the middle of a transaction, which is then run again. */
class StoreClosedTest {
  private final Device device = new Device();
  private final Device.Tab tab = device.tab();
  private final TestServer server = new TestServer(new Device().random);

  @Test
  void whateverIsDone_itIsDoneOnce() {
    Device.Tab other = new Device().tab();
    other.put("notes/b", "{'x':1}");
    other.sync(server);
    device.disk.closeInEach();
    tab.put("notes/a", "{'n':1}");
    tab.put("notes/a", "{'n':2}");
    tab.sync(server);
    tab.put("notes/b", "{'x':2}");

    assertThat(tab.get("notes/b")).isEqualTo("{'x':2}");
    assertThat(tab.audited("total")).isEqualTo(3);
    Device.Tab again = device.tab();
    assertThat(again.audited("total")).isEqualTo(3);
    assertThat(again.replica.localVersion()).isEqualTo(tab.replica.localVersion());
    tab.sync(server);
    assertThat(server.version()).isEqualTo(3);
    assertThat(tab.replica.serverVersion()).isEqualTo(server.hash());
  }

  @Test
  void aDamagedRecordIsSetAside_once() {
    tab.put("notes/a", "{'x':1}");
    device.disk.plant(Table.OUTBOX, device.disk.keys(Table.OUTBOX).get(0), Json.of("garbage"));
    device.disk.closeInEach();
    Device.Tab again = device.tab("{}", "");
    again.refresh();
    assertThat(device.disk.size(Table.DAMAGED)).isEqualTo(1);
  }

  @Test
  void theQueueIsRead_eachRequestIsListedOnce() {
    device.disk.closeInEach();
    Json one = Device.json("{'id':'m','lane':'l','state':'queued'}");
    Json entries = Json.array();
    Json.push(entries, one);
    RequestImport.run(device.disk, entries, failure -> assertThat(failure).isNull());
    device.turns.untilIdle();
    Json[] found = {Json.absent()};
    new RequestLog(device.disk)
        .unsent(Json.array(), all -> found[0] = all, failure -> assertThat(failure).isNull());
    device.turns.untilIdle();
    assertThat(Json.size(found[0])).isEqualTo(1);
  }
}
