package dev.holdfast.core.merge;

import dev.holdfast.core.json.Json;

/**
 * The three-way merge of JSON values, the same in server, browser and JVM client.
 *
 * <p>If only one side changed a value, its change wins. Equal changes count once. If both changed
 * it differently, objects merge field by field, and arrays of objects with unique {@code id}s,
 * strings or whole numbers, merge element by element. Anything else is a conflict, also a deletion
 * against an edit. The laws, with {@code m} for the merge:
 *
 * <pre>
 * m(b, x, b) = x    m(b, b, y) = y    m(b, x, x) = x    m(b, x, m(b, x, y)) = m(b, x, y)
 * m(b, x, y) and m(b, y, x) conflict at the same paths
 * </pre>
 *
 * <p>An absent value is a deleted document, field or element.
 */
public final class Merge {
  /** The collection whose documents hold the order of lists: arrays of ids that never conflict. */
  public static final String ORDER = "~order";

  private static final Json ID = Json.of("id");

  /** The greatest whole number that a double holds exactly. */
  private static final double SAFE = 9007199254740991.0;

  private final Json conflicts = Json.array();
  private final boolean forServer;

  private Merge(boolean forServer) {
    this.forServer = forServer;
  }

  /**
   * The result of a merge.
   *
   * @param value the merged value; where there is a conflict it holds the preferred side
   * @param conflicts an array of {@code {path, base, local, server}}. The path is a JSON Pointer
   *     (RFC 6901) from the document's root; in arrays merged by id, the token is the element's id.
   *     A side without a value lacks its field. Empty if the merge decided everything
   */
  public record Result(Json value, Json conflicts) {
    public boolean decided() {
      return Json.size(conflicts) == 0;
    }
  }

  /**
   * Merges the contents of the document {@code doc} of {@code collection}: {@link Placed}. Where
   * there is a conflict, local is preferred.
   */
  public static Result documents(
      String collection, String doc, Json base, Json local, Json server) {
    return new Merge(false).merge(collection, doc, base, local, server);
  }

  /** The same with the server preferred: all that merges without conflict is in it as well. */
  public static Result forServer(
      String collection, String doc, Json base, Json local, Json server) {
    return new Merge(true).merge(collection, doc, base, local, server);
  }

  /** The same with the whole document in conflict. */
  public static Result disputed(Json base, Json local, Json server) {
    Merge merge = new Merge(true);
    return merge.placed(
        merge.conflict(Json.of(""), Placed.value(base), Placed.value(local), Placed.value(server)),
        base,
        local,
        server);
  }

  private Result merge(String collection, String doc, Json base, Json local, Json server) {
    if (SchemaVersion.is(collection, doc)) {
      return new Result(SchemaVersion.later(local, server), conflicts);
    }
    if (collection.equals(ORDER)) {
      return new Result(Order.mergeDocuments(base, local, server), conflicts);
    }
    if (Json.equal(base, server)) {
      return new Result(local, conflicts);
    }
    Json value = document(Placed.value(base), Placed.value(local), Placed.value(server));
    return placed(value, base, local, server);
  }

  private Result placed(Json value, Json base, Json local, Json server) {
    return new Result(Placed.of(value, Placed.merge(base, local, server)), conflicts);
  }

  private Json document(Json base, Json local, Json server) {
    // Two documents created separately under one key have no common base to merge on.
    if (Json.isAbsent(base) && !Json.isAbsent(local) && !Json.isAbsent(server)) {
      return Json.equal(local, server) ? server : conflict(Json.of(""), base, local, server);
    }
    return value(Json.of(""), base, local, server);
  }

  private Json value(Json path, Json base, Json local, Json server) {
    if (Json.equal(base, local) || Json.equal(local, server)) {
      return server;
    }
    if (Json.equal(base, server)) {
      return local;
    }
    boolean fresh = Json.isAbsent(base);
    if (Json.isObject(local) && Json.isObject(server) && (fresh || Json.isObject(base))) {
      return fields(path, fresh ? Json.object() : base, local, server);
    }
    if (isKeyed(local) && isKeyed(server) && (fresh || isKeyed(base))) {
      return elements(path, fresh ? Json.array() : base, local, server);
    }
    return conflict(path, base, local, server);
  }

