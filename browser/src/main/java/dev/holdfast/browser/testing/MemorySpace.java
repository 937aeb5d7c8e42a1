package dev.holdfast.browser.testing;

import dev.holdfast.core.json.Json;
import dev.holdfast.core.merge.StateHash;
import dev.holdfast.core.space.Head;
import dev.holdfast.core.space.Revision;
import dev.holdfast.core.space.SpaceStore;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A space in memory, which forgets nothing. A transaction works on a {@link #copy}, so to roll it
 * back is to drop that.
 */
final class MemorySpace implements SpaceStore {
  private @Nullable Head head;

  /** All revisions: the first has version 1. */
  private final List<Revision> log = new ArrayList<>();

  /** The state hash after each of them. */
  private final List<StateHash> hashes = new ArrayList<>();

  private final Map<String, Revision> current = new HashMap<>();
  private final Map<String, Remembered> receipts = new HashMap<>();

  MemorySpace copy() {
    MemorySpace copy = new MemorySpace();
    copy.head = head;
    copy.log.addAll(log);
    copy.hashes.addAll(hashes);
    copy.current.putAll(current);
    copy.receipts.putAll(receipts);
    return copy;
  }

  /** The newest revisions of documents that are not deleted, ascending by version. */
  List<Revision> live() {
    List<Revision> live = new ArrayList<>();
    for (Revision revision : log) {
      if (isNewest(revision) && !revision.deleted()) {
        live.add(revision);
      }
    }
    return live;
  }

  /** Null for a space that was never written to. */
  Json epoch() {
    Head now = head;
    return now == null ? Json.parse("null") : Json.of(now.epoch());
  }

  private boolean isNewest(Revision revision) {
    Revision newest = current.get(key(revision.collection(), revision.doc()));
    return newest != null && newest.version() == revision.version();
  }

  private static String key(String collection, String doc) {
    return collection.length() + ":" + collection + doc;
  }

  @Override
  public @Nullable Head head() {
    return head;
  }

  @Override
  public void putHead(Head next) {
    head = next;
  }

  @Override
  public @Nullable Revision current(String collection, String doc) {
    return current.get(key(collection, doc));
  }

  @Override
  public @Nullable Revision at(String collection, String doc, long version) {
    Revision found = version < 1 || version > log.size() ? null : log.get((int) version - 1);
    return found != null && found.collection().equals(collection) && found.doc().equals(doc)
        ? found
        : null;
  }

  @Override
  public @Nullable StateHash stateHash(long version) {
    return version < 1 || version > hashes.size() ? null : hashes.get((int) version - 1);
  }

  @Override
  public void append(Revision revision, StateHash stateHash) {
    log.add(revision);
    hashes.add(stateHash);
    current.put(key(revision.collection(), revision.doc()), revision);
  }

  @Override
  public void changes(long version, Sink sink) {
    for (int i = (int) version; i < log.size(); i++) {
      if (isNewest(log.get(i)) && !sink.accept(log.get(i))) {
        return;
      }
    }
  }

  @Override
  public @Nullable Remembered receipt(String subject, String origin, String id) {
    return receipts.get(origin + "/" + id);
  }

  @Override
  public void putReceipt(String subject, String origin, String id, Remembered receipt) {
    receipts.put(origin + "/" + id, receipt);
  }

  @Override
  public long versionBefore(long hour) {
    return 0;
  }

  @Override
  public void forget(long floor, long hour) {
    // Nothing is old here.
  }
}
