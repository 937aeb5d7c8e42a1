package dev.holdfast.core.replica;

import dev.holdfast.core.Done;
import dev.holdfast.core.json.Json;
import dev.holdfast.core.merge.Placed;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Decisions of the user or the app about conflicted and parked work. Durable when done. */
public final class Decisions {
  private final Replica replica;

  public Decisions(Replica replica) {
    this.replica = replica;
  }

  private interface Choice {
    /**
     * @param seen the document with the server's side that the page showed
     */
    Json value(Work work, Chain seen);
  }

  private interface Fate {
    void apply(Work work, Chain chain, Entry e);
  }

  /**
   * Decides for the local version what is in contradiction. What merged stays, unless that would be
   * a misfit: the server may have given an element another id.
   */
  public void keepLocal(String key, Done done) {
    resolve(
        key,
        (work, seen) -> {
          Json merged = seen.view();
          boolean misfit = replica.shape.fit.isMisfit(work, key, Placed.value(merged));
          return misfit ? seen.local() : merged;
        },
        done);
  }

  /** Decides for the server version what is in contradiction. What merged stays. */
  public void takeServer(String key, Done done) {
    resolve(
        key,
        (work, seen) -> {
          Json value = seen.withoutContradictions();
          Json theirs = seen.theirs();
          // A place that only tells where the element was seen goes with the edit that brought it.
          boolean same =
              Json.isAbsent(Placed.place(theirs)) && Json.equal(Placed.value(value), theirs);
          return same ? theirs : value;
        },
        done);
  }

  /**
   * Resolves a conflict with the app's own value; absent deletes the document, if one side does.
   * The server's value gives up all that is local. Another that would make a misfit fails with
   * {@code STATE_SHAPE}.
   */
  public void take(String key, Json value, Done done) {
    resolve(
        key,
        (work, seen) -> {
          Json server = seen.theirs();
          boolean deleted = Json.isAbsent(seen.view()) || Json.isAbsent(server);
          if (Json.isAbsent(value) && !deleted) {
            throw Replica.unknown(
                "nothing was chosen for " + key + ", and neither side deletes it");
          }
          if (Json.equal(value, Placed.value(server))) {
            return server;
          }
          replica.shape.fit.check(work, key, value);
          return Placed.withValue(seen.view(), value);
        },
        done);
  }

  private void resolve(String key, Choice choice, Done done) {
    if (key.indexOf('/') < 0) {
      done.ended(Replica.unknown("no conflict on " + key));
      return;
    }
    Chain shown = replica.chain(key);
    replica.transact(
        (work, then) ->
            Fit.load(
                work,
                List.of(key),
                () -> {
                  decide(work, work.open(key), shown, choice);
                  then.run();
                }),
        done);
  }

  /**
   * Decides about what the page showed. News that another tab has heard since are merged in; where
   * they contradict the decision, nobody has decided yet.
   */
  private static void decide(Work work, Chain chain, @Nullable Chain shown, Choice choice) {
    work.opensState();
    List<Entry> conflicted = new ArrayList<>();
    for (Entry e : chain.entries) {
      if (e.is(Entry.CONFLICTED)) {
        conflicted.add(e);
      }
    }
    if (conflicted.isEmpty()) {
      throw Replica.unknown("no conflict on " + chain.key);
    }
    Chain seen = shown == null ? chain : chain.on(new Doc(shown.server.version(), shown.theirs()));
    Json value = choice.value(work, seen);
    boolean kept = !Json.equal(value, seen.theirs());
    for (Entry e : conflicted) {
      work.finish(chain, e, kept ? "superseded" : "discarded");
    }
    if (!kept) {
      return;
    }
    Entry e = work.mint(chain.key);
    if (!Edits.begin(e, chain, seen.theirs(), value)) {
      e.state = Entry.CONFLICTED;
      e.cause = conflicted.get(0).cause;
    }
    if (e.changesNothing()) {
      work.count("superseded", chain.key);
    } else {
      work.append(chain, e);
    }
  }

  /** Sends a parked entry again, under a new id. */
  public void retry(String id, Done done) {
    decide(
        id,
        (work, chain, e) -> {
          if (!e.is(Entry.PARKED)) {
            throw Replica.unknown(id + " is not parked");
          }
          Receipts.again(work, chain, e);
        },
        done);
  }

  /** Discards an entry that is not in flight. */
  public void discard(String id, Done done) {
    decide(
        id,
        (work, chain, e) -> {
          if (e.migrates) {
            throw Replica.unknown(id + " brings the document to the app's schema");
          }
          undo(work, chain, e);
          work.finish(chain, e, "discarded");
        },
        done);
  }

  /**
   * Undoes {@code e}. Entries made on it in sequence become one mutation without its change.
   * Entries made on it side by side become one mutation each.
   */
  private static void undo(Work work, Chain chain, Entry e) {
    List<Entry> behind = chain.behind(e);
    if (behind.isEmpty()) {
      return;
    }
    List<Entry> made = new ArrayList<>();
    for (Entry one : behind) {
      if (chain.behind(one).isEmpty()) {
        Entry again = work.mint(e.key);
        again.takeBaseOf(e);
        Json last = chain.fold(e.value, chain.line(e, one));
        again.value = chain.merge(e.value, last, e.baseValue).value();
        made.add(again);
      }
    }
    for (Entry one : behind) {
      work.finish(chain, one, "superseded");
    }
    for (Entry again : made) {
      if (Json.equal(again.value, again.baseValue)) {
        work.count("superseded", again.key);
      } else {
        work.append(chain, again);
      }
    }
  }

  private void decide(String id, Fate fate, Done done) {
    Entry known = find(id);
    if (known == null) {
      done.ended(Replica.unknown("no unfinished work has the id " + id));
      return;
    }
    replica.runOn(
        known.key,
        work -> {
          Chain chain = work.open(known.key);
          for (Entry e : new ArrayList<>(chain.entries)) {
            if (e.id.equals(id) && !e.onItsWay()) {
              fate.apply(work, chain, e);
              return;
            }
          }
          throw Replica.unknown(id + " is on its way to the server or done");
        },
        done);
  }

  private @Nullable Entry find(String id) {
    return Chain.find(replica.entries(), id);
  }
}
