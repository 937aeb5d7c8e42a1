package dev.holdfast.core.replica;

import dev.holdfast.core.Failure;
import dev.holdfast.core.json.Json;
import dev.holdfast.core.merge.StateHash;
import dev.holdfast.core.store.Store;
import dev.holdfast.core.store.Transaction;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One page's view of the state as a whole. It remembers the <em>baseline</em>, what the page was
 * last given or last saved, and measures a snapshot against that, so that a page cannot undo what
 * it never saw.
 */
public final class StateSession {
  private final Replica replica;
  private final StateShape shape;
  private View view = new View();
  private int taken;

  /**
   * What a page has from one load to the next, its baseline: what it was given, then what it saved.
   */
  private static final class View {
    Json values = Json.object();

    /** Of the replica in which it got them, see {@link Meta#life}; of none if it has nothing. */
    String life = "";

    /** Hash of the local version that it has; null if it has to be given again. */
    @Nullable StateHash inStepWith;

    /** The number of the snapshot that was saved last. */
    int saved;
  }

  public StateSession(Replica replica, StateShape shape) {
    this.replica = replica;
    this.shape = shape;
  }

  /** Whether the local version is one that this page was not given yet. */
  public boolean isBehind() {
    return !isCurrent() || !replica.localHash().equals(view.inStepWith);
  }

  /** Whether the page has a baseline: it was given the state, or saved it, since the last reset. */
  public boolean isCurrent() {
    return view.life.equals(replica.meta().life());
  }

  /**
   * Gives the local version, absent if there is none. It is the baseline once {@code done} hears of
   * success.
   *
   * @param peek only look: the baseline stays as it is
   */
  public void load(boolean peek, Transaction.Sink then, Store.Done done) {
    View next = new View();
    replica.runOnAll(
        work -> then.accept(assemble(work, next)),
        failure -> {
          if (failure == null && !peek) {
            view = next;
          }
          done.ended(failure);
        });
  }

  private Json assemble(Work work, View next) {
    Json docs = LocalDocuments.all(work).values;
    Json state = shape.assemble(work, docs);
    if (!Json.isAbsent(state)) {
      // As the app sees it: an element that got its id on the way has it here too.
      next.values = shape.split(state, docs);
      next.life = work.meta.life();
      next.inStepWith = replica.localHash();
    }
    return state;
  }

  /** Makes {@code state} the local version, as far as it differs from the baseline. */
  public void save(Json state, Store.Done done) {
    take(state).save(false, done);
  }

  /** What the page shows now, to be saved once it is known as what. */
  public Snapshot take(Json state) {
    return new Snapshot(state);
  }

  /**
   * What the page showed at one moment. However late it is saved, it is measured against what the
   * page had then; a later one of the same view, if that was saved first, contains it.
   */
  public final class Snapshot {
    private final Json state;
    private final View on = view;
    private final int number = ++taken;

    /** Its documents. */
    private Json values = Json.object();

    /** Whether they are the local version. */
    private boolean inStep;

    private Snapshot(Json state) {
      this.state = state;
    }

    /**
     * Makes it the local version, as far as it differs from the baseline.
     *
     * @param synced whether it is the server version instead: by the app's word, with its own sync
     *     function or none. With anything unsent here it becomes the local version all the same,
     *     and so does a document whose server version is not the one that the page had.
     */
    public void save(boolean synced, Store.Done done) {
      replica.transact(
          (work, close) -> {
            if (number < on.saved) {
              close.run();
            } else {
              write(work, synced && !replica.hasLocalChanges(), close);
            }
          },
          failure -> {
            if (failure == null && number >= on.saved) {
              on.values = values;
              on.life = replica.meta().life();
              on.inStepWith = inStep ? replica.localHash() : null;
              on.saved = number;
            }
            done.ended(failure);
          });
    }

    private void write(Work work, boolean adopted, Runnable close) {
      mark(work, adopted);
      inStep = true;
      if (on.life.equals(work.meta.life())) {
        inStep = replica.localHash().equals(on.inStepWith);
        write(work, on.values, adopted, close);
      } else if (work.isEmpty()) {
        write(work, Json.object(), adopted, close);
      } else {
        work.pages.loadAll(
            work.tx,
            () -> {
              Json known = LocalDocuments.all(work).values;
              if (!adopted) {
                refuseUnseen(known, shape.split(state, known));
              }
              write(work, known, adopted, close);
            });
      }
    }

    private void write(Work work, Json before, boolean adopted, Runnable close) {
      values = shape.split(state, before);
      List<String> keys = new ArrayList<>();
      LocalDocuments.differences(before, values, keys);
      work.pages.load(
          work.tx,
          keys,
          () -> {
            History history = new History(work);
            for (String key : keys) {
              Json value = Json.get(values, key);
              Json was = Json.get(before, key);
              history.note(key);
              if (adopted && Json.equal(work.chain(key).server.value(), was)) {
                work.serverHolds(key, new Doc(work.meta.nextVersion(), value));
              } else {
                Edits.edit(work, key, was, value); // or it would undo what was synced since
              }
              inStep &= Json.equal(work.chain(key).view(), value);
            }
            history.close();
            close.run();
          });
    }
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
