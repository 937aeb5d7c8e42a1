package dev.holdfast.shrink;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What Java's compiler and library need, and a script does not. */
class NeedlessTest {
  @Test
  void aSwitchOverAnEnum_asksForItsConstants() {
    String text =
        "let a_B$1_$SwitchMap$a$E = null; let a_B$1__clinit_ = () => { let one, data;"
            + " one = $rt_createIntArray(2); data = one.data; a_B$1_$SwitchMap$a$E = one;"
            + " data[a_E_ONE.$ordinal] = 1; data[a_E_TWO.$ordinal] = 2; };"
            + " let use = e => { switch (a_B$1_$SwitchMap$a$E.data[e.of.$ordinal])"
            + " { case 1: one(); break; case 2: two(); break; default: } };";

    assertThat(Scripts.after(new EnumSwitches(), Scripts.program(text)))
        .contains("switch(e.of) { case a_E_ONE: one(); break; case a_E_TWO: two(); break;")
        .contains("let a_B$1__clinit_ = () => { };");
    assertThat(
            Scripts.after(
                new EnumSwitches(),
                Scripts.program(text.replace("data[a_E_TWO.$ordinal] = 2", "data[0] = 2"))))
        .contains("switch(a_B$1_$SwitchMap$a$E.data[e.of.$ordinal])")
        .contains("data[a_E_ONE.$ordinal] = 1;");
    String two =
        " data = $rt_createIntArray(1).data; a_B$1_$SwitchMap$a$F = data;"
            + " data[a_F_ONE.$ordinal] = 1; };";
    assertThat(
            Scripts.after(
                new EnumSwitches(),
                Scripts.program(
                    "let a_B$1_$SwitchMap$a$F = null; " + text.replace("2; };", "2;" + two))))
        .contains("switch(a_B$1_$SwitchMap$a$E.data[e.of.$ordinal])");
  }

  @Test
  void anArrayThatIsFilledInOrder_isWrittenWithItsElements() {
    String text =
        "let of = () => { let all, data; data = $rt_createArray(2).data; data[0] = one();"
            + " data[1] = 2; use(data); all = $rt_createArray(1); data = all.data;"
            + " data[0] = 3; use(all); };";

    assertThat(Scripts.after(new ArrayLiterals(), Scripts.program(text)))
        .contains("data = [one(), 2]; use(data); all = new $rt_Array([3]); data = all.data; use");
    assertThat(
            Scripts.after(
                new ArrayLiterals(),
                Scripts.program(text.replace("data[1] = 2", "data[1] = data"))))
        .contains("data = $rt_createArray(2).data; data[0] = one(); data[1] = data;");
    assertThat(
            Scripts.after(
                new ArrayLiterals(),
                Scripts.program(text.replace("data[0] = 3", "if (one()) data[0] = 3"))))
        .contains("all = $rt_createArray(1);");
  }

  @Test
  void checksOfJavasCollections_areDropped_whatOurCodeThrowsStays() {
    String text =
        "let jl_Throwable_initNativeException = one => { fill(one); };"
            + " let get = (all, i) => { let e; if (i < 0) { e = new TYPE(); jl_Exception__init_(e);"
            + " $rt_throw(e); } return all[i]; };"
            + " let set = () => { $rt_throw(TYPE__init_0()); };";

    assertThat(
            Scripts.after(
                new Checks(),
                Scripts.program(text.replace("TYPE", "jl_IndexOutOfBoundsException"))))
        .isEqualTo(
            "var main; let jl_Throwable_initNativeException = one => { };"
                + " let get = (all, i) => { let e; if (i < 0) { } return all[i]; };"
                + " let set = () => { };");
    assertThat(Scripts.after(new Checks(), Scripts.program(text.replace("TYPE", "a_Failure"))))
        .contains("jl_Exception__init_(e); $rt_throw(e);")
        .contains("$rt_throw(a_Failure__init_0());");
    assertThat(
            Scripts.after(
                new Checks(),
                Scripts.program(
                    text.replace("TYPE", "jl_IllegalArgumentException")
                        .replace("_(e)", "_(e, \"no\")")
                        .replace("init_0()", "init_0(\"no\")"))))
        .contains("$rt_throw(e);")
        .contains("$rt_throw(jl_IllegalArgumentException__init_0(\"no\"));");
  }

  @Test
  void aConstantThatNobodyReads_isNotMade_ifItsConstructorDoesNothingElse() {
    String text =
        "let a_E_ONE = null, a_E_TWO = null, a_E_set = (e, name) => { e.name = name; };"
            + " let a_E__init_ = name => { let e = new jl_Object(); a_E_set(e, name); return e; };"
            + " let start = () => { a_E_ONE = a_E__init_(\"ONE\"); a_E_TWO = a_E__init_(\"TWO\");"
            + " return a_E_ONE; }; start();";

    assertThat(Scripts.after(new Unused(), Scripts.withClasses("", text)))
        .contains("let start = () => { a_E_ONE = a_E__init_(\"ONE\"); return a_E_ONE; };");
    assertThat(
            Scripts.after(
                new Unused(),
                Scripts.withClasses("", text.replace("e.name = name", "count.e = name"))))
        .contains("a_E_TWO = a_E__init_(\"TWO\");");
  }

  @Test
  void theClassOfErrors_isDroppedWhereNothingThrowsOne() {
    String made =
        "let message = () => 1; let JavaError;"
            + " if (typeof Reflect === \"object\") { JavaError = () => message();"
            + " JavaError.prototype = {}; }"
            + " else { JavaError = Error; }";

    assertThat(Scripts.after(new Unused(), Scripts.program(made + " start();")))
        .isEqualTo("start();");
    assertThat(Scripts.after(new Unused(), Scripts.program(made + " start(new JavaError());")))
        .contains("let message = () => 1;")
        .contains("JavaError = Error;");
  }

  @Test
  void aFieldThatNobodyReads_isDropped_whatItsValueDoesStays() {
    String text =
        "function a_E() { jl_Object.call(this); this.$_one = null; this.$_two = 0; }"
            + " let make = name => { let e = new a_E(); e.$_one = name; e.$_two = count(name);"
            + " return e; };";
    String list = ", a_E, 0, jl_Object, [], 1, 0, 0, 0";

    assertThat(Scripts.after(new UnreadFields(), Scripts.withClasses(list, text)))
        .contains("let make = name => { let e = new a_E(); count(name); return e; };");
    assertThat(
            Scripts.after(
                new UnreadFields(),
                Scripts.withClasses(list, text, "let read = e => e.$_one, more = e => e.$_two++;")))
        .contains("e.$_one = name; e.$_two = count(name);");
  }
}
