package dev.holdfast.verify.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** The build tools of {@code verify/migrations}, as npm installs them. */
public final class Npm {
  public static final Path FOLDER =
      Path.of(System.getProperty("holdfast.home", ".."), "verify/migrations")
          .toAbsolutePath()
          .normalize();

  private Npm() {}

  /** Runs a command in {@link #FOLDER}. Fails with its output unless it ends well. */
  public static synchronized void run(String... command) {
    if (!Files.isDirectory(FOLDER.resolve("node_modules"))) {
      start("npm", "ci", "--no-audit", "--no-fund", "--silent");
    }
    start(command);
  }

  private static void start(String... command) {
    try {
      Process process =
          new ProcessBuilder(command).directory(FOLDER.toFile()).redirectErrorStream(true).start();
      String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw new AssertionError(String.join(" ", command) + ": " + text);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
