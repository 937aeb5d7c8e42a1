package dev.holdfast.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Measures the time to find the differences of two versions of 10,000 documents. Compares our code,
 * compiled from Java, with hand-written JavaScript in the same page. It may take at most 1.3 times
 * as long.
 *
 * <p>The two run in turn. Each ratio compares two neighbouring runs, and the median of the ratios
 * counts. It uses three pages, since the browser's compiler may decide differently in each.
 */
final class DiffBench {
  private static final double LIMIT = 1.3;
  private static final int DOCUMENTS = 10_000;
  private static final int PAGES = 3;

  private DiffBench() {}

  static boolean run() throws Exception {
    System.out.println("Diff of 10,000 documents of some 300 bytes, 12 of them changed; median ms");
    System.out.println("| | compiled | by hand | ratio |");
    System.out.println("|---|---|---|---|");
    double copied = measure("nothing shared between the versions", false);
    double shared = measure("unchanged documents shared", true);
    return copied <= LIMIT && shared <= LIMIT;
  }

  private static double measure(String what, boolean shared) throws Exception {
    double[] compiled = {};
    double[] byHand = {};
    Path profile = Files.createTempDirectory("holdfast-bench");
    try (Chromium chromium = Chromium.launch(profile)) {
      for (int page = 0; page < PAGES; page++) {
        chromium.open("diff-page.js", "diff.js");
        chromium.evaluate("s => self.measureDiff(" + DOCUMENTS + ", 10, s)", shared);
        Object times = chromium.evaluate("s => self.measureDiff(" + DOCUMENTS + ", 40, s)", shared);
        compiled = joined(compiled, (List<?>) Chromium.field(times, "compiled"));
        byHand = joined(byHand, (List<?>) Chromium.field(times, "handwritten"));
      }
    } finally {
      Folders.delete(profile);
    }
    double[] ratios = new double[compiled.length];
    for (int i = 0; i < ratios.length; i++) {
      ratios[i] = compiled[i] / byHand[i];
    }
    double ratio = median(ratios);
    System.out.printf(
        Locale.ROOT,
        "| %s | %.1f | %.1f | %.2f |%n",
        what,
        median(compiled),
        median(byHand),
        ratio);
    return ratio;
  }

  private static double[] joined(double[] times, List<?> more) {
    double[] all = Arrays.copyOf(times, times.length + more.size());
    for (int i = 0; i < more.size(); i++) {
      all[times.length + i] = ((Number) more.get(i)).doubleValue();
    }
    return all;
  }

  static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }
}
