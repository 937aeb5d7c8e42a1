package dev.holdfast.shrink;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Makes modules that are written in JavaScript smaller: {@code Modules FROM TO} writes each script
 * below {@code FROM} at its place below {@code TO}, with {@code .gz} and {@code .br} beside it.
 *
 * <p>Closure Compiler would follow imports and rename exports, so it sees neither: a module's
 * imports stand at its top, its exports are one list of names or one default at its end, or it is
 * nothing but exports of others.
 */
public final class Modules {
  private static final Pattern IMPORTS =
      Pattern.compile("\\A(?:\\s*//[^\\n]*\\n)*((?:\\s*import [^;(]*;\\n)*)");

  private static final Pattern EXPORTS =
      Pattern.compile("^export (const|function|class) (\\w+)", Pattern.MULTILINE);

  private static final Pattern LIST =
      Pattern.compile("^export \\{ ([\\w, ]+) \\};$", Pattern.MULTILINE);

  private static final String DEFAULT = "export default ";
  private static final String PLACE = "self.holdfastDefault=";
  private static final String IMPORT = "holdfastImport";
  private static final String ALL = "holdfastExports";

  private Modules() {}

  public static void main(String[] args) throws IOException {
    Path from = Path.of(args[0]);
    Path to = Path.of(args[1]);
    try (Stream<Path> files = Files.walk(from)) {
      List<Path> scripts = files.filter(file -> file.toString().endsWith(".js")).sorted().toList();
      for (Path script : scripts) {
        Path made = to.resolve(from.relativize(script));
        Files.createDirectories(made.getParent());
        Packed.write(made, smaller(Files.readString(script)));
      }
    } catch (UncheckedIOException failed) {
      throw failed.getCause();
    }
  }

  /** The module, with its imports and exports as they are. */
  static String smaller(String module) {
    Matcher head = IMPORTS.matcher(module);
    String imports = head.find() ? head.group(1).replaceAll("\\s+", " ").strip() : "";
    String body = module.substring(head.end());
    if (body.replaceAll("(?m)^(//.*|export \\{[^}]*\\} from '[^']*';)$", "").isBlank()) {
      return body.replaceAll("(?m)^//.*\\n", "");
    }
    int value = body.indexOf(DEFAULT);
    if (value >= 0) {
      String made = Minified.local(PLACE + body.substring(value + DEFAULT.length()));
      return DEFAULT + made.substring(PLACE.length()) + '\n';
    }
    return code(imports, body);
  }

  private static String code(String imports, String body) {
    StringBuilder names = new StringBuilder();
    for (Pattern pattern : List.of(EXPORTS, LIST)) {
      Matcher found = pattern.matcher(body);
      while (found.find()) {
        names.append(names.length() == 0 ? "" : ", ").append(found.group(found.groupCount()));
      }
    }
    if (names.length() == 0) {
      throw new Unexpected("a module", "exports", body.substring(0, Math.min(80, body.length())));
    }
    String inside = LIST.matcher(EXPORTS.matcher(body).replaceAll("$1 $2")).replaceAll("");
    String function =
        "const %s = (() => { 'use strict'; %s\nreturn { %s }; })();"
            .formatted(ALL, inside.replace("import(", IMPORT + "("), names);
    StringBuilder made = new StringBuilder(imports);
    made.append(Minified.local(function).replace(IMPORT + "(", "import("));
    for (String name : names.toString().split(", ")) {
      made.append("export const ").append(name).append('=').append(ALL).append('.').append(name);
      made.append(';');
    }
    return made.append('\n').toString();
  }
}
