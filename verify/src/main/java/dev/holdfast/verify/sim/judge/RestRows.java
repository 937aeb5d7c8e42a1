package dev.holdfast.verify.sim.judge;

import dev.holdfast.core.json.Json;
import dev.holdfast.core.merge.Placed;
import dev.holdfast.core.merge.StateHash;
import dev.holdfast.core.store.Table;
import dev.holdfast.verify.sim.device.Device;
import dev.holdfast.verify.sim.device.Records;
import dev.holdfast.verify.sim.ground.Violation;
import dev.holdfast.verify.sim.server.ServerDisk;
import java.util.Map;
import java.util.TreeMap;

/**
 * The rows that a device keeps about a REST backend, read by their format. Checks I7: every row up
 * to the replica's cursor is in its pages.
 */
public final class RestRows {
  private static final String ROWS = "rest/row/";
  private static final String END = "rest/row0";

  private RestRows() {}

  public static void check(Device device, Json meta, TreeMap<String, Json> documents) {
    TreeMap<String, Json> records = device.disk().committed(Table.META);
    Json head = records.get("rest/head");
    Json epoch = Json.get(meta, "epoch");
    boolean same =
        head != null && Json.isString(epoch) && Json.equal(Json.get(head, "epoch"), epoch);
    if (!same || Json.isTrue(Json.get(meta, "booting"))) {
      return;
    }
    double cursor = Json.number(Json.get(meta, "cursor"));
    for (Map.Entry<String, Json> e : records.subMap(ROWS, END).entrySet()) {
      Json row = e.getValue();
      String collection = Json.text(Json.get(row, "collection"));
      String doc = Json.text(Json.get(row, "doc"));
      double version = Json.number(Json.get(row, "version"));
      Json mine = documents.get(ServerDisk.key(collection, doc));
      Json hash = Json.get(row, "hash");
      boolean newer = mine != null && Json.number(Json.at(mine, 0)) > version;
      boolean held =
          Json.isAbsent(hash)
              ? mine == null || Json.isAbsent(Records.value(mine))
              : mine != null && Json.text(hash).equals(hash(collection, doc, mine));
      boolean ours = collection.startsWith("~"); // the backend never gets these
      if (version <= cursor && !newer && !held && !ours) {
        throw new Violation(
            "I7",
            "device " + device.number() + " is at " + cursor + " without " + Json.stringify(row));
      }
    }
  }

  private static String hash(String collection, String doc, Json document) {
    return StateHash.of(collection, doc, Placed.value(Records.value(document))).hex();
  }
}
