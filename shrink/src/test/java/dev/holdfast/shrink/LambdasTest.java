package dev.holdfast.shrink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Classes that TeaVM wrote for lambdas. */
class LambdasTest {
  private static final String LIST =
      ", a_Done, 0, jl_Object, [], 1537, 0, 0, 0,"
          + " a_One, 0, jl_Object, [a_Done], 1, 0, 0, [\"$ended\", $rt_wrapFunction1(a_One_ended)]";
  private static final String CLASS =
      """
      let a_Done = $rt_classWithoutFields(0);
      function a_One() { let a = this; jl_Object.call(a); a.$_0 = null; a.$_1 = 0; }
      let a_One_ended = (var$1, var$2) => {
        let var$3;
        var$1 = var$1;
        var$3 = var$1.$_0;
        var$1 = var$1.$_1;
        return tell(var$3, var$1, var$2);
      };
      """;
  private static final String USE =
      """
      let use = (one, two) => {
        let var$4;
        var$4 = new a_One();
        var$4.$_0 = one;
        other();
        var$4.$_1 = two;
        return var$4.$ended(var$4);
      };
      """;

  private static String converted(String classes, String use) {
    return Scripts.after(new Lambdas(), Scripts.withClasses(LIST, classes, use));
  }

  @Test
  void whatIsCaptured_isTheParametersOfAFunctionThatMakesTheLambda() {
    String text = converted(CLASS, USE);

    assertThat(text)
        .contains(
            "let a_One = (captured$_0, captured$_1) => var$2 => { let var$1; let"
                + " var$3; var$3 = captured$_0; var$1 = captured$_1; return tell(var$3, var$1,"
                + " var$2); };")
        .contains("other(); var$4 = a_One(one, two); return var$4(var$4);");
  }

  @Test
  void whereAnotherClassHasTheMethod_theLambdaIsAnObjectWithIt() {
    Program program =
        Scripts.withClasses(
            LIST + ", a_Two, 0, jl_Object, [], 1, 0, 0, [\"$ended\", $rt_wrapFunction1(a_two)]",
            CLASS,
            "let a_Two = $rt_classWithoutFields(), a_two = ($this, one) => $this.other(one);",
            "a_Two.prototype.other = null;",
            USE);

    assertThat(Scripts.after(new Lambdas(), program))
        .contains("let a_One = (captured$_0, captured$_1) => new $Lambda0(var$2 => {")
        .contains("return var$4.$lambda0(var$4);");
  }

  @Test
  void whatWouldBeReadTooLate_staysAClass() {
    assertThat(converted(CLASS, USE.replace("other();", "one = null;"))).contains("new a_One");
    assertThat(converted(CLASS, USE.replace("other();", "other(var$4);"))).contains("new a_One");
    assertThat(converted(CLASS, USE.replace("= one;", "= next();"))).contains("new a_One");
    assertThat(converted(CLASS + "let a_static = null;", USE.replace("= one;", "= a_static;")))
        .contains("new a_One");
  }

  @Test
  void aMethodThatUsesItsObject_staysAClass() {
    assertThat(converted(CLASS.replace("tell(var$3, var$1,", "tell(var$3, self,"), USE))
        .doesNotContain("new a_One");
    assertThat(converted(CLASS.replace("var$1 = var$1;", "keep(var$1);"), USE))
        .contains("new a_One");
    assertThat(converted(CLASS.replace("return tell(", "return tell(var$1.$_0, "), USE))
        .contains("new a_One");
    assertThat(converted(CLASS.replace("return tell(", "return tell(var$2.$_0, "), USE))
        .contains("new a_One");
  }

  @Test
  void aCallByTheFunctionsName_isACallOfTheObject() {
    assertThat(converted(CLASS, USE.replace("var$4.$ended(", "a_One_ended(var$4, ")))
        .contains("return var$4(var$4)");
  }

  /** One class has both methods, so two classes of lambdas are needed. */
  @Test
  void methodsThatOneClassHasBothOf_keepTwoNames() {
    Program program =
        Scripts.withClasses(
            LIST
                + ", a_Both, 0, jl_Object, [], 1, 0, 0, [\"$ended\", $rt_wrapFunction1(first),"
                + " \"$begun\", $rt_wrapFunction0(second)], a_Begun, 0, jl_Object, [], 1, 0, 0,"
                + " [\"$begun\", $rt_wrapFunction0(a_Begun_begun)]",
            CLASS,
            "let a_Both = $rt_classWithoutFields(), a_Begun = $rt_classWithoutFields();",
            "let first = ($this, one) => 1, second = $this => 2, a_Begun_begun = $this => 3;",
            "let make = () => new a_Begun();",
            USE);

    assertThat(Scripts.after(new Lambdas(), program))
        .contains("new $Lambda0(() => 3)", "new $Lambda1(var$2 =>");
    assertThat(program.type("a_Both").methods).containsOnlyKeys("$lambda0", "$lambda1");
  }

