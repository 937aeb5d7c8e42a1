package dev.holdfast.shrink;

import com.google.javascript.rhino.IR;
import com.google.javascript.rhino.Node;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A class that can be a function: see {@link Lambdas}. */
final class Lambda {
  final JavaClass type;
  final String method;
  final boolean forScripts;
  private final Node declaration;
  private final List<Site> sites = new ArrayList<>();

  /** Where TeaVM knew that a call can mean no other, and named the function. */
  private final List<Node> calls = new ArrayList<>();

  /**
   * Where it is made: the statement with {@code new}, those that fill its fields, in that order.
   */
  private record Site(Node made, List<Node> filled, List<Node> values) {}

  private Lambda(JavaClass type, String method, boolean forScripts, Node declaration) {
    this.type = type;
    this.method = method;
    this.forScripts = forScripts;
    this.declaration = declaration;
  }

  /** The class as a lambda, or null if it can't be one. */
  static @Nullable Lambda of(
      Program program,
      JavaClass one,
      Map<String, List<Node>> names,
      Map<String, Node> declared,
      Map<String, List<Node>> properties) {
    boolean forScripts = one.methods.isEmpty();
    Map<String, String> methods = forScripts ? one.exports : one.methods;
    if (one.isInterface()
        || one.methods.size() + one.exports.size() != 1
        || !one.getters.isEmpty()
        || !one.extra.isEmpty()
        || one.javaName != null
        || !"jl_Object".equals(one.parent)
        || program.classes.values().stream().anyMatch(each -> one.name.equals(each.parent))) {
      return null;
    }
    String method = methods.keySet().iterator().next();
    String name = methods.values().iterator().next();
    Node declaration = declared.get(name);
    Node function = Program.function(declaration);
    if (declaration == null
        || function == null
        || !function.isArrowFunction()
        || !names.getOrDefault(name, List.of()).stream()
            .allMatch(use -> use == declaration || (!forScripts && isCalled(use)))
        || program.classes.values().stream().anyMatch(each -> each != one && uses(each, name))
        || !Js.all(function, Node::isFunction).stream().allMatch(Node::isArrowFunction)) {
      return null;
    }
    Lambda lambda = new Lambda(one, method, forScripts, declaration);
    names.getOrDefault(name, List.of()).stream()
        .filter(use -> use != declaration)
        .forEach(lambda.calls::add);
    for (Node use : names.getOrDefault(one.name, List.of())) {
      Site site = site(one, use, declared);
      if (site == null) {
        return null;
      }
      lambda.sites.add(site);
    }
    for (String field : one.fields.keySet()) {
      long outside =
          properties.getOrDefault(field, List.of()).stream()
              .filter(node -> !isInside(node, function))
              .count();
      if (outside != lambda.sites.size()) {
        return null;
      }
    }
    return lambda.selfIsHidden(function) ? lambda : null;
  }

  private static boolean isCalled(Node use) {
    return use.getParent().isCall() && use.getParent().getFirstChild() == use;
  }

  private static boolean uses(JavaClass one, String function) {
    return one.methods.containsValue(function)
        || one.exports.containsValue(function)
        || one.getters.containsValue(function);
  }

  private static boolean isInside(Node node, Node ancestor) {
    for (Node at = node; at != null; at = at.getParent()) {
      if (at == ancestor) {
        return true;
      }
    }
    return false;
  }

  private static @Nullable Site site(JavaClass one, Node use, Map<String, Node> declared) {
    Node made = use.getParent();
    if (!made.isNew() || made.getFirstChild() != use) {
      return null;
    }
    if (one.fields.isEmpty()) {
      return new Site(made, List.of(), List.of());
    }
    Node assign = made.getParent();
    if (!assign.isAssign()
        || !assign.getFirstChild().isName()
        || !assign.getParent().isExprResult()) {
      return null;
    }
    String variable = assign.getFirstChild().getString();
    Map<String, Node> filled = new HashMap<>();
    List<Node> statements = new ArrayList<>();
    List<Node> between = new ArrayList<>();
    for (Node next = assign.getParent().getNext(); next != null; next = next.getNext()) {
      Node fill = Js.assignment(next);
      boolean fills =
          fill != null
              && fill.getFirstChild().isGetProp()
              && Js.isName(fill.getFirstFirstChild(), variable)
              && one.fields.containsKey(fill.getFirstChild().getString())
              && Js.names(fill.getLastChild(), variable).isEmpty();
      if (fill != null && fills) {
        statements.add(next);
        filled.put(fill.getFirstChild().getString(), fill.getLastChild());
        if (filled.size() == one.fields.size()) {
          break;
        }
      } else if (!next.isExprResult() || !Js.names(next, variable).isEmpty()) {
        return null;
      } else {
        between.add(next);
      }
    }
    if (filled.size() != one.fields.size() || statements.size() != filled.size()) {
      return null;
    }
    List<Node> values = new ArrayList<>();
    for (String field : one.fields.keySet()) {
      Node value = filled.get(field);
      if (value == null) {
        return null;
      }
      boolean simple = value.isName() || value.isNull() || value.isNumber();
      boolean mayChange =
          value.isName()
              && (declared.containsKey(value.getString())
                  || between.stream().anyMatch(each -> Js.isAssigned(each, value.getString())));
      if (!between.isEmpty() && (!simple || mayChange)) {
        return null;
      }
      values.add(value);
    }
    boolean inOrder = values.stream().map(Node::getGrandparent).toList().equals(statements);
    boolean allSimple =
        values.stream().allMatch(value -> value.isName() || value.isNull() || value.isNumber());
    return inOrder || allSimple ? new Site(made, statements, values) : null;
  }

