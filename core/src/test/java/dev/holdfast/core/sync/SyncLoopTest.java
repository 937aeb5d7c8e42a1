package dev.holdfast.core.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.core.CountedRandom;
import dev.holdfast.core.Failure;
import dev.holdfast.core.Random;
import dev.holdfast.core.Turns;
import dev.holdfast.core.json.Json;
import dev.holdfast.core.json.JsonException;
import dev.holdfast.core.net.NetworkStatus;
import dev.holdfast.core.net.VirtualClock;
import dev.holdfast.core.protocol.Mutation;
import dev.holdfast.core.protocol.ProblemBody;
import dev.holdfast.core.protocol.ProblemCode;
import dev.holdfast.core.protocol.SyncRequest;
import dev.holdfast.core.replica.Archives;
import dev.holdfast.core.replica.Replica;
import dev.holdfast.core.replica.TestServer;
import dev.holdfast.core.store.MemoryStore;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The sync loop on a scripted network, in virtual time. */
class SyncLoopTest {
  private static final double DAY = 86_400_000;

  private final VirtualClock clock = new VirtualClock();
  private final Random random = new CountedRandom("id");
  private final Turns turns = new Turns();
  private final TestServer server = new TestServer(new CountedRandom("id"));
  private final MemoryStore disk = new MemoryStore(turns);
  private final Replica replica = new Replica(disk, clock, random, here -> {});
  private final NetworkStatus network =
      new NetworkStatus(
          clock, random, (nonce, heard) -> heard.answer(200, nonce), m -> {}, true, 5_000);
  private final List<String> states = new ArrayList<>();
  private final List<Json> asked = new ArrayList<>();
  private final List<Double> times = new ArrayList<>();
  private Function<Json, Transport.Answer> wire = this::served;
  private final SyncLoop loop =
      new SyncLoop(
          replica,
          clock,
          random,
          held -> held.run(() -> {}),
          new SyncLoop.Listener() {
            @Override
            public void stateChanged() {
              states.add(loopState());
            }

            @Override
            public void postponed(SyncState failed, double wait) {}

            @Override
            public void runEnded(@Nullable Failure failure) {}
          });

  private String loopState() {
    return loop.state().text();
  }

  private Transport.Answer served(Json request) {
    return new Transport.Answer(200, server.sync(request), 0);
  }

  private static Transport.Answer status(int status, double retryAfter) {
    return new Transport.Answer(status, Json.absent(), retryAfter);
  }

  @BeforeEach
  void define() {
    Transport transport =
        (body, heard) -> {
          asked.add(body);
          times.add(clock.now());
          Transport.Answer answer = wire.apply(Json.copy(body));
          turns.later(() -> heard.answer(answer));
        };
    loop.define(new ServerRound(replica, transport, network, told -> {}));
    replica.refresh(failure -> {});
    turns.untilIdle();
  }

  private void edit(String id, String value) {
    replica.edit("tasks", id, before -> Json.parse(value), (minted, failure) -> {});
    turns.untilIdle();
    loop.changed();
  }

  private void pass(double ms) {
    for (double left = ms; left > 0; left -= 10) {
      clock.pass(Math.min(10, left));
      turns.untilIdle();
    }
  }

  /** The ids of the mutations that a request sends or asks about. */
  private static String ids(Json request) {
    Json unknown = SyncRequest.unknown(request);
    Json named = Json.isArray(unknown) ? unknown : SyncRequest.mutations(request);
    StringBuilder ids = new StringBuilder();
    for (int i = 0; i < Json.size(named); i++) {
      ids.append(Json.text(Mutation.id(Json.at(named, i)))).append(' ');
    }
    return ids.toString();
  }

  /** On a slow machine a run had begun but not yet read the work when the network was lost. */
  @Test
  void offlineBeforeARunHasTakenTheWork_itTakesNone() {
    loop.pull();
    loop.pause();
    replica.edit("tasks", "t", before -> Json.parse("1"), (minted, failure) -> {});
    turns.untilIdle();
    loop.pause();
    pass(DAY);

    assertThat(asked).isEmpty();
    assertThat(loopState()).isEqualTo("waiting");

    loop.pull();
    turns.untilIdle();

    assertThat(ids(asked.get(0))).isNotEmpty();
    assertThat(loopState()).isEqualTo("idle");
  }

