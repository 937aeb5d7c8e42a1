package dev.holdfast.shrink;

import com.google.javascript.rhino.Node;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Makes lambdas functions again. TeaVM writes a class for each: fields for what it captures, one
 * method, and where it stands an object whose fields are filled one by one. Here each becomes a
 * function that takes what is captured and gives a function. What scripts call is that function
 * itself; for Java it is an object of one class that all lambdas share, with the function as its
 * method.
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
    for (Lambda lambda : found.values()) {
      lambda.write(lambda.forScripts ? null : SHARED + kinds.get(lambda.method));
      program.classes.remove(lambda.type.name);
    }
    functors.convert();
    SharedNames.apply(program, kinds, SHARED);
  }
}
