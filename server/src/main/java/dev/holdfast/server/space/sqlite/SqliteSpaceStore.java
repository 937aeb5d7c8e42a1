package dev.holdfast.server.space.sqlite;

import dev.holdfast.core.merge.StateHash;
import dev.holdfast.core.protocol.Receipt;
import dev.holdfast.core.space.Head;
import dev.holdfast.core.space.Revision;
import dev.holdfast.core.space.SpaceStore;
import dev.holdfast.server.space.DataException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One space inside one transaction of the SQLite file. The head is written once, at the end. */
final class SqliteSpaceStore implements SpaceStore {
  private final SqliteConnection sql;
  private final String name;
  private final long hour;

  private boolean loaded;
  private boolean changed;
  private long space;
  private @Nullable Head head;

  /** Collection and id of a document that was looked for and never stored: it has no history. */
  private List<String> missing = List.of();

  /**
   * @param hour the hour of service, from which the age of what is stored now is counted
   */
  SqliteSpaceStore(SqliteConnection sql, String name, long hour) {
    this.sql = sql;
    this.name = name;
    this.hour = hour;
  }

  /** Notes a restore of the whole file. */
  static boolean noteRestore(SpaceStore store, String id) {
    ((SqliteSpaceStore) store).update("INSERT OR IGNORE INTO restores (id) VALUES (?)", id);
    return true;
  }

  /** Writes what is there already: that needs a disk that works, and changes nothing. */
  static boolean touch(SpaceStore store) {
    ((SqliteSpaceStore) store).update("UPDATE service SET hours = hours");
    return true;
  }

  @Override
  public @Nullable Head head() {
    if (!loaded) {
      loaded = true;
      head = query(this::readHead, SELECT_HEAD, name);
    }
    return head;
  }

  private static final String SELECT_HEAD =
      "SELECT epoch, version, floor, compactions, state_hash, placed, id FROM spaces"
          + " WHERE name = ?";

  private Head readHead(ResultSet row) throws SQLException {
    space = row.getLong(7);
    return new Head(
        row.getString(1),
        row.getLong(2),
        row.getLong(3),
        row.getLong(4),
        StateHash.parse(row.getString(5)),
        row.getLong(6));
  }

  @Override
  public void putHead(Head next) {
    if (head() == null) {
      update(
          "INSERT INTO spaces (name, epoch, version, floor, compactions, state_hash, placed)"
              + " VALUES (?, ?, ?, ?, ?, ?, ?)",
          name,
          next.epoch(),
          next.version(),
          next.floor(),
          next.compactions(),
          next.stateHash().hex(),
          next.placed());
      loaded = false;
      head();
    }
    head = next;
    changed = true;
  }

  /** Writes the head if it changed. The version of the space if so, else -1. */
  long finish() {
    Head last = head;
    if (!changed || last == null) {
      return -1;
    }
    update(
        "UPDATE spaces SET epoch = ?, version = ?, floor = ?, compactions = ?, state_hash = ?,"
            + " placed = ? WHERE id = ?",
        last.epoch(),
        last.version(),
        last.floor(),
        last.compactions(),
        last.stateHash().hex(),
        last.placed(),
        space);
    return last.version();
  }

  @Override
  public @Nullable Revision current(String collection, String doc) {
    Revision current =
        query(
            SqliteSpaceStore::readRevision,
            "SELECT collection, doc, version, value, hash FROM documents"
                + " WHERE space = ? AND collection = ? AND doc = ?",
            space(),
            collection,
            doc);
    if (current == null) {
      missing = List.of(collection, doc);
    }
    return current;
  }

  @Override
  public @Nullable Revision at(String collection, String doc, long version) {
    Revision current = current(collection, doc);
    if (current != null && current.version() == version) {
      return current;
    }
    return query(
        SqliteSpaceStore::readRevision,
        "SELECT collection, doc, version, value, hash FROM history"
            + " WHERE space = ? AND collection = ? AND doc = ? AND version = ?",
        space(),
        collection,
        doc,
        version);
  }

  private static Revision readRevision(ResultSet row) throws SQLException {
    return new Revision(
        row.getString(1),
        row.getString(2),
        row.getLong(3),
        row.getString(4),
        StateHash.parse(row.getString(5)));
  }

