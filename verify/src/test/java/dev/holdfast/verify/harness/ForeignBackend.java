package dev.holdfast.verify.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * A backend that knows nothing of Holdfast, in a process of its own: one of {@code
 * verify/backends}, made with another framework, or that of an example.
 */
public final class ForeignBackend implements AutoCloseable {
  private static final Path ALL =
      Path.of(System.getProperty("holdfast.home", ".."), "verify/backends")
          .toAbsolutePath()
          .normalize();
  private static final String READY = "ready on ";

  private final Process process;
  private final String url;

  private ForeignBackend(Path folder, Path log, List<String> command) {
    try {
      ProcessBuilder builder =
          new ProcessBuilder(command)
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .redirectOutput(log.toFile());
      builder.environment().put("PORT", "0");
      process = builder.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    String said =
        Await.until(
            "the backend says that it is ready",
            Duration.ofSeconds(60),
            () -> Files.readString(log),
            text -> text.matches("(?s).*" + READY + "\\d+\\s.*") || !process.isAlive());
    if (!said.contains(READY)) {
      throw new IllegalStateException("the backend did not start: " + command + "\n" + said);
    }
    url = "http://localhost:" + said.replaceAll("(?s).*" + READY + "(\\d+).*", "$1");
  }

  /**
   * @param log where its output goes
   */
  public static ForeignBackend express(Path log) {
    Npm.EXPRESS.install();
    return in(Npm.EXPRESS.folder(), log, "exec node server.js");
  }

  /** What a shell's command starts in {@code folder}; it listens on the port that PORT says. */
  public static ForeignBackend in(Path folder, Path log, String command) {
    return new ForeignBackend(folder, log, List.of("sh", "-c", command));
  }

  public static ForeignBackend django(Path log) {
    String python = "/usr/bin/python3"; // the one that has Debian's packages
    String file = log.resolveSibling("django.sqlite").toString();
    return new ForeignBackend(ALL.resolve("django"), log, List.of(python, "-B", "server.py", file));
  }

  public static ForeignBackend spring(Path log) {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    String classes = "target/classes:target/lib/*";
    return new ForeignBackend(
        ALL.resolve("spring"),
        log,
        List.of(
            java, "-XX:TieredStopAtLevel=1", "-cp", classes, "com.example.tasks.TasksApplication"));
  }

  public String url() {
    return url;
  }

  @Override
  public void close() {
    process.destroy();
  }
}
