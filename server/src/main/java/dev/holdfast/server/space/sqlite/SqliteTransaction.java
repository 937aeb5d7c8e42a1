package dev.holdfast.server.space.sqlite;

import dev.holdfast.core.space.SpaceStore;
import dev.holdfast.server.space.Committer;
import dev.holdfast.server.space.Committer.Task;
import java.sql.SQLException;
import java.util.List;

/** Commits on the one connection that writes. Each piece of work has its own savepoint. */
final class SqliteTransaction implements Committer.Transaction {
  private final SqliteConnection sql;
  private long hour;

  SqliteTransaction(SqliteConnection sql, long hour) {
    this.sql = sql;
    this.hour = hour;
  }

  @Override
  public void commit(List<Task<?>> tasks, int hours) throws SQLException {
    long now = hour + hours;
    try {
      sql.execute("BEGIN IMMEDIATE");
      if (hours > 0) {
        sql.update("UPDATE service SET hours = hours + ?", hours);
      }
      for (Task<?> task : tasks) {
        sql.execute("SAVEPOINT task");
        if (!run(task, new SqliteSpaceStore(sql, task.space(), now))) {
          sql.execute("ROLLBACK TO task");
        }
        sql.execute("RELEASE task");
      }
      sql.execute("COMMIT");
      hour = now;
    } catch (SQLException e) {
      undo(e);
      throw e;
    }
  }

  private static boolean run(Task<?> task, SqliteSpaceStore store) {
    if (!task.run(store)) {
      return false;
    }
    try {
      task.changed(store.finish());
      return true;
    } catch (RuntimeException e) {
      task.fail(e);
      return false;
    }
  }

  private void undo(SQLException cause) {
    try {
      sql.rollBack();
    } catch (SQLException e) {
      cause.addSuppressed(e);
    }
  }

  @Override
  public boolean touch(SpaceStore store) {
    return SqliteSpaceStore.touch(store);
  }
}
