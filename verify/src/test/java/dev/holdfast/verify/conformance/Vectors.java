package dev.holdfast.verify.conformance;

import dev.holdfast.core.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * One file of test vectors: a JSON array of {@code {name, input, expected}}. They were written by
 * hand, the hashes by a second implementation. The product never wrote its own expected results.
 */
record Vectors(String suite, String text, List<Case> cases) {
  private static final Path DIRECTORY = Path.of("vectors");

  /** One expected result, as canonical text. */
  record Case(String name, String expected) {}

  /**
   * Reads a file of vectors.
   *
   * @param file its name, without the extension
   * @param suite the name of the question in {@link Conformance}
   */
  static Vectors read(String file, String suite) {
    try {
      String text = Files.readString(DIRECTORY.resolve(file + ".json"));
      Json given = Json.parse(text);
      List<Case> cases = new ArrayList<>();
      for (int i = 0; i < Json.size(given); i++) {
        Json each = Json.at(given, i);
        String expected = Json.text(Json.canonical(Json.get(each, "expected")));
        cases.add(new Case(Json.text(Json.get(each, "name")), expected));
      }
      return new Vectors(suite, text, cases);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The single answers, each as canonical text. */
  static List<String> split(String answers) {
    Json given = Json.parse(answers);
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < Json.size(given); i++) {
      texts.add(Json.text(Json.canonical(Json.at(given, i))));
    }
    return texts;
  }
}
