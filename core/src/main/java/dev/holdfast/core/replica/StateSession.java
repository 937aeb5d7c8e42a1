package dev.holdfast.core.replica;

import dev.holdfast.core.Done;
import dev.holdfast.core.Failure;
import dev.holdfast.core.json.Json;
import dev.holdfast.core.merge.Placed;
import dev.holdfast.core.store.Read;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One page's view of the whole state. It keeps the <em>baseline</em>: the state that the page was
 * last given or last saved. A snapshot is compared with the baseline, so a page cannot revert a
 * change that it never saw.
 */
public final class StateSession {
  private final Replica replica;
  private final StateShape shape;
  private final boolean restores;
  private View view;
  private int taken;

  /** A page's baseline from one load to the next. */
  private static final class View {
    Json values = Json.object();

    /** The {@link Assembly#places} of elements of lists among them. */
    Json places = Json.object();

    /** How the documents are kept: as declared, unless their conversion has to wait. */
    StateShape shape;

    /** The state; absent if the page has none. */
    Json state = Json.absent();

    /** Whether the documents are just those that the state is split into. */
    boolean whole = true;

    /** The {@link Meta#life} in which the page got the values; empty if it has none. */
    String life = "";

    /** The local version that the page has; null if the page must load again. */
    Memory.@Nullable LocalVersion inStepWith;

    /** The documents that did not fit into the state that the page got. */
    Json misfits = Json.array();

    /** Whether the documents were converted into the declared shapes. */
    boolean converted;

    /** The number of the last saved snapshot. */
    int saved;

    View(StateShape shape) {
      this.shape = shape;
    }
  }

  public StateSession(Replica replica, StateShape shape) {
    this(replica, shape, false);
  }

  /**
   * @param restores whether the page is given its state from here. Until then it has seen none, so
   *     its snapshots are nothing that the app's server holds
   */
  public StateSession(Replica replica, StateShape shape, boolean restores) {
    this.replica = replica;
    this.shape = shape;
    this.restores = restores;
    view = new View(shape);
  }

  /** Whether the local version has changed since the page got it. */
  public boolean isBehind() {
    return !isCurrent() || !replica.isAt(view.inStepWith);
  }

  /** Whether the page has loaded or saved the state since the last reset, so it has a baseline. */
  public boolean isCurrent() {
    return view.life.equals(replica.meta().life());
  }

  /** The state that the page was last given or saved; absent if there is none. */
  public Json given() {
    return view.state;
  }

  /** The documents that did not fit into the state that was loaded last: {@link Assembly}. */
  public Json misfits() {
    return view.misfits;
  }

  /**
   * Reads the local version; absent if there is none. It becomes the baseline when {@code done}
   * reports success.
   *
   * @param peek whether to leave the baseline as it is
   */
  public void load(boolean peek, Read done) {
    load(peek, !peek && !replica.converted, done);
  }

  private void load(boolean peek, boolean converts, Read done) {
    View next = new View(shape);
    Reading reading = new Reading();
    replica.read(
        (work, close) -> {
          work.refuseNewer();
          Migration.run(
              work,
              () ->
                  work.pages.loadAll(
                      work.tx,
                      () -> {
                        reading.accept(assemble(work, next, converts));
                        close.run();
                      }));
        },
        failure -> {
          if (failure != null && converts && failure.code() == Failure.Code.QUOTA) {
            load(peek, false, done); // a full disk can be read, and the conversion can wait
            return;
          }
          if (failure == null && !peek) {
            next.inStepWith = next.life.isEmpty() ? null : replica.version();
            replica.converted |= next.converted;
            view = next;
          }
          reading.into(done).ended(failure);
        });
  }

  private Json assemble(Work work, View next, boolean converts) {
    if (Migration.isForLater(work)) {
      return Json.absent();
    }
    Assembly local = shape.assembly(work, LocalDocuments.all(work).values);
    Json state = StateShape.orEmpty(work, local.state);
    next.state = state;
    next.misfits = local.misfits;
    if (!Json.isAbsent(state)) {
      next.places = local.places;
      if (converts && !work.meta.isPartial() && shape.isDecided(work)) {
        next.values = shape.convert(work, state, local);
        next.converted = true;
      } else {
        next.shape = shape.unconverted(local);
        next.values = next.shape.baseline(state, local);
      }
      next.life = work.meta.life();
    }
    return state;
  }

  /** Saves the differences of {@code state} and the baseline as local changes. */
  public void save(Json state, Done done) {
    take(state).save(false, done);
  }

  /** The documents of the baseline. */
  Json values() {
    return view.values;
  }

  /** The documents of a state that comes after the baseline. */
  Json split(Json state) {
    return view.shape.split(state, view.values, view.places);
  }

  /** Takes a snapshot of the page's state, to be saved later. */
  public Snapshot take(Json state) {
    return new Snapshot(state);
  }

