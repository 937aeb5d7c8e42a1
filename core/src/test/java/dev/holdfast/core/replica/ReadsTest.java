package dev.holdfast.core.replica;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.core.json.Json;
import org.junit.jupiter.api.Test;

/** Who only reads does not make others wait. */
class ReadsTest {
  private final Device device = new Device();

  @Test
  void whatIsOnlyRead_isReadInTransactionsThatDoNotWrite() {
    Device.Tab tab = device.tab();
    tab.save("{'tasks':[{'id':'a'},{'id':'b'}]}");
    device.disk.writing();

    Device.Tab other = device.tab();
    other.load();
    other.peek();
    other.get("tasks/a");
    other.read(read -> other.replica.entries("tasks", Json.absent(), read));
    other.refresh();
    other.read(read -> History.list(other.replica, read));
    other.read(read -> Archives.list(other.replica, read));
    assertThat(device.disk.writing()).isEqualTo(0);
  }

  @Test
  void aLoadThatHasToWrite_isReadAgain_andWritesOnce() {
    device.tab().save("{'tasks':[{'id':'a'}]}");
    device.disk.writing();

    Device.Tab other = device.tab("{'tasks':'value'}");
    assertThat(other.load()).isEqualTo("{'tasks':[{'id':'a'}]}");
    assertThat(other.get("tasks/~")).as("converted").isEqualTo("[{'id':'a'}]");
    assertThat(other.news).as("opened, and converted").isEqualTo(2);
    assertThat(device.disk.writing()).isEqualTo(1);
  }
}
