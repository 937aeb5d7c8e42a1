package dev.holdfast.tools;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.teavm.backend.javascript.TeaVMJavaScriptHost;
import org.teavm.backend.javascript.codegen.SourceWriter;
import org.teavm.backend.javascript.spi.GeneratorContext;
import org.teavm.dependency.AbstractDependencyListener;
import org.teavm.dependency.BootstrapMethodSubstitutor;
import org.teavm.dependency.DependencyAgent;
import org.teavm.dependency.DynamicCallSite;
import org.teavm.dependency.MethodDependency;
import org.teavm.model.ClassHolder;
import org.teavm.model.ClassHolderTransformer;
import org.teavm.model.ClassHolderTransformerContext;
import org.teavm.model.ElementModifier;
import org.teavm.model.MethodDescriptor;
import org.teavm.model.MethodHolder;
import org.teavm.model.MethodReference;
import org.teavm.model.ValueType;
import org.teavm.model.emit.ProgramEmitter;
import org.teavm.model.emit.ValueEmitter;
import org.teavm.vm.spi.TeaVMHost;
import org.teavm.vm.spi.TeaVMPlugin;

/**
 * Lets JavaScript do what it does with text itself: one {@code +} where Java's compiler joins
 * texts, its own {@code charCodeAt}, {@code slice} and {@code indexOf}. TeaVM writes loops for them
 * and copies the loops to where they are called. An index outside of the text is no error here.
 *
 * <p>A plugin of TeaVM, like {@link WarningsFail}.
 */
public final class NativeText implements TeaVMPlugin {
  private static final String STRING = "java.lang.String";
  private static final ValueType TEXT = ValueType.object(STRING);

  /** What our code passes is always a text. */
  private static final ValueType CHARACTERS = ValueType.object("java.lang.CharSequence");

  /*
   * Each method with what it gives, where $0 is the text and $1, $2 are its parameters; parameters
   * that are texts are texts of JavaScript.
   */
  private static final Map<String, String> BODIES =
      Map.ofEntries(
          Map.entry("charAt(I)C", "$0.charCodeAt($1)"),
          Map.entry("length()I", "$0.length"),
          Map.entry("isEmpty()Z", "$0.length?0:1"),
          Map.entry("compareTo(Ljava/lang/String;)I", "$0<$1?-1:$0>$1?1:0"),
          Map.entry("startsWith(Ljava/lang/String;)Z", "$0.startsWith($1)?1:0"),
          Map.entry("endsWith(Ljava/lang/String;)Z", "$0.endsWith($1)?1:0"),
          Map.entry("contains(Ljava/lang/CharSequence;)Z", "$0.includes($1)?1:0"),
          Map.entry(
              "replace(Ljava/lang/CharSequence;Ljava/lang/CharSequence;)Ljava/lang/String;",
              "$0.split($1).join($2)"),
          Map.entry("indexOf(Ljava/lang/String;)I", "$0.indexOf($1)"),
          Map.entry("indexOf(Ljava/lang/String;I)I", "$0.indexOf($1,$2)"),
          Map.entry("indexOf(I)I", "$0.indexOf(String.fromCodePoint($1))"),
          Map.entry("indexOf(II)I", "$0.indexOf(String.fromCodePoint($1),$2)"),
          Map.entry("lastIndexOf(I)I", "$0.lastIndexOf(String.fromCodePoint($1))"),
          Map.entry("substring(I)Ljava/lang/String;", "$0.slice($1)"),
          Map.entry("substring(II)Ljava/lang/String;", "$0.slice($1,$2)"),
          Map.entry("concat(Ljava/lang/String;)Ljava/lang/String;", "$0+$1"),
          Map.entry(
              "replace(CC)Ljava/lang/String;",
              "$0.split(String.fromCharCode($1)).join(String.fromCharCode($2))"));

  /** The same for methods of classes. */
  private static final Map<String, String> STATIC =
      Map.ofEntries(
          Map.entry("java.lang.String.valueOf(C)Ljava/lang/String;", "String.fromCharCode($1)"),
          Map.entry("java.lang.String.valueOf(I)Ljava/lang/String;", "String($1)"),
          Map.entry("java.lang.String.valueOf(Z)Ljava/lang/String;", "$1?\"true\":\"false\""),
          Map.entry("java.lang.Integer.toString(I)Ljava/lang/String;", "String($1)"));

  private static final String HASH =
      "let h=0;for(let i=0;i<$0.length;++i)h=31*h+$0.charCodeAt(i)|0;return h;";

  private final Map<MethodReference, String> bodies = new HashMap<>();

