package dev.holdfast.core.replica;

import dev.holdfast.core.Random;
import dev.holdfast.core.json.Json;
import dev.holdfast.core.merge.Place;
import dev.holdfast.core.merge.Placed;
import java.util.List;

/**
 * One mutation in the outbox. Once it is {@link #frozen} (sent or exported), its content and id
 * never change. Immutable when shared: change a {@link #copy}.
 */
final class Entry {
  /** The states of unfinished work, named as in the contract's audit. */
  static final String QUEUED = "queued";

  static final String IN_FLIGHT = "inFlight";
  static final String UNKNOWN = "unknown";
  static final String CONFLICTED = "conflicted";
  static final String PARKED = "parked";

  /** Sequence number in the outbox. Grows and is never reused. */
  final int seq;

  final String id;

  /** The replica that made it. */
  final String origin;

  final String key;

  /** The key of the record in the {@link Outbox} that holds it; empty if it is not on disk yet. */
  String record = "";

  String state = QUEUED;
  boolean frozen;

  /**
   * The id under which the change was sent in an older form, if the outcome is unknown; else empty.
   * The receipt of that id is asked for before this entry is sent.
   */
  String asks = "";

  /** The version of the app's schema that its value has; 0 if the app names none. */
  double schema;

  /** Whether it is a {@link Migration} of the server's document, below all other entries. */
  boolean migrates;

  /**
   * The id of the entry of the same document that this one was made on. It waits for that entry's
   * receipt, which gives it its base, on whichever device it is then. Empty if it has its base.
   */
  String on = "";

  /** The version of the document that the change was made on; 0 for a new document. */
  int base;

  /** The document's value at {@link #base}; absent if there was none. */
  Json baseValue = Json.absent();

  /** The new value of the document; absent to delete it. */
  Json value = Json.absent();

  /** Ids of earlier mutations that this one includes; they were never sent. */
  Json replaces = Json.array();

  /** When the change was made, ms since 1970. A merge makes a new entry, with its own time. */
  double at;

  int attempts;

  /**
   * Why it is parked or conflicted, or why its last try failed: {@code {code, detail}}, or absent.
   */
  Json cause = Json.absent();

  /** A unique id for a mutation, a replica or an offer. */
  static String newId(Random random) {
    return random.hex(32);
  }

  Entry(int seq, String id, String origin, String key) {
    this.seq = seq;
    this.id = id;
    this.origin = origin;
    this.key = key;
  }

  Entry copy() {
    Entry e = read(place(), write());
    e.record = record;
    return e;
  }

  /** The same change under another id and sequence number, not sent yet. */
  Entry again(int seq, String id, String origin) {
    Entry e = new Entry(seq, id, origin, key);
    e.takeBaseOf(this);
    e.value = value;
    e.schema = schema;
    e.at = at;
    return e;
  }

  /** Gives it the base of {@code other}. */
  void takeBaseOf(Entry other) {
    on = other.on;
    base = other.base;
    baseValue = other.baseValue;
  }

  /**
   * Converts layout 1, where base -1 meant "made on the entry before this one": it gets that one's
   * id.
   */
  void convertLayout1(List<Entry> before) {
    if (base < 0) {
      base = 0;
      on = before.isEmpty() ? "" : before.get(before.size() - 1).id;
    }
  }

  boolean is(String wanted) {
    return state.equals(wanted);
  }

  /** The id whose receipt says what became of it. */
  String asked() {
    return asks.isEmpty() ? id : asks;
  }

  /** Whether it leaves the document as it is: its value, at the place where it is listed anyway. */
  boolean changesNothing() {
    boolean listed =
        Json.isAbsent(Placed.place(baseValue))
            && Json.equal(Placed.place(value), Json.of(Place.arrived(base)));
    Json kept = listed ? Placed.of(Placed.value(value), Json.absent()) : value;
    return Json.equal(kept, baseValue);
  }

  /** Whether it was sent and has no known answer yet. */
  boolean onItsWay() {
    return is(IN_FLIGHT) || is(UNKNOWN);
  }

  /** Whether others may have it under its id: it was sent, or exported and not refused since. */
  boolean mayHaveArrived() {
    return !migrates && (onItsWay() || (frozen && is(QUEUED)));
  }

  /** Its sequence number, as a key. */
  String place() {
    return DocKey.sequence(seq);
  }

