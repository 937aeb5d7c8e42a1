package dev.holdfast.shrink;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Makes the bundles that users get: {@code Shrink TEAVM FOOTERS TO NAME=FILE…}. Each is TeaVM's
 * {@code NAME.js}, not minified, with {@code NAME-footer.js} behind it, made smaller and written as
 * {@code FILE}. {@code NAME=FILE,SECOND=FILE} makes two of one program: see {@link Split}.
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
      List<String> names = new ArrayList<>();
      List<String> files = new ArrayList<>();
      List<Footer> parts = new ArrayList<>();
      for (String part : bundle.split(",")) {
        names.add(part.substring(0, part.indexOf('=')));
        files.add(part.substring(part.indexOf('=') + 1));
        parts.add(new Footer(Files.readString(footers.resolve(last(names) + "-footer.js"))));
      }
      Program program = shrunk(Files.readString(scripts.resolve(names.get(0) + ".js")), parts);
      List<String> made = new ArrayList<>();
      if (parts.size() == 1) {
        made.add(Minified.of(program.toString()));
      } else {
        String second = Split.takeSecond(program, parts.get(0), last(parts));
        List<String> both = Minified.of(List.of(program.toString(), second));
        made.addAll(Split.linked(both.get(0), last(both), files.get(0)));
      }
      Files.writeString(scripts.resolve(names.get(0) + "-shrunk.js"), program.toString());
      for (int i = 0; i < made.size(); i++) {
        Packed.write(to.resolve(files.get(i)), parts.get(i).around(made.get(i)));
      }
    }
  }

  private static <T> T last(List<T> all) {
    return all.get(all.size() - 1);
  }

  /** The program after all passes, before Closure Compiler. */
  static Program shrunk(String teavm, List<Footer> footers) {
    Set<String> wanted = new HashSet<>();
    footers.forEach(footer -> wanted.addAll(footer.names()));
    Program program = Program.of(teavm, footers);
    Complete complete = new Complete(program);
    List<Pass> passes =
        List.of(
            new Metadata(),
            new Start(wanted),
            new Reflection(),
            new Checks(),
            new Lists(),
            new EnumSwitches(),
            new Unused(),
            new DeadArrays(),
            new Wrappers(),
            new Texts(),
            new Switches(),
            new Lambdas(),
            new Initialisers(),
            new UnreadFields(),
            new Unused(), // what the passes since have made so
            new ArrayLiterals(),
            new Variables(),
            new Fields(),
            new SameClasses(),
            new WriteClasses());
    passes.forEach(pass -> pass.run(program));
    complete.check(program);
    return program;
  }
}
