package dev.holdfast.verify.network;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.verify.harness.Apps;
import dev.holdfast.verify.harness.BrowserTest;
import dev.holdfast.verify.harness.ForeignBackend;
import dev.holdfast.verify.harness.Server;
import dev.holdfast.verify.harness.Tab;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/**
 * An app that syncs by {@code rest()} with a backend as its framework makes it, which knows nothing
 * of Holdfast. The backend makes the ids and lists ten resources a page.
 */
abstract class BackendAsItIsTest extends BrowserTest {
  private static final String TITLES =
      "app.state.tasks.map(task => task.title).filter(title => /^[tn]\\d/.test(title)).sort().join()";

  private ForeignBackend backend;

  /** Its name in {@code lab/backends.js}. */
  abstract String name();

  abstract ForeignBackend start(Path log);

  @Override
  protected Server startServer(Path data) {
    backend = start(data.resolveSibling("backend.log"));
    return Server.serve(Apps.lab(), data, "--proxy", "/api=" + backend.url());
  }

  @AfterAll
  void closeBackend() {
    backend.close();
  }

  private Tab synced() {
    Tab tab = lab(browser(), "sync=rest&backend=" + name());
    tab.untilSynced();
    return tab;
  }

  private static void allIsSent(Tab tab) {
    tab.until("all is sent", "offlineStorage.hasConflicts", "false");
    tab.until("all is well", "offlineStorage.syncState", "\"idle\"");
    assertThat(tab.json("offlineStorage.parked")).isEqualTo("[]");
  }

  @Test
  void threePagesOfTasks_andWorkOffline_areTheSameInAnotherBrowser() {
    Tab mine = synced();
    controlled(mine);
    mine.evaluate(
        "app.state = { tasks: Array.from({ length: 23 },"
            + " (_, i) => ({ id: 'mine' + i, title: 't' + (10 + i), done: false })) }");
    assertThat(mine.is("offlineStorage.saveCurrentAppState()")).isTrue();
    allIsSent(mine);
    Tab theirs = synced();
    theirs.until("all pages are there", TITLES + ".split(',').length", "23");
    assertThat(theirs.is("app.state.tasks.every(task => !/^mine/.test(task.id))"))
        .as("there they have the backend's ids")
        .isTrue();

    goOffline(mine);
    mine.evaluate(
        "app.state = { tasks: [{ id: 'new', title: 'n1', done: false }, ...app.state.tasks"
            + ".filter(task => task.title !== 't11')"
            + ".map(task => (task.title === 't12' ? { ...task, title: 't12x' } : task))] }");
    assertThat(mine.is("offlineStorage.saveCurrentAppState()")).isTrue();
    mine.reload();
    mine.until("the app has started", "app.started");
    goOnline();

    allIsSent(mine);
    theirs.evaluate("offlineStorage.syncLocalChangesToServer()");
    theirs.until("both show the same", TITLES, '"' + String.valueOf(mine.evaluate(TITLES)) + '"');
    assertThat(String.valueOf(mine.evaluate(TITLES)))
        .contains("n1", "t12x")
        .doesNotContain("t11")
        .hasSize(22 * 4 + 3);
  }

  @Test
  void bothChangeOneTask_theFieldsMeetAndTheTitleIsAConflict() {
    Tab mine = synced();
    mine.evaluate(
        "offlineStorage.collection('tasks').put('a', { id: 'a', title: 'one', done: false })");
    allIsSent(mine);
    Tab theirs = synced();
    theirs.until("it is there", "app.state.tasks.some(task => task.title === 'one')", "true");
    String id =
        String.valueOf(
            theirs.evaluate("String(app.state.tasks.find(task => task.title === 'one').id)"));
    theirs.evaluate(update(id, "done: true"));
    allIsSent(theirs);

    mine.evaluate(update("a", "title: 'two'"));
    allIsSent(mine);

    assertThat(mine.json("offlineStorage.collection('tasks').get('a')"))
        .isEqualTo("{\"done\":true,\"id\":\"a\",\"title\":\"two\"}");
    theirs.evaluate(update(id, "title: 'three'"));
    theirs.until("it is said", "offlineStorage.conflicts.length", "1");
    theirs.evaluate("offlineStorage.resolve(offlineStorage.conflicts[0].key, 'local')");
    allIsSent(theirs);
    mine.evaluate("offlineStorage.syncLocalChangesToServer()");
    assertThat(mine.json("offlineStorage.collection('tasks').get('a')")).contains("three");
  }

  private static String update(String id, String change) {
    return "offlineStorage.collection('tasks').update('"
        + id
        + "', task => ({ ...task, "
        + change
        + " }))";
  }
}
