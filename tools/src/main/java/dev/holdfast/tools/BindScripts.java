package dev.holdfast.tools;

import dev.holdfast.tools.ScriptFile.Function;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Gives each native method marked {@code @Script} its body: the function of the same name in a
 * script beside its class. That is {@code Sending.js} for {@code Sending.java}, unless
 * {@code @Script} names another. The tool writes TeaVM's own {@code @JSBody} into the compiled
 * class. So TeaVM, and apps that compile our classes into their own worker, need to know nothing of
 * it.
 *
 * <p>It runs between the Java compiler and TeaVM: {@code BindScripts SOURCES CLASSES}. Every marked
 * method needs a function with as many parameters, and every function needs a method.
 */
public final class BindScripts {
  private final Path sources;
  private final Path classes;
  private final List<String> problems = new ArrayList<>();

  /** The functions that no method has used yet, by script and name. */
  private final Map<Path, Map<String, Function>> left = new TreeMap<>();

  BindScripts(Path sources, Path classes) {
    this.sources = sources;
    this.classes = classes;
  }

  /** Exits with 1 if there is any problem. */
  public static void main(String[] args) throws IOException {
    List<String> problems = new BindScripts(Path.of(args[0]), Path.of(args[1])).run();
    problems.forEach(System.err::println);
    if (!problems.isEmpty()) {
      System.err.println("Scripts and classes do not fit. No class was changed.");
      System.exit(1);
    }
  }

  /** Returns the problems. If there are any, no class is changed. */
  List<String> run() throws IOException {
    for (Path file : files(sources, ".js")) {
      read(sources.relativize(file), Files.readString(file));
    }
    Map<Path, byte[]> bound = new LinkedHashMap<>();
    for (Path file : files(classes, ".class")) {
      BoundClass marked = new BoundClass(Files.readAllBytes(file));
      if (!marked.methods().isEmpty()) {
        bind(classes.relativize(file), marked);
        bound.put(file, marked.bytes());
      }
    }
    left.forEach(
        (script, functions) ->
            functions
                .values()
                .forEach(
                    function ->
                        wrong(
                            script,
                            function,
                            "expected a method of this name marked @Script in a class beside it,"
                                + " got none")));
    if (problems.isEmpty()) {
      for (Map.Entry<Path, byte[]> one : bound.entrySet()) {
        Files.write(one.getKey(), one.getValue());
      }
    }
    return problems;
  }

  private void read(Path at, String text) {
    ScriptFile script = ScriptFile.of(at.toString(), text);
    problems.addAll(script.problems());
    Map<String, Function> functions = new LinkedHashMap<>();
    for (Function function : script.functions()) {
      if (functions.put(function.name(), function) != null) {
        wrong(at, function, "expected one function of this name, got two");
      }
    }
    left.put(at, functions);
  }

  private void bind(Path file, BoundClass marked) {
    String type = file.getFileName().toString().replace(".class", "");
    for (BoundClass.Method method : marked.methods()) {
      Path script = file.resolveSibling(method.script() == null ? type + ".js" : method.script());
      Map<String, Function> functions = left.getOrDefault(script, new LinkedHashMap<>());
      @Nullable Function function = functions.remove(method.name());
      String where = type + "." + method.name();
      if (function == null) {
        problems.add(
            script
                + ": expected a function for "
                + where
                + " alone, which is marked @Script; got "
                + functions.keySet());
      } else if (function.parameters().size() != method.parameters()) {
        wrong(
            script,
            function,
            "expected "
                + method.parameters()
                + " parameters, as "
                + where
                + " has; got "
                + function.parameters());
      } else {
        marked.bind(method, function);
      }
    }
  }

  private void wrong(Path script, Function function, String what) {
    problems.add(script + ":" + function.line() + ": function " + function.name() + ": " + what);
  }

  private static List<Path> files(Path folder, String end) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(file -> file.toString().endsWith(end)).sorted().toList();
    }
  }
}
