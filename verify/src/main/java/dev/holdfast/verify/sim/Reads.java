package dev.holdfast.verify.sim;

import dev.holdfast.core.json.Json;
import dev.holdfast.core.store.Store;
import dev.holdfast.core.store.Table;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a device was told or shown of each field, to see that no later read there, in whatever tab,
 * goes back behind it: an edit acknowledged as durable is seen until something later takes its
 * place, and news once seen stays seen. With the cursor never ahead of its data (I7), and versions
 * in one order, that makes every history causal.
 */
final class Reads {
  private final World world;

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

  Reads(World world) {
    this.world = world;
  }

  private static String place(int device, String key) {
    return device + " " + key + "#";
  }

  /** An edit was acknowledged as durable. */
  void durable(int device, Ledger.Edit edit) {
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
  void blind(int device) {
    blind.add(device);
  }

  /** A cache gave the device an earlier answer: until it has read everything it may show that. */
  void stale(int device) {
    stale.add(device);
  }

  void fresh(int device) {
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

  /** Reads a note in a page. */
  void read(Page page, String id) {
    Json[] found = {Json.absent()};
    Store.Done done = page.begin("read");
    page.replica()
        .get(
            "notes",
            id,
            value -> found[0] = value,
            failure -> {
              if (failure == null && judges(page.device().number())) {
                seen(page.device(), "notes/" + id, found[0]);
              }
              done.ended(failure);
            });
  }

  private void seen(Device at, String key, Json value) {
    int device = at.number();
    boolean beside = hasUnsent(at, key); // made by a page that never saw what the server has
    String place = place(device, key);
    for (Map.Entry<String, String> e : newest.tailMap(place).entrySet()) {
      if (!e.getKey().startsWith(place)) {
        break;
      }
      String field = e.getKey().substring(place.length());
      if (field.equals(Backend.OTHERS)) {
        continue;
      }
      String now = token(value, field);
      String then = e.getValue();
      boolean later =
          now.equals(then)
              || world.ledger().mayBeReplaced(device, key, field)
              || world.ledger().wasOnServer(then)
                  && (beside || world.ledger().wentOn(key, field, then, now));
      if (!later) {
        throw new Violation(
            "read your writes",
            key + "#" + field + " was " + then + " on device " + device + ", now it is " + now);
      }
    }
    Json fields = Json.isObject(value) ? Json.sortedKeys(value) : Json.array();
    for (int i = 0; i < Json.size(fields); i++) {
      String field = Json.text(Json.at(fields, i));
      String token = token(value, field);
      if (!field.equals("id") && !decided.contains(place + field + " " + token)) {
        newest.put(place + field, token);
      }
    }
  }

  private static boolean hasUnsent(Device device, String key) {
    for (Json entry : device.disk().committed(Table.OUTBOX).values()) {
      if (Json.text(Json.get(entry, "key")).equals(key)) {
        return true;
      }
    }
    return false;
  }

  private static String token(Json value, String field) {
    Json token = Json.isObject(value) ? Json.get(value, field) : Json.absent();
    return Json.isString(token) ? Json.text(token) : "";
  }
}
