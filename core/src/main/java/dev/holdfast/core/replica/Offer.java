package dev.holdfast.core.replica;

import dev.holdfast.core.json.Json;
import dev.holdfast.core.merge.Merge;
import dev.holdfast.core.merge.Placed;
import java.util.ArrayList;
import java.util.List;

/**
 * Local changes offered to the app's own sync function. Each list of changes has one key. Until the
 * function has taken it, the same list is offered again, and later edits wait for the next list.
 *
 * <p>A change leads from what the server holds to that with the edit merged in. Exported work is
 * made on what the server had then, and keeps its content. Offered as it stands, it would undo what
 * is newer there.
 */
public final class Offer {
  private final Replica replica;
  private final StateShape shape;
  private final List<Entry> offered = new ArrayList<>();

  /** What the server holds of each once the function has taken it. */
  private final List<Json> contents = new ArrayList<>();

  private String life = "";
  private Json argument = Json.absent();

  Offer(Replica replica, StateShape shape) {
    this.replica = replica;
    this.shape = shape;
  }

  /**
   * The function's argument: {@code {changes, base, local, idempotencyKey}}; base and local may be
   * absent. Holdfast's own documents are no changes. They are what may alone have changed if the
   * list is empty: a list that is new and has no element.
   */
  public Json argument() {
    return argument;
  }

  public boolean isEmpty() {
    return offered.isEmpty();
  }

  /** All pages must be loaded. */
  void prepare(Work work) {
    work.refuseOther();
    offered.clear();
    contents.clear();
    life = work.meta.life();
    boolean again = !work.meta.offer.isEmpty() && isAnyLeft(work);
    if (!again) {
      work.meta.offer = work.newId();
    }
    LocalDocuments server = LocalDocuments.server(work);
    Json local = Json.copy(server.values);
    Json changes = Json.array();
    Json asked = Json.object();
    for (Entry one : replica.entries()) {
      Json key = Json.of(one.key);
      if (Json.isAbsent(Json.get(asked, key))) {
        Json.set(asked, key, key);
        Receipts.decideHere(work, one.key);
      }
    }
    for (Entry e :
        new ArrayList<>(work.memory.entries())) { // in order, also of the same list again
      boolean next = work.chain(e.key).next() == e;
      if (next && (!again || isOf(e))) {
        Json name = Json.of(e.key);
        Merge.Result merged = Receipts.merged(work, e);
        Json content = merged.decided() ? merged.value() : e.value;
        if (!DocKey.isOurs(e.key)) {
          Json before = merged.decided() ? work.chain(e.key).server.value() : e.baseValue;
          Json.push(changes, change(e.key, before, content));
        }
        Json.remove(local, name);
        Json.set(local, name, content);
        contents.add(content);
        offered.add(Exchange.markSent(work, e));
      }
    }
    if (offered.isEmpty()) {
      work.meta.offer = "";
    }
    argument = Json.object();
    Json.set(argument, "changes", changes);
    Json.set(argument, "base", state(work, server.values));
    Json.set(argument, "local", state(work, local));
    Json.set(argument, "idempotencyKey", Json.of(work.meta.offer));
  }

  /** Whether the entry is of the list that was offered before. */
  private static boolean isOf(Entry e) {
    return e.onItsWay() && e.attempts > 0;
  }

  /** Whether anything is left of that list. Else no call would end it. */
  private static boolean isAnyLeft(Work work) {
    boolean any = false;
    for (Entry e : work.memory.entries()) {
      any |= isOf(e) && work.chain(e.key).next() == e;
    }
    return any;
  }

  private Json state(Work work, Json docs) {
    return shape.assembly(work, docs).state;
  }

  private static Json change(String key, Json before, Json after) {
    Json change = Json.object();
    Json.set(change, "collection", Json.of(DocKey.collection(key)));
    Json.set(change, "id", Json.of(DocKey.id(key)));
    Json.set(change, "before", Placed.value(before));
    Json.set(change, "after", Placed.value(after));
    return change;
  }

  /** The function took the list: the server now holds the offered values. */
  void taken(Work work) {
    if (!open(work)) {
      return;
    }
    for (int i = 0; i < offered.size(); i++) {
      Entry now = Exchange.current(work, offered.get(i));
      if (now != null) {
        Doc doc = new Doc(work.meta.nextVersion(), contents.get(i));
        work.serverHolds(now.key, doc);
        Receipts.accepted(work, now, doc, Json.equal(doc.value(), now.value));
      }
    }
    done(work);
  }

  /** The function took the list and says what the server holds now. All pages must be loaded. */
  void taken(Work work, Json state) {
    if (!open(work)) {
      return;
    }
    LocalDocuments known = LocalDocuments.server(work);
    Assembly local = shape.assembly(work, LocalDocuments.all(work).values);
    Json docs = shape.split(state, local.fitting(), local.places);
    List<String> keys = new ArrayList<>();
    Json before = shape.assembly(work, known.values).fitting();
    LocalDocuments.differences(before, docs, keys);
    for (String key : keys) {
      Json value = Json.get(docs, key);
      Chain held = new Chain(key, work.chain(key).server, List.of());
      if (!Json.isAbsent(Json.get(before, key)) || !shape.fit.isOverMisfit(value, held)) {
        work.serverHolds(key, new Doc(work.meta.nextVersion(), value));
      }
    }
    for (Entry e : offered) {
      Entry now = Exchange.current(work, e);
      if (now != null) {
        Receipts.accepted(work, now, work.chain(e.key).server, true);
      }
    }
    for (String key : keys) {
      Receipts.decideHere(work, key);
    }
    done(work);
  }

  private boolean open(Work work) {
    return work.meta.life().equals(life);
  }

  private void done(Work work) {
    work.meta.serverSchema = work.meta.schema; // it was offered all that has another form
    work.meta.offer = "";
    work.meta.lastSynced = work.now();
    if (work.meta.epoch == null) {
      work.meta.epoch = "";
    }
    work.touch();
  }

  /** The function did not take the list: it will be offered again. */
  void refused(Work work, Json cause) {
    if (open(work)) {
      for (Entry e : offered) {
        Exchange.unsent(work, e, Entry.UNKNOWN, cause);
      }
    }
  }
}
