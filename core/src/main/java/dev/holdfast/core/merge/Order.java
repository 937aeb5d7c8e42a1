package dev.holdfast.core.merge;

import dev.holdfast.core.json.Json;

/**
 * Merges the order of ids. It never conflicts. An inserted id stays behind its neighbour. Removals
 * win. If both sides moved common ids, the server's moves win.
 */
final class Order {
  private Order() {}

  /** Merges two versions of an order document, each an array of ids or absent. */
  static Json mergeDocuments(Json base, Json local, Json server) {
    if (Json.equal(base, local) || Json.equal(local, server)) {
      return server;
    }
    if (Json.equal(base, server)) {
      return local;
    }
    Json before = listed(base);
    Json mine = listed(local);
    Json theirs = listed(server);
    if (Json.equal(before, mine)) {
      return server;
    }
    Json alive = Json.object();
    keep(mine, members(before), members(theirs), alive);
    keep(theirs, members(before), members(mine), alive);
    Json merged = merge(before, mine, theirs, alive);
    boolean listGone = Json.isAbsent(local) || Json.isAbsent(server);
    return listGone && Json.size(merged) == 0 ? Json.absent() : merged;
  }

  /** Adds to {@code alive} the ids that the other side has too, or that are new on this side. */
  private static void keep(Json ids, Json before, Json other, Json alive) {
    for (int i = 0, n = Json.size(ids); i < n; i++) {
      Json id = Json.at(ids, i);
      if (has(other, id) || !has(before, id)) {
        Json.set(alive, id, id);
      }
    }
  }

  /**
   * The merged order of the ids in {@code alive}.
   *
   * @param alive an object whose keys are the ids that survived the merge
   */
  static Json merge(Json base, Json local, Json server, Json alive) {
    Json before = members(base);
    Json mine = members(local);
    Json theirs = members(server);
    boolean localMoved = !inStep(base, mine, theirs, local, before);
    boolean serverMoved = !inStep(base, mine, theirs, server, before);
    return localMoved && !serverMoved
        ? weave(local, mine, server, alive)
        : weave(server, theirs, local, alive);
  }

  /** Whether the ids common to all three have the same order in {@code side} as in {@code base}. */
  private static boolean inStep(Json base, Json mine, Json theirs, Json side, Json before) {
    int at = 0;
    int size = Json.size(side);
    for (int i = 0, n = Json.size(base); i < n; i++) {
      Json id = Json.at(base, i);
      if (has(mine, id) && has(theirs, id)) {
        while (at < size && !shared(Json.at(side, at), before, mine, theirs)) {
          at++;
        }
        if (at == size || !Json.sameText(id, Json.at(side, at))) {
          return false;
        }
        at++;
      }
    }
    return true;
  }

  private static boolean shared(Json id, Json before, Json mine, Json theirs) {
    return has(before, id) && has(mine, id) && has(theirs, id);
  }

  /** The skeleton's order. Ids that only {@code other} has follow the neighbour they have there. */
  private static Json weave(Json skeleton, Json inSkeleton, Json other, Json alive) {
    Json first = Json.array();
    Json behind = Json.object();
    Json followers = first;
    for (int i = 0, n = Json.size(other); i < n; i++) {
      Json id = Json.at(other, i);
      if (has(inSkeleton, id)) {
        followers = Json.array();
        Json.set(behind, id, followers);
      } else {
        Json.push(followers, id);
      }
    }
    Json out = Json.array();
    Json done = Json.object();
    emit(first, alive, done, out);
    for (int i = 0, n = Json.size(skeleton); i < n; i++) {
      Json id = Json.at(skeleton, i);
      if (has(alive, id)) {
        emitOne(id, done, out);
      }
      if (has(behind, id)) {
        emit(Json.get(behind, id), alive, done, out);
      }
    }
    return out;
  }

  private static void emit(Json ids, Json alive, Json done, Json out) {
    for (int i = 0, n = Json.size(ids); i < n; i++) {
      Json id = Json.at(ids, i);
      if (has(alive, id)) {
        emitOne(id, done, out);
      }
    }
  }

  private static void emitOne(Json id, Json done, Json out) {
    if (!has(done, id)) {
      Json.set(done, id, id);
      Json.push(out, id);
    }
  }

  private static boolean has(Json set, Json id) {
    return !Json.isAbsent(Json.get(set, id));
  }

  private static Json members(Json ids) {
    Json set = Json.object();
    for (int i = 0, n = Json.size(ids); i < n; i++) {
      Json.set(set, Json.at(ids, i), Json.at(ids, i));
    }
    return set;
  }

  /**
   * The ids of an order document without repetitions. Elements that are not strings are skipped;
   * anything but an array has no ids.
   */
  private static Json listed(Json order) {
    Json ids = Json.array();
    Json seen = Json.object();
    for (int i = 0, n = Json.isArray(order) ? Json.size(order) : 0; i < n; i++) {
      Json id = Json.at(order, i);
      if (Json.isString(id)) {
        emitOne(id, seen, ids);
      }
    }
    return ids;
  }
}
