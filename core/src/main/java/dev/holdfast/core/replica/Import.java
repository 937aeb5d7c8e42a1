package dev.holdfast.core.replica;

import dev.holdfast.core.Done;
import dev.holdfast.core.Failure;
import dev.holdfast.core.json.Json;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Imports unsent work that was exported here or elsewhere. It keeps its ids and origin. So the
 * server applies it once, however often and from whichever device it is sent.
 */
public final class Import {
  private Import() {}

  /**
   * Adds the work of an export. Entries that are already here are skipped.
   *
   * @param content {@code mutations}, {@code epoch}, {@code schema} and {@code unsaved} as {@link
   *     Export} wrote them
   */
  public static void run(Replica replica, Json content, Done done) {
    Json unsaved = Json.get(content, "unsaved");
    boolean any = Json.isObject(unsaved);
    String flaw = flaw(content);
    flaw = flaw.isEmpty() && any ? flaw(unsaved) : flaw;
    if (!flaw.isEmpty()) {
      done.ended(
          new Failure(
              Failure.Code.BAD_IMPORT,
              "a mutation's " + flaw + " is missing or wrong; nothing was imported"));
    } else {
      take(
          replica,
          content,
          failure -> {
            if (failure == null && any) {
              take(replica, unsaved, done);
            } else {
              done.ended(failure);
            }
          });
    }
  }

  /** What is wrong with the mutations; empty if nothing is. */
  private static String flaw(Json content) {
    Json mutations = Json.get(content, "mutations");
    String flaw = Json.isArray(mutations) ? "" : "list";
    for (int i = 0, n = flaw.isEmpty() ? Json.size(mutations) : 0; i < n && flaw.isEmpty(); i++) {
      flaw = Entry.flaw(Json.at(mutations, i));
    }
    return flaw;
  }

  private static void take(Replica replica, Json content, Done done) {
    Json mutations = Json.get(content, "mutations");
    List<String> keys = new ArrayList<>();
    for (int i = 0, n = Json.size(mutations); i < n; i++) {
      keys.add(Json.text(Json.get(Json.at(mutations, i), "key")));
    }
    replica.transact(
        (work, then) ->
            work.pages.load(
                work.tx,
                keys,
                () -> {
                  List<Entry> entries = new ArrayList<>();
                  for (int i = 0, n = Json.size(mutations); i < n; i++) {
                    String place = DocKey.sequence(work.nextSeq());
                    entries.add(Entry.read(place, Json.at(mutations, i)));
                  }
                  Json epoch = Json.get(content, "epoch");
                  Runnable asTheyAre =
                      () -> {
                        for (Entry e : entries) {
                          if (append(work, e, epoch)) {
                            work.meta.count("total", 1);
                          }
                        }
                      };
                  bring(work, entries, content, asTheyAre, () -> {}, then);
                }),
        done);
  }

  /**
   * Brings work of another device or time here, in the form that the state has here.
   *
   * @param from the export or archive with the work: its {@code schema} is the version of the form,
   *     its {@code documents} are further values
   * @param asTheyAre adds the entries as they are
   * @param madeAgain is run instead, if they had another form and were made again
   */
  static void bring(
      Work work,
      List<Entry> entries,
      Json from,
      Runnable asTheyAre,
      Runnable madeAgain,
      Runnable then) {
    Json schema = Json.get(from, "schema");
    double theirs = Json.isNumber(schema) ? Json.number(schema) : 0;
    if (work.schema.isOlderThan(theirs)) {
      throw Failure.newerState(theirs);
    }
    Runnable step =
        () -> {
          if (theirs >= work.meta.schema) {
            asTheyAre.run();
            Migration.run(work, then);
            return;
          }
          work.pages.loadAll(
              work.tx,
              () -> {
                Json documents = Json.get(from, "documents");
                Json after = Json.isObject(documents) ? Json.copy(documents) : Json.object();
                migrate(work, entries, Json.object(), after, theirs);
                madeAgain.run();
                then.run();
              });
        };
    if (work.isEmpty()) {
      work.meta.schema = theirs;
      step.run();
    } else {
      Migration.run( // a page that has just begun restores what is sealed before it migrates
          work,
          () -> {
            work.opensState();
            step.run();
          });
    }
  }

  /**
   * Makes the changes of an older schema again, on migrated values. Changes of one document that
   * were not made on each other stay apart: as one change, the later would undo the earlier.
   *
   * @param before the documents that were not brought as changes, as they were before
   * @param after and as they are after
   */
  private static void migrate(
      Work work, List<Entry> entries, Json before, Json after, double from) {
    Map<String, Entry> last = new HashMap<>();
    List<Entry> beside = new ArrayList<>();
    for (Entry e : entries) {
      Entry on = last.get(e.key);
      if (on == null) {
        Migration.put(before, e.key, e.migrates ? e.value : e.baseValue);
      } else if (e.base >= 0 && !e.on.equals(on.id)) { // in layout 1, -1 says that it is on it
        beside.add(e);
        continue;
      }
      last.put(e.key, e);
      Migration.put(after, e.key, e.value);
    }
    Json seen = Migration.migrated(work, before, from);
    Json made = Migration.migrated(work, after, from);
    List<String> keys = new ArrayList<>();
    LocalDocuments.differences(seen, made, keys);
    for (String key : keys) {
      Chain chain = work.open(key);
      Entry old = last.get(key);
      if (old != null && isHere(chain, old.asked())) {
        continue;
      }
      Entry e = old == null ? work.mint(key) : work.mintAgain(old);
      Edits.begin(e, chain, Json.get(seen, key), Json.get(made, key));
      if (Json.equal(e.value, e.baseValue)) {
        work.meta.count("superseded", 1);
      } else {
        work.append(chain, e);
      }
    }
    if (!beside.isEmpty()) {
      migrate(work, beside, before, Json.copy(before), from);
    }
    work.touch();
  }

  private static boolean isHere(Chain chain, String id) {
    boolean here = false;
    for (Entry e : chain.entries) {
      here |= e.id.equals(id) || e.asked().equals(id);
    }
    return here;
  }

  /**
   * Adds an entry to the outbox under its own id. Returns false if it is there already.
   *
   * @param epoch the lineage that its versions belong to; absent if there is none or it is unknown
   */
  static boolean append(Work work, Entry e, Json epoch) {
    Chain chain = work.open(e.key);
    if (Chain.find(chain.entries, e.id) != null) {
      return false;
    }
    work.meta.presume(epoch);
    e.convertLayout1(chain.entries);
    if (work.meta.isOtherLineage(epoch)) {
      if (!e.migrates) { // the documents of this lineage have their own migration
        Edits.again(work, chain, e); // its versions belong to another lineage
      }
      work.count("superseded", e.key);
      return true;
    }
    if (e.migrates && !(chain.isEmpty() && Json.equal(e.baseValue, chain.server.value()))) {
      e.baseValue = e.value; // nothing is left to migrate: its receipt says what others stand on
    }
    if (!e.is(Entry.CONFLICTED) && !e.is(Entry.PARKED)) {
      e.state = e.frozen || !e.asks.isEmpty() ? Entry.UNKNOWN : Entry.QUEUED;
    }
    e.attempts = 0; // counts the attempts of this installation alone
    Entry on = Chain.find(chain.entries, e.on);
    if (!e.on.isEmpty() && (on == null || on.is(Entry.CONFLICTED) || on.is(Entry.PARKED))) {
      // The entry it was made on is finished or refused: its change is made again on the present
      // version.
      Edits.again(work, chain, e);
      work.count("superseded", e.key);
      return true;
    }
    work.append(chain, e);
    return true;
  }
}
