package dev.holdfast.core.merge;

import dev.holdfast.core.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The nodes of a value by path: each object, each array with ids and each leaf. With them a test
 * can say what a merge must do with each node, however the merge walks.
 */
final class Nodes {
  private final Map<String, String> nodes = new LinkedHashMap<>();
  private final Map<String, List<String>> orders = new LinkedHashMap<>();

  private Nodes(Json value) {
    take("", value);
  }

  static Nodes of(Json value) {
    return new Nodes(value);
  }

  private void take(String path, Json value) {
    if (Json.isAbsent(value)) {
      return;
    }
    if (Json.isObject(value)) {
      nodes.put(path, "an object");
      Json keys = Json.keys(value);
      for (int i = 0; i < Json.size(keys); i++) {
        Json key = Json.at(keys, i);
        take(path + "/" + escaped(Json.text(key)), Json.get(value, key));
      }
    } else if (Merge.isKeyed(value)) {
      nodes.put(path, "a list");
      List<String> order = new ArrayList<>();
      orders.put(path, order);
      for (int i = 0; i < Json.size(value); i++) {
        String id = Json.text(Merge.idOf(Json.at(value, i)));
        order.add(id);
        take(path + "/" + escaped(id), Json.at(value, i));
      }
    } else {
      nodes.put(path, Json.text(Json.canonical(value)));
    }
  }

  private static String escaped(String token) {
    return token.replace("~", "~0").replace("/", "~1");
  }

  /** The node at {@code path}; null if there is none. */
  @Nullable String at(String path) {
    return nodes.get(path);
  }

  TreeSet<String> paths() {
    return new TreeSet<>(nodes.keySet());
  }

  /** The ids of each array with ids, by path. */
  Map<String, List<String>> orders() {
    return orders;
  }

  Map<String, String> nodes() {
    return nodes;
  }
}
