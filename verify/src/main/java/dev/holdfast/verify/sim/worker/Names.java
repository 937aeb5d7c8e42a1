package dev.holdfast.verify.sim.worker;

import dev.holdfast.core.json.Json;
import dev.holdfast.core.store.Table;
import dev.holdfast.verify.sim.device.Contents;
import dev.holdfast.verify.sim.ground.Dice;
import dev.holdfast.verify.sim.ground.Violation;
import dev.holdfast.verify.sim.server.Till;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The temporary ids that the pages of one device give to what they create, and use in later
 * requests. Checks that no request carries a temporary id for a thing to which the backend has
 * given an id of its own.
 */
final class Names {
  private static final String NEW = "new-";

  private final Contents disk;
  private final Till till;

  /** The temporary ids made here, the newest last. */
  private final List<String> made = new ArrayList<>();

  /** By body: the temporary ids that were still unanswered when the request was admitted. */
  private final Map<String, List<String>> waited = new TreeMap<>();

  /** Things whose id in the backend the worker knows. */
  private final TreeSet<String> heard = new TreeSet<>();

  Names(Contents disk, Till till) {
    this.disk = disk;
    this.till = till;
  }

  /** A request that creates a thing, or that refers to things of other requests. */
  Till.Request request(Dice dice, String lane, String token) {
    boolean makes = made.isEmpty() || dice.chance(0.4);
    List<String> names = new ArrayList<>();
    for (int i = made.isEmpty() ? 2 : dice.below(makes ? 2 : 3) + (makes ? 1 : 0); i < 2; i++) {
      names.add(made.get(made.size() - 1 - dice.below(Math.min(4, made.size()))));
    }
    String own = makes ? NEW + token : "";
    if (makes) {
      made.add(own);
    }
    return new Till.Request(lane, token, own, names);
  }

  /** Tells the log which texts of the request may be ids. */
  static void describe(Till.Request request, Json entry) {
    if (request.makes().isEmpty() && request.names().isEmpty()) {
      return;
    }
    Json names = Json.object();
    for (String name : request.names()) {
      Json.set(names, name, Json.of(true));
    }
    if (!request.makes().isEmpty()) {
      Json.set(names, request.makes(), Json.of(true));
      Json.set(entry, "temporary", Json.of(request.makes()));
    }
    Json.set(entry, "names", names);
  }

  /** The request is in the log. It may name what nobody or its own subject has made. */
  void admitted(Till.Request request, String subject) {
    List<String> known = new ArrayList<>();
    for (String name : request.names()) {
      if (isKnown("", name) || isKnown(subject, name)) {
        known.add(name);
      }
    }
    waited.putIfAbsent(request.body(), known);
  }

  private boolean isKnown(String subject, String name) {
    return disk.committed(Table.META).containsKey("id/" + subject + "\0" + name);
  }

  /** The worker has the backend's answer to the request that created the thing. */
  void heard(String thing) {
    heard.add(thing);
  }

  /**
   * After healing: no request is parked for lack of an id that the backend has given.
   *
   * @param lost bodies of requests whose outcome the medium has lost
   */
  void parked(Json entry, TreeSet<String> lost) {
    String text = Json.stringify(entry);
    for (String thing : heard) {
      boolean known = !lost.contains(thing.substring(NEW.length()));
      if (known && text.contains("\"ID_UNKNOWN: nothing makes " + thing + "\"")) {
        throw new Violation("temporary id", "parked though " + thing + " is known: " + text);
      }
    }
  }

  /** The request is sent, with the ids that the log knows. */
  void leaves(Till.Request request, Json entry) {
    Json ids = Json.get(entry, "ids");
    for (String name : waited.getOrDefault(request.body(), List.of())) {
      String sent = name;
      for (int i = 0; Json.isArray(ids) && i < Json.size(ids); i++) {
        Json one = Json.at(ids, i);
        if (Json.text(Json.get(one, "temporary")).equals(name)) {
          sent = Json.text(Json.parse(Json.text(Json.get(one, "is"))));
        }
      }
      String given = till.given(name);
      if (!sent.equals(given)) {
        throw new Violation(
            "temporary id",
            request
                + " leaves with "
                + sent
                + " for "
                + name
                + ", which the backend calls "
                + given);
      }
    }
  }
}
