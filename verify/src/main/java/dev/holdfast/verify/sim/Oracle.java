package dev.holdfast.verify.sim;

import dev.holdfast.core.json.Json;
import dev.holdfast.core.merge.Placed;
import dev.holdfast.core.merge.StateHash;
import dev.holdfast.core.space.Head;
import dev.holdfast.core.space.Revision;
import dev.holdfast.core.store.Table;
import dev.holdfast.verify.sim.device.Device;
import dev.holdfast.verify.sim.device.Records;
import dev.holdfast.verify.sim.ground.Violation;
import dev.holdfast.verify.sim.judge.Effects;
import dev.holdfast.verify.sim.judge.Ledger;
import dev.holdfast.verify.sim.judge.RestRows;
import dev.holdfast.verify.sim.page.Browser;
import dev.holdfast.verify.sim.page.Page;
import dev.holdfast.verify.sim.server.AppServer;
import dev.holdfast.verify.sim.server.ServerDisk;
import dev.holdfast.verify.sim.server.Servers;
import dev.holdfast.verify.sim.server.SyncServer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Checks the guarantees by what is on the disks. */
final class Oracle {
  private final List<Browser> browsers;
  private final Servers servers;
  private final Effects effects;
  private final Ledger ledger;
  private final Map<Integer, Integer> checked = new TreeMap<>();

  Oracle(List<Browser> browsers, Servers servers, Effects effects, Ledger ledger) {
    this.browsers = browsers;
    this.servers = servers;
    this.effects = effects;
    this.ledger = ledger;
  }

  // --- what is on the disks ---

  /** Called after every step. */
  void check() {
    for (Browser browser : browsers) {
      Device device = browser.device();
      browser.worker().requests().check();
      Json meta = Records.meta(device.disk());
      if (Json.isAbsent(meta) || device.disk().rot().any()) {
        continue;
      }
      int generation = Records.number(meta, "generation");
      Integer before = checked.put(device.number(), generation);
      if (before == null || before != generation) {
        conserved(device, meta);
        serverVersion(device, meta);
      }
    }
  }

  /** I1: each unit of work is in exactly one state. */
  private static void conserved(Device device, Json meta) {
    Json audit = Json.get(meta, "audit");
    int sum = device.disk().committed(Table.OUTBOX).size();
    for (String fate :
        new String[] {"acknowledged", "merged", "superseded", "discarded", "archived"}) {
      sum += Records.number(audit, fate);
    }
    int archived = 0;
    for (Json record : device.disk().committed(Table.ARCHIVE).values()) {
      archived += Json.size(Json.get(record, "entries"));
    }
    archived += device.disk().rot().archived();
    if (sum != Records.number(audit, "total") || archived != Records.number(audit, "archived")) {
      throw new Violation(
          "I1",
          "device "
              + device.number()
              + ": audit "
              + Json.stringify(audit)
              + ", "
              + device.disk().committed(Table.OUTBOX).size()
              + " in the outbox, "
              + archived
              + " archived");
    }
  }

  private void serverVersion(Device device, Json meta) {
    StateHash hash = StateHash.EMPTY;
    TreeMap<String, Json> documents = Records.documents(device.disk());
    for (Map.Entry<String, Json> e : documents.entrySet()) {
      String key = e.getKey();
      Json value = Records.value(e.getValue());
      String id = key.substring(key.indexOf('/') + 1);
      hash = hash.plus(StateHash.of(ServerDisk.collection(key), id, value));
      double version = Json.number(Json.at(e.getValue(), 0));
      AppServer app = servers.app();
      boolean known =
          app == null
              ? effects.wasStored(key, version, value)
              : key.startsWith("~") || Json.isAbsent(value) || app.held(key, Placed.value(value));
      if (!known) {
        throw new Violation(
            "I2",
            "device "
                + device.number()
                + " takes for the server's what never was: "
                + Effects.described(key, version, value));
      }
    }
    String claimed = Json.text(Json.get(meta, "hash"));
    if (!hash.hex().equals(claimed)) {
      throw new Violation("hash", "device " + device.number() + ": the hash is not the pages'");
    }
    if (servers.app() == null) {
      cursor(device, meta, documents);
    } else if (servers.rest() != null) {
      RestRows.check(device, meta, documents);
    }
  }

