package dev.holdfast.shrink;

import static org.assertj.core.api.Assertions.assertThat;

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
            "let a_One = (captured$_0, captured$_1) => new $Lambda0(var$2 => { let var$1; let var$3;"
                + " var$3 = captured$_0; var$1 = captured$_1; return tell(var$3, var$1, var$2); });")
        .contains("other(); var$4 = a_One(one, two); return var$4.$lambda0(var$4);");
  }

  @Test
  void whatWouldBeReadTooLate_staysAClass() {
    assertThat(converted(CLASS, USE.replace("other();", "one = null;"))).contains("new a_One");
    assertThat(converted(CLASS, USE.replace("other();", "other(var$4);"))).contains("new a_One");
    assertThat(converted(CLASS, USE.replace("= one;", "= next();"))).contains("new a_One");
  }

  @Test
  void aMethodThatUsesItsObject_staysAClass() {
    assertThat(converted(CLASS.replace("tell(var$3, var$1,", "tell(var$3, self,"), USE))
        .doesNotContain("new a_One");
    assertThat(converted(CLASS.replace("var$1 = var$1;", "keep(var$1);"), USE))
        .contains("new a_One");
  }

  @Test
  void aCallByTheFunctionsName_isACallOfTheObject() {
    assertThat(converted(CLASS, USE.replace("var$4.$ended(", "a_One_ended(var$4, ")))
        .contains("return var$4.$lambda0(var$4)");
  }

  @Test
  void whatScriptsCall_isTheFunctionItself() {
    Program program =
        Scripts.withClasses(
            ", a_Then, 0, jl_Object, [], 1, 0, 0, 0",
            "function a_Then() { jl_Object.call(this); this.$_7 = null; }",
            "let otji_JS_function = (var$1, var$2) => { return bound(var$1, var$2); };",
            "let a_Then_with = (var$1, var$2) => { return both(var$1.$_7, var$2); };",
            "let use = one => { let var$1; var$1 = new a_Then(); var$1.$_7 = one;"
                + " return one.then(otji_JS_function(otji_JSWrapper_unwrap(var$1), \"with\")); };",
            "(() => { let c; c = a_Then.prototype;"
                + " c[\"with\"] = $rt_callWithReceiver(a_Then_with); })();");

    assertThat(Scripts.after(new Lambdas(), program))
        .contains("let a_Then = captured$_7 => var$2 => { return both(captured$_7, var$2); };")
        .contains("var$1 = a_Then(one); return one.then(var$1);");
  }
}
