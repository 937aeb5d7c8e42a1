package dev.holdfast.shrink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Set;
import org.junit.jupiter.api.Test;

/** The smaller passes, each alone. */
class PassesTest {
  @Test
  void main_isCalledWithoutAThread_andDeadExportsAreGone() {
    Program program =
        Scripts.program(
            "let $rt_mainStarter = f => f, $rt_startThread = f => f;",
            "let $rt_export_main = $rt_mainStarter(a_Main_main);",
            "$rt_export_main.javaException = $rt_javaException;",
            "function $rt_export_class_Api_3() { throw new Error(\"no\"); }",
            "$rt_export_class_Api_3.prototype = a_Api.prototype;",
            "main = $rt_export_main; Api = $rt_export_class_Api_3; open = a_Main_open;");

    assertThat(Scripts.after(new Start(Set.of("main", "open")), program))
        .isEqualTo(
            "var main; let $rt_export_main = () => a_Main_main(null);"
                + " main = $rt_export_main; open = a_Main_open;");
  }

  @Test
  void whatNobodyReachesOrReads_isDropped() {
    Program program =
        Scripts.program(
            "let used = () => 1, unused = () => other(), other = () => 2, written = null;",
            "let start = () => { written = 3; return used(); };",
            "start();");

    assertThat(Scripts.after(new Unused(), program))
        .isEqualTo("let used = () => 1; let start = () => { return used(); }; start();");
  }

  @Test
  void whatIsNeverRead_staysIfMakingItDoesSomething() {
    Program program =
        Scripts.program(
            "let channel = null, made = null;",
            "let start = () => { channel = new BroadcastChannel(\"one\"); made = new Map(); };",
            "start();");

    assertThat(Scripts.after(new Unused(), program))
        .contains("let start = () => { channel = new BroadcastChannel(\"one\"); };");
  }

  @Test
  void aUseOfReflectionThatIsNotKnown_failsTheBuild() {
    assertThatThrownBy(
            () -> new Unused().run(Scripts.program("start(one => one[$rt_meta].enumConstants);")))
        .hasMessageContaining("reflection: expected no use of it but getClass().getName()");
  }

  @Test
  void lists_growAndSortAsArraysDo() {
    Program program =
        Scripts.program(
            "let ju_ArrayList_add = ($this, $e) => { if ($this.$array0.data.length < $this.$size2)"
                + " { grow(); } $this.$array0.data[$this.$size2] = $e; return 1; };",
            "let ju_ArrayList_ensureCapacity = ($this, $least) => { $this.$array0 = copy($least); };",
            "let ju_ArrayList_sort = ($this, $comp) => { var all = $this.$array0, n = $this.$size2;"
                + " merge(all, n, (one, other) => $comp.$compare(one, other)); };");

    assertThat(Scripts.after(new Lists(), program))
        .isEqualTo(
            "var main; let ju_ArrayList_add = (self, one) => {"
                + " self.$array0.data[self.$size2++] = one; return 1; };"
                + " let ju_ArrayList_ensureCapacity = (self, least) => { };"
                + " let ju_ArrayList_sort = (self, order) => { let all = self.$array0.data;"
                + " all.length = self.$size2;"
                + " all.sort((one, other) => order.$compare(one, other)); };");
  }

  @Test
  void anArrayThatIsOnlyFilled_isDropped() {
    String script =
        "let of = () => { let all, data, one; one = make(); all = $rt_createArray(1);"
            + " data = all.data; data[0] = one; KEPT = one; };";

    assertThat(Scripts.after(new DeadArrays(), Scripts.program(script)))
        .contains("{ let all, data, one; one = make(); KEPT = one; }");
    assertThat(
            Scripts.after(
                new DeadArrays(), Scripts.program(script.replace("KEPT = one", "KEPT = all"))))
        .contains("all = $rt_createArray(1); data = all.data; data[0] = one; KEPT = all;");
    assertThat(
            Scripts.after(
                new DeadArrays(),
                Scripts.program(script.replace("KEPT = one", "data = one.data; data[1] = one"))))
        .contains("data[0] = one; data = one.data; data[1] = one;");
    assertThat(
            Scripts.after(
                new DeadArrays(),
                Scripts.program("let of = given => { let all = given; all[0] = 1; };")))
        .contains("all[0] = 1;");
  }

