package dev.holdfast.verify.network;

import dev.holdfast.core.Clock;
import dev.holdfast.core.CountedRandom;
import dev.holdfast.core.Failure;
import dev.holdfast.core.Random;
import dev.holdfast.core.Turns;
import dev.holdfast.core.json.Json;
import dev.holdfast.core.net.NetworkStatus;
import dev.holdfast.core.replica.Replica;
import dev.holdfast.core.replica.WorkList;
import dev.holdfast.core.store.MemoryStore;
import dev.holdfast.core.sync.ServerRound;
import dev.holdfast.core.sync.SyncLoop;
import dev.holdfast.core.sync.SyncState;
import dev.holdfast.core.sync.Transport;
import dev.holdfast.core.sync.Triggers;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.PriorityQueue;
import java.util.function.BooleanSupplier;

/**
 * The production core on this thread, with a real network and a real server. If nothing is under
 * way, virtual time jumps to the next timer.
 */
final class JvmReplica
    implements Replica.Listener, SyncLoop.Listener, ServerRound.Report, Triggers.Edges {
  private record Appointment(double at, int order, Runnable task) {}

  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private final PriorityQueue<Appointment> agenda =
      new PriorityQueue<>(
          java.util.Comparator.comparingDouble(Appointment::at)
              .thenComparingInt(Appointment::order));
  private final Turns turns = new Turns();
  private final String url;
  private final String name;
  private final Runnable beforeEach;
  private double now = 1_000_000;
  private int made;
  long bytes;
  int requests;
  int failures;
  final Replica replica;
  final SyncLoop loop;
  private final NetworkStatus network;
  private final Triggers triggers;

  private final Clock clock =
      new Clock() {
        @Override
        public double now() {
          return now;
        }

        @Override
        public Timer after(double ms, Runnable task) {
          Appointment one = new Appointment(now + ms, made++, task);
          agenda.add(one);
          return () -> agenda.remove(one);
        }
      };

  /**
   * @param url the URL of the space
   * @param beforeEach runs before each sync request
   */
  JvmReplica(String name, String url, Runnable beforeEach) {
    this.name = name;
    this.url = url;
    this.beforeEach = beforeEach;
    Random random = new CountedRandom(name + "x");
    replica = new Replica(new MemoryStore(turns), clock, random, this);
    network =
        new NetworkStatus(
            clock, random, (nonce, heard) -> heard.answer(200, nonce), news -> {}, true, 5_000);
    loop = new SyncLoop(replica, clock, random, held -> held.run(() -> {}), this);
    loop.define(new ServerRound(replica, this::post, network, this));
    triggers = new Triggers(replica, network, loop, clock, this);
    network.subscribe(triggers::networkChanged);
    replica.refresh(failure -> {});
    turns.untilIdle();
  }

  /** From now on nothing is sent. */
  void offline() {
    network.hint(false);
    turns.untilIdle();
  }

  void online() {
    network.check(verdict -> {});
    turns.untilIdle();
  }

  /** Makes an edit. It is durable when this returns. */
  void put(String id, int n) {
    replica.edit(
        "tasks",
        id,
        present -> Json.parse("{\"n\":" + n + ",\"text\":\"" + "x".repeat(80) + "\"}"),
        (minted, failure) -> {
          if (failure != null) {
            throw new AssertionError(failure);
          }
        });
    turns.untilIdle();
  }

  /** Runs tasks and timers until {@code there} is true. */
  void run(BooleanSupplier there) {
    turns.untilIdle();
    while (!there.getAsBoolean()) {
      Appointment next = agenda.poll();
      if (next == null) {
        throw new AssertionError(name + " waits for nothing: " + loop.state());
      }
      now = Math.max(now, next.at());
      next.task().run();
      turns.untilIdle();
    }
  }

  String audit(String state) {
    return Json.stringify(Json.get(new WorkList(replica).audit(), state));
  }

  private void post(Json body, Transport.Heard heard) {
    beforeEach.run();
    requests++;
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url + "/sync"))
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(Json.stringify(body)))
            .build();
    Transport.Answer answer;
    try {
      HttpResponse<InputStream> got = HTTP.send(request, BodyHandlers.ofInputStream());
      answer = new Transport.Answer(got.statusCode(), Json.parse(whole(got.body())), 0);
    } catch (IOException broken) {
      answer = new Transport.Answer(0, Json.absent(), 0);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
    Transport.Answer told = answer;
    clock.after(1, () -> heard.answer(told));
  }

  /** Reads the whole body and counts its bytes, also if the answer breaks off. */
  private String whole(InputStream body) throws IOException {
    java.io.ByteArrayOutputStream all = new java.io.ByteArrayOutputStream();
    byte[] some = new byte[4096];
    for (int n = body.read(some); n >= 0; n = body.read(some)) {
      bytes += n;
      all.write(some, 0, n);
    }
    return all.toString(StandardCharsets.UTF_8);
  }

  @Override
  public void changed(boolean here) {
    triggers.changed();
  }

  @Override
  public void stateChanged() {}

  @Override
  public void postponed(SyncState failed, double wait) {}

  @Override
  public void failure(Failure failure) {
    throw new AssertionError(failure);
  }

  @Override
  public void runEnded(Failure failure) {
    failures += failure == null ? 0 : 1;
    triggers.ended(failure);
  }

  @Override
  public void wentOffline(boolean wasVerified) {}

  @Override
  public void cameOnline() {}
}
