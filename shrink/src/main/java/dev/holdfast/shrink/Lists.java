package dev.holdfast.shrink;

import com.google.javascript.rhino.Node;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * Lets JavaScript's arrays do in Java's lists what they do themselves: they grow when something is
 * put behind their end, and sort without changing the order of what is equal.
 */
final class Lists implements Pass {
  private static final String LIST = "ju_ArrayList_";

  @Override
  public void run(Program program) {
    Map<String, Node> declared = program.declared();
    Node growing = Program.function(declared.get(LIST + "ensureCapacity"));
    if (growing != null) {
      replace(growing, "(self, least) => {}");
    }
    Node adding = Program.function(declared.get(LIST + "add"));
    if (adding != null && Js.parameters(adding).size() == 2) {
      replace(
          adding,
          "(self, one) => { self."
              + field(adding, "$array")
              + ".data[self."
              + field(adding, "$size")
              + "++] = one; return 1; }");
    }
    Node sorting = Program.function(declared.get(LIST + "sort"));
    if (sorting != null) {
      String compare =
          only(
              Js.all(sorting, node -> node.isCall() && isOf(node.getFirstChild(), sorting, 1))
                  .stream()
                  .map(Node::getFirstChild)
                  .toList(),
              "a method of the comparator");
      replace(
          sorting,
          "(self, order) => { let all = self."
              + field(sorting, "$array")
              + ".data; all.length = self."
              + field(sorting, "$size")
              + "; all.sort((one, other) => order."
              + compare
              + "(one, other)); }");
    }
  }

  /** The list's field of that name, to which TeaVM has given a number. */
  private static String field(Node function, String name) {
    return only(
        Js.all(
            function,
            node -> isOf(node, function, 0) && node.getString().matches("\\" + name + "[0-9]*")),
        "a field " + name);
  }

  /** Whether the node is {@code parameter.name}. */
  private static boolean isOf(Node node, Node function, int parameter) {
    return node.isGetProp()
        && Js.isName(node.getFirstChild(), Js.parameters(function).get(parameter));
  }

  private static String only(List<Node> found, String what) {
    TreeSet<String> names = new TreeSet<>();
    found.forEach(node -> names.add(node.getString()));
    if (names.size() != 1) {
      throw new Unexpected("lists", what, names.toString());
    }
    return names.first();
  }

  private static void replace(Node function, String text) {
    function.replaceWith(Js.expression(text));
  }
}
