package dev.holdfast.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What was measured: for each row and contender the times of the rounds, and the counts. */
final class Results {

  /** One row as it was measured. */
  static final class Measured {
    private final Group group;
    private final Row row;
    private final Map<String, List<Double>> times = new LinkedHashMap<>();
    private final Map<String, Map<String, Long>> counts = new LinkedHashMap<>();

    private Measured(Group group, Row row) {
      this.group = group;
      this.row = row;
    }

    Group group() {
      return group;
    }

    Row row() {
      return row;
    }

    /** Those that have times. */
    List<String> contenders() {
      return group.contenders().stream().filter(times::containsKey).toList();
    }

    /** Milliseconds, one for each round. */
    List<Double> times(String contender) {
      return times.getOrDefault(contender, List.of());
    }

    double ms(String contender) {
      return middle(times(contender));
    }

    Map<String, Long> counts(String contender) {
      return counts.getOrDefault(contender, Map.of());
    }

    Ratio ratio(String one, String other) {
      List<Double> ours = times(one);
      List<Double> theirs = times(other);
      double[] ratios = new double[Math.min(ours.size(), theirs.size())];
      for (int n = 0; n < ratios.length; n++) {
        ratios[n] = ours.get(n) / theirs.get(n);
      }
      Arrays.sort(ratios);
      return new Ratio(ratios);
    }
  }

  /**
   * The ratios of two contenders, of one round each.
   *
   * @param sorted ascending; empty if one of them has no times
   */
  @SuppressWarnings("ArrayRecordComponent")
  record Ratio(double[] sorted) {
    boolean isKnown() {
      return sorted.length > 0;
    }

    double median() {
      return sorted[sorted.length / 2];
    }

    double least() {
      return sorted[0];
    }

    double most() {
      return sorted[sorted.length - 1];
    }
  }

  private final Map<List<Object>, Measured> rows = new LinkedHashMap<>();
  private final List<String> failures = new ArrayList<>();

  List<Measured> rows() {
    return List.copyOf(rows.values());
  }

  List<String> failures() {
    return List.copyOf(failures);
  }

  void timed(Group group, int row, String contender, double ms) {
    measured(group, row).times.computeIfAbsent(contender, name -> new ArrayList<>()).add(ms);
  }

  void counted(Group group, int row, String contender, Map<?, ?> counts) {
    Map<String, Long> numbers = new TreeMap<>();
    counts.forEach((what, count) -> numbers.put((String) what, ((Number) count).longValue()));
    measured(group, row).counts.put(contender, numbers);
  }

  void failed(Group group, String contender, String why) {
    failures.add(group.suite() + " " + group.name() + ", " + contender + ": " + why);
  }

  private Measured measured(Group group, int row) {
    return rows.computeIfAbsent(
        List.of(group, row), key -> new Measured(group, group.rows().get(row)));
  }

  static double middle(List<Double> values) {
    return DiffBench.median(values.stream().mapToDouble(Double::doubleValue).toArray());
  }
}
