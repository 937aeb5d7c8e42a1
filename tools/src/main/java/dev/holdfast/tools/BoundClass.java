package dev.holdfast.tools;

import dev.holdfast.tools.ScriptFile.Function;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.AnnotationVisitor;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/** A compiled class. Some of its methods have their bodies in scripts. */
final class BoundClass {
  private static final int API = Opcodes.ASM9;
  private static final String SCRIPT = "Ldev/holdfast/browser/js/Script;";
  private static final String BODY = "Lorg/teavm/jso/JSBody;";

  /**
   * A method with its body in a script.
   *
   * @param script the script's name; null for the script of the class
   */
  record Method(String name, String descriptor, @Nullable String script) {
    int parameters() {
      return Type.getArgumentCount(descriptor);
    }
  }

  private final ClassReader read;
  private final List<Method> methods = new ArrayList<>();
  private final Map<String, Function> bodies = new HashMap<>();

  BoundClass(byte[] bytes) {
    read = new ClassReader(bytes);
    read.accept(new Finder(), ClassReader.SKIP_CODE);
  }

  /** The methods marked {@code @Script}. */
  List<Method> methods() {
    return methods;
  }

  void bind(Method method, Function function) {
    bodies.put(method.name() + method.descriptor(), function);
  }

  /** The class file, with the bound functions as the bodies of its methods. */
  byte[] bytes() {
    ClassWriter written = new ClassWriter(0);
    read.accept(new Binder(written), 0);
    return written.toByteArray();
  }

  private final class Finder extends ClassVisitor {
    Finder() {
      super(API);
    }

    @Override
    public MethodVisitor visitMethod(
        int access,
        String name,
        String descriptor,
        @Nullable String signature,
        String @Nullable [] exceptions) {
      return new MethodVisitor(API) {
        @Override
        public @Nullable AnnotationVisitor visitAnnotation(String type, boolean visible) {
          return type.equals(SCRIPT) ? new Mark(name, descriptor) : null;
        }
      };
    }
  }

  /** Reads the {@code @Script} of one method. */
  private final class Mark extends AnnotationVisitor {
    private final String name;
    private final String descriptor;
    private @Nullable String script;

    Mark(String name, String descriptor) {
      super(API);
      this.name = name;
      this.descriptor = descriptor;
    }

    @Override
    public void visit(@Nullable String element, Object value) {
      script = (String) value;
    }

    @Override
    public void visitEnd() {
      methods.add(new Method(name, descriptor, script));
    }
  }

  /** Writes {@code @JSBody}. Replaces one from an earlier build. */
  private final class Binder extends ClassVisitor {
    Binder(ClassWriter next) {
      super(API, next);
    }

    @Override
    public MethodVisitor visitMethod(
        int access,
        String name,
        String descriptor,
        @Nullable String signature,
        String @Nullable [] exceptions) {
      MethodVisitor next = super.visitMethod(access, name, descriptor, signature, exceptions);
      Function function = bodies.get(name + descriptor);
      return function == null ? next : new BodyWriter(next, function);
    }
  }

  private static final class BodyWriter extends MethodVisitor {
    private final Function function;

    BodyWriter(MethodVisitor next, Function function) {
      super(API, next);
      this.function = function;
    }

    @Override
    public @Nullable AnnotationVisitor visitAnnotation(String type, boolean visible) {
      return type.equals(BODY) ? null : super.visitAnnotation(type, visible);
    }

    @Override
    public void visitEnd() {
      AnnotationVisitor body = super.visitAnnotation(BODY, true);
      AnnotationVisitor params = body.visitArray("params");
      function.parameters().forEach(parameter -> params.visit(null, parameter));
      params.visitEnd();
      body.visit("script", function.body());
      body.visitEnd();
      super.visitEnd();
    }
  }
}
