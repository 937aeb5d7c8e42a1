package dev.holdfast.shrink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** Java's texts as texts of JavaScript. */
class TextsTest {
  private static final String LIST =
      ", jl_String, 0, jl_Object, [], 17, 0, 0,"
          + " [\"$equals\", $rt_wrapFunction1(jl_String_equals0)]";
  private static final String RUNTIME =
      """
      let $rt_stringPool_instance, $rt_stringPool = strings => {}, $rt_s = index => 0,
      $rt_stringClassInit = () => {}, $rt_str = str => str, $rt_ustr = str => str;
      function jl_String() { jl_Object.call(this); this.$hashCode = 0; }
      let jl_String_equals0 = ($this, $other) => {
        if (!($other instanceof jl_String)) return 0;
        return $this.$nativeString === $other.$nativeString ? 1 : 0;
      };
      let JavaError, message = { get() {
        let javaMessage = $rt_throwableMessage(this);
        if (typeof javaMessage === "object") return javaMessage;
      } };
      $rt_stringPool(["zero", "one"]);
      jl_String.prototype.toString = function() { return $rt_ustr(this); };
      """;

  private static String after(String... statements) {
    return Scripts.after(
        new Texts(), Scripts.withClasses(LIST, RUNTIME, String.join("\n", statements)));
  }

  @Test
  void aTextOfThePool_isWrittenWhereItIsUsed_andNothingIsTurned() {
    assertThat(after("let use = one => call($rt_ustr($rt_s(1)), $rt_str(one.more()));"))
        .contains("let use = one => call(\"one\", one.more());")
        .doesNotContain("$rt_stringPool", "jl_String.prototype");
  }

  @Test
  void aConstructor_givesItsText() {
    assertThat(
            after(
                "let init = ($this, from) => { if (!from) return; $this.$nativeString = from; };",
                "let make = from => { let made; made = new jl_String(); init(made, from);"
                    + " return made; };",
                "let inside = from => { let made; made = new jl_String();"
                    + " made.$nativeString = from; return made.$nativeString.length; };"))
        .contains(
            "let init = from => { let $this = \"\"; if (!from) { return $this; } $this = from;"
                + " return $this; };")
        .contains("made = \"\"; made = init(from); return made;")
        .contains("made = \"\"; made = from; return made.length;");
  }

  @Test
  void aTextPutIntoWhatTheCallerHas_isAConstructors_orFails() {
    assertThatThrownBy(
            () ->
                after(
                    "let init = ($this, from) => { $this = from.one; $this.$nativeString = from; };"))
        .hasMessageContaining("texts: expected a variable that gets a text, got");
    assertThatThrownBy(() -> after("let fill = (one, other) => { other.$nativeString = \"\"; };"))
        .hasMessageContaining("texts: expected a variable that gets a text, got");
  }

  @Test
  void aTextMadeInAVariableThatWasAParameter_staysThere() {
    assertThat(
            after(
                "let of = from => { from = new jl_String(); if (ready) {"
                    + " from.$nativeString = more; } return from; };"))
        .contains("let of = from => { from = \"\"; if (ready) { from = more; } return from; };");
  }

  @Test
  void aTextWhoseClassIsAskedFor_fails() {
    assertThatThrownBy(
            () ->
                new Texts()
                    .run(
                        Scripts.withClasses(
                            LIST.replace("jl_String, 0", "jl_String, \"String\", 1"), RUNTIME)))
        .hasMessage("texts: expected nobody who asks for a text's class, got java.lang.String");
  }

  @Test
  void aMethodThatTextsHaveToo_isCalledThroughAFunctionThatAsks() {
    assertThat(after("let same = (one, other) => one.$equals(other);"))
        .contains("let same = (one, other) => $text$equals(one, other);")
        .contains(
            "let $text$equals = (self, p1) => self instanceof jl_Object ? self.$equals(p1) :"
                + " jl_String_equals0(self, p1);")
        .contains("let jl_String_equals0 = (one, other) => one === other ? 1 : 0;");
  }

  @Test
  void anErrorStillHasItsMessage() {
    assertThat(after()).contains("if (javaMessage !== void 0)");
    assertThatThrownBy(
            () ->
                new Texts()
                    .run(
                        Scripts.withClasses(
                            LIST, RUNTIME.replace("typeof javaMessage === \"object\"", "true"))))
        .hasMessage("texts: expected typeof javaMessage === \"object\", got 0 of them");
  }

  @Test
  void aUseOfTheClassThatIsNotKnown_fails() {
    assertThatThrownBy(() -> after("let kind = one => one.constructor === jl_String;"))
        .hasMessageContaining("texts: expected no use of jl_String, got");
  }
}
