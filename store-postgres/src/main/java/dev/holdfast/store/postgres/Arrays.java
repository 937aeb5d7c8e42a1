package dev.holdfast.store.postgres;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Columns of rows as parameters of a statement: an array for each. */
final class Arrays {
  private record Column(String type, List<? extends @Nullable Object> values) {}

  private final Connection connection;
  private final List<Column> columns = new ArrayList<>();

  Arrays(Connection connection) {
    this.connection = connection;
  }

  Arrays texts(List<String> values) {
    return texts(values, value -> value);
  }

  <R> Arrays texts(List<R> rows, Function<R, @Nullable String> column) {
    return add("text", rows, column);
  }

  <R> Arrays longs(List<R> rows, Function<R, Long> column) {
    return add("int8", rows, column);
  }

  <R> Arrays numbers(List<R> rows, Function<R, Integer> column) {
    return add("int4", rows, column);
  }

  <R> Arrays flags(List<R> rows, Function<R, Boolean> column) {
    return add("bool", rows, column);
  }

  private <R> Arrays add(
      String type, List<R> rows, Function<R, ? extends @Nullable Object> column) {
    List<@Nullable Object> values = new ArrayList<>(rows.size());
    rows.forEach(row -> values.add(column.apply(row)));
    columns.add(new Column(type, values));
    return this;
  }

  /** Sets the first parameters. The number of the next one. */
  int bind(PreparedStatement statement) throws SQLException {
    return bind(statement, 1);
  }

  int bind(PreparedStatement statement, int first) throws SQLException {
    int at = first;
    for (Column column : columns) {
      Array array = connection.createArrayOf(column.type(), column.values().toArray());
      statement.setArray(at++, array);
    }
    return at;
  }
}
