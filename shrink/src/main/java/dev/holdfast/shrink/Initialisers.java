package dev.holdfast.shrink;

import com.google.javascript.rhino.Node;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Runs initialisers of classes that only set constants when the script starts. TeaVM asks before
 * each use of a class whether its initialiser has run.
 */
final class Initialisers implements Pass {
  @Override
  public void run(Program program) {
    Run run = new Run(program);
    Node place = run.declared.get("$rt_export_main");
    if (place == null) {
      throw new Unexpected("initialisers", "$rt_export_main", "none");
    }
    for (String asked : run.ordered()) {
      for (Node call : Js.all(program.script, node -> Js.isCall(node, asked))) {
        if (call.getParent().isExprResult()) {
          call.getParent().detach();
        } else {
          call.replaceWith(Js.expression("0"));
        }
      }
      Js.statement(run.initialisers.get(asked) + "();").insertBefore(place.getParent());
      program.remove(asked);
    }
  }

  /** What {@code () => { asked = $rt_eraseClinit(C); initialiser(); }} runs, or null. */
  private static @Nullable String initialiser(Node declaration) {
    Node function = declaration.isName() ? Program.function(declaration) : null;
    if (function == null || !Js.body(function).isBlock() || !Js.body(function).hasTwoChildren()) {
      return null;
    }
    Node erase = Js.assignment(Js.body(function).getFirstChild());
    Node run = Js.body(function).getLastChild().getFirstChild();
    boolean asks =
        erase != null
            && Js.isCall(erase.getLastChild(), "$rt_eraseClinit")
            && run != null
            && run.isCall()
            && run.getFirstChild().isName();
    return asks ? run.getFirstChild().getString() : null;
  }

  /** One search for initialisers. */
  private static final class Run {
    private static final Set<String> PURE =
        Set.of("Map", "Set", "WeakMap", "Array", "Uint16Array", "Int32Array", "Int8Array");

    private final Program program;
    private final Map<String, Node> declared;

    /** By the function that asks. */
    private final Map<String, String> initialisers = new HashMap<>();

    private final Map<String, Boolean> known = new HashMap<>();

    /** Variables that others than initialisers give values to. */
    private final Set<String> changing = new HashSet<>();

    Run(Program program) {
      this.program = program;
      declared = program.declared();
      declared.forEach(
          (name, node) -> {
            String initialiser = initialiser(node);
            if (initialiser != null) {
              initialisers.put(name, initialiser);
            }
          });
      Set<String> runs = new HashSet<>(initialisers.values());
      declared.forEach(
          (name, node) -> {
            if (!runs.contains(name)) {
              Js.all(node, each -> (each.isName() || each.isGetProp()) && Js.isTarget(each))
                  .forEach(each -> changing.add(each.getString()));
            }
          });
      changing.removeAll(initialisers.keySet());
    }

    /** Those that only set constants, each behind those that it needs; String's is first. */
    Set<String> ordered() {
      Set<String> order = new LinkedHashSet<>();
      List<String> all = new ArrayList<>(initialisers.keySet());
      all.sort(
          Comparator.comparing((String name) -> !name.startsWith("jl_String_"))
              .thenComparing(Comparator.naturalOrder()));
      for (String asked : all) {
        if (isConstant(asked)) {
          add(asked, order, new HashSet<>());
        }
      }
      return order;
    }

    private void add(String asked, Set<String> order, Set<String> seen) {
      if (seen.add(asked) && !order.contains(asked)) {
        Node function = declared.get(initialisers.getOrDefault(asked, asked));
        if (function != null) {
          Js.all(function, Node::isName).stream()
              .map(Node::getString)
              .filter(name -> Program.function(declared.get(name)) != null)
              .forEach(name -> add(name, order, seen));
        }
        if (initialisers.containsKey(asked) && isConstant(asked)) {
          order.add(asked);
        }
      }
    }

    private boolean isConstant(String name) {
      Boolean before = known.putIfAbsent(name, true);
      if (before != null) {
        return before;
      }
      Node function = Program.function(declared.get(initialisers.getOrDefault(name, name)));
      boolean constant = function != null && isConstantCode(Js.body(function));
      if (!constant) {
        known.values().removeIf(each -> each); // some may have relied on this one
      }
      known.put(name, constant);
      return constant;
    }

    private boolean isConstantCode(Node node) {
      boolean fine =
          switch (node.getToken()) {
            case FUNCTION -> true;
            case TRY, THROW, THIS, DELPROP, TAGGED_TEMPLATELIT, DYNAMIC_IMPORT, CLASS -> false;
            case NAME ->
                !changing.contains(node.getString()) || !declared.containsKey(node.getString());
            case NEW -> makesNothingElse(node.getFirstChild());
            case CALL -> isConstantCall(node.getFirstChild());
            case GETPROP ->
                Js.isTarget(node) || isCalled(node) || !changing.contains(node.getString());
            case GETELEM -> Js.isTarget(node);
            default -> true;
          };
      if (!fine || node.isFunction()) {
        return fine;
      }
      for (Node child : Js.children(node)) {
        boolean called = node.isCall() && child == node.getFirstChild() && child.isName();
        if (!called && !isConstantCode(child)) {
          return false;
        }
      }
      return true;
    }

    private static boolean isCalled(Node node) {
      return node.getParent().isCall() && node.getParent().getFirstChild() == node;
    }

    private boolean makesNothingElse(Node type) {
      return type.isName()
          && (PURE.contains(type.getString()) || program.classes.containsKey(type.getString()));
    }

    private boolean isConstantCall(Node callee) {
      String name = callee.isName() || callee.isGetProp() ? callee.getString() : "";
      if (callee.isName()) {
        return name.equals("$rt_throw")
            || name.startsWith("$rt_create")
            || (declared.containsKey(name) && isConstant(name));
      }
      return name.startsWith("$clone") || name.equals("push") || name.equals("fill");
    }
  }
}
