package dev.holdfast.verify.sim.server;

import dev.holdfast.core.merge.StateHash;
import dev.holdfast.core.space.Head;
import dev.holdfast.core.space.Revision;
import dev.holdfast.core.space.SpaceStore;
import org.jspecify.annotations.Nullable;

/** A space's store that passes every call on. Subclasses override what they watch or break. */
public class ForwardingSpaceStore implements SpaceStore {
  private final SpaceStore on;

  public ForwardingSpaceStore(SpaceStore on) {
    this.on = on;
  }

  @Override
  public @Nullable Head head() {
    return on.head();
  }

  @Override
  public void putHead(Head head) {
    on.putHead(head);
  }

  @Override
  public @Nullable Revision current(String collection, String doc) {
    return on.current(collection, doc);
  }

  @Override
  public @Nullable Revision at(String collection, String doc, long version) {
    return on.at(collection, doc, version);
  }

  @Override
  public @Nullable StateHash stateHash(long version) {
    return on.stateHash(version);
  }

  @Override
  public void append(Revision revision, StateHash stateHash) {
    on.append(revision, stateHash);
  }

  @Override
  public void changes(long version, Sink sink) {
    on.changes(version, sink);
  }

  @Override
  public @Nullable Remembered receipt(String subject, String origin, String id) {
    return on.receipt(subject, origin, id);
  }

  @Override
  public void putReceipt(String subject, String origin, String id, Remembered receipt) {
    on.putReceipt(subject, origin, id, receipt);
  }

  @Override
  public long versionBefore(long hour) {
    return on.versionBefore(hour);
  }

  @Override
  public void forget(long floor, long hour) {
    on.forget(floor, hour);
  }
}
