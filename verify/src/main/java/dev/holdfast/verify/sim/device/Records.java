package dev.holdfast.verify.sim.device;

import dev.holdfast.core.json.Json;
import dev.holdfast.core.store.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The records of a replica on disk. They are read by their format alone, without the replica's
 * code.
 */
public final class Records {
  private static final String[] STATES = {"queued", "inFlight", "unknown", "conflicted", "parked"};
  private static final String[] FATES = {
    "acknowledged", "merged", "superseded", "discarded", "archived"
  };

  private Records() {}

  /** The replica's own record; absent before its first change. */
  public static Json meta(Contents disk) {
    Json meta = disk.committed(Table.META).get("replica");
    return meta == null ? Json.absent() : meta;
  }

  /** A name of the versions on disk. It changes when the device forgets them. */
  public static String life(Contents disk) {
    Json meta = meta(disk);
    return Json.isAbsent(meta)
        ? ""
        : Json.text(Json.get(meta, "replica")) + "/" + number(meta, "resets");
  }

  public static int number(Json of, String field) {
    Json value = Json.get(of, field);
    return Json.isAbsent(value) ? 0 : (int) Json.number(value);
  }

  /** The server version: {@code [version, fresh pull, value?]} by document key. */
  public static TreeMap<String, Json> documents(Contents disk) {
    TreeMap<String, Json> documents = new TreeMap<>();
    for (Json page : disk.committed(Table.PAGES).values()) {
      Json keys = Json.keys(page);
      for (int i = 0; i < Json.size(keys); i++) {
        String key = Json.text(Json.at(keys, i));
        documents.put(key, Json.get(page, key));
      }
    }
    return documents;
  }

  public static Json value(Json document) {
    return Json.size(document) > 2 ? Json.at(document, 2) : Json.absent();
  }

  /** The server version and the audit as a page shows them that has read the disk; or empty. */
  public static String shown(Contents disk) {
    Json meta = meta(disk);
    if (Json.isAbsent(meta)) {
      return "";
    }
    Json counted = Json.get(meta, "audit");
    Json audit = Json.object();
    int ours = 0;
    for (String fate : FATES) {
      int own = number(counted, "~" + fate);
      ours += own;
      Json.set(audit, fate, Json.of(number(counted, fate) - own));
    }
    for (String state : STATES) {
      Json.set(audit, state, Json.of(0));
    }
    for (Json entry : disk.committed(Table.OUTBOX).values()) {
      if (isOurs(entry)) {
        ours++;
      } else {
        String state = Json.text(Json.get(entry, "state"));
        Json.set(audit, state, Json.of(number(audit, state) + 1));
      }
    }
    Json.set(audit, "total", Json.of(number(counted, "total") - ours));
    String hash = Json.isString(Json.get(meta, "epoch")) ? Json.text(Json.get(meta, "hash")) : "";
    return hash + " " + Json.stringify(audit);
  }

  /** Whether the entry changes a document of Holdfast's own, which the audit does not count. */
  private static boolean isOurs(Json entry) {
    String key = Json.text(Json.get(entry, "key"));
    return key.startsWith("~") && !key.startsWith("~~") && !key.startsWith("~/");
  }

  /** The ids of the sealed archives. */
  public static List<String> sealed(Contents disk) {
    List<String> sealed = new ArrayList<>();
    for (Map.Entry<String, Json> e : disk.committed(Table.ARCHIVE).entrySet()) {
      if (Json.text(Json.get(e.getValue(), "reason")).equals("signOut")) {
        sealed.add(e.getKey());
      }
    }
    return sealed;
  }

  /** The documents that sealed work changes, by their archive and key. */
  public static Map<String, String> sealedDocuments(Contents disk) {
    Map<String, String> keys = new TreeMap<>();
    for (String id : sealed(disk)) {
      for (Json entry : archived(disk.committed(Table.ARCHIVE).getOrDefault(id, Json.absent()))) {
        String key = Json.text(Json.get(entry, "key"));
        keys.put(id + " " + key, key);
      }
    }
    return keys;
  }

  /** The mutations in an archive. */
  public static List<Json> archived(Json archive) {
    List<Json> entries = new ArrayList<>();
    Json rows = Json.get(archive, "entries");
    for (int i = 0; i < Json.size(rows); i++) {
      entries.add(Json.at(Json.at(rows, i), 1));
    }
    return entries;
  }

  /** The ids of unsent mutations. */
  public static Set<String> unsent(Contents disk) {
    Set<String> ids = new TreeSet<>();
    for (Json entry : disk.committed(Table.OUTBOX).values()) {
      ids.add(Json.text(Json.get(entry, "id")));
    }
    return ids;
  }

  /** The unsent mutations of a document, oldest first. */
  public static List<Json> unsent(Contents disk, String key) {
    List<Json> entries = new ArrayList<>();
    for (Json entry : disk.committed(Table.OUTBOX).values()) {
      if (Json.text(Json.get(entry, "key")).equals(key)) {
        entries.add(entry);
      }
    }
    return entries;
  }

  /** All unsent and archived work, as text. */
  public static void unfinished(Contents disk, StringBuilder into) {
    for (Table table : new Table[] {Table.OUTBOX, Table.ARCHIVE}) {
      for (Map.Entry<String, Json> e : disk.committed(table).entrySet()) {
        into.append(Json.stringify(e.getValue())).append('\n');
      }
    }
  }
}
