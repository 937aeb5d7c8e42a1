package dev.holdfast.verify.sim;

import dev.holdfast.verify.sim.bugs.Bug;
import dev.holdfast.verify.sim.ground.Violation;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * The command of the simulation: {@code --seeds FROM-TO [--steps M]}, {@code --soak MINUTES
 * [--seeds FROM-TO]}, {@code --bugs}, {@code --break NAME}, {@code --table FILE}. Exits with 0 if
 * every guarantee held, with 1 if one did not, with 2 if the options are wrong.
 */
public final class Main {
  private static final int STEPS = 500;

  /** The number of seeds that a soak runs at once. */
  private static final int CHUNK = 64;

  private static final int TABLE_SEEDS = 500;
  private static final int TABLE_STEPS = 200;
  private static final String TABLE_HEAD = "| bug | what is broken | seeds needed | caught as |\n";

  private final PrintStream out;
  private final Path scenarios;
  private int steps = STEPS;
  private long from = 1;
  private long to = 200;
  private boolean bounded;
  private int minutes;
  private @Nullable Bug bug;
  private @Nullable Path table;

  private Main(PrintStream out, Path scenarios) {
    this.out = out;
    this.scenarios = scenarios;
  }

  public static void main(String[] args) throws Exception {
    Path home = Path.of(System.getProperty("holdfast.home", "."));
    System.exit(run(args, System.out, home.resolve("verify/scenarios")));
  }

  /**
   * @param scenarios the folder of the scenarios that are replayed first
   * @return the exit code
   */
  static int run(String[] args, PrintStream out, Path scenarios) throws Exception {
    for (String arg : args) {
      if (arg.equals("--bugs")) {
        for (Bug bug : Bug.values()) {
          out.println(bug.word() + "  " + bug.about());
        }
        return 0;
      }
    }
    Main main = new Main(out, scenarios);
    String wrong = main.read(args);
    if (!wrong.isEmpty()) {
      out.println("holdfast: " + wrong);
      return 2;
    }
    return main.run();
  }

  /** What is wrong with the options; empty if nothing. */
  private String read(String[] args) {
    try {
      for (int i = 0; i < args.length; i += 2) {
        String value = i + 1 < args.length ? args[i + 1] : "";
        switch (args[i]) {
          case "--seeds" -> {
            int dash = value.indexOf('-');
            from = Long.parseLong(dash < 0 ? value : value.substring(0, dash));
            to = dash < 0 ? from : Long.parseLong(value.substring(dash + 1));
            bounded = true;
          }
          case "--steps" -> steps = Integer.parseInt(value);
          case "--soak" -> minutes = Integer.parseInt(value);
          case "--table" -> table = Path.of(value);
          case "--break" -> {
            bug = Bug.named(value);
            if (bug == null) {
              return "no bug is named \"" + value + "\"; --bugs lists them";
            }
          }
          default -> {
            return "no option " + args[i];
          }
        }
      }
    } catch (NumberFormatException e) {
      return "expected a number: " + e.getMessage();
    }
    return "";
  }

  private int run() throws Exception {
    if (table != null) {
      Files.writeString(table, mutations(Files.exists(table) ? Files.readString(table) : ""));
      return 0;
    }
    if (bug == null && !replay()) {
      return 1;
    }
    if (minutes == 0) {
      return seeds(from, to) ? 0 : 1;
    }
    return soak() ? 0 : 1;
  }

  /**
   * Runs seed after seed until the time is over, or the last one that was named. A failing seed is
   * told at once, and at the end again; it does not stop the others.
   */
  private boolean soak() throws InterruptedException, ExecutionException {
    long end = System.nanoTime() + minutes * 60_000_000_000L;
    List<String> failed = new ArrayList<>();
    long seed = from;
    while (System.nanoTime() < end && (!bounded || seed <= to)) {
      long last = bounded ? Math.min(to, seed + CHUNK - 1) : seed + CHUNK - 1;
      List<World.Outcome> outcomes = outcomes(seed, last);
      for (World.Outcome outcome : outcomes) {
        Violation violation = outcome.violation();
        if (violation != null) {
          failed.add("seed " + seed + " FAILED " + violation.getMessage());
          out.println(failed.get(failed.size() - 1));
        }
        seed++;
      }
    }
    out.println(seed - from + " seeds of " + steps + " steps, " + failed.size() + " failed");
    failed.forEach(out::println);
    return failed.isEmpty();
  }

