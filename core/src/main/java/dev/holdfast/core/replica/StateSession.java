package dev.holdfast.core.replica;

import dev.holdfast.core.Failure;
import dev.holdfast.core.json.Json;
import dev.holdfast.core.merge.StateHash;
import dev.holdfast.core.store.Store;
import dev.holdfast.core.store.Transaction;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;

/**
 * One page's view of the state as a whole. It remembers the <em>baseline</em>, what the page was
 * last given or last saved, and measures a snapshot against that, so that a page cannot undo what
 * it never saw.
 */
@NullMarked
public final class StateSession {
  private final Replica replica;
  private final StateShape shape;
  private @Nullable Baseline baseline;
  private int loads;

  /**
   * What a page has.
   *
   * @param values its documents, by key
   * @param life of the replica in which it got them, see {@link Meta#life}
   * @param inStepWith hash of the local version that it has; null if it has to be given again
   */
  private record Baseline(Json values, String life, @Nullable StateHash inStepWith) {}

  public StateSession(Replica replica, StateShape shape) {
    this.replica = replica;
    this.shape = shape;
  }

  /** Whether the local version is one that this page was not given yet. */
  public boolean isBehind() {
    return !isCurrent() || baseline == null || !replica.localHash().equals(baseline.inStepWith());
  }

  /** Whether the page has a baseline: it was given the state, or saved it, since the last reset. */
  public boolean isCurrent() {
    return baseline != null && baseline.life().equals(replica.meta().life());
  }

  /**
   * Gives the local version, absent if there is none. It is the baseline once {@code done} hears of
   * success.
   *
   * @param peek only look: the baseline stays as it is
   */
  public void load(boolean peek, Transaction.Sink then, Store.Done done) {
    Baseline[] given = {null};
    replica.transact(
        (work, close) ->
            work.pages.loadAll(
                work.tx,
                () -> {
                  Json docs = LocalDocuments.all(work).values;
                  Json state = shape.assemble(work, docs);
                  if (!Json.isAbsent(state)) {
                    // As the app sees it: an element that got its id on the way has it here too.
                    Json values = shape.split(state, docs);
                    given[0] = new Baseline(values, work.meta.life(), replica.localHash());
                  }
                  then.accept(state);
                  close.run();
                }),
        failure -> {
          if (failure == null && !peek) {
            baseline = given[0];
            loads++;
          }
          done.ended(failure);
        });
  }

  /** Makes {@code state} the local version, as far as it differs from the baseline. */
  public void save(Json state, Store.Done done) {
    write(state, done, false);
  }

  /**
   * Makes {@code state} the server version: by the app's word, with its own sync function or none.
   * With anything unsent here it becomes the local version.
   */
  public void adopt(Json state, Store.Done done) {
    write(state, done, true);
  }

  /** What a save made of the state: its documents, and whether they are the local version. */
  private static final class Saved {
    Json values = Json.object();
    boolean inStep;
  }

  private void write(Json state, Store.Done done, boolean synced) {
    // A state from before a load that ends meanwhile is measured against what was before, too.
    Baseline before = baseline;
    int began = loads;
    Saved saved = new Saved();
    replica.transact(
        (work, close) -> {
          Baseline from = loads == began ? baseline : before;
          boolean adopted = synced && !replica.hasLocalChanges();
          mark(work, adopted);
          if (from != null && from.life().equals(work.meta.life())) {
            saved.inStep = replica.localHash().equals(from.inStepWith());
            write(work, state, from.values(), adopted, saved, close);
          } else if (work.isEmpty()) {
            saved.inStep = true;
            write(work, state, Json.object(), adopted, saved, close);
          } else {
            work.pages.loadAll(
                work.tx,
                () -> {
                  Json known = LocalDocuments.all(work).values;
                  if (!adopted) {
                    refuseUnseen(known, shape.split(state, known));
                  }
                  saved.inStep = true;
                  write(work, state, known, adopted, saved, close);
                });
          }
        },
        failure -> {
          if (failure == null && loads == began) {
            StateHash hash = saved.inStep ? replica.localHash() : null;
            baseline = new Baseline(saved.values, replica.meta().life(), hash);
          }
          done.ended(failure);
        });
  }

  private static void mark(Work work, boolean adopted) {
    if (adopted && work.meta.epoch == null) {
      work.meta.epoch = "";
      work.touch();
    }
    if (!work.meta.saved) {
      work.meta.saved = true;
      work.touch();
    }
  }

  private void write(
      Work work, Json state, Json before, boolean adopted, Saved saved, Runnable close) {
    saved.values = shape.split(state, before);
    List<String> keys = new ArrayList<>();
    LocalDocuments.differences(before, saved.values, keys);
    work.pages.load(
        work.tx,
        keys,
        () -> {
          History history = new History(work);
          for (String key : keys) {
            Json value = Json.get(saved.values, key);
            history.note(key);
            if (adopted) {
              work.serverHolds(key, new Doc(work.meta.nextVersion(), value));
            } else {
              Edits.edit(work, key, Json.get(before, key), value);
            }
            saved.inStep &= Json.equal(work.chain(key).view(), value);
          }
          history.close();
          close.run();
        });
  }

  private static void refuseUnseen(Json known, Json after) {
    Json keys = Json.keys(known);
    for (int i = 0, n = Json.size(keys); i < n; i++) {
      Json key = Json.at(keys, i);
      if (!Json.equal(Json.get(known, key), Json.get(after, key))) {
        throw new Failure(
            Failure.Code.STATE_NOT_LOADED,
            "this page has not loaded the state, and saving would change or remove the document \""
                + Json.text(key)
                + "\" that it never saw; call loadAppState() first; nothing was changed");
      }
    }
  }
}
