package dev.holdfast.shrink;

import com.google.javascript.rhino.Node;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Drops arrays that are filled and never read: those of all constants of an enum, where nobody asks
 * for its values. {@link Unused} has dropped the variables that would have held them.
 */
final class DeadArrays implements Pass {
  @Override
  public void run(Program program) {
    for (Node declaration : program.declared().values()) {
      Node function = Program.function(declaration);
      if (function != null && Js.body(function).isBlock()) {
        drop(function);
        drop(function);
      }
    }
  }

  private static void drop(Node function) {
    Map<String, List<Node>> names =
        Js.all(function, Node::isName).stream().collect(Collectors.groupingBy(Node::getString));
    for (List<Node> uses : names.values()) {
      List<Node> changes = uses.stream().filter(use -> !use.getParent().isLet()).toList();
      boolean local = changes.size() < uses.size();
      if (local && !changes.isEmpty() && changes.stream().allMatch(DeadArrays::isFilled)) {
        changes.forEach(use -> statement(use).detach());
      }
    }
  }

  private static Node statement(Node use) {
    Node assign = use.getParent().isGetElem() ? use.getGrandparent() : use.getParent();
    return assign.getParent();
  }

  /** {@code use[0] = name}, {@code use = other.data} or {@code use = $rt_createArray(…)}. */
  private static boolean isFilled(Node use) {
    boolean element = use.getParent().isGetElem() && use.getParent().getFirstChild() == use;
    Node target = element ? use.getParent() : use;
    if (!target.getParent().isAssign()
        || target.getParent().getFirstChild() != target
        || !target.getGrandparent().isExprResult()) {
      return false;
    }
    Node value = target.getNext();
    return element
        ? value.isName() || value.isNumber()
        : Js.isCall(value, "$rt_createArray")
            || (Js.isGet(value, "data") && value.getFirstChild().isName());
  }
}
