package dev.holdfast.verify.sim.device;

import dev.holdfast.core.json.Json;
import dev.holdfast.core.store.Table;
import java.util.TreeMap;

/** The durable, readable records of a disk. */
public interface Contents {
  /** The records of a table, by key. */
  TreeMap<String, Json> committed(Table table);
}
