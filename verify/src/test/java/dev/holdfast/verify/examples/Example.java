package dev.holdfast.verify.examples;

import dev.holdfast.verify.harness.FaultyServer;
import dev.holdfast.verify.harness.ForeignBackend;
import dev.holdfast.verify.harness.Npm;
import dev.holdfast.verify.harness.Server;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An example, started as its README says, with a network before it that can fail: what the README
 * starts in the background is its backend. Only ports and the folder for data are other ones.
 */
final class Example implements AutoCloseable {
  static final Path ALL =
      Path.of(System.getProperty("holdfast.home", ".."), "examples").toAbsolutePath().normalize();
  private static final String SERVE = "../../holdfast serve ";
  private static final String PORT_9000 = "http://localhost:9000";

  private final ForeignBackend backend;
  private final Server server;
  final FaultyServer way;

  /**
   * @param data where the server and the logs may write
   */
  Example(String name, Path data) throws IOException {
    Path folder = ALL.resolve(name);
    List<String> lines = commands(folder.resolve("README.md"));
    if (lines.get(0).startsWith("npm ci ")) {
      Npm.EXPRESS.install();
    }
    String start = lines.get(Math.max(0, lines.size() - 2));
    backend =
        start.endsWith(" &")
            ? ForeignBackend.in(
                folder, data.resolve("backend.log"), "exec " + start.replace(" &", ""))
            : null;
    String serve = lines.get(lines.size() - 1);
    if (!serve.startsWith(SERVE)) {
      throw new AssertionError("the last command of " + name + " is no " + SERVE + ": " + serve);
    }
    List<String> options = new ArrayList<>();
    for (String word : serve.substring(SERVE.length()).split(" ")) {
      String there = word.replace("tokens=", "tokens=" + folder + "/");
      options.add(backend == null ? there : there.replace(PORT_9000, backend.url()));
    }
    int app = options.indexOf("--app");
    Path files = folder.resolve(options.get(app + 1));
    options.subList(app, app + 2).clear();
    server = Server.serve(files, data.resolve("data"), options.toArray(String[]::new));
    way = FaultyServer.before(server);
  }

  /** The lines of the first block of commands. */
  private static List<String> commands(Path readme) throws IOException {
    Matcher block =
        Pattern.compile("```sh\\n(.*?)\\n```", Pattern.DOTALL).matcher(Files.readString(readme));
    if (!block.find()) {
      throw new AssertionError(readme + " has no block of commands");
    }
    return block.group(1).lines().toList();
  }

  String url() {
    return way.url();
  }

  /** What the backend itself answers to a GET, past the server and the browser. */
  String atTheBackend(String path) throws IOException, InterruptedException {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create(backend.url() + path)).build(),
            BodyHandlers.ofString())
        .body();
  }

  @Override
  public void close() {
    way.close();
    server.close();
    if (backend != null) {
      backend.close();
    }
  }
}
