package dev.holdfast.browser.page;

import dev.holdfast.browser.js.Idb;
import dev.holdfast.browser.js.Messages;
import dev.holdfast.browser.js.Promise;
import dev.holdfast.core.Failure;
import dev.holdfast.core.json.Json;
import dev.holdfast.core.replica.Archives;
import dev.holdfast.core.replica.Decisions;
import dev.holdfast.core.replica.Export;
import dev.holdfast.core.replica.History;
import dev.holdfast.core.replica.Import;
import dev.holdfast.core.replica.WorkList;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;
import org.teavm.jso.JSExport;
import org.teavm.jso.JSObject;
import org.teavm.jso.JSProperty;

/**
 * {@code offlineStorage} as the page's scripts see it. It checks arguments, asks the {@link
 * Engine}, and turns outcomes into promises; {@code holdfast.d.ts} documents each member.
 */
@NullMarked
public final class OfflineStorage {
  private static final double DRAIN = 60_000;

  private final Definitions app = new Definitions();
  private final Hub hub = new Hub();
  private final NetworkFace network;
  private @Nullable Engine engine;
  private @Nullable Promise started;
  private boolean collections;

  OfflineStorage(NetworkFace network) {
    this.network = network;
  }

  // --- the five members ---

  @JSExport
  @JSProperty
  public boolean isHasConflicts() {
    return engine != null && (engine.replica.hasLocalChanges() || !engine.queue.isEmpty());
  }

  @JSExport
  public Promise saveCurrentAppState() {
    return whenStarted(
        (running, resolve) -> {
          Json state = running.state.snapshot();
          if (!Json.isAbsent(state)) {
            running.state.save(state, running.answer(resolve));
          } else if (collections) {
            running.replica.refresh(running.answer(resolve));
          } else {
            throw new Failure(
                Failure.Code.NO_SNAPSHOT, "there is no state to save yet; nothing was changed");
          }
        });
  }

  @JSExport
  public Promise resetVersions() {
    return whenStarted(
        (running, resolve) -> {
          running.loop.abort();
          Archives.reset(running.replica, "reset", running.done(resolve));
        });
  }

  @JSExport
  public Promise syncLocalChangesToServer() {
    return whenStarted(
        (running, resolve) -> {
          if (Json.isAbsent(app.sync)) {
            throw new Failure(Failure.Code.NO_SYNC, "no sync is defined; nothing was changed");
          }
          if (running.network.isOnline()) {
            sync(running, resolve);
          } else {
            running.network.check(
                verdict -> {
                  if (verdict.online()) {
                    sync(running, resolve);
                  } else {
                    running.tell(
                        new Failure(
                            Failure.Code.OFFLINE,
                            "the server cannot be reached; the work is kept"));
                    resolve.with(Json.of(false));
                  }
                });
          }
        });
  }

  private void sync(Engine running, Promise.Settle resolve) {
    JSObject worker = Browser.worker();
    Promise drained =
        worker == null || running.queue.isEmpty()
            ? Promise.resolve(Json.of(true))
            : Messages.ask(worker, Hub.event("drain"), DRAIN)
                .then(answer -> Json.get((Json) answer, "ok"), failed -> Json.of(false));
    running.loop.sync(
        ok ->
            drained.then(
                sent -> {
                  resolve.with(Json.of(ok && Json.isTrue((Json) sent)));
                  return Json.absent();
                }));
  }

  @JSExport
  public Promise downloadCurrentChanges() {
    return whenStarted(
        (running, resolve) ->
            export(
                running,
                text -> {
                  Browser.download(Browser.blob(text), app.space);
                  resolve.with(Json.absent());
                },
                resolve));
  }

  // --- definitions ---

  @JSExport
  public Promise start(Json options) {
    if (started != null) {
      return started;
    }
    app.take(options);
    Engine running = new Engine(app, hub, network.open(app));
    engine = running;
    Promise opened =
        Promise.of((resolve, reject) -> running.start(() -> resolve.with(Json.absent())));
    started = opened;
    if (!Browser.hasWorkers()) {
      running.tell(
          new Failure(
              Failure.Code.NO_SUPPORT,
              "no service worker here (it needs HTTPS or localhost); store and sync work in the page"));
    } else if (!app.worker.isEmpty()) {
      Browser.onWorkerMessage(this::heardWorker);
      Idb.Listener waiting = () -> hub.fire(Hub.event("update"));
      Browser.register(app.worker, app.scope, waiting)
          .otherwise(
              error -> {
                running.tell(
                    new Failure(
                        Failure.Code.NO_SUPPORT,
                        "the worker "
                            + app.worker
                            + " could not be registered; store and sync work"));
                return Json.absent();
              });
    }
    return opened;
  }

