package dev.holdfast.server.files;

import dev.holdfast.core.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The files that this release of the app needs offline, as the script {@code /holdfast/precache.js}
 * . Each has a revision, which is another one when its content or its headers have changed, and the
 * integrity of its content. The same files always give the same text, so a browser sees a new
 * release exactly when a file has changed.
 */
final class PrecacheManifest {
  /** The worker of the app, which the browser stores and updates by itself. */
  private static final String WORKER = "/sw.js";

  private static final String OURS = "/holdfast/";

  /**
   * What every app needs of Holdfast's folder. The rest are the worker's scripts, the module that
   * an app loads only to talk to its backend, elements and types.
   */
  private static final List<String> PAGE_MODULES =
      List.of(OURS + "holdfast.js", OURS + "holdfast-engine.js", OURS + "holdfast-more.js");

  /**
   * What an app that has Holdfast's elements needs, too. What is inside them, and their languages,
   * load when they are used.
   */
  private static final List<String> ELEMENTS =
      Stream.concat(
              Stream.of(
                  "all", "base", "status", "panel", "conflicts", "decision", "parked", "update"),
              Stream.of("ar", "de", "es", "fr", "nl").map("texts/"::concat))
          .map(name -> OURS + "elements/" + name + ".js")
          .toList();

  /**
   * The characters of a URL's path that need no encoding (RFC 3986), besides letters and digits.
   */
  private static final String PLAIN = "-._~!$&'()*+,=:@/";

  private static final int REVISION = 32;
  private static final int MARK = 8;

  /**
   * A proxy may have put the app below a path that the server does not know. So this script looks
   * where it comes from, and puts that before each URL.
   */
  private static final String PLACE =
      """
      (from => {
        self.__HOLDFAST = { root: from ? from[1] : '/', elsewhere: ELSEWHERE };
        self.__PRECACHE.forEach(file => (file.url = self.__HOLDFAST.root + file.url.slice(1)));
      })(/https?:\\/\\/[^/]*(\\/\\S*)holdfast\\/precache\\.js/.exec(new Error().stack));
      """;

  private final SortedMap<String, Json> entries = new TreeMap<>();
  private final Set<String> modules = new TreeSet<>(PAGE_MODULES);

  /** {@code elements}: whether the app has Holdfast's elements. */
  PrecacheManifest(boolean elements) {
    if (elements) {
      modules.addAll(ELEMENTS);
    }
  }

  /** The URL paths of what the app needs of Holdfast's folder. */
  Set<String> modules() {
    return modules;
  }

  /**
   * @param path URL path, not encoded
   * @param hash of its content, as {@link ContentHash} makes it
   * @param headers what it carries besides those that follow from its name and content
   */
  void add(String path, String hash, Map<String, String> headers) {
    if (!isNeeded(path)) {
      return;
    }
    String revision = hash.substring(0, REVISION);
    if (!headers.isEmpty()) {
      byte[] all = new TreeMap<>(headers).toString().getBytes(StandardCharsets.UTF_8);
      revision += "-" + ContentHash.of(all).substring(0, MARK);
    }
    String digest = Base64.getEncoder().encodeToString(HexFormat.of().parseHex(hash));
    Json entry = Json.object();
    Json.set(entry, "url", Json.of(encoded(path)));
    Json.set(entry, "revision", Json.of(revision));
    Json.set(entry, "integrity", Json.of("sha256-" + digest));
    entries.put(path, entry);
  }

  /** Whether an app needs a file offline that the browser does not store by itself. */
  boolean isNeeded(String path) {
    boolean loaded = !path.startsWith(OURS) || modules.contains(path);
    return loaded && !path.equals(WORKER) && !path.endsWith(".map");
  }

  /** How many files it lists. */
  int size() {
    return entries.size();
  }

  /**
   * The script.
   *
   * @param elsewhere the beginnings of paths that are no pages of the app
   */
  String script(Set<String> elsewhere) {
    StringBuilder script = new StringBuilder("self.__PRECACHE = [");
    String separator = "\n";
    for (Json entry : entries.values()) {
      script.append(separator).append(Json.stringify(entry));
      separator = ",\n";
    }
    Json paths = Json.array();
    for (String path : new TreeSet<>(elsewhere)) {
      if (path.length() > 1) {
        Json.push(paths, Json.of(path.substring(1)));
      }
    }
    return script
        .append("\n];\n")
        .append(PLACE.replace("ELSEWHERE", Json.stringify(paths)))
        .toString();
  }

  private static String encoded(String path) {
    StringBuilder url = new StringBuilder();
    for (byte b : path.getBytes(StandardCharsets.UTF_8)) {
      boolean letter = (b >= 'a' && b <= 'z') || (b >= 'A' && b <= 'Z') || (b >= '0' && b <= '9');
      if (letter || PLAIN.indexOf(b) >= 0) {
        url.append((char) b);
      } else {
        url.append('%').append(hex(b >> 4)).append(hex(b));
      }
    }
    return url.toString();
  }

  private static char hex(int value) {
    return Character.toUpperCase(Character.forDigit(value & 0xf, 16));
  }
}
