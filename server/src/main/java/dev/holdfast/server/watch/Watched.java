package dev.holdfast.server.watch;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Something that was read from files, and can be read again. Thread-safe. */
public interface Watched {
  List<Path> files();

  /**
   * Reads the files again. What was read before stays in force if they cannot be used.
   *
   * @throws IOException if they cannot be used; the message says why in one line, without a secret
   */
  void readAgain() throws IOException;
}
