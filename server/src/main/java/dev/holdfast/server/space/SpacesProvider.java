package dev.holdfast.server.space;

/**
 * Opens the spaces of one kind of database. A module with a store names its provider as a service
 * ({@link java.util.ServiceLoader}), so it is enough to have the module on the class path.
 */
public interface SpacesProvider {
  /** Whether {@code data}, the value of {@code --data}, names a database of this kind. */
  boolean opens(String data);

  /**
   * Opens the database.
   *
   * @throws DataException with a message of one line for the person who started the server. It
   *     never has a password
   */
  Spaces open(String data);
}
