package dev.holdfast.verify.sim.judge;

import dev.holdfast.core.json.Json;
import dev.holdfast.core.merge.Placed;
import dev.holdfast.core.space.Head;
import dev.holdfast.core.space.Revision;
import dev.holdfast.core.store.Table;
import dev.holdfast.verify.sim.device.Device;
import dev.holdfast.verify.sim.device.Records;
import dev.holdfast.verify.sim.ground.Violation;
import dev.holdfast.verify.sim.server.AppServer;
import dev.holdfast.verify.sim.server.ServerDisk;
import dev.holdfast.verify.sim.server.SyncServer;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The effects of mutations at the server. Checks that no mutation has a second effect (I5), and
 * that one device's changes to a document take effect in the order in which they were made (I4).
 */
public final class Effects implements AppServer.Witness {
  private final Shown shown;
  private final Reads reads;
  private final List<Device> devices;
  private final Forms forms;
  private final TreeSet<String> everStored = new TreeSet<>();
  private TreeSet<String> effects = new TreeSet<>();
  private TreeSet<String> effectsBackup = new TreeSet<>();
  private final Map<String, String> lastInOrder = new TreeMap<>();

  /**
   * Mutations that were imported elsewhere or restored. Their order with later ones is not checked.
   */
  private final TreeSet<String> carried = new TreeSet<>();

  /** Mutations of an app's backend that the device no longer knows to have sent. */
  private final TreeSet<String> forgotten = new TreeSet<>();

  /**
   * The epoch of a server that lost data without notice. Set until the server has another epoch.
   */
  private @Nullable String silent;

  public Effects(Shown shown, Reads reads, List<Device> devices, Forms forms) {
    this.forms = forms;
    this.shown = shown;
    this.reads = reads;
    this.devices = devices;
  }

  // --- mutations without an order ---

  /** A mutation was imported on another device, or restored from an archive. */
  void carried(String id) {
    carried.add(id);
  }

  /** The device is about to lose all data. What it has sent may still arrive. */
  public void lost(Device device) {
    carried.addAll(Records.unsent(device.disk()));
    putAside(device);
  }

  /**
   * The power fails. What is on its way may arrive when the device has forgotten it. An app's
   * backend may take it once more: by then it may be the change of a resource, for which only a
   * {@code POST} would have had a key.
   */
  public void losesPower(Device device, Runnable loses) {
    Set<String> unsent = waiting(device, false);
    waiting(device, true).forEach(this::carried);
    loses.run();
    Set<String> forgot = waiting(device, false);
    forgot.removeAll(unsent);
    forgot.forEach(id -> forgotten.add("/" + id));
  }

  /** The mutations that are on their way or of unknown outcome, or those that are not. */
  private static Set<String> waiting(Device device, boolean sent) {
    Set<String> ids = new TreeSet<>();
    for (Json entry : device.disk().committed(Table.OUTBOX).values()) {
      String state = Json.text(Json.get(entry, "state"));
      if (sent == (state.equals("inFlight") || state.equals("unknown"))) {
        ids.add(Json.text(Json.get(entry, "id")));
      }
    }
    return ids;
  }

  private void putAside(Device device) {
    for (Json record : device.disk().committed(Table.ARCHIVE).values()) {
      for (Json entry : Records.archived(record)) {
        carried(Json.text(Json.get(entry, "id")));
      }
    }
  }

  /** Whether a later mutation may have overtaken this one. */
  private boolean isCarried(String id) {
    devices.forEach(this::putAside); // a reset may have archived it while it was being sent
    return carried.contains(id);
  }

  // --- what the server stores ---

  /** The Holdfast server stored the result of a mutation. */
  void stored(SyncServer.Effect effect, @Nullable Head head) {
    once(effect.origin() + "/" + effect.id());
    Revision revision = effect.revision();
    String key = ServerDisk.key(revision.collection(), revision.doc());
    everStored.add(described(key, (double) revision.version(), revision.content()));
    if (isSilent(head)) {
      pastChanged();
    }
    forms.stored(key, Placed.value(revision.content()));
    shown.stored(key, Placed.value(revision.content()));
    inOrder(key, effect.id());
  }

  @Override
  public void stored(String key, Json value) {
    shown.stored(key, value);
  }

  @Override
  public void took(String mutation, String key, Json value) {
    once("/" + mutation);
    shown.stored(key, value);
    inOrder(key, mutation);
  }

  @Override
  public void disputed(String mutation) {
    carried(mutation);
  }

  private void once(String id) {
    if (!effects.add(id) && !forgotten.remove(id)) {
      throw new Violation("I5", "the mutation " + id + " had a second effect");
    }
  }

  private void inOrder(String key, String id) {
    if (carried.contains(id)) {
      return;
    }
    String lane = key + " " + id.substring(0, id.indexOf('x'));
    String before = lastInOrder.put(lane, id);
    if (before != null && before.compareTo(id) > 0) {
      if (!isCarried(id)) {
        throw new Violation("I4", key + ": " + id + " took effect after " + before);
      }
      lastInOrder.put(lane, before);
    }
  }

  /** Whether the Holdfast server ever stored this value of the document under this version. */
  public boolean wasStored(String key, double version, Json value) {
    return everStored.contains(described(key, version, value));
  }

  public static String described(String key, double version, Json value) {
    return (long) version + " " + key + " " + (Json.isAbsent(value) ? "" : Json.stringify(value));
  }

  // --- backups ---

  void backedUp() {
    effectsBackup = new TreeSet<>(effects);
    forms.backedUp();
  }

  /**
   * The server's disk was restored from the backup.
   *
   * @param lost whether the server had stored more since the backup
   */
  void restored(boolean lost, @Nullable Head head) {
    for (String effect : effects) { // a late copy of an earlier request may still arrive
      carried(effect.substring(effect.indexOf('/') + 1));
    }
    effects = new TreeSet<>(effectsBackup);
    forms.restored();
    for (Device device : devices) {
      device.disk().serverRestored();
    }
    reads.pastChanged();
    if (lost) {
      silent = head == null ? "" : head.epoch();
      pastChanged();
    }
  }

  private void pastChanged() {
    lastInOrder.clear();
    shown.pastChanged();
    reads.pastChanged();
  }

  /** Whether the server lost data and nobody has noticed yet. */
  public boolean isSilent(@Nullable Head head) {
    return head == null || head.epoch().equals(silent);
  }
}