  @Test
  void wrappersAroundValuesOfScripts_areGoneIfTheyHaveNoMethods() {
    String use = "let use = one => otji_JSWrapper_unwrap(otji_JSWrapper_wrap(one));";
    String wrapper = "let otji_JSWrapper = $rt_classWithoutFields(), text = () => 1;";
    String list = ", otji_JSWrapper, 0, jl_Object, [], 17, 0, 0, ";

    assertThat(Scripts.after(new Wrappers(), Scripts.withClasses(list + "0", wrapper, use)))
        .contains("let use = one => one;");
    assertThat(
            Scripts.after(
                new Wrappers(),
                Scripts.withClasses(list + "[\"$equals\", $rt_wrapFunction1(text)]", wrapper, use)))
        .contains("let use = one => one;");
    assertThat(
            Scripts.after(
                new Wrappers(),
                Scripts.withClasses(
                    list + "[\"$hashCode\", $rt_wrapFunction0(text)]", wrapper, use)))
        .contains("otji_JSWrapper_unwrap(otji_JSWrapper_wrap(one))");
  }

  @Test
  void aSwitchOverTexts_asksForTheTexts() {
    String text =
        "let of = one => { a: { switch (jl_String_hashCode(one)) {"
            + " case 97: if (!jl_String_equals(one, \"a\")) break a; done(1); break a;"
            + " case 98: if (!jl_String_equals(one, \"b\")) break a; done(2); break a;"
            + " default: } } };";

    assertThat(Scripts.after(new Switches(), Scripts.program(text)))
        .contains("switch(one) { case \"a\": done(1); break a; case \"b\": done(2); break a;");
    assertThat(
            Scripts.after(
                new Switches(), Scripts.program(text.replace("break a; done(2)", "done(3)"))))
        .contains("switch(jl_String_hashCode(one))");
    assertThat(
            Scripts.after(
                new Switches(), Scripts.program(text.replace("done(1); break a;", "done(1);"))))
        .contains("switch(jl_String_hashCode(one))");
    assertThat(
            Scripts.after(
                new Switches(),
                Scripts.program(text.replace("default: } }", "default: } more(); }"))))
        .contains("switch(jl_String_hashCode(one))");
  }

  @Test
  void aSwitchOverTheNumbersOfTexts_asksForTheTexts() {
    String text =
        "let of = one => { a: { n = -1; switch (one) { case \"a\": n = 0; break a;"
            + " case \"b\": n = 1; break a; default: } }"
            + " b: { switch (n) { case 0: done(1); break b; case 1: break; default: done(2); } } };";

    assertThat(Scripts.after(new Switches(), Scripts.program(text)))
        .contains("switch(one) { case \"a\": done(1); break b; case \"b\": break; default: done(2)")
        .doesNotContain("n = ");
    for (String other :
        new String[] {
          text.replace("n = 0;", "n = 0; more();"),
          text.replace("b: {", "more(); b: {"),
          text.replace("switch (n)", "switch (m)")
        }) {
      assertThat(Scripts.after(new Switches(), Scripts.program(other))).contains("n = -1;");
    }
  }

  @Test
  void anInitialiserThatSetsConstants_runsAtTheStart_oneThatDoesMoreWhenAsked() {
    String script =
        "let a_C_$callClinit = () => { a_C_$callClinit = $rt_eraseClinit(a_C); a_C__clinit_(); },"
            + " a_C_ONE = null, make = name => { return { name: name }; },"
            + " a_C__clinit_ = () => { a_C_ONE = make(\"one\"); },"
            + " use = () => { a_C_$callClinit(); return a_C_ONE; };"
            + " let $rt_export_main = () => use();";

    assertThat(Scripts.after(new Initialisers(), Scripts.program(script)))
        .contains("let use = () => { return a_C_ONE; };")
        .contains("a_C__clinit_(); let $rt_export_main");
    assertThat(
            Scripts.after(
                new Initialisers(),
                Scripts.program(script.replace("make(\"one\")", "make(location.href())"))))
        .contains("a_C_$callClinit(); return a_C_ONE;");
  }