  private Json fields(Json path, Json base, Json local, Json server) {
    Json merged = Json.object();
    Json keys = Json.keys(local);
    for (int i = 0, n = Json.size(keys); i < n; i++) {
      field(merged, path, Json.at(keys, i), base, local, server);
    }
    keys = Json.keys(server);
    for (int i = 0, n = Json.size(keys); i < n; i++) {
      Json key = Json.at(keys, i);
      if (Json.isAbsent(Json.get(local, key))) {
        field(merged, path, key, base, local, server);
      }
    }
    return merged;
  }

  private void field(Json merged, Json path, Json key, Json base, Json local, Json server) {
    Json b = Json.get(base, key);
    Json l = Json.get(local, key);
    Json s = Json.get(server, key);
    Json.set(merged, key, value(child(path, key), b, l, s));
  }

  private Json elements(Json path, Json base, Json local, Json server) {
    Json merged = fields(path, byId(base), byId(local), byId(server));
    Json order = Order.merge(ids(base), ids(local), ids(server), merged);
    Json out = Json.array();
    for (int i = 0, n = Json.size(order); i < n; i++) {
      Json.push(out, Json.get(merged, Json.at(order, i)));
    }
    return out;
  }

  private Json conflict(Json path, Json base, Json local, Json server) {
    Json conflict = Json.object();
    Json.set(conflict, "path", path);
    Json.set(conflict, "base", base);
    Json.set(conflict, "local", local);
    Json.set(conflict, "server", server);
    Json.push(conflicts, conflict);
    return forServer ? server : local;
  }

  /**
   * The id of an element as text: a string that is not empty, or a whole number in its canonical
   * form. Absent if it has none.
   */
  public static Json idOf(Json item) {
    Json id = Json.isObject(item) ? Json.get(item, ID) : Json.absent();
    if (Json.isNumber(id)) {
      double number = Json.number(id);
      boolean safe = Math.floor(number) == number && Math.abs(number) <= SAFE;
      return safe ? Json.of(Json.stringify(id)) : Json.absent();
    }
    return Json.isString(id) && Json.length(id) > 0 ? id : Json.absent();
  }

  /** Whether {@code value} is an array of objects with unique {@code id}s. */
  public static boolean isKeyed(Json value) {
    if (!Json.isArray(value)) {
      return false;
    }
    Json seen = Json.object();
    for (int i = 0, n = Json.size(value); i < n; i++) {
      Json id = idOf(Json.at(value, i));
      if (Json.isAbsent(id) || !Json.isAbsent(Json.get(seen, id))) {
        return false;
      }
      Json.set(seen, id, id);
    }
    return true;
  }

  private static Json byId(Json list) {
    Json out = Json.object();
    for (int i = 0, n = Json.size(list); i < n; i++) {
      Json item = Json.at(list, i);
      Json.set(out, idOf(item), item);
    }
    return out;
  }

  private static Json ids(Json list) {
    Json out = Json.array();
    for (int i = 0, n = Json.size(list); i < n; i++) {
      Json.push(out, idOf(Json.at(list, i)));
    }
    return out;
  }

  /** {@code path} with one more token, escaped as RFC 6901 requires. */
  private static Json child(Json path, Json token) {
    Json escaped = Json.of("/");
    int plain = 0;
    for (int i = 0, n = Json.length(token); i < n; i++) {
      int c = Json.charAt(token, i);
      if (c == '~' || c == '/') {
        escaped = Json.concat(escaped, Json.slice(token, plain, i));
        escaped = Json.concat(escaped, Json.of(c == '~' ? "~0" : "~1"));
        plain = i + 1;
      }
    }
    return Json.concat(path, Json.concat(escaped, Json.slice(token, plain, Json.length(token))));
  }
}
