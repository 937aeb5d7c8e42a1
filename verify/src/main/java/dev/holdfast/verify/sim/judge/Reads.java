package dev.holdfast.verify.sim.judge;

import dev.holdfast.core.json.Json;
import dev.holdfast.verify.sim.device.Device;
import dev.holdfast.verify.sim.device.Records;
import dev.holdfast.verify.sim.ground.Edit;
import dev.holdfast.verify.sim.ground.Violation;
import dev.holdfast.verify.sim.server.Backend;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a device was told or shown of each field, to see that no later read there, in whatever tab,
 * goes back behind it: an edit acknowledged as durable is seen until something later takes its
 * place, and news once seen stays seen. With the cursor never ahead of its data (I7), and versions
 * in one order, that makes every history causal.
 */
public final class Reads {
  private final Shown shown;
  private final Pending pending;

  /** By device, document and field: the newest token that was acknowledged or read. */
  private final TreeMap<String, String> newest = new TreeMap<>();

  /**
   * Tokens that somebody decided about, by place. A page that still shows one may bring it back as
   * what it saw, not as its edit: that promises nothing.
   */
  private final TreeSet<String> decided = new TreeSet<>();

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
  void durable(int device, Edit edit) {
    if (edit.token().isEmpty() && edit.field().isEmpty()) {
      forget(device, edit.key());
    } else {
      newest.put(place(device, edit.key()) + edit.field(), edit.token());
    }
  }

  /** Somebody decided about the document, or brought another value of it. */
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

  /** The device lost something, or was reset. */
  void forget(int device) {
    newest.keySet().removeIf(place -> place.startsWith(device + " "));
  }

  /** Records of the device cannot be read: it shows less until it has pulled them again. */
  public void blind(int device) {
    blind.add(device);
  }

  /** A cache gave the device an earlier answer: until it has read everything it may show that. */
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
   * The server's order begins anew somewhere in its past, as each device learns sooner or later.
   */
  void pastChanged() {
    rewritten = true;
  }

  /** A page read a document. */
  public void read(Device at, String key, Json value) {
    if (judges(at.number())) {
      seen(at.number(), key, value, !Records.unsent(at.disk(), key).isEmpty());
    }
  }

  /**
   * @param beside whether the device has unsent work on the document, which may have been made by a
   *     page that never saw what the server has
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
