package dev.holdfast.shrink;

import com.google.javascript.rhino.Node;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Drops classes in which nothing differs from their parent, once fields are no matter of a class:
 * no method of their own, and nobody asks whether an object is of it.
 */
final class SameClasses implements Pass {
  @Override
  public void run(Program program) {
    Map<String, List<Node>> names = program.names();
    for (JavaClass one : new ArrayList<>(program.classes.values())) {
      List<Node> uses = names.getOrDefault(one.name, List.of());
      if (one.isInterface()
          || one.parent == null
          || one.javaName != null
          || !one.methods.isEmpty()
          || !one.exports.isEmpty()
          || !one.getters.isEmpty()
          || !one.extra.isEmpty()
          || !uses.stream().allMatch(SameClasses::isMade)
          || names.getOrDefault(one.parent, List.of()).stream().anyMatch(SameClasses::isCompared)) {
        continue;
      }
      uses.forEach(use -> use.setString(one.parent));
      names.computeIfAbsent(one.parent, none -> new ArrayList<>()).addAll(uses);
      for (JavaClass child : program.classes.values()) {
        if (one.name.equals(child.parent)) {
          child.parent = one.parent;
        }
      }
      program.classes.remove(one.name);
    }
  }

  /** Whether somebody asks for objects of exactly this class. */
  private static boolean isCompared(Node use) {
    return use.getParent().isSHEQ() || use.getParent().isSHNE();
  }

  private static boolean isMade(Node use) {
    return use.getParent().isNew() && use.getParent().getFirstChild() == use;
  }
}
