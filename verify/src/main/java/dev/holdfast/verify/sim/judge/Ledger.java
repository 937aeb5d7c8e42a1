package dev.holdfast.verify.sim.judge;

import dev.holdfast.core.json.Json;
import dev.holdfast.core.merge.Merge;
import dev.holdfast.core.merge.Placed;
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
 * Every edit that was acknowledged as durable, and what may have happened to it. Each edit has a
 * token as its value. At the end, each token has been on the server, waits on a disk, or was given
 * up by a user who saw it.
 *
 * <p>One file, since whatever happens to an edit decides whether it is still looked for.
 */
public final class Ledger {
  private record Owned(int device, Edit edit) {}

  /**
   * An edit that is on a device but was not made there as an edit.
   *
   * @param id the mutation that brought it; empty if it came from a page that lost its baseline and
   *     still shows it
   */
  private record Brought(int device, String id, Edit edit) {}

  private final Map<String, Owned> open = new TreeMap<>();
  private final List<Brought> brought = new ArrayList<>();

  /** The mutations that the server accepted, each with the replica that sent it. */
  private final TreeSet<String> taken = new TreeSet<>();

  private final Map<String, Double> durableAt = new TreeMap<>();
  private final Reads reads;
  private final Shown shown;
  private final Pending pending;
  private final Forms forms;

  /**
   * @param reads is told when a device may show other values than before
   */
  public Ledger(Reads reads, Shown shown, Pending pending, Forms forms) {
    this.forms = forms;
    this.reads = reads;
    this.shown = shown;
    this.pending = pending;
  }

  /** Edits were started. Whether they become durable is not known yet. */
  public void attempt(Device device, List<Edit> edits) {
    pending.add(device.number(), edits);
  }

  /** The edits failed. No trace of them is left. */
  public void failed(Device device, List<Edit> edits) {
    pending.remove(device.number(), edits);
  }

  /** Edits became durable. They replace earlier ones of the same device and field. */
  public void durable(Device device, List<Edit> edits, double now) {
    failed(device, edits);
    for (Edit edit : edits) {
      reads.durable(device, edit);
      forget(device.number(), edit.key(), edit.field());
      if (!edit.token().isEmpty()) {
        durableAt.put(edit.token(), now);
        open.put(edit.token(), new Owned(device.number(), edit));
      }
    }
    Set<String> saved = new TreeSet<>();
    Edit.tokens(whole(device), saved);
    if (edits.stream().anyMatch(edit -> saved.contains(edit.token()))) {
      replaced(device);
    }
  }

  /** A page saved its state. It may have typed nothing, and only moved or removed notes. */
  public void saved(Device device, Json state) {
    Json value = whole(device);
    if (Json.isArray(value) && Json.equal(value, Notes.of(state))) {
      replaced(device);
    }
  }

  /** The unsent value of all notes if they are one that cannot be merged; else absent. */
  private static Json whole(Device device) {
    List<Json> unsent = Records.unsent(device.disk(), Notes.key("~"));
    Json last = unsent.isEmpty() ? Json.object() : unsent.get(unsent.size() - 1);
    Json value = Json.get(last, "value");
    boolean merges = Merge.isKeyed(value) && Merge.isKeyed(Json.get(last, "baseValue"));
    return Json.isArray(value) && !merges ? value : Json.absent();
  }

  /** The save of such a value replaces what another tab has saved. */
  private void replaced(Device device) {
    StringBuilder disk = new StringBuilder();
    Records.unfinished(device.disk(), disk);
    open.values()
        .removeIf(owned -> owned.device() == device.number() && !isKept(owned.edit(), disk));
  }

  private boolean isKept(Edit edit, StringBuilder disks) {
    return shown.wasOnServer(edit.token()) || disks.indexOf("\"" + edit.token() + "\"") >= 0;
  }

  /** A release may keep all notes as one value: what happens to that happens to each of them. */
  private static boolean isIn(String key, String of) {
    return key.equals(of) || (of.equals(Notes.key("~")) && key.startsWith(Notes.key("")));
  }

