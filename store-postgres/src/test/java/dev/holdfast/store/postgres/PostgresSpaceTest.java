package dev.holdfast.store.postgres;

import dev.holdfast.core.space.SpaceContract;
import dev.holdfast.core.space.SpaceStore;
import dev.holdfast.core.space.TestSpaces;
import dev.holdfast.server.space.BlockingSpaces;
import java.sql.SQLException;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/**
 * PostgreSQL passes the suite {@code SpaceContract}. All tests share one open database, which saves
 * most of their time: each has spaces of its own, and begins at hour 0 of service.
 */
class PostgresSpaceTest extends SpaceContract {
  private static final String DATABASE = Postgres.shared().newDatabase();
  private static TestSpaces shared;
  private static int opened;

  @BeforeAll
  static void openAll() {
    shared = new BlockingSpaces(PostgresSpaces.open(Postgres.shared().url(DATABASE)));
  }

  @AfterAll
  static void closeAll() {
    shared.close();
  }

  @Override
  protected TestSpaces open() {
    try (var connection = Postgres.shared().connect(DATABASE);
        var statement = connection.createStatement()) {
      statement.execute("UPDATE holdfast.service SET hours = 0");
      statement.execute("UPDATE holdfast.sessions SET start_hours = 0, hours = 0");
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    return new Own("own" + ++opened + "-");
  }

  @Override
  protected TestSpaces openAnother() {
    return open();
  }

  @Override
  protected int histories() {
    return 10;
  }

  /** The spaces of one test, by what their names begin with. */
  private record Own(String prefix) implements TestSpaces {
    @Override
    public <T> T write(String space, Function<SpaceStore, T> work) {
      return shared.write(prefix + space, work);
    }

    @Override
    public <T> T tryOut(String space, Function<SpaceStore, T> work) {
      return shared.tryOut(prefix + space, work);
    }

    @Override
    public void hourPassed() {
      shared.hourPassed();
    }

    @Override
    public void close() {}
  }
}
