package dev.holdfast.verify.sim;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.OperatingSystemMXBean;
import dev.holdfast.verify.sim.bugs.Bug;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Two thousand seeds, and what each seed guarantees. */
class SimulationTest {
  private static final Path SCENARIOS = Path.of("scenarios");

  private static String output(int expected, String... args) throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
    int exit = Main.run(args, out, SCENARIOS);
    String text = bytes.toString(StandardCharsets.UTF_8);
    assertThat(exit).as(text).isEqualTo(expected);
    return text;
  }

  @Test
  @Tag("fault-1")
  @Tag("fault-2")
  @Tag("fault-8")
  @Tag("fault-9")
  @Tag("fault-10")
  @Tag("fault-12")
  @Tag("fault-27")
  @Tag("fault-29")
  @Tag("fault-40")
  void keptScenariosAndSeeds_everyGuaranteeHolds() throws Exception {
    double cpu = cpuSeconds();
    long began = System.nanoTime();
    String text = output(0, "--seeds", "1-2000", "--steps", "500");
    assertThat(text).contains("seed 2000 steps 500 trace ");
    cpu = cpuSeconds() - cpu;
    long seconds = (System.nanoTime() - began) / 1_000_000_000;
    System.out.println("2000 seeds of 500 steps took " + seconds + " s, CPU " + Math.round(cpu));
    assertThat(cpu).as("seconds; some 120 of a processor that has no other guests").isLessThan(900);
  }

  /** The CPU time of this process so far. It measures the cost of a run even on a busy machine. */
  private static double cpuSeconds() {
    OperatingSystemMXBean system =
        (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    return system.getProcessCpuTime() / 1e9;
  }

  @Test
  void sameSeed_sameTrace() {
    String first = World.seeded(17, 200).run().trace();
    assertThat(World.seeded(17, 200).run().trace()).isEqualTo(first);
    assertThat(World.seeded(18, 200).run().trace()).isNotEqualTo(first);
  }

  @Test
  void scenario_survivesBeingWrittenDown() {
    Scenario scenario = Workload.of(5, 40).about("why");
    assertThat(Scenario.parse(scenario.text())).isEqualTo(scenario);
  }

  @Test
  void deliberateBug_isCaughtAndShrunk() throws Exception {
    String text = output(1, "--break", "receipts-swapped", "--seeds", "1-200", "--steps", "100");
    assertThat(text).contains("broken guarantee: ").contains("\"steps\": [");
  }

  @ParameterizedTest
  @EnumSource(Bug.class)
  void eachDeliberateBug_isCaughtByTheGuaranteeItBreaks(Bug bug) {
    assertThat(Main.caught(bug))
        .as("first seed of 500 that finds %s broken", bug.guarantee())
        .isPositive();
  }

  @Test
  void everyBug_isListed() throws Exception {
    String text = output(0, "--bugs");
    for (Bug bug : Bug.values()) {
      assertThat(text).contains(bug.word());
    }
    assertThat(output(2, "--break", "nothing")).contains("no bug is named");
  }
}
