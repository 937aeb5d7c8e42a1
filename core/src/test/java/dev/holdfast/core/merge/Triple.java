package dev.holdfast.core.merge;

import dev.holdfast.core.gen.Choices;
import dev.holdfast.core.gen.Values;
import dev.holdfast.core.json.Json;

/** The three inputs of a merge. */
record Triple(Json base, Json local, Json server) {

  /** A base and two sides, mostly edits of it. */
  static Triple draw(Choices c) {
    Json base = c.oneIn(4) ? Values.list(c) : Values.document(c);
    return new Triple(base, Values.edited(c, base), Values.edited(c, base));
  }

  /** Three versions of the order of one list. */
  static Triple ofOrders(Choices c) {
    Json base = Values.order(c);
    return new Triple(base, Values.reordered(c, base), Values.reordered(c, base));
  }

  Triple swapped() {
    return new Triple(base, server, local);
  }

  Merge.Result merge() {
    return Merge.documents("tasks", "t", base, local, server);
  }

  Json mergedOrder() {
    return Merge.documents(Merge.ORDER, "tasks", base, local, server).value();
  }

  @Override
  public String toString() {
    return "\n  base   " + show(base) + "\n  local  " + show(local) + "\n  server " + show(server);
  }

  static String show(Json value) {
    return Json.isAbsent(value) ? "(absent)" : Json.text(Json.canonical(value));
  }
}
