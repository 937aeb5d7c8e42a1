package dev.holdfast.core.rest;

import dev.holdfast.core.Turns;
import dev.holdfast.core.json.Json;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A typical REST backend, in memory: one collection of resources with numeric ids and an {@code
 * ETag} each. {@code PUT} and {@code DELETE} honour {@code If-Match}. A {@code POST} with a known
 * {@code Idempotency-Key} gets the first answer again.
 */
final class Shelf implements Resources {
  /** What happens to the next request. */
  enum Fault {
    NONE,
    LOST_BEFORE,
    LOST_AFTER
  }

  final List<String> asked = new ArrayList<>();
  final TreeMap<String, Json> resources = new TreeMap<>();
  private final Map<String, Integer> tags = new HashMap<>();
  private final Map<String, Answer> made = new HashMap<>();
  private final Turns turns;
  private int ids = 40;
  private int changes;
  boolean namesItself = true;
  boolean hasTags = true;

  /** Whether {@code If-Match} is heeded. */
  boolean checks = true;

  boolean tagsAreWeak;
  Fault fault = Fault.NONE;
  int refuses;
  String refusal = "{}";
  int pageSize = 1_000;

  /** Whether every page of a list names itself as the next. */
  boolean runsInACircle;

  Shelf(Turns turns) {
    this.turns = turns;
  }

  /** Another client writes; an absent value deletes. */
  void write(String id, Json value) {
    if (Json.isAbsent(value)) {
      resources.remove(id);
    } else {
      resources.put(id, value);
    }
    tags.put(id, ++changes);
  }

  private String tag(String id) {
    return hasTags ? (tagsAreWeak ? "W/" : "") + "\"" + tags.get(id) + "\"" : "";
  }

  @Override
  public void send(Call call, Heard heard) {
    asked.add(
        call.method()
            + " "
            + call.url()
            + (call.id().isEmpty() ? "" : "/" + call.id())
            + (call.condition().isEmpty() ? "" : " " + call.condition() + ": " + call.etag()));
    Answer answer = fault == Fault.LOST_BEFORE ? none() : act(call);
    Answer told = fault == Fault.NONE ? answer : none();
    fault = Fault.NONE;
    turns.later(() -> heard.answer(told));
  }

  private static Answer none() {
    return new Answer(0, Json.absent(), "", "", "", 0);
  }

  private static Answer status(int status) {
    return new Answer(status, Json.absent(), "", "", "", 0);
  }

  private Answer act(Call call) {
    if (refuses > 0 && !call.method().equals("GET")) {
      return new Answer(refuses, Json.parse(refusal), "", "", "", 0);
    }
    String id = call.id();
    if (call.method().equals("GET") && id.isEmpty()) {
      return list(call);
    }
    if (call.method().equals("POST")) {
      return make(call);
    }
    if (!resources.containsKey(id)) {
      return status(404);
    }
    if (checks && call.condition().equals("If-Match") && !call.etag().equals(tag(id))) {
      return status(412);
    }
    switch (call.method()) {
      case "PUT" -> write(id, named(call.body(), Json.get(resources.get(id), "id")));
      case "PATCH" -> write(id, patched(resources.get(id), call.body()));
      case "DELETE" -> write(id, Json.absent());
      default -> {}
    }
    Json held = resources.get(id);
    return held == null ? status(204) : new Answer(200, held, tag(id), "", "", 0);
  }

  private static Json named(Json body, Json id) {
    Json value = Json.copy(body);
    Json.set(value, "id", id);
    return value;
  }

  private static Json patched(Json value, Json patch) {
    Json copy = Json.copy(value);
    Json fields = Json.keys(patch);
    for (int i = 0, n = Json.size(fields); i < n; i++) {
      Json.set(copy, Json.at(fields, i), Json.get(patch, Json.at(fields, i)));
    }
    return copy;
  }

  private Answer list(Call call) {
    boolean numbered = call.url().contains("?page=");
    boolean known = numbered || call.url().contains("?from=");
    int number = known ? Integer.parseInt(call.url().split("=")[1]) : 0;
    int from = numbered ? (number - 1) * pageSize : number;
    String tag = hasTags ? "\"all" + changes + "\"" : "";
    if (call.condition().equals("If-None-Match") && call.etag().equals(tag)) {
      return status(304);
    }
    Json all = Json.array();
    resources.values().stream().skip(from).limit(pageSize).forEach(one -> Json.push(all, one));
    boolean more = from + pageSize < resources.size();
    String next = more ? "/api/tasks?from=" + (from + pageSize) : "";
    boolean circle = runsInACircle && asked.size() < 20; // or a failing test would not end
    return new Answer(200, all, tag, "", circle ? call.url() : next, 0);
  }

  private Answer make(Call call) {
    Answer before = made.get(call.key());
    if (before != null) {
      return before;
    }
    Json own = Json.get(call.body(), "id");
    Json id = namesItself ? Json.of(++ids) : own;
    String name = Endpoint.text(id);
    if (resources.containsKey(name)) {
      return status(409);
    }
    Json value = named(call.body(), id);
    write(name, value);
    Answer answer = new Answer(201, value, tag(name), "", "", 0);
    made.put(call.key(), answer);
    return answer;
  }

  /** The requests since the last call of this method, without the lists. */
  List<String> writes() {
    List<String> all = asked.stream().filter(one -> !one.startsWith("GET /api/tasks?")).toList();
    List<String> writes = all.stream().filter(one -> !one.matches("GET /api/tasks( .*)?")).toList();
    asked.clear();
    return writes;
  }
}
