package dev.holdfast.shrink;

import com.google.javascript.jscomp.CompilationLevel;
import com.google.javascript.jscomp.Compiler;
import com.google.javascript.jscomp.CompilerOptions;
import com.google.javascript.jscomp.CompilerOptions.LanguageMode;
import com.google.javascript.jscomp.JSChunk;
import com.google.javascript.jscomp.SourceFile;
import com.google.javascript.jscomp.WarningLevel;
import com.google.javascript.rhino.Node;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Scripts through Closure Compiler, with all its optimizations. */
final class Minified {
  private Minified() {}

  static String of(String text) {
    return of(List.of(text)).get(0);
  }

  /** A script of people's: names of members and of what is global stay as they are. */
  static String local(String script) {
    return of(CompilationLevel.SIMPLE_OPTIMIZATIONS, List.of(script)).get(0);
  }

  /**
   * Scripts that share their names, each loaded after those before it. What the first one has and
   * only a later one uses is moved there.
   */
  static List<String> of(List<String> scripts) {
    return of(CompilationLevel.ADVANCED_OPTIMIZATIONS, scripts);
  }

  private static List<String> of(CompilationLevel level, List<String> scripts) {
    Compiler compiler = new Compiler(System.err);
    CompilerOptions options = new CompilerOptions();
    level.setOptionsForCompilationLevel(options);
    WarningLevel.QUIET.setOptionsForWarningLevel(options);
    options.setLanguageIn(LanguageMode.UNSTABLE);
    options.setLanguageOut(LanguageMode.ECMASCRIPT_2020);
    options.setRewritePolyfills(false);
    options.setUseTypesForLocalOptimization(false);
    options.setDisambiguateProperties(false);
    options.setAmbiguateProperties(false);
    options.setInlineProperties(false);
    options.setEmitUseStrict(false);
    if (level == CompilationLevel.SIMPLE_OPTIMIZATIONS) {
      options.setOutputCharset(StandardCharsets.UTF_8); // texts of people's, in any script
    }
    options.setLineLengthThreshold(0);
    options.setLineBreak(false);
    options.setCrossChunkCodeMotionNoStubMethods(true);
    compiler.disableThreads();
    List<JSChunk> chunks = new ArrayList<>();
    for (String text : scripts) {
      String name = "script" + chunks.size();
      JSChunk chunk = new JSChunk(name);
      chunk.add(SourceFile.fromCode(name + ".js", text));
      chunks.forEach(chunk::addDependency);
      chunks.add(chunk);
    }
    compiler.compileChunks(
        List.of(SourceFile.fromCode("externs.js", externs(String.join("\n", scripts)))),
        chunks,
        options);
    if (compiler.getErrorCount() > 0) {
      throw new Unexpected("minifying", "no error", compiler.getErrors().toString());
    }
    return chunks.stream().map(compiler::toSource).toList();
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
