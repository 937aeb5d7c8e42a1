package dev.holdfast.core.rest;

import dev.holdfast.core.CountedRandom;
import dev.holdfast.core.Failure;
import dev.holdfast.core.Random;
import dev.holdfast.core.Turns;
import dev.holdfast.core.json.Json;
import dev.holdfast.core.net.NetworkStatus;
import dev.holdfast.core.net.VirtualClock;
import dev.holdfast.core.replica.Replica;
import dev.holdfast.core.store.MemoryStore;
import dev.holdfast.core.sync.ServerRound;
import dev.holdfast.core.sync.SilentListener;
import dev.holdfast.core.sync.SyncLoop;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;

/**
 * A replica that syncs with an app's own REST backend, and methods to use both. In JSON single
 * quotes stand for double ones.
 */
abstract class RestFixture {
  private static final String TASKS = "{\"tasks\":\"/api/tasks\"}";

  private final VirtualClock clock = new VirtualClock();
  final Turns turns = new Turns();
  final MemoryStore disk = new MemoryStore(turns);
  final Shelf shelf = new Shelf(turns);
  final JvmForms forms = new JvmForms();
  private final Random random = new CountedRandom("x");

  /** How the last sync failed; empty if it did not. */
  String failed = "";

  Replica replica = replica();
  SyncLoop loop = loop();

  private Replica replica() {
    return new Replica(disk, clock, random, here -> {});
  }

  private SyncLoop loop() {
    SyncLoop made =
        new SyncLoop(
            replica,
            clock,
            random,
            held -> held.run(() -> {}),
            new SilentListener() {
              @Override
              public void runEnded(@Nullable Failure failure) {
                failed = failure == null ? "" : failure.toString();
              }
            });
    made.define(round(space()));
    return made;
  }

  private ServerRound round(RestSpace space) {
    NetworkStatus network =
        new NetworkStatus(
            clock, random, (nonce, heard) -> heard.answer(200, nonce), m -> {}, true, 5_000);
    return new ServerRound(replica, space, network, told -> {}, 3);
  }

  RestSpace space() {
    return space(shelf, TASKS);
  }

  private RestSpace space(Resources way, String urls) {
    return new RestSpace(disk, random, way, forms, Json.parse(urls));
  }

  /** From now on the backend is called through {@code way}. */
  void define(Resources way) {
    define(way, TASKS);
  }

  void define(Resources way, String urls) {
    loop.define(round(space(way, urls)));
  }

  @BeforeEach
  void open() {
    replica.refresh(failure -> {});
    turns.untilIdle();
  }

  /** The browser is closed and opened again: only the disk is left. */
  void reopen() {
    replica = replica();
    loop = loop();
    open();
  }

  static Json json(String text) {
    return text.isEmpty() ? Json.absent() : Json.parse(text.replace('\'', '"'));
  }

  /** Edits a document; an empty value deletes it. */
  void edit(String id, String value) {
    replica.edit("tasks", id, before -> json(value), (minted, failure) -> {});
    turns.untilIdle();
  }

  boolean sync() {
    boolean[] ok = {false};
    loop.sync(done -> ok[0] = done);
    turns.untilIdle();
    return ok[0];
  }

  String here(String id) {
    return here("tasks", id);
  }

  String here(String collection, String id) {
    String[] found = {""};
    replica.get(
        collection, id, (value, failure) -> found[0] = Json.isAbsent(value) ? "" : text(value));
    turns.untilIdle();
    return found[0];
  }

  String there(String id) {
    Json held = shelf.resources.get(id);
    return held == null ? "" : text(held);
  }

  static String text(Json value) {
    return Json.text(Json.canonical(value)).replace('"', '\'');
  }
}
