package dev.holdfast.store.postgres;

import dev.holdfast.core.space.SpaceContract;
import dev.holdfast.core.space.TestSpaces;
import dev.holdfast.server.space.BlockingSpaces;

/** PostgreSQL passes the suite {@code SpaceContract}. */
class PostgresSpaceTest extends SpaceContract {
  @Override
  protected TestSpaces open() {
    Postgres server = Postgres.shared();
    return new BlockingSpaces(PostgresSpaces.open(server.url(server.newDatabase())));
  }

  @Override
  protected TestSpaces openAnother() {
    return open();
  }

  @Override
  protected int histories() {
    return 10;
  }
}
