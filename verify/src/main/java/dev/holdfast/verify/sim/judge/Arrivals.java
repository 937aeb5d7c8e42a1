package dev.holdfast.verify.sim.judge;

import dev.holdfast.core.json.Json;
import dev.holdfast.core.store.Table;
import dev.holdfast.verify.sim.device.Device;
import dev.holdfast.verify.sim.device.Records;
import java.util.ArrayList;
import java.util.List;

/** What comes to a device by somebody's decision: an import, an archive, an earlier version. */
public final class Arrivals {
  private final Ledger ledger;
  private final Effects effects;

  public Arrivals(Ledger ledger, Effects effects) {
    this.ledger = ledger;
    this.effects = effects;
  }

  /** What another device exported, under the ids it has. */
  public void exported(Device device, Json export) {
    List<Json> entries = new ArrayList<>();
    Json mutations = Json.get(export, "mutations");
    for (int i = 0; i < Json.size(mutations); i++) {
      entries.add(Json.at(mutations, i));
    }
    brings(device, entries, Json.get(export, "epoch"));
  }

  private void brings(Device device, List<Json> entries, Json epoch) {
    for (Json entry : entries) {
      ledger.brings(device, entry, epoch);
      effects.carried(Json.text(Json.get(entry, "id")));
    }
  }

  /** What an archive of the device has put aside. */
  public void archive(Device device, String id) {
    Json archive = device.disk().committed(Table.ARCHIVE).get(id);
    if (archive == null) {
      return;
    }
    brings(device, Records.archived(archive), Json.get(archive, "epoch"));
    Json documents = Json.get(archive, "documents");
    Json keys = Json.sortedKeys(documents);
    for (int i = 0; i < Json.size(keys); i++) {
      String key = Json.text(Json.at(keys, i));
      ledger.bringsBack(device, key, Json.get(documents, key));
    }
  }

  /** Going back to a snapshot undoes what later ones changed. */
  public void version(Device device, String id) {
    for (Json record : device.disk().committed(Table.HISTORY).tailMap(id, false).values()) {
      Json before = Json.get(record, "before");
      Json keys = Json.sortedKeys(before);
      for (int i = 0; i < Json.size(keys); i++) {
        String key = Json.text(Json.at(keys, i));
        Json was = Json.get(before, key);
        Json value = Json.size(was) == 0 ? Json.absent() : Json.at(was, 0);
        ledger.bringsBack(device, key, value);
      }
    }
  }
}
