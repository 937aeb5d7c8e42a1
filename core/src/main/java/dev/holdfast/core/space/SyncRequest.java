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
 * @param unknown mutations it has sent before and had no answer to: what became of them?
 */
public record SyncRequest(
    String replica,
    @Nullable String epoch,
    long cursor,
    @Nullable StateHash stateHash,
    int limit,
    List<Mutation> mutations,
    List<Unknown> unknown) {

  /** A mutation whose outcome the sender does not know. */
  public record Unknown(String id, String origin) {}

  static final int DEFAULT_LIMIT = 1000;

  /**
   * Reads the body of a push.
   *
   * @throws ProtocolException naming the path of what is wrong
   */
  public static SyncRequest read(Json body, Limits limits) {
    Shape shape = Shape.of(body, "");
    String replica = shape.id("replica");
    Json items = few(shape, "mutations", limits);
    List<Mutation> mutations = new ArrayList<>();
    for (int i = 0, n = Json.size(items); i < n; i++) {
      mutations.add(Mutation.read(Json.at(items, i), "mutations/" + i, replica, limits));
    }
    Json asked = few(shape, "unknown", limits);
    List<Unknown> unknown = new ArrayList<>();
    for (int i = 0, n = Json.size(asked); i < n; i++) {
      Shape one = Shape.of(Json.at(asked, i), "unknown/" + i);
      String origin = one.optionalId("origin");
      unknown.add(new Unknown(one.id("id"), origin == null ? replica : origin));
    }
    return read(shape, replica, mutations, unknown, limits);
  }

  private static Json few(Shape shape, String field, Limits limits) {
    Json items = shape.items(field);
    if (Json.size(items) > limits.mutations()) {
      throw new ProtocolException(
          ProtocolException.Code.TOO_MANY,
          field + ": expected at most " + limits.mutations() + ", got " + Json.size(items));
    }
    return items;
  }

  /**
   * Reads a pull, given as the fields {@code epoch}, {@code cursor}, {@code stateHash} and {@code
   * limit}.
   */
  public static SyncRequest readPull(Json fields, Limits limits) {
    return read(Shape.of(fields, ""), "", List.of(), List.of(), limits);
  }

  private static SyncRequest read(
      Shape shape, String replica, List<Mutation> mutations, List<Unknown> unknown, Limits limits) {
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
        mutations,
        unknown);
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
