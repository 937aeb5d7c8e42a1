package dev.holdfast.shrink;

import com.google.javascript.rhino.IR;
import com.google.javascript.rhino.Node;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A switch over the constants of an enum asks for the constants. Java's compiler gives them numbers
 * in an array of its own, and asks for those: {@code switch (map.data[one.$ordinal]) { case 1: …
 * }}.
 */
final class EnumSwitches implements Pass {
  @Override
  public void run(Program program) {
    Map<String, Map<Double, String>> maps = new HashMap<>();
    Map<String, Node> fillers = new HashMap<>();
    for (Node name : Js.all(program.script, node -> node.isName() && isMap(node.getString()))) {
      if (Js.isTarget(name)) {
        Node function = name;
        while (!function.isFunction()) {
          function = function.getParent();
        }
        maps.put(name.getString(), numbers(function));
        fillers.put(name.getString(), function);
      }
    }
    for (Node each : Js.all(program.script, Node::isSwitch)) {
      Node get = each.getFirstChild();
      Node map = get.isGetElem() ? get.getFirstFirstChild() : null;
      if (map != null && map.isName() && maps.containsKey(map.getString())) {
        constants(each, maps.get(map.getString()));
      }
    }
    Set<String> left = new HashSet<>();
    for (Node name : Js.all(program.script, node -> node.isName() && isMap(node.getString()))) {
      if (Js.isGet(name.getParent(), "data")) {
        left.add(name.getString());
      }
    }
    fillers.forEach(
        (map, function) -> {
          if (fillers.keySet().stream()
              .noneMatch(other -> left.contains(other) && fillers.get(other) == function)) {
            Js.body(function).removeChildren();
          }
        });
  }

  private static boolean isMap(String name) {
    return name.contains("_$SwitchMap$");
  }

  /**
   * What {@code data[CONSTANT.$ordinal] = 1} says in the function; nothing if it fills several
   * arrays, whose numbers are the same.
   */
  private static Map<Double, String> numbers(Node function) {
    Map<Double, String> all = new HashMap<>();
    for (Node assign : Js.all(function, Node::isAssign)) {
      Node get = assign.getFirstChild();
      if (get.isGetElem()
          && get.getLastChild().isGetProp()
          && get.getLastChild().getFirstChild().isName()
          && assign.getLastChild().isNumber()
          && all.put(
                  assign.getLastChild().getDouble(), get.getLastChild().getFirstChild().getString())
              != null) {
        return Map.of();
      }
    }
    return all;
  }

  private static void constants(Node each, Map<Double, String> numbers) {
    Node asked = each.getFirstChild().getLastChild();
    List<Node> cases = Js.all(each, node -> node.isCase() && Switches.switchOf(node) == each);
    if (!asked.isGetProp()
        || !cases.stream()
            .allMatch(
                one ->
                    one.getFirstChild().isNumber()
                        && numbers.containsKey(one.getFirstChild().getDouble()))) {
      return;
    }
    for (Node one : cases) {
      one.getFirstChild().replaceWith(IR.name(numbers.get(one.getFirstChild().getDouble())));
    }
    each.getFirstChild().replaceWith(asked.getFirstChild().detach());
  }
}