  private List<World.Outcome> outcomes(long first, long last)
      throws InterruptedException, ExecutionException {
    ExecutorService pool = pool();
    try {
      List<World.Outcome> outcomes = new ArrayList<>();
      for (Future<World.Outcome> one : begun(pool, first, last)) {
        outcomes.add(one.get());
      }
      return outcomes;
    } finally {
      pool.shutdownNow();
    }
  }

  /** One thread for each processor; each world runs on one thread. */
  private static ExecutorService pool() {
    return Executors.newFixedThreadPool(Math.max(1, Runtime.getRuntime().availableProcessors()));
  }

  private List<Future<World.Outcome>> begun(ExecutorService pool, long first, long last) {
    List<Future<World.Outcome>> begun = new ArrayList<>();
    for (long seed = first; seed <= last; seed++) {
      long mine = seed;
      Callable<World.Outcome> run = () -> World.of(Workload.of(mine, steps), bug).run();
      begun.add(pool.submit(run));
    }
    return begun;
  }

  /** Replays the kept scenarios. */
  private boolean replay() throws IOException {
    TreeMap<String, Path> files = new TreeMap<>();
    if (Files.isDirectory(scenarios)) {
      try (DirectoryStream<Path> found = Files.newDirectoryStream(scenarios, "*.json")) {
        found.forEach(file -> files.put(file.getFileName().toString(), file));
      }
    }
    for (Path file : files.values()) {
      Scenario scenario = Scenario.parse(Files.readString(file));
      Violation violation = World.of(scenario, null).run().violation();
      if (violation != null) {
        out.println("scenario " + file.getFileName() + " FAILED " + violation.getMessage());
        return false;
      }
      out.println("scenario " + file.getFileName() + " ok");
    }
    return true;
  }

  /**
   * Runs the seeds on all processors, each world on one thread, and prints the results in order.
   */
  private boolean seeds(long first, long last) throws InterruptedException, ExecutionException {
    ExecutorService pool = pool();
    try {
      List<Future<World.Outcome>> outcomes = begun(pool, first, last);
      for (int i = 0; i < outcomes.size(); i++) {
        long seed = first + i;
        World.Outcome outcome = outcomes.get(i).get();
        String line = "seed " + seed + " steps " + steps + " trace " + outcome.trace();
        Violation violation = outcome.violation();
        if (violation != null) {
          out.println(line + " FAILED");
          pool.shutdownNow();
          explain(Workload.of(seed, steps), violation);
          return false;
        }
        out.println(line + " ok");
      }
      return true;
    } finally {
      pool.shutdownNow();
    }
  }

  private void explain(Scenario failing, Violation violation) {
    Scenario small = Shrinker.shrink(failing, bug, violation);
    Violation left = World.of(small, bug).run().violation();
    Violation shown = left == null ? violation : left;
    out.println("broken guarantee: " + shown.getMessage());
    if (shown.getCause() != null) {
      shown.getCause().printStackTrace(out);
    }
    out.println("smallest scenario (keep it under verify/scenarios):");
    out.print(small.about(shown.guarantee()).text());
  }

  /** The table that says which seed catches which bug. The text before the table is kept. */
  private static String mutations(String before) {
    int head = before.indexOf(TABLE_HEAD);
    StringBuilder page = new StringBuilder(head < 0 ? before : before.substring(0, head));
    page.append(TABLE_HEAD).append("|---|---|---|---|\n");
    for (Bug bug : Bug.values()) {
      page.append("| ").append(bug.word()).append(" | ").append(bug.about()).append(" | ");
      int seed = caught(bug);
      page.append(seed == 0 ? "not within " + TABLE_SEEDS : seed);
      page.append(" | ").append(bug.guarantee()).append(" |\n");
    }
    return page.toString();
  }

  /** The first seed with a violation of the bug's guarantee; 0 if there is none. */
  static int caught(Bug bug) {
    for (int seed = 1; seed <= TABLE_SEEDS; seed++) {
      Violation violation = World.of(Workload.of(seed, TABLE_STEPS), bug).run().violation();
      if (violation != null && violation.guarantee().equals(bug.guarantee())) {
        return seed;
      }
    }
    return 0;
  }
}
