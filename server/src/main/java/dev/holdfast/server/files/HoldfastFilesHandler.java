package dev.holdfast.server.files;

import dev.holdfast.server.Refusal;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;

/**
 * What an app loads from {@code /holdfast/}: the page's modules and their types, the worker, and
 * the manifest of the app's own files. Every other path below it is a 404.
 */
@NullMarked
public final class HoldfastFilesHandler extends Handler.Abstract {
  private static final String PREFIX = "/holdfast/";
  private static final String MANIFEST = "/holdfast/precache.js";

  /** What a page needs offline. */
  private static final List<String> PAGE_MODULES =
      List.of("/holdfast/holdfast.js", "/holdfast/holdfast-engine.js");

  private final Map<String, Asset> modules = new TreeMap<>();
  private final @Nullable AppFolder app;

  /** With {@code app} null the manifest holds the page's modules alone. */
  public HoldfastFilesHandler(@Nullable AppFolder app) {
    this.app = app;
    load("holdfast.js");
    load("holdfast-engine.js");
    load("holdfast.d.ts");
    load("holdfast-worker.js");
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    String path = Request.getPathInContext(request);
    if (!path.startsWith(PREFIX)) {
      return false;
    }
    Asset asset = path.equals(MANIFEST) ? manifest() : modules.get(path);
    if (asset == null) {
      throw new Refusal(404, "NOT_FOUND", "Holdfast has no file of this name");
    }
    Answer answer = new Answer(request, response, callback);
    answer.requireRead();
    answer.send(asset);
    return true;
  }

  private Asset manifest() {
    SortedMap<String, String> hashes = app == null ? new TreeMap<>() : app.hashes();
    for (String path : PAGE_MODULES) {
      Asset module = modules.get(path);
      if (module != null) {
        hashes.put(path, module.hash());
      }
    }
    byte[] script = PrecacheManifest.script(hashes).getBytes(StandardCharsets.UTF_8);
    return Asset.memory(script, MediaTypes.of(MANIFEST));
  }

  private void load(String name) {
    try (InputStream in = getClass().getResourceAsStream(PREFIX + name)) {
      if (in != null) {
        modules.put(PREFIX + name, Asset.memory(in.readAllBytes(), MediaTypes.of(name)));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
