package dev.holdfast.core.replica;

import dev.holdfast.core.json.Json;
import dev.holdfast.core.merge.StateHash;
import dev.holdfast.core.store.Table;
import dev.holdfast.core.store.Transaction;
import java.util.ArrayList;
import java.util.List;

/**
 * The server version on disk: documents in key order, many to a record, so that reading or writing
 * one costs one record and reading all costs few.
 *
 * <p>How it works: a one-level B-tree. The key of a page is at most the smallest document key in
 * it; the first page's key is empty. The list of page keys stays in memory, so finding a document's
 * page reads nothing. A page over {@link #LIMIT} is split when it is written.
 *
 * <p>Used inside transactions only: {@link #load} what will be touched, then {@link #doc} and
 * {@link #put} at will, then {@link #flush}. After a failed transaction {@link #forget}.
 */
final class Pages {
  /*
   * A page: { docKey: [version, boot, value] }; a tombstone is [version, boot]. boot is the number of the
   * fresh pull that last saw the document, see Exchange.
   */

  /** Characters of JSON a page may have. */
  private static final int LIMIT = 48 * 1024;

  private static final int CACHED = 64;

  private List<String> index = new ArrayList<>();
  private Json cache = Json.object();
  private Json dirty = Json.object();
  private int cached;

  /** Takes the page keys from disk; what was cached is stale. */
  void reload(Transaction tx, Runnable then) {
    forget();
    tx.keys(
        Table.PAGES,
        keys -> {
          List<String> fresh = new ArrayList<>();
          for (int i = 0, n = Json.size(keys); i < n; i++) {
            fresh.add(Json.text(Json.at(keys, i)));
          }
          if (fresh.isEmpty() || !fresh.get(0).isEmpty()) {
            fresh.add(0, "");
          }
          index = fresh;
          then.run();
        });
  }

  void forget() {
    cache = Json.object();
    dirty = Json.object();
    cached = 0;
  }

  /** Brings the pages of {@code keys} into memory, each read once. */
  void load(Transaction tx, List<String> keys, Runnable then) {
    List<String> missing = new ArrayList<>();
    Json asked = Json.object();
    for (String key : keys) {
      String page = pageOf(key);
      Json name = Json.of(page);
      if (Json.isAbsent(Json.get(cache, name)) && Json.isAbsent(Json.get(asked, name))) {
        Json.set(asked, name, name);
        missing.add(page);
      }
    }
    loadPages(tx, missing, then);
  }

  /** Brings every page into memory. */
  void loadAll(Transaction tx, Runnable then) {
    load(tx, index, then);
  }

  /** Brings the pages into memory that may hold keys with this prefix. */
  void loadPrefix(Transaction tx, String prefix, Runnable then) {
    List<String> wanted = new ArrayList<>();
    for (int i = position(prefix); i < index.size() && atOrBefore(index.get(i), prefix); i++) {
      wanted.add(index.get(i));
    }
    load(tx, wanted, then);
  }

  private static boolean atOrBefore(String page, String prefix) {
    return page.compareTo(prefix) <= 0 || page.startsWith(prefix);
  }

  private void loadPages(Transaction tx, List<String> missing, Runnable then) {
    Countdown left = new Countdown(missing.size(), then);
    for (String page : missing) {
      tx.get(
          Table.PAGES,
          page,
          value -> {
            Json found = Json.isAbsent(value) ? Json.object() : value;
            if (!isSound(found)) {
              throw Damage.on(Table.PAGES, page);
            }
            Json.set(cache, Json.of(page), found);
            cached++;
            left.step();
          });
    }
  }

  /** Whether a record is a page at all. */
  static boolean isSound(Json page) {
    boolean sound = Json.isObject(page);
    Json keys = sound ? Json.keys(page) : Json.array();
    for (int i = 0, n = Json.size(keys); sound && i < n; i++) {
      Json entry = Json.get(page, Json.at(keys, i));
      sound =
          Json.isArray(entry)
              && Json.size(entry) > 1
              && Json.isNumber(Json.at(entry, 0))
              && Json.isNumber(Json.at(entry, 1));
    }
    return sound;
  }

  /** The document as the server is known to hold it. Its page must be loaded. */
  Doc doc(String key) {
    Json entry = Json.get(page(pageOf(key)), key);
    return Json.isAbsent(entry) ? Doc.none() : doc(entry);
  }

  static Doc doc(Json entry) {
    int version = (int) Json.number(Json.at(entry, 0));
    return new Doc(version, Json.size(entry) > 2 ? Json.at(entry, 2) : Json.absent());
  }

