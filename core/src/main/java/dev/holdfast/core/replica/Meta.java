package dev.holdfast.core.replica;

import dev.holdfast.core.Failure;
import dev.holdfast.core.json.Json;
import dev.holdfast.core.merge.StateHash;
import dev.holdfast.core.protocol.Limits;
import dev.holdfast.core.store.Table;
import org.jspecify.annotations.Nullable;

/**
 * The replica's own record: its id, cursor and counters. Mutable; a transaction changes a {@link
 * #copy}.
 */
final class Meta {
  static final String KEY = "replica";

  /** What the counters of Holdfast's own changes begin with. */
  static final String OURS = "~";

  /** This installation's id. */
  String replica = "";

  /** Grows with every change, so that another tab sees that its cache is stale. */
  int generation;

  /** Grows with every change of pages. */
  int pages;

  /** The last sequence number given in the outbox. */
  int seq;

  /** Grows with every reset. An exchange that began before a reset is void after it. */
  int resets;

  /** The epoch of the server's versions; null before the first answer. */
  @Nullable String epoch;

  /**
   * The epoch of work that was imported before the first answer; empty if there is none. The first
   * exchange sends it, so that a server with another lineage says so. While {@link #newLineage},
   * the epoch before that.
   */
  String presumed = "";

  /** Position in the order of the space's versions: an opaque number from the server. */
  double cursor;

  /** Hash of the server version. */
  StateHash hash = StateHash.EMPTY;

  /** Whether {@link #hash} was equal to the server's state hash at {@link #cursor}. */
  boolean verified;

  /** Number of the last fresh pull. It is still running while {@link #booting}. */
  int boot;

  boolean booting;

  /** Whether unsent work must be rebased on a new lineage when the fresh pull ends. */
  boolean newLineage;

  /** Whether documents are missing, since the first pull is not complete yet. */
  boolean partial;

  /** Whether the server has said that there are more changes. */
  boolean pulling;

  /** The schema version of the local version: see {@link Migration}. */
  double schema;

  /** The schema version of the server version. */
  double serverSchema;

  /** The same of the lineage before, while the documents of another are pulled. */
  double lastSchema;

  /** The hash of the server version that was migrated last; empty if none was. */
  String migrated = "";

  /** When an exchange last succeeded, in ms since 1970; 0 for never. */
  double lastSynced;

  /**
   * The key of the list of changes that was offered to the app's sync function and not taken yet;
   * empty if there is none.
   */
  String offer = "";

  /** Whether a state was saved here, or there was one on the server. It may have no documents. */
  boolean saved;

  /** Whether the subject has signed out: see {@link Seal}. */
  boolean sealed;

  /** Longest value that the server takes, in characters, as it said last. */
  int largest = Limits.DEFAULT.mutationChars();

  /** The stored snapshots, oldest first: {@code [[key, characters]]}. */
  Json snapshots = Json.array();

  /**
   * Counts of work: acknowledged, merged, superseded, discarded, archived, and the total of all
   * mutations made. All but the last are there twice: those of Holdfast's own changes, which the
   * others include, begin with {@link #OURS}.
   */
  Json audit = Json.object();

  /** Whether documents of the server are missing. */
  boolean isPartial() {
    return partial || booting;
  }

  void count(String what, int by) {
    Json.set(audit, what, Json.of(counted(what) + by));
  }

  int counted(String what) {
    Json n = Json.get(audit, what);
    return Json.isAbsent(n) ? 0 : (int) Json.number(n);
  }

  /** The number of changes that have no fate yet. */
  int unfinished() {
    int left = 2 * counted("total");
    Json counts = Json.keys(audit);
    for (int i = 0, n = Json.size(counts); i < n; i++) {
      String what = Json.text(Json.at(counts, i));
      left -= what.startsWith(OURS) ? 0 : counted(what); // with the total itself
    }
    return left;
  }

  /** The next version of a document, for an app's own server that has no versions. */
  int nextVersion() {
    return (int) ++cursor;
  }

  /** Forgets both versions, as a reset does. */
  void forget() {
    resets++;
    epoch = null;
    presumed = "";
    cursor = 0;
    hash = StateHash.EMPTY;
    verified = false;
    booting = false;
    newLineage = false;
    partial = false;
    pulling = false;
    schema = 0;
    serverSchema = 0;
    migrated = "";
    offer = "";
    saved = false;
    snapshots = Json.array();
  }

  /** The epoch of the versions here; absent before the first answer. */
  Json lineage() {
    return lineage(false);
  }

  /**
   * The epoch of the versions that unsent work names: while another lineage is pulled, that of the
   * lineage before.
   */
  Json lineageOfWork() {
    return lineage(newLineage);
  }

  private Json lineage(boolean before) {
    String lineage = before || epoch == null ? presumed : epoch;
    return lineage.isEmpty() ? Json.absent() : Json.of(lineage);
  }

  /** The server has another lineage. The work here is made again once all of that is pulled. */
  void beginLineage(String other) {
    if (!newLineage) {
      lastSchema = serverSchema;
      presumed = epoch == null ? presumed : epoch;
    }
    epoch = other;
    cursor = 0;
    newLineage = true;
  }

  /** Takes the epoch of imported work, if none is known. */
  void presume(Json other) {
    if (epoch == null && presumed.isEmpty() && Json.isString(other)) {
      presumed = Json.text(other);
    }
  }

