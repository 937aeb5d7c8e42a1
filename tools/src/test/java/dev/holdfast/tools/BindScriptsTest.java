package dev.holdfast.tools;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.objectweb.asm.AnnotationVisitor;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/** Methods and the functions that are their bodies. */
class BindScriptsTest {
  private static final String ADD =
      """
      /**
       * @param {number} one
       * @param {number} two
       */
      export function add(one, two) {
        return one + two;
      }
      """;

  @TempDir Path folder;

  @BeforeEach
  void aClassWithOneMethod() throws IOException {
    write("classes/Sum.class", classWith("add", null));
  }

  @Test
  void aMethodGetsItsFunction_alsoWhenItHadAnotherBefore() throws IOException {
    script("Sum.js", ADD);
    assertThat(bind()).isEmpty();
    script("Sum.js", ADD.replace("one + two", "two + one"));

    assertThat(bind()).isEmpty();

    assertThat(annotations("Sum.class"))
        .containsExactly("params", "one", "two", "script", "\n  return two + one;");
  }

  @Test
  void aHeadOfSeveralLines_isOneHead() throws IOException {
    script("Sum.js", ADD.replace("(one, two)", "(\n  one,\n  two,\n)"));

    assertThat(bind()).isEmpty();

    assertThat(annotations("Sum.class")).contains("one", "two");
  }

  @Test
  void aMethodMayNameAnotherScript() throws IOException {
    write("classes/Sum.class", classWith("add", "plus.js"));
    script("plus.js", ADD);

    assertThat(bind()).isEmpty();

    assertThat(annotations("Sum.class")).contains("one", "two");
  }

  @Test
  void aConstant_isWrittenAsTheShorterWord() throws IOException {
    script(
        "Sum.js",
        ADD.replace("return one", "const sum = one").replace("two;", "two;\n  return sum;"));

    assertThat(bind()).isEmpty();

    assertThat(annotations("Sum.class")).contains("\n  let sum = one + two;\n  return sum;");
  }

  @Test
  void aMissingFunction_andOneThatNobodyUses_areSaid() throws IOException {
    script("Sum.js", ADD.replace("add", "plus"));

    assertThat(bind())
        .containsExactly(
            "Sum.js: expected a function for Sum.add alone, which is marked @Script; got [plus]",
            "Sum.js:5: function plus: expected a method of this name marked @Script in a class beside"
                + " it, got none");
    assertThat(annotations("Sum.class")).isEmpty();
  }

  @Test
  void anotherNumberOfParameters_isSaid() throws IOException {
    script("Sum.js", ADD.replace("(one, two)", "(one)"));

    assertThat(bind())
        .containsExactly(
            "Sum.js:5: function add: expected 2 parameters, as Sum.add has; got [one]");
  }

  @Test
  void aScriptWithoutAClass_andAMethodWithoutAScript_areSaid() throws IOException {
    script("Sums.js", ADD);

    assertThat(bind())
        .containsExactly(
            "Sum.js: expected a function for Sum.add alone, which is marked @Script; got []",
            "Sums.js:5: function add: expected a method of this name marked @Script in a class beside"
                + " it, got none");
  }

  @Test
  void codeOutsideOfFunctions_isSaid() throws IOException {
    script("Sum.js", "const zero = 0;\n" + ADD);

    assertThat(bind())
        .containsExactly(
            "Sum.js:1: expected \"export function\" or a comment, got: const zero = 0;");
  }

  @Test
  void aParameterThatIsNoName_isSaid() throws IOException {
    script("Sum.js", ADD.replace("two)", "two = 0)"));

    assertThat(bind().get(0))
        .startsWith("Sum.js:5: expected \"export function name(parameters) {\" with names alone");
  }

  private List<String> bind() throws IOException {
    return new BindScripts(folder.resolve("sources"), folder.resolve("classes")).run();
  }

  private void script(String name, String text) throws IOException {
    write("sources/" + name, text.getBytes(StandardCharsets.UTF_8));
  }

  private void write(String name, byte[] bytes) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.write(file, bytes);
  }

  /** A class with one marked method that has two parameters. */
  private static byte[] classWith(String name, @Nullable String script) {
    ClassWriter made = new ClassWriter(0);
    made.visit(Opcodes.V17, Opcodes.ACC_PUBLIC, "Sum", null, "java/lang/Object", null);
    MethodVisitor method =
        made.visitMethod(Opcodes.ACC_STATIC | Opcodes.ACC_NATIVE, name, "(II)I", null, null);
    AnnotationVisitor mark = method.visitAnnotation("Ldev/holdfast/browser/js/Script;", false);
    if (script != null) {
      mark.visit("value", script);
    }
    mark.visitEnd();
    method.visitEnd();
    made.visitEnd();
    return made.toByteArray();
  }

  /** The content of the only {@code @JSBody} of a class: names and values in turn. */
  private List<String> annotations(String file) throws IOException {
    List<String> said = new ArrayList<>();
    new ClassReader(Files.readAllBytes(folder.resolve("classes").resolve(file)))
        .accept(
            new ClassVisitor(Opcodes.ASM9) {
              @Override
              public MethodVisitor visitMethod(
                  int access,
                  String name,
                  String descriptor,
                  @Nullable String signature,
                  String @Nullable [] exceptions) {
                return new MethodVisitor(Opcodes.ASM9) {
                  @Override
                  public @Nullable AnnotationVisitor visitAnnotation(String type, boolean visible) {
                    return type.equals("Lorg/teavm/jso/JSBody;") ? new Listing(said) : null;
                  }
                };
              }
            },
            0);
    return said;
  }

  private static final class Listing extends AnnotationVisitor {
    private final List<String> said;

    Listing(List<String> said) {
      super(Opcodes.ASM9);
      this.said = said;
    }

    @Override
    public void visit(@Nullable String name, Object value) {
      if (name != null) {
        said.add(name);
      }
      said.add(value.toString());
    }

    @Override
    public AnnotationVisitor visitArray(String name) {
      said.add(name);
      return this;
    }
  }
}
