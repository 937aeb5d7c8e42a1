package dev.holdfast.verify.sim.judge;

import dev.holdfast.core.json.Json;
import dev.holdfast.core.store.Table;
import dev.holdfast.verify.sim.device.Device;
import dev.holdfast.verify.sim.device.Records;
import dev.holdfast.verify.sim.ground.Edit;
import dev.holdfast.verify.sim.ground.Notes;
import dev.holdfast.verify.sim.ground.Violation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Every edit that was acknowledged as durable, each with a token of its own as value, and what may
 * have become of it. At the end each token has been on the server, waits on a disk, or was given up
 * by somebody who saw it.
 */
public final class Ledger {
  private record Owned(int device, Edit edit) {}

  /**
   * An edit that a device has though nobody made it there as an edit.
   *
   * @param id the mutation it came in; empty if a page that lost its baseline still shows it
   */
  private record Brought(int device, String id, Edit edit) {}

  private final Map<String, Owned> open = new TreeMap<>();
  private final List<Brought> brought = new ArrayList<>();

  /** Mutations that the server took, as the replica that sent them named them. */
  private final TreeSet<String> taken = new TreeSet<>();

  private final Map<String, Double> durableAt = new TreeMap<>();
  private final Reads reads;
  private final Shown shown;
  private final Pending pending;

  /**
   * @param reads hears what a device may not show any more as it was
   */
  public Ledger(Reads reads, Shown shown, Pending pending) {
    this.reads = reads;
    this.shown = shown;
    this.pending = pending;
  }

  /** Edits were asked for; nobody knows yet whether they are durable. */
  public void attempt(Device device, List<Edit> edits) {
    pending.add(device.number(), edits);
  }

  /** They are not: no trace of them is left. */
  public void failed(Device device, List<Edit> edits) {
    pending.remove(device.number(), edits);
  }

  /** Edits became durable: they stand for earlier ones of the same device and field. */
  public void durable(Device device, List<Edit> edits, double now) {
    failed(device, edits);
    for (Edit edit : edits) {
      reads.durable(device.number(), edit);
      forget(device.number(), edit.key(), edit.field());
      if (!edit.token().isEmpty()) {
        durableAt.put(edit.token(), now);
        open.put(edit.token(), new Owned(device.number(), edit));
      }
    }
  }

  private void forget(int device, String key, String field) {
    open.values()
        .removeIf(
            owned ->
                owned.device() == device
                    && owned.edit().key().equals(key)
                    && (field.isEmpty() || owned.edit().field().equals(field)));
  }

  /** Somebody decided about the document on that device. */
  public void decided(Device device, String key) {
    reads.forget(device.number(), key);
    forget(device.number(), key, "");
  }

  /** What became durable on the device since then is not. */
  public void lost(Device device, double since) {
    reads.forget(device.number());
    open.values()
        .removeIf(
            owned ->
                owned.device() == device.number()
                    && durableAt.getOrDefault(owned.edit().token(), 0.0) >= since);
  }

  /** A record of unsent work became unreadable: what was made in it is lost, and said so. */
  public void damaged(Json entry) {
    String key = Json.text(Json.get(entry, "key"));
    Json before = Json.get(entry, "baseValue");
    for (Edit edit : Edit.between(key, before, Json.get(entry, "value"))) {
      open.remove(edit.token());
    }
  }

  /** The device forgets both versions: what is unsent is put aside. */
  public void reset(Device device) {
    reads.forget(device.number());
  }

  /** The device lost everything. */
  public void givenUp(Device device) {
    reads.forget(device.number());
    open.values().removeIf(owned -> owned.device() == device.number());
  }

  // --- what comes back by somebody's decision ---

  /**
   * The mutation comes to the device, by import or out of an archive, as an outbox has it.
   *
   * @param epoch which its versions belong to; with another it is made anew, under an id of its own
   */
  void brings(Device device, Json entry, Json epoch) {
    Json meta = Records.meta(device.disk());
    Json here = Json.isAbsent(meta) ? meta : Json.get(meta, "epoch");
    boolean remade = Json.isString(here) && Json.isString(epoch) && !Json.equal(here, epoch);
    brought(device, remade ? "" : Json.text(Json.get(entry, "id")), entry);
    if (!Json.isAbsent(meta) && Json.isTrue(Json.get(meta, "newLineage"))) {
      remade(device);
    }
  }

  private void brought(Device device, String id, Json entry) {
    String key = Json.text(Json.get(entry, "key"));
    reads.forget(device.number(), key);
    Json before = Json.get(entry, "baseValue");
    Json value = Json.get(entry, "value");
    if (Json.isAbsent(value)) {
      brought.add(new Brought(device.number(), id, Edit.deletion(key)));
    }
    for (Edit edit : Edit.shownBy(key, before)) {
      if (Json.isObject(value) && Json.isAbsent(Json.get(value, edit.field()))) {
        brought.add(new Brought(device.number(), id, new Edit(key, edit.field(), "")));
        standsOn(device, edit.token());
      }
    }
    for (Edit edit : Edit.between(key, before, value)) {
      brought.add(new Brought(device.number(), id, edit));
      standsOn(device, Edit.token(before, edit.field()));
    }
  }

