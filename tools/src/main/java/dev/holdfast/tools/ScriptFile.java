package dev.holdfast.tools;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The functions of one script. Outside of functions it has only comments and empty lines.
 *
 * <p>The script is read line by line and must be formatted by the formatter: a function begins with
 * {@code export function} in the first column and ends with a brace in the first column.
 */
final class ScriptFile {
  private static final Pattern FUNCTION =
      Pattern.compile("export function (\\w+)\\(([\\w\\s,]*)\\) \\{");

  /**
   * {@code const} becomes {@code let}: one keyword instead of two saves 80 bytes of gzip in the
   * engine.
   */
  private static final Pattern CONSTANT = Pattern.compile("(?m)^( *)const ");

  /**
   * One function.
   *
   * @param line the line where it begins, from 1
   * @param body the text between its braces
   */
  record Function(String name, List<String> parameters, String body, int line) {}

  private final String name;
  private final List<Function> functions = new ArrayList<>();
  private final List<String> problems = new ArrayList<>();

  private ScriptFile(String name) {
    this.name = name;
  }

  /**
   * Reads a script.
   *
   * @param name for messages
   */
  static ScriptFile of(String name, String text) {
    ScriptFile script = new ScriptFile(name);
    script.read(text.lines().toList());
    return script;
  }

  List<Function> functions() {
    return functions;
  }

  List<String> problems() {
    return problems;
  }

  private void read(List<String> lines) {
    int at = 0;
    while (at < lines.size()) {
      String line = lines.get(at);
      if (line.startsWith("export function ")) {
        at = readFunction(lines, at);
      } else if (line.startsWith("/*")) {
        at = after(lines, at, "*/");
      } else {
        if (!line.isEmpty() && !line.startsWith("//")) {
          wrong(at, "expected \"export function\" or a comment, got: " + line);
        }
        at++;
      }
    }
  }

  /** Reads the function at line {@code begin}. Returns the line after it. */
  private int readFunction(List<String> lines, int begin) {
    int end = begin;
    while (end < lines.size() && !lines.get(end).equals("}")) {
      end++;
    }
    String text = String.join("\n", lines.subList(begin, end));
    Matcher head = FUNCTION.matcher(text);
    if (end == lines.size()) {
      wrong(begin, "expected a brace alone in the first column at the function's end, got none");
    } else if (!head.lookingAt()) {
      wrong(
          begin, "expected \"export function name(parameters) {\" with names alone, got: " + text);
    } else {
      List<String> parameters = new ArrayList<>();
      for (String parameter : head.group(2).split(",")) {
        if (!parameter.isBlank()) {
          parameters.add(parameter.strip());
        }
      }
      String body = CONSTANT.matcher(text.substring(head.end())).replaceAll("$1let ");
      functions.add(new Function(head.group(1), parameters, body, begin + 1));
    }
    return end + 1;
  }

  private static int after(List<String> lines, int from, String end) {
    int at = from;
    while (at < lines.size() && !lines.get(at).contains(end)) {
      at++;
    }
    return at + 1;
  }

  private void wrong(int line, String what) {
    problems.add(name + ":" + (line + 1) + ": " + what);
  }
}
