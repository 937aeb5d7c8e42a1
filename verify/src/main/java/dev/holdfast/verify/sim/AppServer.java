package dev.holdfast.verify.sim;

import dev.holdfast.core.json.Json;
import java.util.TreeMap;

/** An app's own backend as the oracle sees it: it knows no versions. */
interface AppServer {
  /** What it holds, by document key, as far as a replica may know. */
  TreeMap<String, String> truth();

  /** A document of a replica's, to be compared with that. */
  String comparable(Json value);

  /** Whether the document was ever so there. */
  boolean held(String key, Json value);
}
