package dev.holdfast.server.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The manifest as a file of the app, for apps that another server serves: {@code
 * holdfast/precache.js}, with what this server would answer there.
 */
public final class PrecacheFile {
  private PrecacheFile() {}

  /**
   * Writes it for the app in {@code folder}, and returns where it is and how many files it lists.
   *
   * @param needed whether the app needs a file offline, by its path below {@code folder}
   * @throws IOException if no file is left, too
   */
  public static String write(Path folder, Predicate<String> needed) throws IOException {
    AppFolder.Content app = new AppFolder(folder).content();
    PrecacheManifest manifest = new PrecacheManifest(app.usesElements());
    app.hashes()
        .forEach(
            (path, hash) -> {
              if (manifest.isNeeded(path) && needed.test(path.substring(1))) {
                manifest.add(path, hash, Map.of());
              }
            });
    if (manifest.size() == 0) {
      throw new IOException(
          "no file of " + folder + " is in the list, so nothing would be there offline");
    }
    Path file = folder.resolve("holdfast/precache.js");
    Files.createDirectories(file.getParent());
    Files.writeString(file, manifest.script(Set.of()));
    return file + ": " + manifest.size() + " files";
  }
}
