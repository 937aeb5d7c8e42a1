package dev.holdfast.verify.elements;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.verify.harness.Apps;
import dev.holdfast.verify.harness.Server;
import dev.holdfast.verify.harness.Tab;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** {@code <holdfast-update>}. */
class UpdateElementTest extends ElementsTest {
  private Path app;

  @Override
  protected Server startServer(Path data) {
    app = data.resolveSibling("app");
    try (Stream<Path> files = Files.list(Apps.named("elements"))) {
      Files.createDirectories(app);
      for (Path file : files.toList()) {
        Files.copy(file, app.resolve(file.getFileName()));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Server.serve(app, data);
  }

  @AfterEach
  void firstRelease() throws IOException {
    Files.copy(
        Apps.named("elements").resolve("index.html"),
        app.resolve("index.html"),
        java.nio.file.StandardCopyOption.REPLACE_EXISTING);
  }

  private void release(String name) throws IOException {
    Path page = app.resolve("index.html");
    Files.writeString(
        page, Files.readString(page).replaceFirst("<h1>.*</h1>", "<h1>" + name + "</h1>"));
  }

  @Test
  void offeredAndUsedByKeyboard_thePageIsTheNewOne() throws IOException {
    Tab tab = page("");
    controlled(tab);
    tab.evaluate(
        "void (document.querySelector('holdfast-update').beforeReload = () =>"
            + " offlineStorage.collection('notes').put('typed', { id: 'typed' }))");
    assertThat(shown(tab, "holdfast-update")).isEqualTo("Look for a new version");
    find(tab, "holdfast-update button").focus();
    press(tab, "Enter");
    shows(tab, "holdfast-update", "This is the newest version.");

    release("Second");
    press(tab, "Enter");
    shows(tab, "holdfast-update", "A new version is ready.");
    find(tab, "holdfast-update button").first().focus();
    press(tab, "Enter");

    tab.until("the new page is here", "document.querySelector('h1').innerText", "\"Second\"");
    tab.until("the app has started", "self.app?.started");
    assertThat(tab.is("offlineStorage.collection('notes').get('typed').then(one => !!one)"))
        .isTrue();
    assertThat(shown(tab, "holdfast-update")).isEqualTo("Look for a new version");
  }

  @Test
  void later_itWaits_andAnElementThatComesAfterTheEventOffersItToo() throws IOException {
    Tab tab = page("");
    controlled(tab);
    release("Third");
    assertThat(tab.is("offlineStorage.checkForUpdate()")).isTrue();
    shows(tab, "holdfast-update", "A new version is ready.");

    find(tab, "holdfast-update button:has-text('Later')").click();
    shows(tab, "holdfast-update", "Look for a new version");
    tab.evaluate(
        "void (document.querySelector('holdfast-update').remove(),"
            + " document.querySelector('main').append(document.createElement('holdfast-update')))");

    shows(tab, "holdfast-update", "A new version is ready.");
    assertThat(tab.page().innerText("h1")).isEqualTo("Elements");
  }

  /** Another tab was faster: nothing waits any more, but this page still has the old files. */
  @Test
  void anotherTabHasUsedIt_thePageIsLoadedAnewAllTheSame() throws IOException {
    Tab tab = page("");
    controlled(tab);
    release("Fourth");
    assertThat(tab.is("offlineStorage.checkForUpdate()")).isTrue();
    shows(tab, "holdfast-update", "A new version is ready.");
    assertThat(tab.is("offlineStorage.applyUpdate()")).isTrue();

    find(tab, "holdfast-update button:has-text('Use it now')").click();

    tab.until("the new page is here", "document.querySelector('h1').innerText", "\"Fourth\"");
  }
}
