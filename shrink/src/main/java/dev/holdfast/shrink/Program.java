package dev.holdfast.shrink;

import com.google.javascript.rhino.IR;
import com.google.javascript.rhino.Node;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A program that TeaVM wrote: a list of statements, none of them inside a function of its own, each
 * {@code let} with one name. All that Java declared has a name that no local variable has.
 */
final class Program {
  final Node script;

  /** The classes by their names in the script; empty until {@link Metadata} has run. */
  final Map<String, JavaClass> classes = new LinkedHashMap<>();

  private Program(Node script) {
    this.script = script;
  }

  /** Takes TeaVM's script out of the function that it wraps it in, and appends what uses it. */
  static Program of(String text, List<Footer> footers) {
    Node script = Js.parse(text);
    List<Node> wrappers = new ArrayList<>();
    for (Node statement : Js.children(script)) {
      if (statement.isExprResult() && isWrapper(statement.getFirstChild())) {
        wrappers.add(statement);
      }
    }
    if (wrappers.size() != 1) {
      throw new Unexpected("script", "one function called in place", wrappers.size() + " of them");
    }
    Node wrapper = wrappers.get(0);
    Node inside = Js.body(wrapper.getFirstFirstChild());
    for (Node statement : Js.children(inside)) {
      for (Node one : single(statement.detach())) {
        one.insertBefore(wrapper);
      }
    }
    wrapper.detach();
    for (Footer footer : footers) {
      footer.statements().forEach(statement -> script.addChildToBack(statement.detach()));
    }
    return new Program(script);
  }

  private static boolean isWrapper(Node call) {
    return call.isCall() && call.getFirstChild().isFunction() && call.hasOneChild();
  }

  /** {@code let one, two;} as two statements. */
  private static List<Node> single(Node statement) {
    if (statement.isConst() || (statement.isVar() && !statement.hasOneChild())) {
      throw new Unexpected("script", "let, and var with one name", Js.print(statement));
    }
    if (!statement.isLet() || statement.hasOneChild()) {
      return List.of(statement);
    }
    List<Node> all = new ArrayList<>();
    for (Node name : Js.children(statement)) {
      Node value = name.removeFirstChild();
      all.add(value == null ? IR.let(name.detach()) : IR.let(name.detach(), value));
    }
    return all;
  }

  /** The class, which every program has. */
  JavaClass type(String name) {
    JavaClass type = classes.get(name);
    if (type == null) {
      throw new Unexpected("classes", name, "none");
    }
    return type;
  }

  List<Node> statements() {
    return Js.children(script);
  }

  /** Where each name is declared: a name below {@code let} or {@code var}, or a function. */
  Map<String, Node> declared() {
    Map<String, Node> all = new HashMap<>();
    for (Node statement : statements()) {
      if (statement.isFunction()) {
        all.put(statement.getFirstChild().getString(), statement);
      } else if (statement.isLet() || statement.isVar()) {
        for (Node name : Js.children(statement)) {
          all.put(name.getString(), name);
        }
      }
    }
    return all;
  }

  /** The function that a name stands for, or null. */
  static @Nullable Node function(@Nullable Node declaration) {
    if (declaration == null || declaration.isFunction()) {
      return declaration;
    }
    Node value = declaration.getFirstChild();
    return value != null && value.isFunction() ? value : null;
  }

  /** All places where each name stands, with its declaration. */
  Map<String, List<Node>> names() {
    Map<String, List<Node>> all = new HashMap<>();
    for (Node name : Js.all(script, Node::isName)) {
      all.computeIfAbsent(name.getString(), none -> new ArrayList<>()).add(name);
    }
    return all;
  }

  /** Removes what declares the name. */
  void remove(String name) {
    Node declaration = declared().get(name);
    if (declaration == null) {
      throw new Unexpected("script", "a declaration of " + name, "none");
    }
    remove(declaration);
  }

  static void remove(Node declaration) {
    Node statement = declaration.isFunction() ? declaration : declaration.getParent();
    if (statement.hasOneChild() || declaration.isFunction()) {
      statement.detach();
    } else {
      declaration.detach();
    }
  }

  /** The statements that call this function of TeaVM's, such as {@code $rt_metadata}. */
  List<Node> statementsCalling(String function) {
    return statements().stream()
        .filter(
            statement -> statement.isExprResult() && Js.isCall(statement.getFirstChild(), function))
        .toList();
  }

  @Override
  public String toString() {
    return Js.print(script);
  }
}
