package dev.holdfast.core.sync;

import dev.holdfast.core.Clock;
import dev.holdfast.core.CountedRandom;
import dev.holdfast.core.Failure;
import dev.holdfast.core.Random;
import dev.holdfast.core.Turns;
import dev.holdfast.core.json.Json;
import dev.holdfast.core.net.NetworkStatus;
import dev.holdfast.core.net.VirtualClock;
import dev.holdfast.core.protocol.Mutation;
import dev.holdfast.core.replica.Replica;
import dev.holdfast.core.replica.TestServer;
import dev.holdfast.core.store.MemoryStore;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One browser and its server, in virtual time: tabs with one disk, one lock and one network. */
final class Site {
  /** What the network does with a sync call. */
  enum Way {
    ANSWERS,
    ANSWER_LOST,
    UNAUTHORIZED,
    BUSY,
    REDIRECTS,
    HANGS
  }

  final VirtualClock clock = new VirtualClock();
  final List<String> codes = new ArrayList<>();
  Way way = Way.ANSWERS;

  /** Whether the probe is answered. */
  boolean reachable = true;

  int requests;
  private final Turns turns = new Turns();
  private final MemoryStore disk = new MemoryStore(turns);
  private final ArrayDeque<SyncLock.Held> claims = new ArrayDeque<>();
  private final List<Tab> tabs = new ArrayList<>();
  private boolean held;
  private final Random random = new CountedRandom("x");
  final TestServer server = new TestServer(random);

  Tab open() {
    Tab tab = new Tab();
    tabs.add(tab);
    tab.start();
    pass(1_000);
    return tab;
  }

  /** Lets time pass in short steps, so that answers come before their timeouts. */
  void pass(double ms) {
    for (double passed = 0; passed < ms; passed += 10) {
      turns.untilIdle();
      clock.pass(10);
    }
    turns.untilIdle();
  }

  /** Another replica creates a document. */
  void writtenElsewhere(String id) {
    server.write("other", Mutation.of("o" + id, "notes", id, 0, Json.of(1)));
  }

  private void grant() {
    SyncLock.Held next = held ? null : claims.poll();
    if (next != null) {
      held = true;
      next.run(
          () -> {
            held = false;
            turns.later(this::grant);
          });
    }
  }

  /** One page, wired as in the browser. Each of its triggers can be broken. */
  final class Tab implements Replica.Listener, SyncLoop.Listener, Triggers.Edges {
    final Replica replica;
    final SyncLoop loop;
    final Triggers triggers;
    final NetworkStatus network;
    boolean losesTimers;
    boolean losesEdges;

    /** What the network does with this tab's calls; null for the same as with all others. */
    @Nullable Way way;

    private boolean alive = true;
    private boolean holds;

    private Tab() {
      Clock mine =
          new Clock() {
            @Override
            public double now() {
              return clock.now();
            }

            @Override
            public Timer after(double ms, Runnable task) {
              return clock.after(
                  ms,
                  () -> {
                    if (alive && !losesTimers) {
                      task.run();
                    }
                  });
            }
          };
      replica = new Replica(disk, mine, random, this);
      network =
          new NetworkStatus(
              mine,
              random,
              (nonce, heard) -> heard.answer(reachable ? 200 : 0, reachable ? nonce : ""),
              message -> {},
              true,
              5_000);
      loop =
          new SyncLoop(
              replica,
              mine,
              random,
              held -> {
                claims.add(
                    release -> {
                      if (!alive) {
                        release.run();
                        return;
                      }
                      holds = true;
                      held.run(
                          () -> {
                            holds = false;
                            release.run();
                          });
                    });
                turns.later(Site.this::grant);
              },
              this);
      loop.define(
          new ServerRound(replica, this::post, network, failure -> codes.add(code(failure))));
      triggers = new Triggers(replica, network, loop, mine, this);
    }

    void start() {
      network.subscribe(
          () -> {
            if (!losesEdges) {
              triggers.networkChanged();
            }
          });
      replica.refresh(
          failure -> {
            network.watch(true);
            network.check(verdict -> {});
          });
    }

    /** The tab is closed or its process killed: the browser releases its lock. */
    void kill() {
      alive = false;
      tabs.remove(this);
      if (holds) {
        held = false;
        turns.later(Site.this::grant);
      }
    }

    /** An edit, durable before this returns. */
    void put(String id, int n) {
      replica.edit(
          "notes", id, present -> Json.of(n), (minted, failure) -> codes.add(code(failure)));
      turns.untilIdle();
    }

    private void post(Json body, Transport.Heard heard) {
      requests++;
      Way mine = way == null ? Site.this.way : way;
      Way now = reachable ? mine : Way.ANSWER_LOST;
      Json answer = reachable && now.ordinal() < 2 ? server.sync(body) : Json.absent();
      if (now != Way.HANGS) {
        clock.after(
            5,
            () -> {
              if (alive) {
                heard.answer(
                    switch (now) {
                      case ANSWERS -> new Transport.Answer(200, answer, 0);
                      case UNAUTHORIZED -> new Transport.Answer(401, Json.absent(), 0);
                      case BUSY -> new Transport.Answer(503, Json.absent(), 0);
                      case REDIRECTS ->
                          new Transport.Answer(Transport.REDIRECTED, Json.absent(), 0);
                      default -> new Transport.Answer(0, Json.absent(), 0);
                    });
              }
            });
      }
    }

    @Override
    public void changed(boolean here) {
      if (alive) {
        triggers.changed();
        tellOthers(here, other -> other.replica.refresh(failure -> {}));
      }
    }

    private void tellOthers(boolean here, java.util.function.Consumer<Tab> news) {
      for (Tab other : here ? List.copyOf(tabs) : List.<Tab>of()) {
        if (other != this) {
          turns.later(() -> news.accept(other));
        }
      }
    }

    @Override
    public void stateChanged() {}

    @Override
    public void postponed(SyncState failed, double wait) {
      tellOthers(true, other -> other.loop.postpone(failed, wait));
    }

    @Override
    public void runEnded(@Nullable Failure failure) {
      codes.add(code(failure));
      triggers.ended(failure);
    }

    @Override
    public void wentOffline(boolean wasVerified) {}

    @Override
    public void cameOnline() {}
  }

  private static String code(@Nullable Failure failure) {
    return failure == null ? "" : failure.code().name();
  }
}
