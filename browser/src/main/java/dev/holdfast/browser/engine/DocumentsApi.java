package dev.holdfast.browser.engine;

import dev.holdfast.browser.js.Promise;
import dev.holdfast.core.Failure;
import dev.holdfast.core.json.Json;
import dev.holdfast.core.replica.Replica;
import org.jspecify.annotations.Nullable;
import org.teavm.jso.JSBody;
import org.teavm.jso.JSExport;
import org.teavm.jso.JSObject;

/**
 * {@code offlineStorage.collection(name)}: single documents. A write rejects if it could not be
 * made durable.
 */
public final class DocumentsApi {
  private final EngineApi storage;
  private final String name;

  DocumentsApi(EngineApi storage, String name) {
    this.storage = storage;
    this.name = name;
  }

  @JSExport
  public Promise get(Json id) {
    String text = AppValue.text(id, "an id");
    return storage.promise(
        Json.absent(),
        (running, resolve) -> running.replica.get(name, text, running.answers.value(resolve)));
  }

  @JSExport
  public Promise getAll() {
    return entries(Json.absent()).then(pairs -> values(pairs));
  }

  @JSExport
  public Promise entries(Json range) {
    return storage.promise(
        Json.array(),
        (running, resolve) -> running.replica.entries(name, range, running.answers.list(resolve)));
  }

  @JSExport
  public Promise put(Json id, Json value) {
    return write(id, present -> AppValue.copy(value));
  }

  @JSExport
  public Promise update(Json id, Json fn) {
    if (!AppValue.isFunction(fn)) {
      throw AppValue.typeError("the update must be a function");
    }
    return write(
        id, present -> AppValue.copy(AppValue.call(fn, AppValue.given(present), "update")));
  }

  @JSExport
  public Promise remove(Json id) {
    return write(id, present -> Json.absent());
  }

  private Promise write(Json id, Replica.Editor editor) {
    String text = AppValue.text(id, "an id");
    return Promise.of(
        (resolve, reject) ->
            storage
                .engine()
                .replica
                .edit(
                    name,
                    text,
                    editor,
                    (mutation, failure) -> end(Json.of(mutation), failure, resolve, reject)));
  }

  /**
   * Writes documents of any collections together.
   *
   * @param changes as {@link Replica#write} takes them; the page has checked them
   */
  @JSExport
  public Promise write(Json changes) {
    return Promise.of(
        (resolve, reject) -> {
          try {
            for (int i = 0, n = Json.size(changes); i < n; i++) {
              Json change = Json.at(changes, i);
              whole(change, "collection");
              whole(change, "id");
              Json value = Json.get(change, "value");
              if (!Json.isAbsent(value)) {
                Json.set(change, "value", AppValue.copy(value));
              }
            }
            storage
                .engine()
                .replica
                .write(changes, (ids, failure) -> end(ids, failure, resolve, reject));
          } catch (Failure failure) {
            end(Json.absent(), failure, resolve, reject);
          }
        });
  }

  /** Half a character becomes U+FFFD, as in a value. */
  private static void whole(Json change, String field) {
    Json.set(change, field, Json.of(AppValue.text(Json.get(change, field), field)));
  }

  /** A write has ended. A failure is reported, and the promise rejects. */
  private void end(
      Json answer, @Nullable Failure failure, Promise.Settle resolve, Promise.Settle reject) {
    if (failure == null) {
      resolve.with(answer);
    } else {
      storage.engine().news.writeFailed(failure);
      reject.with(error(failure.code().name(), String.valueOf(failure.getMessage())));
    }
  }

  @JSBody(
      params = {"code", "message"},
      script = "return Object.assign(new Error(message), {code: code});")
  private static native JSObject error(String code, String message);

  @JSBody(params = "pairs", script = "return pairs.map(pair => pair[1]);")
  private static native JSObject values(JSObject pairs);
}