  @Test
  void anInitialiserThatReadsWhatChanges_runsWhenAsked() {
    String script =
        "let a_C_$callClinit = () => { a_C_$callClinit = $rt_eraseClinit(a_C); a_C__clinit_(); },"
            + " a_C_ONE = null, count = 0, next = () => { count = count + 1; },"
            + " a_C__clinit_ = () => { a_C_ONE = count; }, use = () => a_C_$callClinit();"
            + " let $rt_export_main = () => use();";

    assertThat(Scripts.after(new Initialisers(), Scripts.program(script)))
        .contains("use = () => a_C_$callClinit()");
    assertThat(
            Scripts.after(
                new Initialisers(),
                Scripts.program(
                    script
                        .replace("count = count + 1", "all.$size = 1")
                        .replace("a_C_ONE = count", "a_C_ONE = all.$size")
                        .replace("count = 0", "all = null"))))
        .contains("use = () => a_C_$callClinit()");
  }

  @Test
  void fields_shareNamesByTheirPlace_andBeginOnThePrototype() {
    Program program =
        Scripts.withClasses(
            ", a_Two, 0, a_One, [], 1, 0, 0, 0, a_One, 0, jl_Object, [], 1, 0, 0, 0,"
                + " a_Other, 0, jl_Object, [], 1, 0, 0, 0",
            "function a_One() { jl_Object.call(this); this.$first = null; }",
            "function a_Two() { let a = this; a_One.call(a); a.$more = null; a.$size = 0; }",
            "function a_Other() { jl_Object.call(this); this.$other = null; }",
            "let use = one => one.$first + one.$more + one.$size + one.$other + one.$nativeString;");

    assertThat(Scripts.after(new Fields(), program))
        .contains("one.$object0 + one.$object1 + one.$number0 + one.$object0 + one.$nativeString");
    assertThat(program.type("jl_Object").extra)
        .extracting(statement -> Js.print(statement).trim())
        .contains("jl_Object.prototype.$object0 = null;", "jl_Object.prototype.$number0 = 0;");
  }

  @Test
  void aFieldWhoseFirstValueIsNotTheSameForAll_fails() {
    String list = ", a_One, 0, jl_Object, [], 1, 0, 0, 0, a_Two, 0, jl_Object, [], 1, 0, 0, 0";
    String one = "function a_One() { jl_Object.call(this); this.$first = 0; }";
    String two = "function a_Two() { jl_Object.call(this); this.$first = null; }";

    assertThatThrownBy(() -> new Fields().run(Scripts.withClasses(list, one, two)))
        .hasMessage("$first: expected one first value, 0, got null");
    assertThatThrownBy(
            () -> new Fields().run(Scripts.withClasses(list, one, two.replace("null", "[]"))))
        .hasMessage("$first: expected a constant for its first value, got []");
  }

  @Test
  void classesThatDifferInNothing_areOne_unlessSomebodyAsks() {
    String list =
        ", a_One, 0, jl_Object, [], 1, 0, 0, 0, a_Two, 0, a_One, [], 1, 0, 0, 0,"
            + " a_Asked, 0, jl_Object, [], 1, 0, 0, 0";
    String classes =
        "let a_One = $rt_classWithoutFields(), a_Two = $rt_classWithoutFields(a_One),"
            + " a_Asked = $rt_classWithoutFields();";
    Program program =
        Scripts.withClasses(
            list, classes, "let use = one => one instanceof a_Asked ? new a_One() : new a_Two();");

    assertThat(Scripts.after(new SameClasses(), program))
        .contains("one instanceof a_Asked ? new jl_Object() : new jl_Object()");
    assertThat(Scripts.names(program)).containsExactly("jl_Object", "a_Asked");

    Program compared =
        Scripts.withClasses(
            list,
            classes,
            "let use = one => one.constructor === a_One ? new a_Two() : new a_One();");
    Scripts.after(new SameClasses(), compared);
    assertThat(Scripts.names(compared)).contains("a_One", "a_Two");
    Program named =
        Scripts.withClasses(
            list.replace("a_One, 0, jl_Object", "a_One, \"One\", 0, jl_Object"), classes);
    Scripts.after(new SameClasses(), named);
    assertThat(Scripts.names(named)).contains("a_One").doesNotContain("a_Two");
  }

