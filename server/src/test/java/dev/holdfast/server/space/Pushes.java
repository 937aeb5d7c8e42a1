package dev.holdfast.server.space;

import dev.holdfast.core.CountedRandom;
import dev.holdfast.core.json.Json;
import dev.holdfast.core.protocol.Mutation;
import dev.holdfast.core.protocol.SyncAnswer;
import dev.holdfast.core.protocol.SyncRequest;
import dev.holdfast.core.space.Permission;
import dev.holdfast.core.space.Rules;
import dev.holdfast.core.space.Space;
import dev.holdfast.core.space.SpaceStore;

/** Pushes of one mutation in the collection {@code c}, for tests of a store. */
public final class Pushes {
  private Pushes() {}

  /** Puts a new document. The mutation's id is made from the document's name. */
  public static SyncAnswer put(SpaceStore store, String doc) {
    return push(store, Mutation.of("m-" + doc, "c", doc, 0, Json.of(1)));
  }

  /** Deletes a document whose current version is {@code version}. */
  public static SyncAnswer delete(SpaceStore store, String doc, long version) {
    return push(store, Mutation.of("d-" + doc, "c", doc, (double) version, Json.absent()));
  }

  /** A push of a replica that has seen the space up to {@code cursor}. */
  public static SyncRequest request(String epoch, long cursor, Json mutation) {
    Json mutations = Json.array();
    Json.push(mutations, mutation);
    Json body = SyncRequest.of("r", Json.of(epoch), (double) cursor, 1000, mutations);
    return SyncRequest.read(body, Rules.DEFAULT.limits());
  }

  public static SyncAnswer push(SpaceStore store, SyncRequest request) {
    return new Space(store, Rules.DEFAULT, new CountedRandom("e"))
        .sync("ann", request, Permission.ALL);
  }

  private static SyncAnswer push(SpaceStore store, Json mutation) {
    Json mutations = Json.array();
    Json.push(mutations, mutation);
    Json body = SyncRequest.of("r", Json.absent(), 0, 1000, mutations);
    return push(store, SyncRequest.read(body, Rules.DEFAULT.limits()));
  }
}
