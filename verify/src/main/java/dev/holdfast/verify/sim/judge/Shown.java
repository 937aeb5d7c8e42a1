package dev.holdfast.verify.sim.judge;

import dev.holdfast.core.json.Json;
import dev.holdfast.verify.sim.ground.Edit;
import dev.holdfast.verify.sim.ground.Violation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What the server has shown of each field, in order. Sees that it never goes back, unless somebody
 * decided for the older value.
 */
public final class Shown {
  private final TreeSet<String> onServer = new TreeSet<>();

  /** Places with the older tokens that somebody decided for: how often each may come back. */
  private final Map<String, Integer> decidedFor = new TreeMap<>();

  /** Tokens that reached the server, of which no replica has heard: what it sends may undo them. */
  private final TreeSet<String> untold = new TreeSet<>();

  /** By document and field: the tokens. */
  private final Map<String, List<String>> shown = new TreeMap<>();

  /**
   * By document and field: how many tokens it had shown when the document last lacked the field.
   */
  private final Map<String, Integer> removed = new TreeMap<>();

  /** The server stored a document. */
  void stored(String key, Json value) {
    if (Json.isAbsent(value)) {
      shown.keySet().removeIf(place -> place.startsWith(key + "#"));
      removed.keySet().removeIf(place -> place.startsWith(key + "#"));
    }
    for (String place : shown.keySet()) {
      int hash = place.indexOf('#');
      if (place.startsWith(key + "#")
          && Json.isAbsent(Json.get(value, place.substring(hash + 1)))) {
        removed.put(place, shown.get(place).size());
      }
    }
    for (Edit edit : Edit.shownBy(key, value)) {
      onServer.add(edit.token());
      follow(place(key, edit.field()), edit.token());
    }
  }

  private static String place(String key, String field) {
    return key + "#" + field;
  }

  private void follow(String place, String token) {
    List<String> tokens = shown.computeIfAbsent(place, name -> new ArrayList<>());
    int last = tokens.size() - 1;
    if (last >= 0 && tokens.get(last).equals(token)) {
      return;
    }
    int at = tokens.indexOf(token);
    if (at >= 0) {
      boolean heard =
          !untold.contains(token) && !untold.containsAll(tokens.subList(at + 1, tokens.size()));
      if (heard && !comesBack(place + " " + token)) {
        throw new Violation(
            "lost update", place + " goes back from " + tokens.get(last) + " to " + token);
      }
      tokens.remove(at);
    }
    untold.remove(token);
    tokens.add(token);
  }

  /** Somebody decided for a value, which may be an older one: it may come back once more. */
  void decidedFor(Edit edit) {
    decidedFor.merge(place(edit.key(), edit.field()) + " " + edit.token(), 1, Integer::sum);
  }

  /** Uses up one decision for the place and token, if there is any. */
  private boolean comesBack(String what) {
    Integer left = decidedFor.remove(what);
    if (left != null && left > 1) {
      decidedFor.put(what, left - 1);
    }
    return left != null;
  }

  /** The app brought edits to its server by itself; whether a replica hears of that is open. */
  void untold(List<Edit> edits) {
    edits.forEach(edit -> untold.add(edit.token()));
  }

  /** A replica has heard of them. */
  void told(List<Edit> edits) {
    edits.forEach(edit -> untold.remove(edit.token()));
  }

  /** The server's past was rewritten: there is nothing to compare with. */
  void pastChanged() {
    shown.clear();
    removed.clear();
  }

  /** Whether the token was ever on the server. */
  boolean wasOnServer(String token) {
    return onServer.contains(token);
  }

  /**
   * Whether the server, having shown {@code token} there, went on to {@code later}, which is empty
   * for no such field, or deleted the document.
   */
  boolean wentOn(String key, String field, String token, String later) {
    String place = place(key, field);
    List<String> tokens = shown.getOrDefault(place, List.of());
    int at = tokens.indexOf(token);
    int then = later.isEmpty() ? removed.getOrDefault(place, 0) : tokens.indexOf(later);
    return at < 0 || then > at;
  }
}
