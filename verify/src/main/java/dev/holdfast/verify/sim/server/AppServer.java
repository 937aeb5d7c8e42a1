package dev.holdfast.verify.sim.server;

import dev.holdfast.core.json.Json;
import java.util.TreeMap;

/** An app's own backend, as the judges see it. It knows no versions. */
public interface AppServer {
  /** Is told what is stored, to check it. */
  interface Witness {
    /** A document is stored; absent if it was deleted. */
    void stored(String key, Json value);

    /** A document is stored by a mutation. */
    void took(String mutation, String key, Json value);

    /** A mutation is refused as things are. A late copy of the request may still be taken. */
    void disputed(String mutation);
  }

  /** What the backend holds, by document key, as far as a replica can know it. */
  TreeMap<String, String> truth();

  /** A replica's document in a form that can be compared with {@link #truth}. */
  String comparable(Json value);

  /** Whether the backend ever had this value of the document. */
  boolean held(String key, Json value);
}
