package dev.holdfast.verify.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.verify.harness.BrowserTest;
import dev.holdfast.verify.harness.FaultyServer;
import dev.holdfast.verify.harness.Tab;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How the API behaves towards frameworks, and what it says to who uses it wrongly. */
class MannersTest extends BrowserTest {
  private static final String GETTERS = "['pending', 'conflicts', 'parked', 'misfits']";

  // --- members without their object, and lists that stay the same ---

  /** React calls {@code subscribe} without its object. */
  @Test
  void takenFromTheirObject_allFunctionsWork() {
    Tab tab = lab(browser(), "");
    tab.untilSynced();
    tab.evaluate(
        "(() => { const { subscribe, collection, syncLocalChangesToServer } = offlineStorage;"
            + " const { put, getAll } = collection('tasks');"
            + " Object.assign(app, { subscribe, syncLocalChangesToServer, put, getAll, changes: 0,"
            + " network: networkStatus.subscribe, check: networkStatus.check }); })()");
    tab.evaluate("void (0, app.subscribe)(() => app.changes++)");
    tab.evaluate("void (0, app.network)(() => {})");

    tab.evaluate("(0, app.put)('t', { n: 1 })");

    assertThat(tab.json("(0, app.getAll)()")).isEqualTo("[{\"n\":1}]");
    assertThat(tab.is("(0, app.syncLocalChangesToServer)()")).isTrue();
    assertThat(tab.is("app.changes > 0")).isTrue();
    assertThat(tab.json("(0, app.check)()")).isEqualTo("\"online\"");
    String bound =
        "(o => Object.getOwnPropertyNames(Object.getPrototypeOf(o)).filter(n => n !== 'constructor'"
            + " && typeof Object.getOwnPropertyDescriptor(Object.getPrototypeOf(o), n).value ==="
            + " 'function' && !Object.hasOwn(o, n)))";
    assertThat(tab.json(bound + "(offlineStorage)")).isEqualTo("[]");
    assertThat(tab.json(bound + "(networkStatus)")).isEqualTo("[]");
    assertThat(tab.json(bound + "(offlineStorage.collection('tasks'))")).isEqualTo("[]");
  }

  /** A getter that answers another object each time is an endless loop in React. */
  @Test
  void nothingChanged_getterAnswersTheSameFrozenObject() {
    FaultyServer way = faulty();
    Tab tab = lab(browser(), way.url(), "");
    String same = GETTERS + ".filter(n => offlineStorage[n] !== offlineStorage[n])";
    assertThat(tab.json(same)).isEqualTo("[]");
    tab.untilSynced();
    way.breakOff(tab);
    tab.evaluate("offlineStorage.collection('tasks').put('t', { deep: [{ n: 1 }] })");
    tab.evaluate("app.before = offlineStorage.pending");
    tab.evaluate("offlineStorage.syncLocalChangesToServer()"); // fails: lastError, other events
    assertThat(tab.json(same)).isEqualTo("[]");
    assertThat(tab.is("offlineStorage.lastError === offlineStorage.lastError")).isTrue();
    assertThat(tab.is("Object.isFrozen(offlineStorage.lastError)")).isTrue();
    assertThat(tab.is("offlineStorage.pending === app.before")).isTrue();
    assertThat(tab.is("Object.isFrozen(app.before) && Object.isFrozen(app.before[0])")).isTrue();
    tab.evaluate("app.age = app.before[0].age");
    tab.until("its age grows", "app.before[0].age > app.age");

    tab.evaluate("offlineStorage.collection('tasks').put('t', { deep: [{ n: 2 }] })");
    assertThat(tab.is("offlineStorage.pending !== app.before")).isTrue();

    server.write(space(), "tasks", "t", "{\"deep\":[{\"n\":3}]}");
    way.heal();
    tab.until("a conflict", "offlineStorage.conflicts.length", "1");
    assertThat(tab.is("Object.isFrozen(offlineStorage.conflicts[0].server.deep[0])")).isTrue();
    assertThat(tab.json(same)).isEqualTo("[]");
  }

