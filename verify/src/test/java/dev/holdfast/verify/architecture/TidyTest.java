package dev.holdfast.verify.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What a compiler does not see: pages that are missing, and words that point to nothing. */
class TidyTest {
  private static final Path HOME = Path.of(System.getProperty("holdfast.home", ".."));
  private static final Pattern NOT_OURS =
      Pattern.compile("(^|/)(target|node_modules|\\.git|\\.holdfast)(/|$)");
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)#\\s]+)(#[^)]*)?\\)");
  private static final Pattern IN_CODE = Pattern.compile("`([^`\\s]+)`");
  private static final Pattern OF_A_MODULE =
      Pattern.compile(
          "(core|browser|server|store-postgres|verify|demo|bench|docs|examples)/[A-Za-z0-9_./-]+");
  private static final Pattern CLASS_NAMED =
      Pattern.compile("`((?:core|browser|server)\\.[a-z.]+\\.[A-Z][A-Za-z]+)`");

  private static final Pattern DECLARED =
      Pattern.compile("\\b(?:class|interface|enum|record)\\s+([A-Z]\\w*)");
  private static final Pattern IN_JAVADOC =
      Pattern.compile("\\{@code ([A-Z][a-z]\\w*)(?:[.#(][^}]*)?\\}");

  private static final int LONG = 400;

  /** What stands at the top of a long file: why it is not two. */
  private static final Pattern REASON =
      Pattern.compile("\\bOne file\\b[^.]*\\b(because|since|so that)\\b");

  private static final Pattern COMMENT = Pattern.compile("/\\*.*?\\*/|<!--.*?-->", Pattern.DOTALL);

  /** A method with a body that is not private: its annotations, its name. */
  private static final Pattern METHOD =
      Pattern.compile(
          "((?:^ *@\\w+(?:\\([^\\n]*\\))? *\\n)*)^ +"
              + "(?!private |return |new |else )(?:(?:public|protected|static|final|default|synchronized) )*"
              + "(?:<[^>]+> )?[\\w.<>\\[\\], ?@]+ (\\w+)\\([^;{}]*\\)(?:\\s*throws [\\w., ]+)? *\\{",
          Pattern.MULTILINE);

  private static final Pattern PROPERTY = Pattern.compile("^(?:get|set|is)([A-Z])(\\w*)$");
  private static final Pattern WORD = Pattern.compile("\\w+");
  private static final Pattern TEXT =
      Pattern.compile("\\.(java|js|mjs|ts|html|json|md|xml|yml|sh)$");

  /** Methods that nobody here calls and others may: why they are there. */
  private static final Map<String, String> FOR_OTHERS =
      Map.of("parkUnknown", "a Java worker's word for onUnknown: 'park', which scripts have");

  /** Names of the platform, of JavaScript and of HTTP that comments may use. */
  private static final Set<String> FOREIGN =
      Set.of(
          "ArrayBuffer",
          "Authorization",
          "Blob",
          "Double",
          "Error",
          "Graceful",
          "InstallEvent",
          "Link",
          "Location",
          "Math",
          "QuotaExceededError",
          "String",
          "TypeError",
          "Vary");

  @Test
  void everyPackage_hasAPage_whoseCodeIsCheckedForNull() {
    Set<String> without = new TreeSet<>();
    for (Path file : files(path -> path.toString().endsWith(".java") && isMain(path))) {
      Path page = file.resolveSibling("package-info.java");
      if (!Files.exists(page) || !read(page).contains("@NullMarked")) {
        without.add(HOME.relativize(page).toString());
      }
    }
    assertThat(without).isEmpty();
  }

  @Test
  void aLinkInADocument_leadsToAFile() {
    Set<String> broken = new TreeSet<>();
    for (Path document : documents()) {
      for (MatchResult link : LINK.matcher(read(document)).results().toList()) {
        String target = link.group(1);
        if (!target.contains(":") && !Files.exists(document.resolveSibling(target))) {
          broken.add(document.getFileName() + " → " + target);
        }
      }
    }
    assertThat(broken).isEmpty();
  }

  @Test
  void aPathInADocument_isThere() {
    Set<String> gone = new TreeSet<>();
    for (Path document : documents()) {
      for (MatchResult word : IN_CODE.matcher(read(document)).results().toList()) {
        String path = word.group(1);
        if (OF_A_MODULE.matcher(path).matches() && !Files.exists(HOME.resolve(path))) {
          gone.add(document.getFileName() + " → " + path);
        }
      }
    }
    assertThat(gone).isEmpty();
  }

  @Test
  void aClassInADocument_isThere() {
    Set<String> gone = new TreeSet<>();
    for (Path document : documents()) {
      for (MatchResult word : CLASS_NAMED.matcher(read(document)).results().toList()) {
        String name = word.group(1);
        String module = name.substring(0, name.indexOf('.'));
        String file = "java/dev/holdfast/" + name.replace('.', '/') + ".java";
        Path sources = HOME.resolve(module).resolve("src");
        if (!Files.exists(sources.resolve("main").resolve(file))
            && !Files.exists(sources.resolve("test").resolve(file))) {
          gone.add(document.getFileName() + " → " + name);
        }
      }
    }
    assertThat(gone).isEmpty();
  }

  @Test
  void aClassInAComment_isThere() {
    List<Path> sources = files(path -> path.toString().endsWith(".java"));
    Set<String> known = new TreeSet<>(FOREIGN);
    for (Path source : sources) {
      DECLARED.matcher(read(source)).results().forEach(found -> known.add(found.group(1)));
    }
    Set<String> gone = new TreeSet<>();
    for (Path source : sources) {
      for (MatchResult word : IN_JAVADOC.matcher(read(source)).results().toList()) {
        if (!known.contains(word.group(1))) {
          gone.add(source.getFileName() + " → " + word.group(1));
        }
      }
    }
    assertThat(gone).isEmpty();
  }

  @Test
  void aLongFile_saysAtItsTopWhyItIsOne() {
    Set<String> without = new TreeSet<>();
    // A report of the API is generated, with as many lines as the API has.
    for (Path file : files(path -> path.toString().matches(".*(?<!\\.api)\\.(java|m?js|md)"))) {
      String text = read(file);
      if (text.lines().count() > LONG) {
        String first =
            COMMENT.matcher(text).results().map(MatchResult::group).findFirst().orElse("");
        if (!REASON.matcher(first).find()) {
          without.add(HOME.relativize(file) + ": " + text.lines().count() + " lines");
        }
      }
    }
    assertThat(without)
        .as("longer than " + LONG + " lines, and no \"One file, since …\"")
        .isEmpty();
  }

  /** By name alone: a dead method whose name something else has is not seen. */
  @Test
  void aMethod_isNamedSomewhereElse() {
    Map<String, Integer> named = new HashMap<>();
    for (Path file : files(TidyTest::mayCall)) {
      WORD.matcher(read(file))
          .results()
          .forEach(word -> named.merge(word.group(), 1, Integer::sum));
    }
    Map<String, Integer> declared = new TreeMap<>();
    for (Path source : files(path -> path.toString().endsWith(".java") && isMain(path))) {
      for (MatchResult method : METHOD.matcher(read(source)).results().toList()) {
        String name = method.group(2);
        if (method.group(1).contains("@JSProperty")) {
          // A script reads it under the name of the property.
          name =
              PROPERTY
                  .matcher(name)
                  .replaceAll(m -> m.group(1).toLowerCase(Locale.ROOT) + m.group(2));
          declared.putIfAbsent(name, 0);
        } else if (!method.group(1).contains("@Override")) {
          declared.merge(name, 1, Integer::sum);
        }
      }
    }
    assertThat(declared).hasSizeGreaterThan(500);
    declared.keySet().removeIf(name -> named.getOrDefault(name, 0) > declared.get(name));
    declared.keySet().removeAll(FOR_OTHERS.keySet());
    assertThat(declared.keySet()).as("methods that nobody calls").isEmpty();
  }

  private static boolean mayCall(Path file) {
    boolean text = TEXT.matcher(file.toString()).find() || file.equals(HOME.resolve("holdfast"));
    return text && !file.endsWith("TidyTest.java");
  }

  private static List<Path> documents() {
    return files(path -> path.toString().endsWith(".md"));
  }

  private static boolean isMain(Path path) {
    String text = path.toString();
    return text.contains("/src/main/java/dev/holdfast/");
  }

  /** Files of the repository, without what is built, downloaded or git's own. */
  static List<Path> files(Predicate<Path> wanted) {
    try (Stream<Path> all = Files.walk(HOME)) {
      List<Path> found =
          all.filter(path -> !NOT_OURS.matcher(HOME.relativize(path).toString()).find())
              .filter(wanted)
              .toList();
      assertThat(found).isNotEmpty();
      return found;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
