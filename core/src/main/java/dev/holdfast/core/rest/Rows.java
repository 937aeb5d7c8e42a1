package dev.holdfast.core.rest;

import dev.holdfast.core.Done;
import dev.holdfast.core.json.Json;
import dev.holdfast.core.merge.Place;
import dev.holdfast.core.merge.Placed;
import dev.holdfast.core.merge.StateHash;
import dev.holdfast.core.protocol.Mutation;
import dev.holdfast.core.replica.Format;
import dev.holdfast.core.store.Store;
import dev.holdfast.core.store.Table;
import dev.holdfast.core.store.Transaction;

/**
 * What is stored about a backend that has no versions. A row per document: the version that we gave
 * it, the hash of its value, its place in its list, its {@code ETag}, the backend's id if it
 * differs, and whether it was deleted. Also the receipt of each mutation until the replica has it.
 *
 * <p>It is in the replica's own database, so both are evicted, reset and sealed together. A change
 * is visible here at once and durable after {@link #commit}.
 */
final class Rows {
  private static final String HEAD = "rest/head";
  private static final String ROW = "rest/row/";
  private static final String RECEIPT = "rest/receipt/";
  private static final String END = "rest0";

  /** Deletions among this many latest versions are kept. */
  private static final double LATEST = 1_000;

  private final Store store;
  private Json head = Json.absent();
  private Json rows = Json.object();
  private Json receipts = Json.object();
  private Json changed = Json.object();

  Rows(Store store) {
    this.store = store;
  }

  /** Reads all from disk, where another tab may have written it. */
  void load(String newEpoch, Done done) {
    rows = Json.object();
    receipts = Json.object();
    changed = Json.object();
    head = Json.object();
    Json.set(head, "epoch", Json.of(newEpoch));
    Json.set(head, "version", Json.of(0));
    store.transact(false, tx -> tx.scan(Table.META, "rest/", END, this::take), done);
  }

  private void take(Json all) {
    for (int i = 0, n = Json.size(all); i < n; i++) {
      String place = Json.text(Json.at(Json.at(all, i), 0));
      Json value = Json.at(Json.at(all, i), 1);
      if (place.equals(HEAD)) {
        head = Json.copy(value);
      } else if (place.startsWith(ROW)) {
        Json.set(rows, place.substring(ROW.length()), value);
      } else {
        Json.set(receipts, place.substring(RECEIPT.length()), value);
      }
    }
  }

  /** Makes all changes since the last commit durable. */
  void commit(Done done) {
    Json mine = changed;
    changed = Json.object();
    store.transact(true, tx -> Format.refuseNewer(tx, () -> write(tx, mine)), done);
  }

  private void write(Transaction tx, Json places) {
    tx.put(Table.META, HEAD, head);
    Json all = Json.keys(places);
    for (int i = 0, n = Json.size(all); i < n; i++) {
      write(tx, Json.text(Json.at(all, i)));
    }
  }

  private void write(Transaction tx, String place) {
    boolean row = place.startsWith(ROW);
    Json value =
        row
            ? Json.get(rows, place.substring(ROW.length()))
            : Json.get(receipts, place.substring(RECEIPT.length()));
    if (Json.isAbsent(value)) {
      tx.delete(Table.META, place);
    } else {
      tx.put(Table.META, place, value);
    }
  }

  private void change(String place) {
    Json.set(changed, place, Json.of(true));
  }

  String epoch() {
    return Json.text(Json.get(head, "epoch"));
  }

  /** Epoch and newest version: they name the present content, and differ after each change. */
  Json place() {
    return Json.copy(head);
  }

  double version() {
    return Json.number(Json.get(head, "version"));
  }

  private double nextVersion() {
    double next = version() + 1;
    Json.set(head, "version", Json.of(next));
    return next;
  }

  // --- documents ---

  static String key(String collection, String doc) {
    Json pair = Json.array();
    Json.push(pair, Json.of(collection));
    Json.push(pair, Json.of(doc));
    return Json.stringify(pair);
  }

  static String hash(String collection, String doc, Json value) {
    return StateHash.of(collection, doc, value).hex();
  }

  /** The document's row; absent if it has none. */
  Json find(String collection, String doc) {
    return Json.get(rows, key(collection, doc));
  }

  static boolean isAlive(Json row) {
    return !Json.isAbsent(row) && !Json.isTrue(Json.get(row, "gone"));
  }

  static double version(Json row) {
    return Json.isAbsent(row) ? 0 : Json.number(Json.get(row, "version"));
  }

  static String collection(Json row) {
    return text(row, "collection");
  }

  static String doc(Json row) {
    return text(row, "doc");
  }

  static String text(Json row, String field) {
    Json value = Json.isAbsent(row) ? row : Json.get(row, field);
    return Json.isString(value) ? Json.text(value) : "";
  }