  /** Whether versions of the epoch {@code other} mean nothing to the work here. */
  boolean isOtherLineage(Json other) {
    Json mine = lineageOfWork();
    return Json.isString(other) && Json.isString(mine) && !Json.sameText(mine, other);
  }

  /**
   * A name of the present versions. It changes with a reset, and when the browser has evicted all
   * data.
   */
  String life() {
    return replica + "/" + resets;
  }

  Meta copy() {
    return read(write());
  }

  Json write() {
    Json r = Json.object();
    Json.set(r, "format", Json.of(Format.NOW));
    Json.set(r, "replica", Json.of(replica));
    Json.set(r, "generation", Json.of(generation));
    Json.set(r, "pages", Json.of(pages));
    Json.set(r, "seq", Json.of(seq));
    Json.set(r, "resets", Json.of(resets));
    Json.set(r, "epoch", epoch == null ? Json.nul() : Json.of(epoch));
    Json.set(r, "presumed", Json.of(presumed));
    Json.set(r, "cursor", Json.of(cursor));
    Json.set(r, "hash", Json.of(hash.hex()));
    Json.set(r, "verified", Json.of(verified));
    Json.set(r, "boot", Json.of(boot));
    Json.set(r, "booting", Json.of(booting));
    Json.set(r, "newLineage", Json.of(newLineage));
    Json.set(r, "partial", Json.of(partial));
    Json.set(r, "pulling", Json.of(pulling));
    Json.set(r, "schema", Json.of(schema));
    Json.set(r, "serverSchema", Json.of(serverSchema));
    Json.set(r, "lastSchema", Json.of(lastSchema));
    Json.set(r, "migrated", Json.of(migrated));
    Json.set(r, "lastSynced", Json.of(lastSynced));
    Json.set(r, "offer", Json.of(offer));
    Json.set(r, "saved", Json.of(saved));
    Json.set(r, "sealed", Json.of(sealed));
    Json.set(r, "largest", Json.of(largest));
    Json.set(r, "snapshots", snapshots);
    Json.set(r, "audit", Json.copy(audit));
    return r;
  }

  /** Whether {@link #read} can read the record. A record of a later release counts as readable. */
  static boolean isSound(Json r) {
    boolean sound = Json.isObject(r) && Json.isNumber(Json.get(r, "format"));
    if (!sound || integer(r, "format") > Format.NOW) {
      return sound;
    }
    for (String field : new String[] {"generation", "pages", "seq", "resets", "cursor", "boot"}) {
      sound &= Json.isNumber(Json.get(r, field));
    }
    Json hash = Json.get(r, "hash");
    return sound
        && Json.isString(Json.get(r, "replica"))
        && Json.isString(hash)
        && Json.length(hash) == 32
        && Json.isNumber(Json.get(r, "lastSynced"))
        && Json.isString(Json.get(r, "offer"))
        && Json.isArray(Json.get(r, "snapshots"))
        && Json.isObject(Json.get(r, "audit"));
  }

  /**
   * @throws Failure {@code NEWER_DATA}, or {@code CORRUPT_PAGE} if it is not {@link #isSound}
   */
  static Meta read(Json r) {
    if (!isSound(r)) {
      throw Damage.on(Table.META, KEY);
    }
    Format.refuseNewer(integer(r, "format"));
    Meta m = new Meta();
    m.replica = Json.text(Json.get(r, "replica"));
    m.generation = integer(r, "generation");
    m.pages = integer(r, "pages");
    m.seq = integer(r, "seq");
    m.resets = integer(r, "resets");
    Json epoch = Json.get(r, "epoch");
    m.epoch = Json.isString(epoch) ? Json.text(epoch) : null;
    Json presumed = Json.get(r, "presumed"); // since layout 2
    m.presumed = Json.isString(presumed) ? Json.text(presumed) : "";
    m.cursor = Json.number(Json.get(r, "cursor"));
    m.hash = StateHash.parse(Json.text(Json.get(r, "hash")));
    // Earlier releases know no places, and send a hash back that the server has not sent.
    m.verified = integer(r, "format") > 2 && Json.isTrue(Json.get(r, "verified"));
    m.boot = integer(r, "boot");
    m.booting = Json.isTrue(Json.get(r, "booting"));
    m.newLineage = Json.isTrue(Json.get(r, "newLineage"));
    m.partial = Json.isTrue(Json.get(r, "partial")); // these five since layout 3
    m.pulling = Json.isTrue(Json.get(r, "pulling"));
    m.schema = optional(r, "schema");
    m.serverSchema = optional(r, "serverSchema");
    m.lastSchema = optional(r, "lastSchema");
    Json migrated = Json.get(r, "migrated");
    m.migrated = Json.isString(migrated) ? Json.text(migrated) : "";
    m.lastSynced = Json.number(Json.get(r, "lastSynced"));
    m.offer = Json.text(Json.get(r, "offer"));
    m.saved = Json.isTrue(Json.get(r, "saved"));
    m.sealed = Json.isTrue(Json.get(r, "sealed"));
    Json largest = Json.get(r, "largest"); // not written by earlier releases
    m.largest = Json.isNumber(largest) ? (int) Json.number(largest) : m.largest;
    m.snapshots = Json.get(r, "snapshots");
    m.audit = Json.get(r, "audit");
    return m;
  }

  private static double optional(Json r, String field) {
    Json number = Json.get(r, field);
    return Json.isNumber(number) ? Json.number(number) : 0;
  }

  private static int integer(Json r, String field) {
    return (int) Json.number(Json.get(r, field));
  }
}
