package dev.holdfast.verify.sim.server;

import dev.holdfast.core.json.Json;
import java.util.TreeMap;

/** An app's own backend as those see it who judge: it knows no versions. */
public interface AppServer {
  /** Hears what is stored, to judge it. */
  interface Witness {
    /** A document is there now; absent if it was deleted. */
    void stored(String key, Json value);

    /** The same, brought by a mutation. */
    void took(String mutation, String key, Json value);
  }

  /** What it holds, by document key, as far as a replica may know. */
  TreeMap<String, String> truth();

  /** A document of a replica's, to be compared with that. */
  String comparable(Json value);

  /** Whether the document was ever so there. */
  boolean held(String key, Json value);
}
