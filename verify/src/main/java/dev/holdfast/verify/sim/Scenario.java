package dev.holdfast.verify.sim;

import dev.holdfast.core.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A run that can be repeated: the seed decides all chance, the steps say what happens.
 *
 * @param about why it is kept; empty if it was just made
 * @param devices the number of browser profiles
 * @param sync what they sync with
 */
record Scenario(String about, long seed, int devices, Sync sync, List<Step> steps) {
  /** What devices sync with. */
  enum Sync {
    /** A Holdfast server. */
    SERVER,
    /** The app's own sync function. */
    FUNCTION,
    /** A REST backend of the app. */
    REST;

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }

    static Sync of(String word) {
      return valueOf(word.toUpperCase(Locale.ROOT));
    }
  }

  Scenario with(List<Step> fewer) {
    return new Scenario(about, seed, devices, sync, fewer);
  }

  Scenario about(String why) {
    return new Scenario(why, seed, devices, sync, steps);
  }

  boolean has(Step.Op op) {
    return steps.stream().anyMatch(step -> step.op() == op);
  }

  /** The text that is kept under verify/scenarios: one step a line. */
  String text() {
    StringBuilder out = new StringBuilder("{\n  \"about\": ");
    out.append(Json.stringify(Json.of(about)));
    out.append(",\n  \"seed\": ").append(seed);
    out.append(",\n  \"devices\": ").append(devices);
    out.append(",\n  \"sync\": \"").append(sync.word()).append('"');
    out.append(",\n  \"steps\": [");
    String comma = "\n    ";
    for (Step step : steps) {
      out.append(comma).append(Json.stringify(step.toJson()));
      comma = ",\n    ";
    }
    return out.append("\n  ]\n}\n").toString();
  }

  static Scenario parse(String text) {
    Json json = Json.parse(text);
    List<Step> steps = new ArrayList<>();
    Json list = Json.get(json, "steps");
    for (int i = 0; i < Json.size(list); i++) {
      steps.add(Step.of(Json.at(list, i)));
    }
    return new Scenario(
        Json.text(Json.get(json, "about")),
        (long) Json.number(Json.get(json, "seed")),
        (int) Json.number(Json.get(json, "devices")),
        Sync.of(Json.text(Json.get(json, "sync"))),
        steps);
  }
}
