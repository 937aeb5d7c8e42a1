package dev.holdfast.verify.sim.device;

import dev.holdfast.core.json.Json;
import dev.holdfast.core.store.Table;
import java.util.ArrayDeque;
import java.util.List;
import java.util.TreeMap;

/**
 * Whether a disk has all documents that its replica may count on: it is not so from the first
 * answer of a pull of everything to the last.
 */
final class Whole {
  private boolean whole = true;
  private boolean begun;

  /** Whether the server's last answer came with a hash that agreed, or none has come yet. */
  private boolean verified = true;

  /** Whether a pull in parts that has not ended yet is of the time before a restore and after. */
  private boolean mixed;

  /** Whether the server was restored since the replica has this epoch. */
  private boolean past;

  private Json epoch = Json.absent();

  /** The cursor of the last answer that the server gave before it was restored; absent if none. */
  private Json late = Json.absent();

  /** What was so before each commit that a power failure may undo. */
  private final ArrayDeque<Before> commits = new ArrayDeque<>();

  private record Before(double at, boolean whole, boolean begun, boolean verified) {}

  boolean is() {
    return whole;
  }

  /** The server is restored: what is pulled from now on may be of another past. */
  void restored() {
    mixed |= !verified;
    past = true;
  }

  /** The data is in the form of a release that kept no hash, so the server cannot be shown one. */
  void hasNoHash() {
    verified = false;
    mixed |= past;
  }

  /** An answer is here that the server gave before it was restored. */
  void heardLate(Json cursor) {
    late = cursor;
  }

  boolean isMixed() {
    return mixed;
  }

  /** Called before a transaction becomes durable. */
  void committing(double at, List<TreeMap<String, Json>> overlay) {
    commits.add(new Before(at, whole, begun, verified));
    while (commits.peekFirst().at() < at - Medium.UNDONE) {
      commits.removeFirst();
    }
    Json meta = overlay.get(Table.META.ordinal()).getOrDefault("replica", Json.absent());
    if (!Json.isObject(meta)) {
      return;
    }
    Json now = Json.get(meta, "epoch");
    boolean server = Json.isString(now) && !Json.text(now).isEmpty();
    past &= Json.equal(now, epoch);
    epoch = now;
    boolean damaged = !overlay.get(Table.DAMAGED.ordinal()).isEmpty();
    verified = !server || Json.isTrue(Json.get(meta, "verified"));
    mixed = !verified && (mixed || Json.equal(Json.get(meta, "cursor"), late));
    if (verified) {
      whole = true;
    } else if (!begun || damaged || Json.isTrue(Json.get(meta, "booting"))) {
      whole = false;
    }
    begun = server;
  }

  /** The power failed: the commits since then are undone. */
  void undo(double since) {
    while (!commits.isEmpty() && commits.peekLast().at() >= since) {
      Before before = commits.removeLast();
      whole = before.whole();
      begun = before.begun();
      verified = before.verified();
    }
  }

  /** The browser deleted all data. */
  void forget() {
    commits.clear();
    whole = true;
    begun = false;
    verified = true;
    mixed = false;
    past = false;
    epoch = Json.absent();
    late = Json.absent();
  }
}
