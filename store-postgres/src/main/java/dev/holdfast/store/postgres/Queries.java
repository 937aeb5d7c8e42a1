package dev.holdfast.store.postgres;

import dev.holdfast.core.merge.StateHash;
import dev.holdfast.core.protocol.Receipt;
import dev.holdfast.core.space.Head;
import dev.holdfast.core.space.Revision;
import dev.holdfast.core.space.SpaceStore.Remembered;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads what is wanted of some spaces in one round trip: their heads first. So if a head is still
 * the same when a decision is committed, all that was read with it is.
 */
final class Queries {
  private static final String HEADS =
      "SELECT name, turn, epoch, version, floor, compactions, state_hash, placed FROM spaces"
          + " WHERE name = ANY (?)";
  private static final String DOCUMENTS =
      "SELECT k.n, d.version, d.value, d.hash"
          + " FROM unnest(?::text[], ?::text[], ?::text[])"
          + " WITH ORDINALITY k(space, collection, doc, n)"
          + " JOIN spaces s ON s.name = k.space COLLATE \"C\""
          + " JOIN documents d ON d.space = s.id AND d.collection = k.collection COLLATE \"C\""
          + " AND d.doc = k.doc COLLATE \"C\"";
  private static final String HISTORY =
      "SELECT k.n, h.version, h.value, h.hash"
          + " FROM unnest(?::text[], ?::text[], ?::text[], ?::bigint[])"
          + " WITH ORDINALITY k(space, collection, doc, version, n)"
          + " JOIN spaces s ON s.name = k.space COLLATE \"C\""
          + " JOIN history h ON h.space = s.id AND h.collection = k.collection COLLATE \"C\""
          + " AND h.doc = k.doc COLLATE \"C\" AND h.version = k.version";
  private static final String HASHES =
      "SELECT k.n, l.state_hash FROM unnest(?::text[], ?::bigint[])"
          + " WITH ORDINALITY k(space, version, n)"
          + " JOIN spaces s ON s.name = k.space COLLATE \"C\""
          + " JOIN lineage l ON l.space = s.id AND l.version = k.version";
  private static final String RECEIPTS =
      "SELECT k.n, r.content, r.status, r.answer"
          + " FROM unnest(?::text[], ?::text[], ?::text[], ?::text[])"
          + " WITH ORDINALITY k(space, subject, origin, id, n)"
          + " JOIN spaces s ON s.name = k.space COLLATE \"C\""
          + " JOIN receipts r ON r.space = s.id AND r.subject = k.subject COLLATE \"C\""
          + " AND r.origin = k.origin COLLATE \"C\" AND r.id = k.id COLLATE \"C\"";
  private static final String CHANGES =
      "SELECT d.collection, d.doc, d.names, d.version, d.value, d.hash FROM spaces s"
          + " JOIN documents d ON d.space = s.id"
          + " WHERE s.name = ? AND d.version > ? ORDER BY d.version LIMIT ?";
  private static final String VERSION_BEFORE =
      "SELECT max(l.version) FROM spaces s JOIN lineage l ON l.space = s.id"
          + " WHERE s.name = ? AND l.hour < ?";

  private final Map<String, Known> spaces = new LinkedHashMap<>();
  private final List<Known> documentsOf = new ArrayList<>();
  private final List<Known.Document> documents = new ArrayList<>();
  private final List<Known> historyOf = new ArrayList<>();
  private final List<Known.Past> history = new ArrayList<>();
  private final List<Known> hashesOf = new ArrayList<>();
  private final List<Long> hashes = new ArrayList<>();
  private final List<Known> receiptsOf = new ArrayList<>();
  private final List<Known.Mutation> receipts = new ArrayList<>();

  boolean isEmpty() {
    return spaces.isEmpty();
  }

  Queries head(Known known) {
    spaces.put(known.space, known);
    return this;
  }

  Queries document(Known known, Known.Document key) {
    documentsOf.add(known);
    documents.add(key);
    return head(known);
  }

  Queries past(Known known, Known.Past key) {
    historyOf.add(known);
    history.add(key);
    return head(known);
  }

  Queries hash(Known known, long version) {
    hashesOf.add(known);
    hashes.add(version);
    return head(known);
  }

  Queries receipt(Known known, Known.Mutation key) {
    receiptsOf.add(known);
    receipts.add(key);
    return head(known);
  }

  /** Asks for all of it, and puts the answers where they belong. */
  void run(Connection connection) throws SQLException {
    List<String> statements = new ArrayList<>(List.of(HEADS));
    Arrays values = new Arrays(connection).texts(new ArrayList<>(spaces.keySet()));
    if (!documents.isEmpty()) {
      statements.add(DOCUMENTS);
      names(values, documentsOf);
      values.texts(documents, key -> Keys.of(key.collection()));
      values.texts(documents, key -> Keys.of(key.doc()));
    }
    if (!history.isEmpty()) {
      statements.add(HISTORY);
      names(values, historyOf);
      values.texts(history, key -> Keys.of(key.collection()));
      values.texts(history, key -> Keys.of(key.doc()));
      values.longs(history, Known.Past::version);
    }
    if (!hashes.isEmpty()) {
      statements.add(HASHES);
      names(values, hashesOf);
      values.longs(hashes, version -> version);
    }
    if (!receipts.isEmpty()) {
      statements.add(RECEIPTS);
      names(values, receiptsOf);
      values.texts(receipts, key -> Keys.of(key.subject()));
      values.texts(receipts, key -> Keys.of(key.origin()));
      values.texts(receipts, key -> Keys.of(key.id()));
    }
    try (PreparedStatement statement = connection.prepareStatement(String.join("; ", statements))) {
      values.bind(statement);
      statement.execute();
      readHeads(statement.getResultSet());
      if (!documents.isEmpty()) {
        readDocuments(next(statement));
      }
      if (!history.isEmpty()) {
        readHistory(next(statement));
      }
      if (!hashes.isEmpty()) {
        readHashes(next(statement));
      }
      if (!receipts.isEmpty()) {
        readReceipts(next(statement));
      }
    }
  }

