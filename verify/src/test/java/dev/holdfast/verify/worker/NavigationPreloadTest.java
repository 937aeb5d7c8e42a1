package dev.holdfast.verify.worker;

import static dev.holdfast.verify.worker.WorkerWorld.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Navigation preload: enabled only while a release asks for it; and a browser without it. */
class NavigationPreloadTest extends OneServerTest {
  private static final String ENABLED =
      "() => navigator.serviceWorker.ready.then(r => r.navigationPreload.getState())"
          + ".then(state => state.enabled)";

  @BeforeEach
  void open() throws Exception {
    world.app.worker(".precache(self.__PRECACHE).navigationPreload().start()");
  }

  @Test
  void releaseThatDoesNotAskForIt_switchesItOff() throws Exception {
    Page page = world.open();
    eventually(true, () -> page.evaluate(ENABLED));
    world.app.worker(".precache(self.__PRECACHE).start()");

    WorkerWorld.awaitUpdate(page);
    WorkerWorld.applyUpdate(page);

    eventually(false, () -> page.evaluate(ENABLED));
  }

  @Test
  void browserWithoutIt_theWorkerServesAllTheSame() throws Exception {
    Path script = world.app.folder().resolve("sw.js");
    Files.writeString(
        script,
        "delete ServiceWorkerRegistration.prototype.navigationPreload;\n"
            + Files.readString(script));

    Page page = world.open();

    assertThat(page.evaluate(ENABLED)).isEqualTo(false);
    world.server.kill();
    page.navigate(world.server.url() + "/");
    assertThat(page.title()).isEqualTo("first");
  }
}