  /** The fresh pull that last saw the document; -1 if there is none. */
  int boot(String key) {
    Json entry = Json.get(page(pageOf(key)), key);
    return Json.isAbsent(entry) ? -1 : (int) Json.number(Json.at(entry, 1));
  }

  void put(String key, Doc doc, int boot) {
    Json entry = Json.array();
    Json.push(entry, Json.of(doc.version()));
    Json.push(entry, Json.of(boot));
    if (!Json.isAbsent(doc.value())) {
      Json.push(entry, doc.value());
    }
    Json.set(writable(pageOf(key)), Json.of(key), entry);
  }

  /** Takes the document out, tombstone and all. */
  void remove(String key) {
    Json.remove(writable(pageOf(key)), Json.of(key));
  }

  /** Every document with the prefix, ascending by key. Its pages must be loaded. */
  void each(String prefix, Visitor visitor) {
    for (int i = position(prefix); i < index.size() && atOrBefore(index.get(i), prefix); i++) {
      Json page = page(index.get(i));
      Json keys = Json.sortedKeys(page);
      for (int k = 0, n = Json.size(keys); k < n; k++) {
        String key = Json.text(Json.at(keys, k));
        if (key.startsWith(prefix)) {
          visitor.visit(key, doc(Json.get(page, Json.at(keys, k))));
        }
      }
    }
  }

  /** The hash of all documents. Their pages must be loaded. */
  StateHash hash() {
    StateHash sum = StateHash.EMPTY;
    for (String name : index) {
      Json page = page(name);
      Json keys = Json.keys(page);
      for (int i = 0, n = Json.size(keys); i < n; i++) {
        Json key = Json.at(keys, i);
        sum = sum.plus(DocKey.hash(Json.text(key), doc(Json.get(page, key)).value()));
      }
    }
    return sum;
  }

  /** Hears documents. */
  interface Visitor {
    void visit(String key, Doc doc);
  }

  /**
   * Writes what {@link #put} and {@link #remove} changed; whether the set of pages changed
   * anything.
   */
  boolean flush(Transaction tx) {
    Json pages = Json.sortedKeys(dirty);
    for (int i = 0, n = Json.size(pages); i < n; i++) {
      Json name = Json.at(pages, i);
      Json page = Json.get(dirty, name);
      if (Json.length(Json.canonical(page)) <= LIMIT) {
        write(tx, Json.text(name), page);
      } else {
        split(tx, Json.text(name), page);
      }
    }
    boolean changed = Json.size(pages) > 0;
    dirty = Json.object();
    if (cached > CACHED) {
      forget();
    }
    return changed;
  }

  /** Deletes every page. */
  void clear(Transaction tx) {
    tx.deleteRange(Table.PAGES, "", "");
    forget();
    index = new ArrayList<>();
    index.add("");
  }

  private void split(Transaction tx, String name, Json page) {
    Json keys = Json.sortedKeys(page);
    Json part = Json.object();
    String partName = name;
    int size = 0;
    for (int i = 0, n = Json.size(keys); i < n; i++) {
      Json key = Json.at(keys, i);
      Json entry = Json.get(page, key);
      int more = Json.length(Json.canonical(entry)) + Json.length(key);
      if (size > 0 && size + more > LIMIT * 2 / 3) {
        write(tx, partName, part);
        part = Json.object();
        partName = Json.text(key);
        index.add(position(partName) + 1, partName);
        size = 0;
      }
      Json.set(part, key, entry);
      size += more;
    }
    write(tx, partName, part);
  }

  private void write(Transaction tx, String name, Json page) {
    tx.put(Table.PAGES, name, page);
    Json.set(cache, Json.of(name), page);
  }

  private Json page(String name) {
    Json changed = Json.get(dirty, name);
    if (!Json.isAbsent(changed)) {
      return changed;
    }
    return Json.get(cache, name);
  }

  private Json writable(String name) {
    Json page = Json.get(dirty, name);
    if (Json.isAbsent(page)) {
      page = Json.copy(Json.get(cache, name));
      Json.set(dirty, Json.of(name), page);
    }
    return page;
  }

  private String pageOf(String key) {
    return index.get(position(key));
  }

  /** The last page that begins at {@code key} or before it; -1 if there is none. */
  private int position(String key) {
    int low = 0;
    int high = index.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (index.get(middle).compareTo(key) > 0) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low - 1;
  }
}
