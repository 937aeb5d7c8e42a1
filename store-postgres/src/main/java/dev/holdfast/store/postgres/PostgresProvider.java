package dev.holdfast.store.postgres;

import dev.holdfast.server.space.Spaces;
import dev.holdfast.server.space.SpacesProvider;

/** Opens {@code jdbc:postgresql:…}. */
public final class PostgresProvider implements SpacesProvider {
  @Override
  public boolean opens(String data) {
    return data.startsWith(Database.PREFIX);
  }

  @Override
  public Spaces open(String data) {
    return PostgresSpaces.open(data);
  }
}
