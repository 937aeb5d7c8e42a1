package dev.holdfast.core.protocol;

import dev.holdfast.core.json.Json;
import dev.holdfast.core.merge.StateHash;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A replica's request: its mutations to store, and a cursor after which it wants the changes.
 *
 * @param replica the sender; "" if nothing is pushed
 * @param epoch the lineage that its cursor belongs to; null if it has none
 * @param cursor the version up to which it has seen the space; negative inside a bootstrap
 * @param stateHash the hash that the server sent with that cursor; null if it sent none
 * @param limit most changes it wants in one page
 * @param unknown mutations that were sent before and got no answer. Their receipts are wanted
 * @param schema the version of its app's schema; null if the app names none
 * @param places whether it knows that documents have places. The release before did not
 * @param echo whether the changes shall have what was pushed and stored just so
 */
public record SyncRequest(
    String replica,
    @Nullable String epoch,
    long cursor,
    @Nullable StateHash stateHash,
    int limit,
    List<Mutation> mutations,
    List<Unknown> unknown,
    @Nullable Long schema,
    boolean places,
    boolean echo) {

  /** A mutation whose outcome the sender does not know. */
  public record Unknown(String id, String origin) {}

  static final int DEFAULT_LIMIT = 1000;

  /**
   * Reads the body of a push.
   *
   * @throws ProtocolException with the path of a wrong field
   */
  public static SyncRequest read(Json body, Limits limits) {
    Shape shape = Shape.of(body, "");
    String replica = shape.id(Field.REPLICA);
    Json items = few(shape, Field.MUTATIONS, limits);
    List<Mutation> mutations = new ArrayList<>();
    for (int i = 0, n = Json.size(items); i < n; i++) {
      mutations.add(Mutation.read(Json.at(items, i), Field.MUTATIONS + "/" + i, replica, limits));
    }
    Json asked = few(shape, Field.UNKNOWN, limits);
    List<Unknown> unknown = new ArrayList<>();
    for (int i = 0, n = Json.size(asked); i < n; i++) {
      Shape one = Shape.of(Json.at(asked, i), Field.UNKNOWN + "/" + i);
      String origin = one.optionalId(Field.ORIGIN);
      unknown.add(new Unknown(one.id(Field.ID), origin == null ? replica : origin));
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
   * Reads a pull.
   *
   * @throws ProtocolException with the name of a wrong parameter
   */
  public static SyncRequest readPull(Query query, Limits limits) {
    Json fields = Json.object();
    for (String name : new String[] {Field.EPOCH, Field.STATE_HASH}) {
      String value = query.parameter(name);
      Json.set(fields, name, value == null ? Json.absent() : Json.of(value));
    }
    for (String name : new String[] {Field.CURSOR, Field.LIMIT}) {
      String value = query.parameter(name);
      Json.set(fields, name, value == null ? Json.absent() : number(value));
    }
    String places = query.parameter(Field.PLACES);
    Json.set(fields, Field.PLACES, Json.of("true".equals(places)));
    return read(Shape.of(fields, ""), "", List.of(), List.of(), limits);
  }

  /**
   * The whole number that {@code text} spells. Any other text stays a string, which is refused
   * later.
   */
  private static Json number(String text) {
    int digits = text.startsWith("-") ? 1 : 0;
    boolean whole = text.length() > digits && text.length() <= digits + 16;
    for (int i = digits; i < text.length(); i++) {
      whole &= text.charAt(i) >= '0' && text.charAt(i) <= '9';
    }
    return whole ? Json.of(Double.parseDouble(text)) : Json.of(text);
  }

  private static SyncRequest read(
      Shape shape, String replica, List<Mutation> mutations, List<Unknown> unknown, Limits limits) {
    long limit = shape.integer(Field.LIMIT, DEFAULT_LIMIT);
    if (limit < 1) {
      throw Shape.bad(Field.LIMIT + ": expected a number from 1, got " + limit);
    }
    return new SyncRequest(
        replica,
        shape.optionalText(Field.EPOCH),
        shape.integer(Field.CURSOR, 0),
        stateHash(shape.optionalText(Field.STATE_HASH)),
        (int) Math.min(limit, limits.pageChanges()),
        mutations,
        unknown,
        schema(shape),
        shape.flag(Field.PLACES, false),
        shape.flag(Field.ECHO, true));
  }

  private static @Nullable Long schema(Shape shape) {
    if (Shape.isMissing(shape.get(Field.SCHEMA))) {
      return null;
    }
    long version = shape.integer(Field.SCHEMA, 0);
    if (version < 0) {
      throw Shape.bad(Field.SCHEMA + ": expected a version from 0, got a negative number");
    }
    return version;
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
      throw Shape.bad(Field.STATE_HASH + ": expected 32 lower-case hex digits, got another string");
    }
    return StateHash.parse(hex);
  }

  // --- as JSON ---

  /**
   * @param epoch absent if the replica knows none
   * @param limit most changes wanted
   * @param mutations may be empty
   */
  public static Json of(String replica, Json epoch, double cursor, double limit, Json mutations) {
    Json request = Json.object();
    Json.set(request, Field.REPLICA, Json.of(replica));
    Json.set(request, Field.EPOCH, Json.isAbsent(epoch) ? Json.nul() : epoch);
    Json.set(request, Field.CURSOR, Json.of(cursor));
    Json.set(request, Field.LIMIT, Json.of(limit));
    Json.set(request, Field.MUTATIONS, mutations);
    Json.set(request, Field.PLACES, Json.of(true));
    return request;
  }

  /** Sets the hash that the server sent with this cursor. */
  public static void setStateHash(Json request, String hex) {
    Json.set(request, Field.STATE_HASH, Json.of(hex));
  }

  /** Wants no change that says only what a receipt of this push says. */
  public static void setNoEcho(Json request) {
    Json.set(request, Field.ECHO, Json.of(false));
  }

  public static void setLimit(Json request, double limit) {
    Json.set(request, Field.LIMIT, Json.of(limit));
  }

  public static void setMutations(Json request, Json mutations) {
    Json.set(request, Field.MUTATIONS, mutations);
  }

  /**
   * @param mutations whose outcome is unknown, each made by {@link Mutation#named}
   */
  public static void setUnknown(Json request, Json mutations) {
    Json.set(request, Field.UNKNOWN, mutations);
  }

  /** Sets the version of the app's schema. */
  public static void setSchema(Json request, double version) {
    Json.set(request, Field.SCHEMA, Json.of(version));
  }

  /** The version of the app's schema; 0 if the app names none. */
  public static double schema(Json request) {
    Json schema = Json.get(request, Field.SCHEMA);
    return Json.isNumber(schema) ? Json.number(schema) : 0;
  }

  public static String replica(Json request) {
    return Json.text(Json.get(request, Field.REPLICA));
  }

  /** JSON's null if the replica knows none. */
  public static Json epoch(Json request) {
    return Json.get(request, Field.EPOCH);
  }

  public static double cursor(Json request) {
    return Json.number(Json.get(request, Field.CURSOR));
  }

  public static Json mutations(Json request) {
    return Json.get(request, Field.MUTATIONS);
  }

  /** The mutations whose receipts are wanted; absent if there are none. */
  public static Json unknown(Json request) {
    return Json.get(request, Field.UNKNOWN);
  }
}