  // --- words that are not known ---

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "offlineStorage.addEventListener('conflicts', () => {}) | change, conflict, error,"
            + " progress, sync, update",
        "offlineStorage.defineSync({}) | holdfastServer({ space })",
        "offlineStorage.defineSync('x') | rest({ collections })",
        "holdfast.holdfastServer({ space: 's', uri: '/' }) | headers, space, url",
        "holdfast.rest({ collections: {}, header: 1 }) | collections, headers, space",
        "holdfast.holdfastServer({ space: 'my space' }) | a space's name must be",
        "holdfast.holdfastServer({ space: '..' }) | a space's name must be",
        "holdfast.rest({ collections: { a: { url: '/a', itms: '/b' } } }) | known are fromServer, id,",
        "holdfast.rest({ collections: { a: { url: '/a', items: 'b' } } }) | items must be a JSON Pointer such as /data, not b",
        "holdfast.rest({ collections: { a: { url: '/a', pages: {} } } }) | pages.query, or pages.next, must be a string, not undefined",
        "holdfast.rest({ collections: { a: { url: '/a', pages: { first: 1 } } } }) | pages.query, or pages.next, must be",
        "holdfast.rest({ collections: { a: { url: '/a', pages: { query: 'p', first: '1' } } } }) | pages.first must be a number, not",
        "holdfast.rest({ collections: { a: { url: '/a', pages: { next: 'n' } } } }) | pages.next must be a JSON Pointer",
        "holdfast.rest({ collections: { a: 'http://[' } }) | the URL of a collection must be a URL, not",
        "holdfast.rest({ collections: { a: '' } }) | the URL of a collection must be a URL, not",
        "holdfast.rest({ collections: { a: '/a' }, space: 'my space' }) | a space's name must be",
        "holdfast.rest({ collections: { a: '/a' }, headers: 1 }) | headers must be a function, not 1",
        "holdfast.rest({ collections: 'a' }) | collections must be an object, not",
        "offlineStorage.defineSync({ collections: { a: { url: '/a', itms: '/b' } } }) | known are fromServer, id,",
        "offlineStorage.start({ sync: { space: 's', uri: '/' } }) | headers, space, url",
        "offlineStorage.loadAppState({ peak: true }) | known are peek",
        "offlineStorage.loadAppState({ peek: 1 }) | peek must be a boolean",
        "offlineStorage.start({ adpt: true }) | adopt, debug",
        "offlineStorage.start({ subject: 7 }) | subject must be a string",
      })
  void nameThatIsNotKnown_typeErrorNamesTheKnownOnes(String call, String known) {
    Tab tab = lab(browser(), "");
    assertThat(
            tab.json(
                "(() => { try { " + call + "; } catch (e) { return e.name + e.message; } })()"))
        .startsWith("\"TypeError")
        .contains(known);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{ workr: '/sw.js' } | subject, sync, updates, worker",
        "{ network: { pin: '/x' } } | ping, probeTimeout",
        "{ state: { tasks: 'lists' } } | list, map, value",
        "{ debug: 'yes' } | debug must be a boolean",
        "{ schema: { version: 2, migrat: s => s } } | known are migrate, version",
        "{ network: { ping: 1 } } | network.ping must be a string",
        "{ network: { syncTimeout: '9' } } | network.syncTimeout must be a number of ms above 0",
        "{ network: { probeTimeout: 0 } } | network.probeTimeout must be",
        "{ network: { requestTimeout: Infinity } } | network.requestTimeout must be",
      })
  void optionThatIsNotKnown_startSaysWhichAre(String options, String known) {
    Tab tab = browser().open(server.url() + "/about.html");
    tab.evaluate("import('/holdfast/holdfast.js').then(all => void Object.assign(window, all))");
    assertThat(
            tab.json(
                "(() => { try { offlineStorage.start("
                    + options
                    + "); } catch (e) { return e.name + e.message; } })()"))
        .startsWith("\"TypeError")
        .contains(known);
  }

  // --- values that are no JSON ---

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{ a: [1, NaN] } | \"/a/1\" is NaN",
        "[1, undefined] | \"/1\" is undefined",
        "undefined | \"\" is undefined",
        "{ 'a/b': { n: 10n } } | \"/a~1b/n\" is a bigint",
        "{ actions: { add() {} } } | \"/actions/add\" is a function",
        "(() => { const o = { p: {} }; o.p.o = o; return o; })() | \"/p/o\" is a cycle",
        "{ m: new Map() } | \"/m\" is a Map",
        "{ get x() { throw new Error('no'); } } | \"/x\" threw Error: no",
      })
  void valueThatIsNoJson_theMessageSaysWhereAndWhat(String value, String what) {
    Tab tab = lab(browser(), "restore=no");
    List<String> said = new ArrayList<>();
    for (String write :
        new String[] {
          "offlineStorage.collection('c').put('d', %s)",
          "offlineStorage.collection('c').update('d', () => (%s))"
        }) {
      said.add(tab.json(write.formatted(value) + ".then(() => '', e => e.message)"));
    }
    if (!value.equals("undefined")) {
      assertThat(tab.is("offlineStorage.updateLocalChanges(" + value + ")")).isFalse();
      said.add(tab.json("offlineStorage.lastError.message"));
    }
    assertThat(said)
        .allSatisfy(
            message ->
                assertThat(message)
                    .startsWith("\"NOT_JSON: ")
                    .contains(what.replace("\"", "\\\"")));
    assertThat(tab.is("offlineStorage.hasConflicts")).isFalse();
  }

  /** The limit of nesting is a document's, not the state's. */
  @Test
  void documentAsDeepAsItMayBe_savedExportedAndShownAsState() {
    Tab tab = lab(browser(), "");
    tab.evaluate(
        "app.deep = n => { let value = 1; for (let i = 0; i < n; i++) value = [value]; return value;"
            + " }");
    String list = "offlineStorage.updateLocalChanges({ list: [{ id: 'a', v: app.deep(%d) }] })";
    assertThat(tab.is(list.formatted(95))).isTrue();
    assertThat(tab.is("offlineStorage.updateLocalChanges({ one: app.deep(96) })")).isTrue();
    tab.evaluate("offlineStorage.updateLocalChanges({ list: [{ id: 'a', v: app.deep(95) }] })");
    assertThat(
            tab.json(
                "offlineStorage.exportChanges().then(b => b.text()).then(t => 'incomplete' in"
                    + " JSON.parse(t))"))
        .isEqualTo("false");
    assertThat(tab.is("offlineStorage.syncLocalChangesToServer()")).isTrue();
    tab.evaluate("offlineStorage.loadAppState().then(state => (app.state = state).more = 1)");
    assertThat(tab.is("offlineStorage.saveCurrentAppState()")).isTrue();
    assertThat(tab.is(list.formatted(96))).isFalse();
    assertThat(tab.json("offlineStorage.lastError.code")).isEqualTo("\"NOT_JSON\"");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "offlineStorage.collection('c').put('d', { at: new Date(0) })",
        "offlineStorage.updateLocalChanges({ at: new Date(0) })",
      })
  void dateInDebugMode_theConsoleSaysOnceThatItComesBackAsText(String write) {
    Tab tab = browser().open(server.url() + "/about.html");
    tab.evaluate(
        "import('/holdfast/holdfast.js').then(all => Object.assign(window, all, { said: [] })"
            + " && (console.warn = (...all) => said.push(all.join(' '))) && undefined)");
    tab.evaluate("offlineStorage.start({ debug: true, space: '" + space() + "' })");
    tab.evaluate(write);
    tab.evaluate(write);
    assertThat(tab.json("said"))
        .isEqualTo(
            "[\"holdfast: \\\"/at\\\" is a Date, which JSON has not. It comes back as text: "
                + " 1970-01-01T00:00:00.000Z\"]");
  }

  // --- what was refused, and what counts at once ---

  @Test
  void documentLongerThanTheServerTakes_refusedAtTheSave() {
    Tab tab = lab(browser(), "restore=no");
    tab.untilSynced();
    assertThat(
            tab.json(
                "offlineStorage.collection('c').put('d', 'x'.repeat(1.2e6)).then(() => '', e =>"
                    + " e.code)"))
        .isEqualTo("\"TOO_LARGE\"");
    assertThat(tab.is("offlineStorage.updateLocalChanges({ text: 'x'.repeat(1.2e6) })")).isFalse();
    assertThat(tab.json("offlineStorage.lastError.code")).isEqualTo("\"TOO_LARGE\"");
    assertThat(tab.is("offlineStorage.hasConflicts")).isFalse();
  }

  @Test
  void refusedByTheServer_saidOnceAndTheSyncAnswersFalse() {
    Tab unlimited = lab(browser(), "sync=none&worker=no");
    unlimited.evaluate("offlineStorage.collection('c').put('d', 'x'.repeat(2e6))");
    Object file = unlimited.evaluate("offlineStorage.exportChanges().then(b => b.text())");
    Tab tab = lab(browser(), "restore=no&worker=no");
    tab.untilSynced();

    assertThat(
            tab.evaluate(
                "offlineStorage.importChanges(new Blob([it])).then(() =>"
                    + " offlineStorage.syncLocalChangesToServer())",
                file))
        .isEqualTo(false);

    assertThat(tab.json("offlineStorage.lastError.code")).isEqualTo("\"TOO_LARGE\"");
    assertThat(tab.json("offlineStorage.lastError.message")).contains("c/d");
    tab.evaluate("offlineStorage.collection('c').put('e', 1)");
    tab.until("the other is there", "offlineStorage.pending.length", "0");
    assertThat(tab.json("app.events.filter(e => e.type === 'error').map(e => e.error.code)"))
        .isEqualTo("[\"TOO_LARGE\"]");
  }

  @Test
  void syncDefinedAfterStart_countsForASyncInTheSameTurn() {
    Tab tab = lab(browser(), "sync=none&restore=no");
    tab.evaluate("networkStatus.check()");
    tab.evaluate("offlineStorage.collection('c').put('d', 1)");
    assertThat(
            tab.is(
                "(offlineStorage.defineSync(holdfast.holdfastServer({ space: '"
                    + space()
                    + "' })), offlineStorage.syncLocalChangesToServer())"))
        .isTrue();
    assertThat(server.documents(space())).containsEntry("c/d", "1");
  }

  @Test
  void elementInsertedIntoAList_oneChangeIsUnsent() {
    Tab tab = lab(browser(), "sync=none&restore=no");
    tab.evaluate("offlineStorage.updateLocalChanges({ tasks: [{ id: 'a' }] })");
    assertThat(tab.json("offlineStorage.pending.map(e => e.key)")).isEqualTo("[\"tasks/a\"]");
    assertThat(tab.json("offlineStorage.audit().then(a => [a.queued, a.total])"))
        .isEqualTo("[1,1]");
  }

  /** Both edited; the address is in no contradiction. */
  @Test
  void resolvedForTheServer_whatMergedStays() {
    FaultyServer way = faulty();
    Tab tab = lab(browser(), way.url(), "");
    tab.evaluate("offlineStorage.collection('v').put('i', { notes: '', address: 'old' })");
    tab.until("in sync", "offlineStorage.syncLocalChangesToServer()");
    way.breakOff(tab);
    tab.evaluate("offlineStorage.collection('v').put('i', { notes: 'mine', address: 'new' })");
    server.write(space(), "v", "i", "{\"notes\":\"theirs\",\"address\":\"old\"}");
    way.heal();
    tab.until("a conflict", "offlineStorage.conflicts.length", "1");

    assertThat(tab.is("offlineStorage.resolve('v/i', 'server')")).isTrue();

    tab.until("sent", "offlineStorage.hasConflicts", "false");
    assertThat(tab.json("offlineStorage.collection('v').get('i')"))
        .isEqualTo("{\"address\":\"new\",\"notes\":\"theirs\"}");
  }
}