  @Override
  public void install(TeaVMHost host) {
    BODIES.forEach((method, body) -> bodies.put(reference(STRING + "." + method), body));
    STATIC.forEach((method, body) -> bodies.put(reference(method), body));
    MethodReference hash = reference(STRING + ".hashCode()I");
    bodies.put(hash, HASH);
    host.add((ClassHolderTransformer) this::transform);
    host.add(
        new AbstractDependencyListener() {
          @Override
          public void methodReached(DependencyAgent agent, MethodDependency method) {
            MethodReference reached = method.getReference();
            if (bodies.containsKey(reached) && reached.getReturnType().equals(TEXT)) {
              method.getResult().propagate(agent.getType(TEXT));
            }
          }
        });
    TeaVMJavaScriptHost scripts = host.getExtension(TeaVMJavaScriptHost.class);
    bodies.forEach((method, body) -> scripts.add(method, this::generate));
    host.add(
        new MethodReference(
            "java.lang.invoke.StringConcatFactory",
            "makeConcatWithConstants",
            ValueType.object("java.lang.invoke.MethodHandles$Lookup"),
            TEXT,
            ValueType.object("java.lang.invoke.MethodType"),
            TEXT,
            ValueType.arrayOf(ValueType.object("java.lang.Object")),
            ValueType.object("java.lang.invoke.CallSite")),
        (BootstrapMethodSubstitutor) NativeText::joined);
  }

  /** The method in {@code class.name(parameters)result}. */
  private static MethodReference reference(String text) {
    int end = text.lastIndexOf('.', text.indexOf('('));
    return new MethodReference(
        text.substring(0, end), MethodDescriptor.parse(text.substring(end + 1)));
  }

  /** Makes the methods native, so that TeaVM neither reads nor copies what they were. */
  private void transform(ClassHolder type, ClassHolderTransformerContext context) {
    for (MethodReference method : bodies.keySet()) {
      if (!method.getClassName().equals(type.getName())) {
        continue;
      }
      @Nullable MethodHolder found = type.getMethod(method.getDescriptor());
      if (found == null) {
        context.getDiagnostics().error(null, "Expected TeaVM to have " + method + ", got none");
        continue;
      }
      found.getModifiers().add(ElementModifier.NATIVE);
      found.setProgram(null);
    }
  }

  private void generate(GeneratorContext context, SourceWriter writer, MethodReference method) {
    String body = bodies.getOrDefault(method, "");
    boolean isText = method.getReturnType().equals(TEXT);
    writer.append(body.endsWith(";") ? "" : "return ");
    if (isText) {
      writer.appendFunction("$rt_str").append('(');
    }
    for (int i = 0; i < body.length(); i++) {
      if (body.charAt(i) != '$') {
        writer.append(body.charAt(i));
        continue;
      }
      int number = body.charAt(++i) - '0';
      boolean text = number == 0 || isText(method.parameterType(number - 1));
      if (text) {
        writer.appendFunction("$rt_ustr").append('(');
      }
      writer.append(context.getParameterName(number));
      writer.append(text ? ")" : "");
    }
    writer.append(isText ? ")" : "").append(body.endsWith(";") ? "" : ";").softNewLine();
  }

  private static boolean isText(ValueType type) {
    return type.equals(TEXT) || type.equals(CHARACTERS);
  }

  /** What {@code a + 1 + "b"} is: the parts as texts, one joined to the other. */
  private static ValueEmitter joined(DynamicCallSite site, ProgramEmitter emitter) {
    String recipe = site.getBootstrapArguments().get(0).getString();
    List<ValueEmitter> parts = new ArrayList<>();
    List<Integer> mayBeNull = new ArrayList<>();
    int argument = 0;
    int constant = 1;
    StringBuilder literal = new StringBuilder();
    for (int i = 0; i < recipe.length(); i++) {
      char each = recipe.charAt(i);
      if (each > 2) {
        literal.append(each);
        continue;
      }
      if (each == 2) {
        literal.append(site.getBootstrapArguments().get(constant++).getString());
        continue;
      }
      if (literal.length() > 0) {
        parts.add(emitter.constant(literal.toString()));
        literal.setLength(0);
      }
      ValueType type = site.getCalledMethod().parameterType(argument);
      if (type.equals(TEXT)) {
        mayBeNull.add(parts.size());
      }
      parts.add(text(emitter, type, site.getArguments().get(argument++)));
    }
    if (literal.length() > 0 || parts.isEmpty()) {
      parts.add(emitter.constant(literal.toString()));
    }
    // In JavaScript null + null is 0, and a text alone would stay null.
    if (mayBeNull.contains(0) && (parts.size() == 1 || mayBeNull.contains(1))) {
      parts.add(0, emitter.constant(""));
    }
    ValueEmitter all = parts.get(0);
    for (ValueEmitter part : parts.subList(1, parts.size())) {
      all = all.invokeVirtual("concat", TEXT, part);
    }
    return all;
  }

  private static ValueEmitter text(ProgramEmitter emitter, ValueType type, ValueEmitter value) {
    if (type.equals(TEXT)) {
      return value;
    }
    ValueType as =
        type instanceof ValueType.Primitive primitive
            ? switch (primitive.getKind()) {
              case BYTE, SHORT -> ValueType.INTEGER;
              default -> type;
            }
            : ValueType.object("java.lang.Object");
    return emitter.invoke(STRING, "valueOf", TEXT, value.cast(as));
  }
}
