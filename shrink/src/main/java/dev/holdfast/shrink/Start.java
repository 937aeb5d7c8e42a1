package dev.holdfast.shrink;

import com.google.javascript.rhino.Node;
import java.util.Set;

/**
 * Calls main itself, without a thread of Java around it, and drops the constructors that TeaVM
 * exports: nobody may call them.
 */
final class Start implements Pass {
  private final Set<String> wanted;

  /** Keeps the exports that are {@code wanted}. */
  Start(Set<String> wanted) {
    this.wanted = wanted;
  }

  @Override
  public void run(Program program) {
    Node main = program.declared().get("$rt_export_main");
    if (main == null || !Js.isCall(main.getFirstChild(), "$rt_mainStarter")) {
      throw new Unexpected("main", "$rt_export_main = $rt_mainStarter(…)", "another");
    }
    String started = main.getFirstChild().getSecondChild().getString();
    main.getFirstChild().replaceWith(Js.expression("() => " + started + "(null)"));
    program.remove("$rt_mainStarter");
    program.remove("$rt_startThread");
    for (Node statement : program.statements()) {
      Node assign = statement.isExprResult() ? statement.getFirstChild() : null;
      if (statement.isFunction()
          && statement.getFirstChild().getString().startsWith("$rt_export_class")) {
        statement.detach();
      } else if (assign != null && assign.isAssign() && isDead(assign.getFirstChild())) {
        statement.detach();
      } else if (statement.isVar() && !wanted.contains(statement.getFirstChild().getString())) {
        statement.detach();
      }
    }
  }

  /** Whether only other exports want it: {@code $rt_export_….prototype}, {@code EngineApi}. */
  private boolean isDead(Node target) {
    Node name = target.isGetProp() ? target.getFirstChild() : target;
    return name.isName()
        && (name.getString().startsWith("$rt_export")
            || (target.isName() && !wanted.contains(name.getString())));
  }
}
