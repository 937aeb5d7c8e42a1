package dev.holdfast.shrink;

import com.google.javascript.rhino.IR;
import com.google.javascript.rhino.Node;
import com.google.javascript.rhino.Token;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Makes Java's texts texts of JavaScript. TeaVM has an object around each, of class String, and
 * takes it off and puts it on wherever a script is called.
 *
 * <p>A text has no methods of Java's then. So what may be called on one and on other objects, such
 * as {@code equals}, goes through a function that asks.
 */
final class Texts implements Pass {
  private static final String STRING = "jl_String";
  private static final String INSIDE = "$nativeString";

  @Override
  public void run(Program program) {
    JavaClass string = program.type(STRING);
    if (string.javaName != null) {
      throw new Unexpected("texts", "nobody who asks for a text's class", string.javaName);
    }
    program.classes.remove(STRING);
    literals(program);
    makers(program);
    for (Node statement : program.statements()) {
      Node assign = statement.isExprResult() ? statement.getFirstChild() : null;
      if (assign != null
          && assign.isAssign()
          && assign.getFirstChild().isGetProp()
          && Js.isGet(assign.getFirstFirstChild(), "prototype")
          && Js.isName(assign.getFirstFirstChild().getFirstChild(), STRING)) {
        statement.detach();
      }
    }
    for (String turn : List.of("$rt_str", "$rt_ustr")) {
      for (Node call : Js.all(program.script, node -> Js.isCall(node, turn))) {
        call.replaceWith(call.getSecondChild().detach());
      }
    }
    for (Node get : Js.all(program.script, node -> Js.isGet(node, INSIDE))) {
      get.replaceWith(get.getFirstChild().detach());
    }
    for (Node is :
        Js.all(
            program.script,
            node -> node.isInstanceOf() && Js.isName(node.getLastChild(), STRING))) {
      is.replaceWith(
          IR.sheq(new Node(Token.TYPEOF, is.getFirstChild().detach()), IR.string("string")));
    }
    message(program);
    Map<String, Node> declared = program.declared();
    string.methods.forEach(
        (method, function) -> calls(program, method, Program.function(declared.get(function))));
    string.methods.forEach(
        (method, function) -> {
          Node equals = Program.function(declared.get(function));
          if (function.startsWith("jl_String_equals") && equals != null) {
            equals.replaceWith(Js.expression("(one, other) => one === other ? 1 : 0"));
          }
        });
    if (!Js.names(program.script, STRING).isEmpty()) {
      Node left = Js.names(program.script, STRING).get(0);
      if (!Js.isCall(left.getParent(), "$rt_eraseClinit")) {
        throw new Unexpected("texts", "no use of " + STRING, Js.print(left.getGrandparent()));
      }
    }
  }

  /** {@code $rt_s(3)} is the fourth text of a pool, which becomes Java's when the script starts. */
  private static void literals(Program program) {
    List<Node> pools = program.statementsCalling("$rt_stringPool");
    if (pools.size() != 1) {
      throw new Unexpected("texts", "one call of $rt_stringPool", pools.size() + " of them");
    }
    List<Node> texts = Js.children(pools.get(0).getFirstChild().getSecondChild());
    for (Node call : Js.all(program.script, node -> Js.isCall(node, "$rt_s"))) {
      call.replaceWith(texts.get((int) call.getSecondChild().getDouble()).cloneTree());
    }
    String initialiser = STRING + "_$callClinit";
    if (program.declared().containsKey(initialiser)) {
      pools.get(0).replaceWith(Js.statement(initialiser + "();"));
    } else {
      pools.get(0).detach();
    }
    for (String part :
        List.of("$rt_s", "$rt_stringPool", "$rt_stringPool_instance", "$rt_stringClassInit")) {
      if (!part.equals("$rt_s")
          || program.declared().containsKey(part)) { // a program may have none
        program.remove(part);
      }
    }
  }

  /**
   * A constructor of String puts a text into an object that its caller made. Here it gives the
   * text, and its caller puts it where the object was.
   */
  private static void makers(Program program) {
    Map<String, Node> declared = program.declared();
    Set<String> makers = new HashSet<>();
    int before = -1;
    while (makers.size() > before) {
      before = makers.size();
      declared.forEach(
          (name, node) -> {
            Node function = Program.function(node);
            if (function != null && isMaker(function, makers)) {
              makers.add(name);
            }
          });
    }
    for (Node put : Js.all(program.script, node -> Js.isGet(node, INSIDE) && Js.isTarget(node))) {
      Node object = put.getFirstChild();
      if (!object.isName() || (isGiven(object) && !makers.contains(nameOf(functionOf(object))))) {
        throw new Unexpected("texts", "a variable that gets a text", Js.print(put.getParent()));
      }
      put.replaceWith(object.detach());
    }
    for (Node call :
        Js.all(
            program.script,
            node ->
                node.isCall()
                    && node.getFirstChild().isName()
                    && makers.contains(node.getFirstChild().getString()))) {
      Node object = call.getSecondChild().detach();
      if (!object.isName() || !call.getParent().isExprResult()) {
        throw new Unexpected(
            "texts", "a constructor called for a variable", Js.print(call.getParent()));
      }
      Node statement = call.getParent();
      call.detach();
      statement.addChildToBack(IR.assign(object, call));
    }
    for (String name : makers) {
      Node function = Program.function(declared.get(name));
      if (function == null || !Js.body(function).isBlock()) {
        throw new Unexpected("texts", "a constructor with statements", name);
      }
      Node first = function.getSecondChild().getFirstChild().detach();
      String self = first.getString();
      for (Node end : Js.all(function, node -> node.isReturn() && !node.hasChildren())) {
        end.addChildToBack(IR.name(self));
      }
      Js.body(function).addChildToFront(IR.let(IR.name(self), IR.string("")));
      Js.body(function).addChildToBack(IR.returnNode(IR.name(self)));
    }
    for (Node made :
        Js.all(program.script, node -> node.isNew() && Js.isName(node.getFirstChild(), STRING))) {
      made.replaceWith(IR.string(""));
    }
  }