  /**
   * The page's state at one moment. It is compared with the baseline of that moment, however late
   * it is saved. If a later snapshot of the same view was saved first, that one includes it.
   */
  public final class Snapshot {
    private final Json state;
    private final View on = view;
    private final int number = ++taken;

    /** The documents of the snapshot; absent if only some values have changed. */
    private Json values = Json.absent();

    /** The new contents of documents, if only some values have changed. */
    private Json changed = Json.absent();

    /** The documents that do not fit into the state that it is compared with. */
    private Json misfits = Json.array();

    private boolean whole;

    /** Whether they are equal to the local version. */
    private boolean inStep;

    private Snapshot(Json state) {
      this.state = state;
    }

    /**
     * Saves its differences from the baseline.
     *
     * @param synced whether the app says that this is the server's state (only for an app with its
     *     own sync function or none). Then the differences go into the server version. They become
     *     local changes all the same if there is unsent work, or if the server version of a
     *     document is not the one that the page had
     */
    public void save(boolean synced, Done done) {
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
              keep();
              on.state = state;
              on.whole = whole;
              on.life = replica.meta().life();
              on.inStepWith = inStep ? replica.version() : null;
              on.saved = number;
            }
            done.ended(failure);
          });
    }

    private void keep() {
      if (!Json.isAbsent(values)) {
        on.values = values;
        return;
      }
      Json keys = Json.keys(changed);
      for (int i = 0, n = Json.size(keys); i < n; i++) {
        Json.set(on.values, Json.at(keys, i), Json.get(changed, Json.at(keys, i)));
      }
    }

    private void write(Work work, boolean adopted, Runnable close) {
      work.opensState();
      mark(work, adopted);
      inStep = true;
      changed = Json.absent();
      misfits = on.misfits;
      if (on.life.equals(work.meta.life())) {
        inStep = replica.isAt(on.inStepWith);
        changed =
            on.whole ? ValueChanges.between(on.shape, on.state, state, on.values) : Json.absent();
        write(work, on.values, on.places, adopted, close);
      } else if (work.isEmpty()) {
        write(work, Json.object(), Json.object(), adopted, close);
      } else {
        work.pages.loadAll(
            work.tx,
            () -> {
              Assembly local = shape.assembly(work, LocalDocuments.all(work).values);
              Json known = local.fitting();
              misfits = local.misfits;
              if (!adopted || restores) {
                refuseUnseen(known, shape.split(state, known, local.places));
              }
              write(work, known, local.places, adopted, close);
            });
      }
    }

    private void write(Work work, Json before, Json places, boolean adopted, Runnable close) {
      on.places = places;
      boolean few = !Json.isAbsent(changed);
      values = few ? Json.absent() : on.shape.split(state, before, places);
      whole = true;
      Json after = few ? changed : values;
      List<String> keys = new ArrayList<>();
      LocalDocuments.differences(few ? only(before, changed) : before, after, keys);
      work.pages.load(
          work.tx,
          keys,
          () -> {
            History history = new History(work);
            for (String key : keys) {
              Json value = Json.get(after, key);
              Json was = Json.get(before, key);
              Chain chain = work.chain(key);
              if (Json.isAbsent(was) && on.shape.fit.isOverMisfit(value, chain)) {
                Json.remove(values, Json.of(key));
                whole = false; // the state says more than its documents
                inStep = false;
                continue;
              }
              history.note(key, chain.view());
              work.refuseTooLarge(key, value);
              if (adopted && Json.equal(chain.server.value(), was)) {
                work.serverHolds(key, new Doc(work.meta.nextVersion(), value));
              } else if (Json.isAbsent(was) && isMisfitThatWaits(chain)) {
                Edits.beside(work, key, value);
              } else {
                // As the server version, it would revert what was synced since.
                Edits.edit(work, key, was, value);
              }
              inStep &= Json.equal(work.chain(key).view(), value);
            }
            history.close();
            close.run();
          });
    }

    /** Whether the local changes of a document make it a misfit, which the page does not show. */
    private boolean isMisfitThatWaits(Chain chain) {
      boolean is = false;
      for (int i = 0, n = chain.isEmpty() ? 0 : Json.size(misfits); i < n; i++) {
        Json one = Json.at(misfits, i);
        is |=
            Json.text(Json.get(one, "key")).equals(chain.key)
                && Json.equal(Json.get(one, "value"), Placed.value(chain.view()));
      }
      return is;
    }
  }

  /** Those of the documents that {@code these} has. */
  private static Json only(Json documents, Json these) {
    Json out = Json.object();
    Json keys = Json.keys(these);
    for (int i = 0, n = Json.size(keys); i < n; i++) {
      Json.set(out, Json.at(keys, i), Json.get(documents, Json.at(keys, i)));
    }
    return out;
  }

  private static void mark(Work work, boolean adopted) {
    if (adopted) {
      work.meta.serverSchema = work.meta.schema; // the app's server gets what the app has
    }
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
