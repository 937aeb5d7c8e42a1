package dev.holdfast.shrink;

import com.google.javascript.rhino.IR;
import com.google.javascript.rhino.Node;
import com.google.javascript.rhino.Token;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What stands at the end of a bundle and uses what TeaVM exports. Its own exports make the bundle a
 * module; without any it is a script, in a function of its own. Closure Compiler would follow
 * imports, rename exports and refuse {@code import.meta}, so it sees none of them: a function
 * stands for the first, an object has the second, and a name stands for the third.
 */
final class Footer {
  private static final String IMPORT = "holdfastImport";
  private static final String META = "holdfastMeta";
  private static final String EXPORTS = "holdfastExports";
  private final Map<String, String> exports = new TreeMap<>();
  private final List<Node> statements;

  Footer(String text) {
    Node script = Js.parse(text);
    for (Node export : Js.all(script, Node::isExport)) {
      Node what = export.getFirstChild();
      if (what.isConst()) {
        exports.put(what.getFirstChild().getString(), what.getFirstChild().getString());
        export.replaceWith(what.detach());
      } else {
        for (Node one : Js.children(what)) {
          exports.put(one.getLastChild().getString(), one.getFirstChild().getString());
        }
        export.detach();
      }
    }
    for (Node call : Js.all(script, node -> node.getToken() == Token.DYNAMIC_IMPORT)) {
      call.replaceWith(IR.call(IR.name(IMPORT), call.getFirstChild().detach()));
    }
    for (Node meta : Js.all(script, node -> node.getToken() == Token.IMPORT_META)) {
      meta.replaceWith(IR.name(META));
    }
    exports.forEach(
        (name, value) ->
            script.addChildToBack(
                IR.exprResult(IR.assign(IR.getprop(IR.name(EXPORTS), name), IR.name(value)))));
    statements = Js.children(script);
  }

  /** What stands behind the program. */
  List<Node> statements() {
    return statements;
  }

  /** The names that it uses. */
  Set<String> names() {
    return statements.stream()
        .flatMap(statement -> Js.all(statement, Node::isName).stream())
        .map(Node::getString)
        .collect(Collectors.toSet());
  }

  /** The whole file, around what Closure Compiler printed. */
  String around(String printed) {
    String code = printed.replace(IMPORT + "(", "import(").replace(META + ".", "import.meta.");
    if (code.contains(IMPORT) || code.contains(META)) {
      throw new Unexpected("imports", "calls of " + IMPORT, "another use of it, or of " + META);
    }
    if (exports.isEmpty()) {
      return "(function(){\"use strict\";" + code + "})();\n";
    }
    StringBuilder all = new StringBuilder("const " + EXPORTS + "={};" + code);
    exports
        .keySet()
        .forEach(name -> all.append("export const " + name + "=" + EXPORTS + "." + name + ";"));
    return all.append('\n').toString();
  }
}
