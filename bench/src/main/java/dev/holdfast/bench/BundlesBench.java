package dev.holdfast.bench;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What a page and a worker download: ours and the peers, as an app bundles them, in KB. */
final class BundlesBench {
  private static final List<String> OURS =
      List.of(
          "holdfast",
          "holdfast-engine",
          "holdfast-more",
          "holdfast-rest",
          "holdfast-worker",
          "holdfast-install",
          "holdfast-queue",
          "holdfast-resource",
          "holdfast-sync");

  private BundlesBench() {}

  static boolean run() throws Exception {
    Contenders.install();
    Path folder = Files.createTempDirectory("holdfast-bench");
    try {
      Contenders.bundleEach("bundles", folder);
      List<String> command = new ArrayList<>(List.of("node", "bundles/sizes.mjs"));
      for (String name : OURS) {
        Path file = folder.resolve("ours/" + name + ".js");
        copy(name + ".js", file);
      }
      command.add(folder.toString());
      command.add(folder.resolve("ours").toString());
      JsonArray sizes = JsonParser.parseString(Contenders.run(command)).getAsJsonArray();
      System.out.println("| bundle | minified | gzip | brotli |");
      System.out.println("|---|---|---|---|");
      for (JsonElement one : sizes) {
        JsonArray size = one.getAsJsonArray();
        System.out.printf(
            Locale.ROOT,
            "| %s | %.1f KB | %.1f KB | %.1f KB |%n",
            size.get(0).getAsString(),
            size.get(1).getAsDouble() / 1024,
            size.get(2).getAsDouble() / 1024,
            size.get(3).getAsDouble() / 1024);
      }
      return true;
    } finally {
      Folders.delete(folder);
    }
  }

  private static void copy(String name, Path file) throws IOException {
    Files.createDirectories(file.getParent());
    try (InputStream in = BundlesBench.class.getResourceAsStream("/holdfast/" + name)) {
      if (in == null) {
        throw new IllegalStateException("no bundle " + name);
      }
      Files.copy(in, file);
    }
  }
}
