package dev.holdfast.shrink;

import com.google.javascript.rhino.Node;
import com.google.javascript.rhino.Token;

/**
 * Writes {@code i = i + 1 | 0} as {@code ++i}. They differ once an int overflows: nothing here
 * counts that far.
 */
final class Counters implements Pass {
  @Override
  public void run(Program program) {
    for (Node assign : Js.all(program.script, Node::isAssign)) {
      Node or = assign.getLastChild();
      Node target = assign.getFirstChild();
      boolean counts =
          or.getToken() == Token.BITOR
              && Js.isNumber(or.getLastChild(), 0)
              && or.getFirstChild().isAdd()
              && Js.isNumber(or.getFirstChild().getLastChild(), 1)
              && isPlain(target)
              && or.getFirstFirstChild().isEquivalentTo(target);
      if (counts) {
        assign.replaceWith(new Node(Token.INC, target.detach()));
      }
    }
  }

  /** A variable, or a property of one. */
  private static boolean isPlain(Node target) {
    return target.isName() || (target.isGetProp() && target.getFirstChild().isName());
  }
}
