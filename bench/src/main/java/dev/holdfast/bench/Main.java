package dev.holdfast.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/**
 * {@code ./holdfast bench [NAME…]}: runs the named suites or rows ({@code storage/saveNew}), or
 * all. Exits with 1 if one broke its limit or a contender failed, with 2 if an argument is unknown.
 */
public final class Main {
  private static final List<String> OPTIONS =
      List.of("--only SUITE", "--runs N", "--scale F", "--out DIR");

  private Main() {}

  /** One measurement of ours alone. Prints its result. False if the result breaks a limit. */
  @FunctionalInterface
  interface Measurement {
    boolean run() throws Exception;
  }

  /** Against peers: their rows go into one table. */
  private static final Map<String, Supplier<List<Group>>> COMPARISONS = new LinkedHashMap<>();

  private static final Map<String, Measurement> MEASUREMENTS = new LinkedHashMap<>();

  static {
    COMPARISONS.put("storage", Suites::storage);
    COMPARISONS.put("worker", Suites::worker);
    COMPARISONS.put("sync", Suites::sync);
    COMPARISONS.put("growth", Suites::growth);
    MEASUREMENTS.put("bundles", BundlesBench::run);
    MEASUREMENTS.put("diff", DiffBench::run);
    MEASUREMENTS.put("documents", DocumentsBench::run);
    MEASUREMENTS.put("list", ListBench::run);
    MEASUREMENTS.put("server", ServerBench::run);
  }

  /** What was asked for. */
  private record Asked(Set<String> suites, int runs, double scale, Path out) {}

  public static void main(String[] args) throws Exception {
    Asked asked;
    try {
      asked = read(args);
    } catch (IllegalArgumentException e) {
      System.err.println("holdfast: " + e.getMessage());
      System.exit(2);
      return;
    }
    System.exit(run(asked) ? 0 : 1);
  }

  private static Asked read(String[] args) {
    Set<String> all = new LinkedHashSet<>(COMPARISONS.keySet());
    all.addAll(MEASUREMENTS.keySet());
    Set<String> suites = new LinkedHashSet<>();
    int runs = 5;
    double scale = 1;
    Path out = Path.of(System.getProperty("holdfast.home", "."), "target", "bench");
    for (int i = 0; i < args.length; i++) {
      String name = args[i];
      if (!name.startsWith("-")) {
        suites.add(name);
        continue;
      }
      if (OPTIONS.stream().noneMatch(option -> option.startsWith(name + " "))) {
        throw new IllegalArgumentException("no option " + name + "; known: " + OPTIONS);
      }
      if (++i == args.length) {
        throw new IllegalArgumentException(name + " takes a value");
      }
      String value = args[i];
      switch (name) {
        case "--only" -> suites.addAll(List.of(value.split(",", -1)));
        case "--out" -> out = Path.of(value);
        case "--runs" -> runs = (int) number(name, value);
        default -> scale = number(name, value);
      }
    }
    for (String suite : suites) {
      if (!all.contains(suite) && groups(Set.of(suite)).isEmpty()) {
        List<String> known = new ArrayList<>(all);
        known.add("storage/saveNew and so on");
        throw new IllegalArgumentException("no suite \"" + suite + "\"; known: " + known);
      }
    }
    return new Asked(suites.isEmpty() ? all : suites, runs, scale, out);
  }

  /**
   * The groups of these suites, and those that are named by themselves: {@code storage/saveNew}.
   */
  private static List<Group> groups(Set<String> names) {
    List<Group> groups = new ArrayList<>();
    COMPARISONS.forEach(
        (name, suite) -> {
          for (Group group : suite.get()) {
            boolean named = names.contains(name + "/" + group.name());
            if (named || names.contains(name)) {
              groups.add(group);
            }
          }
        });
    return groups;
  }

  private static double number(String option, String value) {
    try {
      double number = Double.parseDouble(value);
      if (number > 0) {
        return number;
      }
    } catch (NumberFormatException e) {
      // said below
    }
    throw new IllegalArgumentException(option + " takes a number above 0, not " + value);
  }

  private static boolean run(Asked asked) throws Exception {
    boolean held = true;
    List<Group> groups = groups(asked.suites);
    if (!groups.isEmpty()) {
      held = compare(groups, asked);
    }
    for (Map.Entry<String, Measurement> one : MEASUREMENTS.entrySet()) {
      if (asked.suites.contains(one.getKey())) {
        held &= one.getValue().run();
      }
    }
    return held;
  }

  private static boolean compare(List<Group> groups, Asked asked) throws Exception {
    Results results = new Results();
    String machine;
    try (Comparison comparison = new Comparison(asked.scale)) {
      comparison.run(groups, asked.runs, results);
      machine =
          String.format(
              Locale.ROOT,
              "Chromium %s, %s, %d cores, a profile on disk, %d rounds%s.",
              comparison.browser(),
              System.getProperty("os.name"),
              Runtime.getRuntime().availableProcessors(),
              asked.runs,
              asked.scale == 1 ? "" : ", sizes × " + asked.scale);
    }
    Report report = new Report(results, machine);
    System.out.println(report.markdown());
    report.write(asked.out);
    System.err.println("Also in " + asked.out.toAbsolutePath() + ": bench.md, bench.json, charts.");
    return results.failures().isEmpty();
  }
}
