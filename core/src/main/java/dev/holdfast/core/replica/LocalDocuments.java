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
    return of(work, "");
  }

  /** The server version of all documents, without local changes. */
  static LocalDocuments server(Work work) {
    return server(work, "");
  }

  private static LocalDocuments server(Work work, String prefix) {
    LocalDocuments docs = new LocalDocuments();
    work.pages.each(prefix, (key, doc) -> Json.set(docs.values, key, doc.value()));
    Json.remove(docs.values, Json.of(Migration.KEY)); // tells of the state and is no part of it
    return docs;
  }

  static LocalDocuments of(Work work, String prefix) {
    LocalDocuments docs = server(work, prefix);
    for (Entry e : work.memory.entries()) {
      docs.put(work.chain(e.key), prefix);
    }
    for (Chain chain : work.chains.values()) { // of entries that this transaction has made
      docs.put(chain, prefix);
    }
    return docs;
  }

  private void put(Chain chain, String prefix) {
    if (chain.key.startsWith(prefix) && !chain.key.equals(Migration.KEY)) {
      Json name = Json.of(chain.key);
      Json view = chain.view();
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

  /** {@code [id, value]} of each document with the prefix, ascending by id. */
  static Json entries(Work work, String prefix) {
    Json values = of(work, prefix).values;
    Json keys = Json.sortedKeys(values);
    Json out = Json.array();
    for (int i = 0, n = Json.size(keys); i < n; i++) {
      Json pair = Json.array();
      Json.push(pair, Json.slice(Json.at(keys, i), prefix.length(), Json.length(Json.at(keys, i))));
      Json.push(pair, Placed.value(Json.get(values, Json.at(keys, i))));
      Json.push(out, pair);
    }
    return out;
  }

  /**
   * Adds the keys whose values differ in {@code before} and {@code after}, or that only one of them
   * has.
   */
  static void differences(Json before, Json after, List<String> into) {
    Difference.between(before, after, key -> into.add(Json.text(key)));
  }
}
