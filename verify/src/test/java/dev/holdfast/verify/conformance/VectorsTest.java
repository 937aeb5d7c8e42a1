package dev.holdfast.verify.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.core.json.Json;
import java.io.IOException;
import java.util.List;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The vectors under {@code verify/vectors}, on the JVM and in a real browser (faults 41, 48). */
class VectorsTest {
  private static CompiledPage chromium;

  @BeforeAll
  static void open() throws IOException {
    chromium = CompiledPage.open();
  }

  @AfterAll
  static void close() {
    chromium.close();
  }

  @ParameterizedTest
  @CsvSource({
    "canonical, canonical",
    "parse, parse",
    "numbers, numbers",
    "equal, equal",
    "edit, edit",
    "merge, merge",
    "order, merge",
    "statehash, statehash"
  })
  @Tag("fault-41")
  @Tag("fault-48")
  void bothWorldsAnswerAsExpected(String file, String suite) {
    Vectors vectors = Vectors.read(file, suite);
    String here = Conformance.answers(suite, vectors.text());
    String there = chromium.answers(suite, vectors.text());

    assertThat(vectors.cases()).isNotEmpty();
    assertAnswers("on the JVM", vectors, here);
    assertAnswers("in Chromium", vectors, there);
    assertThat(there).isEqualTo(here);
  }

  /**
   * JVM and browser both refuse nesting that would overflow a stack, also if the text ends in the
   * middle (47).
   */
  @Test
  @Tag("fault-47")
  void depthBeyondAnyStack_isRefused() {
    for (int depth : new int[] {101, 10_000, 100_000, 1_000_000}) {
      for (String[] pair : new String[][] {{"[", "]"}, {"{\"a\":", "}"}}) {
        String whole = pair[0].repeat(depth) + "1" + pair[1].repeat(depth);
        for (String text : new String[] {whole, pair[0].repeat(depth)}) {
          String cases = "[{\"input\":" + quoted(text) + "}]";
          assertThat(Conformance.answers("parse", cases)).isEqualTo("[null]");
          assertThat(chromium.answers("parse", cases)).isEqualTo("[null]");
        }
      }
    }
  }

  private static String quoted(String text) {
    return Json.stringify(Json.of(text));
  }

  private static void assertAnswers(String world, Vectors vectors, String answers) {
    List<String> texts = Vectors.split(answers);
    SoftAssertions all = new SoftAssertions();
    all.assertThat(texts).hasSameSizeAs(vectors.cases());
    for (int i = 0; i < texts.size(); i++) {
      Vectors.Case expected = vectors.cases().get(i);
      all.assertThat(texts.get(i))
          .as("%s, %s: %s", vectors.suite(), world, expected.name())
          .isEqualTo(expected.expected());
    }
    all.assertAll();
  }
}
