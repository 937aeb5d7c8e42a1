package dev.holdfast.server.api;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What {@code Accept-Encoding} says (RFC 9110, 12.5.3). */
public final class AcceptEncoding {
  private final Map<String, Double> qualities = new HashMap<>();

  /**
   * @param lines the header's values; none if the client did not send it
   */
  public AcceptEncoding(List<String> lines) {
    for (String line : lines) {
      for (String one : line.toLowerCase(Locale.ROOT).split(",", -1)) {
        String[] parts = one.replaceAll("\\s", "").split(";", -1);
        double quality = 1;
        for (int i = 1; i < parts.length; i++) {
          if (parts[i].startsWith("q=")) {
            quality = quality(parts[i].substring(2));
          }
        }
        qualities.put(parts[0], quality);
      }
    }
  }

  /** A weight from 0 to 1; 0 if it is none. */
  private static double quality(String text) {
    return text.matches("0(\\.\\d{0,3})?|1(\\.0{0,3})?") ? Double.parseDouble(text) : 0;
  }

  /** Whether the client can read this coding. */
  public boolean accepts(String coding) {
    return qualityOf(coding) > 0;
  }

  /**
   * The coding that the client wants most, the first one of those that it wants alike; null if it
   * wants the content as it is.
   */
  public @Nullable String best(List<String> codings) {
    String best = null;
    double most = qualities.getOrDefault("identity", 0.0);
    for (String coding : codings) {
      double quality = qualityOf(coding);
      if (quality > 0 && (best == null ? quality >= most : quality > most)) {
        best = coding;
        most = quality;
      }
    }
    return best;
  }

  private double qualityOf(String coding) {
    return qualities.getOrDefault(coding, qualities.getOrDefault("*", 0.0));
  }
}
