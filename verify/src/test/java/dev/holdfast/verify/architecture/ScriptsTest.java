package dev.holdfast.verify.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The scripts of {@code @JSBody}: what the compiler does not see, and the browser only when it gets
 * there.
 */
class ScriptsTest {
  private static final Path HOME = Path.of(System.getProperty("holdfast.home", ".."));
  private static final Pattern BODY =
      Pattern.compile("(?s)@JSBody\\((.*?)\\)\\s*(?:\\w+ )+native ");
  private static final Pattern CALLBACK =
      Pattern.compile("(?s)@JSFunctor\\s.*?interface \\w+ extends JSObject \\{.*?(\\w+)\\(");
  private static final Pattern TEXT =
      Pattern.compile("(?s)\"\"\"(.*?)\"\"\"|\"((?:[^\"\\\\]|\\\\.)*)\"");

  /** Where a script of ours declares names: arrows, functions, catches and variables. */
  private static final List<Pattern> DECLARED =
      List.of(
          Pattern.compile("(?<![\\w$.])(\\w+)\\s*=>"),
          Pattern.compile("\\(([\\w\\s,]*)\\)\\s*=>"),
          Pattern.compile("function\\s*\\w*\\s*\\(([\\w\\s,]*)\\)"),
          Pattern.compile("catch\\s*\\((\\w+)\\)"),
          Pattern.compile("\\b(?:var|let|const)\\s+(\\w+)"),
          Pattern.compile(",\\s*(\\w+)\\s*=[^=>]"));

  /**
   * TeaVM's minifier renames parameters of the method to one letter each, and does not know the
   * names a script declares for itself: a one-letter name of ours hides a parameter.
   */
  @Test
  void namesThatAScriptDeclares_areLongerThanALetter() throws IOException {
    List<String> wrong = new ArrayList<>();
    int scripts = 0;
    for (Path source : sources()) {
      Matcher body = BODY.matcher(Files.readString(source));
      while (body.find()) {
        scripts++;
        for (String name : declared(script(body.group(1)))) {
          if (name.length() == 1) {
            wrong.add(source.getFileName() + ": " + name + " in " + script(body.group(1)).strip());
          }
        }
      }
    }

    assertThat(wrong).isEmpty();
    assertThat(scripts).as("scripts seen").isGreaterThan(80);
  }

  /**
   * TeaVM calls a callback from JavaScript by its method's name, and the minifier may give a field
   * of its class the same one, which then hides the method: "apply is not a function". Fields get
   * names of up to three letters in bundles of our size.
   */
  @Test
  void methodsOfCallbacks_areLongerThanAFieldsName() throws IOException {
    List<String> wrong = new ArrayList<>();
    int callbacks = 0;
    for (Path source : sources()) {
      Matcher method = CALLBACK.matcher(Files.readString(source));
      while (method.find()) {
        callbacks++;
        if (method.group(1).length() < 4) {
          wrong.add(source.getFileName() + ": " + method.group(1));
        }
      }
    }

    assertThat(wrong).isEmpty();
    assertThat(callbacks).as("callbacks seen").isGreaterThan(15);
  }

  private static List<Path> sources() throws IOException {
    List<Path> all = new ArrayList<>();
    for (String module : List.of("core", "browser")) {
      try (Stream<Path> files = Files.walk(HOME.resolve(module).resolve("src/main/java"))) {
        files.filter(file -> file.toString().endsWith(".java")).forEach(all::add);
      }
    }
    return all;
  }

  private static String script(String annotation) {
    StringBuilder script = new StringBuilder();
    Matcher text = TEXT.matcher(annotation.substring(annotation.indexOf("script")));
    while (text.find()) {
      script.append(text.group(1) == null ? text.group(2) : text.group(1));
    }
    return script.toString();
  }

  private static List<String> declared(String script) {
    List<String> names = new ArrayList<>();
    for (Pattern place : DECLARED) {
      Matcher found = place.matcher(script);
      while (found.find()) {
        for (String name : found.group(1).split(",")) {
          if (!name.isBlank()) {
            names.add(name.strip());
          }
        }
      }
    }
    return names;
  }
}
