package dev.holdfast.core.replica;

import dev.holdfast.core.Done;
import dev.holdfast.core.Failure;
import dev.holdfast.core.json.Json;
import dev.holdfast.core.store.Table;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Gives the work that was done before anybody was signed in to a subject. It becomes that subject's
 * local changes, and keeps its ids.
 *
 * <p>How it works: one transaction in nobody's store moves the work into an archive that names the
 * subject. The second, in the subject's store, adds the work and notes the archive. The third
 * deletes the archive. A page that is killed in between leaves the rest to the next one. The note
 * stays, so a page that comes second adds nothing.
 */
public final class Adoption {
  /* META of the subject's store: key 'adopted/REPLICA/ARCHIVE', value true. */
  private static final String NOTE = "adopted/";
  private static final String REASON = "adopt";

  private final Replica nobody;
  private final Replica own;
  private final String subject;

  private Adoption(Replica nobody, Replica own, String subject) {
    this.nobody = nobody;
    this.own = own;
    this.subject = subject;
  }

  /**
   * Gives nobody's work to a subject. Work that another page has begun to give to it comes too.
   *
   * @param own the replica of {@code subject}
   * @param anew whether the subject's server version comes from a server. What nobody's app called
   *     synced, without a server that has versions, is then a local change as well
   */
  public static void run(Replica nobody, Replica own, String subject, boolean anew, Done done) {
    new Adoption(nobody, own, subject).run(anew, done);
  }

  private void run(boolean anew, Done done) {
    Reading claimed = new Reading();
    nobody.transact(
        (work, close) -> {
          // Versions of a server count there. Others were only counted here, so their documents go
          // whole.
          boolean whole = anew && "".equals(work.meta.epoch);
          Runnable step =
              () -> {
                move(work, whole);
                work.tx.scan(
                    Table.ARCHIVE,
                    "",
                    "",
                    rows -> {
                      claimed.accept(claimed(work, rows));
                      close.run();
                    });
              };
          if (whole) {
            work.pages.loadAll(work.tx, step);
          } else {
            step.run();
          }
        },
        claimed.into((archives, failure) -> take(archives, 0, failure, done)));
  }

  // --- in nobody's store ---

  private void move(Work work, boolean whole) {
    Json entries = Json.array();
    Json documents = Json.object();
    if (whole) {
      documents = Json.copy(LocalDocuments.all(work).values);
    }
    for (Entry e : new ArrayList<>(work.memory.entries())) {
      if (whole && work.pages.doc(e.key).version() > 0) {
        work.finish(work.open(e.key), e, "superseded");
      } else {
        Json.remove(documents, Json.of(e.key));
        Reset.take(work, e, entries);
      }
    }
    if (Json.size(entries) > 0 || Json.size(Json.keys(documents)) > 0) {
      Json record = Json.object();
      Json.set(record, "subject", Json.of(subject));
      Archives.keep(work, record, REASON, entries, documents);
      Reset.forget(work);
    }
  }

  /** The archives of this subject, as {@code [[id, archive]]}. Those of a seal become its own. */
  private Json claimed(Work work, Json rows) {
    Json found = Json.array();
    for (int i = 0, n = Json.size(rows); i < n; i++) {
      Json row = Json.at(rows, i);
      Json archive = Archives.sound(Json.at(row, 0), Json.at(row, 1));
      Json whose = Json.get(archive, "subject");
      if (Json.isAbsent(whose) && Seal.made(archive)) {
        whose = Json.of(subject);
        Json.set(archive, "subject", whose);
        work.tx.put(Table.ARCHIVE, Json.text(Json.at(row, 0)), archive);
        work.touch();
      }
      if (Json.equal(whose, Json.of(subject))) {
        Json.push(found, row);
      }
    }
    return found;
  }

  private void take(Json archives, int index, @Nullable Failure failure, Done done) {
    if (failure != null || index == Json.size(archives)) {
      done.ended(failure);
      return;
    }
    String id = Json.text(Json.at(Json.at(archives, index), 0));
    add(
        id,
        Json.at(Json.at(archives, index), 1),
        refused -> {
          if (refused == null) {
            delete(id, undeleted -> take(archives, index + 1, undeleted, done));
          } else {
            done.ended(refused);
          }
        });
  }

  private void delete(String id, Done done) {
    nobody.transact(
        (work, close) ->
            work.tx.get(
                Table.ARCHIVE,
                id,
                record -> {
                  if (!Json.isAbsent(record)) {
                    Archives.sound(Json.of(id), record);
                    int units = Json.size(Json.get(record, "entries"));
                    work.meta.count("archived", -units);
                    work.meta.count("superseded", units); // by the subject's
                    int ours = Archives.ours(record);
                    work.meta.count(Meta.OURS + "archived", -ours);
                    work.meta.count(Meta.OURS + "superseded", ours);
                    work.tx.delete(Table.ARCHIVE, id);
                    work.touch();
                  }
                  close.run();
                }),
        done);
  }

  // --- in the subject's store ---

  private void add(String id, Json archive, Done done) {
    String note = NOTE + nobody.meta().replica + "/" + id;
    own.transact(
        (work, close) ->
            work.tx.get(
                Table.META,
                note,
                noted -> {
                  if (Json.isAbsent(noted)) {
                    work.tx.put(Table.META, note, Json.of(true));
                    add(work, archive, close);
                  } else {
                    close.run();
                  }
                }),
        done);
  }

  private static void add(Work work, Json archive, Runnable close) {
    List<Entry> entries = Archives.entries(work, archive);
    Json documents = Json.get(archive, "documents");
    Json names = Json.sortedKeys(documents);
    for (int i = 0, n = Json.size(names); i < n; i++) {
      String place = DocKey.sequence(work.nextSeq());
      Entry e = new Entry(DocKey.number(place), "", "", Json.text(Json.at(names, i)));
      e.value = Json.get(documents, Json.at(names, i));
      entries.add(e);
    }
    List<String> keys = new ArrayList<>();
    for (Entry e : entries) {
      keys.add(e.key);
    }
    work.pages.load(
        work.tx,
        keys,
        () -> {
          for (Entry e : entries) {
            if (e.id.isEmpty()) {
              Edits.again(work, work.open(e.key), e);
            } else if (Import.append(work, e, Json.get(archive, "epoch"))) {
              work.meta.count("total", 1);
            }
          }
          work.touch();
          close.run();
        });
  }

  /**
   * @throws Failure {@code WRONG_SUBJECT} if the archive was given to a subject
   */
  static void refuse(Json archive) {
    if (!Json.isAbsent(Json.get(archive, "subject"))) {
      throw new Failure(
          Failure.Code.WRONG_SUBJECT,
          "who signed in has taken this work over; nothing was changed");
    }
  }
}
