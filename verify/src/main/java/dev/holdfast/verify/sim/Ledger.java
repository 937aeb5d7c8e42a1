package dev.holdfast.verify.sim;

import dev.holdfast.core.json.Json;
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

  private final Map<String, Owned> open = new TreeMap<>();
  private final List<Owned> attempted = new ArrayList<>();
  private boolean oldMayReturn;
  private final TreeSet<String> onServer = new TreeSet<>();

  /** By document and field: the tokens the server has shown, to see it never goes back. */
  private final Map<String, List<String>> shown = new TreeMap<>();

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
  void durable(Device device, List<Edit> edits) {
    failed(device, edits);
    for (Edit edit : edits) {
      forget(device.number(), edit.key(), edit.field());
      if (!edit.token().isEmpty()) {
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
    forget(device.number(), key, "");
  }

  /** The device forgot everything, or went back to an earlier state. */
  void givenUp(Device device) {
    open.values().removeIf(owned -> owned.device() == device.number());
  }

  /** The server stored a document. */
  void stored(String key, Json value) {
    if (!Json.isObject(value)) {
      if (Json.isAbsent(value)) {
        shown.keySet().removeIf(name -> name.startsWith(key + "#"));
      }
      return;
    }
    Json fields = Json.sortedKeys(value);
    for (int i = 0; i < Json.size(fields); i++) {
      Json field = Json.at(fields, i);
      Json token = Json.get(value, field);
      if (Json.isString(token) && !Json.text(field).equals("id")) {
        onServer.add(Json.text(token));
        follow(key + "#" + Json.text(field), Json.text(token));
      }
    }
  }

  /** Somebody brings back an earlier state, or what was put aside. */
  void oldMayReturn() {
    oldMayReturn = true;
  }

  private void follow(String place, String token) {
    if (oldMayReturn) {
      return;
    }
    List<String> tokens = shown.computeIfAbsent(place, name -> new ArrayList<>());
    int at = tokens.lastIndexOf(token);
    if (at >= 0 && at < tokens.size() - 1) {
      throw new Violation(
          "lost update",
          place + " goes back from " + tokens.get(tokens.size() - 1) + " to " + token);
    }
    if (at < 0) {
      tokens.add(token);
    }
  }

  /** The server's past was rewritten: there is nothing to compare with. */
  void pastChanged() {
    shown.clear();
  }

  /** A page died before it heard whether its later edit of the same was durable. */
  private boolean mayBeReplaced(Owned owned) {
    for (Owned later : attempted) {
      if (later.device() == owned.device()
          && later.edit().key().equals(owned.edit().key())
          && (later.edit().field().isEmpty()
              || later.edit().field().equals(owned.edit().field()))) {
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
      if (!kept && !mayBeReplaced(owned)) {
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
