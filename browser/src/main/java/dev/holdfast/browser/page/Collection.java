package dev.holdfast.browser.page;

import dev.holdfast.browser.js.Lossy;
import dev.holdfast.browser.js.Promise;
import dev.holdfast.browser.js.Script;
import dev.holdfast.core.json.Json;
import org.teavm.jso.JSExport;
import org.teavm.jso.JSFunctor;
import org.teavm.jso.JSObject;

/**
 * {@code offlineStorage.collection(name)}: single documents. A write rejects if it could not be
 * made durable.
 */
public final class Collection {
  private final OfflineStorage storage;
  private final Json name;

  Collection(OfflineStorage storage, Json name) {
    this.storage = storage;
    this.name = name;
  }

  @JSExport
  public Promise get(Json id) {
    return ask("get", id);
  }

  @JSExport
  public Promise getAll() {
    return ask("getAll");
  }

  @JSExport
  public Promise entries(Json range) {
    checkRange(range);
    return send("entries", range);
  }

  @Script
  private static native void checkRange(Json range);

  @JSExport
  public Promise put(Json id, Json value) {
    Options.id(id);
    Lossy.tell(value, storage.definitions());
    return ask("put", id, copy(value));
  }

  /**
   * A copy to be stored later, so that the app may go on changing its own. What is no JSON stays as
   * it is: the engine refuses it.
   */
  @Script
  private static native Json copy(Json value);

  @JSExport
  public Promise update(Json id, Json fn) {
    Options.id(id);
    Options.function(fn, "the update");
    return ask("update", id, fn);
  }

  @JSExport
  public Promise remove(Json id) {
    return ask("remove", id);
  }

  @JSExport
  public Promise putAll(Json entries) {
    return write("putAll", entries, name);
  }

  @JSExport
  public Promise removeAll(Json ids) {
    return write("removeAll", ids, name);
  }

  /**
   * Writes documents together.
   *
   * @param method the method whose argument is given
   * @param of the collection of all of them; absent if each change names its own
   */
  Promise write(String method, Json given, Json of) {
    Copy copy = Collection::copy;
    return send("write", changes(method, given, of, copy));
  }

  /** Copies a value. */
  @JSFunctor
  private interface Copy extends JSObject {
    Json copied(Json value);
  }

  /**
   * The changes as the engine takes them: {@code [{collection, id, value}]}, without a value to
   * delete. Throws {@code TypeError} if the argument is not what the method takes.
   */
  @Script
  private static native Json changes(String method, Json given, Json of, Copy copy);

  @JSExport
  public Listeners.Unsubscribe subscribe(Json fn) {
    return storage.subscribe(fn);
  }

  private Promise ask(String method, Json... arguments) {
    if (arguments.length > 0) {
      Options.text(arguments[0], "an id");
    }
    return send(method, arguments);
  }

  private Promise send(String method, Json... arguments) {
    Json list = Json.array();
    for (Json argument : arguments) {
      Json.push(list, argument);
    }
    return storage.documents(name).then(documents -> EngineModule.call(documents, method, list));
  }
}
