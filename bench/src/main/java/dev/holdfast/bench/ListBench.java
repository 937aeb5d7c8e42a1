package dev.holdfast.bench;

import dev.holdfast.server.HoldfastServer;
import dev.holdfast.server.Options;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Measures what one change of a long list costs: an element inserted at the front, the last one
 * moved to the front, one removed. For each, what its sync sends, how much the server's data grows,
 * and how long the save takes in a real browser.
 *
 * <p>Fails if a sync sends more with 100,000 elements than with 1,000. Times are only printed.
 */
final class ListBench {
  private static final int[] SIZES = {10, 1_000, 100_000};
  private static final List<String> OPERATIONS = List.of("insert", "move", "remove");
  private static final int TIMES = 100;
  private static final int SLACK = 64; // the numbers in a request have more digits

  private ListBench() {}

  private record Cost(double sent, double grown, double ms) {
    @Override
    public String toString() {
      return String.format(Locale.ROOT, "%.0f B sent, %.0f B stored, %.1f ms", sent, grown, ms);
    }
  }

  static boolean run() throws Exception {
    System.out.println("One change of a list: medians of what is sent and of a save's time");
    System.out.println("| elements | insert at the front | move last to first | remove |");
    System.out.println("|---|---|---|---|");
    List<List<Cost>> rows = new ArrayList<>();
    for (int size : SIZES) {
      List<Cost> row = measure(size);
      rows.add(row);
      System.out.printf(
          Locale.ROOT, "| %,d | %s | %s | %s |%n", size, row.get(0), row.get(1), row.get(2));
    }
    boolean held = true;
    for (int i = 0; i < OPERATIONS.size(); i++) {
      held &= rows.get(2).get(i).sent <= rows.get(1).get(i).sent + SLACK;
    }
    return held;
  }

  private static List<Cost> measure(int size) throws Exception {
    Path folder = Files.createTempDirectory("holdfast-bench");
    try (Chromium chromium = Chromium.launch(folder.resolve("profile"))) {
      Path data = folder.resolve("data");
      Path app = app(folder.resolve("app"));
      int port;
      try (HoldfastServer server = HoldfastServer.start(Options.of(data.toString()).app(app))) {
        port = server.port();
        chromium.visit(server.url(), "self.loaded");
        chromium.evaluate("size => self.make('list', size)", size);
      }
      List<Cost> costs = new ArrayList<>();
      for (String operation : OPERATIONS) {
        long before = stored(data);
        List<?> runs;
        try (HoldfastServer server =
            HoldfastServer.start(Options.of(data.toString()).app(app).port(port))) {
          chromium.visit(server.url(), "self.loaded");
          runs =
              (List<?>)
                  chromium.evaluate(
                      "([name, times]) => self.operate('list', name, times)",
                      List.of(operation, TIMES));
        }
        costs.add(
            new Cost(
                median(runs, "sent"),
                (stored(data) - before) / (double) TIMES,
                median(runs, "ms")));
      }
      return costs;
    } finally {
      Folders.delete(folder);
    }
  }

  private static double median(List<?> runs, String field) {
    return DiffBench.median(
        runs.stream()
            .mapToDouble(run -> ((Number) Chromium.field(run, field)).doubleValue())
            .toArray());
  }

  /** The size of the server's data. The server is closed, so all of it is in its files. */
  private static long stored(Path data) throws IOException {
    try (Stream<Path> files = Files.walk(data)) {
      return files.filter(Files::isRegularFile).mapToLong(ListBench::size).sum();
    }
  }

  private static long size(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path app(Path folder) throws IOException {
    Files.createDirectories(folder);
    for (String name : List.of("index.html", "app.js")) {
      Files.writeString(folder.resolve(name), Chromium.resource("list/" + name));
    }
    return folder;
  }
}
