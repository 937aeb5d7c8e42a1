package dev.holdfast.core.space;

import dev.holdfast.core.json.Json;
import dev.holdfast.core.merge.StateHash;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a replica asks for: take these mutations, give me what I have not seen.
 *
 * @param replica the sender; "" where nothing is pushed
 * @param epoch the lineage its cursor belongs to; null if it has none
 * @param cursor up to where it has seen the space; negative inside a bootstrap (see {@link
 *     Bootstrap})
 * @param stateHash what the server answered at that cursor; null if it answered none
 * @param limit most changes it wants in one page
 */
public record SyncRequest(
    String replica,
    @Nullable String epoch,
    long cursor,
    @Nullable StateHash stateHash,
    int limit,
    List<Mutation> mutations) {

  static final int DEFAULT_LIMIT = 1000;

  /**
   * Reads the body of a push.
   *
   * @throws ProtocolException naming the path of what is wrong
   */
  public static SyncRequest read(Json body, Limits limits) {
    Shape shape = Shape.of(body, "");
    String replica = shape.id("replica");
    Json items = shape.items("mutations");
    int n = Json.size(items);
    if (n > limits.mutations()) {
      throw new ProtocolException(
          ProtocolException.Code.TOO_MANY,
          "mutations: expected at most " + limits.mutations() + ", got " + n);
    }
    List<Mutation> mutations = new ArrayList<>(n);
    for (int i = 0; i < n; i++) {
      mutations.add(Mutation.read(Json.at(items, i), "mutations/" + i, replica, limits));
    }
    return read(shape, replica, mutations, limits);
  }

  /**
   * Reads a pull, given as the fields {@code epoch}, {@code cursor}, {@code stateHash} and {@code
   * limit}.
   */
  public static SyncRequest readPull(Json fields, Limits limits) {
    return read(Shape.of(fields, ""), "", List.of(), limits);
  }

  private static SyncRequest read(
      Shape shape, String replica, List<Mutation> mutations, Limits limits) {
    long limit = shape.integer("limit", DEFAULT_LIMIT);
    if (limit < 1) {
      throw Shape.bad("limit: expected a number from 1, got " + limit);
    }
    return new SyncRequest(
        replica,
        shape.optionalText("epoch"),
        shape.integer("cursor", 0),
        stateHash(shape.optionalText("stateHash")),
        (int) Math.min(limit, limits.pageChanges()),
        mutations);
  }

  private static @Nullable StateHash stateHash(@Nullable String hex) {
    if (hex == null) {
      return null;
    }
    boolean good = hex.length() == 32;
    for (int i = 0; good && i < 32; i++) {
      good = "0123456789abcdef".indexOf(hex.charAt(i)) >= 0;
    }
    if (!good) {
      throw Shape.bad("stateHash: expected 32 lower-case hex digits, got another string");
    }
    return StateHash.parse(hex);
  }
}
