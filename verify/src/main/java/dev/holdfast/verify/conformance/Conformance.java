package dev.holdfast.verify.conformance;

import dev.holdfast.core.json.Json;
import dev.holdfast.core.json.JsonException;
import dev.holdfast.core.merge.Merge;
import dev.holdfast.core.merge.StateHash;

/**
 * Answers the test vectors. The same class runs on the JVM and, compiled, in a browser. It passes
 * every question unchanged to the product.
 */
public final class Conformance {
  private Conformance() {}

  /**
   * The answers to {@code cases}, an array of {@code {input}}, as canonical text: an array in the
   * same order.
   */
  public static String answers(String suite, String cases) {
    Json given = Json.parse(cases);
    Json answers = Json.array();
    for (int i = 0, n = Json.size(given); i < n; i++) {
      Json.push(answers, answer(suite, Json.get(Json.at(given, i), "input")));
    }
    return Json.text(Json.canonical(answers));
  }

  private static Json answer(String suite, Json input) {
    return switch (suite) {
      case "canonical" -> Json.canonical(Json.parse(Json.text(input)));
      case "parse" -> parsed(Json.text(input));
      case "numbers" -> number(Json.text(input));
      case "equal" -> Json.of(Json.equal(Json.get(input, "a"), Json.get(input, "b")));
      case "edit" -> edited(input);
      case "merge" -> merge(Json.text(Json.get(input, "collection")), input);
      case "statehash" -> stateHash(input);
      case "texts" -> TextAnswers.of(Json.text(Json.at(input, 0)), Json.text(Json.at(input, 1)));
      default -> throw new IllegalArgumentException("no such suite: " + suite);
    };
  }

  /** The canonical form of the JSON in the text; null if the text is refused. */
  private static Json parsed(String text) {
    try {
      return Json.canonical(Json.parse(text));
    } catch (JsonException refused) {
      return Json.nul();
    }
  }

  /** The canonical form of the double with these 64 bits, given as 16 hex digits. */
  private static Json number(String bits) {
    long value = 0;
    for (int i = 0; i < bits.length(); i++) {
      value = value << 4 | Character.digit(bits.charAt(i), 16);
    }
    return Json.canonical(Json.of(Double.longBitsToDouble(value)));
  }

  /** A copy of the object with one field set and one removed, and the unchanged object. */
  private static Json edited(Json input) {
    Json object = Json.get(input, "object");
    Json copy = Json.copy(object);
    Json.set(copy, Json.get(input, "set"), Json.get(input, "value"));
    Json.remove(copy, Json.get(input, "remove"));
    Json answer = Json.object();
    Json.set(answer, "copy", copy);
    Json.set(answer, "object", object);
    Json.set(answer, "size", Json.of(Json.size(Json.keys(copy))));
    return answer;
  }

  private static Json merge(String collection, Json input) {
    Merge.Result result =
        Merge.documents(
            collection,
            "t",
            Json.get(input, "base"),
            Json.get(input, "local"),
            Json.get(input, "server"));
    Json answer = Json.object();
    Json.set(answer, "value", result.value());
    Json.set(answer, "conflicts", sortedByPath(result.conflicts()));
    return answer;
  }

  /** Conflicts have no order. They are sorted so that they can be compared. */
  private static Json sortedByPath(Json conflicts) {
    Json byPath = Json.object();
    for (int i = 0, n = Json.size(conflicts); i < n; i++) {
      Json conflict = Json.at(conflicts, i);
      Json.set(byPath, Json.get(conflict, "path"), conflict);
    }
    Json paths = Json.sortedKeys(byPath);
    Json sorted = Json.array();
    for (int i = 0, n = Json.size(paths); i < n; i++) {
      Json.push(sorted, Json.get(byPath, Json.at(paths, i)));
    }
    return sorted;
  }

  /** The hash of each document, and the state hash of all of them. */
  private static Json stateHash(Json documents) {
    Json answer = Json.object();
    Json hashes = Json.array();
    StateHash sum = StateHash.EMPTY;
    for (int i = 0, n = Json.size(documents); i < n; i++) {
      Json document = Json.at(documents, i);
      StateHash hash =
          StateHash.of(
              Json.text(Json.at(document, 0)),
              Json.text(Json.at(document, 1)),
              Json.at(document, 2));
      Json.push(hashes, Json.of(hash.hex()));
      sum = sum.plus(hash);
    }
    Json.set(answer, "documents", hashes);
    Json.set(answer, "state", Json.of(sum.hex()));
    return answer;
  }
}
