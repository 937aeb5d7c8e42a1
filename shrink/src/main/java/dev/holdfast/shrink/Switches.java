package dev.holdfast.shrink;

import com.google.javascript.rhino.Node;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A switch over texts asks for the texts. Java's compiler makes two of it: one over their hash
 * codes that gives each text a number, and one over the numbers.
 */
final class Switches implements Pass {
  @Override
  public void run(Program program) {
    for (Node each : Js.all(program.script, Node::isSwitch)) {
      Node hash = each.getFirstChild();
      if (calls(hash, "jl_String_hashCode") && hash.getSecondChild().isName()) {
        convert(each, hash);
      }
    }
    for (Node each : Js.all(program.script, Node::isSwitch)) {
      if (each.getFirstChild().isName()) {
        joined(each);
      }
    }
  }

  /** Lets the second switch ask for the texts to which the first has given its numbers. */
  private static void joined(Node numbering) {
    Map<Double, Node> texts = new HashMap<>();
    String number = "";
    for (Node one : Js.all(numbering, node -> node.isCase() && switchOf(node) == numbering)) {
      Node assign = Js.assignment(one.getLastChild().getFirstChild());
      if (assign == null
          || !one.getFirstChild().isStringLit()
          || !assign.getFirstChild().isName()
          || !assign.getLastChild().isNumber()
          || !isAlone(assign.getParent())) {
        return;
      }
      number = assign.getFirstChild().getString();
      texts.put(assign.getLastChild().getDouble(), one.getFirstChild());
    }
    Node none = Js.assignment(numbering.getPrevious());
    Node asking = asking(numbering);
    if (none == null
        || !Js.isName(none.getFirstChild(), number)
        || asking == null
        || !Js.isName(asking.getFirstChild(), number)) {
      return;
    }
    for (Node one : Js.all(asking, node -> node.isCase() && switchOf(node) == asking)) {
      Node text = texts.get(one.getFirstChild().getDouble());
      if (text == null) {
        throw new Unexpected("switches", "the number of a text", Js.print(one));
      }
      one.getFirstChild().replaceWith(text.cloneTree());
    }
    asking.getFirstChild().replaceWith(numbering.getFirstChild().detach());
    none.getParent().detach();
    numbering.detach();
  }

  /** Whether nothing but a break follows the statement. */
  private static boolean isAlone(Node statement) {
    Node next = statement.getNext();
    return next == null || (next.isBreak() && next.getNext() == null);
  }

  /** The switch that runs next after this one, or null. */
  private static @Nullable Node asking(Node numbering) {
    Node at = numbering;
    while (at.getNext() == null && (at.getParent().isBlock() || at.getParent().isLabel())) {
      at = at.getParent();
    }
    at = at.getNext();
    while (at != null && (at.isBlock() || at.isLabel())) {
      at = at.isLabel() ? at.getLastChild() : at.getFirstChild();
    }
    return at != null && at.isSwitch() ? at : null;
  }

  private static void convert(Node each, Node hash) {
    List<Node> tests = new ArrayList<>();
    for (Node one : Js.all(each, node -> node.isCase() && switchOf(node) == each)) {
      Node test = test(each, one, hash.getSecondChild().getString());
      if (test == null) {
        return;
      }
      tests.add(test);
    }
    for (Node test : tests) {
      Node text = test.getFirstFirstChild().getLastChild().detach();
      test.getGrandparent().getFirstChild().replaceWith(text);
      test.detach();
    }
    hash.replaceWith(hash.getSecondChild().detach());
  }

  static Node switchOf(Node node) {
    Node at = node.getParent();
    while (!at.isSwitch()) {
      at = at.getParent();
    }
    return at;
  }

  /** {@code if (!equals(text, "a")) break d;} at the head of a case, or null. */
  private static @Nullable Node test(Node each, Node one, String text) {
    Node first = one.getLastChild().getFirstChild();
    if (first == null
        || !first.isIf()
        || !first.hasTwoChildren()
        || !first.getFirstChild().isNot()) {
      return null;
    }
    Node call = first.getFirstFirstChild();
    Node leave = first.getLastChild();
    leave = leave.isBlock() && leave.hasOneChild() ? leave.getFirstChild() : leave;
    boolean asks =
        calls(call, "jl_String_equals")
            && Js.isName(call.getSecondChild(), text)
            && call.getLastChild().isStringLit();
    return asks && leave.isBreak() && leaves(each, leave) && ends(one) ? first : null;
  }

  /** Whether the case does not go on with the next one, which would ask for another text. */
  private static boolean ends(Node one) {
    Node last = one.getLastChild().getLastChild();
    return one.getNext() == null
        || last.isBreak()
        || last.isContinue()
        || last.isReturn()
        || last.isThrow();
  }

  private static boolean calls(Node node, String function) {
    return node.isCall()
        && node.getFirstChild().isName()
        && node.getFirstChild().getString().startsWith(function);
  }

  /** Whether the break goes to the end of the switch. */
  private static boolean leaves(Node each, Node leave) {
    if (!leave.hasChildren()) {
      return true;
    }
    Node block = each.getParent();
    return block.isBlock()
        && each.getNext() == null
        && block.getParent().isLabel()
        && block.getParent().getFirstChild().getString().equals(leave.getFirstChild().getString());
  }
}
