package dev.holdfast.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The contenders of bench/contenders: installs the peers and bundles all for the browser. */
final class Contenders {
  private static final Path SOURCES =
      Path.of(System.getProperty("holdfast.home", "."), "bench", "contenders").toAbsolutePath();

  private Contenders() {}

  /** Installs the peers at their pinned versions, unless that is done. */
  static void install() throws Exception {
    Path done = SOURCES.resolve("node_modules/.installed");
    Path lock = SOURCES.resolve("package-lock.json");
    String wanted = Files.readString(lock);
    if (Files.exists(done) && Files.readString(done).equals(wanted)) {
      return;
    }
    System.err.println("Installing the peers, once.");
    run(List.of("npm", "ci", "--no-audit", "--no-fund", "--silent"));
    Files.writeString(done, wanted);
  }

  /** Bundles all contenders, as an app would, into a folder that a server can serve. */
  static void bundle(Path app) throws Exception {
    List<String> modules = new ArrayList<>(List.of("page/page.js=page", "page/blank.js=blank"));
    List<String> workers = new ArrayList<>();
    for (String suite : List.of("storage", "worker", "sync")) {
      for (String file : files(suite)) {
        String name = file.substring(0, file.length() - ".js".length());
        if (file.endsWith(".sw.js")) {
          workers.add(file);
        } else {
          modules.add(suite + "/" + file + "=" + suite + "/" + name);
        }
      }
    }
    esbuild(modules, "esm", app);
    List<String> scripts = new ArrayList<>();
    for (String file : workers) {
      String name = file.substring(0, file.length() - ".sw.js".length());
      scripts.add("worker/" + file + "=workers/" + name + "/sw");
    }
    esbuild(scripts, "iife", app);
    copy("page.html", app);
    copy("blank.html", app);
    for (String script : scripts) {
      copy("page.html", app.resolve(script.substring(script.indexOf('=') + 1)).resolveSibling(""));
    }
  }

  /** Bundles each file of {@code folder} by itself: what an app downloads that uses it. */
  static void bundleEach(String folder, Path out) throws Exception {
    List<String> entries = new ArrayList<>();
    for (String file : files(folder)) {
      entries.add(folder + "/" + file + "=" + file.substring(0, file.length() - ".js".length()));
    }
    esbuild(entries, "esm", out);
  }

  private static void copy(String page, Path folder) throws IOException {
    Files.copy(
        SOURCES.resolve("page").resolve(page),
        folder.resolve(page),
        StandardCopyOption.REPLACE_EXISTING);
  }

  private static List<String> files(String folder) throws IOException {
    try (Stream<Path> files = Files.list(SOURCES.resolve(folder))) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".js") && !name.equals("rows.js"))
          .sorted()
          .toList();
    }
  }

  /** {@code entries}: {@code source=name}. */
  private static void esbuild(List<String> entries, String format, Path out) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                "node_modules/.bin/esbuild",
                "--bundle",
                "--minify",
                "--target=es2022",
                "--log-level=warning",
                "--external:/holdfast/*",
                "--define:process.env.NODE_ENV=\"production\"",
                "--define:global=globalThis",
                "--format=" + format,
                "--outdir=" + out));
    for (String entry : entries) {
      int equals = entry.indexOf('=');
      command.add(entry.substring(equals + 1) + "=" + entry.substring(0, equals));
    }
    run(command);
  }

  /** Runs a program in the folder of the contenders. What it prints. */
  static String run(List<String> command) throws Exception {
    Process process =
        new ProcessBuilder(command)
            .directory(SOURCES.toFile())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IllegalStateException(String.join(" ", command) + " failed:\n" + printed);
    }
    return printed;
  }
}