  private static Program callback(String more) {
    return Scripts.withClasses(
        ", a_Then, 0, jl_Object, [], 1, 0, 0, 0",
        "function a_Then() { jl_Object.call(this); this.$_7 = null; }",
        "let otji_JS_function = (var$1, var$2) => { return bound(var$1, var$2); };",
        "let otji_JS_functionAsObject = (var$1, var$2) => { return var$1; };",
        "let a_Then_with = (var$1, var$2) => { return both(var$1.$_7, var$2); };",
        "let use = one => { let var$1; var$1 = new a_Then(); var$1.$_7 = one;"
            + " return one.then(otji_JS_function(otji_JSWrapper_unwrap(var$1), \"with\")); };",
        "let used = one => { one = otji_JS_functionAsObject(one, \"with\"); one.with(1); };",
        "(() => { let c; c = a_Then.prototype;"
            + " c[\"with\"] = $rt_callWithReceiver(a_Then_with); })();",
        more);
  }

  @Test
  void whatScriptsCall_isTheFunctionItself() {
    assertThat(Scripts.after(new Lambdas(), callback("let a_Api_of$js_body$_1 = one => one.of();")))
        .contains("let a_Then = captured$_7 => var$2 => { return both(captured$_7, var$2); };")
        .contains("var$1 = a_Then(one); return one.then(var$1);")
        .contains("one = one; one(1);");
  }

  @Test
  void aVariableThatTeaVmUsesAgainInABlockAtTheBeginning_isNoUseOfTheObject() {
    String block = "let var$3; a: { var$1 = var$1.$_7; if (var$1) break a; var$2 = 0; }";
    String begins = callbackOf("var$1 = var$1; " + block + " return both(var$1, var$2);");
    assertThat(begins)
        .contains("let a_Then = captured$_7 => var$2 => { let var$1; let var$3; a: {");

    assertThat(callbackOf("if (var$2) { " + block + " } return both(var$1, var$2);"))
        .contains("new a_Then()");
  }

  /** The callback of a program where its function is this. */
  private static String callbackOf(String body) {
    Program program = callback("let a_Api_of$js_body$_1 = one => one.of();");
    Js.body(Objects.requireNonNull(program.declared().get("a_Then_with")).getFirstChild())
        .replaceWith(Js.body(Js.expression("() => { " + body + " }")).detach());
    return Scripts.after(new Lambdas(), program);
  }

  @Test
  void whatAScriptCallsByThatName_staysAMethod() {
    assertThat(
            Scripts.after(new Lambdas(), callback("let a_Api_of$js_body$_1 = one => one.with(2);")))
        .contains("new a_Then()", "one.with(1);");
  }

  @Test
  void aMethodThatAnotherClassShowsToScripts_staysAMethod() {
    Program program =
        Scripts.withClasses(
            ", a_Then, 0, jl_Object, [], 1, 0, 0, 0, a_Api, 0, jl_Object, [], 1, 0, 0, 0",
            "let a_Then = $rt_classWithoutFields(), a_Api = $rt_classWithoutFields();",
            "let a_Then_with = (var$1, var$2) => var$2, a_Api_more = var$1 => 2;",
            "let a_Api_of$js_body$_1 = one => one.of();",
            "let use = one => otji_JS_function(new a_Then(), \"with\"), used = one => one.with(1);",
            "(() => { let c; c = a_Then.prototype;"
                + " c[\"with\"] = $rt_callWithReceiver(a_Then_with); c = a_Api.prototype;"
                + " c[\"with\"] = $rt_callWithReceiver(a_Api_more);"
                + " c[\"more\"] = $rt_callWithReceiver(a_Api_more); })();");

    assertThat(Scripts.after(new Lambdas(), program)).contains("new a_Then()", "one.with(1)");
  }

  @Test
  void scriptsThatAreNotKnownByTheirNames_fail() {
    assertThatThrownBy(() -> new Lambdas().run(callback("let a_Api_of = one => one.with(2);")))
        .hasMessage("callbacks: expected functions with $js_body$ in their names, got none");
  }
}