  @Override
  public @Nullable StateHash stateHash(long version) {
    return query(
        row -> StateHash.parse(row.getString(1)),
        "SELECT state_hash FROM lineage WHERE space = ? AND version = ?",
        space(),
        version);
  }

  @Override
  public void append(Revision revision, StateHash stateHash) {
    if (!missing.equals(List.of(revision.collection(), revision.doc()))) {
      update(
          "INSERT INTO history (space, collection, doc, version, value, hash, superseded_hour)"
              + " SELECT space, collection, doc, version, value, hash, ? FROM documents"
              + " WHERE space = ? AND collection = ? AND doc = ?",
          hour,
          space(),
          revision.collection(),
          revision.doc());
    }
    missing = List.of();
    update(
        "INSERT INTO documents (space, collection, doc, version, value, hash)"
            + " VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET"
            + " version = excluded.version, value = excluded.value, hash = excluded.hash",
        space(),
        revision.collection(),
        revision.doc(),
        revision.version(),
        revision.text(),
        revision.hash().hex());
    update(
        "INSERT INTO lineage (space, version, state_hash, hour) VALUES (?, ?, ?, ?)",
        space(),
        revision.version(),
        stateHash.hex(),
        hour);
  }

  @Override
  public void changes(long version, Sink sink) {
    try (ResultSet rows =
        sql.prepare(
                "SELECT collection, doc, version, value, hash FROM documents"
                    + " WHERE space = ? AND version > ? ORDER BY version",
                space(),
                version)
            .executeQuery()) {
      boolean wanted = true;
      while (wanted && rows.next()) {
        wanted = sink.accept(readRevision(rows));
      }
    } catch (SQLException e) {
      throw failed(e);
    }
  }

  @Override
  public @Nullable Remembered receipt(String subject, String origin, String id) {
    return query(
        SqliteSpaceStore::readReceipt,
        "SELECT content, status, answer FROM receipts"
            + " WHERE space = ? AND subject = ? AND origin = ? AND id = ?",
        space(),
        subject,
        origin,
        id);
  }

  private static Remembered readReceipt(ResultSet row) throws SQLException {
    String answer = row.getString(3);
    return new Remembered(
        row.getString(1),
        answer == null ? null : new Receipt(Receipt.Status.valueOf(row.getString(2)), answer));
  }

  @Override
  public void putReceipt(String subject, String origin, String id, Remembered receipt) {
    Receipt answer = receipt.receipt();
    update(
        "INSERT INTO receipts (space, subject, origin, id, content, status, answer, hour)"
            + " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        space(),
        subject,
        origin,
        id,
        receipt.content(),
        answer == null ? null : answer.status().name(),
        answer == null ? null : answer.text(),
        hour);
  }

  @Override
  public long versionBefore(long hour) {
    Long version =
        query(
            row -> row.getLong(1),
            "SELECT max(version) FROM lineage WHERE space = ? AND hour < ?",
            space(),
            hour);
    return version == null ? 0 : version;
  }

  @Override
  public void forget(long floor, long hour) {
    update(
        "DELETE FROM documents WHERE space = ? AND version <= ? AND value IS NULL", space(), floor);
    update("DELETE FROM lineage WHERE space = ? AND version < ?", space(), floor);
    update("DELETE FROM history WHERE space = ? AND superseded_hour < ?", space(), hour);
    update(
        "UPDATE receipts SET status = NULL, answer = NULL"
            + " WHERE space = ? AND hour < ? AND answer IS NOT NULL",
        space(),
        hour);
  }

  private long space() {
    head();
    return space;
  }

  /** Reads one row. */
  private interface Row<T> {
    T read(ResultSet row) throws SQLException;
  }

  private <T> @Nullable T query(Row<T> reader, String query, Object... parameters) {
    try (ResultSet row = sql.prepare(query, parameters).executeQuery()) {
      return row.next() ? reader.read(row) : null;
    } catch (SQLException e) {
      throw failed(e);
    }
  }

  private void update(String statement, @Nullable Object... parameters) {
    try {
      sql.update(statement, parameters);
    } catch (SQLException e) {
      throw failed(e);
    }
  }

  private DataException failed(SQLException e) {
    return new DataException(
        DataException.Code.FAILED, "space \"" + name + "\": " + e.getMessage(), e);
  }
}
