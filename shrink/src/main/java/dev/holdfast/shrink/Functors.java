package dev.holdfast.shrink;

import com.google.javascript.rhino.Node;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The methods of what TeaVM calls functors: objects of Java that scripts take for functions. TeaVM
 * turns one into the other at each border; where all of them are functions nothing has to be
 * turned.
 *
 * <p>A call of such a method is then a call of the function. It can't be told from a call of
 * another method of that name, so no object of scripts has one: {@code ScriptsTest} in verify holds
 * that.
 */
final class Functors {
  private static final String TO_FUNCTION = "otji_JS_function";
  private static final String TO_OBJECT = "otji_JS_functionAsObject";

  /** A part of the name of each function that a script of ours is. */
  private static final String SCRIPT = "$js_body$";

  private final Program program;
  private final Set<String> functors = new HashSet<>();
  private final Set<String> whole = new HashSet<>();
  private final Set<String> called = new HashSet<>();
  private final Set<String> calledByScripts = new HashSet<>();

  Functors(Program program, Map<String, Lambda> lambdas) {
    this.program = program;
    for (Node call : Js.all(program.script, Functors::isTurn)) {
      functors.add(call.getLastChild().getString());
    }
    if (!functors.isEmpty()
        && program.declared().keySet().stream().noneMatch(name -> name.contains(SCRIPT))) {
      throw new Unexpected("callbacks", "functions with " + SCRIPT + " in their names", "none");
    }
    whole.addAll(functors);
    for (JavaClass one : program.classes.values()) {
      if (!lambdas.containsKey(one.name)) {
        whole.removeAll(one.exports.keySet());
      }
    }
    program
        .declared()
        .forEach(
            (name, node) ->
                Js.all(node, each -> each.isCall() && each.getFirstChild().isGetProp())
                    .forEach(
                        call ->
                            (name.contains(SCRIPT) ? calledByScripts : called)
                                .add(call.getFirstChild().getString())));
  }

  private static boolean isTurn(Node node) {
    return (Js.isCall(node, TO_FUNCTION) || Js.isCall(node, TO_OBJECT))
        && node.getLastChild().isStringLit();
  }

  /** Whether lambdas with this method can be plain functions. */
  boolean mayConvert(String method) {
    return functors.contains(method)
        && !calledByScripts.contains(method)
        && (whole.contains(method) || !called.contains(method));
  }

  /** Leaves away the turns, and calls functions as such. */
  void convert() {
    whole.removeIf(method -> !mayConvert(method));
    for (Node call : Js.all(program.script, Functors::isTurn)) {
      if (whole.contains(call.getLastChild().getString())) {
        call.replaceWith(unwrapped(call.getSecondChild().detach()));
      }
    }
    for (Node call :
        Js.all(program.script, node -> node.isCall() && node.getFirstChild().isGetProp())) {
      if (whole.contains(call.getFirstChild().getString())) {
        Node target = call.getFirstChild();
        target.replaceWith(target.getFirstChild().detach());
        call.putBooleanProp(Node.FREE_CALL, true);
      }
    }
    @Nullable Node turn = Program.function(program.declared().get(TO_FUNCTION));
    if (turn != null) {
      String first = Js.parameters(turn).get(0);
      Js.body(turn)
          .addChildToFront(
              Js.body(
                      Js.expression(
                          "() => { if (typeof "
                              + first
                              + " === 'function') return "
                              + first
                              + "; }"))
                  .getFirstChild()
                  .detach());
    }
  }

  private static Node unwrapped(Node value) {
    return Js.isCall(value, "otji_JSWrapper_unwrap") ? value.getSecondChild().detach() : value;
  }
}
