package dev.holdfast.shrink;

import com.google.javascript.rhino.IR;
import com.google.javascript.rhino.Node;
import com.google.javascript.rhino.Token;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Answers what programs ask about classes without a description of each: an interface is a mark on
 * the prototypes of those who implement it, all arrays are of one class, an object knows its
 * class's name. {@link Unused} finds out whether a program asks for more.
 */
final class Reflection implements Pass {
  @Override
  public void run(Program program) {
    arrays(program);
    interfaces(program);
    sameClass(program);
    classNames(program);
    capacity(program);
    debugging(program);
  }

  private static void arrays(Program program) {
    Node maker = Program.function(program.declared().get("$rt_arraycls"));
    if (maker == null) {
      throw new Unexpected("arrays", "$rt_arraycls", "none");
    }
    JavaClass array = new JavaClass("$rt_Array", null, "jl_Object", List.of(), 0);
    array.extra.add(Js.constructor("data"));
    program.classes.put(array.name, array);
    for (Node assign : Js.all(maker, Node::isAssign)) {
      Node target = assign.getFirstChild();
      if (target.isGetProp() && target.getString().startsWith("$clone")) {
        array.methods.put(target.getString(), "$rt_cloneArray");
        program.script.addChildToBack(
            Js.statement("let $rt_cloneArray = array => new $rt_Array(array.data.slice());"));
      }
    }
    for (Node call : Js.all(program.script, node -> Js.isCall(node, "$rt_arraycls"))) {
      if (call.getParent().isInstanceOf() || Js.isCall(call.getParent(), "$rt_cls")) {
        throw new Unexpected(
            "arrays", "nobody who asks for their kind", Js.print(call.getParent()));
      }
      call.replaceWith(IR.name(array.name));
    }
    program.remove("$rt_arraycls");
    Node create = Program.function(program.declared().get("$rt_createArray"));
    if (create != null) {
      create.replaceWith(Js.expression("size => new $rt_Array(new Array(size).fill(null))"));
      for (Node call : Js.all(program.script, node -> Js.isCall(node, "$rt_createArray"))) {
        call.getSecondChild().detach();
      }
    }
  }

  private static void interfaces(Program program) {
    for (Node call : Js.all(program.script, node -> Js.isCall(node, "$rt_isInstance"))) {
      Node object = call.getSecondChild();
      Node asked = call.getLastChild();
      if (!object.isName() || !asked.isName() || !program.type(asked.getString()).isInterface()) {
        throw new Unexpected("$rt_isInstance", "a variable and an interface", Js.print(call));
      }
      String name = object.getString();
      String is =
          name + " instanceof jl_Object && " + name + "." + mark(program, asked.getString());
      JavaClass string = program.classes.get("jl_String");
      boolean alsoText = string != null && isA(program, string, asked.getString());
      call.replaceWith(
          Js.expression((alsoText ? name + " instanceof jl_String || " : "") + "(" + is + ")"));
    }
    if (program.declared().containsKey("$rt_isInstance")) {
      program.remove("$rt_isInstance");
      program.remove("$rt_isAssignable");
    }
  }

  /** The property that those have who implement the interface. */
  private static String mark(Program program, String name) {
    String mark = "$is$" + name;
    if (program.type("jl_Object").fields.putIfAbsent(mark, IR.number(0)) == null) {
      for (JavaClass one : program.classes.values()) {
        if (!one.isInterface() && isA(program, one, name)) {
          one.extra.add(Js.statement(one.name + ".prototype." + mark + " = 1;"));
        }
      }
    }
    return mark;
  }

  private static boolean isA(Program program, JavaClass one, String name) {
    Deque<String> open = new ArrayDeque<>(one.interfaces);
    Set<String> seen = new HashSet<>();
    while (!open.isEmpty()) {
      String next = open.pop();
      if (next.equals(name)) {
        return true;
      }
      if (seen.add(next)) {
        open.addAll(program.type(next).interfaces);
      }
    }
    return false;
  }

  /** {@code getClass(a) === $rt_cls(B)} asks for a's constructor. */
  private static void sameClass(Program program) {
    for (Node same : Js.all(program.script, Node::isSHEQ)) {
      Node left = same.getFirstChild();
      Node right = same.getLastChild();
      if (Js.isCall(left, "jl_Object_getClass") && Js.isCall(right, "$rt_cls")) {
        left.replaceWith(IR.getprop(left.getSecondChild().detach(), "constructor"));
        right.replaceWith(right.getSecondChild().detach());
      }
    }
  }

  /** {@code getClass(a).getName()}: TeaVM has names only of classes whose name may be asked for. */
  private static void classNames(Program program) {
    for (Node call : Js.all(program.script, node -> Js.isCall(node, "jl_Class_getName"))) {
      if (Js.isCall(call.getSecondChild(), "jl_Object_getClass")) {
        Node object = call.getSecondChild().getSecondChild().detach();
        Node name = IR.or(IR.getprop(object, "$javaName"), IR.nullNode());
        call.replaceWith(IR.call(IR.name("$rt_str"), name));
      }
    }
    for (JavaClass one : program.classes.values()) {
      if (one.javaName != null) {
        one.extra.add(Js.statement(one.name + ".prototype.$javaName = '" + one.javaName + "';"));
      }
    }
  }

  /**
   * Leaves away how an ArrayList grows, {@code if (length < wanted) …}: TeaVM asks for the class of
   * the array to copy it, and an array of JavaScript grows by itself.
   */
  private static void capacity(Program program) {
    for (Node call : Js.all(program.script, node -> Js.isCall(node, "jl_Class_getComponentType"))) {
      Node at = call;
      while (!at.isIf() && !at.isFunction()) {
        at = at.getParent();
      }
      if (at.isIf()
          && at.getFirstChild().getToken() == Token.LT
          && at.hasTwoChildren()
          && isInArrayList(at)) {
        at.detach();
      }
    }
  }

  private static boolean isInArrayList(Node node) {
    Node at = node;
    while (!at.isFunction()) {
      at = at.getParent();
    }
    Node owner = at.getParent();
    return owner.isName() && owner.getString().startsWith("ju_ArrayList_");
  }

  /** What helps who debugs Java in a browser: stacks in terms of Java, and objects as texts. */
  private static void debugging(Program program) {
    for (Node statement : program.statements()) {
      Node assign = Js.assignment(statement);
      Node target = assign == null ? null : assign.getFirstChild();
      if (Js.isGet(target, "__teavm_class__")
          || (target != null
              && Js.isGet(target, "toString")
              && Js.isGet(target.getFirstChild(), "prototype")
              && Js.isName(target.getFirstFirstChild(), "jl_Object"))) {
        statement.detach();
      }
    }
    for (Node call : Js.all(program.script, node -> Js.isCall(node, "$rt_fillStack"))) {
      if (call.getParent().isExprResult()) {
        call.getParent().detach();
      }
    }
  }
}
