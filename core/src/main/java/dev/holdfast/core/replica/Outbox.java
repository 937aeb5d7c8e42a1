package dev.holdfast.core.replica;

import dev.holdfast.core.json.Json;
import dev.holdfast.core.store.Table;
import dev.holdfast.core.store.Transaction;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one transaction writes into the table OUTBOX. Entries that it makes together share records,
 * and stay in them until they are finished.
 *
 * <p>A record is one entry, or a pack: a text that holds the JSON array {@code [origin, at, entry,
 * entry, …]}. Its key is the place of the first entry that was in it, and all sequence numbers in
 * it are less than the next record's. An entry in a pack has its number, and leaves out what most
 * of them have in common. A text is quicker to store and to read than the objects that it
 * describes.
 */
final class Outbox {
  /** Most characters in a pack, unless one entry has more. */
  private static final int LIMIT = 48 * 1024;

  private static final String SEQ = "seq";

  /** The packs that are changed, by record key; an empty one is deleted. */
  final Map<String, List<Entry>> packs = new HashMap<>();

  private final Map<String, List<Entry>> known;
  private final Transaction tx;
  private final Map<String, Entry> made = new HashMap<>();

  /**
   * @param known all packs on disk
   */
  Outbox(Map<String, List<Entry>> known, Transaction tx) {
    this.known = known;
    this.tx = tx;
  }

  void save(Entry e) {
    if (e.record.isEmpty()) {
      made.put(e.id, e);
      return;
    }
    List<Entry> pack = pack(e.record);
    if (pack == null) {
      tx.put(Table.OUTBOX, e.record, e.write());
      return;
    }
    int at = position(pack, e.seq);
    if (at < pack.size() && pack.get(at).seq == e.seq) {
      pack.remove(at);
    }
    pack.add(at, e);
  }

  void drop(Entry e) {
    if (e.record.isEmpty()) {
      made.remove(e.id);
      return;
    }
    List<Entry> pack = pack(e.record);
    if (pack == null) {
      tx.delete(Table.OUTBOX, e.record);
      return;
    }
    int at = position(pack, e.seq);
    if (at < pack.size() && pack.get(at).seq == e.seq) {
      pack.remove(at);
    }
  }

  /** The pack to change; null if the record is one entry. */
  private @Nullable List<Entry> pack(String record) {
    List<Entry> pack = packs.get(record);
    List<Entry> before = pack == null ? known.get(record) : null;
    if (before != null) {
      pack = new ArrayList<>(before);
      packs.put(record, pack);
    }
    return pack;
  }

  private static int position(List<Entry> pack, int seq) {
    int at = 0;
    while (at < pack.size() && pack.get(at).seq < seq) {
      at++;
    }
    return at;
  }

  /** Writes what is not written yet. */
  void close() {
    for (Map.Entry<String, List<Entry>> one : packs.entrySet()) {
      List<Entry> pack = one.getValue();
      if (pack.isEmpty()) {
        tx.delete(Table.OUTBOX, one.getKey());
      } else {
        Pack text = new Pack(pack.get(0));
        for (Entry e : pack) {
          text.add(e);
        }
        text.write(one.getKey());
      }
    }
    List<Entry> fresh = new ArrayList<>(made.values());
    fresh.sort((a, b) -> Integer.compare(a.seq, b.seq));
    made.clear();
    int at = 0;
    while (at < fresh.size()) {
      at = write(fresh, at);
    }
  }

  /** Writes one record of new entries. Returns where it ends. */
  private int write(List<Entry> fresh, int from) {
    Entry first = fresh.get(from);
    Pack text = new Pack(first);
    String record = first.place();
    List<Entry> pack = new ArrayList<>();
    int at = from;
    while (at < fresh.size() && (at == from || text.length < LIMIT)) {
      Entry e = fresh.get(at++);
      text.add(e);
      e.record = record;
      pack.add(e);
    }
    if (pack.size() == 1) {
      tx.put(Table.OUTBOX, record, first.write());
    } else {
      text.write(record);
      packs.put(record, pack);
    }
    return at;
  }

  /** A pack that is being written. */
  private final class Pack {
    private final String origin;
    private final double at;
    private String text;
    private int length;

    Pack(Entry first) {
      origin = first.origin;
      at = first.at;
      text = "[" + Json.stringify(Json.of(origin)) + "," + Json.stringify(Json.of(at));
    }

    void add(Entry e) {
      Json packed = e.pack(origin, at);
      Json.set(packed, SEQ, Json.of(e.seq));
      String one = Json.stringify(packed);
      text = text + "," + one;
      length += one.length();
    }

    void write(String record) {
      tx.put(Table.OUTBOX, record, Json.of(text + "]"));
    }
  }

  // --- reading ---

  /** Receives entries of a record in order. */
  interface Visitor {
    /**
     * @param entry as {@link Entry#write} wrote it
     */
    void visit(String place, Json entry);
  }

  /** Passes the entries of a record. Returns whether it is one that can be read. */
  static boolean read(String key, Json record, Visitor visitor) {
    if (!Json.isString(record)) {
      boolean sound = Entry.flaw(record).isEmpty();
      if (sound) {
        visitor.visit(key, record);
      }
      return sound;
    }
    Json pack = Json.parseOurs(Json.text(record));
    boolean sound =
        Json.isArray(pack)
            && Json.size(pack) > 2
            && Json.isString(Json.at(pack, 0))
            && Json.isNumber(Json.at(pack, 1));
    int n = sound ? Json.size(pack) : 0;
    for (int i = 2; sound && i < n; i++) {
      Json entry = Json.at(pack, i);
      sound = Json.isObject(entry) && Json.isNumber(Json.get(entry, SEQ));
      if (sound) {
        Entry.unpack(entry, Json.at(pack, 0), Json.at(pack, 1));
        sound = Entry.flaw(entry).isEmpty();
      }
    }
    for (int i = 2; sound && i < n; i++) {
      int seq = (int) Json.number(Json.get(Json.at(pack, i), SEQ));
      visitor.visit(DocKey.sequence(seq), Json.at(pack, i));
    }
    return sound;
  }
}
