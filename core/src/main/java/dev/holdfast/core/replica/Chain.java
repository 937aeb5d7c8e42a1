package dev.holdfast.core.replica;

import dev.holdfast.core.json.Json;
import dev.holdfast.core.merge.Merge;
import dev.holdfast.core.merge.StateHash;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One document with local changes: what the server holds and the outbox's entries on top, oldest
 * first. The first may be on its way; those behind it wait for its receipt. Immutable when shared.
 */
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
    for (int i = 0; i < entries.size(); i++) {
      Entry e = entries.get(i);
      if (e.is(Entry.QUEUED) || e.onItsWay()) {
        // What it stands on may have been damaged, and imported again since, behind it.
        return find(entries.subList(0, i), e.on) == null ? e : null;
      }
    }
    return null;
  }

  /** The entries that wait for {@code e}, or for one that does, oldest first. */
  List<Entry> behind(Entry e) {
    List<Entry> behind = new ArrayList<>();
    behind.add(e);
    for (Entry later : entries) {
      if (find(behind, later.on) != null) {
        behind.add(later);
      }
    }
    behind.remove(0);
    return behind;
  }

  /** What was made on {@code e} and came to {@code last}, oldest first. */
  List<Entry> line(Entry e, Entry last) {
    List<Entry> line = new ArrayList<>();
    for (Entry at = last; at != null && !at.id.equals(e.id); at = find(entries, at.on)) {
      line.add(0, at);
    }
    return line;
  }

  /** The entry with the id; null if it is not among them. */
  static @Nullable Entry find(List<Entry> entries, String id) {
    for (Entry e : entries) {
      if (e.id.equals(id)) {
        return e;
      }
    }
    return null;
  }

  /** The document as the user sees it here; absent if deleted. */
  Json view() {
    return isEmpty() ? server.value() : upTo(entries.size());
  }

  /** The document as the user would see it here without the last entry, which is not the only. */
  Json belowLast() {
    return upTo(entries.size() - 1);
  }

  private Json upTo(int end) {
    return fold(merge().value(), entries.subList(1, end));
  }

  /** The document as it would be here if the server had not moved on. */
  Json local() {
    return fold(head().value, entries.subList(1, entries.size()));
  }

  /** Puts later changes on top of a local value, oldest first. */
  Json fold(Json value, List<Entry> later) {
    Json folded = value;
    for (Entry e : later) {
      folded = onTop(e.baseValue, e.value, folded);
    }
    return folded;
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
