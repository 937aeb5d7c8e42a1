package dev.holdfast.browser.engine;

import dev.holdfast.browser.js.Promise;
import dev.holdfast.core.json.Json;
import dev.holdfast.core.replica.Archives;
import dev.holdfast.core.replica.Decisions;
import dev.holdfast.core.replica.History;
import dev.holdfast.core.replica.Reset;
import org.jspecify.annotations.Nullable;
import org.teavm.jso.JSExport;

/**
 * The methods of {@code offlineStorage} that are in {@code holdfast-more.js}, with all that syncs.
 * The page module calls them by name, as those of {@link EngineApi}.
 */
public final class MoreApi {
  private final EngineApi storage;
  private final Sync sync;
  private @Nullable Promise leaving;

  MoreApi(EngineApi storage) {
    this.storage = storage;
    sync = new Sync(storage.engine());
  }

  /** Does what the data needs before it is sent, and begins to sync. */
  @JSExport
  public Promise begin() {
    return Promise.of(
        (resolve, reject) ->
            storage
                .engine()
                .prepare(
                    () -> {
                      sync.begin();
                      resolve.with(Json.absent());
                    }));
  }

  /** Asks for a new release now. Resolves to whether one waits then. */
  @JSExport
  public Promise checkForUpdate() {
    return storage.engine().worker.look();
  }

  // --- reset, sync, download ---

  @JSExport
  public Promise resetVersions() {
    return storage.value(
        (running, resolve) -> {
          sync.loop.abort();
          Reset.run(running.replica, "reset", running.answers.nothing(resolve));
        });
  }

  @JSExport
  public Promise syncLocalChangesToServer() {
    return storage.promise((running, resolve) -> new SyncCall(running, sync.loop, resolve).run());
  }

  @JSExport
  public Promise downloadCurrentChanges() {
    return storage.value(
        (running, resolve) ->
            ChangesFile.export(
                running,
                text -> {
                  Browser.download(Browser.blob(text), running.app.space());
                  resolve.with(Json.absent());
                }));
  }

  // --- decisions ---

  @JSExport
  public Promise resolve(Json key, Json choice) {
    String text = AppValue.text(key, "a document's key");
    return storage.promise(
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
    return storage.promise(
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
    return storage.promise(
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
   * false if not everything could be removed. A call while another runs joins it: work that the
   * first one keeps is not discarded by the second.
   */
  @JSExport
  public Promise signOut(Json options) {
    String unsent = AppValue.text(Json.get(options, "unsent"), "unsent");
    return storage.promise(
        (running, resolve) -> {
          if (leaving == null) {
            leaving = leave(running, unsent);
          }
          leaving.then(
              left -> {
                resolve.with(left);
                return Json.absent();
              });
        });
  }

  private Promise leave(Engine running, String unsent) {
    return (unsent.equals("send") ? syncLocalChangesToServer() : Promise.resolve(Json.absent()))
        .then(
            sent -> {
              int left =
                  Json.size(storage.getPending())
                      + Json.size(storage.getConflicts())
                      + Json.size(storage.getParked());
              return SignOut.run(running, !unsent.equals("discard"))
                  .then(gone -> Json.isTrue((Json) gone) ? Json.of(left) : Json.of(false));
            });
  }

  // --- files, history, archives ---

  @JSExport
  public Promise exportChanges() {
    return Promise.of(
        (resolve, reject) ->
            ChangesFile.export(storage.engine(), text -> resolve.with(Browser.blob(text))));
  }

  @JSExport
  public Promise importChanges(Json file) {
    if (!Browser.isBlob(file)) {
      throw AppValue.typeError("importChanges() takes a Blob");
    }
    return Browser.text(file)
        .then(
            text ->
                storage.promise(
                    (running, resolve) ->
                        ChangesFile.take(running, Json.text((Json) text), resolve)));
  }

  @JSExport
  public Promise history() {
    return storage.value(
        (running, resolve) -> History.list(running.replica, running.answers.list(resolve)));
  }

  @JSExport
  public Promise restoreVersion(Json id) {
    String text = AppValue.text(id, "a version's id");
    return storage.promise(
        (running, resolve) ->
            History.restore(running.replica, text, running.answers.success(resolve)));
  }

  @JSExport
  public Promise archives() {
    return storage.value(
        (running, resolve) -> Archives.list(running.replica, running.answers.list(resolve)));
  }

  @JSExport
  public Promise restoreArchive(Json id) {
    String text = AppValue.text(id, "an archive's id");
    return storage.promise(
        (running, resolve) ->
            Archives.restore(running.replica, text, running.answers.success(resolve)));
  }
}
