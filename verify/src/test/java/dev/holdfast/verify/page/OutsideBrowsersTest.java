package dev.holdfast.verify.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.verify.harness.Apps;
import dev.holdfast.verify.harness.Server;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page's module outside browsers: rendered on a server, and in tests of apps under jsdom. */
class OutsideBrowsersTest {
  private static final Path SCRIPTS =
      Path.of(System.getProperty("holdfast.home", ".."), "verify/jsdom").toAbsolutePath();
  private static final Path MODULES =
      SCRIPTS.resolve("../../browser/target/classes/holdfast").normalize();

  @BeforeAll
  static void install() throws Exception {
    if (!Files.isDirectory(SCRIPTS.resolve("node_modules/jsdom"))) {
      run(List.of("npm", "ci", "--no-audit", "--no-fund", "--silent"));
    }
  }

  private static String run(List<String> command) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command).directory(SCRIPTS.toFile()).redirectErrorStream(true).start();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(text).isZero();
    return text;
  }

  /** Rendering on a server. */
  @Test
  void importedInNode_nothingHappensAndGettersAnswerNeutrally() throws Exception {
    assertThat(run(List.of("node", "node.mjs", MODULES.toString()))).isEqualTo("fine\n");
  }

  /** As vitest runs tests of an app. */
  @Test
  void startedUnderJsdom_savesAndSyncs(@TempDir Path data) throws Exception {
    try (Server server = Server.serve(Apps.lab(), data)) {
      assertThat(run(List.of("node", "jsdom.mjs", MODULES.toString(), server.url())))
          .isEqualTo("fine\n");
      assertThat(server.documents("jsdom")).containsEntry("tasks/a", "{\"id\":\"a\"}");
    }
  }

  /** Most tests of an app have no server, and Node's fetch refuses paths. */
  @Test
  void startedUnderJsdomWithoutAServer_itWorksOffline() throws Exception {
    assertThat(run(List.of("node", "jsdom.mjs", MODULES.toString()))).isEqualTo("fine\n");
  }
}