  /** What comes was made on top of the device's own edit, by somebody who had it: it is later. */
  private void standsOn(Device device, String token) {
    Owned own = open.get(token);
    if (own != null && own.device() == device.number()) {
      open.remove(token);
    }
  }

  /**
   * The server has another past: the device makes its unsent work anew, as it shows it. What was
   * brought stands on its own, and what was also brought elsewhere is made there too.
   */
  void remade(Device device) {
    reads.forget(device.number());
    forgetTaken(device);
    for (Brought one : brought) {
      if (one.device() == device.number()) {
        forget(device.number(), one.edit().key(), one.edit().field());
      }
    }
    for (Json entry : device.disk().committed(Table.OUTBOX).values()) {
      brought(device, "", entry);
    }
  }

  /** The server took the mutation. */
  void accepted(String replica, String id) {
    taken.add(replica.substring(0, replica.indexOf('x')) + " " + id);
  }

  /** What the server took, and the device has heard so: it has nothing left to decide about. */
  private void forgetTaken(Device device) {
    Set<String> waiting = Records.unsent(device.disk());
    brought.removeIf(
        one ->
            one.device() == device.number()
                && taken.contains("d" + one.device() + " " + one.id())
                && !waiting.contains(one.id()));
  }

  /**
   * The power failed: what the device has unsent it may have sent, and the server may have moved on
   * since.
   */
  public void forgotSending(Device device) {
    for (Json entry : device.disk().committed(Table.OUTBOX).values()) {
      brought(device, "", entry);
    }
  }

  /** The device still shows a state from before it forgot where it stood. */
  public void shows(Device device, Json state) {
    Json notes = Notes.list(state);
    for (int i = 0; i < Json.size(notes); i++) {
      Json note = Json.at(notes, i);
      bringsDocument(device, Notes.key(Notes.id(note)), note);
    }
  }

  /**
   * A page edits a document that another tab has deleted, unsent so far: it is there again, as that
   * page shows it.
   */
  public void reborn(Device device, String key, Json state) {
    List<Json> unsent = Records.unsent(device.disk(), key);
    boolean deleted =
        !unsent.isEmpty() && Json.isAbsent(Json.get(unsent.get(unsent.size() - 1), "value"));
    deleted |= pending.has(device.number(), Edit.deletion(key));
    if (deleted) {
      reads.forget(device.number(), key);
    }
    Json notes = Notes.list(state);
    for (int i = 0; deleted && i < Json.size(notes); i++) {
      Json note = Json.at(notes, i);
      if (key.equals(Notes.key(Notes.id(note)))) {
        Edit.shownBy(key, note).forEach(shown::decidedFor);
      }
    }
  }

  private void bringsDocument(Device device, String key, Json value) {
    reads.forget(device.number(), key);
    for (Edit edit : Edit.shownBy(key, value)) {
      Brought one = new Brought(device.number(), "", edit);
      if (!brought.contains(one)) {
        brought.add(one);
      }
    }
  }

  /** Somebody wants an earlier value of the document, whatever it is now. */
  void bringsBack(Device device, String key, Json value) {
    decided(device, key);
    bringsDocument(device, key, value);
    Edit.shownBy(key, value).forEach(shown::decidedFor);
  }

  /**
   * Somebody decided for what the device has: also for what was brought there.
   *
   * @param whole the documents that are decided about as a whole, since one of them is a deletion
   */
  public void kept(Device device, String key, List<Json> whole) {
    reads.forget(device.number(), key);
    forgetTaken(device);
    for (Brought one : brought) {
      if (one.device() == device.number() && one.edit().key().equals(key)) {
        forget(device.number(), key, one.edit().field());
        shown.decidedFor(one.edit());
      }
    }
    for (Json value : whole) {
      Edit.shownBy(key, value).forEach(shown::decidedFor);
    }
  }

  // --- what an app has brought to its server by itself ---

  /** Whether a replica will hear of the edits is open. */
  public void untold(List<Edit> edits) {
    shown.untold(edits);
  }

  /** A replica has heard of them. */
  public void told(List<Edit> edits) {
    shown.told(edits);
  }

  /** At the end: every acknowledged edit is somewhere. */
  public void settle(List<Device> devices) {
    StringBuilder disks = new StringBuilder();
    for (Device device : devices) {
      Records.unfinished(device.disk(), disks);
    }
    for (Owned owned : open.values()) {
      String token = owned.edit().token();
      boolean kept = shown.wasOnServer(token) || disks.indexOf("\"" + token + "\"") >= 0;
      if (!kept && !pending.mayReplace(owned.device(), owned.edit().key(), owned.edit().field())) {
        throw new Violation(
            "lost edit",
            "the acknowledged edit "
                + owned.edit()
                + " of device "
                + owned.device()
                + " is neither on the server nor on any disk");
      }
    }
  }
}
