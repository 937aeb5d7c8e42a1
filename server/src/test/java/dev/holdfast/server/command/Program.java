package dev.holdfast.server.command;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The command in a process of its own. */
public final class Program implements AutoCloseable {
  private static final String READY = "Holdfast is ready on ";
  private static final long PATIENCE_S = 60;

  public final Process process;
  private final Path out;
  private final Path err;

  private Program(Process process, Path out, Path err) {
    this.process = process;
    this.out = out;
    this.err = err;
  }

  /** Starts the command. Its output goes to files in {@code folder}. */
  public static Program start(Path folder, String... arguments) throws IOException {
    return start(folder, List.of(), List.of(arguments));
  }

  /** Starts the command with options of the JVM. */
  static Program start(Path folder, List<String> jvm, List<String> arguments) throws IOException {
    return start(folder, Map.of(), jvm, arguments);
  }

  /** Starts the command with variables of the environment. */
  static Program start(Path folder, Map<String, String> environment, String... arguments)
      throws IOException {
    return start(folder, environment, List.of(), List.of(arguments));
  }

  private static Program start(
      Path folder, Map<String, String> environment, List<String> jvm, List<String> arguments)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-XX:TieredStopAtLevel=1");
    command.addAll(jvm);
    command.add("-Dholdfast.home=" + folder);
    command.add("-cp");
    command.add(
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
    command.add(Main.class.getName());
    command.addAll(arguments);
    Path out = Files.createTempFile(folder, "out", ".txt");
    Path err = Files.createTempFile(folder, "err", ".txt");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder.environment().putAll(environment);
    return new Program(builder.start(), out, err);
  }

  /** Waits for the line that says that it is ready. Returns the URL in that line. */
  public URI ready() throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_S);
    while (System.nanoTime() < deadline && process.isAlive()) {
      String printed = out();
      if (printed.startsWith(READY) && printed.endsWith("\n")) {
        return URI.create(printed.lines().findFirst().orElseThrow().substring(READY.length()));
      }
      process.waitFor(20, TimeUnit.MILLISECONDS);
    }
    throw new IllegalStateException("not ready; it said: " + out() + err());
  }

  /** Waits until it has said something on stderr. */
  void untilErr(String said) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_S);
    while (!err().contains(said)) {
      if (System.nanoTime() > deadline || !process.isAlive()) {
        throw new IllegalStateException("it did not say " + said + "; it said: " + err());
      }
      process.waitFor(20, TimeUnit.MILLISECONDS);
    }
  }

  int exitCode() throws InterruptedException {
    if (!process.waitFor(PATIENCE_S, TimeUnit.SECONDS)) {
      throw new IllegalStateException("it does not end");
    }
    return process.exitValue();
  }

  String out() throws IOException {
    return Files.readString(out, StandardCharsets.UTF_8);
  }

  public String err() throws IOException {
    return Files.readString(err, StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
