package dev.holdfast.browser.page;

import dev.holdfast.browser.js.Names;
import dev.holdfast.browser.js.Promise;
import dev.holdfast.browser.js.Script;
import dev.holdfast.core.json.Json;
import org.jspecify.annotations.Nullable;
import org.teavm.jso.JSBody;
import org.teavm.jso.JSExport;
import org.teavm.jso.JSProperty;

/**
 * {@code offlineStorage} as the page's scripts see it. {@code holdfast.d.ts} documents each member.
 * It keeps the app's definitions and listeners, and passes calls to the engine, which the first
 * {@code start} loads.
 */
public final class OfflineStorage {
  /** What a list has before {@link #start}. */
  private final Json none = Listeners.frozen(Json.array());

  private final Json definitions = home();
  private final Listeners listeners = new Listeners();
  private final EngineModule module = new EngineModule(definitions, listeners);
  private @Nullable Promise started;
  private @Nullable Promise workerAsked;

  /** Where Holdfast is: {@code page-footer.js} knows it from this module's URL. */
  @JSBody(script = "return {root: holdfastRoot};")
  private static native Json home();

  // --- save, reset, sync, download ---

  @JSExport
  @JSProperty
  public boolean isHasConflicts() {
    return Json.isTrue(module.property("hasConflicts", Json.of(false)));
  }

  @JSExport
  public Promise saveCurrentAppState() {
    return ask("saveCurrentAppState");
  }

  @JSExport
  public Promise resetVersions() {
    return ask(Json.absent(), "resetVersions");
  }

  @JSExport
  public Promise syncLocalChangesToServer() {
    return workerAsked != null && hasNoSync()
        ? workerAsked.then(answered -> ask("syncLocalChangesToServer"))
        : ask("syncLocalChangesToServer");
  }

  @JSExport
  public Promise downloadCurrentChanges() {
    return ask(Json.absent(), "downloadCurrentChanges");
  }

  // --- definitions ---

  private boolean hasNoSync() {
    return Json.isAbsent(Json.get(definitions, "sync"));
  }

  /**
   * If this page has no sync function, asks the worker for one. Returns without waiting for the
   * answer.
   */
  private Json askWorker() {
    if (hasNoSync()) {
      workerAsked = WorkersFunction.find(definitions, this::take);
    }
    return Json.absent();
  }

  private void take(Json fn) {
    if (hasNoSync()) {
      defineSync(fn);
      WorkersFunction.wakeForWork(this, Names.of(Names.SYNC));
    }
  }

  @JSExport
  public Promise start(Json options) {
    if (started == null) {
      Options.take(options, definitions);
      Json.set(definitions, "debug", Json.of(isDebug(definitions)));
      Names.within(place(definitions));
      module.start(ready -> askWorker());
      started = module.begin();
      return started;
    }
    Json more = Json.object();
    Options.take(options, more);
    if (!Json.isAbsent(Json.get(more, "subject"))) {
      again(Json.text(Json.get(more, "subject")));
    }
    return started;
  }

  @Script
  private static native boolean isDebug(Json definitions);

  /** Sets the path where the app lives: the worker's scope, or where Holdfast is. Returns it. */
  @Script
  private static native String place(Json definitions);

  /**
   * {@code start} was called again. Only the same subject may go on in this page: another one must
   * load it anew.
   */
  private void again(String subject) {
    Json first = Json.get(definitions, "subject");
    if (Json.isString(first) && Json.text(first).equals(subject)) {
      module.ask("signedIn");
    } else {
      listeners.fail(
          "WRONG_SUBJECT",
          "WRONG_SUBJECT: this page was started for another subject; load it anew for this one");
    }
  }

  @JSExport
  public void setSnapshotFn(Json fn) {
    Options.function(fn, "the snapshot function");
    Json.set(definitions, "snapshot", fn);
  }

  @JSExport
  public void defineSync(Json way) {
    Options.sync(way);
    Json.set(definitions, "sync", way);
    if (module.isStarted()) {
      module.call("define"); // at once, so that it counts for a sync that is called next
    }
  }

  // --- state and documents ---

  @JSExport
  public Promise loadAppState(Json options) {
    Options.load(options);
    return ask(Json.absent(), "loadAppState", options);
  }

  @JSExport
  public Promise updateLocalChanges(Json state) {
    return ask("updateLocalChanges", state);
  }

  @JSExport
  public Collection collection(Json name) {
    String text = Options.text(name, "a collection's name");
    if (text.isEmpty() || (text.startsWith("~") && !text.startsWith("~~"))) {
      throw Options.typeError("a collection's name must not be empty or begin with one ~");
    }
    return new Collection(this, name);
  }

  @JSExport
  public Promise write(Json changes) {
    return new Collection(this, Json.of("")).write("write", changes, Json.absent());
  }

  /** A promise of the engine's collection; it rejects before {@link #start}. */
  Promise documents(Json collection) {
    if (started == null) {
      refuse();
      return rejected(listeners.lastError());
    }
    return module
        .askLoaded("collection", collection, Json.absent())
        .then(found -> Json.isAbsent((Json) found) ? rejected(listeners.lastError()) : found);
  }

  // --- status ---

  @JSExport
  @JSProperty
  public Json getServerVersion() {
    return module.property("serverVersion", Json.absent());
  }