  /** I7: every change up to the cursor is on the device. */
  private void cursor(Device device, Json meta, TreeMap<String, Json> documents) {
    Head head = servers.sync().disk().head();
    Json epoch = Json.get(meta, "epoch");
    if (head == null || Json.isTrue(Json.get(meta, "booting")) || !Json.isString(epoch)) {
      return;
    }
    if (!head.epoch().equals(Json.text(epoch)) || effects.isSilent(head)) {
      return;
    }
    double cursor = Json.number(Json.get(meta, "cursor"));
    TreeMap<String, Long> newest = new TreeMap<>();
    for (Revision revision : servers.sync().disk().log().headMap((long) cursor, true).values()) {
      newest.put(ServerDisk.key(revision.collection(), revision.doc()), revision.version());
    }
    boolean many = newest.size() >= SyncServer.CHANGES;
    for (Map.Entry<String, Long> e : newest.entrySet()) {
      Json mine = documents.get(e.getKey());
      Revision revision = servers.sync().disk().log().get(e.getValue());
      boolean gone = revision == null || revision.deleted();
      boolean behind = mine == null ? !gone : Json.number(Json.at(mine, 0)) < e.getValue();
      if (behind && !(many && comesLater(revision, cursor))) {
        throw new Violation(
            "I7",
            "device "
                + device.number()
                + " is at "
                + cursor
                + " without "
                + e.getKey()
                + " of version "
                + e.getValue());
      }
    }
  }

  /**
   * Whether the document has changed since, so that an answer in several parts has it later, or not
   * at all if the change was a deletion that the server has forgotten.
   */
  private boolean comesLater(@Nullable Revision then, double cursor) {
    for (Revision later : servers.sync().disk().log().tailMap((long) cursor, false).values()) {
      if (then != null
          && later.collection().equals(then.collection())
          && later.doc().equals(then.doc())) {
        return true;
      }
    }
    return false;
  }

  // --- after healing ---

  /** After healing, all devices and the server hold the same state. */
  void converged() {
    String serverHash = serverHash();
    TreeMap<String, String> truth = truth();
    AppServer app = servers.app();
    for (Browser browser : browsers) {
      Device device = browser.device();
      int left = device.disk().committed(Table.OUTBOX).size();
      if (left > 0) {
        throw new Violation(
            "I8",
            "device "
                + device.number()
                + " still has "
                + left
                + " unsent: "
                + Json.stringify(device.disk().committed(Table.OUTBOX).firstEntry().getValue()));
      }
      TreeMap<String, String> mine = new TreeMap<>();
      for (Map.Entry<String, Json> e : Records.documents(device.disk()).entrySet()) {
        Json value = Records.value(e.getValue());
        if (!Json.isAbsent(value) && (app == null || !e.getKey().startsWith("~"))) {
          mine.put(
              e.getKey(),
              app == null ? Json.stringify(value) : app.comparable(Placed.value(value)));
        }
      }
      if (!mine.equals(truth)) {
        throw new Violation(
            "convergence", "device " + device.number() + " has " + mine + ", the server " + truth);
      }
      for (Page page : new ArrayList<>(browser.pages())) {
        page(page, serverHash);
      }
    }
    ledger.settle(browsers.stream().map(Browser::device).toList());
  }

  private static void page(Page page, String serverHash) {
    String local = page.replica().localVersion();
    String server = page.replica().serverVersion();
    boolean empty = local.isEmpty() && server.isEmpty();
    if (!empty
        && (!local.equals(server) || (!serverHash.isEmpty() && !server.equals(serverHash)))) {
      throw new Violation(
          "convergence", page + " is at " + server + " / " + local + ", the server " + serverHash);
    }
  }

  /** The hash of the server's state; empty if the state is only in an app's backend. */
  private String serverHash() {
    Head head = servers.sync().disk().head();
    return servers.app() != null || head == null ? "" : head.stateHash().hex();
  }

  /** What the server holds, by document key. */
  private TreeMap<String, String> truth() {
    if (servers.app() != null) {
      return servers.app().truth();
    }
    TreeMap<String, String> truth = new TreeMap<>();
    for (Map.Entry<String, Revision> e : servers.sync().disk().live().entrySet()) {
      truth.put(e.getKey(), String.valueOf(e.getValue().text()));
    }
    return truth;
  }
}
