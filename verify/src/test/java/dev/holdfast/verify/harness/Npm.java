package dev.holdfast.verify.harness;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A folder of {@code verify} with build tools that npm installs: their versions are pinned there.
 */
public record Npm(Path folder) {
  /** The tools of apps that move to Holdfast. */
  public static final Npm MIGRATIONS = of("verify/migrations");

  /** The tools of apps that use the package. */
  public static final Npm PACKAGE = of("verify/npm");

  /** What finds faults of accessibility. */
  public static final Npm AXE = of("verify/axe");

  /** What judges web apps. */
  public static final Npm LIGHTHOUSE = of("verify/lighthouse");

  /** What the Express backend is made with. */
  public static final Npm EXPRESS = of("verify/backends/express");

  private static Npm of(String folder) {
    Path home = Path.of(System.getProperty("holdfast.home", ".."));
    return new Npm(home.resolve(folder).toAbsolutePath().normalize());
  }

  /** Runs a command in this folder. Fails with its output unless it ends well. */
  public String run(String... command) {
    return runIn(folder, command);
  }

  /** The same in another folder, with the tools of this one. */
  public String runIn(Path where, String... command) {
    install();
    return finish(where, List.of(command));
  }

  /** Installs the tools unless they are there. Tests in other processes wait until they are. */
  public void install() {
    Path lock = folder.resolve("target/install.lock");
    try {
      Files.createDirectories(lock.getParent());
      try (FileChannel file = FileChannel.open(lock, CREATE, WRITE);
          FileLock held = file.lock()) {
        if (held.isValid() && !Files.isDirectory(folder.resolve("node_modules"))) {
          finish(folder, List.of("npm", "ci", "--no-audit", "--no-fund", "--silent"));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Starts a program of these tools, which runs until it is destroyed, or this test has ended. */
  public Process start(Path where, String... command) {
    try {
      return prepared(where, List.of(command))
          .redirectOutput(where.resolve("output.log").toFile())
          .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private ProcessBuilder prepared(Path where, List<String> command) {
    Path tools = folder.resolve("node_modules/.bin");
    List<String> line = new ArrayList<>(command);
    Path tool = tools.resolve(line.get(0));
    if (Files.exists(tool)) {
      line.set(0, tool.toString()); // Java looks for a program on its own PATH only
    }
    ProcessBuilder builder = new ProcessBuilder(line);
    Map<String, String> environment = builder.environment();
    String path = environment.getOrDefault("PATH", "");
    environment.put("PATH", tools + File.pathSeparator + path);
    return builder.directory(where.toFile()).redirectErrorStream(true);
  }

  private String finish(Path where, List<String> command) {
    try {
      Process process = prepared(where, command).start();
      String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw new AssertionError(String.join(" ", command) + ": " + text);
      }
      return text;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
