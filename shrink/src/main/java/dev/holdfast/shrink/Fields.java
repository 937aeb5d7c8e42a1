package dev.holdfast.shrink;

import com.google.javascript.rhino.IR;
import com.google.javascript.rhino.Node;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * Gives fields of classes that are not related the same names, so that few names are used often.
 * TeaVM has a name of its own for each field of the program. What fields begin with, null or 0,
 * stands once, on the prototype of all classes; no constructor is left.
 */
final class Fields implements Pass {
  private static final String ROOT = "jl_Object";

  @Override
  public void run(Program program) {
    Map<String, String> names = new HashMap<>();
    Map<String, Integer> used = new HashMap<>();
    Map<String, Node> first = new TreeMap<>();
    Set<String> twice = new HashSet<>();
    Set<String> seen = new HashSet<>();
    for (JavaClass one : program.classes.values()) {
      one.fields.keySet().stream().filter(name -> !seen.add(name)).forEach(twice::add);
    }
    for (JavaClass one : parentsFirst(program)) {
      one.fields.forEach(
          (name, value) -> {
            if (!isConstant(value)) {
              throw new Unexpected(name, "a constant for its first value", Js.print(value));
            }
            String kind = kind(value);
            if (kind == null || twice.contains(name) || one.name.equals(ROOT)) {
              Node before = first.put(name, value);
              if (before != null && !before.isEquivalentTo(value)) {
                throw new Unexpected(name, "one first value, " + Js.print(before), Js.print(value));
              }
            } else {
              int slot = next(program, one, kind, used);
              names.put(name, kind + slot);
              first.put(kind + slot, value);
            }
          });
      one.fields.clear();
    }
    for (Node get : Js.all(program.script, Node::isGetProp)) {
      String name = names.get(get.getString());
      if (name != null) {
        get.setString(name);
      }
    }
    JavaClass root = program.type(ROOT);
    first.forEach(
        (name, value) ->
            root.extra.add(
                IR.exprResult(
                    IR.assign(IR.getprop(IR.name(ROOT), "prototype", name), value.cloneTree()))));
  }

  private static Collection<JavaClass> parentsFirst(Program program) {
    Set<JavaClass> ordered = new LinkedHashSet<>();
    for (JavaClass one : program.classes.values()) {
      List<JavaClass> line = new ArrayList<>();
      for (JavaClass at = one;
          at != null;
          at = at.parent == null ? null : program.classes.get(at.parent)) {
        line.add(0, at);
      }
      ordered.addAll(line);
    }
    return ordered;
  }

  /** Whether all objects may have this value from their prototype. */
  private static boolean isConstant(Node value) {
    return value.isNull()
        || value.isNumber()
        || value.isBigInt()
        || value.isTrue()
        || value.isFalse()
        || (value.isNeg() && isConstant(value.getFirstChild()));
  }

  private static @Nullable String kind(Node value) {
    return value.isNull() ? "$object" : Js.isNumber(value, 0) ? "$number" : null;
  }

  /** The next place for a field of this kind, after those of all its parents. */
  private static int next(Program program, JavaClass one, String kind, Map<String, Integer> used) {
    BiFunction<String, String, String> key = (name, of) -> name + " " + of;
    @Nullable Integer own = used.get(key.apply(one.name, kind));
    if (own == null) {
      own = 0;
      for (JavaClass at = one;
          at != null;
          at = at.parent == null ? null : program.classes.get(at.parent)) {
        own = Math.max(own, used.getOrDefault(key.apply(at.name, kind), 0));
      }
    }
    used.put(key.apply(one.name, kind), own + 1);
    return own;
  }
}
