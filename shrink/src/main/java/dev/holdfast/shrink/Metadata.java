package dev.holdfast.shrink;

import com.google.javascript.rhino.Node;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Takes all that describes classes out of the script and keeps it in {@link Program#classes}: the
 * lists that TeaVM reads when the script starts, the constructors, and what scripts may call.
 */
final class Metadata implements Pass {
  @Override
  public void run(Program program) {
    List<String> packages = packages(program);
    List<Node> lists = program.statementsCalling("$rt_metadata");
    if (lists.isEmpty()) {
      throw new Unexpected("metadata", "a call of $rt_metadata", "none");
    }
    for (Node list : lists) {
      Iterator<Node> values = Js.children(list.getFirstChild().getSecondChild()).iterator();
      while (values.hasNext()) {
        JavaClass read = read(values, packages);
        program.classes.put(read.name, read);
      }
      list.detach();
    }
    exports(program);
    Map<String, Node> declared = program.declared();
    for (JavaClass one : program.classes.values()) {
      Node declaration = declared.get(one.name);
      if (declaration == null) {
        throw new Unexpected(one.name, "its constructor", "none");
      }
      if (declaration.isFunction()) {
        fields(one, Js.body(declaration));
      } else if (!Js.isCall(declaration.getFirstChild(), "$rt_classWithoutFields")) {
        throw new Unexpected(one.name, "a constructor", Js.print(declaration));
      }
      Program.remove(declaration);
    }
    for (String reader :
        List.of("$rt_metadata", "$rt_packages", "$rt_packageData", "$rt_allClasses")) {
      program.remove(reader);
    }
  }

  private static List<String> packages(Program program) {
    List<String> packages = new ArrayList<>();
    for (Node call : program.statementsCalling("$rt_packages")) {
      List<Node> values = Js.children(call.getFirstChild().getSecondChild());
      for (int i = 0; i < values.size(); i += 2) {
        Node parent = values.get(i);
        String before = parent.isNumber() ? packages.get((int) parent.getDouble()) : "";
        packages.add(before + values.get(i + 1).getString() + ".");
      }
      call.detach();
    }
    return packages;
  }

  /*
   * A class is: its constructor, its name in Java or 0, the number of its package if it has a name,
   * its parent or 0, its interfaces, modifiers, what encloses it, its initialiser, its methods or 0.
   */
  private static JavaClass read(Iterator<Node> values, List<String> packages) {
    String name = values.next().getString();
    Node javaName = values.next();
    String full = null;
    if (javaName.isStringLit()) {
      Node number = values.next();
      full =
          (number.isNumber() ? packages.get((int) number.getDouble()) : "") + javaName.getString();
    } else if (!Js.isNumber(javaName, 0)) {
      throw new Unexpected(name, "its name in Java or 0", Js.print(javaName));
    }
    Node parent = values.next();
    Node interfaces = values.next();
    Node modifiers = values.next();
    values.next();
    values.next();
    Node methods = values.next();
    if (!(parent.isName() || parent.isNumber())
        || !interfaces.isArrayLit()
        || !modifiers.isNumber()
        || !(methods.isArrayLit() || methods.isNumber())) {
      throw new Unexpected(
          name, "parent, interfaces, modifiers, methods", Js.print(parent.getParent()));
    }
    JavaClass read =
        new JavaClass(
            name,
            full,
            parent.isName() ? parent.getString() : null,
            Js.children(interfaces).stream().map(Node::getString).toList(),
            (int) modifiers.getDouble());
    List<Node> pairs = Js.children(methods);
    for (int i = 0; i < pairs.size(); i += 2) {
      for (Node one :
          pairs.get(i).isArrayLit() ? Js.children(pairs.get(i)) : List.of(pairs.get(i))) {
        read.methods.put(one.getString(), wrapped(pairs.get(i + 1), "$rt_wrapFunction"));
      }
    }
    return read;
  }

  /** The function in {@code wrapper(function)}. */
  private static String wrapped(Node call, String wrapper) {
    if (!call.isCall()
        || !call.getFirstChild().isName()
        || !call.getFirstChild().getString().startsWith(wrapper)
        || !call.getSecondChild().isName()) {
      throw new Unexpected("metadata", wrapper + "(…)", Js.print(call));
    }
    return call.getSecondChild().getString();
  }

  /** Reads what a constructor gives each field: {@code a.$name = null}, after its parent's call. */
  private static void fields(JavaClass one, Node block) {
    for (Node statement : Js.children(block)) {
      if (statement.isLet() || isParentsCall(one, statement)) {
        continue;
      }
      Node assign = statement.isExprResult() ? statement.getFirstChild() : null;
      if (assign == null || !assign.isAssign() || !assign.getFirstChild().isGetProp()) {
        throw new Unexpected(one.name, "a field's first value", Js.print(statement));
      }
      one.fields.put(assign.getFirstChild().getString(), assign.getLastChild().detach());
    }
  }

  private static boolean isParentsCall(JavaClass one, Node statement) {
    @Nullable Node call = statement.isExprResult() ? statement.getFirstChild() : null;
    return call != null
        && call.isCall()
        && Js.isGet(call.getFirstChild(), "call")
        && one.parent != null
        && Js.isName(call.getFirstFirstChild(), one.parent);
  }

  /** Reads the function in which TeaVM gives prototypes what scripts call. */
  private static void exports(Program program) {
    for (Node statement : program.statements()) {
      Node call = statement.isExprResult() ? statement.getFirstChild() : null;
      if (call == null || !call.isCall() || !call.getFirstChild().isArrowFunction()) {
        continue;
      }
      JavaClass current = null;
      for (Node one : Js.children(Js.body(call.getFirstChild()))) {
        Node inner = one.getFirstChild();
        if (one.isLet()) {
          continue;
        }
        if (inner.isAssign() && inner.getFirstChild().isName()) {
          current = program.classes.get(inner.getLastChild().getFirstChild().getString());
        } else if (current != null && inner.isAssign()) {
          Node target = inner.getFirstChild();
          String name = target.isGetProp() ? target.getString() : target.getLastChild().getString();
          current.exports.put(name, wrapped(inner.getLastChild(), "$rt_callWithReceiver"));
        } else if (current != null
            && inner.isCall()
            && Js.isGet(inner.getFirstChild(), "defineProperty")) {
          List<Node> arguments = Js.arguments(inner);
          Node getter = arguments.get(2).getFirstChild();
          if (!arguments.get(2).hasOneChild() || !getter.getString().equals("get")) {
            throw new Unexpected(current.name, "a getter", Js.print(one));
          }
          current.getters.put(
              arguments.get(1).getString(),
              wrapped(getter.getFirstChild(), "$rt_callWithReceiver"));
        } else {
          throw new Unexpected("exports", "a method or a getter", Js.print(one));
        }
      }
      statement.detach();
    }
  }
}
