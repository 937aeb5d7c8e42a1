package dev.holdfast.verify.site;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import dev.holdfast.verify.harness.Await;
import dev.holdfast.verify.harness.BrowserTest;
import dev.holdfast.verify.harness.ForeignBackend;
import dev.holdfast.verify.harness.Npm;
import dev.holdfast.verify.harness.Server;
import dev.holdfast.verify.harness.Tab;
import dev.holdfast.verify.harness.WebApp;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The pages of docs/start as a reader follows them, from an empty folder: their commands, then
 * their files, also those that are a file of the repository. That of a plain page is ShippedTest's.
 */
class StartTest extends BrowserTest {
  private static final Path HOME =
      Path.of(System.getProperty("holdfast.home", "..")).toAbsolutePath().normalize();
  private static final Path PAGES = HOME.resolve("docs/start");
  private static final Pattern COMMANDS = Pattern.compile("(?s)```sh\\n(npm create .*?)```");
  private static final Pattern FILE = Pattern.compile("(?m)^\\[`([^`]+)`\\]\\(([^)#]+)\\)$");
  private static final Pattern BLOCK = Pattern.compile("(?s)```\\w+ (\\S+)\\n(.*?)```");

  private static WebApp files(String page, Path folder) throws IOException {
    String text = Files.readString(PAGES.resolve(page));
    WebApp app = WebApp.in(folder);
    for (MatchResult file : FILE.matcher(text).results().toList()) {
      app.file(file.group(1), Files.readString(PAGES.resolve(file.group(2))));
    }
    for (MatchResult block : BLOCK.matcher(text).results().toList()) {
      app.file(block.group(1), block.group(2));
    }
    return app;
  }

  @ParameterizedTest
  @CsvSource({
    "react, tasks, todo, New task, Task",
    "vue, notes, notes, New note, Note",
    "svelte, checklist, checklist, New check, Check"
  })
  void followedFromAnEmptyFolder_theAppIsBuiltAndWorksOffline(
      String page, String name, String space, String add, String entry) throws IOException {
    Path empty = Files.createDirectory(folder.resolve(page));
    Npm.PACKAGE.runIn(
        HOME.resolve("npm/target/package"),
        "npm",
        "pack",
        "--silent",
        "--pack-destination",
        empty.toString());
    var commands = COMMANDS.matcher(Files.readString(PAGES.resolve(page + ".md")));
    assertThat(commands.find()).isTrue();
    Npm.PACKAGE.runIn(empty, "sh", "-ec", "export npm_config_yes=true\n" + commands.group(1));
    WebApp app = files(page + ".md", empty.resolve(name));

    Npm.PACKAGE.runIn(app.folder(), "npm", "run", "build");

    try (Server own = Server.serve(app.folder().resolve("dist"), folder.resolve(page + "-data"))) {
      Tab tab = browser().open(own.url());
      controlled(tab);
      write(tab, add, "written online");
      arrives(own, space, "written online");
      own.kill();
      write(tab, add, "written offline");
      tab.reload();
      tab.until(
          "both are there",
          "[...document.querySelectorAll('[aria-label="
              + entry
              + "]')].map(field => field.value).sort().join()",
          "\"written offline,written online\"");
      own.start();
      arrives(own, space, "written offline");
      assertThat(tab.complaints()).noneMatch(text -> text.contains("Content Security Policy"));
    }
  }

  @Test
  void springsController_isSyncedThoughItKnowsNothingOfHoldfast() throws Exception {
    WebApp app = files("spring.md", folder.resolve("spring"));
    try (ForeignBackend backend = ForeignBackend.spring(folder.resolve("spring.log"));
        Server own =
            Server.serve(
                app.folder(), folder.resolve("spring-data"), "--proxy", "/api=" + backend.url())) {
      Tab tab = browser().open(own.url());
      controlled(tab);
      write(tab, "New task", "written online");
      Await.until("it arrives", Tab.PATIENCE, () -> tasks(backend), it -> it.contains("online"));
      own.kill();
      write(tab, "New task", "written offline");
      tab.reload();
      tab.until(
          "both are there",
          "[...document.querySelectorAll('li')].map(item => item.textContent).sort().join()",
          "\"written offline,written online\"");
      own.start();
      String all =
          Await.until(
              "it arrives", Tab.PATIENCE, () -> tasks(backend), it -> it.contains("offline"));
      assertThat(all.split("written offline", -1)).hasSize(2);
    }
  }

  private static void write(Tab tab, String label, String text) {
    tab.page().getByLabel(label, new Page.GetByLabelOptions().setExact(true)).fill(text);
    tab.page().click("form button");
    tab.until("it is kept", "!document.forms[0].elements[0].value");
  }

  private static void arrives(Server server, String space, String text) {
    Await.until(
        "it arrives",
        Tab.PATIENCE,
        () -> server.documents(space).toString(),
        it -> it.contains(text));
  }

  private static String tasks(ForeignBackend backend) throws IOException, InterruptedException {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create(backend.url() + "/api/tasks")).build(),
            BodyHandlers.ofString())
        .body();
  }
}
