package dev.holdfast.core.replica;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** An app that had a sync function of its own, or none, gets a server that has versions. */
class FirstServerTest {
  private final Device device = new Device();
  private final Device.Tab tab = device.tab();

  @Test
  void itsAppMovesToAServer_whatItCalledSyncedIsSent_andNothingThereIsOverwritten() {
    tab.adopt("{'tasks':[{'id':'a','x':1},{'id':'b','x':1},{'id':'c','x':1}],'v':1}");
    tab.put("tasks/a", "{'id':'a','x':2}");
    tab.put("tasks/c", "");
    TestServer server = new TestServer(device.random);
    Device.Tab other = new Device().tab();
    other.put("tasks/b", "{'id':'b','x':9}");
    other.sync(server);

    assertThat(tab.sync(server)).as("no EPOCH_CHANGED").isEmpty();

    assertThat(tab.peek()).isEqualTo("{'tasks':[{'id':'a','x':2},{'id':'b','x':1}],'v':1}");
    assertThat(Device.text(tab.conflicts())).contains("'x':9").contains("tasks/b");
    assertThat(server.value("tasks/a") + server.value("v/~")).isEqualTo("{\"id\":\"a\",\"x\":2}1");
    assertThat(server.value("tasks/b")).contains("9");
    assertThat(tab.replica.serverVersion()).isEqualTo(server.hash());
  }
}
