package dev.holdfast.shrink;

import com.google.javascript.rhino.Node;
import java.util.List;
import java.util.Set;

/**
 * Lets values of JavaScript be where Java has objects. TeaVM wraps each that is put into an array
 * or a collection, so that it has the methods of an object. Programs that call none need no
 * wrapper, nor do those that only compare: wrappers are equal if their values are the same, and
 * that is what {@link Texts} makes of {@code equals} for what is no object of Java.
 */
final class Wrappers implements Pass {
  private static final String WRAPPER = "otji_JSWrapper";

  @Override
  public void run(Program program) {
    JavaClass wrapper = program.classes.get(WRAPPER);
    if (wrapper == null || !Set.of("$equals").containsAll(wrapper.methods.keySet())) {
      return;
    }
    wrapper.methods.clear();
    for (String turn : List.of(WRAPPER + "_wrap", WRAPPER + "_unwrap")) {
      for (Node call : Js.all(program.script, node -> Js.isCall(node, turn))) {
        call.replaceWith(call.getSecondChild().detach());
      }
    }
  }
}
