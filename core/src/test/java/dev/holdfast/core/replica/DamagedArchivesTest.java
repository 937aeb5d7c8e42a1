package dev.holdfast.core.replica;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.core.json.Json;
import dev.holdfast.core.store.Table;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A record that only a call reads is garbage: an archive, a snapshot, or what was set aside. */
class DamagedArchivesTest extends TwoDevicesFixture {
  @Test
  void archivesAndHistory_whatIsWholeComesBack() {
    tab.save("{'a':1}");
    tab.sync(server);
    tab.save("{'a':2}");
    tab.reset();
    tab.sync(server);
    tab.put("notes/c", "{'x':1}");
    tab.reset();
    device.disk.plant(Table.ARCHIVE, device.disk.keys(Table.ARCHIVE).get(0), Json.of(7));
    Device.Tab page = device.tab();

    Json archives = page.read(read -> Archives.list(page.replica, read));
    assertThat(Json.size(archives)).isEqualTo(1);
    String id = Json.text(Json.get(Json.at(archives, 0), "id"));
    page.must(done -> Archives.restore(page.replica, id, done));
    assertThat(page.get("notes/c")).isEqualTo("{'x':1}");
    page.audited("total");

    page.load();
    page.save("{'a':3}");
    device.disk.plant(Table.HISTORY, device.disk.keys(Table.HISTORY).get(0), Json.of(7));
    Json history = page.read(read -> History.list(page.replica, read));
    assertThat(Json.size(history)).isZero();
    assertThat(page.lost).containsExactly("CORRUPT_PAGE", "CORRUPT_PAGE");
    page.save("{'a':4}");
    assertThat(Json.size(page.read(read -> History.list(page.replica, read)))).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "null",
        "'garbage'",
        "{'entries':[]}",
        "{'documents':{},'entries':[7]}",
        "{'documents':{},'entries':[['1',{'id':7}]]}"
      })
  void archive_restoredByAPageThatHasListedIt_setAside(String garbage) {
    tab.put("notes/a", "{'x':1}");
    tab.reset();
    Json archives = tab.read(read -> Archives.list(tab.replica, read));
    String id = Json.text(Json.get(Json.at(archives, 0), "id"));
    device.disk.plant(Table.ARCHIVE, id, Device.json(garbage));

    assertThat(tab.call(done -> Archives.restore(tab.replica, id, done))).isEqualTo("UNKNOWN_KEY");

    assertThat(Device.text(damaged())).contains(garbage);
    assertThat(tab.lost).containsExactly("CORRUPT_PAGE");
    assertThat(tab.audited("archived")).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"null", "7", "{'before':{'notes/a':7}}"})
  void earlierSnapshot_setAside(String garbage) {
    tab.load();
    tab.save("{'notes':[{'id':'a'}]}");
    tab.save("{'notes':[{'id':'a','x':1}]}");
    String id = device.disk.keys(Table.HISTORY).get(0);
    device.disk.plant(Table.HISTORY, device.disk.keys(Table.HISTORY).get(1), Device.json(garbage));

    assertThat(tab.call(done -> History.restore(tab.replica, id, done))).isEqualTo("UNKNOWN_KEY");

    assertThat(Device.text(damaged())).contains(garbage);
    assertThat(tab.get("notes/a")).contains("'x':1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"null", "'garbage'", "{'table':7}"})
  void whatWasSetAsideIsDamagedAgain_itsSubjectCanSignOut(String garbage) {
    tab.put("notes/a", "{'x':1}");
    tab.sync(server);
    tab.put("notes/c", "{'x':1}");
    device.disk.plant(Table.PAGES, "", Json.nul());
    Device.Tab page = device.tab();
    page.get("notes/a");
    device.disk.plant(Table.DAMAGED, device.disk.keys(Table.DAMAGED).get(0), Device.json(garbage));

    Json left = page.read(read -> Seal.close(page.replica, read));

    assertThat(Json.isTrue(left)).as("unsent work").isTrue();
    assertThat(Device.text(damaged())).as("not thrown away").contains(garbage);
  }
}
