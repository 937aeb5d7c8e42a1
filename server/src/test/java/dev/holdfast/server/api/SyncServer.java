package dev.holdfast.server.api;

import static java.util.Objects.requireNonNull;

import dev.holdfast.core.json.Json;
import dev.holdfast.core.protocol.Mutation;
import dev.holdfast.core.protocol.SyncRequest;
import dev.holdfast.server.Stores;
import dev.holdfast.server.http.ApiHandler;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Executor;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.jspecify.annotations.Nullable;

/** A real sync API on a port of its own, and a client for it. */
final class SyncServer implements AutoCloseable {
  private final Server server = new Server();
  private final ServerConnector connector;
  private @Nullable SyncApi api;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  SyncServer(Path data, SyncOptions options) throws Exception {
    HttpConfiguration http = new HttpConfiguration();
    connector = new ServerConnector(server, new HttpConnectionFactory(http));
    connector.setHost("localhost");
    // A small kernel buffer: the server notices soon that a reader has stopped, also on a busy
    // machine.
    connector.setAcceptedSendBufferSize(4096);
    server.addConnector(connector);
    server.setHandler(new ApiHandler(executor -> open(data, options, executor)));
    server.start();
  }

  private SyncApi open(Path data, SyncOptions options, Executor executor) {
    SyncApi opened = SyncApi.open(Stores.open(data.toString()), options, executor);
    api = opened;
    return opened;
  }

  static SyncServer on(Path data) throws Exception {
    return new SyncServer(data, SyncOptions.DEFAULT);
  }

  int port() {
    return connector.getLocalPort();
  }

  HttpClient client() {
    return client;
  }

  URI uri(String path) {
    return URI.create("http://localhost:" + port() + path);
  }

  HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(uri(path)).timeout(Duration.ofSeconds(20));
  }

  HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return client.send(request.build(), BodyHandlers.ofString());
  }

  HttpResponse<String> get(String path) throws Exception {
    return send(request(path));
  }

  HttpResponse<String> post(String path, String body) throws Exception {
    return send(
        request(path)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body.replace('\'', '"'))));
  }

  /** Syncs and returns the body of a 200. Single quotes stand for double ones. */
  Json sync(String space, String body) throws Exception {
    HttpResponse<String> response = post("/v1/spaces/" + space + "/sync", body);
    if (response.statusCode() != 200) {
      throw new AssertionError(response.statusCode() + ": " + response.body());
    }
    return Json.parse(response.body());
  }

  Json sync(String space, Json request) throws Exception {
    return sync(space, Json.stringify(request));
  }

  /** Puts the value 1 into a new document. */
  void put(String space, String id, String collection, String doc) throws Exception {
    Json mutations = Json.array();
    Json.push(mutations, Mutation.of(id, collection, doc, 0, Json.of(1)));
    sync(space, SyncRequest.of("r1", Json.absent(), 0, 1, mutations));
  }

  /** Sends many pokes to the live streams of {@code space}. */
  void flood(String space) {
    LiveHub live = requireNonNull(api).live();
    for (int version = 1; version <= 2000; version++) {
      live.poke(space, version);
    }
  }

  @Override
  public void close() {
    try {
      server.stop();
    } catch (Exception e) {
      throw new AssertionError("the server does not stop", e);
    }
  }
}