  private void heardWorker(Messages.Event event) {
    if (engine != null && Messages.isType(event.getData(), "goingOffline")) {
      engine.state.goingOffline(
          engine.network.isVerifiedOnline(),
          failure -> {
            Json answer = Json.object();
            Json.set(answer, "saved", Json.of(failure == null));
            Messages.answer(event, answer);
          });
    }
  }

  @JSExport
  public void setSnapshotFn(Json fn) {
    app.setSnapshot(fn);
  }

  @JSExport
  public void defineSync(Json way) {
    app.setSync(way);
    if (engine != null) {
      engine.define();
    }
  }

  // --- state and documents ---

  @JSExport
  public Promise loadAppState(Json options) {
    boolean peek = Json.isObject(options) && Json.isTrue(Json.get(options, "peek"));
    return whenStarted(
        (running, resolve) ->
            running.state.load(peek, state -> resolve.with(state), running.done(resolve)));
  }

  @JSExport
  public Promise updateLocalChanges(Json state) {
    return whenStarted(
        (running, resolve) ->
            running.state.saveLocal(AppValue.copy(state), running.answer(resolve)));
  }

  @JSExport
  public CollectionFace collection(Json name) {
    String text = AppValue.text(name, "a collection's name");
    if (text.startsWith("~")) {
      throw AppValue.typeError("a collection's name must not begin with ~");
    }
    collections = true;
    return new CollectionFace(this, text);
  }

  // --- what is known ---

  @JSExport
  @JSProperty
  public Json getServerVersion() {
    return engine == null ? Json.absent() : known(engine.replica.serverVersion());
  }

  @JSExport
  @JSProperty
  public Json getLocalVersion() {
    return engine == null ? Json.absent() : known(engine.replica.localVersion());
  }

  private static Json known(String text) {
    return text.isEmpty() ? Json.absent() : Json.of(text);
  }

  @JSExport
  @JSProperty
  public Json getPending() {
    return listed(false, false);
  }

  @JSExport
  @JSProperty
  public Json getConflicts() {
    return listed(true, false);
  }

  @JSExport
  @JSProperty
  public Json getParked() {
    return listed(false, true);
  }

  private Json listed(boolean conflicted, boolean parked) {
    if (engine == null) {
      return Json.array();
    }
    Json list = new WorkList(engine.replica).listed(conflicted, parked);
    if (!conflicted) {
      engine.queue.addTo(list, parked);
    }
    return list;
  }

  @JSExport
  @JSProperty
  public String getSyncState() {
    return engine == null ? "idle" : engine.loop.state().text();
  }

  @JSExport
  @JSProperty
  public Json getLastSyncedTime() {
    double at = engine == null ? 0 : engine.replica.lastSynced();
    return at == 0 ? Json.absent() : Json.of(at);
  }

  @JSExport
  @JSProperty
  public Json getLastError() {
    return hub.lastError();
  }

  @JSExport
  @JSProperty
  public boolean isHasBrowserSupport() {
    return Browser.hasWorkers();
  }

  @JSExport
  public Promise audit() {
    return whenStarted(
        (running, resolve) -> {
          Json audit = new WorkList(running.replica).audit();
          running.queue.addTo(audit);
          resolve.with(audit);
        });
  }

  // --- decisions ---

  @JSExport
  public Promise resolve(Json key, Json choice) {
    String text = AppValue.text(key, "a document's key");
    return whenStarted(
        (running, resolve) -> {
          Decisions decisions = new Decisions(running.replica);
          if (Json.equal(choice, Json.of("local"))) {
            decisions.keepLocal(text, running.answer(resolve));
          } else if (Json.equal(choice, Json.of("server"))) {
            decisions.takeServer(text, running.answer(resolve));
          } else {
            Json value = Json.isAbsent(choice) ? choice : AppValue.copy(choice);
            decisions.take(text, value, running.answer(resolve));
          }
        });
  }