  private void forget(int device, String key, String field) {
    open.values()
        .removeIf(
            owned ->
                owned.device() == device
                    && isIn(owned.edit().key(), key)
                    && (field.isEmpty() || owned.edit().field().equals(field)));
  }

  /** The user decided about the document on that device. */
  public void decided(Device device, String key) {
    reads.forget(device.number(), key);
    forget(device.number(), key, "");
  }

  /** Everything that became durable on the device since {@code since} is lost. */
  public void lost(Device device, double since) {
    reads.forget(device.number());
    open.values()
        .removeIf(
            owned ->
                owned.device() == device.number()
                    && durableAt.getOrDefault(owned.edit().token(), 0.0) >= since);
  }

  /** An entry became unreadable. The edits made in it are lost, and the app is told. */
  public void damaged(Json entry) {
    Set<String> made = new TreeSet<>();
    Set<String> before = new TreeSet<>();
    Edit.tokens(Placed.value(Json.get(entry, "value")), made);
    Edit.tokens(Placed.value(Json.get(entry, "baseValue")), before);
    made.removeAll(before);
    open.keySet().removeAll(made);
  }

  /** The device forgets both versions. Unsent work is archived. */
  public void reset(Device device) {
    reads.forget(device.number());
  }

  /** The device lost all data. */
  public void givenUp(Device device) {
    reads.forget(device.number());
    open.values().removeIf(owned -> owned.device() == device.number());
  }

  // --- what a user brings to a device or back ---

  /**
   * A mutation comes to the device, by import or from an archive, in the form that an outbox has.
   *
   * @param from the export or archive. If its epoch or schema is not the device's, the mutation is
   *     made again with a new id
   */
  void brings(Device device, Json entry, Json from) {
    Json meta = Records.meta(device.disk());
    Json here = Json.isAbsent(meta) ? meta : Json.get(meta, "epoch");
    Json epoch = Json.get(from, "epoch");
    boolean remade = Json.isString(here) && Json.isString(epoch) && !Json.equal(here, epoch);
    remade |= forms.latest() > 0;
    brought(device, remade ? "" : Json.text(Json.get(entry, "id")), entry);
    if (remade) {
      madeAgain(entry);
    }
    if (!Json.isAbsent(meta) && Json.isTrue(Json.get(meta, "newLineage"))) {
      remade(device);
    }
  }

  /** A value of the document comes to the device as what a page saw, and not as an edit. */
  void seenElsewhere(Device device, Edit edit) {
    if (!shown.wasOnServer(edit.token())) {
      reads.seenElsewhere(device.number(), edit);
    }
  }

  private void brought(Device device, String id, Json entry) {
    String key = Json.text(Json.get(entry, "key"));
    reads.forget(device.number(), key);
    Json before = Json.get(entry, "baseValue");
    Json value = Placed.value(Json.get(entry, "value"));
    if (Json.isAbsent(value)) {
      brought.add(new Brought(device.number(), id, Edit.deletion(key)));
    }
    for (Edit edit : Edit.shownBy(key, before)) {
      if (Json.isObject(value) && Edit.token(value, edit.field()).isEmpty()) {
        brought.add(new Brought(device.number(), id, new Edit(key, edit.field(), "")));
        standsOn(device, edit.token());
      }
    }
    for (Edit edit : Edit.between(key, before, value)) {
      brought.add(new Brought(device.number(), id, edit));
      standsOn(device, Edit.token(before, edit.field()));
    }
  }

  /**
   * The mutation was made on top of the device's own edit, by someone who had it. So it is later.
   */
  private void standsOn(Device device, String token) {
    Owned own = open.get(token);
    if (own != null && own.device() == device.number()) {
      open.remove(token);
    }
  }

  /**
   * The server has another lineage. The device makes its unsent work again, from the values it
   * shows. So an edit that was brought here may replace the device's own, and each unsent edit
   * counts as brought.
   */
  public void remade(Device device) {
    reads.forget(device.number());
    forgetTaken(device);
    for (Brought one : brought) {
      if (one.device() == device.number()) {
        forget(device.number(), one.edit().key(), one.edit().field());
      }
    }
    for (Json entry : device.disk().committed(Table.OUTBOX).values()) {
      brought(device, "", entry);
      madeAgain(entry);
    }
  }

