package dev.holdfast.verify.network;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.verify.harness.Apps;
import dev.holdfast.verify.harness.Await;
import dev.holdfast.verify.harness.BrowserTest;
import dev.holdfast.verify.harness.FaultyServer;
import dev.holdfast.verify.harness.FaultyServer.Fault;
import dev.holdfast.verify.harness.Server;
import dev.holdfast.verify.harness.Tab;
import dev.holdfast.verify.harness.TaskService;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An app that syncs with a REST service of its own, which knows nothing of Holdfast. */
class RestTest extends BrowserTest {
  private TaskService service;

  @Override
  protected Server startServer(Path data) {
    service = TaskService.start();
    return Server.serve(Apps.lab(), data, "--proxy", "/api=" + service.url());
  }

  @BeforeEach
  void anEmptyService() {
    service.clear();
  }

  @AfterAll
  void closeService() {
    service.close();
  }

  private Tab synced() {
    Tab tab = lab(browser(), "sync=rest");
    tab.untilSynced();
    return tab;
  }

  private static void unsentIsNone(Tab tab) {
    tab.until("all is sent", "offlineStorage.hasConflicts", "false");
    tab.until("all is well", "offlineStorage.syncState", "\"idle\"");
  }

  private void serviceHolds(String json) {
    Await.until("the service holds it", service::tasks, json::equals);
  }

  private static void save(Tab tab, String state) {
    assertThat(
            tab.is(
                "(app.state = " + state + ", offlineStorage.saveCurrentAppState().then(ok => ok))"))
        .isTrue();
  }

  @Test
  void stateOfTheApp_goesThereAndTheirChangesComeHere() {
    Tab tab = synced();
    save(tab, "{ tasks: [{ id: 'mine', title: 'milk' }] }");
    serviceHolds("[{\"id\":101,\"title\":\"milk\"}]".replace("101", number()));
    unsentIsNone(tab);

    save(tab, "{ tasks: [{ id: 'mine', title: 'milk', done: true }] }");
    unsentIsNone(tab);
    assertThat(service.tasks()).contains("\"done\":true");
    service.write(7, "{\"title\":\"theirs\"}");
    assertThat(tab.is("offlineStorage.syncLocalChangesToServer()")).isTrue();

    tab.until(
        "the app shows both",
        "app.state.tasks",
        "[{\"id\":\"mine\",\"title\":\"milk\",\"done\":true},{\"id\":7,\"title\":\"theirs\"}]");
    save(tab, "{ tasks: app.state.tasks.filter(task => task.id !== 'mine') }");
    serviceHolds("[{\"title\":\"theirs\",\"id\":7}]");
  }

  /** The number that the service gave its only task. */
  private String number() {
    return Await.until("one task", service::tasks, all -> all.contains("\"id\":"))
        .replaceAll(".*\"id\":(\\d+).*", "$1");
  }

  @Test
  void offlineEditsAndTheirs_meetInAMergeAndAConflict() {
    service.write(1, "{\"a\":1,\"b\":1}");
    service.write(2, "{\"n\":1}");
    Tab tab = synced();
    goOffline(tab);
    tab.evaluate("offlineStorage.collection('tasks').update('1', task => ({ ...task, a: 2 }))");
    tab.evaluate("offlineStorage.collection('tasks').update('2', task => ({ ...task, n: 2 }))");
    tab.evaluate("offlineStorage.collection('tasks').put('new', { id: 'new', n: 0 })");
    service.write(1, "{\"a\":1,\"b\":2}");
    service.write(2, "{\"n\":3}");

    goOnline();

    tab.until("the conflict is told", "offlineStorage.conflicts.map(c => c.key)", "[\"tasks/2\"]");
    tab.until("the rest is sent", "offlineStorage.pending.length", "0");
    assertThat(service.tasks()).contains("{\"a\":2,\"b\":2,\"id\":1}").contains("\"n\":3");
    tab.evaluate("offlineStorage.resolve('tasks/2', 'local')");
    unsentIsNone(tab);
    assertThat(service.tasks()).contains("{\"n\":2,\"id\":2}");
    assertThat(service.log().stream().filter(one -> one.startsWith("POST"))).hasSize(1);
  }

  @Test
  void answerToAPostGetsLostAndTheTabIsClosed_oneTask() {
    Tab tab = synced();
    service.breaksAfter("POST");
    tab.evaluate("offlineStorage.collection('tasks').put('a', { id: 'a', n: 1 })");
    Await.until("it has been made", service::tasks, all -> all.contains("\"n\":1"));
    tab.reload();

    tab.until("the app has started", "app.started");
    unsentIsNone(tab);

    assertThat(service.tasks()).containsOnlyOnce("\"n\":1");
    assertThat(tab.json("offlineStorage.collection('tasks').entries()"))
        .isEqualTo("[[\"a\",{\"id\":\"a\",\"n\":1}]]");
  }

  @Test
  void serviceIsDown_theWorkWaitsAndGetsHomeByItself() {
    Tab tab = synced();
    service.answers(503);
    tab.evaluate("offlineStorage.collection('tasks').put('a', { id: 'a', n: 1 })");
    tab.until(
        "it waits",
        "[offlineStorage.syncState, offlineStorage.lastError?.code]",
        "[\"waiting\",\"SERVER_BUSY\"]");

    service.answersAsUsual();

    unsentIsNone(tab);
    assertThat(service.tasks()).containsOnlyOnce("\"n\":1");
  }

  @Test
  void noServerOfOurs_theServiceItselfIsProbedWhereTheAppSays() {
    FaultyServer way = faulty();
    way.fault("/holdfast/ping", Fault.STATUS, 404);

    Tab tab = lab(browser(), way.url(), "sync=rest&worker=no&ping=/api/echo");

    tab.until("it is verified", "networkStatus.detail", "\"online\"");
    tab.evaluate("offlineStorage.collection('tasks').put('a', { id: 'a', n: 1 })");
    unsentIsNone(tab);
    assertThat(service.tasks()).containsOnlyOnce("\"n\":1");
    assertThat(way.count("/holdfast/ping")).isZero();
  }

  @Test
  void sixtyTasks_comeInPagesToAnotherBrowser() {
    Tab tab = synced();
    save(tab, "{ tasks: Array.from({ length: 60 }, (_, i) => ({ id: 't' + i, n: i })) }");
    unsentIsNone(tab);

    Tab other = synced();

    other.until("all are there", "app.state.tasks.length", "60");
    assertThat(other.is("offlineStorage.hasConflicts === false")).isTrue();
  }

  @Test
  void adapter_isLoadedOnlyIfUsed() {
    Tab without = lab(browser(), "");
    without.untilSynced();
    String loaded =
        "performance.getEntriesByType('resource').some(e => e.name.includes('holdfast-rest'))";
    assertThat(without.is(loaded)).isFalse();
    assertThat(
            without.is(
                "caches.keys().then(all => Promise.all(all.map(name => caches.open(name)"
                    + ".then(one => one.keys())))).then(all => all.flat().some(r =>"
                    + " r.url.includes('holdfast-rest')))"))
        .isFalse();

    assertThat(synced().is(loaded)).isTrue();
  }
}
