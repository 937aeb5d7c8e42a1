package dev.holdfast.shrink;

import com.google.javascript.rhino.Node;
import com.google.javascript.rhino.Token;

/**
 * Declares variables that get their values later with {@code var}: Closure Compiler then moves the
 * declaration to the first value and uses one variable for several values.
 */
final class Variables implements Pass {
  @Override
  public void run(Program program) {
    for (Node let : Js.all(program.script, Node::isLet)) {
      boolean empty = Js.children(let).stream().noneMatch(Node::hasChildren);
      Node block = let.getParent();
      if (empty && block.isBlock() && block.getParent().isFunction()) {
        let.setToken(Token.VAR);
      }
    }
  }
}
