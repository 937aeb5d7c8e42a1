package dev.holdfast.shrink;

import com.google.javascript.jscomp.Compiler;
import com.google.javascript.jscomp.CompilerOptions;
import com.google.javascript.jscomp.CompilerOptions.LanguageMode;
import com.google.javascript.jscomp.NodeUtil;
import com.google.javascript.rhino.Node;
import com.google.javascript.rhino.Token;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Reads, makes and prints JavaScript: what all passes need of Closure Compiler's syntax trees. */
final class Js {
  private Js() {}

  /** The statements of a script, below one SCRIPT node. */
  static Node parse(String text) {
    Compiler compiler = compiler();
    Node script = compiler.parseSyntheticCode("script.js", text);
    if (compiler.getErrorCount() > 0) {
      throw new Unexpected("script", "JavaScript", compiler.getErrors().get(0).toString());
    }
    return script;
  }

  /** The only statement of a text. */
  static Node statement(String text) {
    return parse(text).getFirstChild().detach();
  }

  /** The expression that a text is. */
  static Node expression(String text) {
    return statement("(" + text + ");").getFirstChild().detach();
  }

  static String print(Node node) {
    return compiler().toSource(node);
  }

  private static Compiler compiler() {
    Compiler compiler = new Compiler();
    CompilerOptions options = new CompilerOptions();
    options.setLanguageIn(LanguageMode.UNSTABLE);
    options.setLanguageOut(LanguageMode.ECMASCRIPT_2020);
    options.setPrettyPrint(true);
    compiler.disableThreads();
    compiler.initOptions(options);
    return compiler;
  }

  /** The nodes below and with {@code root} that fit, in the order of the text. */
  static List<Node> all(Node root, Predicate<Node> fits) {
    List<Node> found = new ArrayList<>();
    collect(root, fits, found);
    return found;
  }

  private static void collect(Node node, Predicate<Node> fits, List<Node> found) {
    if (fits.test(node)) {
      found.add(node);
    }
    for (Node child = node.getFirstChild(); child != null; child = child.getNext()) {
      collect(child, fits, found);
    }
  }

  static List<Node> names(Node root, String name) {
    return all(root, node -> isName(node, name));
  }

  static boolean isName(@Nullable Node node, String name) {
    return node != null && node.isName() && node.getString().equals(name);
  }

  /** Whether the node is {@code name(…)}. */
  static boolean isCall(@Nullable Node node, String name) {
    return node != null && node.isCall() && isName(node.getFirstChild(), name);
  }

  /** Whether the node is {@code ….name}. */
  static boolean isGet(@Nullable Node node, String name) {
    return node != null && node.isGetProp() && node.getString().equals(name);
  }

  /** The assignment that a statement is, or null. */
  static @Nullable Node assignment(@Nullable Node statement) {
    if (statement == null || !statement.isExprResult()) {
      return null;
    }
    Node value = statement.getFirstChild();
    return value.isAssign() ? value : null;
  }

  static boolean isNumber(@Nullable Node node, double number) {
    return node != null && node.isNumber() && node.getDouble() == number;
  }

  static List<Node> children(Node node) {
    List<Node> all = new ArrayList<>();
    for (Node child = node.getFirstChild(); child != null; child = child.getNext()) {
      all.add(child);
    }
    return all;
  }

  /** The arguments of a call or of {@code new}. */
  static List<Node> arguments(Node call) {
    List<Node> all = children(call);
    return all.subList(1, all.size());
  }

  /** The names of a function's parameters, which are plain names. */
  static List<String> parameters(Node function) {
    return children(function.getSecondChild()).stream().map(Node::getString).toList();
  }

  /** What the function does, a BLOCK, or the expression that it gives. */
  static Node body(Node function) {
    return function.getLastChild();
  }

  /** Whether the name is given a value below {@code root}, apart from its declaration. */
  static boolean isAssigned(Node root, String name) {
    return names(root, name).stream().anyMatch(Js::isTarget);
  }

  /** Whether this name or property is changed here. */
  static boolean isTarget(Node node) {
    Node parent = node.getParent();
    return parent != null
        && parent.getFirstChild() == node
        && (NodeUtil.isAssignmentOp(parent) || parent.isInc() || parent.isDec());
  }

  /** A constructor that keeps its parameter as the property of that name. */
  static Node constructor(String property) {
    return statement("class A { constructor(given) { super(); this." + property + " = given; } }")
        .getLastChild()
        .getFirstChild()
        .detach();
  }

  /** Every name of a property that the script writes with a dot or as a key of an object. */
  static Set<String> properties(Node root) {
    Set<String> names = new TreeSet<>();
    all(root, node -> node.isGetProp() || node.isOptChainGetProp() || isMember(node))
        .forEach(node -> names.add(node.getString()));
    return names;
  }

  /** A key of an object, or a method of a class. */
  static boolean isMember(Node node) {
    return node.isStringKey()
        || node.isMemberFunctionDef()
        || node.isGetterDef()
        || node.getToken() == Token.SETTER_DEF;
  }
}
