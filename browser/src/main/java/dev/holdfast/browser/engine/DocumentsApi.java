package dev.holdfast.browser.engine;

import dev.holdfast.browser.js.Promise;
import dev.holdfast.core.Failure;
import dev.holdfast.core.json.Json;
import dev.holdfast.core.replica.Replica;
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
        (running, resolve) -> running.replica.get(name, text, running.answers.value(resolve)));
  }

  @JSExport
  public Promise getAll() {
    return entries().then(pairs -> values(pairs));
  }

  @JSExport
  public Promise entries() {
    return storage.promise(
        (running, resolve) -> running.replica.entries(name, running.answers.list(resolve)));
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
    return write(id, present -> AppValue.copy(AppValue.call(fn, AppValue.given(present))));
  }

  @JSExport
  public Promise remove(Json id) {
    return write(id, present -> Json.absent());
  }

  private Promise write(Json id, Replica.Editor editor) {
    String text = AppValue.text(id, "an id");
    Engine engine = storage.engine();
    return Promise.of(
        (resolve, reject) ->
            engine.replica.edit(
                name,
                text,
                editor,
                (mutation, failure) -> {
                  if (failure == null) {
                    resolve.with(Json.of(mutation));
                  } else {
                    engine.news.fail(failure);
                    reject.with(error(failure));
                  }
                }));
  }

  private static JSObject error(Failure failure) {
    return error(failure.code().name(), String.valueOf(failure.getMessage()));
  }

  @JSBody(
      params = {"code", "message"},
      script = "return Object.assign(new Error(message), {code: code});")
  private static native JSObject error(String code, String message);

  @JSBody(params = "pairs", script = "return pairs.map(pair => pair[1]);")
  private static native JSObject values(JSObject pairs);
}