  @JSExport
  @JSProperty
  public Json getLocalVersion() {
    return module.property("localVersion", Json.absent());
  }

  @JSExport
  @JSProperty
  public Json getPending() {
    return module.property("pending", none);
  }

  @JSExport
  @JSProperty
  public Json getConflicts() {
    return module.property("conflicts", none);
  }

  @JSExport
  @JSProperty
  public Json getParked() {
    return module.property("parked", none);
  }

  @JSExport
  @JSProperty
  public Json getMisfits() {
    return module.property("misfits", none);
  }

  @JSExport
  @JSProperty
  public Json getSyncState() {
    return module.property("syncState", Json.of("idle"));
  }

  @JSExport
  @JSProperty
  public Json getLastSyncedTime() {
    return module.property("lastSyncedTime", Json.absent());
  }

  @JSExport
  @JSProperty
  public Json getLastError() {
    return listeners.lastError();
  }

  @JSExport
  @JSProperty
  public boolean isHasBrowserSupport() {
    return EngineModule.hasWorkers() && Json.isTrue(module.property("stores", Json.of(true)));
  }

  @JSExport
  public Promise audit() {
    return ask(zeros(), "audit");
  }

  /** The audit of no work. */
  @Script
  private static native Json zeros();

  // --- decisions ---

  @JSExport
  public Promise resolve(Json key, Json choice) {
    Options.text(key, "a document's key");
    return ask("resolve", key, choice);
  }

  @JSExport
  public Promise retry(Json id, Json edit) {
    Options.text(id, "an id");
    if (!Json.isAbsent(edit)) {
      Options.function(edit, "what edits a request");
    }
    return ask("retry", id, edit);
  }

  @JSExport
  public Promise discard(Json id) {
    Options.text(id, "an id");
    return ask("discard", id);
  }

  @JSExport
  public Promise signOut(Json options) {
    Json unsent = Json.isObject(options) ? Json.get(options, "unsent") : Json.absent();
    if (!isWay(unsent)) {
      throw Options.typeError("signOut() takes { unsent: 'send', 'keep' or 'discard' }");
    }
    return ask("signOut", options);
  }

  @JSBody(params = "v", script = "return ['send', 'keep', 'discard'].includes(v);")
  private static native boolean isWay(Json v);

  // --- files, history, archives ---

  @JSExport
  public Promise exportChanges() {
    return ask(Json.absent(), "exportChanges")
        .then(file -> Json.isAbsent((Json) file) ? rejected(listeners.lastError()) : file);
  }

  @JSExport
  public Promise importChanges(Json file) {
    if (!Options.isBlob(file)) {
      throw Options.typeError("importChanges() takes a Blob");
    }
    return ask("importChanges", file);
  }

  @JSExport
  public Promise history() {
    return ask(Json.array(), "history");
  }

  @JSExport
  public Promise restoreVersion(Json id) {
    Options.text(id, "a version's id");
    return ask("restoreVersion", id);
  }

  @JSExport
  public Promise archives() {
    return ask(Json.array(), "archives");
  }

  @JSExport
  public Promise restoreArchive(Json id) {
    Options.text(id, "an archive's id");
    return ask("restoreArchive", id);
  }

  /** How much is stored, how much may be stored, and whether it is at risk. */
  @JSExport
  public Promise storage() {
    return module.askLoaded("storage", listeners.lastError(), unknown());
  }

  /** Nothing is known of the room on the device. */
  @JSBody(script = "return {persisted: false, risk: 'eviction'};")
  private static native Json unknown();

  /** Lets a waiting release take over. Resolves to whether one did. */
  @JSExport
  public Promise applyUpdate() {
    Json scope = Json.get(definitions, "scope");
    Json at = Json.isAbsent(scope) ? Json.get(definitions, "worker") : scope;
    return module.askLoaded("applyUpdate", at, Json.of(false));
  }

  @JSExport
  public Promise checkForUpdate() {
    return ask("checkForUpdate");
  }

  // --- listeners ---

  @JSExport
  public Listeners.Unsubscribe subscribe(Json fn) {
    return listeners.add("change", fn);
  }

  @JSExport
  public Listeners.Unsubscribe addEventListener(Json type, Json fn) {
    String name = Options.text(type, "an event's type");
    Options.known(name, "change conflict error progress sync update", "type of an event");
    return listeners.add(name, fn);
  }

  // --- asking the engine ---

  Json definitions() {
    return definitions;
  }

  EngineModule module() {
    return module;
  }

  /** The engine's answer to a call; false if it is not there yet. */
  private Promise ask(String method, Json... arguments) {
    return ask(Json.of(false), method, arguments);
  }

  /**
   * @param none the answer if the engine is not there yet, or has none
   */
  private Promise ask(Json none, String method, Json... arguments) {
    if (started == null) {
      refuse();
      return Promise.resolve(none);
    }
    return module
        .ask(method, arguments)
        .then(answer -> Json.isAbsent((Json) answer) ? none : answer);
  }

  private void refuse() {
    listeners.fail("STORE_CLOSED", "STORE_CLOSED: call start() first; nothing was changed");
  }

  @JSBody(
      params = "e",
      script = "return Promise.reject(Object.assign(new Error(e.message), {code: e.code}));")
  private static native Promise rejected(Json e);
}
