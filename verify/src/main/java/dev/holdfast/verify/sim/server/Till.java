package dev.holdfast.verify.sim.server;

import dev.holdfast.verify.sim.ground.Violation;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * An app's backend for intercepted requests. It honours {@code Idempotency-Key}: a key gets the
 * same answer again. It checks the effect of every request: none has a second effect, and none
 * comes before an earlier one of its lane.
 */
public final class Till {
  /**
   * A request as a page made it.
   *
   * @param makes the temporary id of the thing that the request creates; empty if it creates
   *     nothing
   * @param names the temporary ids of other things that the request refers to
   */
  public record Request(String lane, String body, String makes, List<String> names) {}

  private final Map<String, Integer> answers = new TreeMap<>();
  private final TreeSet<String> effects = new TreeSet<>();

  /** Requests that may come under a second key, by body. */
  private final TreeSet<String> unmarked = new TreeSet<>();

  private final Map<String, Integer> lanes = new TreeMap<>();

  /** By temporary id: the id that a thing has in this backend. */
  private final Map<String, String> things = new TreeMap<>();

  /**
   * Handles a request and returns the status of its answer.
   *
   * @param key empty if the request has none
   * @param place the place in the device's log, which grows with each admission; -1 if the log no
   *     longer has the request, so that its order is not known
   */
  public int handle(String device, String key, int place, Request request) {
    Integer before = answers.get(key);
    if (before != null) {
      return before;
    }
    int status = refuses(request) ? 422 : 200;
    if (!key.isEmpty()) {
      answers.put(key, status);
    }
    if (status == 200) {
      effect(device, place, request);
    }
    return status;
  }

  /** The backend's id of the thing; empty if there is none. */
  public String given(String temporary) {
    return things.getOrDefault(temporary, "");
  }

  public static boolean refuses(Request request) {
    return request.body().endsWith("7");
  }

  private void effect(String device, int place, Request request) {
    if (!effects.add(request.body()) && !unmarked.remove(request.body())) {
      throw new Violation("I5", "the request " + request + " had a second effect");
    }
    if (!request.makes().isEmpty()) {
      boolean keeps = request.body().endsWith("3");
      things.put(request.makes(), keeps ? request.makes() : "thing" + things.size());
    }
    if (place < 0) {
      return;
    }
    Integer before = lanes.put(device + " " + request.lane(), place);
    if (before != null && before > place) {
      throw new Violation("I4", request + " took effect after the one admitted as " + before);
    }
  }

  /**
   * The device's log was cleared or lost its latest places. Places known so far mean nothing now.
   */
  public void forgetOrder(String device) {
    lanes.keySet().removeIf(lane -> lane.startsWith(device + " "));
  }

  /** Nothing on the device tells any more that the request has a key already. */
  public void forgetMark(Request request) {
    unmarked.add(request.body());
  }

  public boolean took(String body) {
    return effects.contains(body);
  }
}
