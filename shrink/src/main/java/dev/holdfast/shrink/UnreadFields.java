package dev.holdfast.shrink;

import com.google.javascript.rhino.Node;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Drops fields that get values and are never read, such as what only other programs ask an enum.
 */
final class UnreadFields implements Pass {
  @Override
  public void run(Program program) {
    Map<String, List<Node>> uses = new HashMap<>();
    for (Node get : Js.all(program.script, Node::isGetProp)) {
      uses.computeIfAbsent(get.getString(), none -> new ArrayList<>()).add(get);
    }
    for (JavaClass one : program.classes.values()) {
      for (String field : List.copyOf(one.fields.keySet())) {
        List<Node> all = uses.getOrDefault(field, List.of());
        if (field.startsWith("$") && all.stream().allMatch(UnreadFields::isOnlyWritten)) {
          all.forEach(UnreadFields::drop);
          uses.remove(field);
          one.fields.remove(field);
        }
      }
    }
  }

  private static boolean isOnlyWritten(Node get) {
    return get.getParent().isAssign()
        && get.getParent().getFirstChild() == get
        && get.getGrandparent().isExprResult();
  }

  private static void drop(Node get) {
    Node value = get.getNext();
    if (value.isName() || value.isNull() || value.isNumber() || value.isStringLit()) {
      get.getGrandparent().detach();
    } else {
      get.getParent().replaceWith(value.detach());
    }
  }
}
