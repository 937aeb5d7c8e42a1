package dev.holdfast.shrink;

import com.google.javascript.rhino.Node;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * One name for the methods of all functional interfaces, so that one class does for all lambdas.
 * Two that some other class has both of need two.
 */
final class SharedNames {
  private SharedNames() {}

  /** Which kind of lambda has which method. */
  static Map<String, Integer> of(Program program, Map<String, Lambda> lambdas) {
    Set<String> methods = new TreeSet<>();
    lambdas.values().stream()
        .filter(one -> !one.forScripts)
        .forEach(one -> methods.add(one.method));
    Map<String, Set<String>> together = new HashMap<>();
    for (JavaClass one : program.classes.values()) {
      Set<String> all = new HashSet<>();
      for (JavaClass at = one;
          at != null;
          at = at.parent == null ? null : program.classes.get(at.parent)) {
        all.addAll(at.methods.keySet());
      }
      all.retainAll(methods);
      all.forEach(name -> together.computeIfAbsent(name, none -> new HashSet<>()).addAll(all));
    }
    Map<String, Integer> kinds = new LinkedHashMap<>();
    for (String method : methods) {
      int kind = 0;
      while (isTaken(kinds, together.getOrDefault(method, Set.of()), kind)) {
        kind++;
      }
      kinds.put(method, kind);
    }
    return kinds;
  }

  private static boolean isTaken(Map<String, Integer> kinds, Set<String> others, int kind) {
    return others.stream().anyMatch(other -> kinds.getOrDefault(other, -1) == kind);
  }

  /** Gives the methods their names and writes the class of each kind. */
  static void apply(Program program, Map<String, Integer> kinds, String shared) {
    for (JavaClass one : program.classes.values()) {
      Map<String, String> renamed = new LinkedHashMap<>();
      one.methods.forEach(
          (name, function) ->
              renamed.put(kinds.containsKey(name) ? nameOf(kinds.get(name)) : name, function));
      one.methods.clear();
      one.methods.putAll(renamed);
    }
    for (Node get : Js.all(program.script, Node::isGetProp)) {
      if (kinds.containsKey(get.getString())) {
        get.setString(nameOf(kinds.get(get.getString())));
      }
    }
    for (int kind : new TreeSet<>(kinds.values())) {
      JavaClass one = new JavaClass(shared + kind, null, "jl_Object", java.util.List.of(), 0);
      one.extra.add(Js.constructor(nameOf(kind)));
      program.classes.put(one.name, one);
    }
  }

  private static String nameOf(int kind) {
    return "$lambda" + kind;
  }
}
