package dev.holdfast.shrink;

import com.google.javascript.rhino.Node;
import java.util.Set;
import java.util.TreeSet;

/**
 * What holds for all passes together: none took away what another part of the program still uses.
 * Closure Compiler would take a name that nobody declares for one of the browser's.
 */
final class Complete {
  private final Set<String> browsers;

  /** Reads the names of the browser from a program that no pass has changed. */
  Complete(Program program) {
    browsers = FreeNames.of(program.script);
  }

  /** Fails with the names, and the properties of Java, that are used and not there. */
  void check(Program program) {
    Set<String> names = new TreeSet<>(FreeNames.of(program.script));
    names.removeAll(browsers);
    if (!names.isEmpty()) {
      throw new Unexpected("names", "a declaration of each", "none of " + names);
    }
    Set<String> used = new TreeSet<>();
    Set<String> given = new TreeSet<>();
    for (Node node : Js.all(program.script, each -> each.isGetProp() || Js.isMember(each))) {
      (node.isGetProp() && !Js.isTarget(node) ? used : given).add(node.getString());
    }
    used.removeIf(name -> !name.startsWith("$") || given.contains(name));
    if (!used.isEmpty()) {
      throw new Unexpected("properties", "a class that has each", "none for " + used);
    }
  }
}
