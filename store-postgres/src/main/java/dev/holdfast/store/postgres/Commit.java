package dev.holdfast.store.postgres;

import dev.holdfast.core.merge.StateHash;
import dev.holdfast.core.protocol.Receipt;
import dev.holdfast.core.space.Head;
import dev.holdfast.core.space.Revision;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The call of {@code commit_batch}: what some drafts have read and written, as columns. */
final class Commit {
  private static final int PARAMETERS = 36;
  private static final String CALL = "SELECT commit_batch(" + "?, ".repeat(PARAMETERS - 1) + "?)";

  private static final String[] FORGET = {
    "DELETE FROM documents WHERE space = ? AND version <= ? AND value IS NULL",
    "DELETE FROM lineage WHERE space = ? AND version < ?",
    "DELETE FROM history WHERE space = ? AND superseded_hour < ?",
    "UPDATE receipts SET status = NULL, answer = NULL"
        + " WHERE space = ? AND hour < ? AND answer IS NOT NULL",
  };

  /** A row of one of the columns; {@code space} counts the spaces of this call from 1. */
  private record Row<T>(int space, T of) {}

  private final List<Draft> drafts = new ArrayList<>();
  private final List<Row<Revision>> documents = new ArrayList<>();
  private final List<Boolean> isNew = new ArrayList<>();
  private final List<Row<Revision>> replaced = new ArrayList<>();
  private final List<Row<Draft.Written>> versions = new ArrayList<>();
  private final List<Row<Draft.Given>> receipts = new ArrayList<>();
  private boolean forgets;

  Commit(Iterable<Draft> all) {
    for (Draft draft : all) {
      if (draft.known.turn() != Known.UNREAD) {
        add(draft);
      }
    }
  }

  private void add(Draft draft) {
    drafts.add(draft);
    int space = drafts.size();
    for (Revision revision : draft.newest()) {
      documents.add(new Row<>(space, revision));
      isNew.add(draft.isNew(revision));
    }
    for (Draft.Written one : draft.written) {
      versions.add(new Row<>(space, one));
      Revision revision = one.revision();
      Revision newest = draft.current(revision.collection(), revision.doc());
      if (newest != null && newest.version() != revision.version()) {
        replaced.add(new Row<>(space, revision));
      }
    }
    for (Draft.Given one : draft.given) {
      receipts.add(new Row<>(space, one));
    }
    forgets |= !draft.forgotten.isEmpty();
  }

  /** Whether it is more than one call. */
  boolean forgets() {
    return forgets;
  }

  void call(Connection connection, UUID session, long batch, int hours) throws SQLException {
    Arrays columns = new Arrays(connection);
    spaces(columns);
    columns.numbers(documents, Row::space);
    revisions(columns, documents);
    columns.texts(documents, row -> Keys.names(row.of().collection(), row.of().doc()));
    columns.flags(isNew, one -> one);
    columns.numbers(replaced, Row::space);
    revisions(columns, replaced);
    columns.numbers(versions, Row::space);
    columns.longs(versions, row -> row.of().revision().version());
    columns.texts(versions, row -> row.of().stateHash().hex());
    columns.numbers(receipts, Row::space);
    columns.texts(receipts, row -> Keys.of(row.of().key().subject()));
    columns.texts(receipts, row -> Keys.of(row.of().key().origin()));
    columns.texts(receipts, row -> Keys.of(row.of().key().id()));
    columns.texts(receipts, row -> row.of().receipt().content());
    columns.texts(receipts, row -> status(row.of().receipt().receipt()));
    columns.texts(receipts, row -> answer(row.of().receipt().receipt()));
    try (PreparedStatement call = connection.prepareStatement(CALL)) {
      call.setObject(1, session);
      call.setLong(2, batch);
      call.setInt(3, hours);
      columns.bind(call, 4);
      call.execute();
    }
  }

  private void spaces(Arrays columns) {
    columns.texts(drafts, draft -> draft.known.space);
    columns.longs(drafts, draft -> draft.known.turn());
    columns.texts(drafts, draft -> draft.isChanged() ? head(draft).epoch() : null);
    columns.longs(drafts, draft -> head(draft).version());
    columns.longs(drafts, draft -> head(draft).floor());
    columns.longs(drafts, draft -> head(draft).compactions());
    columns.texts(drafts, draft -> head(draft).stateHash().hex());
    columns.longs(drafts, draft -> head(draft).placed());
    columns.flags(drafts, Draft::isNews);
  }

  /** The head of a space. That of one that does not exist is not used. */
  private static Head head(Draft draft) {
    Head head = draft.head();
    return head == null ? new Head("", 0, 0, 0, StateHash.EMPTY, 0) : head;
  }

  private static void revisions(Arrays columns, List<Row<Revision>> rows) {
    columns.texts(rows, row -> Keys.of(row.of().collection()));
    columns.texts(rows, row -> Keys.of(row.of().doc()));
    columns.longs(rows, row -> row.of().version());
    columns.texts(rows, row -> row.of().text());
    columns.texts(rows, row -> row.of().hash().hex());
  }

  private static @Nullable String status(@Nullable Receipt receipt) {
    return receipt == null ? null : receipt.status().name();
  }

  private static @Nullable String answer(@Nullable Receipt receipt) {
    return receipt == null ? null : receipt.text();
  }

  /** Forgets what the drafts want forgotten, after the call and in its transaction. */
  void forget(Connection connection) throws SQLException {
    for (Draft draft : drafts) {
      for (Draft.Forgotten one : draft.forgotten) {
        long space = id(connection, draft.known.space);
        long[] limits = {one.floor(), one.floor(), one.hour(), one.hour()};
        for (int i = 0; i < FORGET.length; i++) {
          try (PreparedStatement statement = connection.prepareStatement(FORGET[i])) {
            statement.setLong(1, space);
            statement.setLong(2, limits[i]);
            statement.executeUpdate();
          }
        }
      }
    }
  }

  private static long id(Connection connection, String space) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement("SELECT id FROM spaces WHERE name = ?")) {
      statement.setString(1, space);
      var row = statement.executeQuery();
      return row.next() ? row.getLong(1) : 0;
    }
  }
}
