package dev.holdfast.core.replica;

import dev.holdfast.core.Failure;
import dev.holdfast.core.json.Json;
import dev.holdfast.core.store.Store;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.NullMarked;

/**
 * Takes unsent work that was exported here or elsewhere. It keeps its ids and origin, so that
 * however often and from wherever it is sent, the server applies it once.
 */
@NullMarked
public final class Import {
  private Import() {}

  /**
   * Adds the mutations of an export; those that wait here already are left alone.
   *
   * @param mutations as {@link Export} wrote them
   */
  public static void run(Replica replica, Json mutations, Store.Done done) {
    List<String> keys = new ArrayList<>();
    for (int i = 0, n = Json.size(mutations); i < n; i++) {
      Json mutation = Json.at(mutations, i);
      try {
        check(mutation);
      } catch (Failure malformed) {
        done.ended(malformed);
        return;
      }
      keys.add(Json.text(Json.get(mutation, "key")));
    }
    replica.read(
        keys,
        work -> {
          for (int i = 0, n = Json.size(mutations); i < n; i++) {
            Entry e = Entry.read(DocKey.sequence(work.nextSeq()), Json.at(mutations, i));
            work.meta.count("total", 1);
            if (!append(work, e)) {
              work.meta.count("superseded", 1);
            }
          }
        },
        done);
  }

  private static void check(Json mutation) {
    for (String name : new String[] {"id", "origin", "key", "state", "on"}) {
      expect(mutation, name, Json.STRING);
    }
    expect(mutation, "base", Json.NUMBER);
    expect(mutation, "at", Json.NUMBER);
    expect(mutation, "attempts", Json.NUMBER);
    expect(mutation, "replaces", Json.ARRAY);
    if (Json.text(Json.get(mutation, "key")).indexOf('/') < 0) {
      throw new Failure(
          Failure.Code.BAD_IMPORT, "a mutation's key names no document; nothing was imported");
    }
  }

  private static void expect(Json mutation, String name, int kind) {
    Json value = Json.isObject(mutation) ? Json.get(mutation, name) : Json.absent();
    if (Json.kind(value) != kind) {
      throw new Failure(
          Failure.Code.BAD_IMPORT, "a mutation's " + name + " is missing; nothing was imported");
    }
  }

  /** Puts work back in the outbox under its own id; false if it is there already. */
  static boolean append(Work work, Entry e) {
    Chain chain = work.open(e.key);
    if (Chain.find(chain.entries, e.id) != null) {
      return false;
    }
    if (!e.is(Entry.CONFLICTED) && !e.is(Entry.PARKED)) {
      e.state = e.frozen ? Entry.UNKNOWN : Entry.QUEUED;
    }
    e.attempts = 0; // by this replica, since it has the work
    Entry on = Chain.find(chain.entries, e.on);
    if (!e.on.isEmpty() && (on == null || on.is(Entry.CONFLICTED) || on.is(Entry.PARKED))) {
      // What it stood on is done or refused: what it changed is made again on what is there now.
      Edits.edit(work, e.key, e.baseValue, e.value);
      work.meta.count("superseded", 1);
      return true;
    }
    work.append(chain, e);
    return true;
  }
}
