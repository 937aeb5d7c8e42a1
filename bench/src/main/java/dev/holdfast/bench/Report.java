package dev.holdfast.bench;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The results of a comparison as Markdown, as JSON and as charts. */
final class Report {
  private final Results results;
  private final String machine;

  Report(Results results, String machine) {
    this.results = results;
    this.machine = machine;
  }

  void write(Path folder) throws IOException {
    Files.createDirectories(folder);
    Files.writeString(folder.resolve("bench.md"), markdown());
    Files.writeString(folder.resolve("bench.json"), json());
    for (String suite : suites()) {
      Files.writeString(folder.resolve(suite + ".svg"), Chart.of(suite, of(suite)));
    }
  }

  String markdown() {
    StringBuilder out = new StringBuilder(machine).append("\n");
    out.append(
        "\n| row | ours | ms | of | ms | ours / peer | ours / raw | floor / raw | wanted |\n");
    out.append("|---|---|---|---|---|---|---|---|---|\n");
    for (Results.Measured row : results.rows()) {
      for (Row.Ours ours : row.row().ours()) {
        for (Row.Wanted wanted : ours.wanted()) {
          out.append(line(row, ours, wanted));
        }
      }
    }
    for (String suite : suites()) {
      out.append("\nMedian ms, ").append(suite).append("\n\n").append(times(of(suite)));
      out.append("\nOperations, ").append(suite).append("\n\n").append(counts(of(suite)));
    }
    if (!results.failures().isEmpty()) {
      out.append("\nFailed:\n\n");
      for (String failure : new TreeSet<>(results.failures())) {
        out.append("- ").append(failure).append("\n");
      }
    }
    return out.toString();
  }

  private static String line(Results.Measured row, Row.Ours ours, Row.Wanted wanted) {
    Results.Ratio ratio = row.ratio(ours.contender(), wanted.peer());
    String met = !ratio.isKnown() ? "" : ratio.median() <= wanted.most() ? ", met" : "";
    return "| "
        + String.join(
            " | ",
            row.row().text(),
            ours.how(),
            ms(row, ours.contender()),
            wanted.peer(),
            ms(row, wanted.peer()),
            text(ratio),
            text(row.ratio(ours.contender(), "raw")),
            text(row.ratio("floor", "raw")),
            "≤ " + number(wanted.most()) + met)
        + " |\n";
  }

  private static String times(List<Results.Measured> rows) {
    Set<String> contenders = new TreeSet<>();
    rows.forEach(row -> contenders.addAll(row.contenders()));
    StringBuilder out = new StringBuilder(heading(contenders));
    for (Results.Measured row : rows) {
      out.append("| ").append(row.row().text());
      for (String contender : contenders) {
        out.append(" | ").append(ms(row, contender));
      }
      out.append(" |\n");
    }
    return out.toString();
  }

  private static String counts(List<Results.Measured> rows) {
    StringBuilder out = new StringBuilder("| row | contender | operations |\n|---|---|---|\n");
    for (Results.Measured row : rows) {
      for (String contender : row.group().contenders()) {
        Map<String, Long> counts = row.counts(contender);
        if (!counts.isEmpty()) {
          String all =
              counts.entrySet().stream()
                  .map(one -> String.format(Locale.ROOT, "%,d %s", one.getValue(), one.getKey()))
                  .collect(Collectors.joining(", "));
          out.append("| " + row.row().text() + " | " + contender + " | " + all + " |\n");
        }
      }
    }
    return out.toString();
  }

  private static String heading(Set<String> contenders) {
    return "| row | "
        + String.join(" | ", contenders)
        + " |\n|---|"
        + "---|".repeat(contenders.size())
        + "\n";
  }

  private String json() {
    JsonObject all = new JsonObject();
    all.addProperty("machine", machine);
    JsonArray rows = new JsonArray();
    for (Results.Measured row : results.rows()) {
      JsonObject one = new JsonObject();
      one.addProperty("suite", row.group().suite());
      one.addProperty("group", row.group().name());
      one.addProperty("row", row.row().text());
      JsonObject contenders = new JsonObject();
      for (String contender : row.group().contenders()) {
        JsonObject numbers = new JsonObject();
        JsonArray ms = new JsonArray();
        row.times(contender).forEach(ms::add);
        numbers.add("ms", ms);
        JsonObject counts = new JsonObject();
        row.counts(contender).forEach(counts::addProperty);
        numbers.add("operations", counts);
        contenders.add(contender, numbers);
      }
      one.add("contenders", contenders);
      rows.add(one);
    }
    all.add("rows", rows);
    return new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create().toJson(all) + "\n";
  }

  private Set<String> suites() {
    Set<String> suites = new TreeSet<>();
    results.rows().forEach(row -> suites.add(row.group().suite()));
    return suites;
  }

  private List<Results.Measured> of(String suite) {
    List<Results.Measured> rows = new ArrayList<>(results.rows());
    rows.removeIf(row -> !row.group().suite().equals(suite));
    return rows;
  }

  private static String ms(Results.Measured row, String contender) {
    return row.times(contender).isEmpty() ? "–" : number(row.ms(contender));
  }

  private static String text(Results.Ratio ratio) {
    if (!ratio.isKnown()) {
      return "–";
    }
    String spread = " (" + number(ratio.least()) + "–" + number(ratio.most()) + ")";
    return number(ratio.median()) + (ratio.sorted().length == 1 ? "" : spread);
  }

  /** Two digits that tell something, or more. */
  static String number(double value) {
    return String.format(Locale.ROOT, value < 0.1 ? "%.3f" : value < 10 ? "%.2f" : "%,.0f", value);
  }
}
