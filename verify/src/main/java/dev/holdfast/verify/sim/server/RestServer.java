package dev.holdfast.verify.sim.server;

import dev.holdfast.core.json.Json;
import dev.holdfast.core.rest.Resources;
import dev.holdfast.verify.sim.device.Login;
import dev.holdfast.verify.sim.ground.Dice;
import dev.holdfast.verify.sim.ground.Notes;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A REST backend that knows nothing of Holdfast, as many are. It has notes, whose ids the client
 * chooses, and one resource with settings. It sends {@code ETag}s, honours {@code If-Match}, and
 * gives each {@code Idempotency-Key} of a {@code POST} one effect. Other clients write there too.
 * Seeds differ in how much its answers tell.
 */
public final class RestServer implements AppServer {
  public static final String NOTES = "/api/notes";
  public static final String SETTINGS = "/api/settings";

  private static final String SINGLE = "settings/~";
  private static final String FROM = "?after=";

  /** The current state of a resource. */
  private record Resource(Json value, String etag) {}

  private final PickyValidator picky;
  private final Witness witness;
  private final TreeMap<String, Resource> resources = new TreeMap<>();
  private final Map<String, Resources.Answer> made = new TreeMap<>();
  private final TreeSet<String> held = new TreeSet<>();
  private final boolean tagsLists;
  private final boolean paged;
  private final boolean answersWrites;
  private final boolean tagsWrites;
  private int changes;
  private int others;

  public RestServer(Dice dice, PickyValidator picky, Witness witness) {
    this.picky = picky;
    this.witness = witness;
    this.tagsLists = dice.below(4) > 0;
    this.paged = dice.below(3) == 0;
    this.answersWrites = dice.below(3) > 0;
    this.tagsWrites = answersWrites || dice.below(2) == 0;
    Json none = Json.object();
    Json.set(none, "s", Json.of("s0"));
    hold(SINGLE, none);
  }

  // --- what it stores ---

  private void hold(String key, Json value) {
    changes++;
    if (Json.isAbsent(value)) {
      resources.remove(key);
    } else {
      resources.put(key, new Resource(value, "\"" + changes + "\""));
      held.add(key + Json.stringify(value));
    }
  }

  @Override
  public TreeMap<String, String> truth() {
    TreeMap<String, String> truth = new TreeMap<>();
    resources.forEach((key, resource) -> truth.put(key, comparable(resource.value())));
    return truth;
  }

  @Override
  public String comparable(Json value) {
    return Json.stringify(value);
  }

  @Override
  public boolean held(String key, Json value) {
    return held.contains(key + Json.stringify(value));
  }

  /** Another client changes a field or deletes a resource. */
  public void other(Dice dice) {
    String key = dice.below(8) == 0 ? SINGLE : Notes.key("n" + dice.below(Notes.COUNT));
    Resource now = resources.get(key);
    Json next = Json.object();
    String token = "o" + ++others;
    if (key.equals(SINGLE)) {
      Json.set(next, "s", Json.of(token));
    } else if (now != null && dice.below(6) == 0) {
      next = Json.absent();
    } else {
      next = now == null ? next : Json.copy(now.value());
      Json.set(next, "id", Json.of(key.substring(key.indexOf('/') + 1)));
      Json.set(next, "f" + dice.below(Notes.FIELDS), Json.of(token));
    }
    hold(key, next);
    witness.stored(key, next);
  }

  // --- requests ---

  static Resources.Answer status(int status) {
    return new Resources.Answer(status, Json.absent(), "", "", "", 0);
  }

  private static Resources.Answer status(int status, String code) {
    return new Resources.Answer(status, SyncServer.problem(code), "", "", "", 0);
  }

  private static String key(Resources.Call call) {
    return call.url().equals(SETTINGS) ? SINGLE : Notes.key(call.id());
  }

  /**
   * Handles a request. A {@code GET} is answered without its conditions.
   *
   * @param call the request as it arrives
   * @param work the id of the mutation in it, whatever the request says
   * @param signedIn the subject whose credentials came with it
   */
  public Resources.Answer handle(Resources.Call call, String work, String signedIn) {
    if (!signedIn.equals(Login.OWNER)) {
      return status(401, "WHO");
    }
    if (call.method().equals("GET")) {
      boolean list = call.url().startsWith(NOTES) && call.id().isEmpty();
      return list ? list(call.url()) : one(resources.get(key(call)));
    }
    if (picky.refuses(call.body())) {
      return status(422, "NOT_TODAY");
    }
    return call.method().equals("POST") ? make(call, work) : change(call, work);
  }

  /** The answer to a conditional GET: 304 if the client has this version already. */
  public static Resources.Answer unlessKnown(Resources.Call call, Resources.Answer answer) {
    boolean known =
        call.condition().equals("If-None-Match")
            && !answer.etag().isEmpty()
            && answer.etag().equals(call.etag());
    return known ? new Resources.Answer(304, Json.absent(), answer.etag(), "", "", 0) : answer;
  }

  private static Resources.Answer one(@Nullable Resource held) {
    return held == null
        ? status(404)
        : new Resources.Answer(200, held.value(), held.etag(), "", "", 0);
  }

  /** All notes; or two notes and the URL of the next ones. The URL has the id of the last note. */
  private Resources.Answer list(String url) {
    int from = url.indexOf(FROM);
    String after = Notes.key(from < 0 ? "" : url.substring(from + FROM.length()));
    Json list = Json.array();
    String next = "";
    String last = "";
    for (Map.Entry<String, Resource> e : resources.tailMap(after, false).entrySet()) {
      if (!e.getKey().startsWith(Notes.key(""))) {
        break;
      }
      if (paged && Json.size(list) == 2) {
        next = NOTES + FROM + last;
        break;
      }
      Json.push(list, e.getValue().value());
      last = e.getKey().substring(Notes.key("").length());
    }
    String etag = tagsLists ? "\"all" + changes + "\"" : "";
    return new Resources.Answer(200, list, etag, "", next, 0);
  }

  private Resources.Answer make(Resources.Call call, String work) {
    Resources.Answer before = made.get(call.key());
    if (before != null) {
      return before;
    }
    String id = Json.text(Json.get(call.body(), "id"));
    String key = Notes.key(id);
    if (resources.containsKey(key)) {
      witness.disputed(work); // as many backends do, it remembers only what it has made
      return status(409);
    }
    Resources.Answer answer = stored(201, key, call.body(), work, id);
    if (!call.key().isEmpty()) {
      made.put(call.key(), answer);
    }
    return answer;
  }

  private Resources.Answer change(Resources.Call call, String work) {
    String key = key(call);
    Resource now = resources.get(key);
    if (now == null) {
      return status(404);
    }
    if (call.condition().equals("If-None-Match")
        || (call.condition().equals("If-Match") && !call.etag().equals(now.etag()))) {
      return status(412);
    }
    boolean deletes = call.method().equals("DELETE");
    Json value = deletes ? Json.absent() : call.body();
    if (deletes && key.equals(SINGLE)) {
      return stored(204, key, Json.object(), work, ""); // the settings always exist
    }
    return stored(deletes ? 204 : 200, key, value, work, "");
  }

  private Resources.Answer stored(int status, String key, Json value, String work, String made) {
    hold(key, value);
    witness.took(work, key, value);
    Resource now = resources.get(key);
    boolean told = now != null && status != 204 && answersWrites;
    String etag = now != null && tagsWrites ? now.etag() : "";
    return new Resources.Answer(status, told ? value : Json.absent(), etag, made, "", 0);
  }
}
