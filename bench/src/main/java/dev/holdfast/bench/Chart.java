package dev.holdfast.bench;

import java.util.List;
import java.util.Locale;

/** A bar chart as SVG: for each row the time of each contender, on a logarithmic scale. */
final class Chart {
  private static final int LABEL = 170;
  private static final int WIDTH = 460;
  private static final int NUMBER = 70;
  private static final int BAR = 14;
  private static final int GAP = 26;

  private Chart() {}

  static String of(String title, List<Results.Measured> rows) {
    double most = 1;
    double least = 1;
    for (Results.Measured row : rows) {
      for (String contender : row.contenders()) {
        most = Math.max(most, row.ms(contender));
        least = Math.min(least, row.ms(contender));
      }
    }
    double decades = Math.log10(most) - Math.log10(least / 2);
    StringBuilder bars = new StringBuilder();
    int y = 30;
    for (Results.Measured row : rows) {
      bars.append(text(4, y, "bold", row.row().text()));
      y += 6;
      for (String contender : row.contenders()) {
        double ms = row.ms(contender);
        double share = (Math.log10(ms) - Math.log10(least / 2)) / decades;
        int width = (int) Math.max(1, share * WIDTH);
        bars.append(text(16, y + BAR - 3, "normal", contender));
        bars.append(
            String.format(
                Locale.ROOT,
                "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" fill=\"%s\"/>%n",
                LABEL,
                y,
                width,
                BAR - 2,
                color(contender)));
        String number = Report.number(ms) + " ms";
        bars.append(text(LABEL + width + 6, y + BAR - 3, "normal", number));
        y += BAR;
      }
      y += GAP;
    }
    int width = LABEL + WIDTH + NUMBER;
    return "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\""
            .formatted(width, y, width)
        + " font-family=\"sans-serif\" font-size=\"11\">\n"
        + ("<title>" + title + "</title>\n")
        + ("<rect width=\"" + width + "\" height=\"" + y + "\" fill=\"#ffffff\"/>\n")
        + text(4, 12, "normal", "Median milliseconds, logarithmic; shorter is better")
        + bars
        + "</svg>\n";
  }

  private static String color(String contender) {
    if (contender.startsWith("holdfast")) {
      return "#1f6f8b";
    }
    return contender.equals("raw") || contender.equals("floor") ? "#c9c9c9" : "#e0a458";
  }

  private static String text(int x, int y, String weight, String text) {
    String escaped = text.replace("&", "&amp;").replace("<", "&lt;");
    return "<text x=\"%d\" y=\"%d\" font-weight=\"%s\">%s</text>%n"
        .formatted(x, y, weight, escaped);
  }
}
