package dev.holdfast.shrink;

import java.util.List;

/** Programs as TeaVM writes them, with as much of its runtime as a test needs. */
final class Scripts {
  private static final String OBJECT = "function jl_Object() { this.$id$ = 0; }";

  private Scripts() {}

  /** A program of these statements, in the function that TeaVM puts around them. */
  static Program program(String... statements) {
    return Program.of(
        "\"use strict\";\nvar main;\n(function() {\n" + String.join("\n", statements) + "\n})();",
        List.of(new Footer("")));
  }

  /** A program whose classes have been read: jl_Object, those of {@code metadata}, statements. */
  static Program withClasses(String metadata, String... statements) {
    Program program =
        program(
            OBJECT,
            "let $rt_packageData = null, $rt_packages = data => {}, $rt_allClasses = [],"
                + " $rt_metadata = data => {};",
            String.join("\n", statements),
            "$rt_packages([-1, \"java\", 0, \"lang\"]);",
            "$rt_metadata([jl_Object, \"Object\", 1, 0, [], 1, 0, 0, 0" + metadata + "]);");
    new Metadata().run(program);
    return program;
  }

  /** The program as text without line breaks, after the pass. */
  static String after(Pass pass, Program program) {
    pass.run(program);
    return text(program);
  }

  static String text(Program program) {
    return program.toString().replaceAll("\\s+", " ").trim();
  }

  static List<String> names(Program program) {
    return List.copyOf(program.classes.keySet());
  }
}
