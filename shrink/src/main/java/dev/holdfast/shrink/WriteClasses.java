package dev.holdfast.shrink;

import com.google.javascript.rhino.IR;
import com.google.javascript.rhino.Node;
import com.google.javascript.rhino.Token;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Writes the classes as classes of JavaScript, parents first, with their methods in them. */
final class WriteClasses implements Pass {
  @Override
  public void run(Program program) {
    Run run = new Run(program);
    program.classes.values().forEach(run::write);
    Node before = program.script.getFirstChild();
    run.written.forEach(statement -> statement.insertBefore(before));
    run.extra.forEach(statement -> statement.insertBefore(before));
  }

  /** The classes of one program. */
  private static final class Run {
    private final Program program;
    private final Map<String, List<Node>> names;
    private final Map<String, Node> declared;

    /** How many methods each function is. */
    private final Map<String, Integer> methods = new HashMap<>();

    private final Set<String> done = new HashSet<>();
    private final List<Node> written = new ArrayList<>();
    private final List<Node> extra = new ArrayList<>();

    Run(Program program) {
      this.program = program;
      names = program.names();
      declared = program.declared();
      for (JavaClass one : program.classes.values()) {
        for (Map<String, String> all : List.of(one.methods, one.exports, one.getters)) {
          all.values().forEach(function -> methods.merge(function, 1, Integer::sum));
        }
      }
    }

    void write(JavaClass one) {
      if (one.isInterface() || !done.add(one.name)) {
        return;
      }
      if (one.parent != null) {
        write(program.type(one.parent));
      }
      Node members = new Node(Token.CLASS_MEMBERS);
      for (Node each : one.extra) {
        if (each.isMemberFunctionDef()) {
          members.addChildToBack(each);
        } else {
          extra.add(each);
        }
      }
      for (Map<String, String> all : List.of(one.methods, one.exports)) {
        all.forEach(
            (name, function) ->
                members.addChildToBack(IR.memberFunctionDef(name, method(function))));
      }
      one.getters.forEach(
          (name, function) -> {
            Node getter = Node.newString(Token.GETTER_DEF, name);
            getter.addChildToBack(method(function));
            members.addChildToBack(getter);
          });
      Node parent = one.parent == null ? IR.empty() : IR.name(one.parent);
      written.add(new Node(Token.CLASS, IR.name(one.name), parent, members));
    }

    /** The function as a method: with {@code this} for its first parameter. */
    private Node method(String name) {
      Node declaration = declared.get(name);
      Node function = Program.function(declaration);
      if (function == null || declaration == null) {
        throw new Unexpected("methods", "a function " + name, "none");
      }
      List<String> parameters = Js.parameters(function);
      String self = parameters.get(0);
      List<String> rest = parameters.subList(1, parameters.size());
      Node list = IR.paramList(rest.stream().map(IR::name).toArray(Node[]::new));
      if (!isOnlyThis(name, function)) {
        Node call = IR.call(IR.name(name), IR.thisNode());
        rest.forEach(each -> call.addChildToBack(IR.name(each)));
        return IR.function(IR.name(""), list, IR.block(IR.returnNode(call)));
      }
      Node body = Js.body(function).detach();
      if (!body.isBlock()) {
        body = IR.block(IR.returnNode(body));
      }
      if (Js.isAssigned(body, self)) {
        body.addChildToFront(IR.let(IR.name(self), IR.thisNode()));
      } else {
        Js.names(body, self).forEach(use -> use.replaceWith(IR.thisNode()));
      }
      Program.remove(declaration);
      return IR.function(IR.name(""), list, body);
    }

    /** Whether nobody else calls the function and {@code this} can stand in it. */
    private boolean isOnlyThis(String name, Node function) {
      return names.getOrDefault(name, List.of()).size() == 1
          && methods.getOrDefault(name, 0) == 1
          && Js.all(function, Node::isFunction).stream().allMatch(Node::isArrowFunction);
    }
  }
}
