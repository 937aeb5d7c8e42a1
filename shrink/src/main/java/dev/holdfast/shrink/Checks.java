package dev.holdfast.shrink;

import com.google.javascript.rhino.IR;
import com.google.javascript.rhino.Node;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Drops the checks of Java's own collections: an index outside of a list, a list that changes while
 * somebody walks through it, null where none may be. Our code catches none of these, and what would
 * fail there fails on the JVM as well, where the same code runs with all checks.
 *
 * <p>An exception gets its error of JavaScript when it is thrown, not already when it is made: a
 * program that only makes some, to say what is wrong, needs no such errors.
 */
final class Checks implements Pass {
  private static final Set<String> CHECKED =
      Set.of(
          "ju_ConcurrentModificationException",
          "ju_NoSuchElementException",
          "jl_IndexOutOfBoundsException",
          "jl_NullPointerException");

  /** Only without words: with them, it is our own code that throws it. */
  private static final String ARGUMENT = "jl_IllegalArgumentException";

  private static final String INIT = "__init_";

  @Override
  public void run(Program program) {
    for (Node call : Js.all(program.script, node -> Js.isCall(node, "$rt_throw"))) {
      if (call.getParent().isExprResult()) {
        List<Node> statements = statements(call);
        statements.forEach(Node::detach);
      }
    }
    Node made = Program.function(program.declared().get("jl_Throwable_initNativeException"));
    if (made != null) {
      Js.body(made).replaceWith(IR.block());
    }
  }

  /** The statements that make and throw it; none if it stays. */
  private static List<Node> statements(Node call) {
    Node thrown = call.getSecondChild();
    Node statement = call.getParent();
    List<Node> all = new ArrayList<>();
    all.add(statement);
    if (thrown.isCall() && thrown.getFirstChild().isName()) {
      String made = thrown.getFirstChild().getString();
      int end = made.indexOf(INIT);
      return end > 0 && isCheck(made.substring(0, end), thrown.hasOneChild()) ? all : List.of();
    }
    Node init = call(statement.getPrevious());
    Node made = init == null ? null : Js.assignment(statement.getPrevious().getPrevious());
    if (init == null
        || made == null
        || !thrown.isName()
        || init.getSecondChild() == null
        || !Js.isName(init.getSecondChild(), thrown.getString())
        || !Js.isName(made.getFirstChild(), thrown.getString())
        || !made.getLastChild().isNew()) {
      return List.of();
    }
    String type = made.getLastChild().getFirstChild().getString();
    if (!isCheck(type, init.hasTwoChildren())) {
      return List.of();
    }
    all.add(statement.getPrevious());
    all.add(statement.getPrevious().getPrevious());
    return all;
  }

  private static boolean isCheck(String type, boolean wordless) {
    return CHECKED.contains(type) || (type.equals(ARGUMENT) && wordless);
  }

  /** The call of a function that is the whole statement, or null. */
  private static @Nullable Node call(@Nullable Node statement) {
    Node call = statement != null && statement.isExprResult() ? statement.getFirstChild() : null;
    return call != null && call.isCall() && call.getFirstChild().isName() ? call : null;
  }
}
