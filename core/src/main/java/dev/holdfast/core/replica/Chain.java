package dev.holdfast.core.replica;

import dev.holdfast.core.json.Json;
import dev.holdfast.core.merge.Merge;
import dev.holdfast.core.merge.StateHash;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;

/**
 * One document with local changes: what the server holds and the outbox's entries on top, oldest
 * first. The first may be on its way; those behind it wait for its receipt. Immutable when shared.
 */
@NullMarked
final class Chain {
  final String key;
  final String collection;
  final Doc server;
  final List<Entry> entries;
  private @Nullable StateHash delta;

  Chain(String key, Doc server, List<Entry> entries) {
    this.key = key;
    this.collection = DocKey.collection(key);
    this.server = server;
    this.entries = entries;
  }

  Chain copy(Doc server) {
    return new Chain(key, server, new ArrayList<>(entries));
  }

  boolean isEmpty() {
    return entries.isEmpty();
  }

  Entry head() {
    return entries.get(0);
  }

  Entry last() {
    return entries.get(entries.size() - 1);
  }

  /**
   * The entry that may leave now; null if none may. Order holds within a document, but what does
   * not stand on work that awaits a decision need not wait for it.
   */
  @Nullable Entry next() {
    for (Entry e : entries) {
      if (e.is(Entry.QUEUED) || e.onItsWay()) {
        return e == head() || e.base != Entry.BEHIND ? e : null;
      }
    }
    return null;
  }

  /** The entries that stand on {@code e}, oldest first. */
  List<Entry> behind(Entry e) {
    List<Entry> behind = new ArrayList<>();
    for (int i = entries.indexOf(e) + 1; i < entries.size(); i++) {
      if (entries.get(i).base != Entry.BEHIND) {
        break;
      }
      behind.add(entries.get(i));
    }
    return behind;
  }

  /** The document as the user sees it here; absent if deleted. */
  Json view() {
    Json view = server.value();
    for (Entry e : entries) {
      view =
          e == head()
              ? Merge.documents(collection, e.baseValue, e.value, view).value()
              : onTop(e.baseValue, e.value, view);
    }
    return view;
  }

  /**
   * What a change makes of a local value that whoever made it may not have seen, another tab's:
   * both count, and where they disagree the later. Two that make the same document each count by
   * field.
   */
  Json onTop(Json seen, Json value, Json present) {
    boolean bornTwice = Json.isAbsent(seen) && Json.isObject(value) && Json.isObject(present);
    Json base = bornTwice ? Json.object() : seen;
    return Merge.documents(collection, base, value, present).value();
  }

  /** The merge of the head with what the server holds now. */
  Merge.Result merge() {
    Entry e = head();
    return Merge.documents(collection, e.baseValue, e.value, server.value());
  }

  /** What the local changes add to the state's hash. */
  StateHash delta() {
    if (delta == null) {
      String id = DocKey.id(key);
      delta =
          isEmpty()
              ? StateHash.EMPTY
              : StateHash.of(collection, id, view())
                  .minus(StateHash.of(collection, id, server.value()));
    }
    return delta;
  }
}
