package dev.holdfast.shrink;

import com.google.javascript.rhino.Node;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Drops what nobody can reach, and what is written and never read. It ends with a check: all that
 * asks for the metadata of TeaVM, which {@link Metadata} took away, must be among what was dropped.
 */
final class Unused implements Pass {
  /** The class of TeaVM's errors. */
  static final String ERROR = "JavaError";

  /** Functions and classes of JavaScript and of TeaVM that do nothing but give a value. */
  private static final Set<String> PURE =
      Set.of(
          "$rt_cls",
          "$rt_s",
          "$rt_classWithoutFields",
          "$rt_createPrimitiveCls",
          "$rt_createArray",
          "$rt_createCharArray",
          "Array",
          "Map",
          "Set",
          "Symbol",
          "WeakMap");

  @Override
  public void run(Program program) {
    boolean more = true;
    while (more) {
      boolean written = writes(program);
      more = declarations(program) || written;
    }
    List<Node> left =
        Js.all(program.script, node -> Js.isName(node, "$rt_meta") || Js.isName(node, "$rt_cls"));
    if (!left.isEmpty()) {
      throw new Unexpected(
          "reflection",
          "no use of it but getClass().getName()",
          left.stream().map(each -> Js.print(statementOf(each))).toList().toString());
    }
  }

  private static Node statementOf(Node node) {
    Node at = node;
    while (at.getParent() != null && !at.getParent().isScript()) {
      at = at.getParent();
    }
    return at;
  }

  /** Removes declarations that no statement reaches; whether there were any. */
  private static boolean declarations(Program program) {
    Map<String, Node> declared = program.declared();
    Map<Node, String> pure = new HashMap<>();
    declared.forEach(
        (name, node) -> {
          if (node.isFunction()
              || node.getFirstChild() == null
              || isPure(program, node.getFirstChild())) {
            pure.put(node.isFunction() ? node : node.getParent(), name);
          }
        });
    Node error = errorClass(program);
    if (error != null) {
      pure.put(error, ERROR);
    }
    Set<String> reached = new HashSet<>();
    Deque<Node> open = new ArrayDeque<>();
    for (Node statement : program.statements()) {
      if (!pure.containsKey(statement)) {
        open.add(statement);
      }
    }
    for (JavaClass one : program.classes.values()) {
      List.of(one.methods, one.exports, one.getters)
          .forEach(
              all ->
                  all.values()
                      .forEach(
                          name -> {
                            Node node = declared.get(name);
                            if (node != null && reached.add(name)) {
                              open.add(node);
                            }
                          }));
    }
    while (!open.isEmpty()) {
      for (Node name : Js.all(open.pop(), Node::isName)) {
        Node node = declared.get(name.getString());
        if (node != null && reached.add(name.getString())) {
          open.add(node);
          if (error != null && name.getString().equals(ERROR)) {
            open.add(error);
          }
        }
      }
    }
    boolean removed = false;
    for (Map.Entry<Node, String> one : pure.entrySet()) {
      if (!reached.contains(one.getValue()) && one.getKey().getParent() != null) {
        one.getKey().detach();
        removed = true;
      }
    }
    return removed;
  }

  /** TeaVM's statement that gives the class of its errors a value; null if there is none. */
  private static @Nullable Node errorClass(Program program) {
    return program.statements().stream()
        .filter(Node::isIf)
        .filter(
            statement ->
                !Js.all(
                        statement,
                        node -> node.isAssign() && Js.isName(node.getFirstChild(), ERROR))
                    .isEmpty())
        .findFirst()
        .orElse(null);
  }

  /** Removes assignments to names that are only ever assigned. */
  private static boolean writes(Program program) {
    boolean removed = false;
    Map<String, List<Node>> names = program.names();
    for (Map.Entry<String, Node> one : program.declared().entrySet()) {
      if (one.getValue().isFunction()) {
        continue;
      }
      List<Node> uses = new ArrayList<>(names.getOrDefault(one.getKey(), List.of()));
      uses.remove(one.getValue());
      boolean all =
          uses.stream()
              .allMatch(
                  use ->
                      use.getParent().isAssign()
                          && use.getParent().getFirstChild() == use
                          && use.getGrandparent().isExprResult()
                          && isPure(program, use.getNext()));
      if (all) {
        uses.forEach(use -> use.getGrandparent().detach());
        removed |= !uses.isEmpty();
      }
    }
    return removed;
  }

  /** Whether a function does nothing but make an object, as most constructors do. */
  private static boolean onlyMakes(Program program, String name, Set<String> asked) {
    Node function = Program.function(program.declared().get(name));
    if (function == null || !asked.add(name)) {
      return function != null;
    }
    Set<String> own = new HashSet<>();
    List<String> parameters = Js.parameters(function);
    if (!parameters.isEmpty()) {
      own.add(parameters.get(0));
    }
    Js.all(function, node -> node.isName() && node.getParent().isLet())
        .forEach(local -> own.add(local.getString()));
    for (Node node : Js.all(Js.body(function), each -> true)) {
      Node first = node.getFirstChild();
      boolean fine =
          switch (node.getToken()) {
            case CALL -> first.isName() && onlyMakes(program, first.getString(), asked);
            case NEW -> first.isName() && program.classes.containsKey(first.getString());
            case ASSIGN ->
                (first.isName() || (first.isGetProp() && first.getFirstChild().isName()))
                    && own.contains((first.isName() ? first : first.getFirstChild()).getString());
            case BLOCK, EXPR_RESULT, RETURN, LET, NAME, GETPROP, NUMBER, STRINGLIT, NULL -> true;
            default -> false;
          };
      if (!fine) {
        return false;
      }
    }
    return true;
  }

  /** Whether the value can be left away without a change in what the program does. */
  private static boolean isPure(Program program, Node value) {
    if (value.isNew() || value.isCall()) {
      Node made = value.getFirstChild();
      return made.isName()
          && (PURE.contains(made.getString())
              || (value.isNew() && program.classes.containsKey(made.getString()))
              || (value.isCall() && onlyMakes(program, made.getString(), new HashSet<>())))
          && Js.arguments(value).stream().allMatch(each -> isPure(program, each));
    }
    return value.isName()
        || value.isFunction()
        || value.isNull()
        || value.isNumber()
        || value.isStringLit();
  }
}
