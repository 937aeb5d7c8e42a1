package dev.holdfast.verify.harness;

import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.javalin.Javalin;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import io.javalin.http.NotFoundResponse;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;

/**
 * A REST service like many others, in Javalin: tasks under {@code /api/tasks}, numbered by the
 * service. It has strong {@code ETag}s, {@code If-Match}, {@code If-None-Match}, pages by {@code
 * Link}, and {@code Idempotency-Key} for {@code POST}. It knows nothing of Holdfast.
 */
public final class TaskService implements AutoCloseable {
  private record Task(JsonObject value, int revision) {
    String tag() {
      return "\"r" + revision + "\"";
    }
  }

  private static final int PAGE = 25;
  private final Javalin server;
  private final Map<Integer, Task> tasks = new TreeMap<>();
  private final Map<String, Integer> made = new HashMap<>();
  private final List<String> log = new ArrayList<>();
  private int numbers = 100;
  private int revisions;
  private int status;
  private String breaks = "";
  private String fails = "";
  private int limit = Integer.MAX_VALUE;

  private TaskService() {
    server =
        Javalin.create(
            app -> {
              app.startup.showJavalinBanner = false;
              app.routes.before("/api/tasks*", this::arrived);
              app.routes.get("/api/tasks", this::list);
              app.routes.post("/api/tasks", this::make);
              app.routes.get("/api/tasks/{id}", ctx -> say(ctx, 200, find(ctx)));
              app.routes.put("/api/tasks/{id}", this::change);
              app.routes.patch("/api/tasks/{id}", this::patch);
              app.routes.delete("/api/tasks/{id}", this::remove);
              app.routes.after("/api/tasks*", this::leaves);
              // ?n=x is answered by x, as a network probe needs
              app.routes.get(
                  "/api/echo", ctx -> ctx.result(Objects.requireNonNull(ctx.queryParam("n"))));
            });
    server.start("127.0.0.1", 0);
  }

  public static TaskService start() {
    return new TaskService();
  }

  public String url() {
    return "http://localhost:" + server.port();
  }

  /** Resets it to the state after its first start. */
  public synchronized void clear() {
    tasks.clear();
    log.clear();
    answersAsUsual();
  }

  /** From now on it answers everything with this status. */
  public synchronized void answers(int now) {
    status = now;
  }

  /** Handles the next request of this method, then breaks its connection. */
  public synchronized void breaksAfter(String method) {
    breaks = method;
  }

  /** From now on it answers requests of this method, too, with 503. */
  public synchronized void fails(String method) {
    fails += method + " ";
  }

  /** From now on it refuses (422) to make what has more characters. */
  public synchronized void refusesBeyond(int characters) {
    limit = characters;
  }

  public synchronized void answersAsUsual() {
    status = 0;
    breaks = "";
    fails = "";
  }

  /** Another user of the service creates or changes a task. */
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

  private synchronized void arrived(Context ctx) {
    String query = ctx.queryString();
    log.add(ctx.method() + " " + ctx.path() + (query == null ? "" : "?" + query));
    if (status > 0 || fails.contains(ctx.method().name())) {
      ctx.status(status > 0 ? status : 503);
      ctx.skipRemainingHandlers();
    }
  }

  /** The work is done. Whether the answer arrives is open. */
  private synchronized void leaves(Context ctx) {
    if (ctx.method().name().equals(breaks)) {
      breaks = "";
      ServletContextRequest.getServletContextRequest(ctx.req())
          .getConnectionMetaData()
          .getConnection()
          .getEndPoint()
          .close();
    }
  }

  private synchronized void list(Context ctx) {
    String tag = "\"l" + revisions + "\"";
    if (tag.equals(ctx.header("If-None-Match"))) {
      ctx.status(304);
      return;
    }
    String wanted = ctx.queryParam("from");
    int from = wanted == null ? 0 : Integer.parseInt(wanted);
    JsonArray page = new JsonArray();
    tasks.values().stream().skip(from).limit(PAGE).forEach(task -> page.add(task.value()));
    if (from + PAGE < tasks.size()) {
      ctx.header("Link", "</api/tasks?from=" + (from + PAGE) + ">; rel=\"next\"");
    }
    ctx.header("ETag", tag);
    send(ctx, 200, new Gson().toJson(page));
  }

  private synchronized void make(Context ctx) {
    String key = ctx.header("Idempotency-Key");
    Integer before = key == null ? null : made.get(key);
    int id = before == null ? ++numbers : before;
    if (before == null) {
      if (ctx.body().length() > limit) {
        numbers--;
        throw new HttpResponseException(422);
      }
      write(id, ctx.body());
      made.put(key, id);
    }
    ctx.header("Location", "/api/tasks/" + id);
    say(ctx, 201, Objects.requireNonNull(tasks.get(id)));
  }

  private synchronized void change(Context ctx) {
    matched(ctx);
    int id = Integer.parseInt(ctx.pathParam("id"));
    write(id, ctx.body());
    say(ctx, 200, Objects.requireNonNull(tasks.get(id)));
  }

  private synchronized void patch(Context ctx) {
    matched(ctx);
    Task task = find(ctx);
    JsonObject value = task.value().deepCopy();
    JsonParser.parseString(ctx.body()).getAsJsonObject().asMap().forEach(value::add);
    write(value.get("id").getAsInt(), value.toString());
    say(ctx, 200, find(ctx));
  }

  private synchronized void remove(Context ctx) {
    matched(ctx);
    delete(Integer.parseInt(ctx.pathParam("id")));
    ctx.status(204);
  }

  private synchronized Task find(Context ctx) {
    String id = ctx.pathParam("id");
    Task task = id.matches("\\d+") ? tasks.get(Integer.parseInt(id)) : null;
    if (task == null) {
      throw new NotFoundResponse();
    }
    return task;
  }

  private void matched(Context ctx) {
    String match = ctx.header("If-Match");
    if (match != null && !match.equals(find(ctx).tag())) {
      throw new HttpResponseException(412);
    }
    find(ctx);
  }

  private static void say(Context ctx, int code, Task task) {
    ctx.header("ETag", task.tag());
    send(ctx, code, new Gson().toJson(task.value()));
  }

  private static void send(Context ctx, int code, String json) {
    ctx.status(code).contentType("application/json").result(json);
  }

  @Override
  public void close() {
    server.stop();
  }
}
