package dev.holdfast.verify.monkey;

import dev.holdfast.verify.harness.Apps;
import dev.holdfast.verify.harness.BrowserTest;
import dev.holdfast.verify.harness.Profile;
import dev.holdfast.verify.harness.Server;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * A monkey calls every member of holdfast.d.ts with values of all kinds, on two devices, with
 * reloads, other releases, and a network and a server that come and go. No promise may be broken:
 * every call settles, as its type says; no error is unhandled; no unit of work is lost; in the end
 * both devices have what the server has.
 *
 * <p>{@code ./holdfast test --monkey MINUTES} goes on with new seeds for that long. {@code
 * -Dholdfast.seed=N} makes the same calls as the walk with that seed.
 */
class MonkeyTest extends BrowserTest {
  private static final Path TYPES =
      Path.of(System.getProperty("holdfast.home", ".."), "browser/src/main/js/holdfast.d.ts");

  private static final int STEPS = Integer.getInteger("holdfast.steps", 60);
  private static final int SEEDS = 3;

  @Override
  protected Server startServer(Path data) {
    return Server.serve(Apps.named("monkey"), data);
  }

  @Test
  void everythingIsCalledInAnyOrder_noPromiseIsBroken() throws IOException {
    Long seed = Long.getLong("holdfast.seed");
    Integer minutes = Integer.getInteger("holdfast.monkey");
    if (seed != null) {
      walk(seed);
    } else if (minutes != null) {
      long end = System.nanoTime() + minutes * 60_000_000_000L;
      for (long next = System.currentTimeMillis(); System.nanoTime() < end; next++) {
        System.out.println("monkey: -Dholdfast.seed=" + next);
        walk(next);
      }
    } else {
      for (long next = 1; next <= SEEDS; next++) {
        walk(next);
      }
    }
  }

  private void walk(long seed) throws IOException {
    List<Member> members = Member.of(TYPES, "OfflineStorage", "Collection", "NetworkStatus");
    server.start();
    List<Profile> browsers = new ArrayList<>(List.of(browser(), browser()));
    Walk walk = new Walk(server, "monkey" + seed, browsers, members, seed);
    try {
      walk.run(STEPS);
    } catch (AssertionError | RuntimeException failed) {
      throw new AssertionError(
          "-Dholdfast.seed=" + seed + ": " + failed.getMessage() + "\nafter\n" + walk.log(),
          failed);
    } finally {
      server.thaw();
      server.start();
    }
    browsers.forEach(Profile::close);
  }
}
