package dev.holdfast.bench;

import com.google.gson.JsonArray;
import com.google.gson.JsonParser;
import dev.holdfast.server.HoldfastServer;
import dev.holdfast.server.Options;
import dev.holdfast.server.proxy.ProxyRoute;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Runs all contenders of some groups in a real browser with its profile on disk.
 *
 * <p>First a pass that counts operations and is not timed; then the rounds. In each round every
 * contender of a group has its turn, in rotated order, in a page of its own with nothing left from
 * the ones before. A contender whose result is wrong, or that fails, has no numbers.
 */
final class Comparison implements AutoCloseable {
  private static final String LOADED = "self.loaded";

  private final double scale;
  private final Path folder;
  private final Backend backend;
  private final HoldfastServer server;
  private final Chromium chromium;
  private int made;

  Comparison(double scale) throws Exception {
    this.scale = scale;
    Contenders.install();
    folder = Files.createTempDirectory("holdfast-bench");
    Path app = folder.resolve("app");
    Contenders.bundle(app);
    backend = new Backend();
    server =
        HoldfastServer.start(
            Options.of(folder.resolve("data").toString())
                .app(app)
                .proxies(List.of(ProxyRoute.parse("/api=" + backend.url()))));
    chromium = Chromium.launch(folder.resolve("profile"));
    chromium.answer(this::answer);
  }

  String browser() {
    return chromium.version();
  }

  void run(List<Group> groups, int runs, Results results) {
    for (int round = 0; round <= runs; round++) {
      for (Group group : groups) {
        int count = group.contenders().size();
        for (int n = 0; n < count; n++) {
          String contender = group.contenders().get((n + round) % count);
          turn(group, contender, round == 0, results);
        }
      }
    }
  }

  private void turn(Group group, String contender, boolean counting, Results results) {
    long begun = System.nanoTime();
    String failure = "";
    try {
      List<?> measured = measured(group, contender, counting);
      for (int n = 0; n < measured.size(); n++) {
        Object one = measured.get(n);
        if (counting) {
          results.counted(group, n, contender, (Map<?, ?>) Chromium.field(one, "counts"));
        } else {
          results.timed(group, n, contender, middle((List<?>) Chromium.field(one, "times")));
        }
      }
    } catch (RuntimeException e) {
      failure = reason(String.valueOf(e.getMessage()));
      results.failed(group, contender, failure);
    }
    System.err.printf(
        Locale.ROOT,
        "%s %s: %s, %.1f s %s%n",
        group.suite(),
        group.name(),
        contender,
        (System.nanoTime() - begun) / 1e9,
        failure);
  }

  private List<?> measured(Group group, String contender, boolean counting) {
    chromium.leave();
    chromium.offline(false);
    chromium.visit(server.url() + "/blank.html", LOADED);
    chromium.stopWorkers(); // or what they keep open could not be deleted
    chromium.evaluate("self.clean()", null);
    String url =
        server.url()
            + group.page(contender)
            + ("?suite=" + group.suite() + "&contender=" + contender)
            + (counting ? "&counting" : "");
    int size = (int) Math.max(10, group.size() * scale);
    List<Object> asked = List.of(group.name(), Map.of("name", "bench-" + made++, "size", size));
    chromium.visit(url, LOADED);
    if ((Boolean) chromium.evaluate("([row, given]) => self.prepare(row, given)", asked)) {
      chromium.leave();
      chromium.offline(false);
      chromium.visit(url, LOADED);
    }
    return (List<?>) chromium.evaluate("([row, given]) => self.measure(row, given)", asked);
  }

  /** What a page said, out of all that Playwright says about it. */
  private static String reason(String message) {
    return message
        .lines()
        .filter(line -> line.contains("message='"))
        .map(line -> line.substring(line.indexOf('\'') + 1))
        .map(line -> line.substring(0, Math.min(line.length(), 300)))
        .findFirst()
        .orElse(message);
  }

  private static double middle(List<?> times) {
    return DiffBench.median(
        times.stream().mapToDouble(time -> ((Number) time).doubleValue()).toArray());
  }

  /** What a page asks of the bench. */
  private @Nullable Object answer(Object[] asked) {
    try {
      switch ((String) asked[0]) {
        case "offline" -> chromium.offline(true);
        case "online" -> chromium.offline(false);
        case "stop" -> chromium.stopWorkers();
        case "forget" -> backend.forget();
        case "arrived" -> {
          return backend.arrived((Integer) asked[1]);
        }
        case "fill" -> {
          JsonArray documents = JsonParser.parseString((String) asked[2]).getAsJsonArray();
          backend.put((String) asked[1], documents);
          space((String) asked[1]).put(documents);
        }
        case "stored" -> {
          String name = (String) asked[1];
          boolean ours = asked[2].equals("holdfast");
          return (ours ? space(name).stored() : backend.stored(name)).toString();
        }
        default -> throw new IllegalArgumentException("bench knows no " + asked[0]);
      }
      return null;
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private HoldfastSpace space(String name) {
    return new HoldfastSpace(server.url(), name);
  }

  @Override
  public void close() throws IOException {
    chromium.close();
    server.close();
    backend.close();
    Folders.delete(folder);
  }
}
