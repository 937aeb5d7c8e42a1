package dev.holdfast.store.postgres;

import dev.holdfast.server.space.Erasing;
import dev.holdfast.server.space.Spaces;
import dev.holdfast.server.space.SpacesContract;

/** PostgreSQL passes the suite {@code SpacesContract}. */
class PostgresSpacesTest extends SpacesContract {
  private final String database = Postgres.shared().newDatabase();

  @Override
  protected Spaces open() {
    return PostgresSpaces.open(Postgres.shared().url(database));
  }

  @Override
  protected Erasing erase() {
    return PostgresSpaces.open(Postgres.shared().url(database));
  }
}
