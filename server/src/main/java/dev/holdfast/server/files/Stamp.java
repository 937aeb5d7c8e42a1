package dev.holdfast.server.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import org.jspecify.annotations.Nullable;

/** Tells whether a file has changed, without reading it. */
record Stamp(FileTime changed, long size, @Nullable Object identity) {
  /** The clocks of file systems have a resolution of up to two seconds. */
  private static final long TICK_MS = 2_000;

  static Stamp of(Path file) throws IOException {
    BasicFileAttributes found = Files.readAttributes(file, BasicFileAttributes.class);
    return new Stamp(found.lastModifiedTime(), found.size(), found.fileKey());
  }

  /** False while a further change could still have the same stamp. */
  boolean isSettled() {
    return changed.toMillis() < System.currentTimeMillis() - TICK_MS;
  }
}
