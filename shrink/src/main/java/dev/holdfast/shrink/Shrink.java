package dev.holdfast.shrink;

import com.google.javascript.rhino.Node;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Makes the bundles that users get: {@code Shrink TEAVM FOOTERS TO NAME=FILE…}. Each is TeaVM's
 * {@code NAME.js}, not minified, with {@code NAME-footer.js} behind it, made smaller and written as
 * {@code FILE}.
 *
 * <p>TeaVM's output repeats what JavaScript has itself, and Closure Compiler cannot see through how
 * it describes its classes. So passes of ours first write what it means as people would, and
 * Closure Compiler does the rest. They know TeaVM's output by its shape. One that is always there
 * and is missing fails the build; what looks otherwise than expected stays as it is.
 */
public final class Shrink {
  private Shrink() {}

  /** Fails with what was expected if TeaVM's output is another than this knows. */
  public static void main(String[] args) throws IOException {
    Path scripts = Path.of(args[0]);
    Path footers = Path.of(args[1]);
    Path to = Files.createDirectories(Path.of(args[2]));
    for (String bundle : List.of(args).subList(3, args.length)) {
      String name = bundle.substring(0, bundle.indexOf('='));
      Footer footer = new Footer(Files.readString(footers.resolve(name + "-footer.js")));
      Program program = shrunk(Files.readString(scripts.resolve(name + ".js")), footer);
      Files.writeString(scripts.resolve(name + "-shrunk.js"), program.toString());
      Packed.write(
          to.resolve(bundle.substring(bundle.indexOf('=') + 1)),
          footer.around(Minified.of(program.toString())));
    }
  }

  /** The program after all passes, before Closure Compiler. */
  static Program shrunk(String teavm, Footer footer) {
    Set<String> wanted =
        Js.all(footer.statements(), Node::isName).stream()
            .map(Node::getString)
            .collect(Collectors.toSet());
    Program program = Program.of(teavm, footer);
    Complete complete = new Complete(program);
    List<Pass> passes =
        List.of(
            new Metadata(),
            new Start(wanted),
            new Reflection(),
            new Unused(),
            new DeadArrays(),
            new Wrappers(),
            new Texts(),
            new Switches(),
            new Lambdas(),
            new Initialisers(),
            new Variables(),
            new Fields(),
            new SameClasses(),
            new WriteClasses());
    passes.forEach(pass -> pass.run(program));
    complete.check(program);
    return program;
  }
}
