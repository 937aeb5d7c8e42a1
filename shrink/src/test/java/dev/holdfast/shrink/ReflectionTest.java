package dev.holdfast.shrink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** What programs ask about classes. */
class ReflectionTest {
  private static final String ARRAYS =
      """
      let $rt_arraycls = cls => {
        function JavaArray(data) {}
        JavaArray.prototype.$clone3 = function() { return copy(this); };
        return JavaArray;
      },
      $rt_createArray = (cls, sz) => new ($rt_arraycls(cls))(new Array(sz)),
      $rt_isInstance = (obj, cls) => 0, $rt_isAssignable = (from, to) => 0;
      """;

  private static Program program(String list, String... statements) {
    return Scripts.withClasses(list, ARRAYS, String.join("\n", statements));
  }

  @Test
  void allArrays_areOfOneClass() {
    Program program = program("", "let three = $rt_createArray(jl_Object, 3);");

    assertThat(Scripts.after(new Reflection(), program))
        .contains("let three = $rt_createArray(3);")
        .contains("let $rt_createArray = size => new $rt_Array((new Array(size)).fill(null));");
    assertThat(program.type("$rt_Array").methods).containsOnlyKeys("$clone3");
    assertThatThrownBy(
            () ->
                new Reflection()
                    .run(program("", "let is = one => one instanceof $rt_arraycls(jl_Object);")))
        .hasMessageContaining(
            "arrays: expected nobody who asks for their kind, got one instanceof");
  }

  @Test
  void anInterface_isAMarkOfThoseWhoImplementIt() {
    Program program =
        program(
            ", a_Top, 0, jl_Object, [], 1537, 0, 0, 0, a_Sub, 0, jl_Object, [a_Top], 1537, 0, 0, 0,"
                + " a_One, 0, jl_Object, [a_Sub], 1, 0, 0, 0, a_Two, 0, jl_Object, [], 1, 0, 0, 0",
            "let a_Top = $rt_classWithoutFields(0), a_Sub = $rt_classWithoutFields(0),"
                + " a_One = $rt_classWithoutFields(), a_Two = $rt_classWithoutFields();",
            "let is = one => $rt_isInstance(one, a_Top);");

    assertThat(Scripts.after(new Reflection(), program))
        .contains("let is = one => one instanceof jl_Object && one.$is$a_Top;");
    assertThat(program.type("a_One").extra)
        .extracting(statement -> Js.print(statement).trim())
        .containsExactly("a_One.prototype.$is$a_Top = 1;");
    assertThat(program.type("a_Two").extra).isEmpty();
  }

  @Test
  void aQuestionThatIsNotKnown_fails() {
    Program program = program("", "let is = one => $rt_isInstance(one.more, jl_Object);");

    assertThatThrownBy(() -> new Reflection().run(program))
        .hasMessageContaining("$rt_isInstance: expected a variable and an interface, got");
  }

  @Test
  void aClass_isItsConstructor_andItsName() {
    Program program =
        program(
            "",
            "let same = one => jl_Object_getClass(one) === $rt_cls(jl_Object),"
                + " name = one => jl_Class_getName(jl_Object_getClass(one));");

    assertThat(Scripts.after(new Reflection(), program))
        .contains("let same = one => one.constructor === jl_Object;")
        .contains("let name = one => $rt_str(one.$javaName || null);");
    assertThat(program.type("jl_Object").extra)
        .extracting(statement -> Js.print(statement).trim())
        .containsExactly("jl_Object.prototype.$javaName = \"java.lang.Object\";");
  }

  @Test
  void anArrayList_growsByItself() {
    String grows =
        "ju_ArrayList_add4 = ($this, one) => { let size; size = $this.$array.data.length;"
            + " if (size < 3) { copy(jl_Class_getComponentType(jl_Object_getClass(one))); }"
            + " $this.$array.data[2] = one; };";

    assertThat(Scripts.after(new Reflection(), program("", "let " + grows)))
        .contains("size = $this.$array.data.length; $this.$array.data[2] = one;");
    assertThat(
            Scripts.after(
                new Reflection(), program("", "let " + grows.replace("ArrayList", "Other"))))
        .contains("if (size < 3)");
  }
}
