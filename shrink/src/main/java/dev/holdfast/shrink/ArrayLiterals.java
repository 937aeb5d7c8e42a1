package dev.holdfast.shrink;

import com.google.javascript.rhino.IR;
import com.google.javascript.rhino.Node;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes an array with its elements where TeaVM makes an empty one and fills it, element after
 * element: {@code data = $rt_createArray(2).data; data[0] = a; data[1] = b}, or the same with a
 * variable for the array in between.
 */
final class ArrayLiterals implements Pass {
  private static final String MAKE = "$rt_createArray";

  @Override
  public void run(Program program) {
    for (Node call : Js.all(program.script, node -> Js.isCall(node, MAKE))) {
      Node value = Js.isGet(call.getParent(), "data") ? call.getParent() : call;
      Node assign = value.getParent();
      if (!assign.isAssign() || assign.getLastChild() != value) {
        continue;
      }
      Node statement = assign.getParent();
      Node target = assign.getFirstChild();
      Node behind = statement.isExprResult() ? statement.getNext() : null;
      if (value == call) {
        Node data = Js.assignment(behind);
        if (behind == null
            || data == null
            || !Js.isGet(data.getLastChild(), "data")
            || !data.getLastChild().getFirstChild().isEquivalentTo(target)) {
          continue;
        }
        target = data.getFirstChild();
        behind = behind.getNext();
      }
      List<Node> filling = filling(call.getSecondChild(), target, behind);
      if (filling != null) {
        Node all = IR.arraylit();
        for (Node each : filling) {
          all.addChildToBack(each.getFirstChild().getLastChild().detach());
          each.detach();
        }
        value.replaceWith(value == call ? IR.newNode(IR.name("$rt_Array"), all) : all);
      }
    }
  }

  /** The statements that give all elements their values in order; null if others do too. */
  private static @Nullable List<Node> filling(Node size, Node target, @Nullable Node from) {
    if (!size.isNumber() || !target.isName()) {
      return null;
    }
    List<Node> all = new ArrayList<>();
    Node at = from;
    for (int i = 0; i < size.getDouble(); i++) {
      Node assign = Js.assignment(at);
      if (at == null
          || assign == null
          || !assign.getFirstChild().isGetElem()
          || !Js.isName(assign.getFirstFirstChild(), target.getString())
          || !Js.isNumber(assign.getFirstChild().getLastChild(), i)
          || !Js.names(assign.getLastChild(), target.getString()).isEmpty()) {
        return null;
      }
      all.add(at);
      at = at.getNext();
    }
    return all;
  }
}
