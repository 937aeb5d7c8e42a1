package dev.holdfast.server.files;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The web app that a server serves.
 *
 * @param folder its files
 * @param fallback the URL path of the file that answers a page load whose path has no file, so that
 *     the app can have paths of its own; null to answer 404
 * @param headers what each answer with a file of the app carries, in place of what the server would
 *     say
 */
public record App(Path folder, @Nullable String fallback, Map<String, String> headers) {
  public App {
    headers = new LinkedHashMap<>(headers);
  }

  public static App of(Path folder) {
    return new App(folder, null, Map.of());
  }
}
