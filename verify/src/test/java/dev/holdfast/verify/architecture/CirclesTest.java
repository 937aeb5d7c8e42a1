package dev.holdfast.verify.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The files of the simulation can be read in an order in which each file needs only earlier ones.
 *
 * <p>Reads the source, since compiled code no longer names the class of a constant. A file needs
 * another if it names its class outside of comments and strings.
 */
class CirclesTest {
  private static final Path SOURCES = Path.of("src/main/java/dev/holdfast/verify/sim");
  private static final Pattern NO_CODE =
      Pattern.compile("/\\*.*?\\*/|//[^\n]*|\"(?:\\\\.|[^\"\\\\])*\"", Pattern.DOTALL);
  private static final Pattern NAME = Pattern.compile("(?<![\\w.])[A-Z]\\w*");
  private static final Pattern IMPORT = Pattern.compile("(?m)^import (?:static )?([\\w.]+);$");
  private static final Pattern PACKAGE = Pattern.compile("(?m)^package ([\\w.]+);$");

  /** By class: its source without comments and strings. */
  private final Map<String, String> code = new TreeMap<>();

  /** By class: the classes that its file needs. */
  private final Map<String, Set<String>> needs = new TreeMap<>();

  @BeforeEach
  void read() throws IOException {
    try (Stream<Path> files = Files.walk(SOURCES)) {
      for (Path file : files.filter(one -> one.toString().endsWith(".java")).toList()) {
        String name = file.getFileName().toString().replace(".java", "");
        String source = NO_CODE.matcher(Files.readString(file)).replaceAll(" ");
        if (!name.equals("package-info")) {
          code.put(packageOf(source) + "." + name, source);
        }
      }
    }
    code.forEach((name, source) -> needs.put(name, needed(name, source)));
  }

  private static String packageOf(String source) {
    return PACKAGE.matcher(source).results().findFirst().orElseThrow().group(1);
  }

  private Set<String> needed(String name, String source) {
    Set<String> imported =
        IMPORT.matcher(source).results().map(one -> one.group(1)).collect(Collectors.toSet());
    Set<String> named =
        NAME.matcher(source).results().map(one -> one.group()).collect(Collectors.toSet());
    Set<String> needed = new TreeSet<>();
    for (String other : code.keySet()) {
      String simple = other.substring(other.lastIndexOf('.') + 1);
      boolean beside = packageOf(source).equals(packageOf(code.get(other)));
      boolean from =
          imported.stream().anyMatch(one -> one.equals(other) || one.startsWith(other + "."));
      boolean hidden = imported.stream().anyMatch(one -> one.endsWith("." + simple)) && !from;
      if (!other.equals(name) && (from || (beside && named.contains(simple) && !hidden))) {
        needed.add(other);
      }
    }
    return needed;
  }

  @Test
  void everyFileIsSeen() {
    assertThat(code).hasSizeGreaterThan(50);
    assertThat(needs.get("dev.holdfast.verify.sim.World"))
        .contains("dev.holdfast.verify.sim.Scenario", "dev.holdfast.verify.sim.ground.Ground");
  }

  @Test
  void theFilesOfTheSimulationAreFreeOfCircles() {
    Set<String> done = new TreeSet<>();
    for (String name : needs.keySet()) {
      assertThat(circle(name, new ArrayDeque<>(), done)).as("files that need each other").isEmpty();
    }
  }

  /** The path from a file back to itself; empty if there is none from here. */
  private List<String> circle(String name, Deque<String> way, Set<String> done) {
    if (way.contains(name)) {
      List<String> circle = new ArrayList<>(way);
      circle.add(name);
      return circle.subList(circle.indexOf(name), circle.size());
    }
    if (done.contains(name)) {
      return List.of();
    }
    way.addLast(name);
    for (String next : needs.get(name)) {
      List<String> circle = circle(next, way, done);
      if (!circle.isEmpty()) {
        return circle;
      }
    }
    way.removeLast();
    done.add(name);
    return List.of();
  }
}
