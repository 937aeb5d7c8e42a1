package dev.holdfast.shrink;

import com.google.javascript.rhino.Node;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What TeaVM says about one class. */
final class JavaClass {
  private static final int INTERFACE = 512;

  final String name;

  /** Its name in Java, or null if the program never asks for it. */
  final @Nullable String javaName;

  @Nullable String parent;
  final List<String> interfaces;
  final int modifiers;

  /** Each field with its first value, in the order of the constructor. */
  final Map<String, Node> fields = new LinkedHashMap<>();

  /** The function that takes the object first, by the method's name. */
  final Map<String, String> methods = new LinkedHashMap<>();

  /** The same for what scripts call. */
  final Map<String, String> exports = new LinkedHashMap<>();

  /** The same for properties that scripts read. */
  final Map<String, String> getters = new LinkedHashMap<>();

  /** Statements of the class itself, such as a mark on its prototype. */
  final List<Node> extra = new ArrayList<>();

  JavaClass(
      String name,
      @Nullable String javaName,
      @Nullable String parent,
      List<String> interfaces,
      int modifiers) {
    this.name = name;
    this.javaName = javaName;
    this.parent = parent;
    this.interfaces = interfaces;
    this.modifiers = modifiers;
  }

  boolean isInterface() {
    return (modifiers & INTERFACE) != 0;
  }
}
