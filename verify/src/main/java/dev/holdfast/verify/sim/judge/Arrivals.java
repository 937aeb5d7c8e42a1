package dev.holdfast.verify.sim.judge;

import dev.holdfast.core.json.Json;
import dev.holdfast.core.store.Table;
import dev.holdfast.verify.sim.device.Device;
import dev.holdfast.verify.sim.device.Records;
import java.util.ArrayList;
import java.util.List;

/** What a device gets because a user asked for it: an import, an archive, an earlier version. */
public final class Arrivals {
  private final Ledger ledger;
  private final Effects effects;

  public Arrivals(Ledger ledger, Effects effects) {
    this.ledger = ledger;
    this.effects = effects;
  }

  /** Work that another device exported. It keeps its ids. */
  public void exported(Device device, Json export) {
    List<Json> entries = new ArrayList<>();
    Json mutations = Json.get(export, "mutations");
    for (int i = 0; i < Json.size(mutations); i++) {
      entries.add(Json.at(mutations, i));
    }
    brings(device, entries, export);
  }

  private void brings(Device device, List<Json> entries, Json from) {
    for (Json entry : entries) {
      ledger.brings(device, entry, from);
      effects.carried(Json.text(Json.get(entry, "id")));
    }
  }

  /** The work in one of the device's archives. */
  public void archive(Device device, String id) {
    Json archive = device.disk().committed(Table.ARCHIVE).get(id);
    if (archive == null) {
      return;
    }
    brings(device, Records.archived(archive), archive);
    Json documents = Json.get(archive, "documents");
    Json keys = Json.sortedKeys(documents);
    for (int i = 0; i < Json.size(keys); i++) {
      String key = Json.text(Json.at(keys, i));
      ledger.bringsBack(device, key, Json.get(documents, key));
    }
  }

  /** The user restores a snapshot. That undoes the changes of later ones. */
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
