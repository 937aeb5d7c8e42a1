package dev.holdfast.shrink;

import com.google.javascript.rhino.Node;
import java.util.Set;
import java.util.TreeSet;

/** The names that a script uses and does not declare: those of the browser. */
final class FreeNames {
  private FreeNames() {}

  static Set<String> of(Node script) {
    Set<String> free = new TreeSet<>();
    collect(script, Set.of(), free);
    free.remove("");
    return free;
  }

  /** Collects the names that neither the function around them nor one around that declares. */
  private static void collect(Node node, Set<String> known, Set<String> free) {
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
      collect(child, inner, free);
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
            || (parent.isStringKey() && parent.getParent().isObjectPattern())
            || parent.isRest());
  }
}
