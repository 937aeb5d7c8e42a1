package dev.holdfast.browser.store;

import dev.holdfast.browser.js.Errors;
import dev.holdfast.browser.js.Idb;
import dev.holdfast.core.Done;
import dev.holdfast.core.Failure;
import dev.holdfast.core.json.Json;
import dev.holdfast.core.store.Store;
import dev.holdfast.core.store.Table;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.teavm.jso.JSBody;
import org.teavm.jso.JSObject;

/**
 * The {@link Store} on IndexedDB: one object store per {@link Table}. Keys are strings and are not
 * part of the values. Values are JavaScript values; they may contain an {@code ArrayBuffer} or a
 * {@code Blob}.
 *
 * <p>How to use it: {@code new IdbStore("holdfast/u/s", why -> …).transact(true, tx -> …, failure
 * -> …)}. It opens itself at the first transaction, and again, once, when the browser has taken the
 * handle away (site data cleared, iOS in the background): a transaction that this ends is tried
 * again. A page and a worker each have their own; IndexedDB keeps their writing transactions apart.
 *
 * <p>If a later release wants to change the tables, this store closes the database at once and
 * refuses all calls from then on.
 *
 * <p>Failures: {@code QUOTA} if there is no room; {@code NEWER_DATA} if a later release of this
 * product wrote the database, which is then left alone; {@code CORRUPT_PAGE} for a record that the
 * browser has lost; {@code STORE_CLOSED} if the database was closed during the transaction; {@code
 * NOT_JSON} for a value that cannot be stored; else {@code STORE_FAILED}, also for a transaction
 * that has not ended within a minute.
 */
public final class IdbStore implements Store {
  /*
   * Durability: a writing transaction asks for 'strict', so that the event 'complete' means on
   * disk. On a full disk, Chromium reports the success of a request and then aborts the
   * transaction. So only 'complete' and 'abort' count here.
   *
   * Layouts: 1 has the tables up to REQUESTS, 2 has DAMAGED too. An upgrade creates the missing
   * tables and leaves every record as it is. What a record means is core's concern; core stores a
   * format number for that.
   */
  private static final int VERSION = 2;

  /** While a site's data are being deleted, Chromium also breaks off what opens a database anew. */
  private static final int TRIES = 5;

  private static final Json TABLES = names();

  private final String name;
  private List<Opened> waiting = new ArrayList<>();
  private final List<IdbTransaction> running = new ArrayList<>();
  private final Closed closed;
  private Idb.@Nullable Database db;

  /** Whether the browser has not answered a request to open in time. It may still do so. */
  private boolean late;

  /** Why this store refuses all calls; null as long as it does not. */
  private @Nullable Failure newer;

  /** Called when the database was closed by anything but {@link #close}. */
  public interface Closed {
    /**
     * @param why {@code NEWER_DATA} if a later release has taken the database over; {@code
     *     SIGNED_OUT} if a page is about to delete it; null if the browser has closed it
     */
    void now(@Nullable Failure why);
  }

  /** Receives the result of opening. */
  private interface Opened {
    void with(Idb.@Nullable Database db, @Nullable Failure failure);
  }

  public IdbStore(String name, Closed closed) {
    this.name = name;
    this.closed = closed;
  }

  @Override
  public void transact(boolean write, Body body, Done done) {
    transact(write, body, done, TRIES);
  }

  private void transact(boolean write, Body body, Done done, int tries) {
    if (newer != null) {
      done.ended(newer);
      return;
    }
    open(
        (handle, failure) -> {
          if (handle == null) {
            notDone(write, body, done, tries, failure);
            return;
          }
          Idb.Transaction tx;
          try {
            tx = Idb.begin(handle, TABLES, write);
          } catch (RuntimeException lost) {
            forget(handle);
            notDone(write, body, done, tries, failure(Errors.behind(lost)));
            return;
          }
          IdbTransaction begun = new IdbTransaction(handle, tx);
          running.add(begun);
          begun.run(
              body,
              failed -> {
                running.remove(begun);
                if (tries > 1 && failed != null && begun.isLost(failed)) {
                  forget(handle);
                  transact(write, body, done, tries - 1);
                } else {
                  done.ended(failed);
                }
              });
        });
  }

  /** Nothing was done. If only the handle is gone, it is tried again on a new one. */
  private void notDone(boolean write, Body body, Done done, int tries, @Nullable Failure failure) {
    if (tries > 1 && failure != null && failure.code() == Failure.Code.STORE_CLOSED) {
      transact(write, body, done, tries - 1);
    } else {
      done.ended(failure);
    }
  }

  /** Closes the database. The next transaction opens it again. */
  public void close() {
    if (db != null) {
      db.close();
      db = null;
    }
  }

  private void open(Opened then) {
    if (db != null) {
      then.with(db, null);
      return;
    }
    if (late) {
      then.with(null, silent());
      return;
    }
    waiting.add(then);
    if (waiting.size() > 1) {
      return;
    }
    Idb.OpenRequest request;
    try {
      request = Idb.open(name, VERSION);
    } catch (RuntimeException forbidden) {
      opened(null, failure(Errors.behind(forbidden)));
      return;
    }
    request.setOnupgradeneeded(() -> Idb.createMissing(request.getDatabase(), TABLES));
    Idb.onLate(
        request,
        () -> {
          late = true;
          opened(null, silent());
        });
    request.setOnerror(
        () -> {
          late = false;
          opened(null, failure(request.getError()));
        });
    request.setOnsuccess(
        () -> {
          Idb.Database handle = request.getDatabase();
          handle.setOnclose(
              () -> {
                forget(handle);
                for (int i = running.size() - 1; i >= 0; i--) { // each may leave the list
                  running.get(i).closed(handle);
                }
                closed.now(null);
              });
          Idb.onVersionChange(
              handle,
              upgrade -> {
                handle.close();
                forget(handle);
                if (upgrade) {
                  newer =
                      new Failure(
                          Failure.Code.NEWER_DATA,
                          "a newer release has upgraded the data; nothing was lost, reload this page");
                }
                closed.now(upgrade ? newer : Failure.signedOut());
              });
          late = false;
          db = handle;
          opened(handle, null);
        });
  }

  private static Failure silent() {
    return new Failure(Failure.Code.STORE_FAILED, "the browser does not open its database");
  }

  private void opened(Idb.@Nullable Database handle, @Nullable Failure failure) {
    List<Opened> all = waiting;
    waiting = new ArrayList<>();
    for (Opened one : all) {
      one.with(handle, failure);
    }
  }

  private void forget(Idb.Database handle) {
    if (db == handle) {
      db = null;
    }
  }

  static Failure failure(@Nullable JSObject error) {
    Failure.Code code =
        switch (Errors.name(error)) {
          case "QuotaExceededError" -> Failure.Code.QUOTA;
          case "VersionError" -> Failure.Code.NEWER_DATA;
          case "DataError", "NotReadableError" -> Failure.Code.CORRUPT_PAGE;
          case "InvalidStateError", "AbortError" -> Failure.Code.STORE_CLOSED;
          case "DataCloneError" -> Failure.Code.NOT_JSON;
          default -> Failure.Code.STORE_FAILED;
        };
    return new Failure(code, Errors.text(error));
  }

  static String tableName(Table table) {
    return lower(table.name());
  }

  private static Json names() {
    Json names = Json.array();
    for (Table table : Table.values()) {
      Json.push(names, Json.of(tableName(table)));
    }
    return names;
  }

  @JSBody(params = "s", script = "return s.toLowerCase();")
  private static native String lower(String s);
}
