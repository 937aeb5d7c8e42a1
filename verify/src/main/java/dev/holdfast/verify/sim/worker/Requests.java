package dev.holdfast.verify.sim.worker;

import dev.holdfast.core.json.Json;
import dev.holdfast.core.store.Table;
import dev.holdfast.verify.sim.device.LocalDisk;
import dev.holdfast.verify.sim.device.Records;
import dev.holdfast.verify.sim.ground.Violation;
import dev.holdfast.verify.sim.server.Till;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The requests that the pages of one device ever made. Checks that no request is lost which a page
 * was told is kept.
 */
public final class Requests {
  private final LocalDisk disk;
  private final Till till;
  private final Names names;

  /** All requests of pages, by body. */
  private final TreeMap<String, Till.Request> written = new TreeMap<>();

  /** Requests that a page was told are kept, by body. */
  private final TreeMap<String, Kept> kept = new TreeMap<>();

  /**
   * Requests that a person discards or has discarded, by body. A worker that is stopped meanwhile
   * does not hear whether its transaction was still committed.
   */
  private final TreeSet<String> discarded = new TreeSet<>();

  /** Requests with a damaged record, by body. They are not looked for. */
  private final TreeSet<String> damaged = new TreeSet<>();

  /** How often all data was lost. */
  private int lost;

  private int made;

  /**
   * A request, the time since when it is in the log, and how often all data had been lost by then.
   */
  record Kept(Till.Request request, double at, int life) {}

  Requests(LocalDisk disk, Till till, Names names) {
    this.disk = disk;
    this.till = till;
    this.names = names;
  }

  /** A page makes a request. Returns its number. */
  int write(Till.Request request) {
    written.put(request.body(), request);
    return ++made;
  }

  Till.Request of(String body) {
    return Objects.requireNonNull(written.get(body));
  }

  /** How often all data was lost so far. */
  int life() {
    return lost;
  }

  /** A page is told that its request is kept. */
  void keep(Kept one) {
    if (one.life() == lost) {
      kept.put(one.request().body(), one);
    }
  }

  /** A person discards the request. */
  void discards(String body) {
    discarded.add(body);
  }

  /** The request could not be discarded, or is still there and is tried again. */
  void stays(String body) {
    discarded.remove(body);
  }

  /** Everything that came into the log since {@code since} is lost. */
  void lost(double since) {
    kept.values().removeIf(one -> one.at() >= since);
  }

  /** All data is lost. */
  void lostAll() {
    lost++;
    kept.clear();
  }

  void damaged(String body) {
    damaged.add(body);
  }

  // --- what is checked ---

  /** I1: each request is in one state, and there are no more of them than pages made. */
  public void check() {
    Json found = disk.committed(Table.META).get("audit");
    Json audit = found == null ? Json.object() : found;
    int sum = disk.raw(Table.REQUESTS).size();
    for (String fate : new String[] {"acknowledged", "discarded", "superseded", "archived"}) {
      sum += Records.number(audit, fate);
    }
    int total = Records.number(audit, "total");
    if (sum != total || total - Records.number(audit, "superseded") > made) {
      throw new Violation(
          "I1", "of " + made + " requests the log knows " + sum + ": " + Json.stringify(audit));
    }
  }

  /**
   * After healing: nothing is left to send, and every request that a page was told is kept exists.
   */
  public void settled() {
    check();
    StringBuilder parked = new StringBuilder();
    for (Json entry : disk.committed(Table.REQUESTS).values()) {
      if (!Json.text(Json.get(entry, "state")).equals("parked")) {
        throw new Violation("I8", "a request is not sent: " + Json.stringify(entry));
      }
      names.parked(entry, damaged);
      parked.append(Json.stringify(entry));
    }
    for (Kept one : kept.values()) {
      Till.Request request = one.request();
      boolean there =
          parked.indexOf("\"" + request.body() + "\"") >= 0 || damaged.contains(request.body());
      boolean over =
          till.took(request.body()) || Till.refuses(request) || discarded.contains(request.body());
      if (!there && !over) {
        throw new Violation("lost request", request + " was kept and is nowhere");
      }
    }
    disk.rot().settled();
  }
}
