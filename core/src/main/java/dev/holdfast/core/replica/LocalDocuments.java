package dev.holdfast.core.replica;

import dev.holdfast.core.json.Json;
import dev.holdfast.core.merge.Difference;
import java.util.List;

/** The documents as the user sees them here, read in bulk. The pages must be loaded. */
final class LocalDocuments {
  /**
   * Above any version: documents the server has not named yet come last, in the order they were
   * made.
   */
  private static final double UNSENT = 4e9;

  /** By document key: the values that exist. */
  final Json values = Json.object();

  private LocalDocuments() {}

  static LocalDocuments all(Work work) {
    return of(work, "");
  }

  /** The server version: no local changes in it. */
  static LocalDocuments server(Work work) {
    return server(work, "");
  }

  private static LocalDocuments server(Work work, String prefix) {
    LocalDocuments docs = new LocalDocuments();
    work.pages.each(prefix, (key, doc) -> Json.set(docs.values, key, doc.value()));
    return docs;
  }

  static LocalDocuments of(Work work, String prefix) {
    LocalDocuments docs = server(work, prefix);
    for (Entry e : work.memory.entries()) {
      if (e.key.startsWith(prefix)) {
        Json name = Json.of(e.key);
        Json view = work.chain(e.key).view();
        Json.remove(docs.values, name);
        Json.set(docs.values, name, view);
      }
    }
    return docs;
  }

  /** Where a document stands among those its list's order does not name. */
  static double rank(Work work, String key) {
    int version = work.pages.doc(key).version();
    Chain chain = work.chain(key);
    return version > 0 || chain.isEmpty() ? version : UNSENT + chain.head().seq;
  }

  /** {@code [id, value]} of each document with the prefix, ascending by id. */
  static Json entries(Work work, String prefix) {
    Json values = of(work, prefix).values;
    Json keys = Json.sortedKeys(values);
    Json out = Json.array();
    for (int i = 0, n = Json.size(keys); i < n; i++) {
      Json pair = Json.array();
      Json.push(pair, Json.slice(Json.at(keys, i), prefix.length(), Json.length(Json.at(keys, i))));
      Json.push(pair, Json.get(values, Json.at(keys, i)));
      Json.push(out, pair);
    }
    return out;
  }

  /**
   * The keys that {@code before} and {@code after} hold different values under, or only one holds.
   */
  static void differences(Json before, Json after, List<String> into) {
    Difference.between(before, after, key -> into.add(Json.text(key)));
  }
}
