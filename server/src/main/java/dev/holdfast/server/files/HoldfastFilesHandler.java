package dev.holdfast.server.files;

import dev.holdfast.server.api.Refusal;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * Serves {@code /holdfast/}: the page's modules, elements and their types, the worker, the manifest
 * of the app's own files, and the inspector. Every other path below it is a 404.
 */
public final class HoldfastFilesHandler extends Handler.Abstract {
  private static final String PREFIX = "/holdfast/";
  private static final String MANIFEST = "/holdfast/precache.js";

  /** The names of the browser's bundles and their types. No other resource is served. */
  private static final Pattern MODULE =
      Pattern.compile(
          "/holdfast/((holdfast[a-z-]*|elements/(texts/)?[a-z]+)\\.(js|d\\.ts)|unregister\\.js)");

  private static final String INSPECTOR = "/holdfast/inspector.html";

  /** What the inspector is made of. */
  private static final Pattern PART_OF_INSPECTOR =
      Pattern.compile(Pattern.quote(INSPECTOR) + "|/holdfast/inspector/[a-z]+\\.(js|css|d\\.ts)");

  /**
   * The inspector shows what people wrote. So it runs nothing but its own scripts, sends nothing
   * anywhere else, and no page may put it into a frame.
   */
  private static final Map<String, String> GUARDED =
      Map.of(
          "Content-Security-Policy",
          "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src"
              + " data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
          "Referrer-Policy",
          "no-referrer");

  /** How the build names a script in each coding; the smallest first. */
  private static final SortedMap<String, String> ENDINGS =
      new TreeMap<>(Map.of("br", ".br", "gzip", ".gz"));

  private final Map<String, Asset> modules = new ConcurrentHashMap<>();
  private final @Nullable AppFolder app;
  private final Map<String, String> headers;
  private final Set<String> elsewhere;
  private final boolean inspects;

  /**
   * If {@code app} is null, the manifest lists only the page's modules.
   *
   * @param headers what the files of the app carry: with other headers, they are other files
   * @param elsewhere the beginnings of paths that are no pages of the app, such as {@code /api}
   * @param inspects whether the inspector is served
   */
  public HoldfastFilesHandler(
      @Nullable AppFolder app,
      Map<String, String> headers,
      Set<String> elsewhere,
      boolean inspects) {
    this.app = app;
    this.headers = Map.copyOf(headers);
    this.elsewhere = Set.copyOf(elsewhere);
    this.inspects = inspects;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    String path = Request.getPathInContext(request);
    if (!path.startsWith(PREFIX)) {
      return false;
    }
    Asset asset = path.equals(MANIFEST) ? manifest() : module(path);
    if (asset == null) {
      throw new Refusal(404, "NOT_FOUND", "Holdfast has no file of this name");
    }
    Answer answer = new Answer(request, response, callback);
    answer.requireRead();
    answer.send(asset, path.equals(INSPECTOR) ? GUARDED : Map.of());
    return true;
  }

  private Asset manifest() {
    AppFolder.Content content = app == null ? null : app.content();
    PrecacheManifest manifest = new PrecacheManifest(content != null && content.usesElements());
    if (content != null) {
      content.hashes().forEach((path, hash) -> manifest.add(path, hash, headers));
    }
    for (String path : manifest.modules()) {
      Asset module = module(path);
      if (module != null) {
        manifest.add(path, module.hash(), Map.of());
      }
    }
    byte[] script = manifest.script(elsewhere).getBytes(StandardCharsets.UTF_8);
    return Asset.memory(script, MediaTypes.of(MANIFEST));
  }

  private @Nullable Asset module(String path) {
    boolean served =
        MODULE.matcher(path).matches() || (inspects && PART_OF_INSPECTOR.matcher(path).matches());
    return served ? modules.computeIfAbsent(path, this::load) : null;
  }

  private @Nullable Asset load(String path) {
    byte[] plain = read(path);
    if (plain == null) {
      return null;
    }
    Map<String, byte[]> codings = new LinkedHashMap<>();
    ENDINGS.forEach(
        (coding, ending) -> {
          byte[] coded = read(path + ending);
          if (coded != null) {
            codings.put(coding, coded);
          }
        });
    return Asset.memory(plain, MediaTypes.of(path), codings);
  }

  private static byte @Nullable [] read(String path) {
    try (InputStream in = HoldfastFilesHandler.class.getResourceAsStream(path)) {
      return in == null ? null : in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
