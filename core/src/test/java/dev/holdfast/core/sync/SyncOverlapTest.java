package dev.holdfast.core.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.core.json.Json;
import dev.holdfast.core.protocol.Mutation;
import dev.holdfast.core.protocol.SyncRequest;
import dev.holdfast.core.replica.Replica;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Pokes and other tabs while a run is under way. */
class SyncOverlapTest extends SyncLoopFixture {
  @Test
  @Tag("fault-30")
  void pokesLostAndRepeated_theNextContactFillsTheGap() {
    loop.syncNow();
    turns.untilIdle();
    for (int n = 0; n < 3; n++) {
      server.write("r2", Mutation.of("x" + n, "tasks", "d" + n, 0, Json.of(n)));
    }

    loop.syncNow(); // the only poke that arrives, and it arrives three times
    loop.syncNow();
    loop.syncNow();
    turns.untilIdle();

    assertThat(replica.cursor()).isEqualTo(3);
    assertThat(asked).as("what comes while a run begins joins it").hasSize(2);
  }

  @Test
  @Tag("fault-31")
  void ownEchoComesWithAnotherTabsPull_theServerVersionMovesOnceAndNothingFlickers() {
    edit("a", "1");
    List<String> versions = new ArrayList<>();
    List<String> values = new ArrayList<>();
    Runnable look =
        () -> {
          versions.add(replica.serverVersion());
          replica.get("tasks", "a", (value, failure) -> values.add(Json.stringify(value)));
          turns.untilIdle();
        };
    wire =
        request -> {
          look.run();
          Transport.Answer answer = served(request);
          if (Json.size(SyncRequest.mutations(request)) > 0) {
            loop.syncNow(); // the poke for our own push, before its answer
          }
          look.run();
          return answer;
        };

    pass(1_000);
    look.run();

    assertThat(versions.stream().distinct()).containsExactly("", replica.serverVersion());
    assertThat(values).containsOnly("1");
    assertThat(replica.hasLocalChanges()).isFalse();
    assertThat(server.version()).isEqualTo(1);
  }

  @Test
  @Tag("fault-14")
  void twoTabsHaveTheSameWork_oneHoldsTheLockAndTheOtherFindsItDone() {
    ArrayDeque<SyncLock.Held> waiting = new ArrayDeque<>();
    boolean[] held = {false};
    SyncLock one =
        new SyncLock() {
          @Override
          public void hold(SyncLock.Held next) {
            if (held[0]) {
              waiting.add(next);
              return;
            }
            held[0] = true;
            next.run(
                () -> {
                  held[0] = false;
                  SyncLock.Held after = waiting.poll();
                  if (after != null) {
                    hold(after);
                  }
                });
          }
        };
    Transport transport =
        (body, heard) -> {
          asked.add(body);
          Transport.Answer answer = served(Json.copy(body));
          clock.after(100, () -> heard.answer(answer));
        };
    List<SyncLoop> tabs = new ArrayList<>();
    List<Replica> replicas = new ArrayList<>();
    for (int n = 0; n < 2; n++) {
      Replica tab = new Replica(disk, clock, random, here -> {});
      SyncLoop its = new SyncLoop(tab, clock, random, one, new SilentListener());
      its.define(new ServerRound(tab, transport, network, told -> {}));
      tabs.add(its);
      replicas.add(tab);
    }
    replica.edit("tasks", "a", before -> Json.of(1), (minted, failure) -> {});
    turns.untilIdle();

    replicas.forEach(tab -> tab.refresh(failure -> {}));
    turns.untilIdle();
    tabs.forEach(tab -> tab.changed());
    pass(5_000);

    assertThat(asked).hasSize(1);
    assertThat(server.version()).isEqualTo(1);
  }
}
