package dev.holdfast.browser.engine;

import dev.holdfast.browser.js.Names;
import dev.holdfast.browser.js.Promise;
import dev.holdfast.core.Failure;
import dev.holdfast.core.json.Json;
import dev.holdfast.core.replica.WorkList;
import org.teavm.jso.JSExport;
import org.teavm.jso.JSProperty;

/**
 * {@code offlineStorage} as the page module calls it: what shows the state and saves edits. Checks
 * arguments, calls the {@link Engine} and turns results into promises. What is missing here is in
 * {@link MoreApi}. {@code holdfast.d.ts} documents each member.
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

  // --- save ---

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

  // --- definitions ---

  /** Starts the engine. Resolves when it is ready. */
  @JSExport
  public Promise start() {
    Names.within(app.place());
    Engine made = new Engine(app, news, network.status(), worker, this);
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

  /**
   * The methods that are not here, a {@link MoreApi}. Resolves to undefined if they cannot be had
   * now; that is reported.
   */
  @JSExport
  public Promise more() {
    return engine.more();
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
    collections = true;
    return new DocumentsApi(this, AppValue.text(name, "a collection's name"));
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

  /** Here, not in the second part: without that, too, nobody may be told that no work is there. */
  @JSExport
  public Promise audit() {
    return engine.opened.then(
        opened ->
            value(
                (running, resolve) -> {
                  Json audit = new WorkList(running.replica).audit();
                  running.queue.addTo(audit);
                  resolve.with(audit);
                }));
  }

  @JSExport
  @JSProperty
  public String getSyncState() {
    String documents = engine.sync.state().text();
    return documents.equals("idle") ? engine.queue.state() : documents;
  }

  @JSExport
  @JSProperty
  public Json getLastSyncedTime() {
    double at = engine.replica.lastSynced();
    return at == 0 ? Json.absent() : Json.of(at);
  }

  /**
   * How much is stored. It can be asked before {@link #start}.
   *
   * @param failed the last error
   */
  @JSExport
  public Promise storage(Json failed) {
    return Browser.estimate(failed);
  }

  /** Lets a waiting release take over. It can be asked before {@link #start}. */
  @JSExport
  public Promise applyUpdate(Json url) {
    return Browser.takeOver(url);
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
  Promise value(Method method) {
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
