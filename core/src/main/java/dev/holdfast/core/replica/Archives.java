package dev.holdfast.core.replica;

import dev.holdfast.core.Done;
import dev.holdfast.core.json.Json;
import dev.holdfast.core.store.Read;
import dev.holdfast.core.store.Table;
import java.util.ArrayList;
import java.util.List;

/**
 * The archives: unsent work and lost documents that were put aside and can be restored.
 *
 * <p>On disk: {@code {at, reason, epoch, schema, entries: [[place, entry]], ours, documents: {key:
 * value}}}, key = a sequence number. The entries' versions belong to the epoch; {@code ours} is how
 * many of them are Holdfast's own and counted as such. One of {@link Adoption} names its subject
 * too.
 */
public final class Archives {
  private static final String OURS = "ours";

  /** The schema version of what is in it. */
  static final String SCHEMA = "schema";

  private Archives() {}

  static void keep(Work work, String reason, Json entries, Json documents) {
    keep(work, Json.object(), reason, entries, documents);
  }

  /**
   * @param record further fields of the archive
   */
  static void keep(Work work, Json record, String reason, Json entries, Json documents) {
    Json.set(record, "at", Json.of(work.now()));
    Json.set(record, "reason", Json.of(reason));
    Json.set(record, "entries", entries);
    Json.set(record, "documents", documents);
    Json.set(record, "epoch", work.meta.lineageOfWork());
    if (Json.isAbsent(Json.get(record, SCHEMA))) {
      Json.set(record, SCHEMA, Json.of(work.meta.schema));
    }
    int ours = Json.size(entries) - peoples(entries);
    Json.set(record, OURS, Json.of(ours));
    work.tx.put(Table.ARCHIVE, DocKey.sequence(work.nextSeq()), record);
    work.meta.count("archived", Json.size(entries));
    work.meta.count(Meta.OURS + "archived", ours);
    work.touch();
  }

  /** How many of an archive's entries are people's changes. */
  private static int peoples(Json entries) {
    int peoples = 0;
    for (int i = 0, n = Json.size(entries); i < n; i++) {
      peoples += isOurs(Json.at(entries, i)) ? 0 : 1;
    }
    return peoples;
  }

  private static boolean isOurs(Json row) {
    return DocKey.isOurs(Json.text(Json.get(Json.at(row, 1), "key")));
  }

  /**
   * How many of an archive's entries are counted as Holdfast's own. Zero in one of a release
   * before, which counted none apart.
   */
  static int ours(Json record) {
    return number(Json.get(record, OURS));
  }

  private static int number(Json ours) {
    return Json.isNumber(ours) ? (int) Json.number(ours) : 0;
  }

  static boolean isSound(Json record) {
    Json entries = Json.isObject(record) ? Json.get(record, "entries") : Json.absent();
    boolean sound = Json.isArray(entries) && Json.isObject(Json.get(record, "documents"));
    for (int i = 0; sound && i < Json.size(entries); i++) {
      Json row = Json.at(entries, i);
      sound = Json.isArray(row) && Json.size(row) > 1 && Entry.flaw(Json.at(row, 1)).isEmpty();
    }
    return sound;
  }

  static Json sound(Json key, Json record) {
    if (!isSound(record)) {
      throw Damage.on(Table.ARCHIVE, Json.text(key));
    }
    return record;
  }

  /** Lists the archives as {@code [{id, at, reason, changes, documents}]}, newest first. */
  public static void list(Replica replica, Read done) {
    Reading reading = new Reading();
    replica.read(
        (work, close) ->
            work.tx.scan(
                Table.ARCHIVE,
                "",
                "",
                rows -> {
                  Json out = Json.array();
                  for (int i = Json.size(rows) - 1; i >= 0; i--) {
                    Json row = Json.at(rows, i);
                    Json record = sound(Json.at(row, 0), Json.at(row, 1));
                    Json one = Json.object();
                    Json.set(one, "id", Json.at(row, 0));
                    Json.set(one, "at", Json.get(record, "at"));
                    Json.set(one, "reason", Json.get(record, "reason"));
                    Json.set(one, "changes", Json.of(peoples(Json.get(record, "entries"))));
                    int documents = Json.size(Json.keys(Json.get(record, "documents")));
                    Json.set(one, "documents", Json.of(documents));
                    Json.push(out, one);
                  }
                  reading.accept(out);
                  close.run();
                }),
        reading.into(done));
  }

