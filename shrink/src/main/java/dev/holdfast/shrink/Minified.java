package dev.holdfast.shrink;

import com.google.javascript.jscomp.CompilationLevel;
import com.google.javascript.jscomp.Compiler;
import com.google.javascript.jscomp.CompilerOptions;
import com.google.javascript.jscomp.CompilerOptions.LanguageMode;
import com.google.javascript.jscomp.SourceFile;
import com.google.javascript.jscomp.WarningLevel;
import com.google.javascript.rhino.Node;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

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
    Set<String> free = new TreeSet<>();
    free(script, Set.of(), free);
    for (String name : free) {
      if (!name.isEmpty()) {
        externs.append("/** @type {?} */ var ").append(name).append(";\n");
      }
    }
    return externs.toString();
  }

  /** Collects the names that neither the function around them nor one around that declares. */
  private static void free(Node node, Set<String> known, Set<String> free) {
    Set<String> inner = known;
    if (node.isFunction() || node.isScript()) {
      inner = new TreeSet<>(known);
      boolean whole = node.isScript();
      for (Node name :
          Js.all(
              node, each -> each.isName() && isDeclaration(each) && (!whole || isOutside(each)))) {
        inner.add(name.getString());
      }
    } else if (node.isName() && !known.contains(node.getString())) {
      free.add(node.getString());
    }
    for (Node child = node.getFirstChild(); child != null; child = child.getNext()) {
      free(child, inner, free);
    }
  }

  private static boolean isOutside(Node name) {
    for (Node at = name.getParent(); at != null; at = at.getParent()) {
      if (at.isFunction() && at.getFirstChild() != name) {
        return false;
      }
    }
    return true;
  }

  private static boolean isDeclaration(Node name) {
    Node parent = name.getParent();
    return parent != null
        && (parent.isLet()
            || parent.isConst()
            || parent.isVar()
            || parent.isParamList()
            || parent.isDefaultValue()
            || parent.isCatch()
            || parent.isFunction()
            || (parent.isClass() && parent.getFirstChild() == name)
            || parent.isArrayPattern()
            || parent.isStringKey()
            || parent.isRest());
  }
}
