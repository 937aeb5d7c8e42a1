package dev.holdfast.core.replica;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.core.Failure;
import dev.holdfast.core.json.Json;
import dev.holdfast.core.store.Read;
import dev.holdfast.core.store.Table;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A page that has not loaded what a replica rarely does. */
class IncompleteReplicaTest extends TwoDevicesFixture {
  private final List<String> lost = new ArrayList<>();

  private Replica incomplete(Schema schema) {
    return Replica.incomplete(
        device.disk,
        device.clock,
        device.random,
        new Replica.Listener() {
          @Override
          public void changed(boolean here) {}

          @Override
          public void lost(Failure what) {
            lost.add(what.code().name());
          }
        },
        schema);
  }

  private static String code(@Nullable Failure failure) {
    return failure == null ? "" : failure.code().name();
  }

  private String refreshed(Replica replica) {
    String[] code = {"none"};
    replica.refresh(failure -> code[0] = code(failure));
    device.turns.untilIdle();
    return code[0];
  }

  private String loaded(Replica replica) {
    String[] code = {"none"};
    Read read =
        (state, failure) -> code[0] = failure == null ? Json.stringify(state) : code(failure);
    new StateSession(replica, replica.shape).load(false, read);
    device.turns.untilIdle();
    return code[0];
  }

  @Test
  void damage_failsAndChangesNothing_untilItIsComplete() {
    tab.put("notes/a", "{'x':1}");
    tab.put("notes/b", "{'x':1}");
    device.disk.plant(Table.OUTBOX, device.disk.keys(Table.OUTBOX).get(0), Json.of("garbage"));
    Replica page = incomplete(Schema.NONE);

    assertThat(refreshed(page)).isEqualTo("CORRUPT_PAGE");
    assertThat(device.disk.keys(Table.DAMAGED)).isEmpty();

    page.complete();
    assertThat(refreshed(page)).isEmpty();
    assertThat(device.disk.keys(Table.DAMAGED)).hasSize(1);
    assertThat(lost).containsExactly("CORRUPT_PAGE");
    assertThat(page.pendingKeys()).containsExactly("notes/b");
  }

  @Test
  void stateOfAnOlderSchema_isNotGiven_untilItIsComplete() {
    tab.put("note/~", "'old'");
    Schema schema =
        new Schema(
            2, new StateShape(Json.object()), (state, from) -> Device.json("{'note':'new'}"));
    Replica page = incomplete(schema);
    assertThat(refreshed(page)).isEmpty();

    assertThat(page.isOlder()).isTrue();
    assertThat(loaded(page)).isEqualTo("NOT_LOADED");

    page.complete();
    assertThat(loaded(page)).isEqualTo("{\"note\":\"new\"}");
    assertThat(page.isOlder()).isFalse();
  }
}
