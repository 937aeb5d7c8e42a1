package dev.holdfast.browser.js;

import dev.holdfast.core.json.Json;
import org.jspecify.annotations.Nullable;
import org.teavm.jso.JSBody;
import org.teavm.jso.JSFunctor;
import org.teavm.jso.JSObject;
import org.teavm.jso.JSProperty;

/**
 * IndexedDB as {@code IdbStore} needs it. TeaVM's own binding lacks {@code durability}, {@code
 * commit()} and {@code onclose}, and it wraps values. Here they pass as {@link Json}.
 */
public final class Idb {
  private Idb() {}

  /** Called on an event. What happened is read from the request or the transaction. */
  @JSFunctor
  public interface Listener extends JSObject {
    void heard();
  }

  /** One read or write. */
  public interface Request extends JSObject {
    @JSProperty
    Json getResult();

    @JSProperty
    @Nullable JSObject getError();

    @JSProperty
    void setOnsuccess(Listener listener);

    @JSProperty
    void setOnerror(Listener listener);
  }

  /** A request to open a database, and to upgrade it if needed. */
  public interface OpenRequest extends Request {
    @JSProperty("result")
    Database getDatabase();

    @JSProperty
    void setOnupgradeneeded(Listener listener);
  }

  /** An open database. */
  public interface Database extends JSObject {
    @JSProperty
    void setOnclose(Listener listener);

    void close();
  }

  /** One transaction. */
  public interface Transaction extends JSObject {
    ObjectStore objectStore(String name);

    void abort();

    @JSProperty
    @Nullable JSObject getError();
  }

  /** One table in a transaction. */
  public interface ObjectStore extends JSObject {
    Request get(String key);

    Request getAll(@Nullable JSObject range);

    Request getAllKeys(@Nullable JSObject range);

    Request put(Json value, String key);

    Request delete(JSObject keyOrRange);
  }

  /** Calls {@code listener} if the request has no answer after 10 s. */
  @JSBody(
      params = {"request", "listener"},
      script = "setTimeout(() => { if (request.readyState === 'pending') listener(); }, 10000);")
  public static native void onLate(Request request, Listener listener);

  @JSBody(
      params = {"name", "version"},
      script = "return indexedDB.open(name, version);")
  public static native OpenRequest open(String name, int version);

  /**
   * Called when another page wants to upgrade the database to a later version, or else to delete
   * it.
   */
  @JSFunctor
  public interface VersionListener extends JSObject {
    void heard(boolean upgrade);
  }

  @JSBody(
      params = {"db", "listener"},
      script = "db.onversionchange = event => listener(event.newVersion !== null);")
  public static native void onVersionChange(Database db, VersionListener listener);

  /**
   * Calls {@code listener} if the record exists but the browser cannot read it. The error does not
   * abort the transaction here, but Chromium aborts it later nevertheless.
   */
  @Script
  public static native void onUnreadable(Request request, Listener listener);

  /** During an upgrade, creates the object stores of {@code names} that do not exist yet. */
  @JSBody(
      params = {"db", "names"},
      script =
          "names.forEach(function (name) {"
              + " if (!db.objectStoreNames.contains(name)) db.createObjectStore(name); });")
  public static native void createMissing(Database db, Json names);

  /** A transaction over {@code names}; one that writes is complete only when it is on disk. */
  @JSBody(
      params = {"db", "names", "write"},
      script =
          "return db.transaction(names, write ? 'readwrite' : 'readonly',"
              + " write ? {durability: 'strict'} : {});")
  public static native Transaction begin(Database db, Json names, boolean write);

  /**
   * Hears the end of a transaction. One that has none within a minute is given up, with the handle,
   * since others may wait for who began it: {@code failed} is called though the transaction has no
   * error.
   */
  @Script
  public static native void onEnd(Transaction tx, Listener done, Listener failed);

  /** Ends the transaction for who hears its end: as failed, unless it has ended. */
  @JSBody(params = "tx", script = "if (tx.onabort) tx.onabort();")
  public static native void giveUp(Transaction tx);

  /** Tells the browser that no more requests will follow, if it supports that. */
  @JSBody(params = "tx", script = "if (tx.commit) tx.commit();")
  public static native void commit(Transaction tx);

  /** {@code from <= key < to}; an empty {@code to} means no end. */
  @JSBody(
      params = {"from", "to"},
      script =
          "return to ? IDBKeyRange.bound(from, to, false, true) : IDBKeyRange.lowerBound(from);")
  public static native JSObject range(String from, String to);

  @JSBody(params = "key", script = "return key;")
  public static native JSObject key(String key);

  /** Joins the two arrays to one of {@code [key, value]}. */
  @JSBody(
      params = {"keys", "values"},
      script = "return keys.map(function (key, index) { return [key, values[index]]; });")
  public static native Json entries(Json keys, Json values);
}
