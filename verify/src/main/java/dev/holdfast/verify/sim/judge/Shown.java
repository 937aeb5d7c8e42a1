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
 * The values that the server has had in each field, in order. Checks that a field never goes back
 * to an older value, unless a user decided for that value.
 */
public final class Shown {
  private final TreeSet<String> onServer = new TreeSet<>();

  /** Older tokens that a user decided for, by field: how often each may return. */
  private final Map<String, Integer> decidedFor = new TreeMap<>();

  /**
   * By field: tokens of exported edits that a device made again under another id, and the tokens
   * that they were made on.
   */
  private final Map<String, TreeSet<String>> madeAgain = new TreeMap<>();

  /**
   * Tokens on the server that no replica was told of. What a replica sends may undo them. A replica
   * that is told of one after that may bring it back.
   */
  private final TreeSet<String> untold = new TreeSet<>();

  /** By field and untold token: the older token that undid it. */
  private final Map<String, String> undoneBy = new TreeMap<>();

  /** By document and field: the tokens in order. */
  private final Map<String, List<String>> shown = new TreeMap<>();

  /**
   * By document and field: the number of tokens in the list when the document last lacked the
   * field.
   */
  private final Map<String, Integer> removed = new TreeMap<>();

  /** By field: tokens of documents that were deleted since. A person may bring one back. */
  private final TreeSet<String> deleted = new TreeSet<>();

  private boolean followed = true;
  private boolean receipts = true;

  /** The server stored a document. */
  void stored(String key, Json value) {
    if (Json.isAbsent(value)) {
      shown.forEach(
          (place, tokens) -> {
            if (place.startsWith(key + "#")) {
              tokens.forEach(token -> deleted.add(place + " " + token));
            }
          });
      shown.keySet().removeIf(place -> place.startsWith(key + "#"));
      removed.keySet().removeIf(place -> place.startsWith(key + "#"));
    }
    for (String place : shown.keySet()) {
      int hash = place.indexOf('#');
      if (place.startsWith(key + "#") && Edit.token(value, place.substring(hash + 1)).isEmpty()) {
        removed.put(place, shown.get(place).size());
      }
    }
    Edit.tokens(value, onServer);
    for (Edit edit : Edit.shownBy(key, value)) {
      follow(place(key, edit.field()), edit.token());
    }
  }

  private static String place(String key, String field) {
    return key + "#" + field;
  }

  /** Fields may go back: a release that keeps the state in another shape moves them about. */
  public void followsNothing() {
    followed = false;
  }

  /**
   * The server cannot say what became of an edit whose answer was lost. Such an edit may bring its
   * value back where the field is gone again: nothing contradicts it then.
   */
  public void hasNoReceipts() {
    receipts = false;
  }

  /**
   * The same for one edit: it may reach the server under more than one id. Nothing contradicts it
   * either where the field has again what it was made on.
   *
   * @param on the token that the edit replaced; empty if there was none
   */
  void madeAgain(Edit edit, String on) {
    madeAgain
        .computeIfAbsent(place(edit.key(), edit.field()) + " " + edit.token(), e -> new TreeSet<>())
        .add(on);
  }

  private void follow(String place, String token) {
    if (!followed) {
      return;
    }
    List<String> tokens = shown.computeIfAbsent(place, name -> new ArrayList<>());
    int last = tokens.size() - 1;
    if (last >= 0 && tokens.get(last).equals(token)) {
      return;
    }
    int at = tokens.lastIndexOf(token);
    if (at >= 0) {
      List<String> later = tokens.subList(at + 1, tokens.size());
      boolean unheard = untold.containsAll(later);
      boolean undone = tokens.get(last).equals(undoneBy.get(place + " " + token));
      if (unheard) {
        later.forEach(one -> undoneBy.put(place + " " + one, token));
      }
      boolean heard = !untold.contains(token) && !unheard && !undone;
      TreeSet<String> again = madeAgain.get(place + " " + token);
      boolean gone = removed.getOrDefault(place, 0) == tokens.size();
      boolean unknown =
          (gone && !receipts) || (again != null && (gone || again.contains(tokens.get(last))));
      if (heard && !unknown && !comesBack(place + " " + token)) {
        throw new Violation(
            "lost update", place + " goes back from " + tokens.get(last) + " to " + token);
      }
    }
    untold.remove(token);
    tokens.add(token);
  }

  /** The user decided for a value, possibly an older one. It may return once more. */
  void decidedFor(Edit edit) {
    decidedFor.merge(place(edit.key(), edit.field()) + " " + edit.token(), 1, Integer::sum);
  }

  /** Uses up one decision for the field and token, if there is one. */
  private boolean comesBack(String what) {
    Integer left = decidedFor.remove(what);
    if (left != null && left > 1) {
      decidedFor.put(what, left - 1);
    }
    return left != null;
  }

  /** The app itself wrote edits to its backend. Whether a replica will be told is open. */
  void untold(List<Edit> edits) {
    edits.forEach(edit -> untold.add(edit.token()));
  }

  /** A replica was told of them. */
  void told(List<Edit> edits) {
    edits.forEach(edit -> untold.remove(edit.token()));
  }

  /** The server's lineage was cut back. Earlier values are not compared any more. */
  void pastChanged() {
    shown.clear();
    removed.clear();
  }

  /** Whether the token was ever on the server. */
  boolean wasOnServer(String token) {
    return onServer.contains(token);
  }

  /**
   * Whether the server had {@code later} in the field after {@code token}: after the first time, if
   * a decision brought that back. An empty {@code later} means that the field is missing or the
   * document deleted. Anything may follow a deletion.
   */
  boolean wentOn(String key, String field, String token, String later) {
    String place = place(key, field);
    List<String> tokens = shown.getOrDefault(place, List.of());
    int at = tokens.indexOf(token);
    int then = later.isEmpty() ? removed.getOrDefault(place, 0) : tokens.lastIndexOf(later);
    return at < 0 || then > at || deleted.contains(place + " " + token);
  }
}
