package dev.holdfast.core.replica;

import dev.holdfast.core.json.Json;
import dev.holdfast.core.store.Table;

/** A tab on each of two devices, and their server. */
abstract class TwoDevicesFixture {
  final Device device = new Device();
  final TestServer server = new TestServer(new Device().random);
  final Device.Tab tab = device.tab();
  final Device.Tab other = new Device().tab();

  /** What was set aside on the first device, {@code [[key, record]]}. */
  Json damaged() {
    Json[] found = {Json.absent()};
    tab.must(
        done ->
            device.disk.transact(
                false, tx -> tx.scan(Table.DAMAGED, "", "", rows -> found[0] = rows), done));
    return found[0];
  }
}
