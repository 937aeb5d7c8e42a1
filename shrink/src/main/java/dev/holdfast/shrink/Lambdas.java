package dev.holdfast.shrink;

import com.google.javascript.rhino.Node;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Makes lambdas functions again. TeaVM writes a class for each: fields for what it captures, one
 * method, and where it stands an object whose fields are filled one by one. Here each becomes a
 * function that takes what is captured and gives a function. That is all where only lambdas have
 * the method: then a call of it is a call of the function. Where other classes have it as well, the
 * lambda is an object of one class that all such lambdas share, with the function as its method.
 */
final class Lambdas implements Pass {
  private static final String SHARED = "$Lambda";

  @Override
  public void run(Program program) {
    Map<String, Lambda> found = new TreeMap<>();
    Map<String, List<Node>> names = program.names();
    Map<String, Node> declared = program.declared();
    Map<String, List<Node>> properties =
        Js.all(program.script, Node::isGetProp).stream()
            .collect(Collectors.groupingBy(Node::getString));
    for (JavaClass one : program.classes.values()) {
      Lambda lambda = Lambda.of(program, one, names, declared, properties);
      if (lambda != null) {
        found.put(one.name, lambda);
      }
    }
    Functors functors = new Functors(program, found);
    found.values().removeIf(lambda -> lambda.forScripts && !functors.mayConvert(lambda.method));
    Map<String, Integer> kinds = SharedNames.of(program, found);
    Set<String> alone = alone(program, found);
    kinds.keySet().removeAll(alone);
    for (Lambda lambda : found.values()) {
      boolean function = lambda.forScripts || alone.contains(lambda.method);
      lambda.write(function ? null : SHARED + kinds.get(lambda.method));
      program.classes.remove(lambda.type.name);
    }
    functors.convert();
    for (Node get : Js.all(program.script, node -> isCalled(node) && alone.contains(name(node)))) {
      get.getParent().putBooleanProp(Node.FREE_CALL, true);
      get.replaceWith(get.getFirstChild().detach());
    }
    SharedNames.apply(program, kinds, SHARED);
  }

  /** The methods that only lambdas have. */
  private static Set<String> alone(Program program, Map<String, Lambda> lambdas) {
    Set<String> alone = new TreeSet<>();
    lambdas.values().stream()
        .filter(lambda -> !lambda.forScripts)
        .forEach(lambda -> alone.add(lambda.method));
    for (JavaClass one : program.classes.values()) {
      if (!lambdas.containsKey(one.name)) {
        alone.removeAll(one.methods.keySet());
      }
    }
    Js.all(program.script, node -> node.isGetProp() && !isCalled(node))
        .forEach(node -> alone.remove(name(node)));
    return alone;
  }

  private static String name(Node get) {
    return get.getString();
  }

  private static boolean isCalled(Node get) {
    return get.isGetProp() && get.getParent().isCall() && get.getParent().getFirstChild() == get;
  }
}
