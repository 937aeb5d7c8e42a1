package dev.holdfast.browser.engine;

import dev.holdfast.browser.js.Promise;
import dev.holdfast.core.Failure;
import dev.holdfast.core.json.Json;
import dev.holdfast.core.replica.Archives;
import dev.holdfast.core.replica.Decisions;
import dev.holdfast.core.replica.History;
import dev.holdfast.core.replica.Reset;
import dev.holdfast.core.replica.WorkList;
import org.teavm.jso.JSExport;
import org.teavm.jso.JSProperty;

/**
 * {@code offlineStorage} as the page module calls it. Checks arguments, calls the {@link Engine}
 * and turns results into promises. {@code holdfast.d.ts} documents each member.
 */
public final class EngineApi {
  private final Definitions app;
  private final StatusApi network;
  private final PageWorker worker;
  private final News news;
  private final Shown pending = new Shown();
  private final Shown conflicts = new Shown();
  private final Shown parked = new Shown();
  private final Shown misfits = new Shown();
  private boolean collections;

  /** Made by {@link #start}: until then nobody has said whose documents are meant. */
  @SuppressWarnings("NullAway.Init")
  private Engine engine;

  EngineApi(Definitions app, News news) {
    this.app = app;
    network = new StatusApi(app);
    worker = new PageWorker(app, news);
    this.news = news;
  }

  /** The network status, which works before {@link #start}. */
  @JSExport
  public StatusApi network() {
    return network;
  }

  // --- save, reset, sync, download ---

  @JSExport
  @JSProperty
  public boolean isHasConflicts() {
    return !engine.session.hasEnded()
        && (engine.replica.hasLocalChanges() || !engine.queue.isEmpty());
  }

  @JSExport
  public Promise saveCurrentAppState() {
    return promise(
        (running, resolve) -> {
          Json state = running.state.snapshot();
          if (!Json.isAbsent(state)) {
            running.state.save(state, running.answers.success(resolve));
          } else if (collections) {
            running.replica.refresh(running.answers.success(resolve));
          } else {
            throw new Failure(
                Failure.Code.NO_SNAPSHOT, "there is no state to save yet; nothing was changed");
          }
        });
  }

  @JSExport
  public Promise resetVersions() {
    return value(
        (running, resolve) -> {
          running.loop.abort();
          Reset.run(running.replica, "reset", running.answers.nothing(resolve));
        });
  }

  @JSExport
  public Promise syncLocalChangesToServer() {
    return promise((running, resolve) -> new SyncCall(running, resolve).run());
  }

  @JSExport
  public Promise downloadCurrentChanges() {
    return value(
        (running, resolve) ->
            ChangesFile.export(
                running,
                text -> {
                  Browser.download(Browser.blob(text), app.space());
                  resolve.with(Json.absent());
                }));
  }

  // --- definitions ---

  /** Starts the engine. Resolves when it is ready. */
  @JSExport
  public Promise start() {
    Engine made = new Engine(app, news, network.status(), worker::register);
    engine = made;
    worker.start(made);
    return Promise.of((resolve, reject) -> made.start(() -> resolve.with(Json.absent())));
  }

  /** {@code start} was called again for the same subject, perhaps after a login. */
  @JSExport
  public void signedIn() {
    engine.session.signedIn();
  }

  /** Applies the app's way to sync, which has changed. */
  @JSExport
  public void define() {
    engine.redefine();
  }

  // --- state and documents ---

  @JSExport
  public Promise loadAppState(Json options) {
    boolean peek = Json.isObject(options) && Json.isTrue(Json.get(options, "peek"));
    return value((running, resolve) -> running.state.load(peek, running.answers.value(resolve)));
  }

  @JSExport
  public Promise updateLocalChanges(Json state) {
    return promise(
        (running, resolve) -> running.state.saveLocal(state, running.answers.success(resolve)));
  }

  @JSExport
  public DocumentsApi collection(Json name) {
    String text = AppValue.text(name, "a collection's name");
    if (text.startsWith("~")) {
      throw AppValue.typeError("a collection's name must not begin with ~");
    }
    collections = true;
    return new DocumentsApi(this, text);
  }

  // --- status ---

  @JSExport
  @JSProperty
  public boolean isStores() {
    return engine.stores;
  }

  @JSExport
  @JSProperty
  public Json getServerVersion() {
    return known(engine.replica.serverVersion());
  }

  @JSExport
  @JSProperty
  public Json getLocalVersion() {
    return known(engine.replica.localVersion());
  }

  private Json known(String text) {
    return text.isEmpty() || engine.session.hasEnded() ? Json.absent() : Json.of(text);
  }

  @JSExport
  @JSProperty
  public Json getPending() {
    return pending.of(news.events(), () -> listed(false, false));
  }

  @JSExport
  @JSProperty
  public Json getConflicts() {
    return conflicts.of(news.events(), () -> listed(true, false));
  }

