package dev.holdfast.bench;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * {@code ./holdfast bench [NAME…]}: runs the named measurements, or all. Exits with 1 if one broke
 * its limit, with 2 if a name is unknown.
 */
public final class Main {
  private Main() {}

  /** One measurement. Prints its result. Returns false if the result breaks a limit. */
  @FunctionalInterface
  interface Measurement {
    boolean run() throws Exception;
  }

  private static Map<String, Measurement> measurements() {
    Map<String, Measurement> all = new LinkedHashMap<>();
    all.put("diff", DiffBench::run);
    all.put("documents", DocumentsBench::run);
    all.put("list", ListBench::run);
    all.put("server", ServerBench::run);
    return all;
  }

  public static void main(String[] args) throws Exception {
    Map<String, Measurement> all = measurements();
    List<String> names = args.length == 0 ? List.copyOf(all.keySet()) : List.of(args);
    boolean held = true;
    for (String name : names) {
      Measurement measurement = all.get(name);
      if (measurement == null) {
        System.err.println("holdfast: no measurement \"" + name + "\"; known: " + all.keySet());
        System.exit(2);
        return;
      }
      held &= measurement.run();
    }
    System.exit(held ? 0 : 1);
  }
}
