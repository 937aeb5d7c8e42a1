package dev.holdfast.shrink;

import com.google.javascript.rhino.Node;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Drops arrays that are filled and never read: those of all constants of an enum, where nobody asks
 * for its values. {@link Unused} has dropped the variables that would have held them.
 *
 * <p>TeaVM fills an array through a second variable: {@code all = $rt_createArray(1); data =
 * all.data; data[0] = one}. Both must be used for nothing else.
 */
final class DeadArrays implements Pass {
  @Override
  public void run(Program program) {
    for (Node declaration : program.declared().values()) {
      Node function = Program.function(declaration);
      if (function != null && Js.body(function).isBlock()) {
        drop(function);
      }
    }
  }

  private static void drop(Node function) {
    Map<String, List<Node>> names =
        Js.all(function, Node::isName).stream().collect(Collectors.groupingBy(Node::getString));
    for (List<Node> uses : names.values()) {
      List<Node> statements = new ArrayList<>();
      int made = 0;
      boolean dead = isLocal(uses);
      for (Node use : uses) {
        if (isDeclared(use)) {
          continue;
        }
        if (isAssigned(use) && Js.isCall(use.getNext(), "$rt_createArray")) {
          made++;
          statements.add(use.getGrandparent());
        } else {
          dead = dead && isFilling(use, names, statements);
        }
      }
      if (dead && made == 1) {
        statements.forEach(Node::detach);
      }
    }
  }

  /**
   * {@code data = use.data}, where {@code data} only gets elements; adds the statements of both.
   */
  private static boolean isFilling(Node use, Map<String, List<Node>> names, List<Node> statements) {
    Node data = use.getParent();
    if (!Js.isGet(data, "data") || data.getPrevious() == null || !isAssigned(data.getPrevious())) {
      return false;
    }
    Node target = data.getPrevious();
    List<Node> uses = names.getOrDefault(target.getString(), List.of());
    boolean filling = target.isName() && isLocal(uses);
    for (Node each : uses) {
      if (each == target) {
        statements.add(target.getGrandparent());
      } else if (!isDeclared(each)) {
        filling = filling && isElement(each);
        statements.add(each.getGrandparent().getParent());
      }
    }
    return filling;
  }

  /** {@code use[0] = name}. */
  private static boolean isElement(Node use) {
    Node element = use.getParent();
    return element.isGetElem()
        && element.getFirstChild() == use
        && isAssigned(element)
        && (element.getNext().isName() || element.getNext().isNumber());
  }

  /** Whether a statement gives it a value. */
  private static boolean isAssigned(Node target) {
    return target.getParent().isAssign()
        && target.getParent().getFirstChild() == target
        && target.getGrandparent().isExprResult();
  }

  private static boolean isLocal(List<Node> uses) {
    return uses.stream().anyMatch(DeadArrays::isDeclared);
  }

  /** {@code let use;}: what begins with a value may be somebody else's array. */
  private static boolean isDeclared(Node use) {
    return use.getParent().isLet() && !use.hasChildren();
  }
}