  @JSExport
  @JSProperty
  public Json getParked() {
    return parked.of(news.events(), () -> listed(false, true));
  }

  @JSExport
  @JSProperty
  public Json getMisfits() {
    return misfits.of(
        news.events(), () -> engine.session.hasEnded() ? Json.array() : engine.state.misfits());
  }

  private Json listed(boolean conflicted, boolean parked) {
    if (engine.session.hasEnded()) {
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
    return engine.loop.state().text();
  }

  @JSExport
  @JSProperty
  public Json getLastSyncedTime() {
    double at = engine.replica.lastSynced();
    return at == 0 ? Json.absent() : Json.of(at);
  }

  @JSExport
  public Promise audit() {
    return value(
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
    return promise(
        (running, resolve) -> {
          Decisions decisions = new Decisions(running.replica);
          if (Json.equal(choice, Json.of("local"))) {
            decisions.keepLocal(text, running.answers.success(resolve));
          } else if (Json.equal(choice, Json.of("server"))) {
            decisions.takeServer(text, running.answers.success(resolve));
          } else {
            Json value = Json.isAbsent(choice) ? choice : AppValue.copy(choice);
            decisions.take(text, value, running.answers.success(resolve));
          }
        });
  }

  @JSExport
  public Promise retry(Json id, Json edit) {
    String text = AppValue.text(id, "an id");
    return promise(
        (running, resolve) -> {
          if (running.queue.has(text)) {
            running.requests.retry(text, edit, resolve);
          } else {
            new Decisions(running.replica).retry(text, running.answers.success(resolve));
          }
        });
  }

  @JSExport
  public Promise discard(Json id) {
    String text = AppValue.text(id, "an id");
    return promise(
        (running, resolve) -> {
          if (running.queue.has(text)) {
            running.requests.discard(text, resolve);
          } else {
            new Decisions(running.replica).discard(text, running.answers.success(resolve));
          }
        });
  }

  /**
   * Signs the subject out. Resolves to how many of its changes and requests were not sent, or to
   * false if not everything could be removed.
   */
  @JSExport
  public Promise signOut(Json options) {
    String unsent = AppValue.text(Json.get(options, "unsent"), "unsent");
    return promise(
        (running, resolve) ->
            (unsent.equals("send") ? syncLocalChangesToServer() : Promise.resolve(Json.absent()))
                .then(
                    sent -> {
                      int left =
                          Json.size(getPending())
                              + Json.size(getConflicts())
                              + Json.size(getParked());
                      return SignOut.run(running, !unsent.equals("discard"))
                          .then(gone -> Json.isTrue((Json) gone) ? Json.of(left) : Json.of(false));
                    })
                .then(
                    left -> {
                      resolve.with(left);
                      return Json.absent();
                    }));
  }

  // --- files, history, archives ---

  @JSExport
  public Promise exportChanges() {
    return Promise.of(
        (resolve, reject) -> ChangesFile.export(engine, text -> resolve.with(Browser.blob(text))));
  }

  @JSExport
  public Promise importChanges(Json file) {
    if (!Browser.isBlob(file)) {
      throw AppValue.typeError("importChanges() takes a Blob");
    }
    return Browser.text(file)
        .then(
            text ->
                promise(
                    (running, resolve) ->
                        ChangesFile.take(running, Json.text((Json) text), resolve)));
  }

  @JSExport
  public Promise history() {
    return value(
        (running, resolve) -> History.list(running.replica, running.answers.list(resolve)));
  }

  @JSExport
  public Promise restoreVersion(Json id) {
    String text = AppValue.text(id, "a version's id");
    return promise(
        (running, resolve) ->
            History.restore(running.replica, text, running.answers.success(resolve)));
  }

  @JSExport
  public Promise archives() {
    return value(
        (running, resolve) -> Archives.list(running.replica, running.answers.list(resolve)));
  }

  @JSExport
  public Promise restoreArchive(Json id) {
    String text = AppValue.text(id, "an archive's id");
    return promise(
        (running, resolve) ->
            Archives.restore(running.replica, text, running.answers.success(resolve)));
  }

  // --- how every method runs ---

  /** The work of a method. May throw a {@code Failure}. */
  interface Method {
    void run(Engine running, Promise.Settle resolve);
  }

  /** Runs {@code method}. A failure is reported, and the promise resolves to false. */
  Promise promise(Method method) {
    return promise(Json.of(false), method);
  }

  /** The same, but the promise resolves to undefined: the page module knows what stands for it. */
  private Promise value(Method method) {
    return promise(Json.absent(), method);
  }

  /**
   * @param none what the promise resolves to after a failure
   */
  Promise promise(Json none, Method method) {
    return Promise.of(
        (resolve, reject) -> {
          try {
            if (engine.session.hasEnded()) {
              throw Failure.signedOut();
            }
            method.run(engine, resolve);
          } catch (Failure failure) {
            news.fail(failure);
            resolve.with(none);
          }
        });
  }

  Engine engine() {
    return engine;
  }
}
