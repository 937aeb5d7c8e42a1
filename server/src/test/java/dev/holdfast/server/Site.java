package dev.holdfast.server;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.UnaryOperator;

/** An app's folder, a real server that serves it, and an HTTP client. */
public final class Site implements AutoCloseable {
  public final Path folder;
  private final HoldfastServer server;
  private final HttpClient client = HttpClient.newHttpClient();

  private Site(Path folder, HoldfastServer server) {
    this.folder = folder;
    this.server = server;
  }

  /** Serves {@code temporary/app}. */
  public static Site in(Path temporary) throws Exception {
    return in(temporary, options -> options);
  }

  public static Site in(Path temporary, UnaryOperator<Options> change) throws Exception {
    Path folder = Files.createDirectories(temporary.resolve("app"));
    Options options = Options.of(temporary.resolve("data").toString()).app(folder);
    return new Site(folder, HoldfastServer.start(change.apply(options)));
  }

  /** Writes a file of the app. */
  public void file(String name, String content) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
  }

  public int port() {
    return server.port();
  }

  public URI uri(String path) {
    return URI.create(server.url() + path);
  }

  /** Sends a GET with headers given as name, value, name, value… */
  public HttpResponse<String> get(String path, String... headers) throws Exception {
    return send("GET", path, headers);
  }

  public HttpResponse<String> send(String method, String path, String... headers) throws Exception {
    return client.send(request(method, path, headers), BodyHandlers.ofString());
  }

  /** Sends JSON. */
  public HttpResponse<String> post(String path, String json) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(uri(path))
            .timeout(Duration.ofSeconds(20))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(json))
            .build();
    return client.send(request, BodyHandlers.ofString());
  }

  public HttpResponse<byte[]> bytes(String path, String... headers) throws Exception {
    return client.send(request("GET", path, headers), BodyHandlers.ofByteArray());
  }

  private HttpRequest request(String method, String path, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri(path))
            .timeout(Duration.ofSeconds(20))
            .method(method, HttpRequest.BodyPublishers.noBody());
    if (headers.length > 0) {
      request.headers(headers);
    }
    return request.build();
  }

  public static String header(HttpResponse<?> response, String name) {
    return response.headers().firstValue(name).orElse("");
  }

  @Override
  public void close() {
    server.close();
  }
}
