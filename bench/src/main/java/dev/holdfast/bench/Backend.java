package dev.holdfast.bench;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * The backend of an app that knows nothing of Holdfast: takes the requests of a queue, answers
 * texts of any length, and keeps documents for the contenders that have no server of their own.
 */
final class Backend implements AutoCloseable {
  private static final long PATIENCE_NS = 120_000_000_000L;

  static {
    System.setProperty("sun.net.httpserver.nodelay", "true"); // or each answer waits for 40 ms
  }

  private final HttpServer server;
  private final ExecutorService threads = Executors.newFixedThreadPool(8);
  private final Map<String, Documents> spaces = new ConcurrentHashMap<>();
  private final List<Arrival> arrivals = new ArrayList<>();

  private record Arrival(long at, int number) {}

  /** The documents of one space, in the order of their last change. */
  private static final class Documents {
    private final Map<String, JsonObject> byId = new LinkedHashMap<>();
    private final Map<String, Integer> changedAt = new HashMap<>();
    private int changes;

    synchronized void put(JsonArray documents) {
      for (JsonElement one : documents) {
        String id = one.getAsJsonObject().get("id").getAsString();
        byId.remove(id);
        byId.put(id, one.getAsJsonObject());
        changedAt.put(id, ++changes);
      }
    }

    synchronized JsonObject after(int cursor, int limit) {
      JsonArray documents = new JsonArray();
      int last = cursor;
      for (Map.Entry<String, JsonObject> one : byId.entrySet()) {
        int at = changedAt.getOrDefault(one.getKey(), 0);
        if (at > cursor && documents.size() < limit) {
          documents.add(one.getValue());
          last = at;
        }
      }
      JsonObject answer = new JsonObject();
      answer.add("documents", documents);
      answer.addProperty("cursor", last);
      return answer;
    }
  }

  Backend() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/api/", this::answer);
    server.setExecutor(threads);
    server.start();
  }

  String url() {
    return "http://localhost:" + server.getAddress().getPort();
  }

  void put(String space, JsonArray documents) {
    spaces.computeIfAbsent(space, name -> new Documents()).put(documents);
  }

  JsonArray stored(String space) {
    return documents(space).after(0, Integer.MAX_VALUE).getAsJsonArray("documents");
  }

  private Documents documents(String space) {
    return spaces.computeIfAbsent(space, name -> new Documents());
  }

  /** Forgets the requests that have arrived. */
  void forget() {
    synchronized (arrivals) {
      arrivals.clear();
    }
  }

  /**
   * Waits until {@code count} requests have arrived: how many ms there were between the first and
   * the last. Fails if they did not come in order, each once.
   */
  double arrived(int count) throws InterruptedException {
    long end = System.nanoTime() + PATIENCE_NS;
    synchronized (arrivals) {
      while (arrivals.size() < count) {
        long left = (end - System.nanoTime()) / 1_000_000;
        if (left <= 0) {
          throw new IllegalStateException(arrivals.size() + " requests came, not " + count);
        }
        arrivals.wait(left);
      }
      for (int n = 0; n < count; n++) {
        if (arrivals.get(n).number != n) {
          throw new IllegalStateException("request " + n + " was no. " + arrivals.get(n).number);
        }
      }
      return (arrivals.get(count - 1).at - arrivals.get(0).at) / 1e6;
    }
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      URI uri = exchange.getRequestURI();
      String[] path = uri.getPath().split("/", -1);
      boolean post = exchange.getRequestMethod().equals("POST");
      String answer;
      if (path[2].equals("queue")) {
        synchronized (arrivals) {
          int number = JsonParser.parseString(body).getAsJsonObject().get("number").getAsInt();
          arrivals.add(new Arrival(System.nanoTime(), number));
          arrivals.notifyAll();
        }
        answer = "{}";
      } else if (path[2].equals("documents") && post) {
        put(path[3], JsonParser.parseString(body).getAsJsonArray());
        answer = "{}";
      } else if (path[2].equals("documents")) {
        Map<String, Integer> asked = new HashMap<>();
        for (String part : uri.getQuery().split("&", -1)) {
          int equals = part.indexOf('=');
          asked.put(part.substring(0, equals), Integer.valueOf(part.substring(equals + 1)));
        }
        answer =
            documents(path[3])
                .after(asked.getOrDefault("after", 0), asked.getOrDefault("limit", 0))
                .toString();
      } else {
        answer = "x".repeat(Integer.parseInt(path[3]));
      }
      byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", post ? "application/json" : "text/plain");
      exchange.getResponseHeaders().set("Cache-Control", "no-cache");
      exchange.sendResponseHeaders(200, bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
