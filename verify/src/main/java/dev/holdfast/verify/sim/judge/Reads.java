package dev.holdfast.verify.sim.judge;

import dev.holdfast.core.json.Json;
import dev.holdfast.core.merge.Placed;
import dev.holdfast.verify.sim.device.Device;
import dev.holdfast.verify.sim.device.Records;
import dev.holdfast.verify.sim.ground.Edit;
import dev.holdfast.verify.sim.ground.Notes;
import dev.holdfast.verify.sim.ground.Violation;
import dev.holdfast.verify.sim.server.Backend;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What each device was told or shown of each field. Checks that no later read on the device, in any
 * tab, returns an older value. An edit acknowledged as durable is visible until a later one
 * replaces it. Once a device has shown a change, it does not go back behind it. Together with the
 * cursor, which is never ahead of its data (I7), and one order of versions, this makes every
 * history causal.
 */
public final class Reads {
  private final Shown shown;
  private final Pending pending;

  /** By device, document and field: the newest token that was acknowledged or read. */
  private final TreeMap<String, String> newest = new TreeMap<>();

  /**
   * Tokens that a user decided about, by device, document and field. A page that still shows one
   * may save it again. That counts as what the page saw, not as an edit, so the device need not go
   * on showing it.
   */
  private final TreeSet<String> decided = new TreeSet<>();

  /** What each device's data was called when it was looked at last. */
  private final Map<Integer, String> lives = new TreeMap<>();

  /** The documents of each device's sealed work when it was looked at last, with their archive. */
  private final Map<Integer, Map<String, String>> sealed = new TreeMap<>();

  private final TreeSet<Integer> blind = new TreeSet<>();
  private final TreeSet<Integer> stale = new TreeSet<>();
  private boolean rewritten;

  public Reads(Shown shown, Pending pending) {
    this.shown = shown;
    this.pending = pending;
  }

  private static String place(int device, String key) {
    return device + " " + key + "#";
  }

  /** An edit was acknowledged as durable. */
  void durable(Device at, Edit edit) {
    int device = at.number();
    lives.putIfAbsent(device, Records.life(at.disk()));
    unsealed(at);
    if (edit.token().isEmpty() && edit.field().isEmpty()) {
      forget(device, edit.key());
    } else {
      newest.put(place(device, edit.key()) + edit.field(), edit.token());
    }
  }

  /** The user decided about the document, or brought another value of it. */
  void forget(int device, String key) {
    String document = place(device, key);
    newest.forEach(
        (place, token) -> {
          if (place.startsWith(document)) {
            decided.add(place + " " + token);
          }
        });
    newest.keySet().removeIf(place -> place.startsWith(document));
  }

  /**
   * A change that was brought to the device was made on a value that its user had given up, but the
   * page still showed. It is what that page saw, and no edit.
   */
  void seenElsewhere(int device, Edit edit) {
    decided.add(place(device, edit.key()) + edit.field() + " " + edit.token());
  }

  /** The device lost data, or was reset. */
  void forget(int device) {
    newest.keySet().removeIf(place -> place.startsWith(device + " "));
  }

  /** Records of the device cannot be read. It shows less until it has pulled them again. */
  public void blind(int device) {
    blind.add(device);
  }

  /**
   * A cache gave the device an old answer. It may show old values until it has read everything
   * again.
   */
  public void stale(int device) {
    stale.add(device);
  }

  public void fresh(int device) {
    stale.remove(device);
  }

  private boolean judges(int device) {
    return !rewritten && !blind.contains(device) && !stale.contains(device);
  }

  /**
   * The server's lineage begins again at an earlier version. Each device learns this sooner or
   * later.
   */
  void pastChanged() {
    rewritten = true;
  }

  /** A page read a document. */
  public void read(Device at, String key, Json value) {
    signedOut(at);
    unsealed(at);
    if (judges(at.number())) {
      Json shown = Json.isAbsent(value) ? inOneValue(at, key) : value;
      seen(at.number(), key, shown, !Records.unsent(at.disk(), key).isEmpty());
    }
  }

  /**
   * The document in unsent work that has all notes as one value. A page without a declared shape
   * makes that of a map on an empty device, and it is converted once all is pulled.
   */
  private static Json inOneValue(Device at, String key) {
    List<Json> wholes = Records.unsent(at.disk(), Notes.key("~"));
    Json whole =
        wholes.isEmpty() ? Json.absent() : Json.get(wholes.get(wholes.size() - 1), "value");
    Json notes = Placed.value(whole);
    return Json.isObject(notes)
        ? Json.get(notes, key.substring(Notes.key("").length()))
        : Json.absent();
  }

  /** The page in which the user signed out may have died after that was done, and told nobody. */
  private void signedOut(Device at) {
    String life = Records.life(at.disk());
    String before = lives.put(at.number(), life);
    if (at.login().wasLeft() && before != null && !before.equals(life)) {
      forget(at.number());
    }
  }

  /**
   * Sealed work came back, and shows. It may have waited for room on the disk while the user edited
   * the same documents.
   */
  private void unsealed(Device at) {
    Map<String, String> now = Records.sealedDocuments(at.disk());
    Map<String, String> before = sealed.put(at.number(), now);
    if (before != null) {
      before.keySet().removeAll(now.keySet());
      before.values().forEach(key -> forget(at.number(), key));
    }
  }

  /**
   * @param beside whether the device has unsent work on the document. A page may have made it
   *     without having seen the server's value
   */
  private void seen(int device, String key, Json value, boolean beside) {
    String place = place(device, key);
    for (Map.Entry<String, String> e : newest.tailMap(place).entrySet()) {
      if (!e.getKey().startsWith(place)) {
        break;
      }
      String field = e.getKey().substring(place.length());
      if (field.equals(Backend.OTHERS)) {
        continue;
      }
      String now = Edit.token(value, field);
      String then = e.getValue();
      boolean later =
          now.equals(then)
              || pending.mayReplace(device, key, field)
              || (shown.wasOnServer(then) && (beside || shown.wentOn(key, field, then, now)));
      if (!later) {
        throw new Violation(
            "read your writes",
            key + "#" + field + " was " + then + " on device " + device + ", now it is " + now);
      }
    }
    for (Edit edit : Edit.shownBy(key, value)) {
      if (!decided.contains(place + edit.field() + " " + edit.token())) {
        newest.put(place + edit.field(), edit.token());
      }
    }
  }
}
