package dev.holdfast.server.space;

/**
 * Takes away for good what a server's data has. Servers may run on the data meanwhile: none of them
 * waits longer than for a usual commit.
 */
public interface Erasing extends AutoCloseable {
  /**
   * Deletes a space with all that it has: documents, old values, receipts. Once this returns, that
   * is durable. Who comes with what it knows of the space finds a new epoch and no documents. If
   * this is interrupted, the next call ends it.
   *
   * @return false if there is no such space
   */
  boolean deleteSpace(String space);

  /**
   * Deletes the receipts of a subject in all spaces: its name, and what it has sent. What others
   * see in the documents stays.
   *
   * @return how many there were
   */
  long deleteSubject(String subject);

  @Override
  void close();
}