  /**
   * Two servers of different lineages behind one address. The simulation found it as an endless
   * loop.
   */
  @Test
  void serverNamesAnotherEpochEachTime_itIsAskedWithPauses() {
    boolean[] two = {true};
    wire =
        request -> {
          boolean other = two[0] && !ids(request).isEmpty() && asked.size() < 500;
          Json body = other ? ProblemBody.epochChanged("another") : server.sync(request);
          boolean changed = !ProblemBody.code(body).isEmpty();
          return new Transport.Answer(changed ? 409 : 200, body, 0);
        };
    edit("t", "1");
    pass(30_000);

    assertThat(asked).as("asked in half a minute").hasSizeBetween(5, 25);
    assertThat(loopState()).isEqualTo("waiting");

    two[0] = false;
    pass(120_000);

    assertThat(loopState()).isEqualTo("idle");
    assertThat(replica.hasLocalChanges()).as("all is sent once the server is one").isFalse();
  }

  @Test
  void offlineWhileARunEnds_workThatCameMeanwhileWaits() {
    wire =
        request -> {
          Transport.Answer answer = served(request);
          replica.edit("tasks", "late", before -> Json.parse("1"), (minted, failure) -> {});
          loop.pause();
          return answer;
        };
    edit("t", "1");
    pass(DAY);

    assertThat(asked).hasSize(1);
    assertThat(replica.pendingKeys()).containsExactly("tasks/late");
  }

  @Test
  @Tag("fault-23")
  void aDayOfServerErrors_fewRequestsFurtherAndFurtherApart_orderKept() {
    wire = request -> status(503, 0);
    for (int n = 0; n < 5; n++) {
      edit("t" + n, "1");
    }

    pass(DAY / 24);

    assertThat(asked).as("requests in an hour").hasSizeBetween(60, 90);
    for (int i = 1; i < times.size(); i++) {
      double wait = times.get(i) - times.get(i - 1);
      assertThat(wait).isGreaterThanOrEqualTo(Math.min(45_000, 750 * Math.pow(2, i - 1)) - 20);
      assertThat(wait).isLessThan(60_100);
      assertThat(ids(asked.get(i))).isEqualTo(ids(asked.get(0)));
    }
    wire = this::served;
    pass(60_100);
    assertThat(replica.hasLocalChanges()).isFalse();
    assertThat(server.version()).isEqualTo(5);
  }

  @Test
  @Tag("fault-24")
  void retryAfterLongerThanTheBackOff_isHonoured_editsDoNotShortenIt() {
    wire = request -> status(429, 120_000);
    edit("a", "1");
    pass(100);
    assertThat(asked).hasSize(1);
    wire = this::served;

    pass(60_000);
    edit("b", "1");
    pass(59_000);
    assertThat(asked).hasSize(1);
    pass(1_100);

    assertThat(asked).hasSizeGreaterThan(1);
    assertThat(times.get(1) - times.get(0)).isBetween(120_000.0, 120_100.0);
    assertThat(replica.hasLocalChanges()).isFalse();
  }

  @Test
  @Tag("fault-26")
  void answerCutAtEveryByte_theCursorStaysAndTheRetryHasOneEffect() {
    edit("a", "{\"title\":\"x\"}");
    String whole =
        Json.stringify(served(SyncRequest.of("r", Json.absent(), 0, 1000, Json.array())).body());
    int[] cut = {0};
    wire =
        request -> {
          String text = Json.stringify(server.sync(request));
          return new Transport.Answer(200, parsed(text.substring(0, cut[0])), 0);
        };
    for (; cut[0] < whole.length(); cut[0]++) {
      loop.sync(ok -> assertThat(ok).isFalse());
      turns.untilIdle();
      assertThat(replica.cursor()).isZero();
      assertThat(replica.hasLocalChanges()).isTrue();
    }
    wire = this::served;

    loop.sync(ok -> assertThat(ok).isTrue());
    turns.untilIdle();

    assertThat(replica.cursor()).isEqualTo(1);
    assertThat(server.version()).isEqualTo(1);
  }

