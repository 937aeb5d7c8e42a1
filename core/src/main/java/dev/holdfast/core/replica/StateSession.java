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
  private Json versions = Json.object();
  private int resets;

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
    return loaded && resets == replica.meta().resets;
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
                  if (!peek) {
                    // As the app sees it: an element that got its id on the way has it here too.
                    values = shape.split(Json.isAbsent(state) ? Json.object() : state, docs.values);
                    versions = docs.versions;
                    resets = work.meta.resets;
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
    write(state, done, Edits::edit);
  }

  /**
   * Makes {@code state} the server version: by the app's word, with its own sync function or none.
   */
  public void adopt(Json state, Store.Done done) {
    write(
        state,
        done,
        (work, key, before, version, after) -> {
          work.serverHolds(key, new Doc(work.meta.nextVersion(), after));
          if (work.meta.epoch == null) {
            work.meta.epoch = "";
          }
          return null;
        });
  }

  private interface Writer {
    @Nullable String write(Work work, String key, Json before, int version, Json after);
  }

  private void write(Json state, Store.Done done, Writer writer) {
    Json[] split = {Json.absent()};
    boolean[] inStep = {false};
    replica.transact(
        (work, close) -> {
          boolean current = loaded && resets == work.meta.resets;
          if (!current && !work.isEmpty()) {
            work.pages.loadAll(
                work.tx,
                () -> {
                  LocalDocuments known = LocalDocuments.all(work);
                  split[0] = shape.split(state, known.values);
                  refuseUnseen(known.values, split[0]);
                  adoptBaseline(known, work);
                  inStep[0] = apply(work, split[0], writer);
                  close.run();
                });
            return;
          }
          if (!current) {
            values = Json.object();
            versions = Json.object();
            seen = replica.localHash();
          }
          split[0] = shape.split(state, values);
          List<String> keys = new ArrayList<>();
          LocalDocuments.differences(values, split[0], keys);
          work.pages.load(
              work.tx,
              keys,
              () -> {
                inStep[0] = apply(work, split[0], keys, writer);
                close.run();
              });
        },
        failure -> {
          if (failure == null) {
            values = split[0];
            resets = replica.meta().resets;
            loaded = true;
            seen = inStep[0] ? replica.localHash() : null;
          }
          done.ended(failure);
        });
  }

  private void adoptBaseline(LocalDocuments known, Work work) {
    values = known.values;
    versions = known.versions;
    seen = replica.localHash();
  }

  private boolean apply(Work work, Json after, Writer writer) {
    List<String> keys = new ArrayList<>();
    LocalDocuments.differences(values, after, keys);
    return apply(work, after, keys, writer);
  }

  /** Whether the page is in step with the local version afterwards. */
  private boolean apply(Work work, Json after, List<String> keys, Writer writer) {
    boolean inStep = seen != null && seen.equals(replica.localHash());
    History history = new History(work);
    for (String key : keys) {
      Json version = Json.get(versions, key);
      Json value = Json.get(after, key);
      history.note(key);
      writer.write(
          work,
          key,
          Json.get(values, key),
          Json.isAbsent(version) ? 0 : (int) Json.number(version),
          value);
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
