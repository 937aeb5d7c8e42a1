package dev.holdfast.core.protocol;

import dev.holdfast.core.json.Json;

/**
 * The body of an error answer, {@code application/problem+json} (RFC 9457): a {@code code} for
 * programs and a {@code detail} for people. Any host on the way may have written the body, so a
 * field that is missing or of the wrong type reads as empty.
 */
public final class ProblemBody {
  private ProblemBody() {}

  /** The two fields that a replica reads. */
  public static Json of(String code, String detail) {
    Json body = Json.object();
    Json.set(body, Field.CODE, Json.of(code));
    Json.set(body, Field.DETAIL, Json.of(detail));
    return body;
  }

  /** The whole body, with the further members of this kind of problem. */
  public static Json of(int status, String title, String code, String detail, Json members) {
    Json body = Json.copy(members);
    Json.set(body, Field.TYPE, Json.of("about:blank"));
    Json.set(body, Field.TITLE, Json.of(title));
    Json.set(body, Field.STATUS, Json.of(status));
    Json.set(body, Field.CODE, Json.of(code));
    Json.set(body, Field.DETAIL, Json.of(detail));
    return body;
  }

  /** The space has another lineage: the replica must pull everything again in {@code epoch}. */
  public static Json epochChanged(String epoch) {
    Json body = Json.object();
    Json.set(body, Field.CODE, Json.of(ProblemCode.EPOCH_CHANGED));
    Json.set(body, Field.EPOCH, Json.of(epoch));
    return body;
  }

  /** What such a problem says of a space that nobody has written to: it has no epoch yet. */
  public static Json noEpoch() {
    Json body = Json.object();
    Json.set(body, Field.EPOCH, Json.nul());
    return body;
  }

  /** The space's state has a later schema than the replica's. */
  public static Json newerState(double schema) {
    Json body = Json.object();
    Json.set(body, Field.CODE, Json.of(ProblemCode.NEWER_STATE));
    Json.set(body, Field.SCHEMA, Json.of(schema));
    return body;
  }

  public static String code(Json body) {
    return text(body, Field.CODE);
  }

  public static String detail(Json body) {
    return text(body, Field.DETAIL);
  }

  /** The epoch of the space's present lineage. */
  public static String epoch(Json body) {
    return text(body, Field.EPOCH);
  }

  /** The schema version of the space's state; 0 if the body names none. */
  public static double schema(Json body) {
    Json version = Json.isObject(body) ? Json.get(body, Field.SCHEMA) : Json.absent();
    return Json.isNumber(version) ? Json.number(version) : 0;
  }

  private static String text(Json body, String field) {
    Json value = Json.isObject(body) ? Json.get(body, field) : Json.absent();
    return Json.isString(value) ? Json.text(value) : "";
  }
}
