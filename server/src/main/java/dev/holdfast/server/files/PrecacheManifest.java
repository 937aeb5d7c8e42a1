package dev.holdfast.server.files;

import dev.holdfast.core.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;

/**
 * The files that this release of the app needs offline, each with the hash of its content, as the
 * script {@code /holdfast/precache.js}. The same files always give the same text, so a browser sees
 * a new release exactly when a file has changed.
 */
final class PrecacheManifest {
  /**
   * The worker's own scripts, which the browser stores and updates by itself. Also the module that
   * an app loads only to talk to its backend.
   */
  private static final Set<String> NOT_NEEDED =
      Set.of(
          "/holdfast/holdfast-rest.js",
          "/sw.js",
          "/holdfast/precache.js",
          "/holdfast/holdfast-worker.js",
          "/holdfast/holdfast-queue.js",
          "/holdfast/holdfast-sync.js");

  /**
   * The characters that a URL's path percent-encodes (WHATWG URL), besides controls and non-ASCII.
   */
  private static final String ENCODED = " \"#%<>?^`{}";

  private PrecacheManifest() {}

  /** The script for the given files: URL path, not encoded, and hash. */
  static String script(SortedMap<String, String> hashes) {
    StringBuilder script = new StringBuilder("self.__PRECACHE = [");
    String separator = "\n";
    for (Map.Entry<String, String> file : hashes.entrySet()) {
      if (!NOT_NEEDED.contains(file.getKey()) && !file.getKey().endsWith(".map")) {
        Json entry = Json.object();
        Json.set(entry, "url", Json.of(encoded(file.getKey())));
        Json.set(entry, "revision", Json.of(file.getValue()));
        script.append(separator).append(Json.stringify(entry));
        separator = ",\n";
      }
    }
    return script.append("\n];\n").toString();
  }

  private static String encoded(String path) {
    StringBuilder url = new StringBuilder();
    for (byte b : path.getBytes(StandardCharsets.UTF_8)) {
      if (b <= 0x1f || b == 0x7f || ENCODED.indexOf(b) >= 0) {
        url.append('%').append(hex(b >> 4)).append(hex(b));
      } else {
        url.append((char) b);
      }
    }
    return url.toString();
  }

  private static char hex(int value) {
    return Character.toUpperCase(Character.forDigit(value & 0xf, 16));
  }
}
