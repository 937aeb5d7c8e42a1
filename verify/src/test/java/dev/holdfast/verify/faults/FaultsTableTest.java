package dev.holdfast.verify.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.core.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * docs/faults.md: which test covers which fault, where it runs, and what was broken to see it fail.
 * A test has {@code @Tag("fault-12")}. verify/faults.json has the sentences, and for each test what
 * was broken. {@code -Dholdfast.write=yes} writes the page again.
 */
class FaultsTableTest {
  private static final Path HOME = Path.of(System.getProperty("holdfast.home", ".."));
  private static final Path PAGE = HOME.resolve("docs/faults.md");
  private static final Pattern TAG = Pattern.compile("^ +@Tag\\(\"fault-([0-9]+)\"\\)");
  private static final Pattern METHOD = Pattern.compile("^ +(?:public )?void (\\w+)\\(");

  /** Where a test runs, with its letter in the list of faults. */
  private enum Place {
    S("JVM"),
    C("Chromium"),
    F("Firefox"),
    W("WebKitGTK");

    private final String name;

    Place(String name) {
      this.name = name;
    }
  }

  /** A test that covers a fault. */
  private record Held(String test, Set<Place> places) {}

  private final Json list = read("faults");
  private final Json seen = read("seenToFail");
  private final TreeMap<Integer, List<Held>> held = new TreeMap<>();

  FaultsTableTest() throws IOException {
    for (String module : List.of("core", "server", "verify")) {
      try (Stream<Path> files = Files.walk(HOME.resolve(module).resolve("src/test/java"))) {
        for (Path file : files.filter(one -> one.toString().endsWith(".java")).sorted().toList()) {
          collect(file);
        }
      }
    }
  }

  private static Json read(String field) {
    try {
      return Json.get(Json.parse(Files.readString(HOME.resolve("verify/faults.json"))), field);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private void collect(Path file) throws IOException {
    String text = Files.readString(file);
    String name = file.getFileName().toString().replace(".java", "");
    List<Integer> numbers = new ArrayList<>();
    for (String line : text.lines().toList()) {
      Matcher tag = TAG.matcher(line);
      while (tag.find()) {
        numbers.add(Integer.parseInt(tag.group(1)));
      }
      Matcher method = METHOD.matcher(line);
      if (method.find()) {
        for (int number : numbers) {
          held.computeIfAbsent(number, n -> new ArrayList<>())
              .add(new Held(name + "." + method.group(1), places(file, text)));
        }
        numbers.clear();
      }
    }
  }

  private static Set<Place> places(Path file, String text) {
    if (file.toString().contains("/conformance/")) {
      return new TreeSet<>(Set.of(Place.S, Place.C));
    }
    if (text.contains("abstract OtherBrowser open(")) {
      return new TreeSet<>(Set.of(Place.F, Place.W));
    }
    boolean browser = text.contains("extends BrowserTest") || text.contains("new WorkerWorld(");
    return Set.of(browser ? Place.C : Place.S);
  }

  private List<Held> heldBy(int number) {
    return held.getOrDefault(number, List.of());
  }

  private static int number(Json fault) {
    return (int) Json.number(Json.get(fault, "n"));
  }

  private static String text(Json object, String field) {
    Json value = Json.get(object, field);
    return Json.isString(value) ? Json.text(value) : "";
  }

  private List<Json> faults() {
    return IntStream.range(0, Json.size(list)).mapToObj(i -> Json.at(list, i)).toList();
  }

  @Test
  void everyNumber_isListedOnce() {
    assertThat(faults().stream().map(FaultsTableTest::number))
        .containsExactlyElementsOf(IntStream.rangeClosed(1, 59).boxed().toList());
    assertThat(held.keySet()).allMatch(number -> number >= 1 && number <= 59);
  }

  @Test
  void everyPlace_isHeldByATestOrSaysWhatItWaitsFor() {
    for (Json fault : faults()) {
      Set<String> open = new TreeSet<>(List.of(text(fault, "where").split(" ")));
      heldBy(number(fault)).forEach(one -> one.places().forEach(p -> open.remove(p.name())));
      Set<String> waiting = new TreeSet<>();
      Json waits = Json.get(fault, "waits");
      for (Place place : Place.values()) {
        if (Json.isObject(waits) && !text(waits, place.name()).isEmpty()) {
          waiting.add(place.name());
        }
      }
      assertThat(waiting)
          .as("fault %d waits where no test holds it", number(fault))
          .isEqualTo(open);
    }
  }

  @Test
  void whatWasSeenToFail_isATestThatHoldsAFault() {
    Set<String> tests = new TreeSet<>();
    held.values().forEach(all -> all.forEach(one -> tests.add(one.test())));
    Json names = Json.keys(seen);
    assertThat(IntStream.range(0, Json.size(names)).mapToObj(i -> Json.text(Json.at(names, i))))
        .as("verify/faults.json, seenToFail")
        .isSubsetOf(tests);
  }

  @Test
  void thePage_isUpToDate() throws IOException {
    if (System.getProperty("holdfast.write") != null) {
      Files.writeString(PAGE, page());
    }
    assertThat(Files.readString(PAGE))
        .as("docs/faults.md; -Dholdfast.write=yes writes it")
        .isEqualTo(page());
  }

  private String page() {
    StringBuilder page = new StringBuilder();
    page.append("# When things go wrong, and which test holds it\n\n");
    page.append("Generated by `FaultsTableTest` from the tests' tags and verify/faults.json: ");
    page.append(
        "given / when → then, the tests that hold it, where each runs, and what was broken ");
    page.append(
        "to see it fail (*not recorded*: nobody wrote it down). *JVM* is core, server, simulation"
            + " or the real server's process; ");
    page.append("*Chromium*, *Firefox* and *WebKitGTK* are real browsers with the real server.\n");
    String group = "";
    for (Json fault : faults()) {
      if (!text(fault, "group").equals(group)) {
        group = text(fault, "group");
        page.append("\n## ").append(group).append("\n\n");
        page.append(
            "| | what must hold | held by | where | seen to fail |\n|---|---|---|---|---|\n");
      }
      rows(page, fault);
    }
    return page.toString();
  }

  private void rows(StringBuilder page, Json fault) {
    String first = "| " + number(fault) + " | " + cell(text(fault, "says")) + " | ";
    for (Held one : heldBy(number(fault))) {
      page.append(first).append('`').append(one.test()).append("` | ");
      page.append(String.join(", ", one.places().stream().map(place -> place.name).toList()));
      String broken = text(seen, one.test());
      page.append(" | ").append(broken.isEmpty() ? "*not recorded*" : cell(broken)).append(" |\n");
      first = "| | | ";
    }
    for (Place place : Place.values()) {
      Json waits = Json.get(fault, "waits");
      String why = Json.isObject(waits) ? text(waits, place.name()) : "";
      if (!why.isEmpty()) {
        page.append(first).append("*none yet* | ").append(place.name);
        page.append(" | waits for ").append(cell(why)).append(" |\n");
        first = "| | | ";
      }
    }
  }

  private static String cell(String text) {
    return text.replace("|", "\\|");
  }
}
