package dev.holdfast.verify.harness;

import dev.holdfast.core.json.Json;
import java.util.List;

/**
 * A site's databases on the browser's disk, read and written without the product's code. The tab
 * must be on that site. Bytes are given as {@code {base64}}.
 */
public final class OnDisk {
  private static final String OPEN =
      """
      const open = (name, version, upgrade) => new Promise((ok, no) => {
        const r = indexedDB.open(name, version);
        r.onupgradeneeded = () => upgrade ? upgrade(r.result) : r.transaction.abort();
        r.onblocked = () => setTimeout(() => no(new Error('blocked')), 60000);
        r.onsuccess = () => ok(r.result);
        r.onerror = () => no(r.error);
      });
      const done = tx => new Promise((ok, no) => { tx.oncomplete = ok; tx.onabort = () => no(tx.error); });
      const bytes = text => Uint8Array.from(atob(text), c => c.charCodeAt(0)).buffer;
      const text = buffer => btoa(String.fromCharCode(...new Uint8Array(buffer)));
      """;

  private final Tab tab;

  private OnDisk(Tab tab) {
    this.tab = tab;
  }

  public static OnDisk of(Tab tab) {
    return new OnDisk(tab);
  }

  /** Creates databases: {@code {name: {version, tables: {table: [[key, value]]}}}}. */
  public void restore(String databases) {
    run(
        """
        const all = JSON.parse(it, (k, v) => v && v.base64 ? bytes(v.base64) : v);
        for (const [name, { version, tables }] of Object.entries(all)) {
          const db = await open(name, version, made =>
            Object.keys(tables).forEach(table => made.createObjectStore(table)));
          const tx = db.transaction(Object.keys(tables), 'readwrite');
          for (const [table, rows] of Object.entries(tables))
            for (const [key, value] of rows) tx.objectStore(table).put(value, key);
          await done(tx);
          db.close();
        }
        """,
        databases);
  }

  /** All rows of a table, {@code [[key, value]]}. */
  public Json rows(String database, String table) {
    Object found =
        run(
            """
            const db = await open(it[0]);
            const store = db.transaction(it[1]).objectStore(it[1]);
            const read = how => new Promise(ok => { const q = how(); q.onsuccess = () => ok(q.result); });
            const keys = await read(() => store.getAllKeys()), values = await read(() => store.getAll());
            db.close();
            return JSON.stringify(keys.map((k, i) => [k, values[i]]),
              (k, v) => v instanceof ArrayBuffer ? { base64: text(v) } : v);
            """,
            List.of(database, table));
    return Json.parse((String) found);
  }

  /** Replaces a record by {@code value}, a script. */
  public void put(String database, String table, String key, String value) {
    run(
        "const db = await open(it[0]); const tx = db.transaction(it[1], 'readwrite');"
            + " tx.objectStore(it[1]).put(("
            + value
            + "), it[2]); await done(tx); db.close();",
        List.of(database, table, key));
  }

  /** Opens the database with a higher version, as a later release does. */
  public void upgrade(String database, int version) {
    run(
        "const db = await open(it[0], it[1], made => made.createObjectStore('later'));"
            + " db.close();",
        List.of(database, version));
  }

  /** The version of a database. */
  public int version(String database) {
    return (Integer)
        run("const db = await open(it); const v = db.version; db.close(); return v;", database);
  }

  private Object run(String body, Object it) {
    return tab.page().evaluate("async it => { " + OPEN + body + " }", it);
  }
}
