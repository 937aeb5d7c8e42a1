package dev.holdfast.core.replica;

import dev.holdfast.core.json.Json;
import dev.holdfast.core.merge.StateHash;
import dev.holdfast.core.store.Table;
import dev.holdfast.core.store.Transaction;
import java.util.ArrayList;
import java.util.List;

/**
 * The server version on disk: documents in key order, many per record. One document costs one
 * record to read or write; all documents cost few records.
 *
 * <p>How it works: a one-level B-tree. The key of a page is at most the smallest document key in
 * it; the first page's key is empty. The list of page keys stays in memory, so finding a document's
 * page needs no read. A page over {@link #LIMIT} is split when it is written.
 *
 * <p>How to use it, inside a transaction only: first {@link #load} the pages that are needed, then
 * call {@link #doc} and {@link #put} in any order, then {@link #flush}. After a failed transaction
 * call {@link #forget}.
 */
final class Pages {
  /*
   * A page: { docKey: [version, boot, value] }; a tombstone is [version, boot]. boot is the number
   * of the last fresh pull that brought the document, see FreshPull.
   */

  /** Most characters of JSON in a page. */
  private static final int LIMIT = 48 * 1024;

  private static final int CACHED = 64;

  private List<String> index = new ArrayList<>();
  private Json cache = Json.object();
  private Json dirty = Json.object();
  private int cached;

  /** Reads the page keys from disk and drops the cached pages. */
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

  /** Loads the pages of {@code keys} that are not in memory yet. */
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

  /** Loads every page. */
  void loadAll(Transaction tx, Runnable then) {
    loadRange(tx, "", "", then);
  }

  /** Loads the pages that may hold keys with {@code from <= key < to}. */
  void loadRange(Transaction tx, String from, String to, Runnable then) {
    int end = position(from);
    List<String> wanted = new ArrayList<>();
    while (end < index.size() && begins(end, to)) {
      wanted.add(index.get(end));
      end++;
    }
    if (cached > 0 || wanted.size() < 2) {
      load(tx, wanted, then);
      return;
    }
    tx.scan( // at once: many single reads cost more
        Table.PAGES,
        wanted.get(0),
        end < index.size() ? index.get(end) : "",
        records -> {
          for (String page : wanted) {
            loaded(page, Json.absent());
          }
          for (int i = 0, n = Json.size(records); i < n; i++) {
            loaded(Json.text(Json.at(Json.at(records, i), 0)), Json.at(Json.at(records, i), 1));
          }
          then.run();
        });
  }

  /** Whether a page may hold keys before {@code to}; an empty {@code to} means no end. */
  private boolean begins(int page, String to) {
    return to.isEmpty() || index.get(page).compareTo(to) < 0;
  }

  /** Where the page begins that is {@code pages} behind that of {@code key}; empty if none is. */
  String behind(String key, int pages) {
    int at = position(key) + pages;
    return at < index.size() ? index.get(at) : "";
  }

  /** Where the page begins that is {@code pages} before the end of the keys before {@code key}. */
  String before(String key, int pages) {
    int last = position(key);
    last -= index.get(last).equals(key) ? 1 : 0;
    return index.get(Math.max(0, last - pages + 1));
  }

  private void loadPages(Transaction tx, List<String> missing, Runnable then) {
    Countdown left = new Countdown(missing.size(), then);
    for (String page : missing) {
      tx.get(
          Table.PAGES,
          page,
          value -> {
            loaded(page, value);
            left.step();
          });
    }
  }

  private void loaded(String page, Json value) {
    Json found = Json.isAbsent(value) ? Json.object() : value;
    if (!isSound(found)) {
      throw Damage.on(Table.PAGES, page);
    }
    Json.set(cache, Json.of(page), found);
    cached++;
  }

  /** Whether a record has the form of a page. */
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

  /** The server version of the document. Its page must be loaded. */
  Doc doc(String key) {
    Json entry = Json.get(page(pageOf(key)), key);
    return Json.isAbsent(entry) ? Doc.none() : doc(entry);
  }

  static Doc doc(Json entry) {
    int version = (int) Json.number(Json.at(entry, 0));
    return new Doc(version, Json.size(entry) > 2 ? Json.at(entry, 2) : Json.absent());
  }

  /** The number of the last fresh pull that brought the document; -1 if there is no document. */
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

  /** Removes the document or its tombstone. */
  void remove(String key) {
    Json.remove(writable(pageOf(key)), Json.of(key));
  }

  /** Passes every document with {@code from <= key < to}, ascending. The pages must be loaded. */
  void each(String from, String to, Visitor visitor) {
    boolean all = from.isEmpty() && to.isEmpty();
    for (int i = position(from); i < index.size() && begins(i, to); i++) {
      Json page = page(index.get(i));
      Json keys = Json.sortedKeys(page);
      for (int k = 0, n = Json.size(keys); k < n; k++) {
        String key = Json.text(Json.at(keys, k));
        if (all || DocKey.isIn(key, from, to)) {
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

  /** Receives documents. */
  interface Visitor {
    void visit(String key, Doc doc);
  }

  /**
   * Writes the pages that {@link #put} and {@link #remove} changed. Returns whether any page
   * changed.
   */
  boolean flush(Transaction tx) {
    Json pages = Json.sortedKeys(dirty);
    for (int i = 0, n = Json.size(pages); i < n; i++) {
      Json name = Json.at(pages, i);
      Json page = Json.get(dirty, name);
      if (Json.stringify(page).length() <= LIMIT) {
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
      int more = Json.stringify(entry).length() + Json.length(key);
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
