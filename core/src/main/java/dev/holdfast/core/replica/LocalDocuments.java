package dev.holdfast.core.replica;

import dev.holdfast.core.json.Json;
import dev.holdfast.core.merge.Difference;
import dev.holdfast.core.merge.Place;
import dev.holdfast.core.merge.Placed;
import java.util.List;

/** The local version of many documents. Their pages must be loaded. */
final class LocalDocuments {
  /** The {@link Placed} contents that exist, by document key. */
  final Json values = Json.object();

  private LocalDocuments() {}

  static LocalDocuments all(Work work) {
    return of(work, "", "");
  }

  /** The server version of all documents, without local changes. */
  static LocalDocuments server(Work work) {
    return server(work, "", "");
  }

  private static LocalDocuments server(Work work, String from, String to) {
    LocalDocuments docs = new LocalDocuments();
    work.pages.each(from, to, (key, doc) -> Json.set(docs.values, key, doc.value()));
    Json.remove(docs.values, Json.of(Migration.KEY)); // tells of the state and is no part of it
    return docs;
  }

  /** The documents with {@code from <= key < to}; an empty {@code to} means no end. */
  static LocalDocuments of(Work work, String from, String to) {
    LocalDocuments docs = server(work, from, to);
    for (Entry e : work.memory.entries()) {
      docs.show(work, e.key, from, to);
    }
    for (String key : work.chains.keySet()) { // of entries that this transaction has made
      docs.show(work, key, from, to);
    }
    return docs;
  }

  /** Passes the documents that exist with {@code from <= key < to}, ascending. */
  static void each(Work work, String from, String to, Visitor visitor) {
    if (isAsOnServer(work, from, to)) {
      work.pages.each(
          from,
          to,
          (key, doc) -> {
            if (!Json.isAbsent(doc.value()) && !key.equals(Migration.KEY)) {
              visitor.visit(key, doc.value());
            }
          });
      return;
    }
    Json values = of(work, from, to).values;
    Json keys = Json.sortedKeys(values);
    for (int i = 0, n = Json.size(keys); i < n; i++) {
      visitor.visit(Json.text(Json.at(keys, i)), Json.get(values, Json.at(keys, i)));
    }
  }

  /** Receives documents. */
  interface Visitor {
    void visit(String key, Json content);
  }

  private static boolean isAsOnServer(Work work, String from, String to) {
    for (Entry e : work.memory.entries()) {
      if (DocKey.isIn(e.key, from, to)) {
        return false;
      }
    }
    return work.chains.isEmpty();
  }

  private void show(Work work, String key, String from, String to) {
    if (DocKey.isIn(key, from, to) && !key.equals(Migration.KEY)) {
      Json name = Json.of(key);
      Json view = work.chain(key).view();
      Json.remove(values, name);
      Json.set(values, name, view);
    }
  }

  /** The place of an element of a list that has none: it comes last, in the order of arrival. */
  static String arrival(Work work, String key) {
    int version = work.pages.doc(key).version();
    Chain chain = work.chain(key);
    return version > 0 || chain.isEmpty()
        ? Place.arrived(version)
        : Placement.UNSENT.concat(DocKey.sequence(chain.head().seq));
  }

  /**
   * Adds the keys whose values differ in {@code before} and {@code after}, or that only one of them
   * has.
   */
  static void differences(Json before, Json after, List<String> into) {
    Difference.between(before, after, key -> into.add(Json.text(key)));
  }
}