  Json write() {
    Json r = Json.object();
    Json.set(r, "id", Json.of(id));
    Json.set(r, "origin", Json.of(origin));
    Json.set(r, "key", Json.of(key));
    Json.set(r, "state", Json.of(state));
    Json.set(r, "frozen", Json.of(frozen));
    if (!asks.isEmpty()) {
      Json.set(r, "asks", Json.of(asks));
    }
    if (schema > 0) {
      Json.set(r, "schema", Json.of(schema));
    }
    if (migrates) {
      Json.set(r, "migrates", Json.of(true));
    }
    Json.set(r, "on", Json.of(on));
    Json.set(r, "base", Json.of(base));
    Json.set(r, "baseValue", baseValue);
    Json.set(r, "value", value);
    Json.set(r, "replaces", replaces);
    Json.set(r, "at", Json.of(at));
    Json.set(r, "attempts", Json.of(attempts));
    Json.set(r, "cause", cause);
    return r;
  }

  /**
   * The same for a pack, without what is as in most entries.
   *
   * @param commonOrigin the origin of most entries of the pack
   * @param commonAt the time of most of them
   */
  Json pack(String commonOrigin, double commonAt) {
    Json r = Json.object();
    Json.set(r, "id", Json.of(id));
    Json.set(r, "key", Json.of(key));
    unless(origin.equals(commonOrigin), r, "origin", Json.of(origin));
    unless(at == commonAt, r, "at", Json.of(at));
    unless(is(QUEUED), r, "state", Json.of(state));
    unless(!frozen, r, "frozen", Json.of(frozen));
    unless(asks.isEmpty(), r, "asks", Json.of(asks));
    unless(schema == 0, r, "schema", Json.of(schema));
    unless(!migrates, r, "migrates", Json.of(migrates));
    unless(on.isEmpty(), r, "on", Json.of(on));
    unless(base == 0, r, "base", Json.of(base));
    unless(Json.size(replaces) == 0, r, "replaces", replaces);
    unless(attempts == 0, r, "attempts", Json.of(attempts));
    Json.set(r, "baseValue", baseValue);
    Json.set(r, "value", value);
    Json.set(r, "cause", cause);
    return r;
  }

  private static void unless(boolean usual, Json r, String field, Json value) {
    if (!usual) {
      Json.set(r, field, value);
    }
  }

  /** Gives a record that {@link #pack} wrote what it left out. */
  static void unpack(Json r, Json commonOrigin, Json commonAt) {
    usual(r, "origin", commonOrigin);
    usual(r, "at", commonAt);
    usual(r, "state", Json.of(QUEUED));
    usual(r, "base", Json.of(0));
    usual(r, "replaces", Json.array());
    usual(r, "attempts", Json.of(0));
  }

  private static void usual(Json r, String field, Json value) {
    if (Json.isAbsent(Json.get(r, field))) {
      Json.set(r, field, value);
    }
  }

  /** The name of a field that is missing or of the wrong type; empty if all are right. */
  static String flaw(Json r) {
    for (String name : new String[] {"id", "origin", "key", "state"}) {
      if (!Json.isObject(r) || !Json.isString(Json.get(r, name))) {
        return name;
      }
    }
    for (String name : new String[] {"base", "at", "attempts"}) {
      if (!Json.isNumber(Json.get(r, name))) {
        return name;
      }
    }
    if (!Json.isArray(Json.get(r, "replaces"))) {
      return "replaces";
    }
    return Json.text(Json.get(r, "key")).indexOf('/') < 0 ? "key" : "";
  }

  /** The schema version of the record. */
  static double schema(Json r) {
    Json schema = Json.get(r, "schema");
    return Json.isNumber(schema) ? Json.number(schema) : 0;
  }

  static Entry read(String place, Json r) {
    Entry e =
        new Entry(
            DocKey.number(place),
            Json.text(Json.get(r, "id")),
            Json.text(Json.get(r, "origin")),
            Json.text(Json.get(r, "key")));
    e.state = Json.text(Json.get(r, "state"));
    e.frozen = Json.isTrue(Json.get(r, "frozen"));
    Json asks = Json.get(r, "asks"); // these three since layout 3
    e.asks = Json.isString(asks) ? Json.text(asks) : "";
    e.schema = schema(r);
    e.migrates = Json.isTrue(Json.get(r, "migrates"));
    Json on = Json.get(r, "on"); // since layout 2
    e.on = Json.isString(on) ? Json.text(on) : "";
    e.base = (int) Json.number(Json.get(r, "base"));
    e.baseValue = Json.get(r, "baseValue");
    e.value = Json.get(r, "value");
    e.replaces = Json.get(r, "replaces");
    e.at = Json.number(Json.get(r, "at"));
    e.attempts = (int) Json.number(Json.get(r, "attempts"));
    e.cause = Json.get(r, "cause");
    return e;
  }
}
