package dev.holdfast.verify.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.teavm.jso.JSFunctor;
import org.teavm.jso.JSObject;

/**
 * JavaScript beside Java and inside it. The compiler does not check it, and the browser only when
 * it runs.
 */
class ScriptsTest {
  private static final Path HOME = Path.of(System.getProperty("holdfast.home", ".."));
  private static final Pattern BODY =
      Pattern.compile("(?s)@JSBody\\((.*?)\\)\\s*(?:\\w+ )+native ");
  private static final Pattern CALLBACK =
      Pattern.compile("(?s)@JSFunctor\\s.*?interface \\w+ extends JSObject \\{.*?(\\w+)\\(");
  private static final Pattern CALLED = Pattern.compile("\\.\\s*(\\w+)\\(");
  private static final Pattern TEXT =
      Pattern.compile("(?s)\"\"\"(.*?)\"\"\"|\"((?:[^\"\\\\]|\\\\.)*)\"");

  private static final Pattern MARKED =
      Pattern.compile(
          "@Script(?:\\(\"([\\w.]+)\"\\))?\\s+(?:\\w+ )*native (?:@\\w+ )?[\\w.]+(?: @\\w+)? (\\w+)\\(");

  private static final Pattern FUNCTION = Pattern.compile("(?m)^export function (\\w+)\\(");

  /** The places where a script declares names: arrows, functions, catches and variables. */
  private static final List<Pattern> DECLARED =
      List.of(
          Pattern.compile("(?<![\\w$.])(\\w+)\\s*=>"),
          Pattern.compile("\\(([\\w\\s,]*)\\)\\s*=>"),
          Pattern.compile("function\\s*\\w*\\s*\\(([\\w\\s,]*)\\)"),
          Pattern.compile("catch\\s*\\((\\w+)\\)"),
          Pattern.compile("\\b(?:var|let|const)\\s+(\\w+)"),
          Pattern.compile(",\\s*(\\w+)\\s*=[^=>]"));

  /**
   * TeaVM's minifier shortens the method's parameters to one letter each. It does not know the
   * names that a script declares. So a one-letter name of ours could hide a parameter.
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

  /** Longer scripts are in files, where a formatter, a linter and a type checker can read them. */
  @Test
  void aScriptInsideOfJava_hasThreeLinesAtMost() throws IOException {
    List<String> wrong = new ArrayList<>();
    int scripts = 0;
    for (Path source : files(".java", HOME)) {
      Matcher body = BODY.matcher(Files.readString(source));
      while (body.find()) {
        scripts++;
        if (lines(body.group(1)) > 3) {
          wrong.add(source.getFileName() + ": " + script(body.group(1)).strip());
        }
      }
    }

    assertThat(wrong).isEmpty();
    assertThat(scripts).as("scripts seen").isGreaterThan(100);
  }

  private static long lines(String annotation) {
    long lines = 0;
    Matcher text = TEXT.matcher(annotation.substring(annotation.indexOf("script")));
    while (text.find()) {
      lines += text.group(1) == null ? 1 : text.group(1).strip().lines().count();
    }
    return lines;
  }

  /**
   * The build binds scripts. This test repeats its check without the build, and checks that it left
   * out none.
   */
  @Test
  void aMethodMarkedScript_hasItsFunction_andAFunctionItsMethod() throws IOException {
    TreeSet<String> methods = new TreeSet<>();
    for (Path source : files(".java", HOME.resolve("browser/src/main/java"))) {
      Matcher method = MARKED.matcher(Files.readString(source));
      while (method.find()) {
        String own = source.getFileName().toString().replace(".java", ".js");
        String script = method.group(1) == null ? own : method.group(1);
        methods.add(source.getParent().getFileName() + "/" + script + ": " + method.group(2));
      }
    }
    TreeSet<String> functions = new TreeSet<>();
    for (Path source : files(".js", HOME.resolve("browser/src/main/java"))) {
      Matcher function = FUNCTION.matcher(Files.readString(source));
      while (function.find()) {
        functions.add(
            source.getParent().getFileName()
                + "/"
                + source.getFileName()
                + ": "
                + function.group(1));
      }
    }

    assertThat(methods).isEqualTo(functions);
    assertThat(functions).as("functions seen").hasSizeGreaterThan(40);
  }

  /**
   * TeaVM calls a callback from JavaScript by its method's name. The minifier may give a field of
   * the class the same name. The field then hides the method: "apply is not a function". In bundles
   * of our size, fields get names of up to three letters.
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

  /**
   * Where all callbacks of a method are functions, the build makes a call of that method a call of
   * the function. It cannot tell it from a call of another method of that name.
   */
  @Test
  void methodsOfCallbacks_areNamedAsNoneThatScriptsHave() throws IOException {
    Set<String> callbacks = new TreeSet<>();
    Set<String> others = new TreeSet<>();
    JavaClasses classes =
        new ClassFileImporter().importPackages("dev.holdfast.core", "dev.holdfast.browser");
    for (JavaClass each : classes) {
      if (each.isAnnotatedWith(JSFunctor.class)) {
        each.getMethods().forEach(method -> callbacks.add(method.getName()));
      }
      for (JavaMethodCall call : each.getMethodCallsFromSelf()) {
        JavaClass owner = call.getTargetOwner();
        if (owner.isAssignableTo(JSObject.class) && !owner.isAnnotatedWith(JSFunctor.class)) {
          others.add(call.getTarget().getName());
        }
      }
    }
    for (Path source : sources()) {
      Matcher body = BODY.matcher(Files.readString(source));
      while (body.find()) {
        Matcher call = CALLED.matcher(script(body.group(1)));
        while (call.find()) {
          others.add(call.group(1));
        }
      }
    }

    assertThat(callbacks).as("callbacks seen").contains("with", "heard");
    assertThat(others).as("methods seen").contains("then", "addEventListener", "waitUntil");
    others.retainAll(callbacks);
    assertThat(others).isEmpty();
  }

  /** The sources that TeaVM compiles into the bundles. */
  private static List<Path> sources() throws IOException {
    List<Path> all = new ArrayList<>();
    for (String module : List.of("core", "browser")) {
      all.addAll(files(".java", HOME.resolve(module).resolve("src/main/java")));
    }
    return all;
  }

  private static List<Path> files(String end, Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(file -> file.toString().endsWith(end))
          .filter(file -> !folder.relativize(file).toString().contains("target/"))
          .filter(file -> !folder.relativize(file).toString().contains("node_modules/"))
          .toList();
    }
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
