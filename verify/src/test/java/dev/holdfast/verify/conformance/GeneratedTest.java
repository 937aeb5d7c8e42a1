package dev.holdfast.verify.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.core.gen.Choices;
import dev.holdfast.core.gen.Values;
import dev.holdfast.core.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Thousands of generated cases, answered on the JVM and in a real browser with the same bytes.
 * {@code verify/vectors/generated.json} has a digest of the answers. If it changes, old and new
 * releases would decide differently.
 */
class GeneratedTest {
  private static final int CASES = 10_000;
  private static final Path PINNED = Path.of("vectors", "generated.json");
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
  @ValueSource(strings = {"canonical", "numbers", "equal", "merge", "order", "statehash"})
  void bothWorldsAnswerAlike(String suite) throws IOException {
    String asked = suite.equals("order") ? "merge" : suite;
    String cases = cases(input(suite));

    String here = Conformance.answers(asked, cases);
    String there = chromium.answers(asked, cases);

    assertSameAnswers(cases, here, there);
    Json pinned = Json.get(Json.parse(Files.readString(PINNED)), suite);
    assertThat(digest(here))
        .as("the digest of %s, pinned in %s", suite, PINNED)
        .isEqualTo(Json.isString(pinned) ? Json.text(pinned) : "(not pinned)");
  }

  /** The build makes Java's texts those of JavaScript: nobody may notice. */
  @Test
  void textsAnswerAlike() {
    String cases = cases(input("texts"));

    String here = Conformance.answers("texts", cases);

    assertSameAnswers(cases, here, chromium.answers("texts", cases));
  }

  /** For numbers, Chromium's own JSON is the reference: we print what it prints. */
  @Test
  void numbersPrintAsChromiumPrintsThem() {
    String cases = cases(input("numbers"));
    Object theirs =
        chromium.evaluate(
            """
            cases => {
              const view = new DataView(new ArrayBuffer(8));
              return JSON.stringify(JSON.parse(cases).map(c => {
                view.setBigUint64(0, BigInt('0x' + c.input));
                return JSON.stringify(view.getFloat64(0));
              }));
            }
            """,
            cases);
    assertSameAnswers(cases, Conformance.answers("numbers", cases), (String) theirs);
  }

  /** For texts too: sorted by hand, stringified by the browser. */
  @Test
  void valuesPrintAsChromiumPrintsThem() {
    String cases = cases(input("canonical"));
    Object theirs =
        chromium.evaluate(
            """
            cases => {
              const sorted = v => v === null || typeof v !== 'object' ? JSON.stringify(v)
                : Array.isArray(v) ? '[' + v.map(sorted).join(',') + ']'
                : '{' + Object.keys(v).sort().map(k => JSON.stringify(k) + ':' + sorted(v[k])).join(',') + '}';
              return JSON.stringify(JSON.parse(cases).map(c => sorted(JSON.parse(c.input))));
            }
            """,
            cases);
    assertSameAnswers(cases, Conformance.answers("canonical", cases), (String) theirs);
  }

  private static void assertSameAnswers(String cases, String here, String there) {
    if (!here.equals(there)) {
      List<String> ours = Vectors.split(here);
      List<String> theirs = Vectors.split(there);
      Json asked = Json.parse(cases);
      for (int i = 0; i < ours.size(); i++) {
        assertThat(theirs.get(i)).as(Json.stringify(Json.at(asked, i))).isEqualTo(ours.get(i));
      }
    }
    assertThat(there).isEqualTo(here);
  }

  private static String cases(Function<Choices, Json> input) {
    Json cases = Json.array();
    for (int seed = 0; seed < CASES; seed++) {
      Json each = Json.object();
      Json.set(each, "input", input.apply(Choices.seeded(seed)));
      Json.push(cases, each);
    }
    return Json.stringify(cases);
  }

  private static Function<Choices, Json> input(String suite) {
    return switch (suite) {
      case "canonical" -> c -> Json.canonical(Values.value(c));
      case "numbers" ->
          c -> Json.of(HexFormat.of().toHexDigits(Double.doubleToLongBits(Values.number(c))));
      case "equal" -> GeneratedTest::pair;
      case "merge" -> c -> triple(c, "tasks");
      case "order" -> c -> triple(c, "~order");
      case "texts" -> GeneratedTest::texts;
      default -> GeneratedTest::state;
    };
  }

  private static Json pair(Choices c) {
    Json pair = Json.object();
    Json a = Values.value(c);
    Json.set(pair, "a", a);
    Json.set(pair, "b", Values.edited(c, a));
    return pair;
  }

  private static Json texts(Choices c) {
    Json pair = Json.array();
    String a = c.oneIn(8) ? List.of("", "a", "Aa", "BB").get(c.below(4)) : Values.text(c);
    Json.push(pair, Json.of(a));
    int cut = a.offsetByCodePoints(0, c.below(a.codePointCount(0, a.length()) + 1));
    Json.push(pair, Json.of(c.oneIn(2) ? a.substring(cut) : Values.text(c)));
    return pair;
  }

  private static Json triple(Choices c, String collection) {
    boolean order = collection.equals("~order");
    Json base = order ? Values.order(c) : c.oneIn(4) ? Values.list(c) : Values.document(c);
    Json triple = Json.object();
    Json.set(triple, "collection", Json.of(collection));
    Json.set(triple, "base", base);
    Json.set(triple, "local", order ? Values.reordered(c, base) : Values.edited(c, base));
    Json.set(triple, "server", order ? Values.reordered(c, base) : Values.edited(c, base));
    return triple;
  }

  private static Json state(Choices c) {
    Json documents = Json.array();
    while (c.below(4) != 0) {
      Json document = Json.array();
      Json.push(document, Json.of(Values.key(c)));
      Json.push(document, Json.of(Values.key(c)));
      Json.push(document, Values.value(c));
      Json.push(documents, document);
    }
    return documents;
  }

  private static String digest(String answers) {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(sha256.digest(answers.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }
}