  /**
   * The change has a new id here. If it was exported, other devices may make it again as well, and
   * nothing tells the server that theirs is the same.
   */
  private void madeAgain(Json entry) {
    if (Json.isTrue(Json.get(entry, "frozen"))) {
      String key = Json.text(Json.get(entry, "key"));
      Json before = Json.get(entry, "baseValue");
      for (Edit edit : Edit.between(key, before, Json.get(entry, "value"))) {
        shown.madeAgain(edit, Edit.token(before, edit.field()));
      }
    }
  }

  /** The server accepted the mutation. */
  void accepted(String replica, String id) {
    taken.add(replica.substring(0, replica.indexOf('x')) + " " + id);
  }

  /** Forgets what the server accepted and the device knows of. It needs no decision any more. */
  private void forgetTaken(Device device) {
    Set<String> waiting = Records.unsent(device.disk());
    brought.removeIf(
        one ->
            one.device() == device.number()
                && taken.contains("d" + one.device() + " " + one.id())
                && !waiting.contains(one.id()));
  }

  /**
   * The power failed. The device may have sent its unsent work without a record of it, and the
   * server may have newer versions since.
   */
  public void forgotSending(Device device) {
    for (Json entry : device.disk().committed(Table.OUTBOX).values()) {
      brought(device, "", entry);
    }
  }

  /** A page of the device still shows a state from before the device lost or reset its versions. */
  public void shows(Device device, Json state) {
    Json notes = Notes.list(state);
    for (int i = 0; i < Json.size(notes); i++) {
      Json note = Json.at(notes, i);
      bringsDocument(device, Notes.key(Notes.id(note)), note);
    }
  }

  /**
   * A page edits a document that another tab has deleted, and the deletion is unsent. The document
   * exists again, as that page shows it.
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

  /** The user restores an earlier value of the document, whatever its current value is. */
  void bringsBack(Device device, String key, Json value) {
    decided(device, key);
    bringsDocument(device, key, value);
    Edit.shownBy(key, value).forEach(shown::decidedFor);
  }

  /**
   * The user decided for the local version. That covers the edits brought to the device.
   *
   * @param whole the local values of the document if it is decided as a whole; else none
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

  /**
   * The same for what the device itself had edited in the conflict. It may have been on the server
   * before, with later edits that were beside it.
   */
  public void keptOwn(Device device, String key) {
    for (Json entry : Records.unsent(device.disk(), key)) {
      for (Edit edit : Edit.shownBy(key, Json.get(entry, "value"))) {
        if (shown.wasOnServer(edit.token())) {
          shown.decidedFor(edit);
        }
      }
    }
  }

  /** The tokens of the device's edits of the document that are not settled. */
  public Set<String> unsettled(Device device, String key) {
    Set<String> tokens = new TreeSet<>();
    for (Owned owned : open.values()) {
      if (owned.device() == device.number() && owned.edit().key().equals(key)) {
        tokens.add(owned.edit().token());
      }
    }
    return tokens;
  }

  /**
   * The user decided for the server version: what is in contradiction is given up, and nothing
   * else. What is brought to the device and merges counts as kept.
   *
   * @param fields the fields in contradiction; an empty one stands for the whole document
   */
  public void gaveUp(Device device, String key, Set<String> fields) {
    for (String field : fields) {
      forget(device.number(), key, field);
    }
    kept(device, key, List.of());
  }

  /** The same for the edits that were not in {@code known} when the user decided. */
  public void gaveUpLater(Device device, String key, Set<String> known) {
    Set<String> later = unsettled(device, key);
    later.removeAll(known);
    open.keySet().removeAll(later);
  }

  // --- what an app itself has written to its backend ---

  /** The app wrote edits to its backend. Whether a replica will be told is open. */
  public void untold(List<Edit> edits) {
    shown.untold(edits);
  }

  /** A replica was told of them. */
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
      if (!isKept(owned.edit(), disks)
          && !pending.mayReplace(owned.device(), owned.edit().key(), owned.edit().field())) {
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
