package dev.holdfast.verify.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** docs/workbox.md: each row names tests of ours, {@code `Class.method`}, and they exist. */
class WorkboxTableTest {
  private static final Path HOME = Path.of(System.getProperty("holdfast.home", ".."));
  private static final Pattern NAME = Pattern.compile("`(\\w+Test\\.\\w+)`");
  private static final Pattern TEST =
      Pattern.compile("@(?:Parameterized)?Test\\b[^;{}]*?\\bvoid (\\w+)\\(");

  /** The three cells of each row. */
  private static Stream<String[]> rows() {
    try {
      return Files.readString(HOME.resolve("docs/workbox.md"))
          .lines()
          .filter(line -> line.startsWith("| ") && !line.startsWith("| what "))
          .map(line -> line.substring(1).split("(?<!\\\\)\\|"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Stream<String> names(String cell) {
    return NAME.matcher(cell).results().map(found -> found.group(1));
  }

  private static Stream<String> tests(Path file) {
    try {
      String type = file.getFileName().toString().replace(".java", ".");
      return TEST.matcher(Files.readString(file)).results().map(found -> type + found.group(1));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void everyRow_namesTestsThatExist() throws IOException {
    Set<String> named = new TreeSet<>();
    rows()
        .forEach(
            cells -> {
              assertThat(cells).as(String.join("|", cells)).hasSize(3);
              assertThat(names(cells[2])).as(String.join("|", cells)).isNotEmpty();
              names(cells[2]).forEach(named::add);
            });
    try (Stream<Path> files = Files.walk(HOME.resolve("verify/src/test/java"))) {
      assertThat(named)
          .isSubsetOf(
              files
                  .filter(file -> file.toString().endsWith("Test.java"))
                  .flatMap(WorkboxTableTest::tests)
                  .toList());
    }
  }

  @Test
  void everySuite_hasRows() {
    assertThat(
            rows()
                .map(cells -> cells[1].strip().replaceFirst(" .*", ""))
                .collect(Collectors.toSet()))
        .containsExactlyInAnyOrder(
            "strategies",
            "routing",
            "precaching",
            "expiration",
            "range-requests",
            "navigation-preload",
            "background-sync");
  }
}
