package dev.holdfast.core.replica;

import dev.holdfast.core.json.Json;
import dev.holdfast.core.merge.Merge;
import dev.holdfast.core.merge.Placed;
import dev.holdfast.core.merge.StateHash;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One document with local changes: its server version, and its outbox entries on top, oldest first.
 * The first may be in flight; later ones wait for its receipt. Immutable when shared.
 */
final class Chain {
  final String key;
  final String collection;
  final Doc server;
  final List<Entry> entries;

  /** Whether {@link Memory} has added its {@link #delta}. */
  boolean summed;

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

  /** The local changes of people alone, on another version of the document. */
  Chain on(Doc server) {
    Chain chain = copy(server);
    if (migration() != null) {
      chain.entries.remove(0);
    }
    return chain;
  }

  boolean isEmpty() {
    return entries.isEmpty();
  }

  Entry head() {
    return entries.get(0);
  }

  /** The entry that migrates the server's document, below all others; null if there is none. */
  @Nullable Entry migration() {
    boolean any = !isEmpty() && head().migrates;
    return any && !Json.equal(head().baseValue, head().value) ? head() : null;
  }

  Entry last() {
    return entries.get(entries.size() - 1);
  }

  /**
   * The entry that may be sent now; null if none may. Entries of a document are sent in order. An
   * entry that awaits a decision holds up only the entries that were made on it.
   */
  @Nullable Entry next() {
    for (int i = 0; i < entries.size(); i++) {
      Entry e = entries.get(i);
      if (e.is(Entry.QUEUED) || e.onItsWay()) {
        // The entry it was made on may have been damaged and imported again, at a later place.
        Entry on = find(entries, e.on);
        return on == null || entries.indexOf(on) >= i ? e : null;
      }
    }
    return null;
  }

  /** The entries made on {@code e}, directly or not, oldest first. */
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

  /** The entries that lead from {@code e} to {@code last}, oldest first, without {@code e}. */
  List<Entry> line(Entry e, Entry last) {
    List<Entry> line = new ArrayList<>();
    for (Entry at = last; at != null && !at.id.equals(e.id); at = find(entries, at.on)) {
      line.add(0, at);
    }
    return line;
  }

  /** The entry with the id; null if there is none. */
  static @Nullable Entry find(List<Entry> entries, String id) {
    for (Entry e : entries) {
      if (e.id.equals(id)) {
        return e;
      }
    }
    return null;
  }

  /** The server version in the form that the local version has. */
  Json theirs() {
    Entry lower = migration();
    return lower == null ? server.value() : lower.value;
  }

  /** The document's local version; absent if it is deleted. */
  Json view() {
    return isEmpty() ? server.value() : upTo(entries.size());
  }

  /** The document's local version without the last entry. There must be more than one entry. */
  Json belowLast() {
    return upTo(entries.size() - 1);
  }

  /** The document's local version with the entries up to this one. */
  Json viewOf(Entry last) {
    return upTo(entries.indexOf(last) + 1);
  }

  private Json upTo(int end) {
    return fold(merge().value(), entries, 1, end);
  }

  /** The document as edited here, without server changes since the head's base. */
  Json local() {
    return fold(head().value, entries, 1, entries.size());
  }

  /** Applies later entries to a local value, oldest first. */
  Json fold(Json value, List<Entry> later) {
    return fold(value, later, 0, later.size());
  }

  private Json fold(Json value, List<Entry> later, int from, int to) {
    Json folded = value;
    for (int i = from; i < to; i++) {
      Entry e = later.get(i);
      folded = onTop(e.baseValue, e.value, folded);
    }
    return folded;
  }

  /**
   * Applies a change to a local value that its editor may not have seen, such as another tab's
   * edit. The two are merged; where they conflict, the later wins. If both create the document, or
   * make an object or a list of what was none, they are merged by field, or by element.
   */
  Json onTop(Json seen, Json value, Json present) {
    if (!DocKey.isOurs(key) && Json.equal(seen, present)) {
      return value;
    }
    Json merged = merge(common(seen, value, present), value, present).value();
    boolean moved = !Json.equal(Placed.place(seen), Placed.place(value));
    return Placed.of(Placed.value(merged), Placed.place(moved ? value : present));
  }

  /** What the two sides have in common: {@code seen}, or an empty one of their kind. */
  private static Json common(Json seen, Json value, Json present) {
    Json base = Placed.value(seen);
    Json mine = Placed.value(value);
    Json theirs = Placed.value(present);
    if (!Json.isObject(base) && Json.isObject(mine) && Json.isObject(theirs)) {
      return Json.object();
    }
    boolean lists = !Merge.isKeyed(base) && Merge.isKeyed(mine) && Merge.isKeyed(theirs);
    return lists ? Json.array() : seen;
  }

  /**
   * What is in contradiction between the entry and the server version: {@code {path, base, local,
   * server}}. It is the whole document if the server refused the entry though it had changed
   * nothing.
   */
  Json contradictions(Entry e) {
    return forServer(e).conflicts();
  }

  /** The server version with what is in conflict here, but for what is in contradiction. */
  Json withoutContradictions() {
    Json value = theirs();
    for (Entry e : entries) {
      if (e.is(Entry.CONFLICTED)) {
        value = onTop(theirs(), forServer(e).value(), value);
      }
    }
    return value;
  }

  private Merge.Result forServer(Entry e) {
    Json base = e.baseValue;
    return Json.equal(base, theirs())
        ? Merge.disputed(base, e.value, base)
        : Merge.forServer(collection, DocKey.id(key), base, e.value, theirs());
  }

  /** The merge of the head with the server version. */
  Merge.Result merge() {
    Entry e = head();
    return merge(e.baseValue, e.value, server.value());
  }

  /**
   * Whether a merge decides about all entries: each that was made on no other is one of its own.
   */
  boolean isDecided() {
    for (int i = 0; i < entries.size(); i++) {
      Entry e = entries.get(i);
      Json below = i == 0 ? server.value() : upTo(i);
      if (find(entries, e.on) == null && !merge(e.baseValue, e.value, below).decided()) {
        return false;
      }
    }
    return true;
  }

  /** Merges contents of the document. */
  Merge.Result merge(Json base, Json local, Json server) {
    return Merge.documents(collection, DocKey.id(key), base, local, server);
  }

  /** The difference of the document's local and server version in the state hash. */
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
