package dev.holdfast.core.json;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.core.gen.Choices;
import dev.holdfast.core.gen.Law;
import dev.holdfast.core.gen.Values;
import java.util.Comparator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What holds for every JSON value. */
class JsonLawsTest {
  private static final int CASES = 10_000;

  /** Two values. The second is mostly the first after a few edits. */
  private record Pair(Json a, Json b) {
    static Pair draw(Choices c) {
      Json a = Values.value(c);
      Json b = Values.edited(c, a);
      return new Pair(a, Json.isAbsent(b) ? Json.nul() : b);
    }

    @Override
    public String toString() {
      return canonical(a) + "\nand " + canonical(b);
    }
  }

  @Test
  void readingWhatWasWritten_givesTheSameValue() {
    Law.check(
        1,
        CASES,
        Values::value,
        value -> {
          String text = canonical(value);
          assertThat(Json.equal(Json.parse(text), value)).isTrue();
          assertThat(canonical(Json.parse(text))).isEqualTo(text);
          assertThat(Json.equal(Json.parse(Json.stringify(value)), value)).isTrue();
        });
  }

  @Test
  void equality_isEqualityOfCanonicalForms() {
    Law.check(
        2,
        CASES,
        Pair::draw,
        p -> {
          assertThat(Json.equal(p.a, p.b)).isEqualTo(canonical(p.a).equals(canonical(p.b)));
          assertThat(Json.equal(p.b, p.a)).isEqualTo(Json.equal(p.a, p.b));
        });
  }

  @Test
  void theOrderOfFields_meansNothing() {
    Law.check(
        3,
        CASES,
        Values::value,
        value -> {
          Json turned = turned(value);
          assertThat(canonical(turned)).isEqualTo(canonical(value));
          assertThat(Json.equal(turned, value)).isTrue();
        });
  }

  /** The same value with the fields of its objects in reverse. */
  private static Json turned(Json value) {
    if (Json.isArray(value)) {
      Json out = Json.array();
      for (int i = 0; i < Json.size(value); i++) {
        Json.push(out, turned(Json.at(value, i)));
      }
      return out;
    }
    if (!Json.isObject(value)) {
      return value;
    }
    Json out = Json.object();
    Json keys = Json.keys(value);
    for (int i = Json.size(keys) - 1; i >= 0; i--) {
      Json.set(out, Json.at(keys, i), turned(Json.get(value, Json.at(keys, i))));
    }
    return out;
  }

  @Test
  void keysAscendByUtf16() {
    Law.check(
        4,
        CASES,
        Values::value,
        value -> {
          if (Json.isObject(value)) {
            Json keys = Json.sortedKeys(value);
            assertThat(
                    IntStream.range(0, Json.size(keys)).mapToObj(i -> Json.text(Json.at(keys, i))))
                .isSortedAccordingTo(Comparator.naturalOrder())
                .hasSize(Json.size(Json.keys(value)));
          }
        });
  }

  @Test
  void aCopyIsOnItsOwn() {
    Law.check(
        5,
        CASES,
        Values::value,
        value -> {
          if (Json.isObject(value)) {
            String before = canonical(value);
            Json copy = Json.copy(value);
            Json.set(copy, "a", Json.of("changed"));
            Json.remove(copy, Json.of("b"));
            assertThat(canonical(value)).isEqualTo(before);
            assertThat(Json.text(Json.get(copy, "a"))).isEqualTo("changed");
            assertThat(Json.isAbsent(Json.get(copy, "b"))).isTrue();
          }
        });
  }

  private static String canonical(Json value) {
    return Json.text(Json.canonical(value));
  }
}
