package dev.holdfast.verify.sim;

import dev.holdfast.core.json.Json;
import dev.holdfast.core.store.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Every edit that was acknowledged as durable, each with a token of its own as value, and what may
 * have become of it. At the end each token has been on the server, waits on a disk, or was given up
 * by somebody who saw it.
 */
final class Ledger {
  /**
   * One edit.
   *
   * @param field empty for the whole document
   * @param token empty for a deletion
   */
  record Edit(String key, String field, String token) {}

  private record Owned(int device, Edit edit) {}

  /**
   * An edit that a device has though nobody made it there as an edit.
   *
   * @param id the mutation it came in; empty if a page that lost its baseline still shows it
   */
  private record Brought(int device, String id, Edit edit) {}

  private final Map<String, Owned> open = new TreeMap<>();
  private final List<Owned> attempted = new ArrayList<>();
  private final List<Brought> brought = new ArrayList<>();

  /** Mutations that the server took, as the replica that sent them named them. */
  private final TreeSet<String> taken = new TreeSet<>();

  private final Reads reads;
  private final Map<String, Double> durableAt = new TreeMap<>();
  private final TreeSet<String> onServer = new TreeSet<>();

  /** Places with the older tokens that somebody decided for: how often each may come back. */
  private final Map<String, Integer> decidedFor = new TreeMap<>();

  /** Tokens that reached the server, of which no replica has heard: what it sends may undo them. */
  private final TreeSet<String> untold = new TreeSet<>();

  /** By document and field: the tokens the server has shown, to see it never goes back. */
  private final Map<String, List<String>> shown = new TreeMap<>();

  /**
   * By document and field: how many tokens it had shown when the document last lacked the field.
   */
  private final Map<String, Integer> removed = new TreeMap<>();

  /**
   * @param reads hears what a device may not show any more as it was
   */
  Ledger(Reads reads) {
    this.reads = reads;
  }

  /** Edits were asked for; nobody knows yet whether they are durable. */
  void attempt(Device device, List<Edit> edits) {
    for (Edit edit : edits) {
      attempted.add(new Owned(device.number(), edit));
    }
  }

  /** They are not: no trace of them is left. */
  void failed(Device device, List<Edit> edits) {
    for (Edit edit : edits) {
      attempted.remove(new Owned(device.number(), edit));
    }
  }

  /** Edits became durable: they stand for earlier ones of the same device and field. */
  void durable(Device device, List<Edit> edits, double now) {
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
  void decided(Device device, String key) {
    reads.forget(device.number(), key);
    forget(device.number(), key, "");
  }

  /** What became durable on the device since then is not. */
  void lost(Device device, double since) {
    reads.forget(device.number());
    open.values()
        .removeIf(
            owned ->
                owned.device() == device.number()
                    && durableAt.getOrDefault(owned.edit().token(), 0.0) >= since);
  }

  /** A record of unsent work became unreadable: what was made in it is lost, and said so. */
  void damaged(Json entry) {
    Json before = Json.get(entry, "baseValue");
    for (Edit edit : tokens(Json.text(Json.get(entry, "key")), Json.get(entry, "value"))) {
      Json was = Json.isObject(before) ? Json.get(before, edit.field()) : Json.absent();
      if (!Json.isString(was) || !Json.text(was).equals(edit.token())) {
        open.remove(edit.token());
      }
    }
  }

  /** The device forgets both versions: what is unsent is put aside. */
  void reset(Device device) {
    reads.forget(device.number());
  }

  /** The device lost everything. */
  void givenUp(Device device) {
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
      brought.add(new Brought(device.number(), id, new Edit(key, "", "")));
    }
    for (Edit edit : tokens(key, before)) {
      if (Json.isObject(value) && Json.isAbsent(Json.get(value, edit.field()))) {
        brought.add(new Brought(device.number(), id, new Edit(key, edit.field(), "")));
        standsOn(device, Json.of(edit.token()));
      }
    }
    for (Edit edit : tokens(key, value)) {
      Json was = Json.isObject(before) ? Json.get(before, edit.field()) : Json.absent();
      if (!Json.isString(was) || !Json.text(was).equals(edit.token())) {
        brought.add(new Brought(device.number(), id, edit));
        standsOn(device, was);
      }
    }
  }

