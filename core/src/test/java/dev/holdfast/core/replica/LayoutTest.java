package dev.holdfast.core.replica;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.core.json.Json;
import dev.holdfast.core.protocol.Mutation;
import dev.holdfast.core.protocol.Receipt;
import dev.holdfast.core.protocol.SyncAnswer;
import dev.holdfast.core.protocol.SyncRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A database of an earlier release is read completely (fault 8). The fixtures were written by those
 * releases in a real browser, and are never changed.
 */
class LayoutTest {
  private final Device device = new Device();

  /** Puts a fixture on the disk. Returns its outbox. */
  private Json planted(String layout) throws IOException {
    Path file = Path.of("../verify/fixtures", layout + ".json");
    Json databases = Json.parse(Files.readString(file));
    Json tables = Json.get(Json.get(databases, "holdfast/ada/kitchen"), "tables");
    device.disk.plant(tables);
    return Json.get(tables, "outbox");
  }

  private static List<String> ids(Json list) {
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < Json.size(list); i++) {
      ids.add(Json.text(Json.get(Json.at(list, i), "id")));
    }
    return ids;
  }

  @Tag("fault-8")
  @Test
  void outboxOfLayout1_allEntries_sameOrder_sameIds() throws IOException {
    Json outbox = planted("layout-1");
    Json entries = Json.array();
    for (int i = 0; i < Json.size(outbox); i++) {
      Json.push(entries, Json.at(Json.at(outbox, i), 1));
    }
    List<String> all = ids(entries);
    assertThat(all).hasSize(7);

    Device.Tab tab = device.tab();

    assertThat(tab.lost).isEmpty();
    assertThat(ids(tab.parked())).containsExactly(all.get(0));
    assertThat(ids(tab.conflicts())).containsExactly(all.get(1));
    assertThat(ids(tab.pending())).isEqualTo(all.subList(2, 7));
    assertThat(tab.audited("total")).isEqualTo(36);
    assertThat(tab.get("shopping/bread")).isEqualTo("{'amount':5}");
    assertThat(tab.get("recipes/r101")).isEqualTo("{'title':'Changed twice'}");
    assertThat(tab.get("recipes/r102")).isEmpty();
    assertThat(tab.get("recipes/r103")).contains("'Recipe 3'");
  }

  @Tag("fault-8")
  @Test
  void outboxOfLayout1_goesOutUnderItsIds_onWhatItWasMadeOn() throws IOException {
    Json outbox = planted("layout-1");
    Device.Tab tab = device.tab();

    Exchange asks = tab.begin();
    Json unknown = SyncRequest.unknown(asks.request());
    assertThat(Json.size(unknown)).as("what was on its way: bread's first edit").isEqualTo(1);
    tab.commit(asks, answer(Json.array()));
    Json request = tab.begin().request();

    Json bread = Json.at(SyncRequest.mutations(request), 0);
    assertThat(Json.equal(Mutation.id(Json.at(unknown, 0)), Mutation.id(bread))).isTrue();
    assertThat(Json.text(SyncRequest.epoch(request))).isEqualTo("c80729510a3aa132");
    assertThat(SyncRequest.cursor(request)).isEqualTo(29);
    Json sent = SyncRequest.mutations(request);
    // bread's second edit waits for the receipt of its first
    int[] places = {2, 4, 5, 6};
    assertThat(Json.size(sent)).isEqualTo(places.length);
    for (int i = 0; i < places.length; i++) {
      Json was = Json.at(Json.at(outbox, places[i]), 1);
      Json now = Json.at(sent, i);
      assertThat(Json.text(Mutation.id(now))).isEqualTo(Json.text(Json.get(was, "id")));
      assertThat(Mutation.base(now)).isEqualTo(Json.number(Json.get(was, "base")));
      assertThat(Json.equal(Mutation.value(now), Json.get(was, "value"))).isTrue();
    }
    assertThat(Json.size(Mutation.replaces(Json.at(sent, 1)))).isEqualTo(1);
  }

  private static Json answer(Json receipts) {
    return SyncAnswer.page("c80729510a3aa132", receipts, Json.array(), 29, true);
  }

  @Tag("fault-8")
  @Test
  void editThatStoodOnTheOneBeforeIt_getsItsReceipt_andGoesOutOnThat() throws IOException {
    planted("layout-1");
    Device.Tab tab = device.tab();
    Exchange exchange = tab.begin();
    Json bread = Json.at(SyncRequest.unknown(exchange.request()), 0);
    Json receipts = Json.array();
    Json.push(receipts, Receipt.applied(Mutation.id(bread), 30));

    tab.commit(exchange, answer(receipts));

    Json next = Json.at(SyncRequest.mutations(tab.begin().request()), 0);
    assertThat(Device.text(Mutation.value(next))).isEqualTo("{'amount':5}");
    assertThat(Mutation.base(next)).isEqualTo(30);
  }

  @Test
  void hashOfAnEarlierLayout_isNotSentBack_sinceTheServerMayNotHaveSentIt() throws IOException {
    planted("layout-1");
    assertThat(device.disk.toString()).contains("\"verified\":true");

    Json request = device.tab().begin().request();

    assertThat(Json.isAbsent(Json.get(request, "stateHash"))).isTrue();
  }

  @Test
  void theServerVersionOfLayout1_isWhole() throws IOException {
    planted("layout-1");
    Device.Tab tab = device.tab();
    String before = tab.replica.serverVersion();
    tab.must(
        done ->
            tab.replica.runOnAll(
                work -> assertThat(work.pages.hash().hex()).isEqualTo(before), done));
    Json history = tab.read(read -> History.list(tab.replica, read));
    assertThat(Json.size(history)).isEqualTo(1);
  }
}