  /**
   * Stores that the backend has another value now, under a new version.
   *
   * @param content as the replica sees it; absent if it was deleted. Without a place of its own it
   *     keeps the document's place, which the backend does not know
   * @param etag may be empty
   * @param id the backend's id as it writes it; absent if it is the document's id
   */
  Json hold(String collection, String doc, Json content, String etag, Json id) {
    Json place = Placed.place(placed(content, find(collection, doc)));
    Json row = Json.object();
    Json.set(row, "collection", Json.of(collection));
    Json.set(row, "doc", Json.of(doc));
    Json.set(row, "version", Json.of(nextVersion()));
    if (Json.isAbsent(content)) {
      Json.set(row, "gone", Json.of(true));
    } else {
      Json.set(row, "hash", Json.of(hash(collection, doc, Placed.value(content))));
      Json.set(row, "etag", Json.of(etag));
      Json.set(row, "place", place);
      Json.set(row, "number", Json.of(hasNumber(Placed.value(content))));
    }
    Json.set(row, "id", id);
    put(collection, doc, row);
    return row;
  }

  /**
   * Whether the value has a number as its id: then it gets one again, whatever the backend's is.
   */
  static boolean hasNumber(Json value) {
    return Json.isObject(value) && Json.isNumber(Json.get(value, "id"));
  }

  static boolean isNumber(Json row) {
    return isAlive(row) && Json.isTrue(Json.get(row, "number"));
  }

  /**
   * The document of a resource that has none yet: its id, unless a document that was made here has
   * that one, and another resource.
   */
  String free(String collection, String id) {
    Json row = find(collection, id);
    Json other = isAlive(row) ? Json.get(row, "id") : Json.absent();
    boolean free = Json.isAbsent(other) || Endpoint.text(other).equals(id);
    return free ? id : free(collection, id.concat("~"));
  }

  /** The content with the place that the document has here, unless it has one of its own. */
  static Json placed(Json content, Json row) {
    boolean own = Json.isAbsent(row) || Json.isString(Placed.place(content));
    return own ? content : Placed.of(Placed.value(content), Json.get(row, "place"));
  }

  /** A new value of the backend's, at the place where the document is listed here. */
  static Json listed(Json value, Json row) {
    boolean derived =
        isAlive(row) && !Json.isString(Json.get(row, "place")) && !doc(row).equals(Endpoint.SINGLE);
    return derived
        ? Placed.of(value, Json.of(Place.arrived(version(row)))) // its version will tell no more
        : placed(value, row);
  }

  /** Stores a new place of the same value, under a new version. */
  Json move(String collection, String doc, Json place) {
    Json row = Json.copy(find(collection, doc));
    Json.set(row, "version", Json.of(nextVersion()));
    Json.set(row, "place", place);
    put(collection, doc, row);
    return row;
  }

  /**
   * Forgets deleted documents that the replica knows to be deleted, so the rows do not grow for
   * ever. The latest stay: mutations made before such a deletion may still arrive.
   *
   * @param known the replica's cursor
   */
  void forgetDeleted(double known) {
    double old = Math.min(known, version() - LATEST);
    Json places = Json.keys(rows);
    for (int i = 0, n = Json.size(places); i < n; i++) {
      String place = Json.text(Json.at(places, i));
      Json row = Json.get(rows, place);
      if (!isAlive(row) && version(row) <= old) {
        Json.remove(rows, Json.at(places, i));
        change(ROW.concat(place));
      }
    }
  }

  private void put(String collection, String doc, Json row) {
    String key = key(collection, doc);
    Json.set(rows, key, row);
    change(ROW.concat(key));
  }

  /** Whether the backend is known to hold a document of the collection. */
  boolean knows(String collection) {
    Json all = all();
    boolean found = false;
    for (int i = 0, n = Json.size(all); i < n; i++) {
      Json row = Json.at(all, i);
      found |= isAlive(row) && collection(row).equals(collection);
    }
    return found;
  }

  /** All rows, in no order. */
  Json all() {
    Json keys = Json.keys(rows);
    Json out = Json.array();
    for (int i = 0, n = Json.size(keys); i < n; i++) {
      Json.push(out, Json.get(rows, Json.at(keys, i)));
    }
    return out;
  }

  // --- receipts ---

  /** The receipt of a mutation; absent if there is none. */
  Json receipt(Json id) {
    return Json.get(receipts, id);
  }

  void remember(Json id, Json receipt) {
    Json.set(receipts, id, receipt);
    change(RECEIPT.concat(Json.text(id)));
  }

  /** Forgets all receipts except those of {@code mutations}: the replica has the others. */
  void forgetReceipts(Json mutations) {
    Json wanted = Json.object();
    for (int i = 0, n = Json.size(mutations); i < n; i++) {
      Json.set(wanted, Mutation.id(Json.at(mutations, i)), Json.of(true));
    }
    Json ids = Json.keys(receipts);
    for (int i = 0, n = Json.size(ids); i < n; i++) {
      Json id = Json.at(ids, i);
      if (Json.isAbsent(Json.get(wanted, id))) {
        Json.remove(receipts, id);
        change(RECEIPT.concat(Json.text(id)));
      }
    }
  }
}
