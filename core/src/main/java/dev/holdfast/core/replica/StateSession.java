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
  private boolean loaded;
  private Json values = Json.object();
  private String life = "";

  /**
   * The local version's hash when the page was in step with it; null if it has to be given again.
   */
  private @Nullable StateHash seen;

  public StateSession(Replica replica, StateShape shape) {
    this.replica = replica;
    this.shape = shape;
  }

  /** Whether the local version is one that this page was not given yet. */
  public boolean isBehind() {
    return !isCurrent() || seen == null || !seen.equals(replica.localHash());
  }

  /** Whether the page has a baseline: it was given the state, or saved it, since the last reset. */
  public boolean isCurrent() {
    return loaded && life.equals(replica.meta().life());
  }

  /**
   * Gives the local version, absent if there is none.
   *
   * @param peek only look: the baseline stays as it is
   */
  public void load(boolean peek, Transaction.Sink then, Store.Done done) {
    replica.transact(
        (work, close) ->
            work.pages.loadAll(
                work.tx,
                () -> {
                  LocalDocuments docs = LocalDocuments.all(work);
                  Json state = shape.assemble(docs.values, key -> LocalDocuments.rank(work, key));
                  if (Json.isAbsent(state) && work.meta.saved) {
                    state = Json.object();
                  }
                  if (!peek) {
                    // As the app sees it: an element that got its id on the way has it here too.
                    values = shape.split(Json.isAbsent(state) ? Json.object() : state, docs.values);
                    life = work.meta.life();
                    loaded = !Json.isAbsent(state);
                    seen = replica.localHash();
                  }
                  then.accept(state);
                  close.run();
                }),
        done);
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

  private void write(Json state, Store.Done done, boolean synced) {
    Json[] split = {Json.absent()};
    boolean[] inStep = {false};
    replica.transact(
        (work, close) -> {
          boolean current = loaded && life.equals(work.meta.life());
          boolean adopted = synced && !replica.hasLocalChanges();
          if (adopted && work.meta.epoch == null) {
            work.meta.epoch = "";
            work.touch();
          }
          if (!work.meta.saved) {
            work.meta.saved = true;
            work.touch();
          }
          if (!current && !work.isEmpty()) {
            work.pages.loadAll(
                work.tx,
                () -> {
                  LocalDocuments known = LocalDocuments.all(work);
                  split[0] = shape.split(state, known.values);
                  if (!adopted) {
                    refuseUnseen(known.values, split[0]);
                  }
                  values = known.values;
                  seen = replica.localHash();
                  List<String> keys = new ArrayList<>();
                  LocalDocuments.differences(values, split[0], keys);
                  inStep[0] = apply(work, split[0], keys, adopted);
                  close.run();
                });
            return;
          }
          if (!current) {
            values = Json.object();
            seen = replica.localHash();
          }
          split[0] = shape.split(state, values);
          List<String> keys = new ArrayList<>();
          LocalDocuments.differences(values, split[0], keys);
          work.pages.load(
              work.tx,
              keys,
              () -> {
                inStep[0] = apply(work, split[0], keys, adopted);
                close.run();
              });
        },
        failure -> {
          if (failure == null) {
            values = split[0];
            life = replica.meta().life();
            loaded = true;
            seen = inStep[0] ? replica.localHash() : null;
          }
          done.ended(failure);
        });
  }

  /** Whether the page is in step with the local version afterwards. */
  private boolean apply(Work work, Json after, List<String> keys, boolean adopted) {
    boolean inStep = seen != null && seen.equals(replica.localHash());
    History history = new History(work);
    for (String key : keys) {
      Json value = Json.get(after, key);
      history.note(key);
      if (adopted) {
        work.serverHolds(key, new Doc(work.meta.nextVersion(), value));
      } else {
        Edits.edit(work, key, Json.get(values, key), value);
      }
      inStep &= Json.equal(work.chain(key).view(), value);
    }
    history.close();
    return inStep;
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
