package dev.holdfast.core.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the JVM reads and what it refuses (RFC 8259 and I-JSON, RFC 7493). */
class JsonReaderTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "\u0000",
        "\ufeff1",
        "\u00a01",
        "{",
        "[",
        "]",
        "}",
        "[1",
        "[1,",
        "[1,]",
        "[,1]",
        "[1 2]",
        "[1}",
        "{\"a\"",
        "{\"a\":",
        "{\"a\":1",
        "{\"a\":1,",
        "{\"a\":1,}",
        "{,}",
        "{\"a\" 1}",
        "{a:1}",
        "{'a':1}",
        "{1:1}",
        "{null:1}",
        "{\"a\":}",
        "1 2",
        "1]",
        "{}x",
        "[]//",
        "nul",
        "nulll",
        "True",
        "tru",
        "truefalse",
        "undefined",
        "NaN",
        "Infinity",
        "-Infinity",
        "-",
        "+1",
        "01",
        "-01",
        "00",
        "1.",
        ".5",
        "-.5",
        "1e",
        "1e+",
        "1.e1",
        "0x10",
        "1_000",
        "1d",
        "1f",
        "\u0661",
        "\"",
        "\"a",
        "'a'",
        "\"\\\"",
        "\"\\x41\"",
        "\"\\u12\"",
        "\"\\u123g\"",
        "\"\\u\uff11234\"",
        "\"\\u+123\"",
        "\"\\"
      })
  void noJson_isRefused(String text) {
    assertThatThrownBy(() -> Json.parse(text)).isInstanceOf(JsonException.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"a\":1,\"a\":1} | duplicate key",
        "{\"a\":1,\"\\u0061\":2} | duplicate key",
        "[{\"__proto__\":1,\"__proto__\":1}] | duplicate key",
        "{\"\":null,\"\":null} | duplicate key",
        "\"\\ud83d\" | lone surrogate",
        "\"\\ude00\" | lone surrogate",
        "\"\\ud83d\\ud83d\\ude00\" | lone surrogate",
        "\"\\ude00\\ud83d\" | lone surrogate",
        "\"\\ud83dx\\ude00\" | lone surrogate",
        "{\"\\ud83d\":1} | lone surrogate",
        "1e400 | number beyond a double",
        "-1e400 | number beyond a double",
        "[1.7976931348623159e308] | number beyond a double"
      })
  void jsonThatIsNoIJson_isRefused(String text, String why) {
    assertThatThrownBy(() -> Json.parse(text))
        .isInstanceOf(JsonException.class)
        .hasMessageContaining(why);
  }

  @Test
  void rawLoneSurrogates_areRefused() {
    for (String bad :
        new String[] {"\ud83d", "\ude00", "a\ud83d", "\ude00\ud83d", "\ud83d\ud83d"}) {
      assertThatThrownBy(() -> Json.parse("\"" + bad + "\""))
          .isInstanceOf(JsonException.class)
          .hasMessageContaining("lone surrogate");
    }
    String high = "\ud83d";
    String low = "\ude00";
    String text = "\"" + high + low + "\\ud83d" + low + high + "\\ude00\"";
    assertThat(Json.text(Json.parse(text))).isEqualTo((high + low).repeat(3));
  }

  @Test
  void controlCharactersInStrings_areRefused() {
    for (char c = 0; c < ' '; c++) {
      String text = "\"" + c + "\"";
      assertThatThrownBy(() -> Json.parse(text))
          .isInstanceOf(JsonException.class)
          .hasMessageContaining("control character");
    }
    assertThat(Json.text(Json.parse("\"\u007f\u0080\u2028\""))).isEqualTo("\u007f\u0080\u2028");
  }

  @Test
  @Tag("fault-47")
  void depth_isLimitedTo100AndNeverOverflowsTheStack() {
    for (String[] pair : new String[][] {{"[", "]"}, {"{\"a\":", "}"}}) {
      assertThat(Json.kind(Json.parse(nested(pair, 100)))).isGreaterThanOrEqualTo(Json.ARRAY);
      for (int depth : new int[] {101, 102, 100_000, 1_000_000}) {
        assertThatThrownBy(() -> Json.parse(nested(pair, depth)))
            .isInstanceOf(JsonException.class)
            .hasMessageContaining("nested deeper than 100");
        assertThatThrownBy(() -> Json.parse(pair[0].repeat(depth)))
            .isInstanceOf(JsonException.class)
            .hasMessageContaining("nested deeper than 100");
      }
    }
    assertThat(Json.size(Json.parse("[" + "[],".repeat(100_000) + "[]]"))).isEqualTo(100_001);
  }

  private static String nested(String[] pair, int depth) {
    return pair[0].repeat(depth) + "1" + pair[1].repeat(depth);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {"[1,2 3] | 5", "{\"a\":1,\"b\":2,\"a\":3} | 13", "[1e999] | 1", "\"ab\\q\" | 4"})
  void aRefusalNamesTheCharacter(String text, int offset) {
    assertThatThrownBy(() -> Json.parse(text))
        .isInstanceOfSatisfying(JsonException.class, e -> assertThat(e.offset()).isEqualTo(offset));
  }

  @Test
  void whatJsonAllows_isRead() {
    assertCanonical(" \t\r\n[ 1 , 2.50 , -0 , 1E2 , 1e-2 , 0.1e+1 ] ", "[1,2.5,0,100,0.01,1]");
    assertCanonical(
        "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u0041\\uD83D\\uDE00\"",
        "\"\\\"\\\\/\\b\\f\\n\\r\\tA\ud83d\ude00\"");
    assertCanonical("{\"b\":{},\"a\":[],\"\":null}", "{\"\":null,\"a\":[],\"b\":{}}");
    assertCanonical("[true,false,null]", "[true,false,null]");
    assertCanonical("1e-400", "0");
    assertCanonical("9007199254740993", "9007199254740992");
    assertCanonical("0." + "0".repeat(400) + "1e400", "0.1");
    assertCanonical("1" + "0".repeat(308), "1e+308");
  }

  @Test
  @Tag("fault-48")
  void keysThatJavaScriptKnows_arePlainKeys() {
    Json object = Json.parse("{\"__proto__\":{\"x\":1},\"constructor\":2,\"hasOwnProperty\":3}");
    assertThat(Json.size(Json.keys(object))).isEqualTo(3);
    assertThat(Json.isAbsent(Json.get(object, "x"))).isTrue();
    assertThat(Json.isAbsent(Json.get(Json.object(), "__proto__"))).isTrue();
    assertThat(Json.isAbsent(Json.get(Json.object(), "constructor"))).isTrue();
  }

  private static void assertCanonical(String text, String canonical) {
    assertThat(Json.text(Json.canonical(Json.parse(text)))).isEqualTo(canonical);
  }
}
