package dev.holdfast.core.replica;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.core.json.Json;
import org.junit.jupiter.api.Test;

/** Work that is carried to where the same document is edited. */
class CarriedBesideEditsTest {
  private final TestServer server = new TestServer(new Device().random);
  private final Device device = new Device();
  private final Device.Tab tab = device.tab();
  private final Device.Tab second = new Device().tab();
  private final Device.Tab third = new Device().tab();

  private static void take(Device.Tab to, Json content) {
    to.must(done -> Import.run(to.replica, content, done));
  }

  @Test
  void importedBesideAnEditThoughMadeOnNoObject_bothFieldsStay() {
    third.put("notes/a", "[1]");
    third.sync(server);
    second.sync(server);
    second.put("notes/a", "{'x':1}");
    Json exported = second.export();
    third.put("notes/a", "7");
    third.sync(server);

    tab.put("notes/a", "{'y':2}");
    take(tab, exported);
    assertThat(tab.get("notes/a")).isEqualTo("{'x':1,'y':2}");
    tab.sync(server);
    tab.must(done -> new Decisions(tab.replica).keepLocal("notes/a", done));
    tab.sync(server);
    assertThat(server.value("notes/a")).isEqualTo("{\"x\":1,\"y\":2}");
  }

  @Test
  void exportedListMadeOnNoList_bothElementsStay() {
    third.put("notes/a", "7");
    third.sync(server);
    second.sync(server);
    second.put("notes/a", "[{'id':'x'}]");
    tab.put("notes/a", "[{'id':'y'}]");
    take(tab, second.export());
    assertThat(tab.get("notes/a")).contains("x").contains("y");
  }

  @Test
  void exportedThenForgottenAndEditedUnderAnotherId_editsOfWhoHasTheExportUndoNothing() {
    third.put("notes/a", "{'x':0}");
    third.sync(server);
    tab.sync(server);
    second.sync(server);
    tab.put("notes/a", "{'x':0,'y':1}");
    Json before = device.disk.recorded();
    Json exported = tab.export();
    device.disk.plant(before); // the power failed: that it was exported is not known
    Device.Tab again = device.tab();
    again.put("notes/a", "{'x':2,'y':1}");
    take(second, exported);
    second.put("notes/a", "{'x':0,'y':1,'z':3}");

    again.sync(server);
    second.sync(server);
    assertThat(server.value("notes/a")).isEqualTo("{\"x\":2,\"y\":1,\"z\":3}");
    assertThat(Json.size(second.conflicts())).isZero();
  }

  @Test
  void conflictImportedBehindAnEdit_whatBothMadeAlikeIsNoPartOfTheConflict() {
    third.put("notes/a", "{'kind':1,'y':3}");
    third.sync(server);
    second.put("notes/a", "{'kind':1,'y':2}");
    second.sync(server);
    assertThat(second.hasConflicts()).isTrue();

    tab.put("notes/a", "{'kind':1,'x':1}");
    take(tab, second.export());
    tab.put("notes/a", "{'kind':1,'x':1,'y':2,'z':4}");

    Json made = Json.at(Json.get(tab.export(), "mutations"), 1);
    assertThat(Device.text(Json.get(made, "baseValue"))).isEqualTo("{'kind':1,'x':1}");
  }
}