  @Test
  void classes_areWrittenParentsFirst_withTheirMethods() {
    Program program =
        Scripts.withClasses(
            ", a_Two, 0, a_One, [], 1, 0, 0, [\"$name\", $rt_wrapFunction1(two),"
                + " \"$other\", $rt_wrapFunction0(shared)], a_One, 0, jl_Object, [], 1, 0, 0, 0",
            "let a_One = $rt_classWithoutFields(), a_Two = $rt_classWithoutFields(a_One);",
            "let two = ($this, more) => { return $this.name + more; }, shared = $this => 1;",
            "shared(null);");

    assertThat(Scripts.after(new WriteClasses(), program))
        .startsWith(
            "class jl_Object { } class a_One extends jl_Object { } class a_Two extends a_One {"
                + " $name(more) { return this.name + more; } $other() { return shared(this); } }");
  }

  @Test
  void aFunctionThatIsAMethodOfTwo_orHasAThisOfItsOwn_staysAFunction() {
    Program program =
        Scripts.withClasses(
            ", a_One, 0, jl_Object, [], 1, 0, 0, [\"$name\", $rt_wrapFunction0(both)],"
                + " a_Two, 0, jl_Object, [], 1, 0, 0, [\"$name\", $rt_wrapFunction0(both),"
                + " \"$own\", $rt_wrapFunction0(own)]",
            "let a_One = $rt_classWithoutFields(), a_Two = $rt_classWithoutFields();",
            "let both = $this => $this.$text, own = $this => function() { return $this; };");

    assertThat(Scripts.after(new WriteClasses(), program))
        .contains("class a_One extends jl_Object { $name() { return both(this); } }")
        .contains("$name() { return both(this); } $own() { return own(this); } }")
        .contains("let both = $this => $this.$text; let own = $this => function()");
  }

  @Test
  void aFooterWithExports_makesAModule_oneWithoutAScript() {
    Footer module =
        new Footer("const load = () => import('./other.js');\nexport const api = load;");

    assertThat(module.around("x=()=>holdfastImport(\"./other.js\");"))
        .isEqualTo(
            "const holdfastExports={};x=()=>import(\"./other.js\");"
                + "export const api=holdfastExports.api;\n");
    assertThat(new Footer("const here = import.meta.url;").around("x=holdfastMeta.url;"))
        .contains("x=import.meta.url;");
    assertThat(new Footer("self.api = open;").around("x();"))
        .isEqualTo("(function(){\"use strict\";x();})();\n");
  }

  @Test
  void anImportThatIsNoCallAnyMore_fails() {
    assertThatThrownBy(() -> new Footer("").around("x=holdfastImport;x();"))
        .hasMessageContaining("imports: expected calls of holdfastImport");
  }

  @Test
  void whatAPassTookAway_andIsStillUsed_failsTheBuild() {
    Program program =
        Scripts.program(
            "let gone = () => 1, use = one => { document.title = gone() + one.$kept + one.$lost; };",
            "class A { constructor(one) { this.$kept = one; } $lost() { } }");
    Complete complete = new Complete(program);
    complete.check(program);

    program.remove("gone");
    assertThatThrownBy(() -> complete.check(program))
        .hasMessage("names: expected a declaration of each, got none of [gone]");

    Program other = Scripts.program("let use = one => one.$lost();");
    assertThatThrownBy(() -> new Complete(other).check(other))
        .hasMessage("properties: expected a class that has each, got none for [$lost]");
  }

  @Test
  void minifying_renamesOnlyWhatTeaVmNamed() {
    String text =
        Minified.of(
            "let make = one => { const made = { $inner: one, outer: one.given };"
                + " return made.$inner + made.outer + document.title; };"
                + " self.run = make;");

    assertThat(text).contains(".given", "document.title", "self.run").doesNotContain("$inner");
  }
}
