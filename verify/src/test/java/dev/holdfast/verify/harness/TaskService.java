package dev.holdfast.verify.harness;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executors;

/**
 * Somebody's REST service, as there are many: tasks under {@code /api/tasks}, numbered by the
 * service, with strong {@code ETag}s, {@code If-Match}, {@code If-None-Match}, pages by {@code
 * Link}, and {@code Idempotency-Key} for {@code POST}. It knows nothing of Holdfast.
 */
public final class TaskService implements AutoCloseable {
  private record Task(JsonObject value, int revision) {
    String tag() {
      return "\"r" + revision + "\"";
    }
  }

  private static final int PAGE = 25;
  private final HttpServer server;
  private final Map<Integer, Task> tasks = new TreeMap<>();
  private final Map<String, Integer> made = new HashMap<>();
  private final List<String> log = new ArrayList<>();
  private int numbers = 100;
  private int revisions;
  private int status;
  private String breaks = "";

  private TaskService() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/api/tasks", this::handle);
    server.createContext("/api/echo", TaskService::echo);
    server.setExecutor(Executors.newCachedThreadPool());
    server.start();
  }

  public static TaskService start() throws IOException {
    return new TaskService();
  }

  public String url() {
    return "http://localhost:" + server.getAddress().getPort();
  }

  /** As after its first start. */
  public synchronized void clear() {
    tasks.clear();
    log.clear();
    answersAsUsual();
  }

  /** From now on it answers everything with this status. */
  public synchronized void answers(int now) {
    status = now;
  }

  /** The next request of this method is done, and its connection breaks. */
  public synchronized void breaksAfter(String method) {
    breaks = method;
  }

  public synchronized void answersAsUsual() {
    status = 0;
    breaks = "";
  }

  /** Another user of the service makes a task, or changes it. */
  public synchronized void write(int id, String json) {
    JsonObject value = JsonParser.parseString(json).getAsJsonObject();
    value.addProperty("id", id);
    tasks.put(id, new Task(value, ++revisions));
  }

  public synchronized void delete(int id) {
    tasks.remove(id);
    revisions++;
  }

  /** All tasks as JSON, in the order of their numbers. */
  public synchronized String tasks() {
    JsonArray all = new JsonArray();
    tasks.values().forEach(task -> all.add(task.value()));
    return new Gson().toJson(all);
  }

  /** Method and path of each request so far. */
  public synchronized List<String> log() {
    return List.copyOf(log);
  }

  /** {@code ?n=x} is answered {@code x}: what a network probe asks for. */
  private static void echo(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] nonce = exchange.getRequestURI().getQuery().substring("n=".length()).getBytes(UTF_8);
      exchange.sendResponseHeaders(200, nonce.length);
      exchange.getResponseBody().write(nonce);
    }
  }

  private void handle(HttpExchange exchange) throws IOException {
    byte[] body = exchange.getRequestBody().readAllBytes();
    try (exchange) {
      synchronized (this) {
        String method = exchange.getRequestMethod();
        log.add(method + " " + exchange.getRequestURI());
        if (status > 0) {
          exchange.sendResponseHeaders(status, -1);
          return;
        }
        boolean broken = method.equals(breaks);
        act(exchange, method, new String(body, UTF_8), broken);
      }
    }
  }

  private void act(HttpExchange exchange, String method, String body, boolean broken)
      throws IOException {
    String rest = exchange.getRequestURI().getPath().substring("/api/tasks".length());
    if (rest.isEmpty() || rest.equals("/")) {
      switch (method) {
        case "GET" -> list(exchange);
        case "POST" -> make(exchange, body, broken);
        default -> exchange.sendResponseHeaders(405, -1);
      }
      return;
    }
    Task task = rest.matches("/\\d+") ? tasks.get(Integer.parseInt(rest.substring(1))) : null;
    if (task == null) {
      exchange.sendResponseHeaders(404, -1);
      return;
    }
    int id = Integer.parseInt(rest.substring(1));
    String match = exchange.getRequestHeaders().getFirst("If-Match");
    if (!method.equals("GET") && match != null && !match.equals(task.tag())) {
      exchange.sendResponseHeaders(412, -1);
      return;
    }
    switch (method) {
      case "GET" -> say(exchange, 200, task);
      case "PUT" -> {
        write(id, body);
        answer(exchange, broken, 200, tasks.get(id));
      }
      case "DELETE" -> {
        delete(id);
        answer(exchange, broken, 204, null);
      }
      default -> exchange.sendResponseHeaders(405, -1);
    }
  }

  private void list(HttpExchange exchange) throws IOException {
    String tag = "\"l" + revisions + "\"";
    if (tag.equals(exchange.getRequestHeaders().getFirst("If-None-Match"))) {
      exchange.sendResponseHeaders(304, -1);
      return;
    }
    String query = exchange.getRequestURI().getQuery();
    int from = query == null ? 0 : Integer.parseInt(query.substring("from=".length()));
    JsonArray page = new JsonArray();
    tasks.values().stream().skip(from).limit(PAGE).forEach(task -> page.add(task.value()));
    if (from + PAGE < tasks.size()) {
      exchange
          .getResponseHeaders()
          .set("Link", "</api/tasks?from=" + (from + PAGE) + ">; rel=\"next\"");
    }
    exchange.getResponseHeaders().set("ETag", tag);
    send(exchange, 200, new Gson().toJson(page));
  }

  private void make(HttpExchange exchange, String body, boolean broken) throws IOException {
    String key = exchange.getRequestHeaders().getFirst("Idempotency-Key");
    Integer before = key == null ? null : made.get(key);
    int id = before == null ? ++numbers : before;
    if (before == null) {
      try {
        write(id, body);
      } catch (JsonParseException | IllegalStateException odd) {
        exchange.sendResponseHeaders(400, -1);
        return;
      }
      made.put(key, id);
    }
    exchange.getResponseHeaders().set("Location", "/api/tasks/" + id);
    answer(exchange, broken, 201, tasks.get(id));
  }

  private void answer(HttpExchange exchange, boolean broken, int code, Task task)
      throws IOException {
    if (broken) {
      breaks = "";
    } else if (task == null) {
      exchange.sendResponseHeaders(code, -1);
    } else {
      say(exchange, code, task);
    }
  }

  private static void say(HttpExchange exchange, int code, Task task) throws IOException {
    exchange.getResponseHeaders().set("ETag", task.tag());
    send(exchange, code, new Gson().toJson(task.value()));
  }

  private static void send(HttpExchange exchange, int code, String json) throws IOException {
    byte[] bytes = json.getBytes(UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(code, bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
