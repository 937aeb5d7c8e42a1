package dev.holdfast.browser.engine;

import dev.holdfast.browser.js.Locks;
import dev.holdfast.browser.js.Messages;
import dev.holdfast.browser.js.Names;
import dev.holdfast.browser.js.Promise;
import dev.holdfast.core.json.Json;
import dev.holdfast.core.sync.SyncLock;
import dev.holdfast.core.sync.SyncLoop;
import dev.holdfast.core.sync.SyncState;

/**
 * The tabs and the worker that share a space's database in this browser: the messages about it, and
 * the lock under which one of them syncs.
 */
public final class Tabs {
  private final Messages.Channel channel = Messages.channel(Names.of(Names.CHANNEL));
  private final String database;

  public Tabs(String database) {
    this.database = database;
  }

  /** The lock of the sync loop. */
  public void lock(SyncLock.Held held) {
    Locks.hold(
        Names.SYNCING + database,
        () -> Promise.of((resolve, reject) -> held.run(() -> resolve.with(Json.absent()))));
  }

  /** Tells the others that the replica was changed here. */
  public void changed() {
    channel.postMessage(message("replica"));
  }

  /** Tells the others that a run has failed here; see {@link SyncLoop#postpone}. */
  public void postponed(SyncState failed, double wait) {
    Json message = message("postponed");
    Json.set(message, "state", Json.of(failed.text()));
    Json.set(message, "wait", Json.of(wait));
    channel.postMessage(message);
  }

  private Json message(String type) {
    Json message = News.event(type);
    Json.set(message, "db", Json.of(database));
    return message;
  }

  void hear(Messages.Listener listener) {
    channel.setOnmessage(listener);
  }

  void post(Json message) {
    channel.postMessage(message);
  }

  /** Whether a message is of this type and about this database. */
  boolean isAbout(Json message, String type) {
    return Messages.isType(message, type) && Json.text(Json.get(message, "db")).equals(database);
  }

  public void close() {
    channel.close();
  }
}
