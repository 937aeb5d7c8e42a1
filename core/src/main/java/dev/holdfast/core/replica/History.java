package dev.holdfast.core.replica;

import dev.holdfast.core.Done;
import dev.holdfast.core.Failure;
import dev.holdfast.core.json.Json;
import dev.holdfast.core.store.Read;
import dev.holdfast.core.store.Table;

/**
 * Earlier snapshots. A save stores the previous values of the documents that it changes, so it
 * costs no more than the change. A restore undoes the later saves, newest first. Changes from the
 * server stay.
 */
public final class History {
  /** Most characters of JSON in all snapshots. The oldest are deleted first. */
  private static final int LIMIT = 4 * 1024 * 1024;

  private static final int SNAPSHOTS = 100;

  private final Work work;
  private final Json before = Json.object();
  private boolean any;

  History(Work work) {
    this.work = work;
  }

  /** Notes the value of a document before it is changed. */
  void note(String key, Json view) {
    Json was = Json.array();
    if (!Json.isAbsent(view)) {
      Json.push(was, view);
    }
    Json.set(before, key, was);
    any = true;
  }

  /** Stores the noted values as one snapshot. */
  void close() {
    if (!any) {
      return;
    }
    int seq = work.nextSeq();
    Json record = Json.object();
    Json.set(record, "at", Json.of(work.now()));
    Json.set(record, "schema", Json.of(work.meta.schema));
    Json.set(record, "before", before);
    int size = Json.stringify(before).length();
    Json.set(record, "size", Json.of(size));
    work.tx.put(Table.HISTORY, DocKey.sequence(seq), record);
    prune(seq, size);
    work.touch();
  }

  private void prune(int seq, int size) {
    Json pair = Json.array();
    Json.push(pair, Json.of(seq));
    Json.push(pair, Json.of(size));
    Json all = Json.array();
    Json kept = work.meta.snapshots;
    for (int i = 0, n = Json.size(kept); i < n; i++) {
      Json.push(all, Json.at(kept, i));
    }
    Json.push(all, pair);
    int total = 0;
    int from = Json.size(all);
    while (from > 0 && Json.size(all) - from < SNAPSHOTS && total <= LIMIT) {
      total += number(Json.at(all, --from), 1);
    }
    Json left = Json.array();
    for (int i = from, n = Json.size(all); i < n; i++) {
      Json.push(left, Json.at(all, i));
    }
    if (from > 0) {
      work.tx.deleteRange(Table.HISTORY, "", DocKey.sequence(number(Json.at(left, 0), 0)));
    }
    work.meta.snapshots = left;
  }

  private static int number(Json pair, int at) {
    return (int) Json.number(Json.at(pair, at));
  }

  /**
   * Lists the snapshots that {@link #restore} can restore as {@code [{id, at, changes}]}, newest
   * first.
   */
  public static void list(Replica replica, Read done) {
    Reading reading = new Reading();
    rows(
        replica,
        (work, rows) -> {
          Json out = Json.array();
          for (int i = Json.size(rows) - 1; i >= 0; i--) {
            Json record = Json.at(Json.at(rows, i), 1);
            if (!isOfSchema(work, record)) {
              continue;
            }
            Json one = Json.object();
            Json.set(one, "id", Json.at(Json.at(rows, i), 0));
            Json.set(one, "at", Json.get(record, "at"));
            Json.set(one, "changes", Json.of(Json.size(Json.keys(Json.get(record, "before")))));
            Json.push(out, one);
          }
          reading.accept(out);
        },
        reading.into(done));
  }

  static boolean isSound(Json record) {
    Json before = Json.isObject(record) ? Json.get(record, "before") : Json.absent();
    boolean sound = Json.isObject(before);
    Json keys = sound ? Json.keys(before) : Json.array();
    for (int i = 0, n = Json.size(keys); sound && i < n; i++) {
      sound = Json.isArray(Json.get(before, Json.at(keys, i)));
    }
    return sound;
  }

  /** Whether the snapshot has the present form. One of an older schema cannot be restored. */
  private static boolean isOfSchema(Work work, Json record) {
    Json schema = Json.get(record, "schema");
    return (Json.isNumber(schema) ? Json.number(schema) : 0) == work.meta.schema;
  }

  private interface Rows {
    void run(Work work, Json rows);
  }

  private static void rows(Replica replica, Rows rows, Done done) {
    replica.read(
        (work, close) ->
            work.tx.scan(
                Table.HISTORY,
                "",
                "",
                all -> {
                  check(all);
                  rows.run(work, all);
                  close.run();
                }),
        done);
  }

  private static void check(Json rows) {
    for (int i = 0, n = Json.size(rows); i < n; i++) {
      if (!isSound(Json.at(Json.at(rows, i), 1))) {
        throw Damage.on(Table.HISTORY, Json.text(Json.at(Json.at(rows, i), 0)));
      }
    }
  }

  /**
   * Restores the state right after that snapshot, as local changes. If documents would have no
   * place in the state any more, since its shapes have changed, it fails with {@code STATE_SHAPE}.
   */
  public static void restore(Replica replica, String id, Done done) {
    replica.transact(
        (work, close) ->
            work.tx.scan(
                Table.HISTORY,
                id,
                "",
                rows -> {
                  check(rows);
                  if (Json.size(rows) == 0
                      || !Json.text(Json.at(Json.at(rows, 0), 0)).equals(id)
                      || !isOfSchema(work, Json.at(Json.at(rows, 0), 1))) {
                    throw Replica.unknown("no snapshot has the id " + id);
                  }
                  Json goal = Json.object();
                  for (int i = Json.size(rows) - 1; i > 0; i--) {
                    Json before = Json.get(Json.at(Json.at(rows, i), 1), "before");
                    Json names = Json.sortedKeys(before);
                    for (int k = 0, n = Json.size(names); k < n; k++) {
                      Json.set(goal, Json.at(names, k), Json.get(before, Json.at(names, k)));
                    }
                  }
                  work.pages.loadAll(
                      work.tx,
                      () -> {
                        int misfits = Json.size(misfits(replica, work));
                        undo(work, goal);
                        refuseMore(misfits, misfits(replica, work));
                        close.run();
                      });
                }),
        done);
  }

  private static Json misfits(Replica replica, Work work) {
    return replica.shape.assembly(work, LocalDocuments.all(work).values).misfits;
  }

  private static void refuseMore(int before, Json misfits) {
    if (Json.size(misfits) > before) {
      throw new Failure(
          Failure.Code.STATE_SHAPE,
          "that version was saved in another shape, and documents would have no place in the"
              + " state, such as "
              + Json.text(Json.get(Json.at(misfits, 0), "key"))
              + "; nothing was changed");
    }
  }

  private static void undo(Work work, Json goal) {
    History history = new History(work);
    Json keys = Json.sortedKeys(goal);
    for (int i = 0, n = Json.size(keys); i < n; i++) {
      String key = Json.text(Json.at(keys, i));
      Json was = Json.get(goal, key);
      Chain chain = work.chain(key);
      history.note(key, chain.view());
      Json value = Json.size(was) == 0 ? Json.absent() : Json.at(was, 0);
      Edits.edit(work, key, chain.view(), value);
    }
    history.close();
  }
}
