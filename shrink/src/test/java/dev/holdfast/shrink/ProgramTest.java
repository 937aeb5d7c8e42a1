package dev.holdfast.shrink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

/** TeaVM's script as a list of statements. */
class ProgramTest {
  @Test
  void theFunctionAroundAll_isGone_andEachDeclarationStandsAlone() {
    Program program = Scripts.program("let one = 1, two = () => 2;", "function three() {}");

    assertThat(Scripts.text(program))
        .isEqualTo("var main; let one = 1; let two = () => 2; function three() { }");
    assertThat(program.declared()).containsKeys("main", "one", "two", "three");
  }

  @Test
  void variablesThatShareAStatement_andConstants_areNoneOfTeaVms() {
    assertThatThrownBy(() -> Scripts.program("var one, two;"))
        .hasMessageContaining("script: expected let, and var with one name, got var one");
    assertThatThrownBy(() -> Scripts.program("const one = 1;"))
        .hasMessageContaining("script: expected let, and var with one name, got const one");
  }

  @Test
  void aScriptWithoutThatFunction_isNoneOfTeaVms() {
    assertThatThrownBy(() -> Program.of("let one = 1;", List.of(new Footer(""))))
        .hasMessage("script: expected one function called in place, got 0 of them");
  }
}
