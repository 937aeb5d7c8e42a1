package dev.holdfast.verify.worker;

import static dev.holdfast.verify.worker.WorkerWorld.audit;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import dev.holdfast.verify.harness.Await;
import dev.holdfast.verify.harness.Backend.Reply;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The queue under stress: 1,000 writes over 20 lanes. The worker is stopped 20 times while it sends
 * them, and every third answer is lost after the write had its effect.
 */
class ThousandWritesTest {
  private static final int WRITES = 1_000;
  private static final int LANES = 20;
  private static final int STOPS = 20;
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  /** Repeated with {@code -Dholdfast.seed}. */
  private final long seed = Long.getLong("holdfast.seed", System.nanoTime());

  private final Random random = new Random(seed);
  private final AtomicInteger arrived = new AtomicInteger();
  private WorkerWorld world;
  private Page page;

  @BeforeEach
  void open(@TempDir Path folder) throws Exception {
    System.out.println("seed " + seed);
    world = new WorkerWorld(folder, ".intercept('POST /api/lane/:name', holdfast.queue()).start()");
    page = world.open();
    // It honours the key. The answer to every third request never arrives.
    world.backend.answer(
        request -> {
          boolean lost = arrived.incrementAndGet() % 3 == 0;
          return lost ? Reply.LOST : Reply.json("{}");
        });
  }

  @AfterEach
  void close() {
    world.close();
  }

  @Test
  void workerStoppedTwentyTimesAndEveryThirdAnswerLost_eachWriteHasOneEffectInOrder() {
    world.server.kill();
    write();
    world.server.start();
    for (int stop : stops()) {
      Await.until(
          "write " + stop + " has had its effect",
          PATIENCE,
          () -> {
            wake();
            return world.backend.effects().size();
          },
          effects -> effects >= stop);
      world.profile.stopWorkers();
    }
    Await.until(
        "all is acknowledged",
        PATIENCE,
        () -> {
          wake();
          return audit(page, "acknowledged");
        },
        count -> count.equals(WRITES));
    List<String> effects = world.backend.effects();
    assertThat(effects).as("seed " + seed).hasSize(WRITES).doesNotHaveDuplicates();
    for (int lane = 0; lane < LANES; lane++) {
      String mine = lane + ":";
      assertThat(effects.stream().filter(it -> it.startsWith(mine)).toList())
          .as("lane " + lane + ", seed " + seed)
          .isEqualTo(IntStream.range(0, WRITES / LANES).mapToObj(number -> mine + number).toList());
    }
  }

  /** The numbers of effects after which the worker is stopped. */
  private TreeSet<Integer> stops() {
    TreeSet<Integer> stops = new TreeSet<>();
    while (stops.size() < STOPS) {
      stops.add(1 + random.nextInt(WRITES - STOPS));
    }
    return stops;
  }

  private void write() {
    page.evaluate(
        "async ([writes, lanes]) => { for (let i = 0; i < writes / lanes; i++) await Promise.all("
            + "Array.from({length: lanes}, (none, lane) => fetch('/api/lane/' + lane, {method:"
            + " 'POST', body: lane + ':' + i}).then(answer => { if (answer.status !== 202) throw new"
            + " Error('not queued: ' + answer.status); }))); }",
        List.of(WRITES, LANES));
  }

  /** Wakes the worker, as a page does when it becomes visible. */
  private void wake() {
    page.evaluate("() => navigator.serviceWorker.controller.postMessage({type: 'drain'})");
  }
}