  /** Parses a body as a transport does: absent if it is not JSON. */
  private static Json parsed(String text) {
    try {
      return Json.parse(text);
    } catch (JsonException e) {
      return Json.absent();
    }
  }

  @Test
  @Tag("fault-27")
  void captivePortalsPage_isNoAnswer() {
    wire = request -> status(200, 0);
    edit("a", "1");
    pass(100);

    assertThat(loop.state()).isEqualTo(SyncState.WAITING);
    assertThat(replica.hasLocalChanges()).isTrue();
    assertThat(replica.cursor()).isZero();
  }

  @Test
  @Tag("fault-28")
  void redirectToALogin_needsLogin_andSeldomAskedAgain() {
    wire = request -> status(-1, 0);
    edit("a", "1");
    pass(100);
    assertThat(loop.state()).isEqualTo(SyncState.NEEDS_LOGIN);

    edit("b", "1");
    pass(2_900);
    assertThat(asked).as("a person needs time to sign in").hasSize(1);
    pass(DAY / 24);

    assertThat(asked).as("requests in an hour").hasSizeBetween(60, 90);
    assertThat(replica.hasLocalChanges()).isTrue();
  }

  @Test
  @Tag("fault-34")
  void tokenExpiresWhileSending_pauseThenOnUnderTheSameIds() {
    wire = request -> status(401, 0);
    edit("a", "1");
    edit("b", "1");
    pass(DAY / 24);
    assertThat(loop.state()).isEqualTo(SyncState.NEEDS_LOGIN);
    int before = asked.size();
    assertThat(before).as("requests in an hour").isBetween(60, 90);
    wire = this::served;

    loop.pull();
    turns.untilIdle();

    assertThat(ids(asked.get(before))).isEqualTo(ids(asked.get(0)));
    assertThat(replica.hasLocalChanges()).isFalse();
    assertThat(server.version()).isEqualTo(2);
    assertThat(states).endsWith("needsLogin", "syncing", "idle");
  }

  @Test
  @Tag("fault-30")
  void pokesLostAndRepeated_theNextContactFillsTheGap() {
    loop.pull();
    turns.untilIdle();
    for (int n = 0; n < 3; n++) {
      server.write("r2", Mutation.of("x" + n, "tasks", "d" + n, 0, Json.of(n)));
    }

    loop.pull(); // the only poke that arrives, and it arrives three times
    loop.pull();
    loop.pull();
    turns.untilIdle();

    assertThat(replica.cursor()).isEqualTo(3);
    assertThat(asked).as("what comes while a run begins joins it").hasSize(2);
  }

  @Test
  @Tag("fault-52")
  void removedFromTheSpace_theLocalCopyGoesAndUnsentWorkIsArchived() {
    loop.sync(ok -> {});
    edit("shared", "1");
    pass(1_000);
    assertThat(replica.serverVersion()).isNotEmpty();
    Json problem = ProblemBody.of(ProblemCode.SPACE_FORBIDDEN, "removed");
    wire = request -> new Transport.Answer(403, problem, 0);
    edit("unsent", "1");

    pass(DAY / 24);

    assertThat(loop.state()).isEqualTo(SyncState.BLOCKED);
    assertThat(replica.serverVersion()).isEmpty();
    assertThat(replica.localVersion()).isEmpty();
    assertThat(replica.hasLocalChanges()).isFalse();
    int[] archived = {0};
    replica.refresh(failure -> {});
    Archives.list(replica, (all, failure) -> archived[0] = Json.size(all));
    turns.untilIdle();
    assertThat(archived[0]).isEqualTo(1);
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
            loop.pull(); // the poke for our own push, before its answer
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
      SyncLoop its = new SyncLoop(tab, clock, random, one, new Silent());
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

  private static final class Silent implements SyncLoop.Listener {
    @Override
    public void stateChanged() {}

    @Override
    public void postponed(SyncState failed, double wait) {}

    @Override
    public void runEnded(@Nullable Failure failure) {}
  }
}
