package dev.holdfast.verify.worker;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** A class of tests with one server, and a new browser for each test. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class OneServerTest {
  WorkerWorld world;

  @BeforeAll
  final void start(@TempDir Path folder) throws Exception {
    world = new WorkerWorld(folder, "");
  }

  @AfterAll
  final void close() {
    world.close();
  }

  @BeforeEach
  final void anew() {
    world.anew();
  }
}
