package dev.holdfast.verify.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** A seed gives the same trace in every process, on every JDK that is found here. */
class TraceTest {
  private static final String SEEDS = "1-20";
  private static final String STEPS = "300";
  private static final int OLDEST = 17;

  @Test
  void sameSeeds_sameTraces_inEveryProcessAndOnEveryJdkHere() throws Exception {
    Path mine = Path.of(System.getProperty("java.home")).toRealPath();
    String first = traces(mine);
    assertThat(first).contains("seed 20 steps 300 trace ");
    assertThat(traces(mine)).as("another process").isEqualTo(first);
    Map<Path, String> others = others(mine);
    if (others.isEmpty()) {
      System.out.println("traces: only one JDK was found, " + version(mine));
    }
    for (Map.Entry<Path, String> jdk : others.entrySet()) {
      assertThat(traces(jdk.getKey())).as("JDK %s", jdk.getValue()).isEqualTo(first);
      System.out.println("traces: JDK " + jdk.getValue() + " gives those of " + version(mine));
    }
  }

  private static String traces(Path jdk) throws Exception {
    String path =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    Process process =
        new ProcessBuilder(
                jdk.resolve("bin/java").toString(),
                "-cp",
                path,
                Main.class.getName(),
                "--seeds",
                SEEDS,
                "--steps",
                STEPS)
            .redirectErrorStream(true)
            .start();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(text).isZero();
    return text;
  }

  /** The other JDKs: those beside this one, and those that the environment names. */
  private static Map<Path, String> others(Path mine) throws IOException {
    List<Path> homes = new ArrayList<>();
    for (Map.Entry<String, String> variable : System.getenv().entrySet()) {
      if (variable.getKey().startsWith("JAVA_HOME")) {
        homes.add(Path.of(variable.getValue()));
      }
    }
    Path folder = mine.getParent();
    if (folder != null) {
      try (DirectoryStream<Path> siblings = Files.newDirectoryStream(folder)) {
        siblings.forEach(homes::add);
      }
    }
    Map<Path, String> others = new TreeMap<>();
    for (Path home : homes) {
      if (Files.isExecutable(home.resolve("bin/java"))) {
        Path real = home.toRealPath();
        String version = version(real);
        if (!real.equals(mine) && !version.isEmpty() && feature(version) >= OLDEST) {
          others.put(real, version);
        }
      }
    }
    return others;
  }

  /** The version in its release file; empty if it has none. */
  private static String version(Path home) throws IOException {
    Path release = home.resolve("release");
    if (Files.isReadable(release)) {
      for (String line : Files.readAllLines(release)) {
        if (line.startsWith("JAVA_VERSION=")) {
          return line.substring(line.indexOf('"') + 1, line.lastIndexOf('"'));
        }
      }
    }
    return "";
  }

  private static int feature(String version) {
    int end = 0;
    while (end < version.length() && Character.isDigit(version.charAt(end))) {
      end++;
    }
    return Integer.parseInt(version.substring(0, end));
  }
}