  @JSExport
  public Promise retry(Json id) {
    String text = AppValue.text(id, "an id");
    return whenStarted(
        (running, resolve) -> new Decisions(running.replica).retry(text, running.answer(resolve)));
  }

  @JSExport
  public Promise discard(Json id) {
    String text = AppValue.text(id, "an id");
    return whenStarted(
        (running, resolve) ->
            new Decisions(running.replica).discard(text, running.answer(resolve)));
  }

  // --- files, history, archives ---

  @JSExport
  public Promise exportChanges() {
    return whenStarted(
        (running, resolve) -> export(running, text -> resolve.with(Browser.blob(text)), resolve));
  }

  private interface Exported {
    void with(String text);
  }

  private void export(Engine running, Exported then, Promise.Settle resolve) {
    Json content = Json.object();
    Json.set(content, "requests", running.queue.export());
    Json state = running.state.snapshot();
    Json.set(content, "state", state);
    running.state.load(
        true,
        loaded -> {
          if (Json.isAbsent(state)) {
            Json.set(content, "state", loaded);
          }
          Export.run(
              running.replica,
              mutations -> Json.set(content, "mutations", mutations),
              failure -> {
                if (failure == null) {
                  then.with(ChangesFile.write(content, app, running.clock.now()));
                } else {
                  running.done(resolve).ended(failure);
                }
              });
        },
        running.done(resolve));
  }

  @JSExport
  public Promise importChanges(Json file) {
    if (!Browser.isBlob(file)) {
      throw AppValue.typeError("importChanges() takes a Blob");
    }
    Promise text = Browser.text(file);
    return whenStarted(
        (running, resolve) ->
            text.then(
                read -> {
                  try {
                    Json content = ChangesFile.read(Json.text((Json) read), app);
                    Import.run(
                        running.replica, Json.get(content, "mutations"), running.answer(resolve));
                  } catch (Failure failure) {
                    running.answer(resolve).ended(failure);
                  }
                  return Json.absent();
                }));
  }

  @JSExport
  public Promise history() {
    return whenStarted(
        (running, resolve) -> {
          Json[] list = {Json.array()};
          History.list(running.replica, all -> list[0] = all, running.done(resolve, () -> list[0]));
        });
  }

  @JSExport
  public Promise restoreVersion(Json id) {
    String text = AppValue.text(id, "a version's id");
    return whenStarted(
        (running, resolve) -> History.restore(running.replica, text, running.answer(resolve)));
  }

  @JSExport
  public Promise archives() {
    return whenStarted(
        (running, resolve) -> {
          Json[] list = {Json.array()};
          Archives.list(
              running.replica, all -> list[0] = all, running.done(resolve, () -> list[0]));
        });
  }

  @JSExport
  public Promise restoreArchive(Json id) {
    String text = AppValue.text(id, "an archive's id");
    return whenStarted(
        (running, resolve) -> Archives.restore(running.replica, text, running.answer(resolve)));
  }

  // --- listeners ---

  @JSExport
  public JSObject subscribe(Json fn) {
    return hub.add("change", AppValue.function(fn, "a listener"));
  }

  @JSExport
  public JSObject addEventListener(Json type, Json fn) {
    String name = AppValue.text(type, "an event's type");
    return hub.add(name, AppValue.function(fn, "a listener"));
  }

  // --- how every method answers ---

  /** What a method does once the engine runs; may throw a {@code Failure}. */
  interface Method {
    void run(Engine running, Promise.Settle resolve);
  }

  /** Runs {@code method}, at once if the store is open. A failure is reported and answers false. */
  Promise whenStarted(Method method) {
    return Promise.of((resolve, reject) -> run(method, resolve));
  }

  void run(Method method, Promise.Settle resolve) {
    Engine running = engine;
    if (running == null) {
      hub.fail(new Failure(Failure.Code.STORE_CLOSED, "call start() first"), 0);
      resolve.with(Json.of(false));
      return;
    }
    try {
      method.run(running, resolve);
    } catch (Failure failure) {
      running.answer(resolve).ended(failure);
    }
  }
}
