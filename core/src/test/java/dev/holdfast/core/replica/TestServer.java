package dev.holdfast.core.replica;

import dev.holdfast.core.Random;
import dev.holdfast.core.json.Json;
import dev.holdfast.core.merge.Placed;
import dev.holdfast.core.protocol.SyncAnswer;
import dev.holdfast.core.protocol.SyncRequest;
import dev.holdfast.core.space.Head;
import dev.holdfast.core.space.MemorySpaces;
import dev.holdfast.core.space.Permission;
import dev.holdfast.core.space.Revision;
import dev.holdfast.core.space.Rules;
import dev.holdfast.core.space.Space;
import dev.holdfast.core.space.SpaceStore;
import dev.holdfast.core.space.TestSpaces;
import java.util.Objects;
import java.util.function.Function;

/** The server's decision for one space. One that is kept in memory has backups. */
public final class TestServer {
  private final Random random;
  private final String space;
  private TestSpaces spaces;
  Rules rules = Rules.DEFAULT;

  public TestServer(Random random) {
    this(random, new MemorySpaces(), "s");
  }

  /** The server of one of {@code spaces}. */
  TestServer(Random random, TestSpaces spaces, String space) {
    this.random = random;
    this.spaces = spaces;
    this.space = space;
  }

  private <T> T with(Function<SpaceStore, T> work) {
    return spaces.write(space, work);
  }

  /** Answers the body of a push as the HTTP API would, without HTTP. */
  public Json sync(Json request) {
    SyncRequest read = SyncRequest.read(request, rules.limits());
    SyncAnswer answer =
        with(store -> new Space(store, rules, random).sync("ann", read, Permission.ALL));
    if (answer instanceof SyncAnswer.EpochChanged changed) {
      return changed.problem();
    }
    if (answer instanceof SyncAnswer.NewerState newer) {
      return newer.problem();
    }
    return Json.parse(((SyncAnswer.Page) answer).text());
  }

  /** Pushes one mutation as a new replica. */
  public void write(String replica, Json mutation) {
    Json mutations = Json.array();
    Json.push(mutations, mutation);
    sync(SyncRequest.of(replica, Json.absent(), 0, 1, mutations));
  }

  /** A backup that {@link #restore} takes. */
  Object backup() {
    return ((MemorySpaces) spaces).copy();
  }

  void restore(Object backup) {
    spaces = ((MemorySpaces) backup).copy();
  }

  /** As if the server were started with {@code --restored}. */
  void rename() {
    with(
        store -> {
          new Space(store, rules, random).restored();
          return true;
        });
  }

  /**
   * Forgets deletions up to now, but no receipts. Replicas with an older cursor must start over.
   */
  void compact() {
    with(
        store -> {
          Head head = Objects.requireNonNull(store.head());
          store.forget(head.version(), 0);
          store.putHead(head.compacted(head.version()));
          return true;
        });
  }

  public String value(String key) {
    return with(
        store -> {
          Revision revision = store.current(DocKey.collection(key), DocKey.id(key));
          return revision == null || revision.deleted()
              ? ""
              : Json.stringify(Placed.value(revision.content()));
        });
  }

  String hash() {
    Head head = with(SpaceStore::head);
    return head == null ? "" : head.stateHash().hex();
  }

  public long version() {
    Head head = with(SpaceStore::head);
    return head == null ? 0 : head.version();
  }
}