  /** Whether the function puts a text into its first parameter. */
  private static boolean isMaker(Node function, Set<String> makers) {
    Node first = function.getSecondChild().getFirstChild();
    if (first == null || !first.isName() || Js.isAssigned(function, first.getString())) {
      return false;
    }
    String self = first.getString();
    return !Js.all(
            function,
            node ->
                (Js.isGet(node, INSIDE)
                        && Js.isTarget(node)
                        && Js.isName(node.getFirstChild(), self))
                    || (isCallOf(node, makers) && Js.isName(node.getSecondChild(), self)))
        .isEmpty();
  }

  /** Whether the variable is still the parameter: its caller has the object that gets the text. */
  private static boolean isGiven(Node name) {
    Node function = functionOf(name);
    if (!Js.parameters(function).contains(name.getString())) {
      return false;
    }
    for (Node at = name; at != function; at = at.getParent()) {
      for (Node before = at.getPrevious(); before != null; before = before.getPrevious()) {
        if (Js.isAssigned(before, name.getString())) {
          Node assign = Js.assignment(before);
          return assign == null
              || !assign.getLastChild().isNew()
              || !Js.isName(assign.getLastChild().getFirstChild(), STRING);
        }
      }
    }
    return true;
  }

  private static Node functionOf(Node node) {
    Node at = node.getParent();
    while (!at.isFunction()) {
      at = at.getParent();
    }
    return at;
  }

  /** The name that a function is declared with, or none. */
  private static String nameOf(Node function) {
    Node parent = function.getParent();
    return parent.isName() ? parent.getString() : function.getFirstChild().getString();
  }

  private static boolean isCallOf(Node node, Set<String> functions) {
    return node.isCall()
        && node.getFirstChild().isName()
        && functions.contains(node.getFirstChild().getString());
  }

  /** An error of JavaScript has the message of Java's, if it is an object or null. */
  private static void message(Program program) {
    if (!program.declared().containsKey(Unused.ERROR)) {
      return; // this program throws none
    }
    List<Node> asked = new ArrayList<>();
    for (Node name :
        Js.all(
            program.script,
            node -> node.isName() && Js.isCall(node.getFirstChild(), "$rt_throwableMessage"))) {
      asked.addAll(
          Js.all(
              program.script,
              node ->
                  node.isSHEQ()
                      && node.getFirstChild().isTypeOf()
                      && Js.isName(node.getFirstFirstChild(), name.getString())));
    }
    if (asked.size() != 1) {
      throw new Unexpected("texts", "typeof javaMessage === \"object\"", asked.size() + " of them");
    }
    Node name = asked.get(0).getFirstFirstChild().detach();
    asked.get(0).replaceWith(Js.expression("(" + name.getString() + " !== void 0)"));
  }

  /** Sends calls of the method through a function that knows texts. */
  private static void calls(Program program, String method, @Nullable Node function) {
    if (function == null) {
      throw new Unexpected("texts", "a function for " + method, "none");
    }
    List<Node> calls =
        Js.all(program.script, node -> node.isCall() && Js.isGet(node.getFirstChild(), method));
    if (calls.isEmpty()) {
      return;
    }
    String name = "$text" + method;
    for (Node call : calls) {
      Node target = call.getFirstChild();
      Node object = target.getFirstChild().detach();
      target.replaceWith(IR.name(name));
      object.insertAfter(call.getFirstChild());
      call.putBooleanProp(Node.FREE_CALL, true);
    }
    List<String> parameters = new ArrayList<>();
    for (int i = 1; i < Js.parameters(function).size(); i++) {
      parameters.add("p" + i);
    }
    String rest = String.join(", ", parameters);
    String text = function.getParent().getString();
    String parts = rest.isEmpty() ? "" : ", " + rest;
    String asked =
        text.startsWith("jl_String_equals")
            ? "self instanceof jl_Object ? self."
                + method
                + "("
                + rest
                + ") : "
                + text
                + "(self"
                + parts
                + ")"
            : "typeof self === 'string' ? "
                + text
                + "(self"
                + parts
                + ") : self."
                + method
                + "("
                + rest
                + ")";
    program.script.addChildToFront(
        Js.statement("let " + name + " = (self" + parts + ") => " + asked + ";"));
  }
}
