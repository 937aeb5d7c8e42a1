package dev.holdfast.shrink;

import com.google.javascript.jscomp.CompilationLevel;
import com.google.javascript.jscomp.Compiler;
import com.google.javascript.jscomp.CompilerOptions;
import com.google.javascript.jscomp.CompilerOptions.LanguageMode;
import com.google.javascript.jscomp.SourceFile;
import com.google.javascript.jscomp.WarningLevel;
import com.google.javascript.rhino.Node;
import java.util.List;

/** A script through Closure Compiler, with all its optimizations. */
final class Minified {
  private Minified() {}

  static String of(String text) {
    Compiler compiler = new Compiler(System.err);
    CompilerOptions options = new CompilerOptions();
    CompilationLevel.ADVANCED_OPTIMIZATIONS.setOptionsForCompilationLevel(options);
    WarningLevel.QUIET.setOptionsForWarningLevel(options);
    options.setLanguageIn(LanguageMode.UNSTABLE);
    options.setLanguageOut(LanguageMode.ECMASCRIPT_2020);
    options.setRewritePolyfills(false);
    options.setUseTypesForLocalOptimization(false);
    options.setDisambiguateProperties(false);
    options.setAmbiguateProperties(false);
    options.setInlineProperties(false);
    options.setEmitUseStrict(false);
    options.setLineLengthThreshold(0);
    options.setLineBreak(false);
    compiler.disableThreads();
    compiler.compile(
        List.of(SourceFile.fromCode("externs.js", externs(text))),
        List.of(SourceFile.fromCode("script.js", text)),
        options);
    if (compiler.getErrorCount() > 0) {
      throw new Unexpected("minifying", "no error", compiler.getErrors().toString());
    }
    return compiler.toSource();
  }

  /** Names that keep what they are called: all but those that TeaVM made for Java's members. */
  static String externs(String text) {
    Node script = Js.parse(text);
    StringBuilder externs = new StringBuilder("/** @externs */ var holdfastNames;\n");
    for (String name : Js.properties(script)) {
      if (!name.startsWith("$") && name.matches("[A-Za-z_][A-Za-z_0-9$]*")) {
        externs.append("holdfastNames.").append(name).append(";\n");
      }
    }
    for (String name : FreeNames.of(script)) {
      externs.append("/** @type {?} */ var ").append(name).append(";\n");
    }
    return externs.toString();
  }
}
