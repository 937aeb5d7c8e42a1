package dev.holdfast.bench;

import dev.holdfast.server.HoldfastServer;
import dev.holdfast.server.Options;
import dev.holdfast.server.Stores;
import dev.holdfast.server.space.Spaces;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * Measures what many documents cost a page: opening the page, editing one document and syncing it.
 * The page holds 1,000 to 100,000 documents of some 300 bytes. It runs in a real browser with its
 * profile on disk, against the real server.
 *
 * <p>Fails if a step reads or writes more records with 100,000 documents than with 10,000. With
 * 1,000, most of the replica's pages are in memory already, so they are not compared. Times and
 * memory are only printed: they depend on the machine.
 */
final class DocumentsBench {
  private static final int[] SIZES = {1_000, 10_000, 100_000};
  private static final int BATCH = 1_000;
  private static final int OPENINGS = 7;
  private static final int EDITS = 30;
  private static final String READY = "self.loaded";

  private DocumentsBench() {}

  /** The medians of many runs of one step: its time, and what it read and wrote in IndexedDB. */
  private record Cost(double ms, double reads, double writes, double kb) {
    static Cost of(List<?> runs) {
      return new Cost(
          middle(runs, run -> number(run, "ms")),
          middle(runs, run -> number(run, "reads")),
          middle(runs, run -> number(run, "writes")),
          middle(runs, run -> number(run, "bytes") / 1024));
    }

    private static double middle(List<?> runs, ToDoubleFunction<Object> what) {
      return DiffBench.median(runs.stream().mapToDouble(what).toArray());
    }

    private static double number(Object run, String field) {
      return ((Number) Chromium.field(run, field)).doubleValue();
    }

    boolean movesAsMuchAs(Cost other) {
      return reads == other.reads && writes == other.writes;
    }

    @Override
    public String toString() {
      return String.format(
          Locale.ROOT, "%.1f ms (%.0f read, %.0f written, %.0f KB)", ms, reads, writes, kb);
    }
  }

  /** One row of the table. */
  private record Row(Cost open, Cost edit, Cost sync, double heap, Cost pull, Cost all) {
    boolean movesAsMuchAs(Row other) {
      return open.movesAsMuchAs(other.open)
          && edit.movesAsMuchAs(other.edit)
          && sync.movesAsMuchAs(other.sync);
    }
  }

  static boolean run() throws Exception {
    System.out.println("Documents of some 300 bytes; medians, with the records moved in IndexedDB");
    System.out.println(
        "| documents | open | edit one | sync one | page's heap | first pull | read all |");
    System.out.println("|---|---|---|---|---|---|---|");
    List<Row> rows = new ArrayList<>();
    for (int size : SIZES) {
      Row row = measure(size);
      rows.add(row);
      System.out.printf(
          Locale.ROOT,
          "| %,d | %s | %s | %s | %.1f MB | %.1f s | %.2f s |%n",
          size,
          row.open,
          row.edit,
          row.sync,
          row.heap,
          row.pull.ms / 1000,
          row.all.ms / 1000);
    }
    return rows.get(2).movesAsMuchAs(rows.get(1));
  }

  private static Row measure(int size) throws Exception {
    Path folder = Files.createTempDirectory("holdfast-bench");
    try {
      String data = folder.resolve("data").toString();
      try (Spaces spaces = Stores.open(data)) {
        for (int n = 0; n < size; n += BATCH) {
          ServerBench.push(spaces, "many", "filler", n, BATCH);
        }
      }
      try (HoldfastServer server =
              HoldfastServer.start(Options.of(data).app(app(folder.resolve("app"))));
          Chromium chromium = Chromium.launch(folder.resolve("profile"))) {
        return measure(chromium, server.url(), size);
      }
    } finally {
      Folders.delete(folder);
    }
  }

  private static Row measure(Chromium chromium, String url, int size) {
    chromium.visit(url, READY);
    Cost pull = Cost.of(List.of(chromium.evaluate("self.pull('many')", null)));
    List<Object> openings = new ArrayList<>();
    double heap = 0;
    for (int n = 0; n < OPENINGS; n++) {
      chromium.visit(url, READY);
      openings.add(chromium.evaluate("id => self.open('many', id)", "d" + size / 2));
      heap = chromium.heap();
    }
    Cost all = Cost.of(List.of(chromium.evaluate("self.readAll()", null)));
    chromium.visit(url, READY);
    Object edits =
        chromium.evaluate(
            "([size, times]) => self.edit('many', size, times)", List.of(size, EDITS));
    Cost edit = Cost.of((List<?>) Chromium.field(edits, "edits"));
    Cost sync = Cost.of((List<?>) Chromium.field(edits, "syncs"));
    return new Row(Cost.of(openings), edit, sync, heap, pull, all);
  }

  private static Path app(Path folder) throws IOException {
    Files.createDirectories(folder);
    for (String name : List.of("index.html", "app.js")) {
      Files.writeString(folder.resolve(name), Chromium.resource("documents/" + name));
    }
    return folder;
  }
}
