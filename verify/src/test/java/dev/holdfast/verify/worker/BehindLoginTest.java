package dev.holdfast.verify.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.verify.harness.Await;
import dev.holdfast.verify.harness.Backend;
import dev.holdfast.verify.harness.Backend.Reply;
import dev.holdfast.verify.harness.BrowserTest;
import dev.holdfast.verify.harness.FaultyServer;
import dev.holdfast.verify.harness.FaultyServer.Fault;
import dev.holdfast.verify.harness.LoginWall;
import dev.holdfast.verify.harness.Npm;
import dev.holdfast.verify.harness.Server;
import dev.holdfast.verify.harness.Tab;
import dev.holdfast.verify.harness.WebApp;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The whole life of an app as many have it: built by Vite, in a folder, behind a proxy with a login
 * of its own.
 */
class BehindLoginTest extends BrowserTest {
  private static final String APP = "/tools/notes";

  /** What Vite makes of the app's release {@code number}, with Holdfast at {@code holdfast}. */
  private static Path built(Path folder, int number, String holdfast) throws IOException {
    Path source = folder.resolve("source" + number);
    WebApp.in(source)
        .file(
            "index.html",
            "<!doctype html><html lang=en><title>Notes</title><script type=module"
                + " src=/src/main.js></script></html>")
        .file("src/style.css", "body { margin: " + number + "px }")
        .file("src/later.js", "export const release = " + number + ";")
        .file(
            "src/main.js",
            "import { offlineStorage, networkStatus, holdfastServer } from '%s/holdfast.js';\n"
                    .formatted(holdfast)
                + """
                import './style.css';
                Object.assign(self, { offlineStorage, networkStatus });
                self.later = () => import('./later.js').then(it => it.release);
                offlineStorage.defineSync(holdfastServer({ space: 'notes' }));
                offlineStorage.start({ worker: import.meta.env.BASE_URL + 'sw.js' })
                  .then(() => { document.title = 'Notes RELEASE'; });
                """
                    .replace("RELEASE", String.valueOf(number)))
        .file(
            "public/sw.js",
            """
            importScripts('HOLDFAST/precache.js', 'HOLDFAST/holdfast-worker.js');
            holdfast.precache(self.__PRECACHE)
              .navigationFallback('index.html', { deny: ['*/login'] })
              .intercept('POST */api/tasks', holdfast.queue())
              .start();
            """
                .replace("HOLDFAST", holdfast))
        .file(
            "vite.config.js",
            "export default { build: { rollupOptions: { external: ['%s/holdfast.js'] } } };"
                .formatted(holdfast));
    Path target = folder.resolve("built" + number);
    Npm.MIGRATIONS.run(
        "npx", "vite", "build", source.toString(), "--base", APP + "/", "--outDir", "" + target);
    return target;
  }

  /** Puts a release where the one before is, whose files with other names are then gone. */
  private static void publish(Path built, Path place) throws IOException {
    if (Files.exists(place)) {
      try (Stream<Path> old = Files.walk(place)) {
        for (Path file : old.filter(Files::isRegularFile).toList()) {
          Files.delete(file);
        }
      }
    }
    try (Stream<Path> files = Files.walk(built)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path there = place.resolve(built.relativize(file).toString());
        Files.createDirectories(there.getParent());
        Files.copy(file, there, StandardCopyOption.REPLACE_EXISTING);
      }
    }
  }

  /** Signs in at the login's page, from which the app follows. */
  private static void signIn(Tab tab) {
    assertThat(tab.page().title()).isEqualTo("Log in");
    tab.page().click("button");
  }

  private static void shows(Tab tab, int release) {
    tab.until("release " + release + " has started", "document.title", "\"Notes " + release + "\"");
  }

  private static String write(Tab tab, String body) {
    return WorkerWorld.post(tab.page(), APP + "/api/tasks", body);
  }

  private static void pending(Tab tab, int count) {
    tab.until("so many wait", "offlineStorage.pending.length", String.valueOf(count));
  }

  /**
   * Either the proxy strips the folder and guards everything, or it passes paths on as they are and
   * guards the folder only.
   */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void viteAppInAFolderBehindALogin_worksOfflineThroughLostSessionAndUpdate(
      boolean strips, @TempDir Path folder) throws IOException {
    String root = strips ? APP : "";
    Path place = folder.resolve("app" + APP);
    publish(built(folder, 1, root + "/holdfast"), place);
    Path second = built(folder, 2, root + "/holdfast");
    LoginWall login = new LoginWall(strips ? "" : APP, APP);
    try (Backend backend = Backend.start();
        Server own =
            Server.serve(
                strips ? place : folder.resolve("app"),
                folder.resolve("data"),
                "--proxy",
                (strips ? "" : APP) + "/api=" + backend.url());
        FaultyServer proxy = FaultyServer.before(own, root).with(login)) {
      String url = strips ? proxy.url() : proxy.url() + APP;
      Tab tab = browser().open(url + "/");
      signIn(tab);
      shows(tab, 1);
      controlled(tab);
      tab.untilSynced();

      proxy.fault("", Fault.DROP_BEFORE_COMMIT);
      tab.until("it is offline", "networkStatus.check()", "\"offline\"");
      tab.reload();
      shows(tab, 1);
      assertThat(write(tab, "{\"n\":1}")).startsWith("202");
      tab.evaluate("offlineStorage.collection('notes').put('a', { text: 'kept' })");
      pending(tab, 2);

      login.endSessions();
      proxy.heal();
      String meets = strips ? "GET " + APP + "/holdfast/ping" : "POST " + APP + "/api/tasks";
      Await.until(
          "it meets the login", Tab.PATIENCE, login::turnedAway, all -> all.contains(meets));
      assertThat(WorkerWorld.drain(tab.page())).isEqualTo(false);
      assertThat(backend.requests()).isEmpty();
      assertThat(tab.json("offlineStorage.pending.length")).isNotEqualTo("0");

      tab.open(url + "/login");
      signIn(tab);
      shows(tab, 1);
      pending(tab, 0);
      assertThat(backend.effects()).containsExactly("{\"n\":1}");
      assertThat(own.documents("notes")).containsEntry("notes/a", "{\"text\":\"kept\"}");

      backend.answer(got -> Reply.status(503));
      assertThat(write(tab, "{\"n\":2}")).startsWith("202");
      publish(second, place);
      tab.evaluate("offlineStorage.checkForUpdate()");
      tab.until(
          "release 2 waits",
          "navigator.serviceWorker.getRegistration().then(found => !!found.waiting)");
      assertThat(tab.evaluate("offlineStorage.applyUpdate()")).isEqualTo(true);
      assertThat(tab.json("later()")).as("a file that only release 1 had").isEqualTo("1");
      tab.reload();
      shows(tab, 2);
      assertThat(tab.json("later()")).isEqualTo("2");
      pending(tab, 1);
      backend.answer(got -> Reply.json("{}"));
      pending(tab, 0);
      assertThat(backend.effects()).isEqualTo(List.of("{\"n\":1}", "{\"n\":2}"));

      proxy.fault("", Fault.DROP_BEFORE_COMMIT);
      tab.until("it is offline", "networkStatus.check()", "\"offline\"");
      tab.reload();
      shows(tab, 2);
      assertThat(tab.json("offlineStorage.collection('notes').get('a')"))
          .isEqualTo("{\"text\":\"kept\"}");
    }
  }
}