  /** Restores an archive: its work under its old ids, its documents as new local changes. */
  public static void restore(Replica replica, String id, Done done) {
    replica.transact(
        (work, close) ->
            work.tx.get(
                Table.ARCHIVE,
                id,
                record -> {
                  if (Json.isAbsent(record)) {
                    throw Replica.unknown("no archive has the id " + id);
                  }
                  Adoption.refuse(sound(Json.of(id), record));
                  List<Entry> entries = entries(work, record);
                  List<String> keys = new ArrayList<>();
                  for (Entry e : entries) {
                    keys.add(e.key);
                  }
                  Json documents = Json.get(record, "documents");
                  Json names = Json.sortedKeys(documents);
                  for (int i = 0, n = Json.size(names); i < n; i++) {
                    keys.add(Json.text(Json.at(names, i)));
                  }
                  work.pages.load(
                      work.tx,
                      keys,
                      () -> {
                        Json ours = Json.get(record, OURS);
                        work.meta.count("archived", -entries.size());
                        work.meta.count(Meta.OURS + "archived", -number(ours));
                        work.tx.delete(Table.ARCHIVE, id);
                        work.touch();
                        Import.bring(
                            work,
                            entries,
                            record,
                            () -> restore(work, entries, record),
                            () -> superseded(work, entries),
                            close);
                      });
                }),
        done);
  }

  private static void restore(Work work, List<Entry> entries, Json record) {
    for (Entry e : entries) {
      if (!Import.append(work, e, Json.get(record, "epoch"))) {
        work.meta.count("superseded", 1);
      }
    }
    Json documents = Json.get(record, "documents");
    Json names = Json.sortedKeys(documents);
    for (int i = 0, n = Json.size(names); i < n; i++) {
      String key = Json.text(Json.at(names, i));
      Edits.edit(work, key, work.chain(key).view(), again(work, key, documents));
    }
  }

  private static void superseded(Work work, List<Entry> entries) {
    for (Entry e : entries) {
      work.count("superseded", e.key);
    }
  }

  /** The value of a restored document: the archived one, with later local edits on top. */
  private static Json again(Work work, String key, Json documents) {
    Chain chain = work.chain(key);
    Json kept = Json.get(documents, key);
    return chain.isEmpty() ? kept : chain.merge(Json.object(), chain.view(), kept).value();
  }

  static List<Entry> entries(Work work, Json record) {
    List<Entry> out = new ArrayList<>();
    Json rows = Json.get(record, "entries");
    for (int i = 0, n = Json.size(rows); i < n; i++) {
      out.add(Entry.read(DocKey.sequence(work.nextSeq()), Json.at(Json.at(rows, i), 1)));
    }
    return out;
  }

  /** Removes entries from the archives that a late answer has acknowledged after a reset. */
  static void acknowledge(Work work, Json accepted, Runnable then) {
    work.tx.scan(
        Table.ARCHIVE,
        "",
        "",
        rows -> {
          for (int i = 0, n = Json.size(rows); i < n; i++) {
            Json row = Json.at(rows, i);
            Json record = Json.copy(sound(Json.at(row, 0), Json.at(row, 1)));
            Json entries = Json.get(record, "entries");
            Json left = Json.array();
            int own = 0;
            for (int k = 0, m = Json.size(entries); k < m; k++) {
              Json entry = Json.at(Json.at(entries, k), 1);
              if (Json.isAbsent(Json.get(accepted, Json.get(entry, "id")))) {
                Json.push(left, Json.at(entries, k));
              } else if (isOurs(Json.at(entries, k))) {
                own++;
              }
            }
            int taken = Json.size(entries) - Json.size(left);
            if (taken > 0) {
              Json.set(record, "entries", left);
              int ours = Math.min(number(Json.get(record, OURS)), own);
              Json.set(record, OURS, Json.of(number(Json.get(record, OURS)) - ours));
              work.tx.put(Table.ARCHIVE, Json.text(Json.at(row, 0)), record);
              work.meta.count("archived", -taken);
              work.meta.count("acknowledged", taken);
              work.meta.count(Meta.OURS + "archived", -ours);
              work.meta.count(Meta.OURS + "acknowledged", ours);
              work.touch();
            }
          }
          then.run();
        });
  }
}
