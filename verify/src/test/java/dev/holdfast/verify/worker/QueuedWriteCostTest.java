package dev.holdfast.verify.worker;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import dev.holdfast.verify.harness.WebApp;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the worker does on disk for a write that it queues, counted in the worker itself. */
class QueuedWriteCostTest {
  private static final int WRITES = 20;

  /** Counts calls by name; a message {@code counts} asks for them and begins anew. */
  private static final String COUNTING =
      """
      let counts = {};
      const count = name => { counts[name] = (counts[name] || 0) + 1; };
      const wrap = (of, method, name) => {
        const plain = of.prototype[method];
        of.prototype[method] = function (...args) {
          count(name(this, args));
          return plain.apply(this, args);
        };
      };
      wrap(IDBDatabase, 'transaction', (db, args) => args[1] || 'readonly');
      wrap(IDBObjectStore, 'put', () => 'put');
      wrap(IDBObjectStore, 'get', () => 'get');
      wrap(IDBObjectStore, 'getAll', store => 'getAll ' + store.name);
      wrap(SyncManager, 'register', () => 'register');
      self.addEventListener('message', event => {
        if (event.data !== 'counts') return;
        event.ports[0].postMessage(counts);
        counts = {};
      });
      """;

  private WorkerWorld world;
  private Page page;

  @BeforeEach
  void open(@TempDir Path folder) throws Exception {
    world =
        new WorkerWorld(
            folder,
            ".precache(self.__PRECACHE).intercept('POST /api/tasks', holdfast.queue()).start()");
    WebApp app = world.app;
    Path script = app.folder().resolve("sw.js");
    Files.writeString(script, COUNTING + Files.readString(script));
    page = world.open();
    world.server.kill();
    write(1); // the worker learns that it is offline
  }

  @AfterEach
  void close() {
    world.close();
  }

  private void write(int times) {
    page.evaluate(
        "async times => { for (let i = 0; i < times; i++) { const answer = await"
            + " fetch('/api/tasks', {method: 'POST', body: 'w' + i}); if (answer.status !== 202)"
            + " throw new Error('not queued: ' + answer.status); } }",
        times);
  }

  @SuppressWarnings("unchecked")
  private Map<String, Integer> counts() {
    return (Map<String, Integer>)
        page.evaluate(
            "() => new Promise(ok => { const c = new MessageChannel(); c.port1.onmessage = e =>"
                + " ok(e.data); navigator.serviceWorker.controller.postMessage('counts',"
                + " [c.port2]); })");
  }

  /** On a slow machine a write may need a second transaction, which stores that it was answered. */
  private void cheap(Map<String, Integer> counts) {
    assertThat(counts).doesNotContainKey("getAll requests");
    assertThat(counts.get("readwrite")).isBetween(WRITES, 2 * WRITES);
    assertThat(counts.get("put")).isBetween(3 * WRITES, 4 * WRITES);
    assertThat(counts.getOrDefault("register", 0)).isLessThanOrEqualTo(1);
  }

  @Test
  void offline_aWriteCostsOneTransaction_andReadsNothingOfWhatWaits() {
    counts();
    write(WRITES);
    cheap(counts());

    write(200);
    counts();
    write(WRITES);
    cheap(counts());
  }
}
