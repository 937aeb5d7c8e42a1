package dev.holdfast.core.sync;

import dev.holdfast.core.CountedRandom;
import dev.holdfast.core.Failure;
import dev.holdfast.core.Random;
import dev.holdfast.core.Turns;
import dev.holdfast.core.json.Json;
import dev.holdfast.core.net.NetworkStatus;
import dev.holdfast.core.net.VirtualClock;
import dev.holdfast.core.protocol.Mutation;
import dev.holdfast.core.protocol.SyncRequest;
import dev.holdfast.core.replica.Replica;
import dev.holdfast.core.replica.TestServer;
import dev.holdfast.core.store.MemoryStore;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;

/** A sync loop on a scripted network, in virtual time. */
abstract class SyncLoopFixture {
  static final double DAY = 86_400_000;

  final VirtualClock clock = new VirtualClock();
  final Random random = new CountedRandom("id");
  final Turns turns = new Turns();
  final TestServer server = new TestServer(new CountedRandom("id"));
  final MemoryStore disk = new MemoryStore(turns);
  final Replica replica = new Replica(disk, clock, random, here -> {});
  final NetworkStatus network =
      new NetworkStatus(
          clock, random, (nonce, heard) -> heard.answer(200, nonce), m -> {}, true, 5_000);
  final List<String> states = new ArrayList<>();
  final List<Json> asked = new ArrayList<>();
  final List<Double> times = new ArrayList<>();
  final List<Failure> told = new ArrayList<>();
  Function<Json, Transport.Answer> wire = this::served;
  final SyncLoop loop =
      new SyncLoop(
          replica,
          clock,
          random,
          held -> held.run(() -> {}),
          new SilentListener() {
            @Override
            public void stateChanged() {
              states.add(loopState());
            }
          });

  String loopState() {
    return loop.state().text();
  }

  Transport.Answer served(Json request) {
    return new Transport.Answer(200, server.sync(request), 0);
  }

  static Transport.Answer status(int status, double retryAfter) {
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
    loop.define(new ServerRound(replica, transport, network, told::add));
    replica.refresh(failure -> {});
    turns.untilIdle();
  }

  void edit(String id, String value) {
    replica.edit("tasks", id, before -> Json.parse(value), (minted, failure) -> {});
    turns.untilIdle();
    loop.changed();
  }

  void pass(double ms) {
    for (double left = ms; left > 0; left -= 10) {
      clock.pass(Math.min(10, left));
      turns.untilIdle();
    }
  }

  /** The ids of the mutations that a request sends or asks about. */
  static String ids(Json request) {
    Json unknown = SyncRequest.unknown(request);
    Json named = Json.isArray(unknown) ? unknown : SyncRequest.mutations(request);
    StringBuilder ids = new StringBuilder();
    for (int i = 0; i < Json.size(named); i++) {
      ids.append(Json.text(Mutation.id(Json.at(named, i)))).append(' ');
    }
    return ids.toString();
  }
}
