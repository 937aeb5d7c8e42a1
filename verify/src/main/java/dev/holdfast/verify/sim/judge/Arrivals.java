package dev.holdfast.verify.sim.judge;

import dev.holdfast.core.json.Json;
import dev.holdfast.core.store.Table;
import dev.holdfast.verify.sim.device.Device;
import dev.holdfast.verify.sim.device.Records;
import dev.holdfast.verify.sim.ground.Edit;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

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
    madeOn(device, entries);
    for (Json entry : entries) {
      ledger.brings(device, entry, from);
      effects.carried(Json.text(Json.get(entry, "id")));
    }
  }

  /**
   * What a change was made on may be a value that its user had given up, but the page still showed.
   * No change brings that as an edit, and the server never had it. A merge takes it for a value
   * that the server has no more.
   */
  private void madeOn(Device device, List<Json> entries) {
    for (Json entry : entries) {
      String key = Json.text(Json.get(entry, "key"));
      Set<String> edited = ledger.unsettled(device, key);
      edits(key, entries, edited);
      edits(key, Records.unsent(device.disk(), key), edited);
      for (Edit edit : Edit.shownBy(key, Json.get(entry, "baseValue"))) {
        if (!edited.contains(edit.token())) {
          ledger.seenElsewhere(device, edit);
        }
      }
    }
  }

  /** Adds the tokens of the edits that the entries of the document are. */
  private static void edits(String key, List<Json> entries, Set<String> into) {
    for (Json entry : entries) {
      if (Json.text(Json.get(entry, "key")).equals(key)) {
        Json before = Json.get(entry, "baseValue");
        Edit.between(key, before, Json.get(entry, "value")).forEach(e -> into.add(e.token()));
      }
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
