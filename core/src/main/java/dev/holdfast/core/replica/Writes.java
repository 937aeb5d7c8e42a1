package dev.holdfast.core.replica;

import dev.holdfast.core.Done;
import dev.holdfast.core.Failure;
import dev.holdfast.core.json.Json;
import dev.holdfast.core.merge.Placed;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes of documents by their keys. Those that are asked for before a transaction begins share it,
 * so all of one turn do: a group commit.
 *
 * <p>Each write is judged before it changes anything. One whose editor throws, or that would make a
 * misfit, fails alone, and the others of its group are written.
 */
final class Writes {
  /** Most documents in a group, unless one write has more. */
  private static final int LIMIT = 10_000;

  private final Transactions transactions;
  private final Fit fit;

  /** The group that still takes writes. */
  private @Nullable Group open;

  Writes(Transactions transactions, Fit fit) {
    this.transactions = transactions;
    this.fit = fit;
  }

  /** Runs a write; {@code done} hears of it when its group is on disk. */
  void begin(Write write, Done done) {
    write.done = done;
    Group group = open;
    if (group != null && group.documents + write.drafts.size() <= LIMIT) {
      group.add(write);
      return;
    }
    Group next = new Group();
    next.add(write);
    open = next;
    transactions.run(true, next, next::ended);
  }

  /** Another transaction was asked for: later writes come after it. */
  void close() {
    open = null;
  }

  /** Documents that are written together or not at all. */
  static final class Write {
    private final List<Draft> asked = new ArrayList<>();
    private final List<Draft> drafts = new ArrayList<>();
    private final Map<String, Draft> byKey = new HashMap<>();
    private Done done = failure -> {};
    private @Nullable Failure refused;

    /** Adds a change. It takes the place of an earlier one of the same document. */
    void add(String key, Replica.Editor editor) {
      Draft draft = byKey.get(key);
      if (draft == null) {
        draft = new Draft(key, editor);
        byKey.put(key, draft);
        drafts.add(draft);
      }
      draft.editor = editor;
      asked.add(draft);
    }

    /** The id of the mutation of each change that was added. */
    Json mutations() {
      Json ids = Json.array();
      for (Draft draft : asked) {
        Json.push(ids, Json.of(draft.mutation));
      }
      return ids;
    }

    private void run(Work work, Fit fit) {
      refused = null;
      try {
        work.opensState();
        for (Draft draft : drafts) {
          draft.edit(work);
        }
        fit.check(work, key -> view(work, key), drafts);
      } catch (RuntimeException thrown) {
        refused = failure(thrown);
        return;
      }
      for (Draft draft : drafts) {
        draft.write(work);
        fit.mark(work, draft);
      }
    }

    private Json view(Work work, String key) {
      Draft draft = byKey.get(key);
      return draft != null ? draft.value() : Fit.view(work, key);
    }

    private static Failure failure(RuntimeException thrown) {
      if (thrown instanceof Failure failure) {
        return failure;
      }
      Failure failure = new Failure(Failure.Code.STORE_FAILED, String.valueOf(thrown));
      failure.initCause(thrown);
      return failure;
    }
  }

  /** One document of a write. */
  private static final class Draft implements Fit.Draft {
    private final String key;
    private Replica.Editor editor;
    private Json seen = Json.absent();
    private Json content = Json.absent();
    private String mutation = "";

    Draft(String key, Replica.Editor editor) {
      this.key = key;
      this.editor = editor;
    }

    @Override
    public String key() {
      return key;
    }

    @Override
    public Json value() {
      return Placed.value(content);
    }

    void edit(Work work) {
      seen = work.chain(key).view();
      Json before = Placed.value(seen);
      Json value = editor.edit(before);
      boolean same = Json.equal(before, value);
      content = same ? seen : Placed.of(value, Placement.place(work, key, seen));
      work.refuseTooLarge(key, content);
    }

    void write(Work work) {
      String made = Edits.edit(work, key, seen, content);
      Chain chain = work.chain(key);
      mutation = made != null ? made : chain.isEmpty() ? "" : chain.last().id;
    }
  }

  /** The writes of one transaction. */
  private final class Group implements Replica.Change {
    private final List<Write> writes = new ArrayList<>();
    private int documents;

    void add(Write write) {
      writes.add(write);
      documents += write.drafts.size();
    }

    @Override
    public void run(Work work, Runnable then) {
      leave();
      List<String> keys = new ArrayList<>();
      for (Write write : writes) {
        for (Draft draft : write.drafts) {
          keys.add(draft.key);
        }
      }
      Fit.load(
          work,
          keys,
          () -> {
            for (Write write : writes) {
              write.run(work, fit);
            }
            then.run();
          });
    }

    private void leave() {
      if (open == this) {
        open = null;
      }
    }

    void ended(@Nullable Failure failure) {
      leave();
      for (Write write : writes) {
        write.done.ended(failure != null ? failure : write.refused);
      }
    }
  }
}
