package dev.holdfast.shrink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** What TeaVM says about classes, read and taken out of the script. */
class MetadataTest {
  private static final String TASK =
      """
      function a_Task() { let a = this; jl_Object.call(a); a.$name = null; a.$count = 0; }
      let a_Named = $rt_classWithoutFields(0),
      a_Task_name = $this => { return $this.$name; },
      a_Task_open = $this => $this.$count;
      (() => {
        let c;
        c = a_Task.prototype;
        c["with"] = $rt_callWithReceiver(a_Task_open);
        Object.defineProperty(c, "count", { get: $rt_callWithReceiver(a_Task_open) });
      })();
      """;

  private static final String LIST =
      ", a_Named, 0, jl_Object, [], 1537, 0, 0, 0,"
          + " a_Task, \"Task\", -1, jl_Object, [a_Named], 1, 0, 0,"
          + " [\"$name2\", $rt_wrapFunction0(a_Task_name)]";

  @Test
  void aClass_hasItsFieldsMethodsAndWhatScriptsCall() {
    Program program = Scripts.withClasses(LIST, TASK);

    assertThat(Scripts.names(program)).containsExactly("jl_Object", "a_Named", "a_Task");
    JavaClass task = program.type("a_Task");
    assertThat(task.javaName).isEqualTo("Task");
    assertThat(program.type("jl_Object").javaName).isEqualTo("java.lang.Object");
    assertThat(task.parent).isEqualTo("jl_Object");
    assertThat(task.interfaces).containsExactly("a_Named");
    assertThat(task.isInterface()).isFalse();
    assertThat(program.type("a_Named").isInterface()).isTrue();
    assertThat(task.fields).containsOnlyKeys("$name", "$count");
    assertThat(task.methods).containsEntry("$name2", "a_Task_name").hasSize(1);
    assertThat(task.exports).containsEntry("with", "a_Task_open").hasSize(1);
    assertThat(task.getters).containsEntry("count", "a_Task_open").hasSize(1);
    assertThat(Scripts.text(program)).doesNotContain("$rt_", "prototype", "function a_Task()");
  }

  @Test
  void aListOfAnotherLayout_failsAndSaysWhere() {
    assertThatThrownBy(
            () -> Scripts.withClasses(LIST.replace("[a_Named], 1,", "1, [a_Named],"), TASK))
        .isInstanceOf(Unexpected.class)
        .hasMessageContaining("a_Task: expected parent, interfaces, modifiers, methods, got");
  }

  @Test
  void aConstructorThatDoesMore_fails() {
    assertThatThrownBy(() -> Scripts.withClasses(LIST, TASK.replace("a.$count = 0;", "start(a);")))
        .isInstanceOf(Unexpected.class)
        .hasMessageContaining("a_Task: expected a field's first value, got start(a)");
  }

  @Test
  void aScriptWithoutMetadata_fails() {
    assertThatThrownBy(() -> new Metadata().run(Scripts.program("let one = 1;")))
        .hasMessage("metadata: expected a call of $rt_metadata, got none");
  }
}