  private static void names(Arrays values, List<Known> owners) {
    values.texts(owners, known -> known.space);
  }

  private static ResultSet next(PreparedStatement statement) throws SQLException {
    statement.getMoreResults();
    return statement.getResultSet();
  }

  private void readHeads(ResultSet rows) throws SQLException {
    Map<String, Known> missing = new LinkedHashMap<>(spaces);
    while (rows.next()) {
      Known known = missing.remove(rows.getString(1));
      if (known != null) {
        known.read(
            rows.getLong(2),
            new Head(
                rows.getString(3),
                rows.getLong(4),
                rows.getLong(5),
                rows.getLong(6),
                StateHash.parse(rows.getString(7)),
                rows.getLong(8)));
      }
    }
    missing.values().forEach(known -> known.read(0, null));
  }

  private void readDocuments(ResultSet rows) throws SQLException {
    for (int i = 0; i < documents.size(); i++) {
      documentsOf.get(i).put(documents.get(i), Optional.empty());
    }
    while (rows.next()) {
      int n = rows.getInt(1) - 1;
      Known.Document key = documents.get(n);
      documentsOf.get(n).put(key, Optional.of(revision(key.collection(), key.doc(), rows, 2)));
    }
  }

  private void readHistory(ResultSet rows) throws SQLException {
    for (int i = 0; i < history.size(); i++) {
      historyOf.get(i).history.put(history.get(i), Optional.empty());
    }
    while (rows.next()) {
      int n = rows.getInt(1) - 1;
      Known.Past key = history.get(n);
      Revision revision = revision(key.collection(), key.doc(), rows, 2);
      historyOf.get(n).history.put(key, Optional.of(revision));
    }
  }

  private static Revision revision(String collection, String doc, ResultSet row, int at)
      throws SQLException {
    return new Revision(
        collection,
        doc,
        row.getLong(at),
        row.getString(at + 1),
        StateHash.parse(row.getString(at + 2)));
  }

  private void readHashes(ResultSet rows) throws SQLException {
    for (int i = 0; i < hashes.size(); i++) {
      hashesOf.get(i).hashes.put(hashes.get(i), Optional.empty());
    }
    while (rows.next()) {
      int n = rows.getInt(1) - 1;
      StateHash hash = StateHash.parse(rows.getString(2));
      hashesOf.get(n).hashes.put(hashes.get(n), Optional.of(hash));
    }
  }

  private void readReceipts(ResultSet rows) throws SQLException {
    for (int i = 0; i < receipts.size(); i++) {
      receiptsOf.get(i).receipts.put(receipts.get(i), Optional.empty());
    }
    while (rows.next()) {
      int n = rows.getInt(1) - 1;
      String answer = rows.getString(4);
      Remembered remembered =
          new Remembered(
              rows.getString(2),
              answer == null
                  ? null
                  : new Receipt(Receipt.Status.valueOf(rows.getString(3)), answer));
      receiptsOf.get(n).receipts.put(receipts.get(n), Optional.of(remembered));
    }
  }

  /** Reads the newest revisions after {@code version}, ascending, and the head before them. */
  static List<Revision> changes(Connection connection, Known known, long version, int limit)
      throws SQLException {
    Queries head = new Queries().head(known);
    try (PreparedStatement statement = connection.prepareStatement(HEADS + "; " + CHANGES)) {
      new Arrays(connection).texts(List.of(known.space)).bind(statement);
      statement.setString(2, known.space);
      statement.setLong(3, version);
      statement.setInt(4, limit);
      statement.execute();
      head.readHeads(statement.getResultSet());
      ResultSet rows = next(statement);
      List<Revision> revisions = new ArrayList<>();
      while (rows.next()) {
        String names = rows.getString(3);
        revisions.add(
            revision(
                Keys.collection(rows.getString(1), names),
                Keys.doc(rows.getString(2), names),
                rows,
                4));
      }
      return revisions;
    }
  }

  /** The newest version stored before hour {@code hour}, and the head before it. */
  static long versionBefore(Connection connection, Known known, long hour) throws SQLException {
    Queries head = new Queries().head(known);
    try (PreparedStatement statement = connection.prepareStatement(HEADS + "; " + VERSION_BEFORE)) {
      new Arrays(connection).texts(List.of(known.space)).bind(statement);
      statement.setString(2, known.space);
      statement.setLong(3, hour);
      statement.execute();
      head.readHeads(statement.getResultSet());
      ResultSet row = next(statement);
      return row.next() ? row.getLong(1) : 0;
    }
  }
}
