package dev.holdfast.verify.harness;

import java.nio.file.Path;

/** The web apps that tests serve: real folders under {@code src/test/apps}. */
public final class Apps {
  private static final Path ALL =
      Path.of(System.getProperty("holdfast.home", ".."), "verify/src/test/apps");

  private Apps() {}

  /**
   * A page whose script only connects {@code offlineStorage} to a plain object {@code app}. Its
   * address sets the options; see {@code lab/app.js}.
   */
  public static Path lab() {
    return named("lab");
  }

  public static Path named(String name) {
    return ALL.resolve(name).toAbsolutePath().normalize();
  }
}
