package dev.holdfast.shrink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

/** One program as two modules. */
class SplitTest {
  private static final Footer FIRST = new Footer("export { open };");
  private static final Footer SECOND = new Footer("export { more };");

  @Test
  void whatOnlyTheSecondReaches_isInTheSecond_whichImportsTheRest() {
    Program program =
        Scripts.program(
            "let shared = text => { console.log(text + text); return text; };",
            "class A { $name() { return shared('first') } $rare() { return 'methods too'; } }",
            "let rare = text => { console.warn(shared(text), new A().$rare()); };",
            "open = () => { shared(new A().$name() + shared('both')); };",
            "more = () => { rare('second'); rare('third'); };");
    FIRST.statements().forEach(one -> program.script.addChildToBack(one.cloneTree()));
    String second = Split.takeSecond(program, FIRST, SECOND) + "holdfastExports.more = more;";

    List<String> both = Minified.of(List.of(program.toString(), second));
    List<String> linked = Split.linked(both.get(0), both.get(1), "first.js");

    assertThat(linked.get(0)).contains("first", "both").doesNotContain("second", "methods too");
    assertThat(linked.get(1))
        .contains("second", "third", "methods too")
        .doesNotContain("both")
        .startsWith("import{")
        .contains("}from\"./first.js\";");
    String build = linked.get(0).replaceAll("(?s).* as (holdfast[0-9a-f]{16})\\};", "$1");
    assertThat(linked.get(1)).contains("," + build + "}from");
    assertThat(Split.linked(both.get(0) + "x();", both.get(1), "first.js").get(1))
        .as("another build")
        .doesNotContain(build);
  }

  @Test
  void aNameThatTheSecondChanges_failsTheBuild() {
    assertThatThrownBy(() -> Split.linked("let a=1,b=2;f(a);", "a=2;g(b);", "first.js"))
        .hasMessage("split: expected names that the second script only reads, got a");
    assertThatThrownBy(() -> Split.linked("let a=1;f(b);", "let b=1;g(a);", "first.js"))
        .hasMessageStartingWith("split: expected names of the first script in the second");
  }
}