  /** What comes was made on top of the device's own edit, by somebody who had it: it is later. */
  private void standsOn(Device device, Json token) {
    Owned own = Json.isString(token) ? open.get(Json.text(token)) : null;
    if (own != null && own.device() == device.number()) {
      open.remove(Json.text(token));
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
    TreeSet<String> waiting = new TreeSet<>();
    for (Json entry : device.disk().committed(Table.OUTBOX).values()) {
      waiting.add(Json.text(Json.get(entry, "id")));
    }
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
  void forgotSending(Device device) {
    for (Json entry : device.disk().committed(Table.OUTBOX).values()) {
      brought(device, "", entry);
    }
  }

  /** The device still shows a state from before it forgot where it stood. */
  void shows(Device device, Json state) {
    Json notes = notes(state);
    for (int i = 0; i < Json.size(notes); i++) {
      Json note = Json.at(notes, i);
      bringsDocument(device, "notes/" + Json.text(Json.get(note, "id")), note);
    }
  }

  private static Json notes(Json state) {
    Json notes = Json.isObject(state) ? Json.get(state, "notes") : Json.absent();
    return Json.isArray(notes) ? notes : Json.array();
  }

  /**
   * A page edits a document that another tab has deleted, unsent so far: it is there again, as that
   * page shows it.
   */
  void reborn(Device device, String key, Json state) {
    boolean deleted = false;
    for (Json entry : device.disk().committed(Table.OUTBOX).values()) {
      if (Json.text(Json.get(entry, "key")).equals(key)) {
        deleted = Json.isAbsent(Json.get(entry, "value"));
      }
    }
    deleted |= attempted.contains(new Owned(device.number(), new Edit(key, "", "")));
    if (deleted) {
      reads.forget(device.number(), key);
    }
    Json notes = notes(state);
    for (int i = 0; deleted && i < Json.size(notes); i++) {
      Json note = Json.at(notes, i);
      if (key.equals("notes/" + Json.text(Json.get(note, "id")))) {
        tokens(key, note).forEach(this::decidedFor);
      }
    }
  }

  private void bringsDocument(Device device, String key, Json value) {
    reads.forget(device.number(), key);
    for (Edit edit : tokens(key, value)) {
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
    tokens(key, value).forEach(this::decidedFor);
  }

  /**
   * Somebody decided for what the device has: also for what was brought there.
   *
   * @param whole the documents that are decided about as a whole, since one of them is a deletion
   */
  void kept(Device device, String key, List<Json> whole) {
    reads.forget(device.number(), key);
    forgetTaken(device);
    for (Brought one : brought) {
      if (one.device() == device.number() && one.edit().key().equals(key)) {
        forget(device.number(), key, one.edit().field());
        decidedFor(one.edit());
      }
    }
    for (Json value : whole) {
      tokens(key, value).forEach(this::decidedFor);
    }
  }

  private void decidedFor(Edit edit) {
    decidedFor.merge(edit.key() + "#" + edit.field() + " " + edit.token(), 1, Integer::sum);
  }

  private static List<Edit> tokens(String key, Json value) {
    List<Edit> found = new ArrayList<>();
    Json fields = Json.isObject(value) ? Json.sortedKeys(value) : Json.array();
    for (int i = 0; i < Json.size(fields); i++) {
      String field = Json.text(Json.at(fields, i));
      Json token = Json.get(value, field);
      if (Json.isString(token) && !field.equals("id")) {
        found.add(new Edit(key, field, Json.text(token)));
      }
    }
    return found;
  }

  // --- what the server shows ---

  /** The server stored a document. */
  void stored(String key, Json value) {
    if (Json.isAbsent(value)) {
      shown.keySet().removeIf(place -> place.startsWith(key + "#"));
      removed.keySet().removeIf(place -> place.startsWith(key + "#"));
    }
    for (String place : shown.keySet()) {
      int hash = place.indexOf('#');
      if (place.startsWith(key + "#")
          && Json.isAbsent(Json.get(value, place.substring(hash + 1)))) {
        removed.put(place, shown.get(place).size());
      }
    }
    for (Edit edit : tokens(key, value)) {
      onServer.add(edit.token());
      follow(key + "#" + edit.field(), edit.token());
    }
  }

  private void follow(String place, String token) {
    List<String> tokens = shown.computeIfAbsent(place, name -> new ArrayList<>());
    int last = tokens.size() - 1;
    if (last >= 0 && tokens.get(last).equals(token)) {
      return;
    }
    int at = tokens.indexOf(token);
    if (at >= 0) {
      boolean heard =
          !untold.contains(token) && !untold.containsAll(tokens.subList(at + 1, tokens.size()));
      if (heard && !comesBack(place + " " + token)) {
        throw new Violation(
            "lost update", place + " goes back from " + tokens.get(last) + " to " + token);
      }
      tokens.remove(at);
    }
    untold.remove(token);
    tokens.add(token);
  }

  /** Uses up one decision for the place and token, if there is any. */
  private boolean comesBack(String what) {
    Integer left = decidedFor.remove(what);
    if (left != null && left > 1) {
      decidedFor.put(what, left - 1);
    }
    return left != null;
  }

  /** The app brought edits to its server by itself; whether a replica hears of that is open. */
  void untold(List<Edit> edits) {
    edits.forEach(edit -> untold.add(edit.token()));
  }

  /** A replica has heard of it. */
  void told(List<Edit> edits) {
    edits.forEach(edit -> untold.remove(edit.token()));
  }

  /** The server's past was rewritten: there is nothing to compare with. */
  void pastChanged() {
    shown.clear();
    removed.clear();
  }

  /** Whether the token was ever on the server. */
  boolean wasOnServer(String token) {
    return onServer.contains(token);
  }

  /**
   * Whether the server, having shown {@code token} there, went on to {@code later}, which is empty
   * for no such field, or deleted the document.
   */
  boolean wentOn(String key, String field, String token, String later) {
    String place = key + "#" + field;
    List<String> tokens = shown.getOrDefault(place, List.of());
    int at = tokens.indexOf(token);
    int then = later.isEmpty() ? removed.getOrDefault(place, 0) : tokens.indexOf(later);
    return at < 0 || then > at;
  }

  /**
   * Whether a later edit of the same on the device may be durable: its page has not heard, or died
   * before it did.
   */
  boolean mayBeReplaced(int device, String key, String field) {
    for (Owned later : attempted) {
      if (later.device() == device
          && later.edit().key().equals(key)
          && (later.edit().field().isEmpty() || later.edit().field().equals(field))) {
        return true;
      }
    }
    return false;
  }

  /** At the end: every acknowledged edit is somewhere. */
  void settle(List<Device> devices) {
    StringBuilder disks = new StringBuilder();
    for (Device device : devices) {
      Records.unfinished(device.disk(), disks);
    }
    for (Owned owned : open.values()) {
      String token = owned.edit().token();
      boolean kept = onServer.contains(token) || disks.indexOf("\"" + token + "\"") >= 0;
      if (!kept && !mayBeReplaced(owned.device(), owned.edit().key(), owned.edit().field())) {
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