  /**
   * Whether the function uses its object for nothing but what is captured. TeaVM may use the
   * variable for something else later: then a statement of the function itself gives it a value, or
   * one of a block with a label that the function begins with.
   */
  private boolean selfIsHidden(Node function) {
    String self = Js.parameters(function).get(0);
    boolean itself = true;
    boolean begins = true;
    Deque<Node> open = new ArrayDeque<>(List.of(Js.body(function)));
    while (!open.isEmpty()) {
      Node statement = open.pop();
      if (isNothing(statement, self)) {
        continue;
      }
      if (begins && (statement.isBlock() || statement.isLabel())) {
        List<Node> inside = Js.children(statement);
        Collections.reverse(inside);
        inside.forEach(open::push);
        continue;
      }
      begins &= statement.isLabelName() || statement.isLet() || statement.isVar();
      boolean overwritten =
          statement.isExprResult()
              && statement.getFirstChild().isAssign()
              && Js.isName(statement.getFirstFirstChild(), self);
      for (Node use : Js.names(statement, self)) {
        boolean target = overwritten && use == statement.getFirstFirstChild();
        if (itself ? !target && !isCaptured(use.getParent()) : isCaptured(use.getParent())) {
          return false;
        }
      }
      itself = itself && !overwritten;
    }
    return Js.all(function, this::isCaptured).stream()
        .allMatch(node -> Js.isName(node.getFirstChild(), self) && !Js.isTarget(node));
  }

  /** Whether the node is what the lambda captured, as a field of it. */
  private boolean isCaptured(Node node) {
    return node.isGetProp() && type.fields.containsKey(node.getString());
  }

  /** {@code self;} or {@code self = self;}, what a cast leaves. */
  private static boolean isNothing(Node statement, String self) {
    Node value = statement.isExprResult() ? statement.getFirstChild() : null;
    Node assign = Js.assignment(statement);
    return Js.isName(value, self)
        || (assign != null
            && Js.isName(assign.getFirstChild(), self)
            && Js.isName(assign.getLastChild(), self));
  }

  /** Writes the function and calls it where the object was made. */
  void write(@Nullable String shared) {
    List<String> fields = List.copyOf(type.fields.keySet());
    for (Site site : sites) {
      Node call = IR.call(IR.name(type.name));
      call.putBooleanProp(Node.FREE_CALL, true);
      site.values.forEach(value -> call.addChildToBack(value.detach()));
      if (site.filled.isEmpty()) {
        site.made.replaceWith(call);
        continue;
      }
      Node statement = site.made.getGrandparent();
      Node last = site.filled.get(site.filled.size() - 1);
      site.made.replaceWith(call);
      statement.detach();
      last.replaceWith(statement);
      site.filled.subList(0, site.filled.size() - 1).forEach(Node::detach);
    }
    for (Node use : calls) {
      Node call = use.getParent();
      use.replaceWith(IR.getprop(call.getSecondChild().detach(), method));
      call.putBooleanProp(Node.FREE_CALL, false);
    }
    Node function = declaration.getFirstChild();
    String self = Js.parameters(function).get(0);
    for (Node get : Js.all(function, this::isCaptured)) {
      get.replaceWith(IR.name(captured(get.getString())));
    }
    if (Js.body(function).isBlock()) {
      for (Node statement : Js.children(Js.body(function))) {
        if (isNothing(statement, self)) {
          statement.detach();
        }
      }
    }
    function.getSecondChild().getFirstChild().detach();
    if (!Js.names(Js.body(function), self).isEmpty()) {
      Js.body(function).addChildToFront(IR.let(IR.name(self)));
    }
    Node value = function.detach();
    if (shared != null) {
      value = IR.newNode(IR.name(shared), value);
    }
    Node maker = Js.expression("() => x");
    Node parameters = maker.getSecondChild();
    fields.forEach(field -> parameters.addChildToBack(IR.name(captured(field))));
    maker.getLastChild().replaceWith(value);
    declaration.setString(type.name);
    declaration.addChildToBack(maker);
  }

  private static String captured(String field) {
    return "captured" + field;
  }
}
